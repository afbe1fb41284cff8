//! Job -> job, by a cache or an artifact; and a composite action -> the jobs that run it.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Pipeline;
use serde_json::Value;

use super::pull_request_target::public;
use super::{EdgeRule, Findings, RuleMeta};
use crate::actions::{self, Job, OUTSIDER, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "job-artifacts",
    title: "A job changes what another takes up",
    does: "A job that runs for somebody from outside on the default branch (`pull_request_target`, `issue_comment`) writes the \
           cache that other jobs restore; so does every other job of the default branch (pushes, schedules), which matters \
           where one of them is taken over. A job of `workflow_run` that fetches an artifact takes what the workflow before \
           it made, which for a pull request of a fork is what its author wants. What that does to the job is not known: \
           it is a condition. An action of the repository runs in the jobs that use it.",
    matters: "Two workflows that are safe on their own are a way in together.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target",
        "https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache",
        "ATT&CK T1677",
        "OWASP CICD-SEC-9",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let jobs = jobs(estate);
        caches(estate, &jobs, found);
        let mut named: BTreeMap<(&str, &str), Vec<&Job<'_>>> = BTreeMap::new();
        for job in &jobs {
            let key = (job.repository(), job.workflow.name.as_str());
            named.entry(key).or_default().push(job);
        }
        for job in &jobs {
            artifacts(estate, job, &named, found);
        }
        used_actions(estate, &jobs, found);
    }
}

/// Events by which a job from outside has the cache of the default branch.
const ON_DEFAULT: [&str; 5] = [
    "pull_request_target",
    "issue_comment",
    "issues",
    "discussion",
    "workflow_run",
];

/// The cache of a repository stands between the jobs that fill it and those that restore from it.
fn caches(estate: &Estate<'_>, jobs: &[Job<'_>], found: &mut Findings) {
    let fills = |job: &Job<'_>| fills(job, Settings::of(estate, job.repository()));
    let restores = |job: &&Job<'_>| {
        job.list("caches")
            .iter()
            .any(|it| it.get("reads") == Some(&true.into()))
    };
    let restored: BTreeSet<&str> = jobs.iter().filter(restores).map(Job::repository).collect();
    let filled: BTreeSet<&str> = jobs
        .iter()
        .filter(|it| restored.contains(it.repository()) && fills(it).is_some())
        .map(Job::repository)
        .collect();
    for repository in &filled {
        let id = format!("{repository}/actions/cache");
        let path = repository.split_once(':').map_or(*repository, |(_, it)| it);
        found.nodes.push(Node {
            id,
            kind: NodeKind::Workload,
            class: None,
            type_name: "github:cache".to_owned(),
            name: format!("cache of the default branch of {path}"),
            scope: Some((*repository).to_owned()),
            part_of: None,
            record: None,
            notes: Vec::new(),
        });
    }
    for job in jobs.iter().filter(|it| filled.contains(it.repository())) {
        let cache = format!("{}/actions/cache", job.repository());
        // Whoever runs code in a job has the token by which caches are written.
        if let Some(answer) = fills(job) {
            found.become_edge(job.id(), &cache, EdgeKind::Controls, None, answer);
        }
        let restored = job.list("caches").iter().enumerate();
        let mut read = restored.filter(|(_, it)| it.get("reads") == Some(&Value::Bool(true)));
        if let Some((index, it)) = read.next() {
            let key = it.get("key").and_then(Value::as_str).unwrap_or("?");
            let at = format!("/attributes/caches/{index}");
            let answer = Answer::certain(job.evidence(&at, "restores from the cache"))
                .unless_proven(
                    Certainty::Conditional,
                    format!("the job runs what it restores, and the key `{key}` can be foreseen"),
                );
            found.become_edge(&cache, job.id(), EdgeKind::Controls, None, answer);
        }
    }
}

/// Events that start a workflow of the default branch for people of the project, or by themselves ("Events that trigger
/// workflows"; `workflow_dispatch` may be for another branch, which whoever starts it chooses).
const BY_ITSELF: [&str; 3] = ["schedule", "repository_dispatch", "workflow_dispatch"];

