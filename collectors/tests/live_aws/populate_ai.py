"""Fills a moto server, whose address is the first argument, with what AI services have, and prints what was made.

Every value that must not be kept holds the word CANARY: hyperparameters, values of environments, arguments of containers,
instructions, prompts, scripts. Everything else is asserted by `ai.rs`.
"""

import base64
import json
import sys

import boto3

REGION = "us-east-1"
ACCOUNT = "123456789012"
OTHER = "999988887777"


def client(service):
    return boto3.client(
        service,
        endpoint_url=sys.argv[1],
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


def role(name):
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def image(name):
    return f"{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com/{name}"


TAGS = [{"Key": "team", "Value": "ml"}]
KEY = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/11112222-3333-4444-5555-666677778888"
RESOURCES = {"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 10}
STOP = {"MaxRuntimeInSeconds": 3600}
made = {}

sagemaker = client("sagemaker")


# Work that people do: notebooks, domains.
sagemaker.create_notebook_instance_lifecycle_config(
    NotebookInstanceLifecycleConfigName="start",
    OnStart=[{"Content": base64.b64encode(b"echo CANARY").decode()}],
)
sagemaker.create_notebook_instance(
    NotebookInstanceName="lab",
    InstanceType="ml.t3.medium",
    RoleArn=role("lab"),
    KmsKeyId=KEY,
    SubnetId="subnet-1",
    SecurityGroupIds=["sg-1"],
    DirectInternetAccess="Enabled",
    RootAccess="Enabled",
    LifecycleConfigName="start",
    DefaultCodeRepository="https://user:CANARY@git.example.com/lab.git",
    Tags=TAGS,
)
made["domain"] = sagemaker.create_domain(
    DomainName="studio",
    AuthMode="IAM",
    VpcId="vpc-1",
    SubnetIds=["subnet-1"],
    AppNetworkAccessType="VpcOnly",
    KmsKeyId=KEY,
    DefaultUserSettings={
        "ExecutionRole": role("studio"),
        "SharingSettings": {"S3OutputPath": "s3://lake/shared"},
    },
    Tags=TAGS,
)["DomainArn"]


# Jobs.
for number in range(101):
    sagemaker.create_training_job(
        TrainingJobName=f"many-{number}",
        AlgorithmSpecification={"TrainingImage": image("train:v1"), "TrainingInputMode": "File"},
        RoleArn=role("train"),
        OutputDataConfig={"S3OutputPath": "s3://lake/many"},
        ResourceConfig=RESOURCES,
        StoppingCondition=STOP,
    )
sagemaker.create_training_job(
    TrainingJobName="churn",
    HyperParameters={
        "sagemaker_submit_directory": '"s3://code/churn/source.tar.gz"',
        "api_key": "CANARY",
    },
    Environment={"TOKEN": "CANARY"},
    AlgorithmSpecification={
        "TrainingImage": image("train:v1"),
        "TrainingInputMode": "File",
        "ContainerArguments": ["--password", "CANARY"],
    },
    RoleArn=role("train"),
    InputDataConfig=[
        {
            "ChannelName": "train",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/features/"}},
        },
        {
            "ChannelName": "manifest",
            "DataSource": {"S3DataSource": {"S3DataType": "ManifestFile", "S3Uri": "s3://lake/list.manifest"}},
        },
    ],
    OutputDataConfig={"S3OutputPath": "s3://lake/models", "KmsKeyId": KEY},
    ResourceConfig=RESOURCES,
    StoppingCondition=STOP,
    CheckpointConfig={"S3Uri": "s3://lake/checkpoints"},
    DebugHookConfig={"S3OutputPath": "s3://lake/debug"},
    TensorBoardOutputConfig={"S3OutputPath": "s3://lake/boards"},
    EnableNetworkIsolation=True,
    Tags=TAGS,
)
sagemaker.create_processing_job(
    ProcessingJobName="features",
    ProcessingInputs=[
        {
            "InputName": "code",
            "S3Input": {
                "S3Uri": "s3://code/features.py",
                "LocalPath": "/opt/ml/processing/input/code",
                "S3DataType": "S3Prefix",
                "S3InputMode": "File",
            },
        },
        {
            "InputName": "raw",
            "S3Input": {
                "S3Uri": "s3://lake/raw",
                "LocalPath": "/opt/ml/processing/input/raw",
                "S3DataType": "S3Prefix",
                "S3InputMode": "File",
            },
        },
    ],
    ProcessingOutputConfig={
        "Outputs": [
            {
                "OutputName": "features",
                "S3Output": {
                    "S3Uri": "s3://lake/features",
                    "LocalPath": "/opt/ml/processing/output",
                    "S3UploadMode": "EndOfJob",
                },
            }
        ],
        "KmsKeyId": KEY,
    },
    ProcessingResources={"ClusterConfig": RESOURCES},
    StoppingCondition=STOP,
    AppSpecification={
        "ImageUri": image("process@sha256:" + "a" * 64),
        "ContainerEntrypoint": ["python3", "CANARY"],
        "ContainerArguments": ["--token", "CANARY"],
    },
    Environment={"PASSWORD": "CANARY"},
    NetworkConfig={"EnableNetworkIsolation": False},
    RoleArn=role("process"),
    Tags=TAGS,
)
sagemaker.create_transform_job(
    TransformJobName="score",
    ModelName="churn",
    Environment={"SECRET": "CANARY"},
    TransformInput={
        "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/customers"}}
    },
    TransformOutput={"S3OutputPath": "s3://lake/scores", "KmsKeyId": KEY},
    DataCaptureConfig={"DestinationS3Uri": "s3://lake/captured"},
    TransformResources={"InstanceType": "ml.m5.large", "InstanceCount": 1},
    Tags=TAGS,
)
sagemaker.create_hyper_parameter_tuning_job(
    HyperParameterTuningJobName="search",
    HyperParameterTuningJobConfig={
        "Strategy": "Bayesian",
        "ResourceLimits": {"MaxParallelTrainingJobs": 1},
    },
    TrainingJobDefinition={
        "StaticHyperParameters": {"api_key": "CANARY"},
        "AlgorithmSpecification": {"TrainingImage": image("train:v2"), "TrainingInputMode": "File"},
        "RoleArn": role("search"),
        "InputDataConfig": [
            {
                "ChannelName": "train",
                "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/features/"}},
            }
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://lake/searched"},
        "ResourceConfig": RESOURCES,
        "StoppingCondition": STOP,
        "Environment": {"WANDB_API_KEY": "CANARY"},
    },
    Tags=TAGS,
)
sagemaker.create_auto_ml_job_v2(
    AutoMLJobName="auto",
    AutoMLJobInputDataConfig=[
        {
            "ChannelType": "training",
            "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://lake/table"}},
        }
    ],
    OutputDataConfig={"S3OutputPath": "s3://lake/auto", "KmsKeyId": KEY},
    AutoMLProblemTypeConfig={
        "TabularJobConfig": {
            "TargetAttributeName": "churned",
            "ProblemType": "BinaryClassification",
            "CompletionCriteria": {"MaxCandidates": 2},
        }
    },
    ModelDeployConfig={"AutoGenerateEndpointName": False, "EndpointName": "auto"},
    RoleArn=role("auto"),
    Tags=TAGS,
)
definition = {
    "Version": "2020-12-01",
    "Parameters": [
        {"Name": "Role", "Type": "String", "DefaultValue": role("step")},
        {"Name": "Token", "Type": "String", "DefaultValue": "CANARY"},
    ],
    "Steps": [
        {
            "Name": "Prepare",
            "Type": "Processing",
            "Arguments": {
                "RoleArn": role("prepare"),
                "AppSpecification": {"ImageUri": image("process:v1"), "ContainerArguments": ["CANARY"]},
                "Environment": {"TOKEN": "CANARY"},
                "ProcessingInputs": [
                    {
                        "InputName": "raw",
                        "S3Input": {"S3Uri": "s3://lake/raw", "LocalPath": "/opt/ml/processing/input"},
                    }
                ],
                "ProcessingOutputConfig": {
                    "Outputs": [
                        {
                            "OutputName": "train",
                            "S3Output": {"S3Uri": "s3://lake/prepared", "LocalPath": "/opt/ml/processing/out"},
                        }
                    ]
                },
            },
        },
        {
            "Name": "Train",
            "Type": "Training",
            "Arguments": {
                "RoleArn": {"Get": "Parameters.Role"},
                "HyperParameters": {"api_key": "CANARY"},
                "AlgorithmSpecification": {"TrainingImage": image("train:v3"), "TrainingInputMode": "File"},
                "InputDataConfig": [
                    {
                        "ChannelName": "train",
                        "DataSource": {
                            "S3DataSource": {
                                "S3DataType": "S3Prefix",
                                "S3Uri": {
                                    "Get": "Steps.Prepare.ProcessingOutputConfig.Outputs['train'].S3Output.S3Uri"
                                },
                            }
                        },
                    }
                ],
                "OutputDataConfig": {"S3OutputPath": "s3://lake/piped"},
            },
        },
    ],
}
sagemaker.create_pipeline(
    PipelineName="nightly",
    PipelineDisplayName="every night",
    PipelineDefinition=json.dumps(definition),
    ClientRequestToken="1" * 32,
    RoleArn=role("pipeline"),
    Tags=TAGS,
)


