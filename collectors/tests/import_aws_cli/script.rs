//! The script of `permissions aws --script`, run with a stand-in for the AWS CLI, and its folder imported.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

use blastradius_collectors::aws::SERVICES;
use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::permissions::aws_script;

use super::{import_folder, outcome};

/// Answers by the words of the call. A query is answered as `--output text` would.
const STAND_IN: &str = r#"#!/bin/sh
echo "$*" >>"$LOG"
case "$*" in
*'sts get-caller-identity --query Account'*) echo 111122223333 ;;
*'sts get-caller-identity'*) echo '{"UserId": "A", "Account": "111122223333", "Arn": "arn:aws:iam::111122223333:user/a"}' ;;
*'get-account-authorization-details'*UserName*) printf 'bot+one@x\ttwo\n' ;;
*'get-account-authorization-details'*RoleDetailList*) echo 'arn:aws:iam::111122223333:policy/Fence' ;;
*'get-account-authorization-details'*UserDetailList*) ;;
*'get-account-authorization-details'*) cat <<'END'
{"UserDetailList": [
  {"Path": "/ci/", "UserName": "bot+one@x", "UserId": "B", "Arn": "arn:aws:iam::111122223333:user/ci/bot+one@x"},
  {"Path": "/", "UserName": "two", "UserId": "T", "Arn": "arn:aws:iam::111122223333:user/two"}],
 "GroupDetailList": [],
 "RoleDetailList": [{"Path": "/", "RoleName": "r", "RoleId": "R", "Arn": "arn:aws:iam::111122223333:role/r",
   "AssumeRolePolicyDocument": {}, "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/Fence"}}],
 "Policies": []}
END
;;
*'list-access-keys --user-name=bot+one@x'*AccessKeyId*) echo AKIAIOSFODNN7EXAMPLE ;;
*'list-access-keys --user-name=bot+one@x'*) echo '{"AccessKeyMetadata": [{"UserName": "bot+one@x", "AccessKeyId": "AKIAIOSFODNN7EXAMPLE", "Status": "Active"}]}' ;;
*'list-access-keys --user-name=two'*--query*) ;;
*'list-access-keys --user-name=two'*) echo '{"AccessKeyMetadata": []}' ;;
*'get-access-key-last-used --access-key-id=AKIAIOSFODNN7EXAMPLE'*) echo '{"UserName": "bot+one@x", "AccessKeyLastUsed": {"LastUsedDate": "2026-01-02T03:04:05Z", "ServiceName": "s3", "Region": "us-east-1"}}' ;;
*'get-login-profile'*) echo 'An error occurred (NoSuchEntity) when calling the GetLoginProfile operation: none' >&2; exit 254 ;;
*'get-policy --policy-arn='*--query*) printf 'arn:aws:iam::111122223333:policy/Fence\tv3\n' ;;
*'get-policy --policy-arn='*) echo '{"Policy": {"Arn": "arn:aws:iam::111122223333:policy/Fence", "DefaultVersionId": "v3"}}' ;;
*'get-policy-version --policy-arn=arn:aws:iam::111122223333:policy/Fence --version-id=v3'*) echo '{"PolicyVersion": {"Document": {}, "VersionId": "v3"}}' ;;
*'describe-organization '*) echo '{"Organization": {"Id": "o-x", "MasterAccountId": "111122223333"}}' ;;
*'list-roots'*--query*) echo r-1 ;;
*'list-roots'*) echo '{"Roots": [{"Id": "r-1", "Arn": "arn:aws:organizations::111122223333:root/o-x/r-1"}]}' ;;
*'list-organizational-units-for-parent --parent-id=r-1'*--query*) echo ou-1 ;;
*'list-organizational-units-for-parent --parent-id=r-1'*) echo '{"OrganizationalUnits": [{"Id": "ou-1"}]}' ;;
*'list-organizational-units-for-parent --parent-id=ou-1'*--query*) printf 'ou-2\tou-3\n' ;;
*'list-organizational-units-for-parent --parent-id=ou-1'*) echo '{"OrganizationalUnits": [{"Id": "ou-2"}, {"Id": "ou-3"}]}' ;;
*'list-organizational-units-for-parent'*--query*) echo None ;;
*'list-organizational-units-for-parent'*) echo '{"OrganizationalUnits": []}' ;;
*'list-accounts-for-parent --parent-id=ou-3'*) echo '{"Accounts": [{"Id": "444455556666"}]}' ;;
*'list-accounts-for-parent'*) echo '{"Accounts": []}' ;;
*'s3api list-buckets'*--query*) printf 'data\topen\n' ;;
*'s3api list-buckets'*) echo '{"Buckets": [{"Name": "data"}, {"Name": "open"}]}' ;;
*'get-bucket-policy --bucket=data'*) echo '{"Policy": "{}"}' ;;
*'describe-regions --query'*) printf 'us-east-1\teu-west-1\n' ;;
*'ssm describe-parameters'*'eu-west-1'*) echo '{"Parameters": []}' ;;
*) echo 'An error occurred (AccessDenied) when calling the operation: no' >&2; exit 254 ;;
esac
"#;

