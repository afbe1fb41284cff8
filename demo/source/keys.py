"""KMS keys of both accounts: who they answer to."""

import json

from export import ML_PROD, PLATFORM, REGION, key_id
from policy import allow, document, root

ADMINISTER = [
    "kms:CancelKeyDeletion",
    "kms:Create*",
    "kms:Delete*",
    "kms:Describe*",
    "kms:Disable*",
    "kms:Enable*",
    "kms:Get*",
    "kms:List*",
    "kms:Put*",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:Update*",
]
USE = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey*"]


def key_arn(account, alias):
    return f"arn:aws:kms:{REGION}:{account}:key/{key_id(account, alias)}"


def delegated(account):
    """The default: IAM policies of the account decide."""
    return document(allow("kms:*", Principal={"AWS": root(account)}))


def named(account, administrator, user):
    """One role administers and one role decrypts, whatever IAM policies say: the account is not named."""
    return document(
        allow(ADMINISTER, Principal={"AWS": f"arn:aws:iam::{account}:role/{administrator}"}),
        allow(USE, Principal={"AWS": f"arn:aws:iam::{account}:role/{user}"}),
    )


def of_service(account, service):
    """The policy of a key that AWS keeps for a service (`aws/ssm`)."""
    return document(
        allow(
            ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            sid=f"Allow access through the service for all principals of the account that may use {service}",
            Principal={"AWS": "*"},
            Condition={
                "StringEquals": {
                    "kms:CallerAccount": account,
                    "kms:ViaService": f"{service}.{REGION}.amazonaws.com",
                }
            },
        ),
        allow(
            ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
            sid="Allow direct access to key metadata to the account",
            Principal={"AWS": root(account)},
        ),
    )


KEYS = [
    (ML_PROD, "ml-data", delegated(ML_PROD), "Data of the models", "CUSTOMER"),
    (ML_PROD, "vault", named(ML_PROD, "BreakGlass", "BreakGlass"), "The safe of break glass", "CUSTOMER"),
    (
        ML_PROD,
        "aws/secretsmanager",
        of_service(ML_PROD, "secretsmanager"),
        "Default key that protects my Secrets Manager data when no other key is defined",
        "AWS",
    ),
    (PLATFORM, "lake", delegated(PLATFORM), "The data lake", "CUSTOMER"),
    (
        PLATFORM,
        "lake-restricted",
        named(PLATFORM, "TerraformApply", "legacy/DbaMigrations"),
        "Passwords of the warehouse",
        "CUSTOMER",
    ),
    (
        PLATFORM,
        "aws/ssm",
        of_service(PLATFORM, "ssm"),
        "Default key that protects my SSM parameters when no other key is defined",
        "AWS",
    ),
    (
        PLATFORM,
        "aws/secretsmanager",
        of_service(PLATFORM, "secretsmanager"),
        "Default key that protects my Secrets Manager data when no other key is defined",
        "AWS",
    ),
]


def add(estate):
    for account in (ML_PROD, PLATFORM):
        mine = [key for key in KEYS if key[0] == account]
        estate.reply(
            account,
            "kms",
            "list-keys",
            {
                "Keys": [
                    {"KeyId": key_id(account, alias), "KeyArn": key_arn(account, alias)}
                    for _, alias, *_ in mine
                ]
            },
        )
        estate.reply(
            account,
            "kms",
            "list-aliases",
            {
                "Aliases": [
                    {
                        "AliasName": f"alias/{alias}",
                        "AliasArn": f"arn:aws:kms:{REGION}:{account}:alias/{alias}",
                        "TargetKeyId": key_id(account, alias),
                        "CreationDate": "2020-10-05T08:00:00+00:00",
                        "LastUpdatedDate": "2020-10-05T08:00:00+00:00",
                    }
                    for _, alias, *_ in mine
                ]
            },
        )
        for _, alias, policy, description, manager in mine:
            about(estate, account, alias, policy, description, manager)


def about(estate, account, alias, policy, description, manager):
    identifier = key_id(account, alias)

    def write(operation, body):
        estate.reply(account, "kms", operation, body, identifier)

    write(
        "describe-key",
        {
            "KeyMetadata": {
                "AWSAccountId": account,
                "KeyId": identifier,
                "Arn": key_arn(account, alias),
                "CreationDate": "2020-10-05T08:00:00+00:00",
                "Enabled": True,
                "Description": description,
                "KeyUsage": "ENCRYPT_DECRYPT",
                "KeyState": "Enabled",
                "Origin": "AWS_KMS",
                "KeyManager": manager,
                "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
                "KeySpec": "SYMMETRIC_DEFAULT",
                "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
                "MultiRegion": False,
            }
        },
    )
    write("get-key-policy", {"Policy": json.dumps(policy), "PolicyName": "default"})
    write("list-grants", {"Grants": []})
    write("list-resource-tags", {"Tags": [], "Truncated": False})