/// Whether a job runs on the default branch, and so fills the cache that jobs of all branches restore.
fn fills(job: &Job<'_>, settings: Settings<'_>) -> Option<Answer> {
    let runs = |why: &str| Answer::certain(job.evidence("", why.to_owned()));
    if ON_DEFAULT.iter().any(|event| job.has(event)) {
        return Some(runs("runs on the default branch for people from outside"));
    }
    if BY_ITSELF.iter().any(|event| job.has(event)) {
        return Some(runs("runs on the default branch"));
    }
    if !job.has("push") {
        return None;
    }
    let (only, but) = (
        job.filter("push", "branches"),
        job.filter("push", "branches-ignore"),
    );
    // With tags alone, no branch starts it.
    if only.is_none() && but.is_none() && job.filter("push", "tags").is_some() {
        return None;
    }
    let usual = ["main", "master"];
    let named = settings.default_branch();
    let branches = named.as_slice();
    let branches = if branches.is_empty() {
        &usual[..]
    } else {
        branches
    };
    let on = |branch: &str| match (&only, &but) {
        (Some(only), _) => listed(only, branch),
        (None, Some(but)) => listed(but, branch).map(|it| !it),
        (None, None) => Some(true),
    };
    let each: Vec<Option<bool>> = branches.iter().map(|it| on(it)).collect();
    if each.iter().all(|it| *it == Some(false)) {
        return None;
    }
    let answer = runs("runs on pushes to the default branch");
    // Without a filter it runs whatever the branch is called.
    let is_sure = (only.is_none() && but.is_none()) || named.is_some() && each == [Some(true)];
    match is_sure {
        true => Some(answer),
        false => Some(answer.unless_proven(
            Certainty::Assumed,
            "a push to the default branch starts the workflow".to_owned(),
        )),
    }
}

/// Whether a branch is in a list of patterns, of which the last that fits decides; `None` where a pattern is more than one
/// star in a text ("Workflow syntax", filter patterns).
fn listed(patterns: &[&str], branch: &str) -> Option<bool> {
    let mut is_in = Some(false);
    for pattern in patterns {
        let (pattern, says) = match pattern.strip_prefix('!') {
            Some(pattern) => (pattern, false),
            None => (*pattern, true),
        };
        let deep = pattern.contains("**");
        let pattern = pattern.replace("**", "*");
        let fits = match pattern.split_once('*') {
            _ if pattern.contains(['?', '+', '[', '\\']) => None,
            None => Some(pattern == branch),
            Some((_, after)) if after.contains('*') => None,
            Some((before, after)) => {
                let middle = branch
                    .strip_prefix(before)
                    .and_then(|it| it.strip_suffix(after));
                Some(middle.is_some_and(|it| deep || !it.contains('/')))
            }
        };
        is_in = match fits {
            Some(true) => Some(says),
            Some(false) => is_in,
            None => None,
        };
    }
    is_in
}

/// A job that fetches what the workflow before it made.
fn artifacts(
    estate: &Estate<'_>,
    job: &Job<'_>,
    named: &BTreeMap<(&str, &str), Vec<&Job<'_>>>,
    found: &mut Findings,
) {
    let fetched = job.list("artifacts_down").iter();
    let of_run = |it: &&Value| it.get("of_run") == Some(&Value::Bool(true));
    if !job.has("workflow_run") || !fetched.clone().any(|it| of_run(&it)) {
        return;
    }
    let condition = "the job runs, or expands in a script, what the artifact holds".to_owned();
    let answer = || {
        Answer::certain(job.evidence(
            "/attributes/artifacts_down",
            "fetches an artifact of the run before it",
        ))
        .unless_proven(Certainty::Conditional, condition.clone())
    };
    for name in job.filter("workflow_run", "workflows").unwrap_or_default() {
        for before in named.get(&(job.repository(), name)).into_iter().flatten() {
            found.become_edge(
                before.id(),
                job.id(),
                EdgeKind::Controls,
                None,
                job.if_it_runs(answer()),
            );
            let settings = Settings::of(estate, job.repository());
            if before.has("pull_request") && settings.is_public() != Some(false) {
                let answer = job.gated(settings, job.if_it_runs(public(settings, answer())));
                found.nodes.push(actions::outsider());
                found.become_edge(OUTSIDER, job.id(), EdgeKind::Controls, None, answer);
            }
        }
    }
}

/// Who controls what an action does controls the job that it runs in.
fn used_actions(estate: &Estate<'_>, jobs: &[Job<'_>], found: &mut Findings) {
    let all: BTreeMap<&str, &Pipeline> = estate
        .facts
        .pipelines
        .values()
        .filter(|it| it.kind == "github:action")
        .map(|it| (actions::folder_of(&it.id), it))
        .collect();
    for job in jobs {
        for called in job.texts("calls") {
            let Some(action) = all.get(actions::folder_of(called)) else {
                continue;
            };
            for stage in &action.stages {
                let mut evidence = job.evidence("/attributes/calls", "uses the action");
                evidence.push(Evidence {
                    record: format!("pipeline:{}", action.id),
                    pointer: String::new(),
                    note: "runs in the job that uses it".to_owned(),
                });
                let answer = Answer::certain(evidence);
                found.become_edge(&stage.id, job.id(), EdgeKind::Controls, None, answer);
            }
        }
    }
}
