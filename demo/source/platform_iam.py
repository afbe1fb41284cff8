"""IAM of the platform account: the first account, and so the management account of the organisation.

Service control policies never apply to it. Several stories of ../STORIES.md turn on that.
"""

from aws_managed import AWS
from export import ML_PROD, PLATFORM, REGION
from policy import allow, bucket, deny, document, logs, root, trust_aws, trust_github, trust_service

BASIC = AWS + "service-role/AWSLambdaBasicExecutionRole"
NOW = "2026-11-22T04:20:00+00:00"
PARAMETERS = f"arn:aws:ssm:{REGION}:{PLATFORM}:parameter"
SECRETS = f"arn:aws:secretsmanager:{REGION}:{PLATFORM}:secret:"


def add(account):
    groups(account)
    administrators(account)
    robots(account)
    readers(account)
    account.service_linked_roles("2018-09-17T08:00:00+00:00")
    lake_roles(account)
    build_roles(account)
    operations_roles(account)


def groups(account):
    account.group(
        "platform-admins", "2018-09-17T08:10:00+00:00", attached=[AWS + "AdministratorAccess"]
    )
    account.group(
        "lake-admins",
        "2020-10-05T08:00:00+00:00",
        inline={"lake": document(allow("s3:*", bucket("tidewater-lake-*")))},
    )
    account.group(
        "newcomers",
        "2024-01-08T08:00:00+00:00",
        inline={
            "handbook": document(
                allow("s3:GetObject", "arn:aws:s3:::tidewater-public-samples/handbook/*")
            )
        },
    )


def administrators(account):
    account.user(
        "terraform",
        "2018-09-17T08:20:00+00:00",
        groups=["platform-admins"],
        tags={"owner": "platform"},
    )
    account.key(
        "terraform", "AKIATERRAFRM2EXAMPLE", "2019-02-12T14:00:00+00:00",
        used="2026-11-21T19:00:00+00:00", service="ec2",
    )
    account.key(
        "terraform", "AKIATERRAFRM3EXAMPLE", "2025-08-01T09:00:00+00:00",
    )
    account.user(
        "data-owner",
        "2020-10-05T08:10:00+00:00",
        groups=["lake-admins"],
        tags={"owner": "li.wei@tidewater.example"},
    )
    account.key(
        "data-owner", "AKIADATAOWNEREXAMPLE", "2023-10-05T08:12:00+00:00",
        used="2026-11-20T11:00:00+00:00",
    )
    account.password("data-owner", "2020-10-05T08:11:00+00:00", factor="2020-10-05T08:20:00+00:00")
    account.user(
        "helpdesk",
        "2019-05-06T08:00:00+00:00",
        inline={
            "reset-access": document(
                allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], account.arn("user/*")),
                allow(["iam:ListUsers", "iam:ListAccessKeys"]),
            )
        },
        tags={"owner": "it-support"},
    )
    account.key(
        "helpdesk", "AKIAHELPDESK3EXAMPLE", "2019-05-06T08:01:00+00:00",
        used="2026-11-12T10:20:00+00:00", service="iam",
    )
    account.user(
        "platform-oncall",
        "2022-03-21T20:00:00+00:00",
        inline={
            "repair-trust": document(
                allow(
                    ["iam:UpdateAssumeRolePolicy", "iam:GetRole"],
                    [account.arn("role/legacy/*"), account.arn("role/protected/*")],
                ),
                deny("iam:UpdateAssumeRolePolicy", account.arn("role/protected/*")),
            )
        },
        tags={"owner": "platform"},
    )
    account.key(
        "platform-oncall", "AKIAONCALLKEYEXAMPLE", "2022-03-21T20:01:00+00:00",
        used="2026-11-16T03:30:00+00:00", service="iam",
    )


