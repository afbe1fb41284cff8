//! What moto does not have, by operation, in alphabetical order. Everything else must be complete.
//!
//! moto answers what it does not have with HTTP 404, 500 or 501, often a web page: the coverage says `unimplemented` or
//! `failed`. A service's author adds what is missing here; a test fails when moto has it after all.

/// The operations, as coverage records name them.
pub(crate) const UNIMPLEMENTED: &[&str] = &[
    "access-analyzer:ListAnalyzers",
    "aoss:ListAccessPolicies",
    "apprunner:ListServices",
    "appsync:ListDataSources",
    "cloudtrail:ListEventDataStores",
    "codebuild:ListSourceCredentials",
    "codecommit:ListRepositories",
    "codeconnections:ListConnections",
    "codestar-connections:ListConnections",
    "cognito-identity:GetIdentityPoolRoles",
    "ec2:DescribeInstanceConnectEndpoints",
    "ec2:GetSerialConsoleAccessStatus",
    "eks:ListAccessEntries",
    "eks:ListAddons",
    "eks:ListPodIdentityAssociations",
    "glue:GetResourcePolicies",
    "iam:ListServiceSpecificCredentials",
    "lambda:ListFunctionUrlConfigs",
    "ram:ListResources",
    "redshift-serverless:ListNamespaces",
    "redshift-serverless:ListWorkgroups",
    "rolesanywhere:ListProfiles",
    "rolesanywhere:ListTrustAnchors",
    "s3:ListAccessGrants",
    "s3:ListAccessGrantsLocations",
    "s3tables:GetTableBucketPolicy",
    "ssm:DescribeInstanceInformation",
    "sso:GetPermissionsBoundaryForPermissionSet",
];
