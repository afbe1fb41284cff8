//! `collect aws`, run as a user runs it, against a moto server; then questions about what it found.

#![cfg(feature = "aws")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../collectors/tests/live_aws/moto_server.rs"]
mod moto_server;

use std::path::Path;
use std::process::{Command, Output};

use moto_server::Moto;
use serde_json::Value;

fn blastradius(folder: &Path, endpoint: &str, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_blastradius"))
        .args(arguments)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", folder)
        .env("BLASTRADIUS_STORE", folder.join("store"))
        .env("AWS_ENDPOINT_URL", endpoint)
        .env("AWS_REGION", "us-east-1")
        .env("AWS_ACCESS_KEY_ID", "testing")
        .env("AWS_SECRET_ACCESS_KEY", "CANARY-secret-access-key")
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .output()
        .unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn an_account_is_collected_and_asked_about() {
    let moto = Moto::start();
    moto.populate();
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| blastradius(folder.path(), &moto.endpoint, arguments);

    let collected = run(&["collect", "aws", "--region", "us-east-1"]);
    let said = String::from_utf8_lossy(&collected.stderr);
    assert_eq!(collected.status.code(), Some(0), "{said}");
    assert!(said.contains("in the account 123456789012"), "{said}");
    let snapshot = String::from_utf8(collected.stdout).unwrap();
    assert!(Path::new(snapshot.trim()).exists(), "{snapshot}");

    // The newest snapshot of the store is the default; what moto does not have is a gap, not a no.
    let ranking = json(&run(&["rank", "-f", "json"]));
    let credentials = ranking["credentials"].as_array().unwrap();
    assert!(!credentials.is_empty());
    assert_eq!(ranking["coverage"]["complete"], false);
    let gaps = json(&run(&["coverage", "-f", "json"])).to_string();
    assert!(
        gaps.contains("iam:ListServiceSpecificCredentials"),
        "{gaps}"
    );

    // Every credential of the ranking can be asked about, and reaches what the ranking says.
    for credential in credentials {
        let id = credential["id"].as_str().unwrap();
        let reach = json(&run(&["reach", id, "-f", "json"]));
        for class in ["data", "models", "secrets"] {
            assert_eq!(reach["summary"][class], credential[class], "{id} {class}");
        }
    }
    let incomplete = run(&["rank", "--require-complete"]);
    assert_eq!(incomplete.status.code(), Some(4));
}

#[test]
fn nobody_answers() {
    let folder = tempfile::tempdir().unwrap();
    // tcpmux (RFC 1078), which no machine of today serves; the system never gives this port away, as it
    // might one that was free a moment ago.
    let endpoint = "http://127.0.0.1:1";
    let run = blastradius(folder.path(), endpoint, &["collect", "aws"]);
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(3), "{said}");
    assert!(said.contains("help:"), "{said}");
    assert!(!said.contains("CANARY"), "{said}");
}

#[test]
fn what_is_missing_of_the_credentials_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[profile bare]\nregion = us-east-1\n\
        [profile role]\nrole_arn = arn:aws:iam::111122223333:role/audit\nsource_profile = gone\n\
        [profile through]\nrole_arn = arn:aws:iam::111122223333:role/audit\nsource_profile = bare\n\
        [profile signs]\nsso_session = us\nsso_account_id = 111122223333\nsso_role_name = audit\n\
        [sso-session us]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n";
    std::fs::create_dir(folder.path().join(".aws")).unwrap();
    std::fs::write(folder.path().join(".aws/config"), text).unwrap();
    let says = |variables: &[(&str, &str)], arguments: &[&str], expected: &[&str]| {
        let run = Command::new(env!("CARGO_BIN_EXE_blastradius"))
            .args(["collect", "aws", "-o", "never"])
            .args(arguments)
            .current_dir(folder.path())
            .env_clear()
            .env("HOME", folder.path())
            .env("AWS_REGION", "us-east-1")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .envs(variables.iter().copied())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        let code = if expected[0].starts_with("there is no profile") {
            2
        } else {
            3
        };
        assert_eq!(run.status.code(), Some(code), "{arguments:?}: {said}");
        // Long lines are broken, with a mark at the beginning of the next.
        let words: Vec<&str> = said.split_whitespace().filter(|it| *it != "│").collect();
        let said = words.join(" ");
        for expected in expected {
            assert!(said.contains(expected), "{arguments:?}: {said}");
        }
        assert!(!said.contains("CANARY"), "{said}");
        assert!(!folder.path().join("never").exists());
    };
    let profile = |name, expected| says(&[], &["--profile", name], expected);
    profile(
        "nope",
        &[
            "there is no profile `nope`",
            "help: the profiles are `bare`, `role`, `signs`, `through`",
        ],
    );
    profile(
        "bare",
        &[
            "the profile `bare` says nothing of credentials",
            "help: add them with `aws configure --profile bare`",
        ],
    );
    profile(
        "role",
        &[
            "from the profile `gone`, which does not exist",
            "help: correct `source_profile` of `role`",
        ],
    );
    profile(
        "through",
        &["the profile `bare` says nothing of credentials"],
    );
    profile(
        "signs",
        &[
            "single sign-on session is missing or has expired",
            "help: run `aws sso login --profile signs`",
        ],
    );
    says(&[], &[], &["no credentials are set up", "help: sign in"]);
    let half = [("AWS_SECRET_ACCESS_KEY", "CANARY")];
    says(
        &half,
        &[],
        &[
            "`AWS_SECRET_ACCESS_KEY` is set in the environment, and `AWS_ACCESS_KEY_ID` is not",
            "help: set both",
        ],
    );
    let nobody = [
        ("AWS_ACCESS_KEY_ID", "testing"),
        ("AWS_SECRET_ACCESS_KEY", "CANARY"),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ];
    says(
        &nobody,
        &[],
        &[
            "nothing listens at the address of the service",
            "help: check the endpoint",
        ],
    );
}

