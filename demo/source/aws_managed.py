"""Policies of AWS that the company uses.

The short ones are whole. The long ones are excerpts, written for this estate: valid, true in what
they say, and marked by a Sid that begins with `ExcerptOf`.
"""

from export import unique
from policy import allow, deny, document

AWS = "arn:aws:iam::aws:policy/"
LINKED = AWS + "aws-service-role/"

DOCUMENTS = {
    AWS + "AdministratorAccess": document(allow("*", "*")),
    AWS + "PowerUserAccess": document(
        allow(None, "*", NotAction=["iam:*", "organizations:*", "account:*"]),
        allow(
            [
                "account:GetAccountInformation",
                "account:ListRegions",
                "iam:CreateServiceLinkedRole",
                "iam:DeleteServiceLinkedRole",
                "iam:ListRoles",
                "organizations:DescribeOrganization",
            ]
        ),
    ),
    AWS + "ReadOnlyAccess": document(
        allow(
            [
                "cloudtrail:Get*",
                "ec2:Describe*",
                "ec2:Get*",
                "iam:Get*",
                "iam:List*",
                "kms:Describe*",
                "kms:Get*",
                "kms:List*",
                "lambda:Get*",
                "lambda:List*",
                "s3:Describe*",
                "s3:Get*",
                "s3:List*",
                "sagemaker:Describe*",
                "sagemaker:List*",
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetResourcePolicy",
                "secretsmanager:List*",
                "ssm:Describe*",
                "ssm:Get*",
                "ssm:List*",
            ],
            sid="ExcerptOfReadOnlyAccess",
        )
    ),
    AWS + "SecurityAudit": document(
        allow(
            [
                "cloudtrail:GetTrailStatus",
                "ec2:Describe*",
                "iam:GenerateCredentialReport",
                "iam:Get*",
                "iam:List*",
                "kms:Describe*",
                "kms:GetKeyPolicy",
                "kms:List*",
                "lambda:GetFunctionConfiguration",
                "lambda:GetPolicy",
                "lambda:List*",
                "s3:GetBucketPolicy",
                "s3:GetBucketPublicAccessBlock",
                "s3:GetEncryptionConfiguration",
                "s3:ListAllMyBuckets",
                "secretsmanager:DescribeSecret",
                "secretsmanager:GetResourcePolicy",
                "secretsmanager:ListSecrets",
                "ssm:DescribeParameters",
            ],
            sid="ExcerptOfSecurityAudit",
        )
    ),
    AWS + "IAMUserChangePassword": document(
        allow("iam:ChangePassword", "arn:aws:iam::*:user/${aws:username}"),
        allow("iam:GetAccountPasswordPolicy"),
    ),
    AWS + "AWSCompromisedKeyQuarantineV3": document(
        deny(
            [
                "amplify:CreateBackendEnvironment",
                "amplify:CreateDeployment",
                "bedrock:CreateFoundationModelAgreement",
                "bedrock:CreateModelInvocationJob",
                "bedrock:InvokeModel",
                "bedrock:InvokeModelWithResponseStream",
                "bedrock:PutFoundationModelEntitlement",
                "cloudtrail:LookupEvents",
                "codebuild:CreateProject",
                "ec2:AcceptReservedInstancesExchangeQuote",
                "ec2:CreateReservedInstancesListing",
                "ec2:PurchaseReservedInstancesOffering",
                "ec2:RequestSpotInstances",
                "ec2:RunInstances",
                "ec2:StartInstances",
                "ecr:GetAuthorizationToken",
                "ecs:CreateCluster",
                "ecs:CreateService",
                "ecs:RegisterTaskDefinition",
                "glue:CreateJob",
                "iam:AddUserToGroup",
                "iam:AttachGroupPolicy",
                "iam:AttachRolePolicy",
                "iam:AttachUserPolicy",
                "iam:ChangePassword",
                "iam:CreateAccessKey",
                "iam:CreateInstanceProfile",
                "iam:CreateLoginProfile",
                "iam:CreatePolicyVersion",
                "iam:CreateRole",
                "iam:CreateUser",
                "iam:DeleteAccessKey",
                "iam:DeleteRole",
                "iam:DetachUserPolicy",
                "iam:ListUsers",
                "iam:PassRole",
                "iam:PutGroupPolicy",
                "iam:PutRolePolicy",
                "iam:PutUserPermissionsBoundary",
                "iam:PutUserPolicy",
                "iam:SetDefaultPolicyVersion",
                "iam:UpdateAccessKey",
                "iam:UpdateAccountPasswordPolicy",
                "iam:UpdateAssumeRolePolicy",
                "iam:UpdateLoginProfile",
                "iam:UpdateUser",
                "lambda:AddLayerVersionPermission",
                "lambda:AddPermission",
                "lambda:CreateFunction",
                "lambda:GetEventSourceMapping",
                "lambda:GetPolicy",
                "lambda:ListTags",
                "lambda:PutProvisionedConcurrencyConfig",
                "lambda:TagResource",
                "lambda:UntagResource",
                "lambda:UpdateFunctionCode",
                "lightsail:Create*",
                "lightsail:Delete*",
                "lightsail:DownloadDefaultKeyPair",
                "lightsail:GetInstanceAccessDetails",
                "lightsail:Start*",
                "lightsail:Update*",
                "mediapackagev2:CreateChannel",
                "organizations:CreateAccount",
                "organizations:CreateOrganization",
                "organizations:InviteAccountToOrganization",
                "s3:CreateBucket",
                "s3:DeleteBucket",
                "s3:DeleteBucketPolicy",
                "s3:DeleteObject",
                "s3:DeleteObjectVersion",
                "s3:GetObject",
                "s3:ListAllMyBuckets",
                "s3:ListBucket",
                "s3:ObjectOwnerOverrideToBucketOwner",
                "s3:PutAccountPublicAccessBlock",
                "s3:PutBucketAcl",
                "s3:PutBucketCors",
                "s3:PutBucketOwnershipControls",
                "s3:PutBucketPolicy",
                "s3:PutLifecycleConfiguration",
                "sagemaker:CreateEndpointConfig",
                "sagemaker:CreateProcessingJob",
                "savingsplans:CreateSavingsPlan",
                "ses:GetSendQuota",
                "ses:ListIdentities",
                "sns:GetSMSAttributes",
                "sts:GetFederationToken",
                "sts:GetSessionToken",
            ],
        )
    ),
    AWS + "AmazonSSMManagedInstanceCore": document(
        allow(
            [
                "ssm:DescribeAssociation",
                "ssm:ListAssociations",
                "ssm:UpdateInstanceInformation",
                "ssmmessages:CreateControlChannel",
                "ssmmessages:CreateDataChannel",
                "ssmmessages:OpenControlChannel",
                "ssmmessages:OpenDataChannel",
            ],
            sid="ExcerptOfAmazonSSMManagedInstanceCore",
        )
    ),
    AWS + "service-role/AWSLambdaBasicExecutionRole": document(
        allow(["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"])
    ),
}

