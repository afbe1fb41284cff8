"""Roles of the account where models are trained and served."""

from aws_managed import AWS
from export import ML_PROD, PLATFORM, REGION, VENDOR_LOGSHIP, VENDOR_MODELWATCH
from keys import key_arn
from policy import allow, bucket, deny, document, logs, root, trust_aws, trust_github, trust_service

SECRETS = f"arn:aws:secretsmanager:us-east-1:{ML_PROD}:secret:"
BASIC = AWS + "service-role/AWSLambdaBasicExecutionRole"
NOW = "2026-11-22T04:20:00+00:00"


def add(account):
    account.service_linked_roles("2019-03-04T10:00:00+00:00")
    people(account)
    outsiders(account)
    sagemaker(account)
    functions(account)
    instances(account)
    pipelines(account)


def people(account):
    account.role(
        "OrganizationAccountAccessRole",
        trust_aws(root(PLATFORM)),
        "2019-03-04T09:58:00+00:00",
        attached=[AWS + "AdministratorAccess"],
        used="2026-10-02T08:00:00+00:00",
    )
    account.role(
        "BreakGlass",
        trust_aws(
            account.arn("user/break-glass"),
            Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}},
        ),
        "2023-01-09T09:10:00+00:00",
        attached=[AWS + "AdministratorAccess"],
    )
    account.role(
        "DataScientist",
        trust_aws(root(ML_PROD)),
        "2020-02-11T09:40:00+00:00",
        inline={
            "sandbox": document(
                allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-feedback")),
                allow("sagemaker:InvokeEndpoint", "*"),
            )
        },
        used="2026-11-20T15:00:00+00:00",
    )
    account.role(
        "MlOnCall",
        trust_aws(
            root(ML_PROD), Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
        ),
        "2021-01-11T09:40:00+00:00",
        attached=[AWS + "ReadOnlyAccess"],
        inline={
            "restart": document(
                allow(["sagemaker:UpdateEndpoint", "lambda:UpdateFunctionConfiguration"])
            )
        },
        used="2026-11-01T02:15:00+00:00",
    )
    account.role(
        "LabelingReview",
        trust_aws(account.arn("user/svc-labeling")),
        "2022-08-15T13:10:00+00:00",
        inline={
            "review": document(
                allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-feedback"))
            )
        },
        used="2026-11-01T12:00:00+00:00",
    )
    account.role(
        "DocsPreview",
        trust_service("codebuild"),
        "2022-05-18T08:10:00+00:00",
        attached=["CiBoundary"],
        used="2026-11-19T16:31:00+00:00",
    )


