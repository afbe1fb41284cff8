//! No secret value gets in: canaries of every shape in every place where people leave them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod documents;

use std::fs;

use blastradius_collectors::import;
use blastradius_collectors::redact::{
    EnvironmentNames, Redacted, classify, free_text, is_access_key_id,
};
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

/// Letters and digits in no order, `length` of them.
fn noise(length: usize) -> String {
    "q7Wm2Xc9Rt4Yp1Zk8Lv3Nb6Hs5Jd0Gf"
        .chars()
        .cycle()
        .take(length)
        .collect()
}

/// One canary of each shape: its name, the value, and a part that must never be seen again.
fn canaries() -> Vec<(&'static str, String, String)> {
    let tail = noise(36);
    let make = |name, text: String| (name, text, tail.clone());
    let hex = "0123456789abcdef0123456789abcdef".to_owned();
    vec![
        make("anthropic", format!("sk-ant-api03-{tail}")),
        make("openai", format!("sk-proj-{tail}")),
        make("openai", format!("sk-svcacct-{tail}")),
        make("openai", format!("sk-{tail}{tail}")),
        make("github_pat_classic", format!("ghp_{tail}")),
        make("github_fine_grained", format!("github_pat_{tail}_{tail}")),
        make("github_app_token", format!("ghs_{tail}")),
        make("github_oauth_refresh", format!("gho_{tail}")),
        make("gitlab_pat", format!("glpat-{tail}")),
        make("huggingface", format!("hf_{tail}")),
        make("gcp_api_key", format!("AIza{tail}")),
        make("gcp_oauth_token", format!("ya29.{tail}")),
        make("slack", format!("xoxb-1234-{tail}")),
        ("databricks", format!("dapi{hex}"), hex.clone()),
        make("vault", format!("hvs.{tail}")),
        make("npm", format!("npm_{tail}")),
        make("pypi", format!("pypi-AgEIcHlwaS5vcmc{tail}")),
        make("stripe", format!("sk_live_{tail}")),
        make("aws_bedrock_long", format!("ABSK{tail}{tail}")),
        make("aws_bedrock_short", format!("bedrock-api-key-{tail}")),
        make(
            "jwt",
            format!("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.{tail}"),
        ),
        ("aws_secret_key", noise(40), noise(40)),
        (
            "azure_client_secret",
            format!("abc8Q~{}", noise(34)),
            noise(34),
        ),
        make(
            "azure_storage_key",
            format!("AccountName=x;AccountKey={tail}{tail}=="),
        ),
        make("azure_sas", format!("sv=2024&sig={tail}%3D")),
        make(
            "password_in_url",
            format!("postgres://user:{tail}@db.example.com/x"),
        ),
        make(
            "private_key",
            format!("-----BEGIN RSA PRIVATE KEY-----\n{tail}\n-----END RSA PRIVATE KEY-----"),
        ),
    ]
}

#[test]
fn every_shape_is_known_by_itself_and_in_a_text() {
    for (name, text, secret) in canaries() {
        let look = classify(&text);
        assert_eq!(look.shape, Some(name), "{text}");
        assert_eq!(look.reference, None, "{text}");
        for around in [
            text.clone(),
            format!("the key is {text}, do not lose it"),
            format!("key={text};"),
            format!("\"{text}\""),
            format!("ключ:{text}\n{text}"),
        ] {
            let clean = free_text(&around);
            assert!(!clean.contains(&secret), "{name}: {clean}");
            assert!(
                clean.contains(&format!("[redacted {name}]")),
                "{name}: {clean}"
            );
        }
    }
}

#[test]
fn what_is_no_secret_stays() {
    for text in [
        "",
        "the training data of the churn model",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf",
        "AKIAIOSFODNN7EXAMPLE",
        "https://example.com/path?x=1",
        "https://user@example.com/",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "123e4567-e89b-12d3-a456-426614174000",
        "sk-short",
        "ghp_short",
        "eyes only",
        "s3://bucket/path/to/some/model/artifact.tar.gz",
        "/aws/sagemaker/TrainingJobs/a-very-long-name-of-a-job",
    ] {
        assert_eq!(free_text(text), text);
    }
}

#[test]
fn identifiers_are_references() {
    let reference = |text: &str| classify(text).reference;
    let secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf";
    assert_eq!(reference(secret).as_deref(), Some(secret));
    assert_eq!(
        reference(" AKIAIOSFODNN7EXAMPLE\n").as_deref(),
        Some("aws:access-key/AKIAIOSFODNN7EXAMPLE")
    );
    assert_eq!(
        classify("AKIAIOSFODNN7EXAMPLE").shape,
        Some("aws_access_key")
    );
    assert_eq!(
        reference("s3://data/raw/x.csv").as_deref(),
        Some("arn:aws:s3:::data/raw/x.csv")
    );
    for none in [
        "hunter2",
        "arn:aws",
        "arn:aws:s3:::a b",
        "s3://",
        "s3://b/k?X-Amz-Signature=1",
    ] {
        assert_eq!(reference(none), None, "{none}");
    }
    assert_eq!(
        reference(&format!("arn:aws:s3:::{}", "x".repeat(3000))),
        None
    );
    assert!(!is_access_key_id("AKIAshort") && !is_access_key_id("XKIAIOSFODNN7EXAMPLE"));
}