# Service-linked roles: the service, the name of the role, of its policy, and what it does.
SERVICE_LINKED = [
    (
        "support",
        "AWSServiceRoleForSupport",
        "AWSSupportServiceRolePolicy",
        ["ec2:Describe*", "iam:GetRole", "lambda:List*", "s3:GetBucketLocation"],
    ),
    (
        "trustedadvisor",
        "AWSServiceRoleForTrustedAdvisor",
        "AWSTrustedAdvisorServiceRolePolicy",
        ["ec2:Describe*", "iam:List*", "s3:GetBucketAcl", "s3:ListAllMyBuckets"],
    ),
    (
        "organizations",
        "AWSServiceRoleForOrganizations",
        "AWSOrganizationsServiceTrustPolicy",
        ["iam:CreateServiceLinkedRole", "iam:DeleteRole"],
    ),
    (
        "config",
        "AWSServiceRoleForConfig",
        "AWSConfigServiceRolePolicy",
        ["ec2:Describe*", "iam:Get*", "iam:List*", "lambda:List*", "s3:GetBucketPolicy"],
    ),
    (
        "autoscaling",
        "AWSServiceRoleForAutoScaling",
        "AutoScalingServiceRolePolicy",
        ["ec2:Describe*", "ec2:RunInstances", "ec2:TerminateInstances"],
    ),
    (
        "sagemaker",
        "AWSServiceRoleForAmazonSageMakerNotebooks",
        "AmazonSageMakerNotebooksServiceRolePolicy",
        ["ec2:CreateNetworkInterface", "ec2:Describe*", "elasticfilesystem:CreateAccessPoint"],
    ),
]

for _, _, name, actions in SERVICE_LINKED:
    DOCUMENTS[LINKED + name] = document(allow(actions, sid=f"ExcerptOf{name}"))


def records(arns):
    """The `Policies` of authorization details for policies of AWS, in order of their ARNs."""
    for arn in sorted(arns):
        name = arn.rsplit("/", 1)[1]
        path = arn.removeprefix("arn:aws:iam::aws:policy").removesuffix(name)
        yield {
            "PolicyName": name,
            "PolicyId": unique("ANPA", arn),
            "Arn": arn,
            "Path": path,
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": True,
            "CreateDate": "2015-02-06T18:39:46+00:00",
            "UpdateDate": "2015-02-06T18:39:46+00:00",
            "PolicyVersionList": [
                {
                    "Document": DOCUMENTS[arn],
                    "VersionId": "v1",
                    "IsDefaultVersion": True,
                    "CreateDate": "2015-02-06T18:39:46+00:00",
                }
            ],
        }