fn run(folder: &Path, regions: &[&str]) -> Output {
    let tools = folder.join("tools");
    fs::create_dir_all(&tools).unwrap();
    let aws = tools.join("aws");
    fs::write(&aws, STAND_IN).unwrap();
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
    let script = folder.join("collect.sh");
    fs::write(&script, aws_script(SERVICES)).unwrap();
    let path = format!("{}:{}", tools.display(), std::env::var("PATH").unwrap());
    Command::new("sh")
        .arg(&script)
        .arg(folder.join("answers"))
        .args(regions)
        .env("PATH", path)
        .env("LOG", folder.join("log"))
        .env_remove("AWS_REGION")
        .output()
        .unwrap()
}

#[test]
fn what_the_script_fills_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let output = run(folder.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        !said.contains("not found") && !said.contains("yntax"),
        "{said}"
    );

    let (summary, snapshot) = import_folder(&folder.path().join("answers"));
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let facts = &snapshot.facts;
    let key = &facts.credentials["aws:access-key/AKIAIOSFODNN7EXAMPLE"];
    assert_eq!(key.identity, "arn:aws:iam::111122223333:user/ci/bot+one@x");
    assert_eq!(key.used, Some(true));
    assert_eq!(
        facts.policies["arn:aws:iam::111122223333:policy/Fence"]
            .version
            .as_deref(),
        Some("v3")
    );
    assert_eq!(
        facts.scopes["aws:444455556666"].parent.as_deref(),
        Some("aws:ou-3")
    );
    assert_eq!(facts.scopes["aws:ou-3"].parent.as_deref(), Some("aws:ou-1"));
    let user = Some("arn:aws:iam::111122223333:user/two");
    assert_eq!(
        outcome(&snapshot, "iam:GetLoginProfile", user),
        Outcome::Absent
    );
    let open = Some("arn:aws:s3:::open");
    assert_eq!(
        outcome(&snapshot, "s3:GetBucketPolicy", open),
        Outcome::Refused
    );
    let data = Some("arn:aws:s3:::data");
    assert_eq!(
        outcome(&snapshot, "s3:GetBucketPolicy", data),
        Outcome::Answered
    );
    let stray = snapshot
        .coverage
        .iter()
        .find(|it| it.operation == "import:aws-cli");
    assert_eq!(stray, None, "the script writes only what the import reads");
    let missing = snapshot
        .coverage
        .iter()
        .find(|it| it.outcome == Outcome::NotInInput);
    assert_eq!(
        missing, None,
        "the script asks everything that the import expects"
    );
}

#[test]
fn a_second_run_keeps_answers_and_asks_again_what_failed() {
    let folder = tempfile::tempdir().unwrap();
    run(folder.path(), &["eu-west-1"]);
    let kept = folder
        .path()
        .join("answers/111122223333/global/s3api/list-buckets.json");
    fs::write(&kept, r#"{"Buckets": [], "Owner": {"ID": "first run"}}"#).unwrap();
    fs::remove_file(folder.path().join("log")).unwrap();
    let output = run(folder.path(), &["eu-west-1"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("were there already"), "{said}");
    assert!(fs::read_to_string(&kept).unwrap().contains("first run"));
    let log = fs::read_to_string(folder.path().join("log")).unwrap();
    assert!(
        !log.contains("list-buckets --output json"),
        "answers are not asked for again"
    );
    assert!(
        log.contains("iam list-users --output json"),
        "what failed is"
    );
    assert!(
        !log.contains("--region us-east-1 --output text --region eu"),
        "{log}"
    );
    let private = kept.metadata().unwrap().permissions().mode() & 0o077;
    assert_eq!(private, 0, "only the owner may read the answers");
}

#[test]
fn without_credentials_it_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("collect.sh");
    fs::write(&script, aws_script(SERVICES)).unwrap();
    let usage = Command::new("sh").arg(&script).output().unwrap();
    assert_eq!(usage.status.code(), Some(2));
    let aws = folder.path().join("aws");
    fs::write(&aws, "#!/bin/sh\nexit 253\n").unwrap();
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!(
        "{}:{}",
        folder.path().display(),
        std::env::var("PATH").unwrap()
    );
    let refused = Command::new("sh")
        .arg(&script)
        .arg(folder.path().join("answers"))
        .env("PATH", path)
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("help: sign in first"));
}

#[test]
fn names_are_encoded_so_that_the_import_reads_them_back() {
    let script = aws_script(SERVICES);
    let start = script.find("encode() {").unwrap();
    let end = script[start..].find("\n}\n").unwrap() + start + 3;
    let code = format!(
        "LC_ALL=C\n{}encode \"$1\"\nprintf %s \"$name\"",
        &script[start..end]
    );
    for (text, encoded) in [
        ("plain-1._~", "plain-1._~"),
        ("a/b:c d+e@f,=%", "a%2Fb%3Ac%20d%2Be%40f%2C%3D%25"),
        ("é", "%C3%A9"),
        ("$(id)`id`'\"\\*?[", "%24%28id%29%60id%60%27%22%5C%2A%3F%5B"),
    ] {
        let output = Command::new("sh")
            .args(["-c", &code, "sh", text])
            .output()
            .unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), encoded);
    }
}
