"""The organisation: its tree, its service control policies, its resource control policy."""

import json

from export import ML_PROD, ORGANIZATION, PLATFORM
from policy import allow, deny, document

ROOT = "r-tide"
PRODUCTION = "ou-tide-prod0001"
SANDBOX = "ou-tide-sandbox1"
OURS = f"arn:aws:organizations::{PLATFORM}:"

GLOBAL_SERVICES = ["cloudfront:*", "iam:*", "organizations:*", "sts:*", "support:*"]
# What an inventory of every region asks.
INVENTORY = [
    "ec2:Describe*",
    "kms:Describe*",
    "kms:GetKeyPolicy",
    "kms:List*",
    "lambda:GetPolicy",
    "lambda:List*",
    "sagemaker:Describe*",
    "sagemaker:List*",
    "secretsmanager:Describe*",
    "secretsmanager:GetResourcePolicy",
    "secretsmanager:List*",
    "ssm:Describe*",
    "ssm:List*",
]

# Id, name, type, description, document, and what it is attached to.
POLICIES = [
    (
        "p-FullAWSAccess",
        "FullAWSAccess",
        "SERVICE_CONTROL_POLICY",
        "Allows access to every operation",
        document(allow("*", "*")),
        [ROOT, PRODUCTION, SANDBOX, ML_PROD, PLATFORM],
    ),
    (
        "p-regions0001",
        "OnlyOurRegion",
        "SERVICE_CONTROL_POLICY",
        "Nothing outside us-east-1, but for global services and for inventory",
        document(
            deny(
                None,
                "*",
                sid="DenyOtherRegions",
                NotAction=GLOBAL_SERVICES + INVENTORY,
                Condition={"StringNotEquals": {"aws:RequestedRegion": "us-east-1"}},
            )
        ),
        [ROOT],
    ),
    (
        "p-protectorg1",
        "ProtectTheOrganization",
        "SERVICE_CONTROL_POLICY",
        "Nobody leaves, nobody stops the trail",
        document(
            deny(
                [
                    "organizations:LeaveOrganization",
                    "cloudtrail:DeleteTrail",
                    "cloudtrail:StopLogging",
                    "cloudtrail:UpdateTrail",
                ]
            )
        ),
        [ROOT],
    ),
    (
        "p-nokeys0001",
        "NoNewLongLivedCredentials",
        "SERVICE_CONTROL_POLICY",
        "No new users, keys or passwords in production, except by break glass",
        document(
            deny(
                [
                    "iam:CreateAccessKey",
                    "iam:CreateLoginProfile",
                    "iam:CreateUser",
                    "iam:UpdateLoginProfile",
                ],
                Condition={"ArnNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/BreakGlass"}},
            )
        ),
        [PRODUCTION],
    ),
    (
        "p-models0001",
        "KeepModelArtifacts",
        "SERVICE_CONTROL_POLICY",
        "Model artifacts are never deleted",
        document(
            deny(
                [
                    "s3:DeleteBucket",
                    "s3:DeleteObject",
                    "s3:DeleteObjectVersion",
                    "s3:PutLifecycleConfiguration",
                ],
                ["arn:aws:s3:::tidewater-ml-models", "arn:aws:s3:::tidewater-ml-models/*"],
            )
        ),
        [ML_PROD],
    ),
    (
        "p-RCPFullAWSAccess",
        "RCPFullAWSAccess",
        "RESOURCE_CONTROL_POLICY",
        "Allows access to every resource",
        document(allow("*", "*", Principal="*")),
        [ROOT, PRODUCTION, SANDBOX, ML_PROD, PLATFORM],
    ),
    (
        "p-onlyours001",
        "OnlyOurOrganization",
        "RESOURCE_CONTROL_POLICY",
        "Buckets, secrets and keys answer to our organisation and to AWS services only",
        document(
            deny(
                ["kms:*", "s3:*", "secretsmanager:*"],
                Principal="*",
                Condition={
                    "StringNotEqualsIfExists": {"aws:PrincipalOrgID": ORGANIZATION},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            )
        ),
        [ROOT],
    ),
]


