"""Users and groups of the account where models are trained and served.

Each risky user has a look-alike that something blocks; ../STORIES.md tells both sides.
"""

from aws_managed import AWS
from export import ML_PROD, PLATFORM
from keys import key_arn
from policy import allow, bucket, document

SECRETS = f"arn:aws:secretsmanager:*:{ML_PROD}:secret:"
OFFICE = "203.0.113.0/24"


def add(account):
    groups(account)
    policies(account)
    notebook_sync(account)
    build_keys(account)
    terraform_plan(account)
    features(account)
    people(account)
    leftovers(account)


def groups(account):
    account.group("admins", "2019-03-04T10:00:00+00:00", attached=[AWS + "AdministratorAccess"])
    account.group(
        "data-science",
        "2020-02-11T09:30:00+00:00",
        inline={
            "work-in-the-sandbox": document(
                allow("sts:AssumeRole", account.arn("role/DataScientist")),
                allow("sagemaker:InvokeEndpoint", f"arn:aws:sagemaker:us-east-1:{ML_PROD}:endpoint/*"),
            )
        },
    )


def policies(account):
    account.policy(
        "TerraformPlan",
        document(
            allow(["iam:Get*", "iam:List*", "s3:GetBucket*", "lambda:List*", "ec2:Describe*"]),
            allow(
                ["iam:CreatePolicyVersion", "iam:DeletePolicyVersion"],
                account.arn("policy/ci/*"),
                sid="PlanMayRefreshItsPolicies",
            ),
        ),
        "2022-05-17T13:20:00+00:00",
        path="/ci/",
        versions=4,
    )
    account.policy(
        "DocsPublish",
        document(
            allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-ci-artifacts/docs/*"),
            allow(
                ["iam:CreatePolicyVersion", "iam:DeletePolicyVersion"],
                account.arn("policy/ci/*"),
                sid="PlanMayRefreshItsPolicies",
            ),
        ),
        "2022-05-18T08:00:00+00:00",
        path="/ci/",
        versions=2,
    )
    account.policy(
        "CiBoundary",
        document(
            allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-ci-artifacts/*"),
            allow("s3:ListBucket", "arn:aws:s3:::tidewater-ci-artifacts"),
            allow(["logs:CreateLogStream", "logs:PutLogEvents"]),
        ),
        "2022-05-18T07:45:00+00:00",
        boundary_uses=1,
    )


def notebook_sync(account):
    read = ["s3:GetObject", "s3:ListBucket"]
    wildcard = ["arn:aws:s3:::tidewater-ml-*", "arn:aws:s3:::tidewater-ml-*/*"]
    account.user(
        "svc-notebook-sync",
        "2021-06-02T07:12:09+00:00",
        inline={"sync-notebooks": document(allow(read, wildcard))},
        tags={"owner": "ml-platform", "purpose": "copies notebooks to laptops"},
    )
    account.key(
        "svc-notebook-sync", "AKIANOTEBOOK2EXAMPLE", "2021-06-02T07:13:00+00:00",
        used="2026-11-20T18:41:00+00:00",
    )
    account.user(
        "svc-notebook-sync-office",
        "2023-09-14T11:00:00+00:00",
        inline={
            "sync-notebooks": document(
                allow(read, wildcard, Condition={"IpAddress": {"aws:SourceIp": OFFICE}})
            )
        },
        tags={"owner": "ml-platform", "purpose": "the same, from the office only"},
    )
    account.key(
        "svc-notebook-sync-office", "AKIAOFFICENETEXAMPLE", "2023-09-14T11:02:00+00:00",
        used="2026-11-21T09:05:00+00:00",
    )


def build_keys(account):
    account.user(
        "ci-legacy-deploy",
        "2020-01-20T15:44:31+00:00",
        inline={
            "deploy": document(
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-ci-artifacts/*"),
                allow(
                    "secretsmanager:GetSecretValue",
                    [SECRETS + "ci/terraform/*", SECRETS + "ci/slack/*"],
                ),
            )
        },
        tags={"owner": "platform", "system": "jenkins (switched off in 2024)"},
    )
    account.key(
        "ci-legacy-deploy", "AKIACILEGACY2EXAMPLE", "2020-01-20T15:45:00+00:00",
        used="2024-02-28T22:10:00+00:00", service="secretsmanager",
    )
    account.user(
        "ci-image-scan",
        "2023-03-08T10:15:00+00:00",
        inline={
            "read-registry-token": document(
                allow(
                    "secretsmanager:GetSecretValue",
                    [SECRETS + "ci/vault/*", SECRETS + "ci/registry/*"],
                ),
            )
        },
        tags={"owner": "security"},
    )
    account.key(
        "ci-image-scan", "AKIAIMAGESCANEXAMPLE", "2023-03-08T10:16:00+00:00",
        used="2026-11-22T02:00:00+00:00", service="secretsmanager",
    )


def terraform_plan(account):
    account.user(
        "ci-terraform-plan",
        "2022-05-17T13:25:00+00:00",
        attached=["ci/TerraformPlan"],
        tags={"owner": "platform"},
    )
    account.key(
        "ci-terraform-plan", "AKIATFPLAN222EXAMPLE", "2022-05-17T13:26:00+00:00",
        used="2026-11-22T01:15:00+00:00", service="iam",
    )
    account.user(
        "ci-docs-publish",
        "2022-05-18T08:05:00+00:00",
        attached=["ci/DocsPublish"],
        boundary="CiBoundary",
        tags={"owner": "platform"},
    )
    account.key(
        "ci-docs-publish", "AKIADOCSPUB22EXAMPLE", "2022-05-18T08:06:00+00:00",
        used="2026-11-19T16:30:00+00:00",
    )


def features(account):
    account.user(
        "svc-feature-loader",
        "2022-11-03T06:00:00+00:00",
        inline={
            "load-features": document(
                allow("s3:PutObject", "arn:aws:s3:::tidewater-ml-training/*"),
                allow("s3:ListBucket", "arn:aws:s3:::tidewater-ml-training"),
            )
        },
        tags={"owner": "features"},
    )
    account.key(
        "svc-feature-loader", "AKIAFEATLOAD2EXAMPLE", "2022-11-03T06:01:00+00:00",
        used="2026-11-22T05:00:00+00:00",
    )
    account.user(
        "svc-fraud-features",
        "2023-02-01T12:00:00+00:00",
        inline={
            "secrets-of-the-team": document(
                allow(
                    "secretsmanager:GetSecretValue",
                    f"arn:aws:secretsmanager:us-east-1:{ML_PROD}:secret:ml/*",
                    Condition={
                        "StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}
                    },
                )
            )
        },
        tags={"team": "fraud"},
    )
    account.key(
        "svc-fraud-features", "AKIAFRAUDFEATEXAMPLE", "2023-02-01T12:01:00+00:00",
        used="2026-11-22T05:30:00+00:00", service="secretsmanager",
    )
    account.user(
        "svc-etl",
        "2021-10-12T10:00:00+00:00",
        inline={
            "read-the-lake": document(
                allow("sts:AssumeRole", f"arn:aws:iam::{PLATFORM}:role/DataLake*")
            )
        },
        tags={"owner": "data"},
    )
    account.key(
        "svc-etl", "AKIAETLJOB222EXAMPLE", "2021-10-12T10:02:00+00:00",
        used="2026-11-22T04:00:00+00:00", service="sts",
    )


def people(account):
    account.user(
        "maria.admin",
        "2019-03-04T10:05:00+00:00",
        attached=[AWS + "IAMUserChangePassword"],
        groups=["admins"],
        tags={"owner": "maria@tidewater.example", "left": "2024-06"},
    )
    account.password("maria.admin", "2019-03-04T10:06:00+00:00")
    account.user(
        "break-glass",
        "2023-01-09T09:00:00+00:00",
        inline={
            "become-break-glass": document(
                allow(
                    "sts:AssumeRole",
                    account.arn("role/BreakGlass"),
                    Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                )
            )
        },
        tags={"owner": "security"},
    )
    account.password(
        "break-glass", "2023-01-09T09:01:00+00:00", factor="2023-01-09T09:04:00+00:00"
    )
    account.user(
        "helpdesk",
        "2021-04-19T08:00:00+00:00",
        inline={
            "reset-access": document(
                allow(["iam:CreateAccessKey", "iam:UpdateLoginProfile"], account.arn("user/*")),
                allow(["iam:ListUsers", "iam:ListAccessKeys"]),
            )
        },
        tags={"owner": "it-support"},
    )
    account.key(
        "helpdesk", "AKIAHELPDESK2EXAMPLE", "2021-04-19T08:01:00+00:00",
        used="2026-08-30T14:20:00+00:00", service="iam",
    )


def leftovers(account):
    account.user(
        "svc-batch-2019",
        "2019-07-22T11:00:00+00:00",
        attached=[AWS + "PowerUserAccess"],
        tags={"owner": "unknown"},
    )
    account.key(
        "svc-batch-2019", "AKIABATCHJOBSEXAMPLE", "2019-07-22T11:01:00+00:00",
        used="2021-12-31T23:50:00+00:00", status="Inactive",
    )
    account.user(
        "svc-labeling",
        "2022-08-15T13:00:00+00:00",
        inline={
            "labeling": document(
                allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-feedback")),
                allow("secretsmanager:GetSecretValue", SECRETS + "ml/huggingface/*"),
                allow("kms:Decrypt", key_arn(ML_PROD, "ml-data")),
                allow("sts:AssumeRole", account.arn("role/LabelingReview")),
            )
        },
        attached=[AWS + "AWSCompromisedKeyQuarantineV3"],
        tags={"owner": "labeling", "ticket": "key found on a public site, 2026-11-02"},
    )
    account.key(
        "svc-labeling", "AKIALABELING2EXAMPLE", "2022-08-15T13:01:00+00:00",
        used="2026-11-02T03:12:00+00:00",
    )
