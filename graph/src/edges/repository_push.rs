//! Who can push to a repository -> its jobs and its secrets.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;

use super::job_secrets::of_organization;
use super::{EdgeRule, Findings, RuleMeta, edge_of};
use crate::actions::{self, Job, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Access, AccessSet, Certainty, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "repository-push",
    title: "Who can push runs jobs and reads secrets",
    does: "Anyone who can push a branch to a repository writes the workflow that runs on it: each job that runs on a pushed \
           ref is theirs, and all secrets of the repository and of its organisation that it sees, also those that no job \
           names. Branch protection is a gate for jobs of that branch. Secrets of an environment need its reviewers and a \
           branch that it lets in.",
    matters: "A leaked personal access token, or one new collaborator, is every secret of the repository.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/reference/security/secure-use",
        "https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows",
        "ATT&CK T1677",
        "OWASP CICD-SEC-4",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let jobs = jobs(estate);
        let mut first: BTreeMap<&str, &Job<'_>> = BTreeMap::new();
        for job in &jobs {
            first.entry(job.repository()).or_insert(job);
            let settings = Settings::of(estate, job.repository());
            if let Some(answer) = runs(job, settings) {
                let answer = job.gated(settings, job.if_it_runs(answer));
                let from = actions::push(job.repository());
                found.become_edge(&from, job.id(), EdgeKind::Controls, None, answer);
            }
        }
        for (repository, job) in first {
            let id = actions::push(repository);
            let path = repository.split_once(':').map_or(repository, |(_, it)| it);
            let name = format!("anyone who can push to {path}");
            found.nodes.push(actions::principal(
                id.clone(),
                "github:push",
                repository,
                name,
            ));
            let evidence = vec![Evidence {
                record: format!("pipeline:{}", job.workflow.id),
                pointer: String::new(),
                note: "is a repository with workflows".to_owned(),
            }];
            for right in [actions::contents(repository), actions::dispatch(repository)] {
                let answer = Answer::certain(evidence.clone());
                found.become_edge(&id, &right, EdgeKind::Impersonates, None, answer);
            }
            let contents = actions::contents_asset(repository);
            let access: AccessSet = [Access::List, Access::Read, Access::Write, Access::Delete]
                .into_iter()
                .collect();
            let answer = Answer::certain(evidence.clone());
            let kind = "github:repository-contents";
            let node = actions::asset(contents.clone(), AssetClass::Code, kind, repository);
            found.nodes.push(node);
            found.edge(
                &id,
                &contents,
                edge_of(EdgeKind::Touches, None, access, answer),
            );
            secrets(estate, repository, &id, &evidence, found);
        }
    }
}

/// Whether a job runs on a ref that is pushed.
fn runs(job: &Job<'_>, settings: Settings<'_>) -> Option<Answer> {
    let sure = |note: &str| Answer::certain(job.evidence("", note));
    // A workflow is taken from the ref that is pushed, with whatever it then says.
    if job.has("push") {
        let answer = sure("runs on `push`");
        return Some(match job.filter("push", "branches") {
            None => answer,
            Some(branches) => {
                let own: BTreeSet<&str> = branches
                    .into_iter()
                    .filter(|it| !it.starts_with('!'))
                    .collect();
                match (own.len(), own.first()) {
                    (1, Some(branch)) if !branch.contains(['*', '?', '[', '+']) => {
                        settings.pushed(Some(branch), answer)
                    }
                    // Of a pattern, some branch is new.
                    _ if own.iter().any(|it| it.contains('*')) => answer,
                    _ => settings.pushed(None, answer),
                }
            }
        });
    }
    for event in ["pull_request", "workflow_dispatch", "create"] {
        if job.has(event) {
            return Some(sure(&format!(
                "runs on `{event}` of a branch of the repository"
            )));
        }
    }
    // Everything else runs on the default branch.
    let some = job.events.keys().any(|it| *it != "workflow_call");
    some.then(|| settings.pushed(None, sure("runs on the default branch")))
}

/// The secrets that a workflow of one's own reads.
fn secrets(
    estate: &Estate<'_>,
    repository: &str,
    from: &str,
    evidence: &[Evidence],
    found: &mut Findings,
) {
    let settings = Settings::of(estate, repository);
    let organization = repository.rsplit_once('/').map_or(repository, |(it, _)| it);
    let (own, environments, shared) = (
        format!("{repository}/secrets/"),
        format!("{repository}/environments/"),
        format!("{organization}/secrets/"),
    );
    for prefix in [&own, &environments, &shared] {
        let assets = estate.facts.assets.range(prefix.clone()..);
        for (id, asset) in assets.take_while(|(id, _)| id.starts_with(prefix)) {
            if asset.kind != "github:actions-secret" {
                continue;
            }
            let mut answer = Answer::certain(evidence.to_vec());
            answer.evidence.push(Evidence {
                record: format!("asset:{id}"),
                pointer: String::new(),
                note: "is given to workflows of the repository".to_owned(),
            });
            if let Some(name) = id
                .strip_prefix(&environments)
                .and_then(|it| it.split('/').next())
            {
                answer = settings.environment(name, answer);
                if settings.is_open(name) != Some(true) {
                    answer = answer.unless_proven(
                        Certainty::Conditional,
                        format!("the environment `{name}` lets in a ref that is pushed"),
                    );
                }
            } else if prefix == &shared {
                match of_organization(asset, repository, answer) {
                    Some(given) => answer = given,
                    None => continue,
                }
            }
            let access = AccessSet::EMPTY.with(Access::Read);
            found.edge(from, id, edge_of(EdgeKind::Touches, None, access, answer));
        }
    }
}