def robots(account):
    account.user(
        "onboarding-bot",
        "2021-11-29T09:00:00+00:00",
        inline={
            "welcome": document(
                allow("iam:AddUserToGroup", account.arn("group/*")),
                allow(["iam:ListGroups", "iam:ListUsers"]),
            )
        },
        tags={"owner": "people-team"},
    )
    account.key(
        "onboarding-bot", "AKIAONBOARD22EXAMPLE", "2021-11-29T09:01:00+00:00",
        used="2026-11-17T09:00:00+00:00", service="iam",
    )
    account.user(
        "onboarding-bot-v2",
        "2026-10-01T09:00:00+00:00",
        inline={
            "welcome": document(
                allow("iam:AddUserToGroup", account.arn("group/newcomers")),
                allow(["iam:ListGroups", "iam:ListUsers"]),
            )
        },
        tags={"owner": "people-team"},
    )
    account.key("onboarding-bot-v2", "AKIAONBOARD33EXAMPLE", "2026-10-01T09:01:00+00:00")
    account.user("intern-2024", "2024-07-01T09:00:00+00:00", tags={"owner": "nobody"})
    account.key("intern-2024", "AKIAINTERN224EXAMPLE", "2024-07-01T09:01:00+00:00")


def readers(account):
    account.user(
        "asset-scanner",
        "2020-12-01T09:00:00+00:00",
        attached=[AWS + "ReadOnlyAccess"],
        tags={"owner": "security", "tool": "inventory"},
    )
    account.key(
        "asset-scanner", "AKIASCANNER22EXAMPLE", "2020-12-01T09:01:00+00:00",
        used="2026-11-22T00:30:00+00:00",
    )
    account.user(
        "posture-scanner",
        "2024-12-01T09:00:00+00:00",
        attached=[AWS + "SecurityAudit"],
        tags={"owner": "security", "tool": "posture"},
    )
    account.key(
        "posture-scanner", "AKIAPOSTURE22EXAMPLE", "2024-12-01T09:01:00+00:00",
        used="2026-11-22T00:40:00+00:00", service="iam",
    )