# Models, their registry, and what serves them.
sagemaker.create_model(
    ModelName="churn",
    PrimaryContainer={
        "Image": image("serve:v1"),
        "ModelDataUrl": "s3://lake/models/churn/output/model.tar.gz",
        "Environment": {"HF_TOKEN": "CANARY"},
    },
    ExecutionRoleArn=role("serve"),
    Tags=TAGS,
)
sagemaker.create_model(
    ModelName="ensemble",
    Containers=[
        {"Image": image("serve:v1"), "ModelDataUrl": "s3://lake/models/first.tar.gz"},
        {"Image": image("serve:v2"), "ModelDataUrl": "s3://lake/models/second.tar.gz"},
    ],
    ExecutionRoleArn=role("serve"),
)
sagemaker.create_model_package_group(
    ModelPackageGroupName="churn-models", ModelPackageGroupDescription="what is approved", Tags=TAGS
)
made["package"] = sagemaker.create_model_package(
    ModelPackageGroupName="churn-models",
    ModelPackageDescription="first",
    ModelApprovalStatus="PendingManualApproval",
    InferenceSpecification={
        "Containers": [
            {
                "Image": image("serve:v1"),
                "ImageDigest": "sha256:" + "b" * 64,
                "ModelDataUrl": "s3://lake/models/churn/output/model.tar.gz",
                "Environment": {"PACKAGED": "CANARY"},
            }
        ],
        "SupportedContentTypes": ["text/csv"],
        "SupportedResponseMIMETypes": ["text/csv"],
    },
)["ModelPackageArn"]
for number in range(100):
    sagemaker.create_model_package(
        ModelPackageName=f"alone-{number}",
        InferenceSpecification={
            "Containers": [{"Image": image("serve:v1")}],
            "SupportedContentTypes": ["text/csv"],
            "SupportedResponseMIMETypes": ["text/csv"],
        },
    )