#[test]
fn an_environment_has_names_only() {
    for (name, text, secret) in canaries() {
        let json =
            serde_json::json!({"TOKEN": text, "N": 3, "NOTHING": null, "DEEP": [text]}).to_string();
        let names: EnvironmentNames = serde_json::from_str(&json).unwrap();
        assert_eq!(names.0.len(), 4);
        let token = names.0.iter().find(|it| it.name == "TOKEN").unwrap();
        assert_eq!(token.shape.as_deref(), Some(name));
        assert!(!format!("{names:?}").contains(&secret), "{name}");
        assert!(
            !serde_json::to_string(&names.0).unwrap().contains(&secret),
            "{name}"
        );
        let skipped: Redacted = serde_json::from_str(&json).unwrap();
        assert_eq!(format!("{skipped:?}"), "[redacted]");
    }
    let names: EnvironmentNames = serde_json::from_str(r#"{"PASSWORD": "hunter2"}"#).unwrap();
    assert!(
        !format!("{names:?}").contains("hunter2"),
        "a secret without a shape is dropped too"
    );
    assert!(
        serde_json::from_str::<EnvironmentNames>("null")
            .unwrap()
            .0
            .is_empty()
    );
}

#[test]
fn canaries_in_answers_reach_neither_snapshot_nor_errors() {
    for (name, text, secret) in canaries() {
        let folder = tempfile::tempdir().unwrap();
        let quoted = serde_json::to_string(&text).unwrap();
        let files = [
            (
                "global/iam/get-account-authorization-details.json",
                format!(
                    r#"{{"UserDetailList": [{{"UserName": "u", "Path": "/", "UserId": "U", "Arn": "arn:aws:iam::111122223333:user/u",
                    "Tags": [{{"Key": "note", "Value": {quoted}}}, {{"Key": {quoted}, "Value": "x"}}], "Unknown": {quoted}}}],
                    "GroupDetailList": [], "RoleDetailList": [], "Policies": [{quoted}]}}"#
                ),
            ),
            (
                "global/iam/list-service-specific-credentials/u.json",
                format!(
                    r#"{{"ServiceSpecificCredentials": [{{"UserName": "u", "ServiceSpecificCredentialId": "ACCA1", "Status": "Active",
                    "ServiceName": "bedrock.amazonaws.com", "ServicePassword": {quoted}, "ServiceCredentialSecret": {quoted}}}]}}"#
                ),
            ),
            (
                "global/iam/list-ssh-public-keys/u.json",
                format!(
                    r#"{{"SSHPublicKeys": [{{"UserName": "u", "SSHPublicKeyId": "APKA1", "Status": "Active", "SSHPublicKeyBody": {quoted}}}]}}"#
                ),
            ),
            (
                "global/iam/list-access-keys/u.error",
                format!("An error occurred (AccessDenied) when calling: {text}"),
            ),
            ("global/iam/get-login-profile/u.error", text.clone()),
            ("global/iam/list-users.json", text.clone()),
            (
                "global/organizations/list-roots.json",
                format!(r#"{{"Roots": [{{"Id": "r-1", "Name": {quoted}}}]}}"#),
            ),
            (
                "us-east-1/lambda/list-functions.json",
                format!(
                    r#"{{"Functions": [{{"FunctionName": "f", "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:f",
                    "Role": "arn:aws:iam::111122223333:role/r", "Description": {quoted},
                    "Environment": {{"Variables": {{"TOKEN": {quoted}}}}}}}]}}"#
                ),
            ),
            (
                "us-east-1/secretsmanager/list-secrets.json",
                format!(
                    r#"{{"SecretList": [{{"ARN": "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-AbCdEf", "Name": "s",
                    "Description": {quoted}, "Tags": [{{"Key": "k", "Value": {quoted}}}], "SecretString": {quoted}}}]}}"#
                ),
            ),
            (
                "us-east-1/ssm/describe-parameters.json",
                format!(
                    r#"{{"Parameters": [{{"Name": "/p", "Type": "String", "Description": {quoted}, "Value": {quoted}}}]}}"#
                ),
            ),
        ];
        for (path, content) in files {
            let path = folder.path().join("111122223333").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        let mut sink = MemorySink::default();
        let paths = [folder.path().to_owned()];
        let summary = import::format("aws-cli")
            .unwrap()
            .import(&paths, &mut sink)
            .unwrap();
        assert!(
            sink.facts.workloads.len() == 1 && sink.facts.assets.len() >= 2,
            "{name}: imported"
        );
        let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
        let at = folder.path().join("snap");
        snapshot.write(&at).unwrap();
        let mut seen = format!("{summary:?}{snapshot:?}");
        for problem in &summary.problems {
            seen.push_str(&problem.to_string());
        }
        assert!(!seen.contains(&secret), "{name}: in memory or in an error");
        let read = |path: &std::path::Path| fs::read(path).unwrap();
        let mut bytes = read(&at.join("manifest.json"));
        bytes.extend(read(&at.join("coverage.jsonl")));
        for entry in fs::read_dir(at.join("facts")).unwrap() {
            bytes.extend(zstd::stream::decode_all(&read(&entry.unwrap().path())[..]).unwrap());
        }
        assert!(
            !String::from_utf8_lossy(&bytes).contains(&secret),
            "{name}: on the disk"
        );
    }
}
