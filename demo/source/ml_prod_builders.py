"""Users of the account where models are trained and served that run things with roles of others.

Each risky user has a look-alike that something blocks; ../STORIES.md tells both sides.
"""

from export import ML_PROD, REGION
from policy import allow, document

# Who has a key: name, access key, owner, created, statements, boundary.
def users(account):
    role = lambda name: account.arn(f"role/{name}")  # noqa: E731

    def here(service, resource):
        return f"arn:aws:{service}:{REGION}:{ML_PROD}:{resource}"

    start_functions = allow(["lambda:CreateFunction", "lambda:InvokeFunction"])
    start_notebooks = [
        allow(
            ["sagemaker:CreateNotebookInstance", "sagemaker:CreatePresignedNotebookInstanceUrl"],
            here("sagemaker", "notebook-instance/wb-*"),
        ),
        allow("iam:PassRole", role("service-role/NotebookExecution")),
    ]
    run_tasks = allow(["ecs:RegisterTaskDefinition", "ecs:RunTask"])
    return [
        (
            "svc-model-tests", "AKIAMODELTESTEXAMPLE", "ml-platform", "2023-10-04",
            [start_functions, allow("iam:PassRole", role("Lambda*"))], None,
        ),
        (
            "svc-model-tests-v2", "AKIAMODTESTV2EXAMPLE", "ml-platform", "2025-02-18",
            [
                start_functions,
                allow(
                    "iam:PassRole",
                    role("Lambda*"),
                    Condition={"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}},
                ),
            ],
            None,
        ),
        ("svc-workbench", "AKIAWORKBENCHEXAMPLE", "data-science", "2022-06-13", start_notebooks, None),
        (
            "svc-workbench-trial", "AKIAWBENCHTRLEXAMPLE", "data-science", "2025-06-02",
            start_notebooks, "WorkbenchBoundary",
        ),
        (
            "svc-notebook-links", "AKIANBLINKSAAEXAMPLE", "data-science", "2021-09-20",
            [allow("sagemaker:CreatePresignedNotebookInstanceUrl", here("sagemaker", "notebook-instance/*"))],
            None,
        ),
        (
            "svc-notebook-links-lab", "AKIANBLINKLABEXAMPLE", "data-science", "2023-09-20",
            [
                allow(
                    "sagemaker:CreatePresignedNotebookInstanceUrl",
                    here("sagemaker", "notebook-instance/lab-*"),
                )
            ],
            None,
        ),
        (
            "svc-patching", "AKIAPATCHING2EXAMPLE", "operations", "2020-11-30",
            [allow("ssm:SendCommand")], None,
        ),
        (
            "svc-patching-bastion", "AKIAPATCHBASTEXAMPLE", "operations", "2023-11-30",
            [
                allow(
                    "ssm:SendCommand",
                    [
                        f"arn:aws:ec2:{REGION}:{ML_PROD}:instance/{account.bastion}",
                        f"arn:aws:ssm:{REGION}::document/AWS-RunPatchBaseline",
                    ],
                )
            ],
            None,
        ),
        (
            "svc-build-trigger", "AKIABUILDTRIGEXAMPLE", "platform", "2022-03-21",
            [allow("codebuild:StartBuild", here("codebuild", "project/*"))], None,
        ),
        (
            "svc-docs-trigger", "AKIADOCSTRIG2EXAMPLE", "platform", "2022-05-18",
            [allow("codebuild:StartBuild", here("codebuild", "project/docs-preview"))], None,
        ),
        (
            "svc-stack-updates", "AKIASTACKUPDTEXAMPLE", "platform", "2021-08-09",
            [allow("cloudformation:UpdateStack", here("cloudformation", "stack/ml-*"))], None,
        ),
        (
            "svc-dashboards", "AKIADASHBOARDEXAMPLE", "platform", "2021-08-10",
            [allow("cloudformation:UpdateStack", here("cloudformation", "stack/ml-dashboards/*"))],
            None,
        ),
        (
            "svc-batch-runner", "AKIABATCHRUN2EXAMPLE", "features", "2024-01-15",
            [run_tasks, allow("iam:PassRole", role("Ecs*"))], None,
        ),
        (
            "svc-batch-runner-v2", "AKIABATCHRUN3EXAMPLE", "features", "2025-01-15",
            [run_tasks, allow("iam:PassRole", role("FraudFeatureJob"))], None,
        ),
        (
            "svc-support-shell", "AKIASUPPORTSHEXAMPLE", "operations", "2024-04-22",
            [allow(["ecs:ExecuteCommand", "ecs:DescribeTasks"])], None,
        ),
        (
            "svc-glue-scripts", "AKIAGLUESCRPTEXAMPLE", "features", "2022-11-04",
            [
                allow(
                    "s3:PutObject",
                    [
                        "arn:aws:s3:::tidewater-etl-scripts/*",
                        "arn:aws:s3:::tidewater-ml-hr-forecast/glue/*",
                    ],
                )
            ],
            None,
        ),
        (
            "svc-workflows", "AKIAWORKFLOWSEXAMPLE", "ml-platform", "2023-05-05",
            [
                allow(
                    ["states:UpdateStateMachine", "states:StartExecution"],
                    here("states", "stateMachine:*"),
                )
            ],
            None,
        ),
        (
            "svc-workflows-staging", "AKIAWFSTAGINGEXAMPLE", "ml-platform", "2023-05-06",
            [
                allow(
                    ["states:UpdateStateMachine", "states:StartExecution"],
                    here("states", "stateMachine:staging-*"),
                )
            ],
            None,
        ),
        (
            "svc-team-tools", "AKIATEAMTOOLSEXAMPLE", "ml-platform", "2024-09-02",
            [allow(["sts:AssumeRole", "sts:TagSession"], role("TeamSecrets"))], None,
        ),
        (
            "svc-team-tools-churn", "AKIATEAMCHURNEXAMPLE", "churn", "2025-09-02",
            [allow(["sts:AssumeRole", "sts:TagSession"], role("TeamSecretsChurn"))], None,
        ),
        (
            "svc-image-publisher", "AKIAIMAGEPUBLEXAMPLE", "features", "2024-01-16",
            [
                allow(
                    [
                        "ecr:BatchCheckLayerAvailability",
                        "ecr:CompleteLayerUpload",
                        "ecr:InitiateLayerUpload",
                        "ecr:PutImage",
                        "ecr:UploadLayerPart",
                    ],
                    here("ecr", "repository/*"),
                ),
                allow("ecr:GetAuthorizationToken"),
            ],
            None,
        ),
    ]


def add(account):
    account.policy(
        "WorkbenchBoundary",
        document(allow(["sagemaker:*", "s3:GetObject", "s3:ListBucket"])),
        "2025-06-02T08:00:00+00:00",
        boundary_uses=1,
    )
    for name, key, owner, created, statements, boundary in users(account):
        account.user(
            name,
            f"{created}T09:00:00+00:00",
            inline={"work": document(*statements)},
            boundary=boundary,
            tags={"owner": owner},
        )
        account.key(name, key, f"{created}T09:01:00+00:00", used="2026-11-21T18:30:00+00:00")
