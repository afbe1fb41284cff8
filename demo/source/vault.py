"""Secrets and parameters of both accounts: names, tags, keys and policies. Never a value."""

from export import ML_PROD, PLATFORM, REGION, suffix
from keys import key_arn

# Account, region, name, description, alias of the key (None: aws/secretsmanager), tags, rotation.
SECRETS = [
    (
        ML_PROD, REGION, "ci/terraform/aws-access-key",
        "Access key of the user terraform in the platform account, for the old build server",
        None, {"owner": "platform", "aws-access-key-id": "AKIATERRAFRM2EXAMPLE"}, None,
    ),
    (ML_PROD, REGION, "ci/slack/webhook", "Build messages", None, {"owner": "platform"}, None),
    (
        ML_PROD, REGION, "ci/vault/break-glass", "Sealed copy of the break glass password",
        "vault", {"owner": "security"}, None,
    ),
    (
        ML_PROD, "eu-west-1", "ci/registry/pull-token", "Registry in Ireland, not used since 2022",
        None, {"owner": "platform"}, None,
    ),
    (
        ML_PROD, REGION, "ml/huggingface/token", "Read and write token of the organisation",
        "ml-data", {"owner": "ml-platform"}, None,
    ),
    (
        ML_PROD, REGION, "ml/churn/feature-db", "Database of churn features",
        None, {"team": "churn"}, "rotate-secrets",
    ),
    (
        ML_PROD, REGION, "ml/fraud/feature-db", "Database of fraud features",
        None, {"team": "fraud"}, "rotate-secrets",
    ),
    (
        PLATFORM, REGION, "finance/bank-api", "Payments of the company",
        None, {"owner": "finance"}, None,
    ),
    (
        PLATFORM, REGION, "lake/warehouse/loader", "Loader of the warehouse",
        None, {"owner": "data"}, None,
    ),
]

# Name, type, alias of the key, description.
PARAMETERS = [
    ("/ci/runner/registration-token", "SecureString", "alias/aws/ssm", "Registers build runners"),
    ("/lake/warehouse/host", "String", None, "Host of the warehouse"),
    ("/lake/warehouse/password", "SecureString", "alias/aws/ssm", "Reader of the warehouse"),
    ("/lake/warehouse/admin-password", "SecureString", "lake-restricted", "Owner of the warehouse"),
]


def secret_arn(account, region, name):
    return f"arn:aws:secretsmanager:{region}:{account}:secret:{name}-{suffix(account, name)}"


def add(estate):
    for account, region in ((ML_PROD, REGION), (ML_PROD, "eu-west-1"), (PLATFORM, REGION), (PLATFORM, "eu-west-1")):
        listed = []
        for owner, place, name, description, alias, tags, rotation in SECRETS:
            if (owner, place) != (account, region):
                continue
            arn = secret_arn(account, region, name)
            secret = {"ARN": arn, "Name": name, "Description": description}
            if alias:
                secret["KmsKeyId"] = key_arn(account, alias)
            if rotation:
                secret["RotationEnabled"] = True
                secret["RotationLambdaARN"] = f"arn:aws:lambda:{region}:{account}:function:{rotation}"
                secret["RotationRules"] = {"AutomaticallyAfterDays": 30}
                secret["LastRotatedDate"] = "2026-11-01T02:00:00+00:00"
            secret["LastChangedDate"] = "2024-02-28T22:00:00+00:00"
            secret["LastAccessedDate"] = "2026-11-21T00:00:00+00:00"
            secret["Tags"] = [{"Key": key, "Value": value} for key, value in tags.items()]
            secret["CreatedDate"] = "2020-01-20T15:50:00+00:00"
            listed.append(secret)
            # Without a policy the answer has no `ResourcePolicy`.
            estate.reply(
                account, "secretsmanager", "get-resource-policy", {"ARN": arn, "Name": name},
                arn, region,
            )
        estate.reply(account, "secretsmanager", "list-secrets", {"SecretList": listed}, None, region)
    parameters(estate)


def parameters(estate):
    described = []
    for name, kind, key, description in PARAMETERS:
        parameter = {
            "Name": name,
            "ARN": f"arn:aws:ssm:{REGION}:{PLATFORM}:parameter{name}",
            "Type": kind,
        }
        if key:
            parameter["KeyId"] = key if key.startswith("alias/") else key_arn(PLATFORM, key)
        parameter |= {
            "LastModifiedDate": "2025-03-03T09:00:00+00:00",
            "LastModifiedUser": f"arn:aws:iam::{PLATFORM}:user/terraform",
            "Description": description,
            "Version": 3,
            "Tier": "Standard",
            "Policies": [],
            "DataType": "text",
        }
        described.append(parameter)
        estate.reply(
            PLATFORM, "ssm", "list-tags-for-resource",
            {"TagList": [{"Key": "owner", "Value": "data"}]}, name,
        )
        estate.reply(PLATFORM, "ssm", "get-resource-policies", {"Policies": []}, parameter["ARN"])
    estate.reply(PLATFORM, "ssm", "describe-parameters", {"Parameters": described})
    estate.reply(ML_PROD, "ssm", "describe-parameters", {"Parameters": []})
