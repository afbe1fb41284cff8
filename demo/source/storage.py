"""Buckets of both accounts: policies, public access, encryption, ownership."""

import json

from export import ML_PROD, PLATFORM, REGION
from keys import key_arn
from policy import allow, bucket, deny, document, root

FROM_THE_VPC = {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1b2c3d4e5f60718"}}

# Account, bucket, policy, alias of the key, whether public access is blocked, tags, day of creation.
BUCKETS = [
    (
        ML_PROD,
        "tidewater-ml-training",
        document(
            deny(
                "s3:PutObject",
                "arn:aws:s3:::tidewater-ml-training/fraud/*",
                sid="OnlyTheFeatureJobWritesFraudFeatures",
                Principal="*",
                Condition={
                    "ArnNotEquals": {
                        "aws:PrincipalArn": f"arn:aws:iam::{ML_PROD}:role/FraudFeatureJob"
                    }
                },
            )
        ),
        None,
        True,
        {"data": "customer"},
        "2020-03-02",
    ),
    (ML_PROD, "tidewater-ml-models", None, None, True, {"data": "models"}, "2020-03-02"),
    (ML_PROD, "tidewater-ml-feedback", None, None, True, {}, "2021-05-05"),
    (
        ML_PROD,
        "tidewater-ml-hr-forecast",
        document(
            deny(
                ["s3:GetObject", "s3:PutObject", "s3:ListBucket"],
                bucket("tidewater-ml-hr-forecast"),
                sid="OnlyFromOurVpc",
                Principal="*",
                Condition=FROM_THE_VPC,
            )
        ),
        None,
        True,
        {"data": "salaries"},
        "2025-02-10",
    ),
    (ML_PROD, "tidewater-ml-events", None, None, True, {"data": "customer"}, "2025-06-01"),
    (
        ML_PROD,
        "tidewater-hr-documents",
        document(
            deny(
                "s3:GetObject",
                "arn:aws:s3:::tidewater-hr-documents/*",
                sid="OnlyHrAndItsKnowledgeBase",
                Principal="*",
                Condition={
                    "ArnNotEquals": {
                        "aws:PrincipalArn": [
                            f"arn:aws:iam::{ML_PROD}:role/HrAnalysts",
                            f"arn:aws:iam::{ML_PROD}:role/StaffKnowledgeBase",
                        ]
                    }
                },
            )
        ),
        None,
        True,
        {"data": "salaries"},
        "2026-02-09",
    ),
    (ML_PROD, "tidewater-ml-logs", None, None, True, {}, "2020-03-02"),
    (ML_PROD, "tidewater-ci-artifacts", None, None, True, {}, "2020-01-20"),
    (ML_PROD, "tidewater-etl-scripts", None, None, True, {}, "2022-11-04"),
    (
        ML_PROD,
        "tidewater-ml-public-samples",
        document(
            allow(
                "s3:GetObject",
                "arn:aws:s3:::tidewater-ml-public-samples/*",
                sid="Samples",
                Principal="*",
            )
        ),
        None,
        False,
        {"data": "samples"},
        "2022-03-03",
    ),
    (PLATFORM, "tidewater-lake-raw", None, None, True, {"data": "customer"}, "2020-10-05"),
    (PLATFORM, "tidewater-lake-curated", None, "lake", True, {"data": "customer"}, "2020-10-05"),
    (
        PLATFORM,
        "tidewater-lake-exports",
        document(
            allow(
                ["s3:GetObject", "s3:ListBucket"],
                bucket("tidewater-lake-exports"),
                sid="MlReadsExports",
                Principal={"AWS": root(ML_PROD)},
            )
        ),
        None,
        True,
        {"data": "customer"},
        "2021-10-12",
    ),
    (PLATFORM, "tidewater-finance", None, None, True, {"data": "finance"}, "2019-02-01"),
    (PLATFORM, "tidewater-terraform-state", None, None, True, {}, "2019-02-12"),
    (PLATFORM, "tidewater-backups", None, None, True, {}, "2022-02-02"),
    (
        PLATFORM,
        "tidewater-cloudtrail",
        document(
            allow(
                "s3:PutObject",
                f"arn:aws:s3:::tidewater-cloudtrail/AWSLogs/{PLATFORM}/*",
                Principal={"Service": "cloudtrail.amazonaws.com"},
            )
        ),
        None,
        True,
        {},
        "2018-09-17",
    ),
    (
        PLATFORM,
        "tidewater-public-samples",
        document(
            allow(
                "s3:GetObject",
                "arn:aws:s3:::tidewater-public-samples/*",
                sid="Samples",
                Principal="*",
            )
        ),
        None,
        False,
        {"data": "samples"},
        "2021-03-03",
    ),
]


def add(estate):
    for account in (ML_PROD, PLATFORM):
        buckets = [
            {"Name": name, "CreationDate": f"{made}T08:00:00+00:00", "BucketRegion": REGION}
            for owner, name, _, _, _, _, made in BUCKETS
            if owner == account
        ]
        owner = {"ID": canonical(account)}
        estate.reply(account, "s3api", "list-buckets", {"Buckets": buckets, "Owner": owner})
        estate.none(
            account,
            "s3control",
            "get-public-access-block",
            "NoSuchPublicAccessBlockConfiguration",
            "The public access block configuration was not found",
        )
    for account, name, policy, alias, blocked, tags, _ in BUCKETS:
        about(estate, account, name, policy, alias, blocked, tags)


def about(estate, account, name, policy, alias, blocked, tags):
    def write(operation, body):
        estate.reply(account, "s3api", operation, body, name)

    write("get-bucket-location", {"LocationConstraint": None})
    if policy:
        write("get-bucket-policy", {"Policy": json.dumps(policy)})
    else:
        estate.none(
            account, "s3api", "get-bucket-policy", "NoSuchBucketPolicy",
            "The bucket policy does not exist", name,
        )
    settings = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
    write(
        "get-public-access-block",
        {"PublicAccessBlockConfiguration": {setting: blocked for setting in settings}},
    )
    write(
        "get-bucket-ownership-controls",
        {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}},
    )
    default = {"SSEAlgorithm": "AES256"}
    if alias:
        default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn(account, alias)}
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bool(alias)}
    write(
        "get-bucket-encryption", {"ServerSideEncryptionConfiguration": {"Rules": [rule]}}
    )
    if tags:
        write(
            "get-bucket-tagging",
            {"TagSet": [{"Key": key, "Value": value} for key, value in tags.items()]},
        )
    else:
        estate.none(
            account, "s3api", "get-bucket-tagging", "NoSuchTagSet",
            "The TagSet does not exist", name,
        )
    owner = {"ID": canonical(account)}
    grant = {"Grantee": {**owner, "Type": "CanonicalUser"}, "Permission": "FULL_CONTROL"}
    write("get-bucket-acl", {"Owner": owner, "Grants": [grant]})


def canonical(account):
    """The canonical user id of an account: 64 hexadecimal digits."""
    return (account * 6)[:64]
