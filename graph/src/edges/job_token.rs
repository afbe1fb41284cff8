//! Token of a job -> the contents and packages of its repository, and the jobs that it can start or whose code it writes.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{AssetClass, LineageKind};

use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::actions::{self, Job, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Access, AccessSet, Certainty, EdgeKind, NodeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "job-token",
    title: "The token of a job touches its repository",
    does: "`GITHUB_TOKEN` has the permissions of the job, else of the workflow, else the default of the repository. With \
           `contents: write` it changes the code of the repository, but never its workflows, and its push starts nothing \
           by itself: a job that takes that code runs it at its next start. With `actions: write` it starts workflows \
           that are started by hand. A protected branch is a gate.",
    matters: "Code that runs in one job becomes the code, the packages and the releases of the repository, and so the other jobs.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/concepts/security/github_token",
        "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions",
        "ATT&CK T1528",
        "OWASP CICD-SEC-5",
    ],
};

/// Everything under the packages of a repository.
const PACKAGES: &str = "/packages/*";

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let jobs = jobs(estate);
        // What takes code, and from where.
        let code: BTreeSet<(&str, &str)> = estate
            .facts
            .lineage
            .values()
            .filter(|it| it.kind == LineageKind::Code)
            .map(|it| (it.to.as_str(), it.from.as_str()))
            .collect();
        let mut writers = BTreeSet::new();
        for job in &jobs {
            let settings = Settings::of(estate, job.repository());
            if let Some(token) = job.token() {
                tokens(job, token, settings, &mut writers, found);
            }
        }
        for job in &jobs {
            let repository = job.repository();
            let settings = Settings::of(estate, repository);
            let from = actions::contents(repository);
            if job.runs_own_code(&code) {
                let answer = Answer::certain(job.evidence("", "runs what it checks out"));
                let answer = job.gated(settings, settings.pushed(None, answer));
                controls(&from, job, answer, found);
            }
            if job.has("repository_dispatch") {
                let answer =
                    Answer::certain(job.evidence("", "is started by `repository_dispatch`"));
                controls(
                    &from,
                    job,
                    job.gated(settings, by_inputs(job, answer)),
                    found,
                );
            }
            if job.has("workflow_dispatch") {
                let answer = Answer::certain(job.evidence("", "is started by `workflow_dispatch`"));
                let answer = job.gated(settings, by_inputs(job, answer));
                controls(&actions::dispatch(repository), job, answer, found);
            }
        }
        let repositories: BTreeSet<&str> = jobs.iter().map(Job::repository).collect();
        for repository in repositories {
            for (id, right, name) in [
                (
                    actions::contents(repository),
                    "github:contents-write",
                    "change the contents of",
                ),
                (
                    actions::dispatch(repository),
                    "github:actions-write",
                    "start the workflows of",
                ),
            ] {
                let path = repository.split_once(':').map_or(repository, |(_, it)| it);
                let name = format!("who can {name} {path}");
                found
                    .nodes
                    .push(actions::principal(id, right, repository, name));
            }
        }
    }
}

/// What the token itself may do.
fn tokens<'a>(
    job: &Job<'a>,
    token: &str,
    settings: Settings<'a>,
    writers: &mut BTreeSet<String>,
    found: &mut Findings,
) {
    let repository = job.repository();
    let contents = actions::contents_asset(repository);
    let packages = format!("{repository}{PACKAGES}");
    for (scope, id, class, kind) in [
        (
            "contents",
            &contents,
            AssetClass::Code,
            "github:repository-contents",
        ),
        ("packages", &packages, AssetClass::Image, "github:packages"),
    ] {
        for (write, ways) in [
            (false, &[Access::List, Access::Read][..]),
            (true, &[Access::Write, Access::Delete][..]),
        ] {
            if let Some(answer) = job.may(settings, scope, write) {
                let access: AccessSet = ways.iter().copied().collect();
                found.edge(token, id, edge_of(EdgeKind::Touches, None, access, answer));
                if writers.insert(id.clone()) {
                    found
                        .nodes
                        .push(actions::asset(id.clone(), class, kind, repository));
                }
            }
        }
    }
    for (scope, right) in [
        ("contents", actions::contents(repository)),
        ("actions", actions::dispatch(repository)),
    ] {
        if let Some(answer) = job.may(settings, scope, true) {
            found.become_edge(token, &right, EdgeKind::Impersonates, None, answer);
        }
    }
    let mut node = actions::principal(
        token.to_owned(),
        "github:actions-token",
        repository,
        format!("GITHUB_TOKEN of {}", job.stage.name),
    );
    node.kind = NodeKind::Identity;
    node.record = Some(format!("pipeline:{}", job.workflow.id));
    found.nodes.push(node);
}

/// Who starts a job without changing its code decides what its inputs say.
fn by_inputs(job: &Job<'_>, answer: Answer) -> Answer {
    match job.list("input_injections").is_empty() {
        false => answer.and(Answer::certain(
            job.evidence("/attributes/input_injections", "expands inputs in a script"),
        )),
        true => answer.unless_proven(
            Certainty::Conditional,
            "what the job does follows from its inputs or the ref on which it is started"
                .to_owned(),
        ),
    }
}

fn controls(from: &str, job: &Job<'_>, answer: Answer, found: &mut Findings) {
    found.become_edge(
        from,
        job.id(),
        EdgeKind::Controls,
        None,
        job.if_it_runs(answer),
    );
}
