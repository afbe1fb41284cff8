"""The second region: everything was asked there too, and there is next to nothing."""

from export import ML_PROD, PLATFORM

REGION = "eu-west-1"

EMPTY = [
    ("ec2", "describe-instances", {"Reservations": []}),
    (
        "ec2",
        "describe-iam-instance-profile-associations",
        {"IamInstanceProfileAssociations": []},
    ),
    ("ec2", "describe-launch-templates", {"LaunchTemplates": []}),
    ("kms", "list-aliases", {"Aliases": []}),
    ("kms", "list-keys", {"Keys": []}),
    ("lambda", "list-functions", {"Functions": []}),
    ("sagemaker", "list-endpoints", {"Endpoints": []}),
    ("sagemaker", "list-models", {"Models": []}),
    ("sagemaker", "list-notebook-instances", {"NotebookInstances": []}),
    ("sagemaker", "list-training-jobs", {"TrainingJobSummaries": []}),
    ("ssm", "describe-parameters", {"Parameters": []}),
]


def add(estate):
    for account in (ML_PROD, PLATFORM):
        for service, operation, body in EMPTY:
            estate.reply(account, service, operation, body, None, REGION)
