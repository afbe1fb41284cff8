"""Users and roles of the credit model's chain, of the assistants, and of what feeds them."""

from export import ML_PROD, REGION
from policy import allow, bucket, document, trust_service

NOW = "2026-11-22T04:20:00+00:00"
EVENTS = "arn:aws:s3:::tidewater-ml-events"
TRAINING = "arn:aws:s3:::tidewater-ml-training/credit"


def bedrock(resource):
    return f"arn:aws:bedrock:{REGION}:{ML_PROD}:{resource}"


def add(account):
    feeders(account)
    portals(account)
    stages(account)
    assistants(account)


def feeders(account):
    """What writes raw events: one into what the chain reads, one beside it."""
    for name, key, folder in (
        ("svc-application-intake", "AKIAINTAKE222EXAMPLE", "applications"),
        ("svc-weblog-intake", "AKIAWEBLOGS22EXAMPLE", "applications-archive"),
    ):
        account.user(
            name,
            "2025-06-02T08:00:00+00:00",
            inline={"deliver": document(allow("s3:PutObject", f"{EVENTS}/{folder}/*"))},
        )
        account.key(name, key, "2025-06-02T08:05:00+00:00", used=NOW)


def portals(account):
    """What asks the knowledge bases, and the agent."""
    for name, key, action, resource in (
        ("svc-staff-portal", "AKIASTAFFPRTLEXAMPLE", "bedrock:Retrieve", "knowledge-base/KBSTAFF001"),
        ("svc-product-portal", "AKIAPRODPORTLEXAMPLE", "bedrock:Retrieve", "knowledge-base/KBPRODUCT1"),
        ("svc-intranet", "AKIAINTRANET2EXAMPLE", "bedrock:InvokeAgent", "agent-alias/AGSTAFF001/ALSTAFF001"),
    ):
        account.user(
            name,
            "2026-02-09T08:00:00+00:00",
            inline={"ask": document(allow(action, bedrock(resource)))},
        )
        account.key(name, key, "2026-02-09T08:05:00+00:00", used=NOW, service="bedrock")


def stages(account):
    """Each stage of the chain has a role of its own, and no more than it needs; one has a little more."""

    def role(name, service, *statements):
        account.role(
            name, trust_service(service), "2025-06-10T09:00:00+00:00",
            inline={"work": document(*statements)}, used=NOW,
        )

    role(
        "CreditIngest", "sagemaker",
        allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-ml-events")),
        allow("s3:PutObject", f"{TRAINING}/clean/*"),
    )
    role(
        "CreditFeatures", "sagemaker",
        allow("s3:GetObject", f"{TRAINING}/clean/*"),
        allow("s3:PutObject", f"{TRAINING}/features/*"),
        # Left over from the time when features came from the product's database.
        allow("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{REGION}:{ML_PROD}:secret:ml/churn/*"),
    )
    role(
        "TrainingCredit", "sagemaker",
        allow("s3:GetObject", f"{TRAINING}/features/*"),
        allow("s3:PutObject", "arn:aws:s3:::tidewater-ml-models/credit/*"),
    )
    role(
        "ServeCredit", "sagemaker",
        allow("s3:GetObject", "arn:aws:s3:::tidewater-ml-models/credit/*"),
        allow("s3:PutObject", "arn:aws:s3:::tidewater-ml-feedback/credit/*"),
    )
    role(
        "CreditPipeline", "sagemaker",
        allow(["sagemaker:CreateProcessingJob", "sagemaker:CreateTrainingJob", "sagemaker:CreateModelPackage"]),
        allow(
            "iam:PassRole",
            [account.arn(f"role/{name}") for name in ("CreditIngest", "CreditFeatures", "TrainingCredit")],
            Condition={"StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}},
        ),
    )
    role(
        "CreditSchedule", "scheduler",
        allow(
            "sagemaker:StartPipelineExecution",
            f"arn:aws:sagemaker:{REGION}:{ML_PROD}:pipeline/credit-nightly",
        ),
    )


def assistants(account):
    def role(name, *statements):
        account.role(
            name, trust_service("bedrock"), "2026-02-09T09:00:00+00:00",
            inline={"work": document(*statements)}, used=NOW,
        )

    titan = f"arn:aws:bedrock:{REGION}::foundation-model/amazon.titan-embed-text-v2:0"
    vectors = f"arn:aws:s3vectors:{REGION}:{ML_PROD}:bucket/tidewater-vectors"
    for name, source, index in (
        ("StaffKnowledgeBase", "tidewater-hr-documents", "staff"),
        ("ProductKnowledgeBase", "tidewater-ml-public-samples", "product"),
    ):
        role(
            name,
            allow(["s3:GetObject", "s3:ListBucket"], bucket(source)),
            allow("bedrock:InvokeModel", titan),
            allow(
                ["s3vectors:PutVectors", "s3vectors:GetVectors", "s3vectors:QueryVectors"],
                f"{vectors}/index/{index}",
            ),
        )
    role(
        "StaffAssistant",
        allow("bedrock:InvokeModel", f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-pro-v1:0"),
        allow("bedrock:Retrieve", bedrock("knowledge-base/KBSTAFF001")),
    )
    account.role(
        "HrAnalysts",
        document(allow("sts:AssumeRole", None, Principal={"AWS": account.arn("role/DataScientist")})),
        "2026-02-09T09:30:00+00:00",
        inline={"read": document(allow(["s3:GetObject", "s3:ListBucket"], bucket("tidewater-hr-documents")))},
        used="2026-11-19T10:00:00+00:00",
    )
