"""Functions and instances of both accounts, and whose permissions they have."""

import json

from export import ML_PROD, PLATFORM, REGION, hexadecimal, unique
from policy import document
from vault import secret_arn

# Account, name, role, runtime, environment, resource policy statement (service, source ARN).
FUNCTIONS = [
    (
        ML_PROD, "score-api", "LambdaScoreApi", "python3.13",
        {"ENDPOINT_NAME": "churn-live", "LOG_LEVEL": "info"},
        ("apigateway", f"arn:aws:execute-api:{REGION}:{ML_PROD}:a1b2c3d4e5/*/POST/score"),
    ),
    (
        ML_PROD, "feature-refresh", "LambdaFeatureRefresh", "python3.13",
        {"FEATURE_DB_SECRET_ARN": secret_arn(ML_PROD, REGION, "ml/churn/feature-db")},
        ("events", f"arn:aws:events:{REGION}:{ML_PROD}:rule/every-hour"),
    ),
    (ML_PROD, "drift-check", "LambdaDriftCheck", "python3.12", {}, None),
    (
        ML_PROD, "rotate-secrets", "LambdaSecretRotation", "python3.12", {},
        ("secretsmanager", None),
    ),
    (
        ML_PROD, "slack-notify", "LambdaSlackNotify", "nodejs22.x",
        {"WEBHOOK_SECRET": secret_arn(ML_PROD, REGION, "ci/slack/webhook")}, None,
    ),
    (
        PLATFORM, "account-vending", "LambdaAccountVending", "python3.13",
        {"ORGANIZATIONAL_UNIT": "ou-tide-sandbox1"}, None,
    ),
    (PLATFORM, "key-age-report", "LambdaKeyAgeReport", "python3.12", {}, None),
    (
        PLATFORM, "lake-catalog", "LambdaLakeCatalog", "java21",
        # The second value stands where a real export has the secret. It must never be kept.
        {
            "TABLES": "orders,visits",
            "LAKE_KEY_ID": "AKIADATAOWNEREXAMPLE",
            "LAKE_KEY_SECRET": "a-value-that-no-snapshot-may-hold",
        },
        None,
    ),
]

# Account, name, role, type, what asks it to answer at the metadata address.
INSTANCES = [
    (ML_PROD, "bastion", "Ec2Bastion", "t3.micro", "required"),
    (ML_PROD, "batch-worker", "Ec2BatchWorker", "c6i.4xlarge", "optional"),
    (ML_PROD, "label-studio", "Ec2LabelStudio", "m6i.large", "optional"),
    (PLATFORM, "ci-runner", "Ec2Runner", "c6i.2xlarge", "required"),
    (PLATFORM, "vpn", "Ec2Vpn", "t3.small", "required"),
    (PLATFORM, "wiki", None, "t3.small", "required"),
]


def add(estate):
    for account in (ML_PROD, PLATFORM):
        functions(estate, account)
        instances(estate, account)


def functions(estate, account):
    listed = []
    for owner, name, role, runtime, environment, invoker in FUNCTIONS:
        if owner != account:
            continue
        arn = f"arn:aws:lambda:{REGION}:{account}:function:{name}"
        function = {
            "FunctionName": name,
            "FunctionArn": arn,
            "Runtime": runtime,
            "Role": f"arn:aws:iam::{account}:role/{role}",
            "Handler": "app.handler",
            "CodeSize": 184320,
            "Description": "",
            "Timeout": 60,
            "MemorySize": 512,
            "LastModified": "2026-09-09T09:09:09.000+0000",
            "CodeSha256": f"{name}-example-digest",
            "Version": "$LATEST",
        }
        if environment:
            function["Environment"] = {"Variables": environment}
        function |= {
            "TracingConfig": {"Mode": "PassThrough"},
            "RevisionId": hexadecimal(8, name) + "-0000-4000-8000-" + hexadecimal(12, name),
            "PackageType": "Zip",
            "Architectures": ["x86_64"],
            "EphemeralStorage": {"Size": 512},
        }
        listed.append(function)
        function_policy(estate, account, name, arn, invoker)
        urls = {"FunctionUrlConfigs": []}
        estate.reply(account, "lambda", "list-function-url-configs", urls, name)
        estate.reply(account, "lambda", "list-tags", {"Tags": {"team": "ml-platform"}}, arn)
        estate.reply(account, "lambda", "list-aliases", {"Aliases": []}, name)
        latest = {"Versions": [{key: function[key] for key in ("FunctionName", "FunctionArn", "Version")}]}
        estate.reply(account, "lambda", "list-versions-by-function", latest, name)
        unsigned = {"FunctionName": name}
        estate.reply(account, "lambda", "get-function-code-signing-config", unsigned, name)
    estate.reply(account, "lambda", "list-functions", {"Functions": listed})