const FOUNDING: &str = r#"
import json, sys, boto3
def client(service, **more):
    more = more or dict(aws_access_key_id="testing", aws_secret_access_key="testing")
    return boto3.client(service, region_name="us-east-1", endpoint_url=sys.argv[1], **more)
organizations = client("organizations")
organizations.create_organization(FeatureSet="ALL")
root = organizations.list_roots()["Roots"][0]["Id"]
unit = organizations.create_organizational_unit(ParentId=root, Name="workloads")["OrganizationalUnit"]["Id"]
accounts = []
for number in range(20):
    made = organizations.create_account(AccountName=f"a{number}", Email=f"a{number}@example.com")
    account = made["CreateAccountStatus"]["AccountId"]
    accounts.append(account)
    organizations.move_account(AccountId=account, SourceParentId=root, DestinationParentId=unit)
    role = client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/audit", RoleSessionName="founding")["Credentials"]
    inside = client("iam", aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"], aws_session_token=role["SessionToken"])
    trust = dict(Version="2012-10-17", Statement=[])
    inside.create_role(RoleName="audit", AssumeRolePolicyDocument=json.dumps(trust))
    inside.create_user(UserName=f"robot-{number}")
policies = []
for kind in ("SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"):
    organizations.enable_policy_type(RootId=root, PolicyType=kind)
    for level, target in (("root", root), ("unit", unit), ("account", accounts[3])):
        document = dict(Version="2012-10-17", Statement=[dict(
            Effect="Deny", Principal="*", Action="s3:DeleteBucket", Resource="*")])
        if kind == "SERVICE_CONTROL_POLICY":
            del document["Statement"][0]["Principal"]
        made = organizations.create_policy(Name=f"{kind}-{level}", Description="d", Type=kind,
            Content=json.dumps(document))["Policy"]["PolicySummary"]["Id"]
        organizations.attach_policy(PolicyId=made, TargetId=target)
print(json.dumps(dict(root=root, unit=unit, accounts=accounts)))
"#;

#[test]
fn a_whole_organization_is_collected_by_one_command() {
    let moto = Moto::start();
    let founded = moto.fill(FOUNDING);
    let founded: Value = serde_json::from_str(&founded).unwrap();
    let accounts: Vec<&str> = founded["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert_eq!(accounts.len(), 20);
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("snap");
    let run = blastradius(
        folder.path(),
        &moto.endpoint,
        &[
            "collect",
            "aws",
            "--role-name",
            "audit",
            "--regions",
            "us-east-1",
            "--max-rps",
            "1000",
            "--skip-account",
            accounts[7],
            "-o",
            out.to_str().unwrap(),
        ],
    );
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(0), "{said}");
    // The management account and nineteen members.
    assert!(said.contains("in 20 accounts"), "{said}");
    let snapshot = blastradius_collectors::snapshot::Snapshot::read(&out).unwrap();
    for (number, account) in accounts.iter().enumerate() {
        let user = format!("arn:aws:iam::{account}:user/robot-{number}");
        assert_eq!(
            snapshot.facts.identities.contains_key(&user),
            number != 7,
            "{user}"
        );
        let scope = &snapshot.facts.scopes[&format!("aws:{account}")];
        assert_eq!(
            scope.parent.as_deref(),
            Some(format!("aws:{}", founded["unit"].as_str().unwrap()).as_str())
        );
    }
    let left_out = snapshot
        .coverage
        .iter()
        .find(|it| it.scope == format!("aws:{}", accounts[7]) && it.operation == "sts:AssumeRole");
    assert!(left_out.unwrap().reason.contains("left out"));
    // Policies of both kinds at three levels.
    for kind in ["SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"] {
        for (level, target) in [
            ("root", founded["root"].as_str().unwrap()),
            ("unit", founded["unit"].as_str().unwrap()),
            ("account", accounts[3]),
        ] {
            let name = format!("{kind}-{level}");
            let policy = snapshot.facts.policies.values().find(|it| it.name == name);
            let policy = policy.unwrap_or_else(|| panic!("{name}"));
            let attached = snapshot
                .facts
                .attachments
                .values()
                .any(|it| it.policy == policy.id && it.target == format!("aws:{target}"));
            assert!(attached, "{name}");
        }
    }
}