def lake_roles(account):
    account.role(
        "DataLakeReader",
        trust_aws(
            root(ML_PROD), Condition={"StringEquals": {"sts:ExternalId": "tidewater-etl"}}
        ),
        "2021-10-12T09:00:00+00:00",
        inline={
            "read-lake": document(
                allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-lake-raw")),
                allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-lake-exports")),
            )
        },
        used=NOW,
    )
    account.role(
        "DataLakeAdmin",
        trust_aws(
            root(ML_PROD), Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        ),
        "2021-10-12T09:05:00+00:00",
        inline={"lake": document(allow("s3:*", bucket("tidewater-lake-*")), allow("kms:Decrypt"))},
        used="2026-09-30T10:00:00+00:00",
    )
    for name, service, statements in (
        (
            "LakeIngest",
            "glue",
            [
                allow("s3:PutObject", "arn:aws:s3:::tidewater-lake-raw/*"),
                allow("ssm:GetParameter", PARAMETERS + "/lake/warehouse/*"),
            ],
        ),
        (
            "LakeCompaction",
            "glue",
            [
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-lake-*/*"),
                allow(["kms:Decrypt", "kms:GenerateDataKey"]),
            ],
        ),
        (
            "LakeExport",
            "firehose",
            [allow("s3:PutObject", "arn:aws:s3:::tidewater-lake-exports/*")],
        ),
        (
            "LakeReplication",
            "s3",
            [
                allow("s3:GetObjectVersionForReplication", "arn:aws:s3:::tidewater-lake-raw/*"),
                allow("s3:ReplicateObject", "arn:aws:s3:::tidewater-backups/*"),
            ],
        ),
    ):
        account.role(
            name, trust_service(service), "2020-10-05T09:00:00+00:00",
            inline={"work": document(*statements)}, used=NOW,
        )


def build_roles(account):
    account.role(
        "TerraformApply",
        trust_github(
            PLATFORM, "StringEquals", "repo:tidewater-analytics/infrastructure:ref:refs/heads/main"
        ),
        "2024-06-10T09:00:00+00:00",
        attached=[AWS + "AdministratorAccess"],
        used=NOW,
    )
    account.role(
        "TerraformPlan",
        trust_github(PLATFORM, "StringLike", "repo:tidewater-analytics/infrastructure:*"),
        "2024-06-10T09:05:00+00:00",
        attached=[AWS + "SecurityAudit"],
        inline={
            "read-state": document(allow("s3:GetObject", "arn:aws:s3:::tidewater-terraform-state/*"))
        },
        used=NOW,
    )
    account.role(
        "Ec2Runner",
        trust_service("ec2"),
        "2020-01-20T15:00:00+00:00",
        attached=[AWS + "AmazonSSMManagedInstanceCore"],
        inline={
            "build": document(
                allow("s3:GetObject", "arn:aws:s3:::tidewater-terraform-state/*"),
                allow("ssm:GetParameter", PARAMETERS + "/ci/*"),
            )
        },
        used=NOW,
        profile=True,
    )
    for name, statements in (
        (
            "LambdaAccountVending",
            [
                allow(["organizations:CreateAccount", "organizations:MoveAccount"]),
                allow("sts:AssumeRole", "arn:aws:iam::*:role/OrganizationAccountAccessRole"),
            ],
        ),
        ("LambdaKeyAgeReport", [allow(["iam:GenerateCredentialReport", "iam:GetCredentialReport"])]),
        (
            "LambdaLakeCatalog",
            [allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-lake-curated")), allow("kms:Decrypt")],
        ),
    ):
        account.role(
            name, trust_service("lambda"), "2023-02-20T09:00:00+00:00",
            inline={"work": document(logs(PLATFORM), *statements)}, attached=[BASIC], used=NOW,
        )


def operations_roles(account):
    account.role(
        "DbaMigrations",
        trust_service("ec2"),
        "2019-06-01T09:00:00+00:00",
        inline={
            "migrate": document(
                allow(["ssm:GetParameter", "ssm:GetParameters"], PARAMETERS + "/lake/warehouse/*"),
                allow("kms:Decrypt"),
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-lake-raw/*"),
            )
        },
        path="/legacy/",
        used="2023-03-03T09:00:00+00:00",
    )
    account.role(
        "BackupVault",
        trust_service("backup"),
        "2022-02-02T09:00:00+00:00",
        inline={"backup": document(allow("s3:*", bucket("tidewater-backups")))},
        path="/protected/",
        used=NOW,
    )
    account.role(
        "FinanceReports",
        trust_service("glue"),
        "2021-02-02T09:00:00+00:00",
        inline={
            "report": document(
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-finance/*"),
                allow("secretsmanager:GetSecretValue", SECRETS + "finance/*"),
            )
        },
        used=NOW,
    )
    account.role(
        "BillingExport",
        trust_service("bcm-data-exports"),
        "2021-02-02T09:30:00+00:00",
        inline={"export": document(allow("s3:PutObject", "arn:aws:s3:::tidewater-finance/billing/*"))},
        used=NOW,
    )
    account.role(
        "OrganizationReader",
        trust_aws(root(ML_PROD)),
        "2024-05-05T09:00:00+00:00",
        inline={"read": document(allow(["organizations:Describe*", "organizations:List*"]))},
    )
    account.role(
        "TrailDelivery",
        trust_service("cloudtrail"),
        "2018-09-17T09:00:00+00:00",
        inline={"deliver": document(allow("s3:PutObject", "arn:aws:s3:::tidewater-cloudtrail/*"))},
        used=NOW,
    )
    account.role(
        "Ec2Vpn", trust_service("ec2"), "2019-11-11T09:00:00+00:00",
        attached=[AWS + "AmazonSSMManagedInstanceCore"], used=NOW, profile=True,
    )