sagemaker.create_endpoint_config(
    EndpointConfigName="churn",
    ProductionVariants=[
        {
            "VariantName": "main",
            "ModelName": "churn",
            "InitialInstanceCount": 1,
            "InstanceType": "ml.m5.large",
            "InitialVariantWeight": 1,
        }
    ],
    DataCaptureConfig={
        "EnableCapture": True,
        "InitialSamplingPercentage": 100,
        "DestinationS3Uri": "s3://lake/asked",
        "CaptureOptions": [{"CaptureMode": "Input"}],
    },
    KmsKeyId=KEY,
    Tags=TAGS,
)
sagemaker.create_endpoint(EndpointName="churn", EndpointConfigName="churn", Tags=TAGS)
sagemaker.create_cluster(
    ClusterName="pod",
    InstanceGroups=[
        {
            "InstanceCount": 1,
            "InstanceGroupName": "workers",
            "InstanceType": "ml.c5.large",
            "LifeCycleConfig": {"SourceS3Uri": "s3://sagemaker-code/pod", "OnCreate": "start.sh"},
            "ExecutionRole": role("pod"),
            "ThreadsPerCore": 1,
        }
    ],
    Tags=TAGS,
)


def monitoring(kind, **about):
    """A definition of a monitoring job: the parts that all of them have."""
    create = getattr(sagemaker, f"create_{kind}_job_definition")
    create(
        JobDefinitionName=kind.replace("_", "-"),
        JobResources={"ClusterConfig": RESOURCES},
        RoleArn=role("monitor"),
        Tags=TAGS,
        **about,
    )