def outsiders(account):
    read_models = document(
        allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-models")),
        allow(["sagemaker:Describe*", "sagemaker:List*"]),
    )
    account.role(
        "ModelWatchVendor",
        trust_aws(root(VENDOR_MODELWATCH)),
        "2023-07-03T10:00:00+00:00",
        inline={"watch-models": read_models},
        used=NOW,
        tags={"vendor": "ModelWatch", "review": "ExternalId missing, asked 2023-07"},
    )
    account.role(
        "LogShipVendor",
        trust_aws(
            root(VENDOR_LOGSHIP),
            Condition={"StringEquals": {"sts:ExternalId": "tidewater-7f1c"}},
        ),
        "2023-07-04T10:00:00+00:00",
        inline={
            "ship-logs": document(
                allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-logs"))
            )
        },
        used=NOW,
        tags={"vendor": "LogShip"},
    )
    account.role(
        "GithubDeploy",
        trust_github(ML_PROD, "StringLike", "repo:tidewater-analytics/*"),
        "2024-03-01T09:00:00+00:00",
        inline={
            "deploy-functions": document(
                allow(
                    ["lambda:UpdateFunctionCode", "lambda:GetFunction"],
                    f"arn:aws:lambda:{REGION}:{ML_PROD}:function:*",
                ),
                allow("secretsmanager:GetSecretValue", SECRETS + "ml/huggingface/*"),
                allow("kms:Decrypt", key_arn(ML_PROD, "ml-data")),
            )
        },
        used=NOW,
    )
    account.role(
        "ModelRelease",
        trust_github(
            ML_PROD,
            "StringEquals",
            "repo:tidewater-analytics/model-release:environment:production",
        ),
        "2024-03-02T09:00:00+00:00",
        inline={
            "publish-models": document(
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-ml-models/*"),
                allow(["sagemaker:CreateModel", "sagemaker:UpdateEndpoint"]),
            )
        },
        used=NOW,
    )


def sagemaker(account):
    account.role(
        "NotebookExecution",
        trust_service("sagemaker"),
        "2020-03-02T09:00:00+00:00",
        inline={
            "explore": document(
                allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], bucket("tidewater-ml-*")),
                allow("secretsmanager:GetSecretValue", SECRETS + "ml/*"),
                allow("sagemaker:InvokeEndpoint"),
            )
        },
        path="/service-role/",
        used=NOW,
    )
    for product in ("Churn", "Fraud"):
        data, model = f"{product.lower()}/*", f"{product.lower()}/*"
        account.role(
            f"Training{product}",
            trust_service("sagemaker"),
            "2021-05-05T09:00:00+00:00",
            inline={
                "train": document(
                    allow("s3:GetObject", f"arn:aws:s3:::tidewater-ml-training/{data}"),
                    allow("s3:PutObject", f"arn:aws:s3:::tidewater-ml-models/{model}"),
                    allow("s3:ListBucket", "arn:aws:s3:::tidewater-ml-training"),
                )
            },
            used="2026-11-15T22:00:00+00:00",
        )
        account.role(
            f"Serve{product}",
            trust_service("sagemaker"),
            "2021-05-05T09:30:00+00:00",
            inline={
                "serve": document(
                    allow("s3:GetObject", f"arn:aws:s3:::tidewater-ml-models/{model}"),
                    allow("s3:PutObject", f"arn:aws:s3:::tidewater-ml-feedback/{model}"),
                )
            },
            used=NOW,
        )


def functions(account):
    def function(name, *statements):
        account.role(
            name,
            trust_service("lambda"),
            "2022-01-10T10:00:00+00:00",
            inline={"work": document(logs(ML_PROD), *statements)},
            attached=[BASIC],
            used=NOW,
        )

    endpoint = f"arn:aws:sagemaker:{REGION}:{ML_PROD}:endpoint/"
    function("LambdaScoreApi", allow("sagemaker:InvokeEndpoint", endpoint + "churn-live"))
    function(
        "LambdaFeatureRefresh",
        allow("secretsmanager:GetSecretValue", SECRETS + "ml/churn/feature-db-*"),
        allow("s3:PutObject", "arn:aws:s3:::tidewater-ml-training/churn/*"),
    )
    function(
        "LambdaDriftCheck",
        allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-feedback")),
    )
    function(
        "LambdaSecretRotation",
        allow(
            [
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetSecretValue",
                "secretsmanager:PutSecretValue",
                "secretsmanager:UpdateSecretVersionStage",
            ],
            SECRETS + "ml/*",
        ),
    )
    function("LambdaSlackNotify", allow("secretsmanager:GetSecretValue", SECRETS + "ci/slack/*"))


def instances(account):
    managed = [AWS + "AmazonSSMManagedInstanceCore"]
    account.role(
        "Ec2Bastion", trust_service("ec2"), "2020-06-01T09:00:00+00:00",
        attached=managed, used=NOW, profile=True,
    )
    account.role(
        "Ec2BatchWorker", trust_service("ec2"), "2020-06-01T09:10:00+00:00",
        attached=managed, used=NOW, profile=True,
        inline={
            "score-in-bulk": document(
                allow("s3:GetObject", "arn:aws:s3:::tidewater-ml-training/*"),
                allow("s3:GetObject", "arn:aws:s3:::tidewater-ml-models/*"),
            )
        },
    )
    account.role(
        "Ec2LabelStudio", trust_service("ec2"), "2022-08-15T14:00:00+00:00",
        attached=managed, used=NOW, profile=True,
        inline={
            "label": document(
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-ml-feedback/*"),
                allow("secretsmanager:GetSecretValue", SECRETS + "ml/huggingface/*"),
                allow("kms:Decrypt", key_arn(ML_PROD, "ml-data")),
            )
        },
    )


def pipelines(account):
    account.role(
        "RetrainSchedule",
        trust_service("states", "events"),
        "2023-05-05T09:00:00+00:00",
        inline={
            "retrain": document(
                allow(["sagemaker:CreateTrainingJob", "sagemaker:DescribeTrainingJob"]),
                allow(
                    "iam:PassRole",
                    [account.arn("role/TrainingChurn"), account.arn("role/TrainingFraud")],
                    Condition={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
                ),
            )
        },
        used="2026-11-15T21:59:00+00:00",
    )
    account.role(
        "FraudFeatureJob",
        trust_service("glue"),
        "2022-11-04T06:00:00+00:00",
        inline={
            "write-features": document(
                allow("s3:PutObject", "arn:aws:s3:::tidewater-ml-training/fraud/*"),
                allow("secretsmanager:GetSecretValue", SECRETS + "ml/fraud/*"),
            )
        },
        used="2026-11-22T05:40:00+00:00",
    )
    account.role(
        "HrForecast",
        trust_service("sagemaker", "glue"),
        "2025-02-10T09:00:00+00:00",
        inline={
            "forecast": document(
                allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], bucket("tidewater-ml-hr-forecast"))
            )
        },
        used="2026-11-18T01:00:00+00:00",
    )
    account.role(
        "QuotaWatcher",
        trust_service("lambda"),
        "2024-04-04T09:00:00+00:00",
        inline={"watch": document(allow("servicequotas:Get*"), deny("s3:*"))},
    )