def function_policy(estate, account, name, arn, invoker):
    if not invoker:
        estate.none(
            account, "lambda", "get-policy", "ResourceNotFoundException",
            "The resource you requested does not exist.", name,
        )
        return
    service, source = invoker
    condition = {"ArnLike": {"AWS:SourceArn": source}} if source else {}
    condition.setdefault("StringEquals", {})["AWS:SourceAccount"] = account
    statement = {
        "Sid": f"invoked-by-{service}",
        "Effect": "Allow",
        "Principal": {"Service": f"{service}.amazonaws.com"},
        "Action": "lambda:InvokeFunction",
        "Resource": arn,
        "Condition": condition,
    }
    estate.reply(
        account, "lambda", "get-policy",
        {"Policy": json.dumps(document(statement)), "RevisionId": hexadecimal(32, name)}, name,
    )


def instance_id(account, name):
    return "i-0" + hexadecimal(16, account, name)


def instances(estate, account):
    reservations = []
    for owner, name, role, kind, tokens in INSTANCES:
        if owner != account:
            continue
        instance = {
            "InstanceId": instance_id(account, name),
            "ImageId": "ami-0" + hexadecimal(16, "image"),
            "State": {"Code": 16, "Name": "running"},
            "InstanceType": kind,
            "LaunchTime": "2026-08-01T06:00:00+00:00",
            "Placement": {"AvailabilityZone": f"{REGION}a", "Tenancy": "default"},
            "MetadataOptions": {
                "State": "applied",
                "HttpTokens": tokens,
                "HttpPutResponseHopLimit": 2,
                "HttpEndpoint": "enabled",
            },
            "Tags": [{"Key": "Name", "Value": name}],
        }
        if role:
            instance["IamInstanceProfile"] = {
                "Arn": f"arn:aws:iam::{account}:instance-profile/{role}",
                "Id": unique("AIPA", f"arn:aws:iam::{account}:role/{role}"),
            }
        estate.reply(
            account, "ec2", "describe-instance-attribute",
            {"InstanceId": instance["InstanceId"], "UserData": {}}, instance["InstanceId"],
        )
        reservations.append(
            {
                "ReservationId": "r-0" + hexadecimal(16, account, name, "reservation"),
                "OwnerId": account,
                "Groups": [],
                "Instances": [instance],
            }
        )
    estate.reply(account, "ec2", "describe-instances", {"Reservations": reservations})
    estate.reply(account, "ec2", "describe-launch-templates", {"LaunchTemplates": []})
    associations = [
        {
            "AssociationId": "iip-assoc-0" + instance["InstanceId"][3:],
            "InstanceId": instance["InstanceId"],
            "IamInstanceProfile": instance["IamInstanceProfile"],
            "State": "associated",
        }
        for reservation in reservations
        for instance in reservation["Instances"]
        if "IamInstanceProfile" in instance
    ]
    estate.reply(
        account, "ec2", "describe-iam-instance-profile-associations",
        {"IamInstanceProfileAssociations": associations},
    )
    regions = [
        {
            "Endpoint": f"ec2.{region}.amazonaws.com",
            "RegionName": region,
            "OptInStatus": "opt-in-not-required",
        }
        for region in (REGION, "eu-west-1")
    ]
    estate.reply(account, "ec2", "describe-regions", {"Regions": regions})