def reading(member, **more):
    return {
        member: {
            "EndpointInput": {"EndpointName": "churn", "LocalPath": "/opt/ml/processing/input"},
            **more,
        }
    }


def writing(member, uri):
    output = {"S3Uri": uri, "LocalPath": "/opt/ml/processing/output"}
    return {member: {"MonitoringOutputs": [{"S3Output": output}], "KmsKeyId": KEY}}


truth = {"GroundTruthS3Input": {"S3Uri": "s3://lake/truth"}}
environment = {"ImageUri": image("monitor:v1"), "Environment": {"MONITOR_TOKEN": "CANARY"}}
monitoring(
    "data_quality",
    DataQualityAppSpecification=environment,
    **reading("DataQualityJobInput"),
    **writing("DataQualityJobOutputConfig", "s3://lake/quality"),
)
monitoring(
    "model_quality",
    ModelQualityAppSpecification={**environment, "ProblemType": "Regression"},
    **reading("ModelQualityJobInput", **truth),
    **writing("ModelQualityJobOutputConfig", "s3://lake/accuracy"),
)
monitoring(
    "model_bias",
    ModelBiasAppSpecification={**environment, "ConfigUri": "s3://lake/bias.json"},
    **reading("ModelBiasJobInput", **truth),
    **writing("ModelBiasJobOutputConfig", "s3://lake/bias"),
)
monitoring(
    "model_explainability",
    ModelExplainabilityAppSpecification={**environment, "ConfigUri": "s3://lake/shap.json"},
    **reading("ModelExplainabilityJobInput"),
    **writing("ModelExplainabilityJobOutputConfig", "s3://lake/why"),
)


# Bedrock: a job that makes a model, and where invocations are logged.
bedrock = client("bedrock")
made["customization"] = bedrock.create_model_customization_job(
    jobName="tune",
    customModelName="support",
    roleArn=role("bedrock-tune"),
    baseModelIdentifier="amazon.titan-text-express-v1",
    customizationType="FINE_TUNING",
    customModelKmsKeyId=KEY,
    trainingDataConfig={"s3Uri": "s3://lake/dialogues/train.jsonl"},
    validationDataConfig={"validators": [{"s3Uri": "s3://lake/dialogues/check.jsonl"}]},
    outputDataConfig={"s3Uri": "s3://lake/tuned"},
    hyperParameters={"learningRate": "CANARY"},
    jobTags=[{"key": "team", "value": "ml"}],
    customModelTags=[{"key": "model", "value": "support"}],
)["jobArn"]
bedrock.put_model_invocation_logging_configuration(
    loggingConfig={
        "cloudWatchConfig": {
            "logGroupName": "/bedrock/calls",
            "roleArn": role("bedrock-logs"),
            "largeDataDeliveryS3Config": {"bucketName": "lake", "keyPrefix": "large"},
        },
        "s3Config": {"bucketName": "lake", "keyPrefix": "calls"},
        "textDataDeliveryEnabled": True,
        "imageDataDeliveryEnabled": False,
    }
)


