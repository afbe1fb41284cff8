//! A trust in the tokens of an identity provider lets in more than the jobs that it is for, or nobody, or nobody can tell.

use blastradius_graph::federation::{Class, Platform};

use super::{Found, Question, Raw, StageRule, StageRuleMeta};
use crate::answer::{Confidence, FederatedTrust, Severity};

pub(super) static RULE: StageRule = StageRule {
    meta: StageRuleMeta {
        id: "federated-trust",
        title: "An identity trusts more tokens than the jobs it is for have",
        why: "Whoever gets a token that the trust accepts is the identity, without any key.",
        owasp_nhi: &["NHI6:2025", "NHI5:2025"],
        attack: &["ATT&CK T1199", "ATT&CK T1078.004"],
    },
    find,
};

fn find(question: &Question<'_>, found: &mut Found) {
    for trust in question.trusts {
        let Some((severity, confidence, what)) = judged(trust) else {
            continue;
        };
        let has = |id: &String| trust.stages.contains(id);
        let of_stage = question.stages.iter().find(|it| has(&it.stage.id));
        found.0.push(Raw {
            severity,
            confidence,
            pipeline: of_stage
                .map(|it| it.pipeline.id.clone())
                .unwrap_or_default(),
            stages: trust.stages.clone(),
            what,
            evidence: trust.evidence.clone(),
            instead: trust.instead.clone(),
            names: Some(names(trust)),
        });
    }
}

/// Whose trust it is, in whose tokens, and what it asks of them.
fn names(trust: &FederatedTrust) -> String {
    let asked = match trust.subjects.as_slice() {
        [] => "no subject at all".to_owned(),
        subjects => format!("`{}`", subjects.join("`, `")),
    };
    let (who, issuer) = (&trust.identity, &trust.issuer);
    format!("{who} asks tokens of {issuer} for {asked}")
}

/// How bad a trust is, how sure that is, and what is wrong with it. `None` for one that names a subject, or some of one
/// repository.
fn judged(trust: &FederatedTrust) -> Option<(Severity, Confidence, String)> {
    let issuer = &trust.issuer;
    let of = trust.of.as_deref().unwrap_or_default();
    let first = trust.subjects.first().map_or("", String::as_str);
    let Words { one, anything } = Words::of(Platform::of(issuer, first));
    Some(match trust.class {
        Class::Exact | Class::Bounded => return None,
        Class::Any if trust.open => (
            Severity::Critical,
            Confidence::High,
            format!("everybody who can get a token of {issuer} gets in"),
        ),
        Class::Any => (
            Severity::Critical,
            Confidence::Medium,
            format!("every token of {issuer} gets in"),
        ),
        Class::OrgAnyRepo if of.is_empty() => (
            Severity::High,
            Confidence::High,
            format!("every {one} of {issuer} gets in"),
        ),
        Class::OrgAnyRepo => (
            Severity::High,
            Confidence::High,
            format!("every {one} of {of} gets in, also those that are made tomorrow"),
        ),
        Class::RepoAnyRef => (
            Severity::Medium,
            Confidence::High,
            format!("everything that runs in {of} gets in, {anything}"),
        ),
        Class::Dangling => (
            Severity::High,
            Confidence::Medium,
            format!(
                "who takes the name {of} gets in if it is free: it is not among the repositories that were read"
            ),
        ),
        Class::Never if trust.impossible => (
            Severity::Low,
            Confidence::High,
            format!("nobody gets in: no token of {issuer} meets the conditions"),
        ),
        Class::Never => (
            Severity::Low,
            Confidence::Medium,
            format!("nobody gets in: no known job of {of} has such a token"),
        ),
        Class::Unknown => (
            Severity::Medium,
            Confidence::Low,
            format!(
                "who gets in is not known: {}",
                match trust.unknown.is_empty() {
                    true => "the conditions are not understood".to_owned(),
                    false => trust.unknown.join("; "),
                }
            ),
        ),
    })
}

/// What people call the parts of a platform.
struct Words {
    /// What an owner has many of.
    one: &'static str,
    /// What runs in one of these.
    anything: &'static str,
}

impl Words {
    fn of(platform: Platform) -> Self {
        let (one, anything) = match platform {
            Platform::GitHub => ("repository", "pull requests and any branch too"),
            Platform::GitLab => ("project", "any branch and tag"),
            Platform::Bitbucket => ("repository", "any branch and pull request"),
            Platform::Terraform => ("workspace", "plans that nobody reviewed too"),
            Platform::Buildkite => ("pipeline", "any branch"),
            Platform::CircleCi => ("project", "any branch and whoever starts it"),
            Platform::Kubernetes => ("service account", "any pod"),
            Platform::Other => ("subject", "whatever it is"),
        };
        Self { one, anything }
    }
}
