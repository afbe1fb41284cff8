//! What runs code, and the roles that it runs as. Values of variables, user data and definitions are never kept.

use crate::aws::translate::{
    Kind, Members,
    Take::{At, Each, Is, Json, List, Quoted, TagMap, Tags, When},
    Translation,
};

const ARN: &str = "item.arn";
const TAGS: &str = "tags_all|tags";

pub(super) const INSTANCE: Members = &[
    ("InstanceId", At("id")),
    ("ImageId", At("ami")),
    ("State.Name", At("instance_state")),
    ("IamInstanceProfile.Name", At("iam_instance_profile")),
    (
        "MetadataOptions.HttpTokens",
        At("metadata_options.http_tokens"),
    ),
    (
        "MetadataOptions.HttpEndpoint",
        At("metadata_options.http_endpoint"),
    ),
    ("PublicIpAddress", At("public_ip")),
    ("KeyName", At("key_name")),
    ("Tags", Tags(TAGS)),
];

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_lambda_function",
        listing: ("lambda", "list-functions"),
        tells: &[
            Translation::listing(
                ("lambda", "list-functions"),
                "Functions[]",
                &[
                    ("FunctionName", At("function_name")),
                    ("FunctionArn", At(ARN)),
                    ("Role", At("role")),
                    ("Runtime", At("runtime")),
                    ("Description", At("description")),
                    ("PackageType", At("package_type")),
                    ("CodeSha256", At("code_sha256")),
                    ("KMSKeyArn", At("kms_key_arn")),
                    ("Environment.Variables", At("environment.variables")),
                    ("VpcConfig.VpcId", At("vpc_config.vpc_id")),
                    ("Layers", Each("layers", "Arn")),
                ],
            )
            .needs(ARN),
            Translation::about(
                ("lambda", "list-tags"),
                "{item.arn}",
                "",
                &[("Tags", TagMap(TAGS))],
            )
            .needs(TAGS),
        ],
    },
    Kind {
        name: "aws_lambda_function_url",
        listing: ("lambda", "list-function-url-configs"),
        tells: &[Translation::about(
            ("lambda", "list-function-url-configs"),
            "{function_name}",
            "FunctionUrlConfigs[]",
            &[
                ("FunctionUrl", At("function_url")),
                ("AuthType", At("authorization_type")),
            ],
        )
        .needs("function_url")],
    },
    Kind {
        name: "aws_lambda_event_source_mapping",
        listing: ("lambda", "list-event-source-mappings"),
        tells: &[Translation::listing(
            ("lambda", "list-event-source-mappings"),
            "EventSourceMappings[]",
            &[
                ("UUID", At("uuid")),
                ("EventSourceArn", At("event_source_arn")),
                ("FunctionArn", At("function_arn")),
                ("State", At("state")),
            ],
        )
        .needs("function_arn")],
    },
    Kind {
        name: "aws_launch_template",
        listing: ("ec2", "describe-launch-templates"),
        tells: &[Translation::listing(
            ("ec2", "describe-launch-template-versions"),
            "LaunchTemplateVersions[]",
            &[
                ("LaunchTemplateId", At("id")),
                ("LaunchTemplateName", At("name")),
                ("DefaultVersion", Is("true")),
                ("LaunchTemplateData.ImageId", At("image_id")),
                (
                    "LaunchTemplateData.IamInstanceProfile.Arn",
                    At("iam_instance_profile.arn"),
                ),
                (
                    "LaunchTemplateData.IamInstanceProfile.Name",
                    At("iam_instance_profile.name"),
                ),
                (
                    "LaunchTemplateData.MetadataOptions.HttpTokens",
                    At("metadata_options.http_tokens"),
                ),
                (
                    "LaunchTemplateData.MetadataOptions.HttpEndpoint",
                    At("metadata_options.http_endpoint"),
                ),
                (
                    "LaunchTemplateData.UserData",
                    When("user_data", "true", "null"),
                ),
            ],
        )
        .needs("id")],
    },
    Kind {
        name: "aws_codebuild_project",
        listing: ("codebuild", "list-projects"),
        tells: &[Translation::about(
            ("codebuild", "batch-get-projects"),
            "{name}",
            "projects[]",
            &[
                ("name", At("name")),
                ("arn", At(ARN)),
                ("serviceRole", At("service_role")),
                ("encryptionKey", At("encryption_key")),
                ("source.type", At("source.type")),
                ("source.location", At("source.location")),
                ("artifacts.type", At("artifacts.type")),
                ("artifacts.location", At("artifacts.location")),
                ("environment.image", At("environment.image")),
                (
                    "environment.privilegedMode",
                    At("environment.privileged_mode"),
                ),
                (
                    "environment.environmentVariables",
                    List(
                        "environment.environment_variable",
                        &[
                            ("name", At("name")),
                            ("value", At("value")),
                            ("type", At("type")),
                        ],
                    ),
                ),
                ("projectVisibility", At("project_visibility")),
                ("tags", Tags(TAGS)),
            ],
        )
        .needs(ARN)],
    },
    Kind {
        name: "aws_codepipeline",
        listing: ("codepipeline", "list-pipelines"),
        tells: &[Translation::about(
            ("codepipeline", "get-pipeline"),
            "{name}",
            "",
            &[
                ("pipeline.name", At("name")),
                ("pipeline.roleArn", At("role_arn")),
                ("pipeline.artifactStore.type", At("artifact_store.type")),
                (
                    "pipeline.artifactStore.location",
                    At("artifact_store.location"),
                ),
                (
                    "pipeline.stages",
                    List(
                        "stage",
                        &[("name", At("name")), ("actions", List("action", ACTION))],
                    ),
                ),
                ("metadata.pipelineArn", At("arn")),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_sfn_state_machine",
        listing: ("stepfunctions", "list-state-machines"),
        tells: &[Translation::about(
            ("stepfunctions", "describe-state-machine"),
            "{item.arn}",
            "",
            &[
                ("stateMachineArn", At(ARN)),
                ("name", At("name")),
                ("roleArn", At("role_arn")),
                ("type", At("type")),
                ("status", At("status")),
                ("definition", Quoted("definition")),
            ],
        )],
    },
    Kind {
        name: "aws_glue_job",
        listing: ("glue", "get-jobs"),
        tells: &[Translation::listing(
            ("glue", "get-jobs"),
            "Jobs[]",
            &[
                ("Name", At("name")),
                ("Role", At("role_arn")),
                ("Command.Name", At("command.name")),
                ("Command.ScriptLocation", At("command.script_location")),
                ("DefaultArguments", At("default_arguments")),
                ("Connections.Connections", At("connections")),
            ],
        )
        .needs("name")],
    },
    Kind {
        name: "aws_batch_job_definition",
        listing: ("batch", "describe-job-definitions"),
        tells: &[Translation::listing(
            ("batch", "describe-job-definitions"),
            "jobDefinitions[]",
            &[
                ("jobDefinitionName", At("name")),
                ("jobDefinitionArn", At("arn")),
                ("revision", At("revision")),
                ("status", Is("\"ACTIVE\"")),
                ("type", At("type")),
                ("containerProperties", Json("container_properties")),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_scheduler_schedule",
        listing: ("scheduler", "list-schedules"),
        tells: &[Translation::about(
            ("scheduler", "get-schedule"),
            "{group_name} {name}",
            "",
            &[
                ("Name", At("name")),
                ("GroupName", At("group_name")),
                ("Arn", At("arn")),
                ("State", At("state")),
                ("Target.Arn", At("target.arn")),
                ("Target.RoleArn", At("target.role_arn")),
            ],
        )
        .needs("arn")],
    },
    Kind {
        name: "aws_cloudwatch_event_target",
        listing: ("events", "list-targets-by-rule"),
        tells: &[Translation::about(
            ("events", "list-targets-by-rule"),
            "{event_bus_name} {rule}",
            "Targets[]",
            &[
                ("Id", At("target_id")),
                ("Arn", At("arn")),
                ("RoleArn", At("role_arn")),
            ],
        )
        .needs("rule")],
    },
];

const ACTION: Members = &[
    ("name", At("name")),
    ("actionTypeId.category", At("category")),
    ("actionTypeId.owner", At("owner")),
    ("actionTypeId.provider", At("provider")),
    ("actionTypeId.version", At("version")),
    ("roleArn", At("role_arn")),
    ("configuration", At("configuration")),
];