def _summary(identifier, name, kind, description):
    aws = identifier in ("p-FullAWSAccess", "p-RCPFullAWSAccess")
    owner = "arn:aws:organizations::aws:" if aws else OURS
    place = "" if aws else f"{ORGANIZATION}/"
    return {
        "Id": identifier,
        "Arn": f"{owner}policy/{place}{kind.lower()}/{identifier}",
        "Name": name,
        "Description": description,
        "Type": kind,
        "AwsManaged": aws,
    }


def _target(identifier):
    if identifier == ROOT:
        return "ROOT", "Root"
    if identifier.startswith("ou-"):
        return "ORGANIZATIONAL_UNIT", {PRODUCTION: "Production", SANDBOX: "Sandbox"}[identifier]
    return "ACCOUNT", {ML_PROD: "tidewater-ml-prod", PLATFORM: "tidewater-platform"}[identifier]


def _target_arn(identifier):
    kind = {"r": f"root/{ORGANIZATION}/", "o": f"ou/{ORGANIZATION}/"}.get(
        identifier[0], f"account/{ORGANIZATION}/"
    )
    return OURS + kind + identifier


def _account(number, name, joined):
    return {
        "Id": number,
        "Arn": _target_arn(number),
        "Email": f"aws+{name}@tidewater.example",
        "Name": name,
        "Status": "ACTIVE",
        "State": "ACTIVE",
        "JoinedMethod": "INVITED" if number == PLATFORM else "CREATED",
        "JoinedTimestamp": joined,
    }


ACCOUNTS = {
    PLATFORM: _account(PLATFORM, "tidewater-platform", "2019-03-04T09:30:00+00:00"),
    ML_PROD: _account(ML_PROD, "tidewater-ml-prod", "2019-03-04T09:57:00+00:00"),
}
CHILDREN = {ROOT: ([PRODUCTION, SANDBOX], [PLATFORM]), PRODUCTION: ([], [ML_PROD]), SANDBOX: ([], [])}


def add(estate):
    organization = {
        "Id": ORGANIZATION,
        "Arn": f"{OURS}organization/{ORGANIZATION}",
        "FeatureSet": "ALL",
        "MasterAccountArn": _target_arn(PLATFORM),
        "MasterAccountId": PLATFORM,
        "MasterAccountEmail": "aws+tidewater-platform@tidewater.example",
        "AvailablePolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}],
    }
    for account in (PLATFORM, ML_PROD):
        estate.reply(
            account, "organizations", "describe-organization", {"Organization": organization}
        )

    def write(operation, body, argument=None):
        estate.reply(PLATFORM, "organizations", operation, body, argument)

    kinds = ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY")
    root = {
        "Id": ROOT,
        "Arn": _target_arn(ROOT),
        "Name": "Root",
        "PolicyTypes": [{"Type": kind, "Status": "ENABLED"} for kind in kinds],
    }
    write("list-roots", {"Roots": [root]})
    write("list-accounts", {"Accounts": list(ACCOUNTS.values())})
    write("list-delegated-administrators", {"DelegatedAdministrators": []})
    for parent, (units, accounts) in CHILDREN.items():
        units = [
            {"Id": unit, "Arn": _target_arn(unit), "Name": _target(unit)[1]} for unit in units
        ]
        write("list-organizational-units-for-parent", {"OrganizationalUnits": units}, parent)
        accounts = [ACCOUNTS[account] for account in accounts]
        write("list-accounts-for-parent", {"Accounts": accounts}, parent)
    for kind in kinds:
        summaries = [_summary(*policy[:4]) for policy in POLICIES if policy[2] == kind]
        write("list-policies", {"Policies": summaries}, kind)
    for identifier, name, kind, description, body, targets in POLICIES:
        summary = _summary(identifier, name, kind, description)
        write(
            "describe-policy",
            {"Policy": {"PolicySummary": summary, "Content": json.dumps(body)}},
            identifier,
        )
        write(
            "list-targets-for-policy",
            {
                "Targets": [
                    {
                        "TargetId": target,
                        "Arn": _target_arn(target),
                        "Name": _target(target)[1],
                        "Type": _target(target)[0],
                    }
                    for target in targets
                ]
            },
            identifier,
        )
