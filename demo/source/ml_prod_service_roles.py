"""Roles that services of the production account take: builds, stacks, tasks; and one that teams share."""

from aws_managed import AWS
from export import ML_PROD, REGION
from policy import allow, document, root, trust_service

SECRETS = f"arn:aws:secretsmanager:{REGION}:{ML_PROD}:secret:"
NOW = "2026-11-22T04:20:00+00:00"


def add(account):
    builds(account)
    tasks(account)
    teams(account)


def builds(account):
    account.role(
        "BuildModelImage",
        trust_service("codebuild"),
        "2022-03-21T08:00:00+00:00",
        inline={
            "build": document(
                allow(
                    [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:CompleteLayerUpload",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:UploadLayerPart",
                    ],
                    f"arn:aws:ecr:{REGION}:{ML_PROD}:repository/*",
                ),
                allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::tidewater-ml-models/*"),
            )
        },
        used=NOW,
    )
    account.role(
        "CloudFormationDeploy",
        trust_service("cloudformation"),
        "2019-03-05T08:00:00+00:00",
        attached=[AWS + "AdministratorAccess"],
        used="2026-10-30T08:00:00+00:00",
    )


def tasks(account):
    account.role(
        "EcsFeatureStore",
        trust_service("ecs-tasks"),
        "2024-01-15T08:00:00+00:00",
        inline={
            "features": document(
                allow(["s3:GetObject", "s3:ListBucket"], [
                    "arn:aws:s3:::tidewater-ml-training", "arn:aws:s3:::tidewater-ml-training/*",
                ]),
                allow("secretsmanager:GetSecretValue", SECRETS + "ml/churn/*"),
            )
        },
        used=NOW,
    )
    account.role(
        "EcsScoreGateway",
        trust_service("ecs-tasks"),
        "2024-04-22T08:00:00+00:00",
        inline={
            "score": document(
                allow(
                    "sagemaker:InvokeEndpoint",
                    [
                        f"arn:aws:sagemaker:{REGION}:{ML_PROD}:endpoint/{product}-live"
                        for product in ("credit", "fraud")
                    ],
                )
            )
        },
        used=NOW,
    )
    account.role(
        "EcsStart",
        trust_service("ecs-tasks"),
        "2024-01-15T08:10:00+00:00",
        inline={
            "pull": document(
                allow(["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                      f"arn:aws:ecr:{REGION}:{ML_PROD}:repository/*"),
                allow("ecr:GetAuthorizationToken"),
            )
        },
        used=NOW,
    )


def teams(account):
    """Who takes the role says for which team: that was the idea."""
    read = document(
        allow(
            "secretsmanager:GetSecretValue",
            SECRETS + "ml/*",
            Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}},
        )
    )

    def trust(**more):
        principal = {"AWS": root(ML_PROD)}
        return document(
            allow(["sts:AssumeRole", "sts:TagSession"], None, Principal=principal, **more)
        )

    account.role(
        "TeamSecrets", trust(), "2024-09-02T08:00:00+00:00", inline={"read": read}, used=NOW
    )
    account.role(
        "TeamSecretsChurn",
        trust(Condition={"StringEquals": {"aws:RequestTag/team": "churn"}}),
        "2025-09-02T08:00:00+00:00",
        inline={"read": read},
        used=NOW,
    )
