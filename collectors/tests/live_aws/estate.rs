//! What must be known of the estate that `populate.py` makes.

use std::collections::BTreeSet;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{AssetClass, PolicyKind};
use blastradius_collectors::snapshot::{Facts, MemorySink};

use crate::moto::ACCOUNT;

fn here(service: &str, resource: &str) -> String {
    format!("arn:aws:{service}:us-east-1:{ACCOUNT}:{resource}")
}

fn outcome(coverage: &[Coverage], operation: &str, subject: &str) -> Outcome {
    let found: Vec<&Coverage> = coverage
        .iter()
        .filter(|it| it.operation == operation && it.subject.as_deref() == Some(subject))
        .collect();
    assert_eq!(found.len(), 1, "{operation} {subject}: {found:?}");
    found[0].outcome
}

pub(crate) fn identities(facts: &Facts) {
    let keys: Vec<_> = facts
        .credentials
        .values()
        .filter(|it| it.id.starts_with("aws:access-key/"))
        .collect();
    let active: BTreeSet<Option<bool>> = keys.iter().map(|it| it.active).collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(active, BTreeSet::from([Some(true), Some(false)]));
    let password = format!("aws:console-password/arn:aws:iam::{ACCOUNT}:user/admin");
    assert!(facts.credentials.contains_key(&password));
    let train = format!("arn:aws:iam::{ACCOUNT}:role/service-role/train");
    let boundary = format!("{train}#boundary/arn:aws:iam::{ACCOUNT}:policy/boundary");
    assert!(facts.attachments.contains_key(&boundary));
    assert!(
        facts.policies[&format!("{train}#trust")]
            .document
            .contains("sagemaker.amazonaws.com")
    );
    let user = &facts.identities[&format!("arn:aws:iam::{ACCOUNT}:user/robots/ci")];
    assert_eq!(
        user.member_of,
        [format!("arn:aws:iam::{ACCOUNT}:group/readers")]
    );
    let profile = &facts.workloads[&format!("arn:aws:iam::{ACCOUNT}:instance-profile/web")];
    assert_eq!(
        profile.runs_as[0].identity,
        format!("arn:aws:iam::{ACCOUNT}:role/web")
    );
}

pub(crate) fn organization(facts: &Facts) {
    // The member account, three units down.
    let member = facts
        .scopes
        .values()
        .find(|it| it.name.as_deref() == Some("ml-prod"))
        .unwrap();
    let mut names = Vec::new();
    let mut at = member.parent.clone();
    while let Some(scope) = at.and_then(|id| facts.scopes.get(&id)) {
        names.push(scope.name.clone().unwrap_or_default());
        at = scope.parent.clone();
    }
    assert_eq!(names[..3], ["ml", "prod", "workloads"]);
    assert!(names.len() >= 4, "{names:?}");
    let deny = facts
        .policies
        .values()
        .find(|it| it.name == "no-decrypt")
        .unwrap();
    assert_eq!(deny.kind, PolicyKind::Scp);
    assert!(deny.document.contains("kms:Decrypt"));
}

pub(crate) fn buckets(facts: &Facts, coverage: &[Coverage]) {
    let lake = &facts.assets["arn:aws:s3:::lake"];
    assert!(
        lake.encryption_key
            .as_deref()
            .unwrap()
            .starts_with("arn:aws:kms:us-east-1:")
    );
    assert_eq!(lake.attributes["encryption"], "aws:kms");
    assert_eq!(lake.attributes["ownership"], "BucketOwnerEnforced");
    assert_eq!(
        lake.attributes["public_access_block"]["BlockPublicAcls"],
        true
    );
    assert_eq!(
        lake.attributes["public_access_block"]["BlockPublicPolicy"],
        false
    );
    assert_eq!(lake.tags.as_ref().unwrap()["team"], "a \"b\" <c> & d");
    assert_eq!(
        facts.assets["arn:aws:s3:::far"].region.as_deref(),
        Some("eu-west-1")
    );
    let acl = facts.assets["arn:aws:s3:::plain"].attributes["acl"].to_string();
    assert!(acl.contains("AllUsers"), "{acl}");
    assert!(
        facts.policies["arn:aws:s3:::lake#resource"]
            .document
            .contains("999988887777")
    );
    assert_eq!(
        outcome(coverage, "s3:GetBucketPolicy", "arn:aws:s3:::lake"),
        Outcome::Answered
    );
    assert_eq!(
        outcome(coverage, "s3:GetBucketPolicy", "arn:aws:s3:::plain"),
        Outcome::Absent
    );
    let account = &facts.scopes[&format!("aws:{ACCOUNT}")];
    assert_eq!(
        account.attributes["s3_public_access_block"]["IgnorePublicAcls"],
        true
    );
}

