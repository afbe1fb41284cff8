//! Jobs that share a runner of one's own -> each other, and the machine under it.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Workload;
use serde_json::Value;

use super::pull_request_target::public;
use super::{EdgeRule, Findings, RuleMeta};
use crate::actions::{self, Job, Machines, OUTSIDER, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "self-hosted-runner",
    title: "Jobs share a runner",
    does: "A runner of one's own takes job after job. What one leaves behind waits for the next: each job controls the runner, \
           and the runner each job that it may take. An ephemeral runner takes one job and is gone. `pull_request` of a \
           fork runs on it too, without secrets, but with the machine. A group of runners lets in the repositories and \
           workflows that it names. Where tags of an instance or a pod say that it is the \
           runner, the runner controls it and has its role, and who controls it has the jobs of the runner.",
    matters: "One job that somebody from outside can change is every later job of the machine, and the role of the machine.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/reference/security/secure-use#hardening-for-self-hosted-runners",
        "https://docs.github.com/en/actions/reference/runners/self-hosted-runners#ephemeral-runners-for-autoscaling",
        "ATT&CK T1552.005",
        "OWASP CICD-SEC-7",
    ],
};

/// The type of a runner.
const RUNNER: &str = "github:runner";

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let listed: Vec<&Workload> = estate
            .facts
            .workloads
            .values()
            .filter(|it| it.kind == RUNNER)
            .collect();
        let mut used: BTreeMap<String, &str> = BTreeMap::new();
        for job in jobs(estate) {
            let sure = match job.attribute("self_hosted") {
                Some(Value::Bool(true)) => true,
                Some(Value::String(_)) => false,
                _ => continue,
            };
            let labels: BTreeSet<String> = job
                .texts("runs_on")
                .into_iter()
                .map(str::to_ascii_lowercase)
                .collect();
            let settings = Settings::of(estate, job.repository());
            let fitting: Vec<&&Workload> = listed
                .iter()
                .filter(|it| takes(it, job.repository(), &labels) && lets_in(it, &job, settings))
                .collect();
            for runner in &fitting {
                used.insert(runner.id.clone(), job.repository());
                match runner.attributes.get("ephemeral").and_then(Value::as_bool) {
                    // Nothing of a job is left for another.
                    Some(true) => {}
                    Some(false) => both(&job, &runner.id, true, None, estate, found),
                    None => both(
                        &job,
                        &runner.id,
                        true,
                        Some("the runner is not ephemeral"),
                        estate,
                        found,
                    ),
                }
            }
            if fitting.is_empty() {
                let id = unlisted(&job, &labels);
                found
                    .nodes
                    .push(unlisted_node(&id, job.repository(), &labels));
                used.insert(id.clone(), job.repository());
                let why = "the runner is kept from job to job: it was not read";
                both(&job, &id, sure, Some(why), estate, found);
            }
        }
        let machines = Machines::of(estate);
        for (id, repository) in used {
            let path = repository.split_once(':').map_or(repository, |(_, it)| it);
            let owner = path.split('/').next().unwrap_or(path);
            let runner = estate.facts.workloads.get(&id);
            machines.join(&id, runner, &[path, owner], found);
        }
    }
}

/// Whether a runner takes jobs of a repository with these labels ("Choosing the runner for a job": it has all of them).
fn takes(runner: &Workload, repository: &str, labels: &BTreeSet<String>) -> bool {
    let list = runner.attributes.get("labels").and_then(Value::as_array);
    let own: BTreeSet<String> = list
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_ascii_lowercase)
        .collect();
    let above = repository.rsplit_once('/').map(|(owner, _)| owner);
    let serves = runner.scope == repository || Some(runner.scope.as_str()) == above;
    serves && !labels.is_empty() && labels.is_subset(&own)
}

/// Whether the group of a runner lets a job in: its repository, and its workflow. A group that was not read does.
fn lets_in(runner: &Workload, job: &Job<'_>, settings: Settings<'_>) -> bool {
    let Some(group) = runner.attributes.get("group_id").and_then(Value::as_str) else {
        return true;
    };
    settings.may_use_group(job.repository(), group) != Some(false)
        && settings.group_refuses_workflow(&job.workflow.id, group) != Some(true)
}

fn unlisted(job: &Job<'_>, labels: &BTreeSet<String>) -> String {
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    let labels = match job.attribute("runner_group").and_then(Value::as_str) {
        Some(group) => format!("{group}:{}", labels.join("+")),
        None => labels.join("+"),
    };
    format!("{}/runners/{labels}", job.repository())
}

fn unlisted_node(id: &str, repository: &str, labels: &BTreeSet<String>) -> Node {
    let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
    Node {
        id: id.to_owned(),
        kind: NodeKind::Workload,
        class: None,
        type_name: RUNNER.to_owned(),
        name: format!("runner {}", labels.join(", ")),
        scope: Some(repository.to_owned()),
        part_of: None,
        record: None,
        notes: vec!["not collected".to_owned()],
    }
}

/// Job to runner and back.
fn both(
    job: &Job<'_>,
    runner: &str,
    sure: bool,
    unless: Option<&str>,
    estate: &Estate<'_>,
    found: &mut Findings,
) {
    let answer = |note: &str| {
        let mut answer = Answer::certain(job.evidence("/attributes/runs_on", note));
        if !sure {
            answer = answer.unless_proven(
                Certainty::Conditional,
                "the labels are those of a runner of one's own".to_owned(),
            );
        }
        match unless {
            Some(why) => answer.unless_proven(Certainty::Conditional, why.to_owned()),
            None => answer,
        }
    };
    let (to, back) = (answer("runs on it"), answer("runs on it, after others"));
    found.become_edge(job.id(), runner, EdgeKind::Controls, None, to.clone());
    found.become_edge(runner, job.id(), EdgeKind::Controls, None, back);
    // A pull request of a fork has no secrets, and runs here all the same.
    let settings = Settings::of(estate, job.repository());
    if job.has("pull_request") && settings.is_public() != Some(false) {
        let answer = public(settings, to).unless_proven(
            Certainty::Conditional,
            "a run for a fork is approved, or its author has contributed before".to_owned(),
        );
        found.nodes.push(actions::outsider());
        found.become_edge(
            OUTSIDER,
            runner,
            EdgeKind::Controls,
            None,
            job.if_it_runs(answer),
        );
    }
}
