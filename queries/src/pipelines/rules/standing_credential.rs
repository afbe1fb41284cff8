//! A stage is given a key of a cloud that stands until somebody rotates it, on a platform that signs tokens for its jobs.

use blastradius_collectors::facts::Provider;
use blastradius_graph::model::EdgeKind;

use super::{Asked, Found, Question, StageRule, StageRuleMeta};
use crate::answer::{Confidence, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "standing-credential",
        title: "A standing credential where the platform offers federation",
        why: "The key works from anywhere until somebody rotates it; a token of the platform is good for one job.",
        owasp_nhi: &["NHI4:2025", "NHI7:2025"],
        attack: &["ATT&CK T1552.001", "ATT&CK T1078.004"],
    },
    find,
};

/// Names of variables from which the tools of the clouds take keys that stand: the AWS CLI ("Environment variables"),
/// Application Default Credentials and `gcloud`, the Azure Identity libraries ("EnvironmentCredential"), Terraform's azurerm.
const NAMES: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SECRET_KEY",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_CREDENTIALS",
    "GCP_SA_KEY",
    "GCP_CREDENTIALS",
    "AZURE_CREDENTIALS",
    "AZURE_CLIENT_SECRET",
    "ARM_CLIENT_SECRET",
    "DATABRICKS_TOKEN",
];

/// Types of pipelines beside GitHub's and GitLab's whose platforms sign tokens for their jobs.
const FEDERATED: &[&str] = &[
    "bitbucket:",
    "circleci:",
    "azure-pipelines:",
    "terraform:",
    "buildkite:",
];

fn find(question: &Question<'_>, found: &mut Found) {
    for asked in question.stages.iter().filter(|it| is_federated(it)) {
        for (index, given) in asked.stage.secrets.iter().enumerate() {
            let last = given.secret.rsplit('/').next().unwrap_or_default();
            let named = |name: &str| {
                let name = name.to_ascii_uppercase();
                NAMES
                    .iter()
                    .any(|it| name == *it || name.ends_with(&format!("_{it}")))
            };
            let node = question.graph.find(&given.secret);
            let holds = node.is_some_and(|node| {
                let mut hops = question.graph.outgoing(node);
                hops.any(|(.., edge)| edge.kind == EdgeKind::Holds)
            });
            let confidence = match (holds, named(last) || named(&given.name)) {
                (true, _) => Confidence::High,
                (false, true) => Confidence::Medium,
                (false, false) => continue,
            };
            let beside = match asked.stage.tokens {
                0 => "",
                _ => ", though it may already ask for a token",
            };
            found.at(
                asked,
                (Severity::Medium, confidence),
                format!("{} is given {}{beside}", asked.stage.name, given.secret),
                vec![asked.evidence(&format!("/secrets/{index}"), given.how.clone())],
            );
        }
    }
}

fn is_federated(asked: &Asked<'_>) -> bool {
    let kind = asked.pipeline.type_name.as_str();
    matches!(asked.pipeline.provider, Provider::Github | Provider::Gitlab)
        || FEDERATED.iter().any(|platform| kind.starts_with(platform))
}
