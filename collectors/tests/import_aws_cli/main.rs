//! `import aws-cli`: a folder of answers of the AWS CLI, and everything that is missing in it.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod facts;
mod gaps;
mod links;
mod mutations;
mod organization;
mod refusals;
mod script;
mod under;

use std::fs;
use std::path::Path;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::import::{self, ImportSummary};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

/// A folder with the answers of a small organisation: path and content.
const ANSWERS: &[(&str, &str)] = &[
    (
        "111122223333/global/sts/get-caller-identity.json",
        r#"{"UserId": "AIDA", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/audit"}"#,
    ),
    (
        "111122223333/global/iam/get-account-authorization-details.json",
        r#"{"UserDetailList": [{"Path": "/ci/", "UserName": "deployer", "UserId": "AIDADEPLOYER",
            "Arn": "arn:aws:iam::111122223333:user/ci/deployer", "CreateDate": "2023-05-04T10:11:12+00:00",
            "GroupList": [], "AttachedManagedPolicies": [], "PermissionsBoundary":
            {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/Fence"}}],
            "GroupDetailList": [], "RoleDetailList": [], "Policies": []}"#,
    ),
    (
        "111122223333/global/iam/list-users.json",
        r#"{"Users": []}"#,
    ),
    (
        "111122223333/global/iam/list-access-keys/deployer.json",
        r#"{"AccessKeyMetadata": [{"UserName": "deployer", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE",
            "Status": "Inactive", "CreateDate": "2023-05-04T10:11:12+00:00"}]}"#,
    ),
    (
        "111122223333/global/iam/get-access-key-last-used/AKIAIOSFODNN7EXAMPLE.json",
        r#"{"UserName": "deployer", "AccessKeyLastUsed": {"ServiceName": "N/A", "Region": "N/A"}}"#,
    ),
    (
        "111122223333/global/iam/get-login-profile/deployer.error",
        "\nAn error occurred (NoSuchEntity) when calling the GetLoginProfile operation: Login Profile for User deployer cannot be found.\n",
    ),
    (
        "111122223333/global/iam/list-mfa-devices/deployer.json",
        r#"{"MFADevices": [{"UserName": "deployer", "SerialNumber": "arn:aws:iam::111122223333:mfa/d", "EnableDate": 1700000000.5}]}"#,
    ),
    (
        "111122223333/global/iam/get-policy/arn%3Aaws%3Aiam%3A%3A111122223333%3Apolicy%2FFence.json",
        r#"{"Policy": {"PolicyName": "Fence", "Arn": "arn:aws:iam::111122223333:policy/Fence", "DefaultVersionId": "v3"}}"#,
    ),
    (
        "111122223333/global/iam/get-policy-version/arn%3Aaws%3Aiam%3A%3A111122223333%3Apolicy%2FFence%20v3.json",
        r#"{"PolicyVersion": {"Document": {"Version": "2012-10-17", "Statement": []}, "VersionId": "v3", "IsDefaultVersion": true}}"#,
    ),
    (
        "111122223333/global/organizations/describe-organization.json",
        r#"{"Organization": {"Id": "o-example", "Arn": "arn:aws:organizations::111122223333:organization/o-example",
            "FeatureSet": "ALL", "MasterAccountId": "111122223333", "MasterAccountEmail": "someone@example.com"}}"#,
    ),
    (
        "111122223333/global/organizations/list-roots.json",
        r#"{"Roots": [{"Id": "r-root", "Arn": "arn:aws:organizations::111122223333:root/o-example/r-root", "Name": "Root",
            "PolicyTypes": [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]}]}"#,
    ),
    (
        "111122223333/global/organizations/list-organizational-units-for-parent/r-root.json",
        r#"{"OrganizationalUnits": [{"Id": "ou-work", "Arn": "arn:aws:organizations::111122223333:ou/o-example/ou-work", "Name": "work"}]}"#,
    ),
    (
        "111122223333/global/organizations/list-organizational-units-for-parent/ou-work.json",
        r#"{"OrganizationalUnits": []}"#,
    ),
    (
        "111122223333/global/organizations/list-accounts-for-parent/r-root.json",
        r#"{"Accounts": [{"Id": "111122223333", "Arn": "arn:aws:organizations::111122223333:account/o-example/111122223333", "Name": "main", "Status": "ACTIVE"}]}"#,
    ),
    (
        "111122223333/global/organizations/list-accounts-for-parent/ou-work.json",
        r#"{"Accounts": [{"Id": "444455556666", "Arn": "arn:aws:organizations::111122223333:account/o-example/444455556666", "Name": "work", "Status": "ACTIVE"}]}"#,
    ),
    (
        "111122223333/global/organizations/list-policies/SERVICE_CONTROL_POLICY.json",
        r#"{"Policies": [{"Id": "p-guard", "Arn": "arn:aws:organizations::111122223333:policy/o-example/service_control_policy/p-guard",
            "Name": "guard", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": false}]}"#,
    ),
    (
        "111122223333/global/organizations/describe-policy/p-guard.json",
        r#"{"Policy": {"PolicySummary": {"Id": "p-guard", "Arn": "arn:aws:organizations::111122223333:policy/o-example/service_control_policy/p-guard",
            "Name": "guard", "Type": "SERVICE_CONTROL_POLICY", "AwsManaged": false},
            "Content": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}}"#,
    ),
    (
        "111122223333/global/organizations/list-targets-for-policy/p-guard.json",
        r#"{"Targets": [{"TargetId": "ou-work", "Arn": "arn:aws:organizations::111122223333:ou/o-example/ou-work", "Name": "work", "Type": "ORGANIZATIONAL_UNIT"}]}"#,
    ),
    (
        "111122223333/us-east-1/s3api/list-buckets.json",
        r#"{"Buckets": [{"Name": "data", "CreationDate": "2023-05-04T10:11:12+00:00"}, {"Name": "open"}]}"#,
    ),
    (
        "111122223333/us-east-1/s3api/get-bucket-policy/data.json",
        r#"{"Policy": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}"#,
    ),
    (
        "111122223333/us-east-1/s3api/get-bucket-policy/open.error",
        "An error occurred (NoSuchBucketPolicy) when calling the GetBucketPolicy operation: The bucket policy does not exist",
    ),
    (
        "111122223333/us-east-1/secretsmanager/list-secrets.json",
        r#"{"SecretList": []}"#,
    ),
];

/// Writes the files and imports the folder.
fn import(files: &[(&str, &str)]) -> (ImportSummary, Snapshot) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    import_folder(folder.path())
}

fn import_folder(folder: &Path) -> (ImportSummary, Snapshot) {
    let mut sink = MemorySink::default();
    let paths = [folder.to_owned()];
    let summary = import::format("aws-cli")
        .unwrap()
        .import(&paths, &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    (summary, snapshot)
}

/// The answers, some left out and some added or replaced.
fn answers<'a>(without: &str, with: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let replaced = |path: &str| with.iter().any(|(other, _)| *other == path);
    ANSWERS
        .iter()
        .filter(|(path, _)| (without.is_empty() || !path.contains(without)) && !replaced(path))
        .chain(with)
        .copied()
        .collect()
}

fn record<'s>(snapshot: &'s Snapshot, operation: &str, subject: Option<&str>) -> &'s Coverage {
    snapshot
        .coverage
        .iter()
        .find(|it| it.operation == operation && it.subject.as_deref() == subject)
        .unwrap_or_else(|| panic!("no record of {operation} about {subject:?}"))
}

fn outcome(snapshot: &Snapshot, operation: &str, subject: Option<&str>) -> Outcome {
    record(snapshot, operation, subject).outcome
}