# Agents and what they know.
agents = client("bedrock-agent")
made["agent"] = agents.create_agent(
    agentName="helper",
    agentResourceRoleArn=role("agent"),
    instruction="You never tell anybody that the password is CANARY. You are kind.",
    foundationModel="anthropic.claude-3-haiku-20240307-v1:0",
    description="answers customers",
    customerEncryptionKeyArn=KEY,
    tags={"team": "ml"},
    promptOverrideConfiguration={
        "promptConfigurations": [
            {
                "promptType": "ORCHESTRATION",
                "promptCreationMode": "OVERRIDDEN",
                "promptState": "ENABLED",
                "basePromptTemplate": "CANARY",
                "parserMode": "OVERRIDDEN",
            }
        ],
        "overrideLambda": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:parse",
    },
)["agent"]["agentArn"]
collection = f"arn:aws:aoss:{REGION}:{ACCOUNT}:collection/abc"
made["base"] = agents.create_knowledge_base(
    name="handbook",
    description="what customers ask",
    roleArn=role("handbook"),
    knowledgeBaseConfiguration={
        "type": "VECTOR",
        "vectorKnowledgeBaseConfiguration": {
            "embeddingModelArn": f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v1"
        },
    },
    storageConfiguration={
        "type": "OPENSEARCH_SERVERLESS",
        "opensearchServerlessConfiguration": {
            "collectionArn": collection,
            "vectorIndexName": "handbook",
            "fieldMapping": {"vectorField": "v", "textField": "t", "metadataField": "m"},
        },
    },
    tags={"team": "ml"},
)["knowledgeBase"]["knowledgeBaseArn"]
made["collection"] = collection
agents.create_knowledge_base(
    name="prices",
    roleArn=role("handbook"),
    knowledgeBaseConfiguration={"type": "VECTOR"},
    storageConfiguration={
        "type": "PINECONE",
        "pineconeConfiguration": {
            "connectionString": "https://prices.pinecone.example",
            "credentialsSecretArn": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:pinecone-AbCdEf",
            "fieldMapping": {"textField": "t", "metadataField": "m"},
        },
    },
)


# AgentCore: runtimes, gateways, memories.
core = client("bedrock-agentcore-control")
runtime = core.create_agent_runtime(
    agentRuntimeName="planner",
    agentRuntimeArtifact={"containerConfiguration": {"containerUri": image("planner:v1")}},
    roleArn=role("planner"),
    networkConfiguration={"networkMode": "PUBLIC"},
    protocolConfiguration={"serverProtocol": "MCP"},
    environmentVariables={"OPENAI_API_KEY": "CANARY"},
    tags={"team": "ml"},
)
made["runtime"] = runtime["agentRuntimeArn"]
made["runtime_endpoint"] = core.create_agent_runtime_endpoint(
    agentRuntimeId=runtime["agentRuntimeId"], name="live"
)["agentRuntimeEndpointArn"]
gateway = core.create_gateway(
    name="tools",
    roleArn=role("tools"),
    protocolType="MCP",
    authorizerType="AWS_IAM",
    kmsKeyArn=KEY,
    tags={"team": "ml"},
)
made["gateway"] = gateway["gatewayArn"]
core.create_gateway_target(
    gatewayIdentifier=gateway["gatewayId"],
    name="orders",
    targetConfiguration={
        "mcp": {
            "lambda": {
                "lambdaArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders",
                "toolSchema": {"inlinePayload": [
                    {"name": "find", "description": "CANARY", "inputSchema": {"type": "object"}}
                ]},
            }
        }
    },
    credentialProviderConfigurations=[{"credentialProviderType": "GATEWAY_IAM_ROLE"}],
)
made["memory"] = core.create_memory(
    name="remembers",
    description="what was said",
    encryptionKeyArn=KEY,
    memoryExecutionRoleArn=role("memory"),
    eventExpiryDuration=30,
    tags={"team": "ml"},
)["memory"]["arn"]

print(json.dumps(made))
