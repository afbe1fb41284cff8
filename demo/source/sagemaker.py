"""SageMaker of the production account: from data to a model that answers."""

from export import ML_PROD, PLATFORM, REGION

IMAGE = f"999999999999.dkr.ecr.{REGION}.amazonaws.com/sagemaker-xgboost:1.7-1"

# Product, version of the model, day of training.
PRODUCTS = [("churn", "v42", "2026-11-08"), ("credit", "v3", "2026-11-19"), ("fraud", "v17", "2026-11-15")]

# Where the training data of a product lie, if not under its name.
DATA = {"credit": "s3://tidewater-ml-training/credit/features/"}


def arn(kind, name):
    return f"arn:aws:sagemaker:{REGION}:{ML_PROD}:{kind}/{name}"


def role(name):
    return f"arn:aws:iam::{ML_PROD}:role/{name}"


def add(estate):
    def write(operation, body, argument=None):
        estate.reply(ML_PROD, "sagemaker", operation, body, argument)

    notebook(write)
    jobs, models, endpoints = [], [], []
    for product, version, day in PRODUCTS:
        jobs.append(training(write, product, day))
        models.append(model(write, product, version, day))
        configuration(write, product, version, day)
        endpoints.append(endpoint(write, product, day))
    write("list-training-jobs", {"TrainingJobSummaries": jobs})
    write("list-models", {"Models": models})
    write("list-endpoints", {"Endpoints": endpoints})
    for operation, member in (
        ("list-notebook-instances", "NotebookInstances"),
        ("list-training-jobs", "TrainingJobSummaries"),
        ("list-models", "Models"),
        ("list-endpoints", "Endpoints"),
    ):
        estate.reply(PLATFORM, "sagemaker", operation, {member: []})


def notebook(write):
    name = "churn-exploration"
    common = {
        "NotebookInstanceName": name,
        "NotebookInstanceArn": arn("notebook-instance", name),
        "NotebookInstanceStatus": "InService",
        "Url": f"{name}.notebook.{REGION}.sagemaker.aws",
        "InstanceType": "ml.t3.xlarge",
        "CreationTime": "2020-03-02T09:20:00+00:00",
        "LastModifiedTime": "2026-11-20T07:55:00+00:00",
    }
    write("list-notebook-instances", {"NotebookInstances": [common]})
    write(
        "describe-notebook-instance",
        common
        | {
            "RoleArn": role("service-role/NotebookExecution"),
            "DirectInternetAccess": "Enabled",
            "VolumeSizeInGB": 100,
            "RootAccess": "Enabled",
            "PlatformIdentifier": "notebook-al2-v3",
        },
        name,
    )


def training(write, product, day):
    name = f"{product}-{day}"
    times = {
        "CreationTime": f"{day}T21:59:30+00:00",
        "TrainingEndTime": f"{day}T23:12:00+00:00",
        "LastModifiedTime": f"{day}T23:12:10+00:00",
    }
    write(
        "describe-training-job",
        {
            "TrainingJobName": name,
            "TrainingJobArn": arn("training-job", name),
            "ModelArtifacts": {"S3ModelArtifacts": artifact(product, day)},
            "TrainingJobStatus": "Completed",
            "SecondaryStatus": "Completed",
            "HyperParameters": {"max_depth": "6", "objective": "binary:logistic"},
            "AlgorithmSpecification": {"TrainingImage": IMAGE, "TrainingInputMode": "File"},
            "RoleArn": role(f"Training{product.capitalize()}"),
            "InputDataConfig": [
                {
                    "ChannelName": "train",
                    "DataSource": {
                        "S3DataSource": {
                            "S3DataType": "S3Prefix",
                            "S3Uri": DATA.get(product, f"s3://tidewater-ml-training/{product}/"),
                            "S3DataDistributionType": "FullyReplicated",
                        }
                    },
                    "ContentType": "text/csv",
                    "CompressionType": "None",
                    "RecordWrapperType": "None",
                }
            ],
            "OutputDataConfig": {
                "KmsKeyId": "",
                "S3OutputPath": f"s3://tidewater-ml-models/{product}/",
            },
            "ResourceConfig": {
                "InstanceType": "ml.m5.4xlarge",
                "InstanceCount": 1,
                "VolumeSizeInGB": 100,
            },
            "StoppingCondition": {"MaxRuntimeInSeconds": 14400},
            **times,
            "EnableNetworkIsolation": False,
        },
        name,
    )
    return {
        "TrainingJobName": name,
        "TrainingJobArn": arn("training-job", name),
        **times,
        "TrainingJobStatus": "Completed",
    }


def artifact(product, day):
    """Where SageMaker puts the output of a job."""
    return f"s3://tidewater-ml-models/{product}/{product}-{day}/output/model.tar.gz"


def model(write, product, version, day):
    name = f"{product}-{version}"
    summary = {
        "ModelName": name,
        "ModelArn": arn("model", name),
        "CreationTime": f"{day}T23:30:00+00:00",
    }
    write(
        "describe-model",
        {
            "ModelName": name,
            "PrimaryContainer": {
                "Image": IMAGE,
                "Mode": "SingleModel",
                "ModelDataUrl": artifact(product, day),
                "Environment": {"SAGEMAKER_PROGRAM": "inference.py"},
            },
            "ExecutionRoleArn": role(f"Serve{product.capitalize()}"),
            "CreationTime": f"{day}T23:30:00+00:00",
            "ModelArn": arn("model", name),
            "EnableNetworkIsolation": False,
        },
        name,
    )
    return summary


def configuration(write, product, version, day):
    name = f"{product}-live-{version}"
    write(
        "describe-endpoint-config",
        {
            "EndpointConfigName": name,
            "EndpointConfigArn": arn("endpoint-config", name),
            "CreationTime": f"{day}T23:35:00+00:00",
            "ProductionVariants": [
                {
                    "VariantName": "all",
                    "ModelName": f"{product}-{version}",
                    "InitialInstanceCount": 2,
                    "InstanceType": "ml.m5.large",
                    "InitialVariantWeight": 1.0,
                }
            ],
            "DataCaptureConfig": {
                "EnableCapture": True,
                "InitialSamplingPercentage": 20,
                "DestinationS3Uri": f"s3://tidewater-ml-feedback/{product}/",
                "CaptureOptions": [{"CaptureMode": "Input"}, {"CaptureMode": "Output"}],
            },
        },
        name,
    )


def endpoint(write, product, day):
    name = f"{product}-live"
    common = {
        "EndpointName": name,
        "EndpointArn": arn("endpoint", name),
        "CreationTime": "2021-05-06T08:00:00+00:00",
        "LastModifiedTime": f"{day}T23:50:00+00:00",
        "EndpointStatus": "InService",
    }
    version = dict((p, v) for p, v, _ in PRODUCTS)[product]
    write(
        "describe-endpoint",
        common
        | {
            "EndpointConfigName": f"{product}-live-{version}",
            "ProductionVariants": [
                {
                    "VariantName": "all",
                    "CurrentWeight": 1.0,
                    "DesiredWeight": 1.0,
                    "CurrentInstanceCount": 2,
                    "DesiredInstanceCount": 2,
                }
            ],
        },
        name,
    )
    return common