pub(crate) fn secrets_and_keys(facts: &Facts, coverage: &[Coverage]) {
    let secrets: Vec<_> = facts
        .assets
        .values()
        .filter(|it| it.kind == "aws:secretsmanager:secret")
        .collect();
    // Two pages.
    assert_eq!(secrets.len(), 105);
    let database = secrets.iter().find(|it| it.name == "prod/db").unwrap();
    assert!(
        facts
            .policies
            .contains_key(&format!("{}#resource", database.id))
    );
    let asked = outcome(coverage, "secretsmanager:GetResourcePolicy", &database.id);
    assert_eq!(asked, Outcome::Answered);
    let parameters = facts
        .assets
        .values()
        .filter(|it| it.kind == "aws:ssm:parameter");
    assert_eq!(parameters.count(), 14);
    let token = &facts.assets[&here("ssm", "parameter/prod/token")];
    assert_eq!(token.class, AssetClass::Secret);
    let flags = &facts.assets[&here("ssm", "parameter/flags")];
    assert_eq!(flags.class, AssetClass::Data);
    assert_eq!(flags.tags.as_ref().unwrap()["team"], "ml");

    let key = &facts.assets[lake_key(facts)];
    assert_eq!(key.class, AssetClass::Key);
    assert_eq!(key.attributes["aliases"], serde_json::json!(["alias/data"]));
    assert_eq!(key.attributes["manager"], "CUSTOMER");
    assert_eq!(key.tags.as_ref().unwrap()["env"], "prod");
    let policies: Vec<PolicyKind> = facts
        .attachments
        .values()
        .filter(|it| it.target == key.id)
        .map(|it| facts.policies[&it.policy].kind)
        .collect();
    assert_eq!(policies, [PolicyKind::KmsGrant, PolicyKind::Resource]);
}

fn lake_key(facts: &Facts) -> &str {
    facts.assets["arn:aws:s3:::lake"]
        .encryption_key
        .as_deref()
        .unwrap()
}

pub(crate) fn compute(facts: &Facts) {
    let score = here("lambda", "function:score");
    let function = &facts.workloads[&score];
    assert_eq!(
        function.runs_as[0].identity,
        format!("arn:aws:iam::{ACCOUNT}:role/score")
    );
    let names: Vec<&str> = function
        .environment
        .iter()
        .map(|it| it.name.as_str())
        .collect();
    assert_eq!(names, ["BUCKET", "TOKEN"]);
    assert!(facts.policies.contains_key(&format!("{score}#resource")));
    assert!(
        !facts
            .policies
            .contains_key(&format!("{}#resource", here("lambda", "function:private")))
    );
    assert!(facts.assets.contains_key(&format!("{score}#code")));

    let of = |kind: &str| facts.workloads.values().find(|it| it.kind == kind).unwrap();
    let profile = format!("arn:aws:iam::{ACCOUNT}:instance-profile/web");
    assert_eq!(of("aws:ec2:instance").runs_as[0].identity, profile);
    let template = of("aws:ec2:launch-template");
    assert_eq!(template.runs_as.len(), 2);
    assert_eq!(template.attributes["user_data"], true);
}

pub(crate) fn learning(facts: &Facts) {
    let role = format!("arn:aws:iam::{ACCOUNT}:role/service-role/train");
    for workload in [
        "notebook-instance/lab",
        "training-job/churn-1",
        "model/churn#container",
    ] {
        assert_eq!(
            facts.workloads[&here("sagemaker", workload)].runs_as[0].identity,
            role
        );
    }
    // From the data to the endpoint.
    let job = here("sagemaker", "training-job/churn-1");
    let artifact = "arn:aws:s3:::lake/models/churn-1/output/model.tar.gz";
    let chain = [
        "arn:aws:s3:::lake/features/*".to_owned(),
        job,
        artifact.to_owned(),
        here("sagemaker", "model/churn"),
        here("sagemaker", "endpoint-config/churn"),
        here("sagemaker", "endpoint/churn"),
    ];
    for hop in chain.windows(2) {
        let found = facts
            .lineage
            .values()
            .any(|it| it.from == hop[0] && it.to == hop[1]);
        assert!(found, "{} does not flow to {}", hop[0], hop[1]);
    }
}

/// Every value that the estate hides holds the word; so does the secret key of the collector itself.
pub(crate) fn nothing_secret(sink: &MemorySink) {
    let everything = format!("{:?} {:?}", sink.facts, sink.coverage);
    assert!(everything.contains("prod/db"));
    for word in ["CANARY", "Q0FOQVJZ"] {
        assert!(!everything.contains(word), "{word} was kept");
    }
}
