//! Items that run code: the roles that they run as. The types that AWS Config records in the shape of CloudFormation have
//! their names in upper case.

use crate::aws::translate::{
    Kind, Members,
    Take::{At, Is, List, Quoted, TagMap, Tags, Text, When},
    Translation,
};

const POLICY: &str = "item.supplementaryConfiguration.Policy";

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Lambda::Function",
        listing: ("lambda", "list-functions"),
        tells: &[
            Translation::listing(
                ("lambda", "list-functions"),
                "Functions[]",
                &[
                    ("FunctionName", At("functionName|item.resourceName")),
                    ("FunctionArn", At("functionArn|item.ARN|item.arn")),
                    ("Role", At("role")),
                    ("Runtime", At("runtime")),
                    ("Description", At("description")),
                    ("PackageType", At("packageType")),
                    ("State", Text("state.value|state")),
                    ("CodeSha256", At("codeSha256")),
                    ("KMSKeyArn", At("kmskeyArn")),
                    ("Environment.Variables", At("environment.variables")),
                    ("VpcConfig.VpcId", At("vpcConfig.vpcId")),
                    ("Layers", List("layers", &[("Arn", At("arn"))])),
                ],
            ),
            Translation::about(
                ("lambda", "get-policy"),
                "{functionName|item.resourceName}",
                "",
                &[("Policy", Quoted(POLICY))],
            )
            .needs(POLICY),
            Translation::about(
                ("lambda", "list-tags"),
                "{functionArn|item.ARN|item.arn}",
                "",
                &[("Tags", TagMap("item.tags"))],
            )
            .needs("item.tags"),
        ],
    },
    Kind {
        name: "AWS::EC2::Instance",
        listing: ("ec2", "describe-instances"),
        tells: &[Translation::listing(
            ("ec2", "describe-instances"),
            "Reservations[]",
            &[("Instances", List("item.configuration", INSTANCE))],
        )],
    },
    Kind {
        name: "AWS::EC2::LaunchTemplate",
        listing: ("ec2", "describe-launch-templates"),
        tells: &[
            Translation::listing(
                ("ec2", "describe-launch-templates"),
                "LaunchTemplates[]",
                &[
                    (
                        "LaunchTemplateId",
                        At("LaunchTemplateId|Id|item.resourceId"),
                    ),
                    (
                        "LaunchTemplateName",
                        At("LaunchTemplateName|item.resourceName"),
                    ),
                ],
            ),
            Translation::listing(
                ("ec2", "describe-launch-template-versions"),
                "LaunchTemplateVersions[]",
                &[
                    (
                        "LaunchTemplateId",
                        At("LaunchTemplateId|Id|item.resourceId"),
                    ),
                    (
                        "LaunchTemplateName",
                        At("LaunchTemplateName|item.resourceName"),
                    ),
                    ("DefaultVersion", Is("true")),
                    (
                        "LaunchTemplateData.ImageId",
                        At("LaunchTemplateData.ImageId"),
                    ),
                    (
                        "LaunchTemplateData.IamInstanceProfile.Arn",
                        At("LaunchTemplateData.IamInstanceProfile.Arn"),
                    ),
                    (
                        "LaunchTemplateData.IamInstanceProfile.Name",
                        At("LaunchTemplateData.IamInstanceProfile.Name"),
                    ),
                    (
                        "LaunchTemplateData.MetadataOptions.HttpTokens",
                        At("LaunchTemplateData.MetadataOptions.HttpTokens"),
                    ),
                    (
                        "LaunchTemplateData.MetadataOptions.HttpEndpoint",
                        At("LaunchTemplateData.MetadataOptions.HttpEndpoint"),
                    ),
                    (
                        "LaunchTemplateData.UserData",
                        When("LaunchTemplateData.UserData", "true", "null"),
                    ),
                ],
            ),
        ],
    },
    Kind {
        name: "AWS::CodeBuild::Project",
        listing: ("codebuild", "list-projects"),
        tells: &[Translation::about(
            ("codebuild", "batch-get-projects"),
            "{name|item.resourceName}",
            "projects[]",
            &[
                ("name", At("name|item.resourceName")),
                ("arn", At("arn|item.ARN|item.arn")),
                ("serviceRole", At("serviceRole")),
                (
                    "buildBatchConfig.serviceRole",
                    At("buildBatchConfig.serviceRole"),
                ),
                ("encryptionKey", At("encryptionKey")),
                ("source.type", At("source.type")),
                ("source.location", At("source.location")),
                ("artifacts.type", At("artifacts.type")),
                ("artifacts.location", At("artifacts.location")),
                ("artifacts.path", At("artifacts.path")),
                ("environment.image", At("environment.image")),
                (
                    "environment.privilegedMode",
                    At("environment.privilegedMode"),
                ),
                (
                    "environment.environmentVariables",
                    List(
                        "environment.environmentVariables",
                        &[
                            ("name", At("name")),
                            ("value", At("value")),
                            ("type", At("type")),
                        ],
                    ),
                ),
                ("vpcConfig.vpcId", At("vpcConfig.vpcId")),
                ("tags", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::StepFunctions::StateMachine",
        listing: ("stepfunctions", "list-state-machines"),
        tells: &[Translation::about(
            ("stepfunctions", "describe-state-machine"),
            "{Arn|item.ARN|item.arn}",
            "",
            &[
                ("stateMachineArn", At("Arn|item.ARN|item.arn")),
                ("name", At("StateMachineName|Name|item.resourceName")),
                ("roleArn", At("RoleArn")),
                ("type", At("StateMachineType")),
                ("definition", Quoted("DefinitionString|Definition")),
            ],
        )],
    },
    Kind {
        name: "AWS::Glue::Job",
        listing: ("glue", "get-jobs"),
        tells: &[Translation::listing(
            ("glue", "get-jobs"),
            "Jobs[]",
            &[
                ("Name", At("Name|item.resourceName")),
                ("Role", At("Role")),
                ("Command.Name", At("Command.Name")),
                ("Command.ScriptLocation", At("Command.ScriptLocation")),
                ("Command.PythonVersion", At("Command.PythonVersion")),
                ("DefaultArguments", At("DefaultArguments")),
                ("Connections.Connections", At("Connections.Connections")),
            ],
        )],
    },
    Kind {
        name: "AWS::Batch::ComputeEnvironment",
        listing: ("batch", "describe-compute-environments"),
        tells: &[Translation::listing(
            ("batch", "describe-compute-environments"),
            "computeEnvironments[]",
            &[
                (
                    "computeEnvironmentName",
                    At("ComputeEnvironmentName|item.resourceName"),
                ),
                (
                    "computeEnvironmentArn",
                    At("ComputeEnvironmentArn|item.ARN|item.arn"),
                ),
                ("serviceRole", At("ServiceRole")),
                ("type", At("Type")),
                ("state", At("State")),
                ("computeResources.type", At("ComputeResources.Type")),
                (
                    "computeResources.instanceRole",
                    At("ComputeResources.InstanceRole"),
                ),
                (
                    "computeResources.spotIamFleetRole",
                    At("ComputeResources.SpotIamFleetRole"),
                ),
            ],
        )],
    },
    Kind {
        name: "AWS::CloudFormation::Stack",
        listing: ("cloudformation", "describe-stacks"),
        tells: &[Translation::listing(
            ("cloudformation", "describe-stacks"),
            "Stacks[]",
            &[
                ("StackId", At("stackId|item.ARN|item.arn")),
                ("StackName", At("stackName|item.resourceName")),
                ("StackStatus", At("stackStatus")),
                ("RoleARN", At("roleARN")),
                ("Capabilities", At("capabilities")),
                ("Tags", Tags("item.tags")),
            ],
        )],
    },
    Kind {
        name: "AWS::SageMaker::NotebookInstance",
        listing: ("sagemaker", "list-notebook-instances"),
        tells: &[Translation::listing(
            ("sagemaker", "list-notebook-instances"),
            "NotebookInstances[]",
            &[
                (
                    "NotebookInstanceName",
                    At("NotebookInstanceName|item.resourceName"),
                ),
                (
                    "NotebookInstanceArn",
                    At("NotebookInstanceArn|Id|item.ARN|item.arn"),
                ),
                ("RoleArn", At("RoleArn")),
                ("KmsKeyId", At("KmsKeyId")),
                ("SubnetId", At("SubnetId")),
                ("DirectInternetAccess", At("DirectInternetAccess")),
                ("RootAccess", At("RootAccess")),
                (
                    "NotebookInstanceLifecycleConfigName",
                    At("LifecycleConfigName|NotebookInstanceLifecycleConfigName"),
                ),
            ],
        )],
    },
    Kind {
        name: "AWS::SageMaker::Model",
        listing: ("sagemaker", "list-models"),
        tells: &[Translation::about(
            ("sagemaker", "describe-model"),
            "{ModelName|item.resourceName}",
            "",
            &[
                ("ModelName", At("ModelName|item.resourceName")),
                ("ModelArn", At("ModelArn|Id|item.ARN|item.arn")),
                ("ExecutionRoleArn", At("ExecutionRoleArn")),
                ("PrimaryContainer", At("PrimaryContainer")),
                ("Containers", At("Containers")),
                ("EnableNetworkIsolation", At("EnableNetworkIsolation")),
            ],
        )],
    },
];

const INSTANCE: Members = &[
    ("InstanceId", At("instanceId")),
    ("ImageId", At("imageId")),
    ("State.Name", At("state.name.value|state.name")),
    ("IamInstanceProfile.Arn", At("iamInstanceProfile.arn")),
    (
        "MetadataOptions.HttpTokens",
        At("metadataOptions.httpTokens"),
    ),
    (
        "MetadataOptions.HttpEndpoint",
        At("metadataOptions.httpEndpoint"),
    ),
    ("PublicIpAddress", At("publicIpAddress")),
    ("VpcId", At("vpcId")),
    ("KeyName", At("keyName")),
    ("Tags", Tags("tags")),
];
