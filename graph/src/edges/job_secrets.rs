//! Job -> the secrets that it reads.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Asset, AssetClass};
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::actions::{self, Job, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Access, AccessSet, Certainty, EdgeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "job-secrets",
    title: "A job reads secrets",
    does: "A job is given the secrets that its expressions name: one of its environment before one of the repository, that \
           before one of the organisation. Where it asks for all of them, it is given all that it may see; with `secrets: \
           inherit` the called workflow is. Secrets of an environment need a job in that environment, whose reviewers and \
           branches are a gate.",
    matters: "Who runs code in the job has them, whatever the log hides.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/concepts/security/secrets",
        "https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows",
        "ATT&CK T1552",
        "OWASP CICD-SEC-6",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

/// The type of a secret.
const SECRET: &str = "github:actions-secret";

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let jobs = jobs(estate);
        let mut of_workflow: BTreeMap<&str, Vec<&Job<'_>>> = BTreeMap::new();
        for job in &jobs {
            of_workflow.entry(&job.workflow.id).or_default().push(job);
        }
        for job in &jobs {
            let settings = Settings::of(estate, job.repository());
            for (index, used) in job.stage.secrets.iter().enumerate() {
                let at = format!("/secrets/{index}");
                let answer =
                    Answer::certain(job.evidence(&at, format!("hands it over by {}", used.how)));
                reads(estate, job, settings, &used.secret, answer, found);
            }
            if job.is("reads_all_secrets") {
                for secret in visible(estate, job.repository()) {
                    let evidence =
                        job.evidence("/attributes/reads_all_secrets", "asks for all secrets");
                    all(secret, job, settings, Answer::certain(evidence), found);
                }
            }
            if job.is("secrets_inherit") {
                inherits(estate, job, settings, &of_workflow, found);
            }
        }
    }
}

/// The secrets of a repository, of its environments and of its organisation, as far as they are known.
fn visible<'a>(estate: &Estate<'a>, repository: &str) -> Vec<&'a Asset> {
    let assets = &estate.facts.assets;
    let organization = repository.rsplit_once('/').map_or(repository, |(it, _)| it);
    let under = |prefix: String| {
        assets
            .range(prefix.clone()..)
            .take_while(move |(id, _)| id.starts_with(&prefix))
            .map(|(_, asset)| asset)
            .filter(|asset| asset.kind == SECRET)
    };
    let mut all: Vec<&Asset> = under(format!("{repository}/secrets/")).collect();
    all.extend(under(format!("{repository}/environments/")));
    all.extend(under(format!("{organization}/secrets/")));
    all
}

/// The environment of a secret, if it is of one.
fn environment_of(secret: &str) -> Option<&str> {
    secret.split_once("/environments/")?.1.split('/').next()
}

/// One of all secrets: only those of its own environment.
fn all(
    secret: &Asset,
    job: &Job<'_>,
    settings: Settings<'_>,
    answer: Answer,
    found: &mut Findings,
) {
    let answer = match (environment_of(&secret.id), job.environment()) {
        (None, _) => answer,
        (Some(of), Some(own)) if of == own => settings.environment(own, answer),
        (Some(of), Some("*")) => settings.environment(of, answer).unless_proven(
            Certainty::Conditional,
            format!("the job runs in the environment `{of}`"),
        ),
        _ => return,
    };
    if let Some(answer) = of_organization(secret, job.repository(), answer) {
        touch(job.id(), &secret.id, answer, found);
    }
}

/// Whether a secret of an organisation is given to the repository ("Using secrets in GitHub Actions": visibility): `None`
/// where it is for others.
pub(super) fn of_organization(secret: &Asset, repository: &str, answer: Answer) -> Option<Answer> {
    let path = repository.split_once(':').map_or(repository, |(_, it)| it);
    if let Some(named) = secret
        .attributes
        .get("repositories")
        .and_then(Value::as_array)
    {
        return named.iter().any(|it| it == path).then_some(answer);
    }
    Some(
        match secret.attributes.get("visibility").and_then(Value::as_str) {
            Some("all") => answer,
            other => answer.unless_proven(
                Certainty::Conditional,
                format!(
                    "the repository is among those that the secret is for ({})",
                    other.unwrap_or("its visibility was not read")
                ),
            ),
        },
    )
}

/// A secret by its name, at the level that has it.
fn reads(
    estate: &Estate<'_>,
    job: &Job<'_>,
    settings: Settings<'_>,
    named: &str,
    answer: Answer,
    found: &mut Findings,
) {
    let repository = job.repository();
    let name = named
        .strip_prefix(repository)
        .and_then(|it| it.strip_prefix("/secrets/"));
    let Some(name) = name else {
        return touch(job.id(), named, answer, found);
    };
    let listed = |id: &str| {
        let asset = estate.facts.assets.get(id)?;
        asset.attributes.contains_key("updated_at").then_some(asset)
    };
    if let Some(environment) = job.environment() {
        let id = format!("{repository}/environments/{environment}/secrets/{name}");
        if let Some(secret) = listed(&id) {
            return touch(
                job.id(),
                &secret.id,
                settings.environment(environment, answer),
                found,
            );
        }
    }
    let organization = repository.rsplit_once('/').map_or(repository, |(it, _)| it);
    if listed(named).is_none()
        && let Some(secret) = listed(&format!("{organization}/secrets/{name}"))
        && let Some(answer) = of_organization(secret, repository, answer.clone())
    {
        return touch(job.id(), &secret.id, answer, found);
    }
    touch(job.id(), named, job.gated(settings, answer), found);
}

/// `secrets: inherit`: the called workflow reads those of the caller that it names.
fn inherits(
    estate: &Estate<'_>,
    job: &Job<'_>,
    settings: Settings<'_>,
    of_workflow: &BTreeMap<&str, Vec<&Job<'_>>>,
    found: &mut Findings,
) {
    let evidence =
        || Answer::certain(job.evidence("/attributes/secrets_inherit", "hands on all secrets"));
    for called in job.texts("calls") {
        let Some(callees) = of_workflow.get(called) else {
            for secret in visible(estate, job.repository()) {
                let answer = evidence().unless_proven(
                    Certainty::Conditional,
                    format!("the called workflow `{called}` reads it: it is not in the snapshot"),
                );
                all(secret, job, settings, answer, found);
            }
            continue;
        };
        for callee in callees {
            for used in &callee.stage.secrets {
                let Some((_, name)) = used.secret.rsplit_once("/secrets/") else {
                    continue;
                };
                let id = format!("{}/secrets/{name}", job.repository());
                reads(estate, job, settings, &id, evidence(), found);
            }
            if callee.is("reads_all_secrets") {
                for secret in visible(estate, job.repository()) {
                    all(secret, job, settings, evidence(), found);
                }
            }
        }
    }
}

fn touch(from: &str, secret: &str, answer: Answer, found: &mut Findings) {
    // A secret of a caller may be named by nothing but the workflow that it calls.
    if let Some((repository, _)) = secret.split_once("/secrets/")
        && secret.starts_with("github:")
    {
        let node = actions::asset(secret.to_owned(), AssetClass::Secret, SECRET, repository);
        found.nodes.push(node);
    }
    let access = AccessSet::EMPTY.with(Access::Read);
    found.edge(
        from,
        secret,
        edge_of(EdgeKind::Touches, None, access, answer),
    );
}
