//! Trusts in the tokens of identity providers, as the answer lists them: how wide each is, whom it lets in, and what to write
//! instead.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Provider;
use blastradius_graph::federation::Platform;
use blastradius_graph::model::{EdgeKind, Graph, TrustDetail};

use crate::answer::{DescribedPipeline, FederatedTrust};
use crate::narrate::Briefs;

/// So many stages, and so many subjects to write instead, are told of one trust. All stages are counted.
const TOLD: usize = 20;

/// Subjects that are written out as what to write instead.
const SUGGESTED: usize = 3;

/// The trusts of an estate; of those that only some pipelines are asked about, the ones that let in a stage of these.
pub(super) fn of(
    graph: &Graph,
    pipelines: &[DescribedPipeline],
    all: bool,
    briefs: &mut Briefs,
) -> Vec<FederatedTrust> {
    let of_these: BTreeSet<&str> = pipelines
        .iter()
        .flat_map(|it| &it.stages)
        .map(|it| it.id.as_str())
        .collect();
    let mut trusts = Vec::new();
    for detail in graph.trusts() {
        let jobs = jobs(graph, detail);
        let asked = jobs.values().flatten().any(|it| of_these.contains(it));
        if !all && !asked {
            continue;
        }
        if let Some(node) = graph.find(&detail.identity) {
            briefs.node(graph, node);
        }
        let stages: BTreeSet<&str> = jobs.values().flatten().copied().collect();
        let stage_count = stages.len();
        trusts.push(FederatedTrust {
            identity: detail.identity.clone(),
            provider: detail.provider,
            issuer: detail.issuer.clone(),
            class: detail.class,
            of: detail.of.clone(),
            open: detail.open,
            impossible: detail.impossible,
            subjects: detail.subjects.clone(),
            unknown: detail.unknown.clone(),
            stages: stages.into_iter().take(TOLD).map(str::to_owned).collect(),
            stage_count,
            instead: instead(detail, jobs.keys().copied()),
            evidence: detail.evidence.clone(),
        });
    }
    trusts
}

/// The subjects of known stages that a trust lets in, each with the stages that have it.
fn jobs<'g>(graph: &'g Graph, detail: &TrustDetail) -> BTreeMap<&'g str, BTreeSet<&'g str>> {
    let mut jobs: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let Some(identity) = graph.find(&detail.identity) else {
        return jobs;
    };
    let issuer = format!("oidc:{}/", detail.issuer);
    for (_, from, edge) in graph.incoming(identity) {
        let subject = graph.node(from);
        let by_this = |record: &str| detail.evidence.iter().any(|it| it.record == record);
        if edge.kind != EdgeKind::Trusts
            || !subject.id.starts_with(&issuer)
            || !edge.evidence().any(|it| by_this(&it.record))
        {
            continue;
        }
        for (_, stage, minted) in graph.incoming(from) {
            if minted.kind == EdgeKind::Mints {
                let of_subject = jobs.entry(subject.name).or_default();
                of_subject.insert(graph.node(stage).id);
            }
        }
    }
    jobs
}

/// What to write instead: the exact subjects of the known jobs that are let in, else how such a subject is made.
fn instead<'a>(detail: &TrustDetail, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    // What tells tokens of one subject apart is no part of it, and a subject with a wildcard is none.
    let plain = known.map(|it| it.split_once('#').map_or(it, |(subject, _)| subject));
    let exact: BTreeSet<&str> = plain.filter(|it| !it.contains(['*', '?'])).collect();
    let made = made(detail);
    let subjects: Vec<String> = match exact.is_empty() {
        true => made.into_iter().collect(),
        false => exact
            .into_iter()
            .take(SUGGESTED)
            .map(str::to_owned)
            .collect(),
    };
    subjects.iter().map(|it| written(detail, it)).collect()
}

/// How a subject of one job of the issuer is made; what is in capitals is to be filled in. `None` where that is not known.
fn made(detail: &TrustDetail) -> Option<String> {
    let first = detail.subjects.first().map_or("", String::as_str);
    let of = detail.of.as_deref().filter(|it| !it.is_empty());
    let whole = |mark: &str, blank: &str| match of {
        Some(of) if of.contains(mark) => of.to_owned(),
        Some(owner) => format!("{owner}{mark}{blank}"),
        None => format!("OWNER{mark}{blank}"),
    };
    match Platform::of(&detail.issuer, first) {
        Platform::GitHub => Some(format!(
            "repo:{}:environment:NAME",
            whole("/", "REPOSITORY")
        )),
        Platform::GitLab => Some(format!(
            "project_path:{}:ref_type:branch:ref:main",
            whole("/", "PROJECT")
        )),
        Platform::Kubernetes => Some(format!("system:serviceaccount:{}", whole(":", "NAME"))),
        Platform::Terraform => {
            let owner = of
                .and_then(|it| it.split(':').next())
                .unwrap_or("ORGANISATION");
            Some(format!(
                "organization:{owner}:project:PROJECT:workspace:WORKSPACE:run_phase:apply"
            ))
        }
        _ => None,
    }
}

/// A subject in the language of who trusts.
fn written(detail: &TrustDetail, subject: &str) -> String {
    match detail.provider {
        Provider::Aws => format!(
            r#""StringEquals": {{"{}:sub": "{subject}"}}"#,
            detail.issuer
        ),
        Provider::Gcp => match &detail.pool {
            Some(pool) => format!("principal:{pool}/subject/{subject}"),
            None => format!("assertion.sub == '{subject}'"),
        },
        _ => format!(r#""subject": "{subject}""#),
    }
}
