//! Jobs of GitLab CI -> the runners that may take them, and back.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Pipeline, Stage, Workload};
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta};
use crate::actions::Machines;
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "gitlab-runner",
    title: "A runner of GitLab takes jobs",
    does: "A runner takes the jobs of its projects, of the projects of its groups, or of the whole instance: those all of whose \
           tags it has, and those without tags where it says so. A protected runner takes what runs for protected branches \
           and tags, a paused one takes nothing until somebody lets it go on. Locking a runner keeps it from further projects \
           and changes nothing for those that it has. The runner controls each job that it may take, with its token, its \
           variables and its secrets; a job controls the runner, if the executor gives it the machine. Jobs with the same \
           tags whose runner was not read share one that is not known. Runners of GitLab.com itself are machines of one job. \
           Where the name or the address of a runner is that of a machine, each controls the other.",
    matters: "Who controls the machine of a runner has the token and the secrets of every job that comes to it.",
    permissions: &[],
    references: &[
        "https://docs.gitlab.com/ci/runners/configure_runners/",
        "https://docs.gitlab.com/ci/runners/runners_scope/",
        "https://docs.gitlab.com/runner/security/",
        "ATT&CK T1552.005",
        "OWASP CICD-SEC-7",
    ],
};

/// The type of a runner.
const RUNNER: &str = "gitlab:runner";
/// The type of a pipeline.
const PIPELINE: &str = "gitlab:pipeline";

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let runners = Runners::of(estate);
        let mut used: BTreeMap<String, Option<&Workload>> = BTreeMap::new();
        let pipelines = estate.facts.pipelines.values();
        for pipeline in pipelines.filter(|it| it.kind == PIPELINE) {
            let serving = runners.serving(&pipeline.scope);
            for (index, stage) in pipeline.stages.iter().enumerate() {
                let job = Job::new(pipeline, stage, index);
                let mut taken = false;
                for runner in &serving {
                    if let Some(answer) = job.taken_by(runner) {
                        taken = true;
                        used.insert(runner.id.clone(), Some(runner));
                        both(&job, &runner.id, answer, found);
                    }
                }
                let own = stage.attributes.get("self_hosted") == Some(&true.into());
                if own && !taken {
                    let node = job.unlisted();
                    let why = "one machine takes all jobs with these tags: it was not read";
                    let answer = Answer::certain(vec![job.evidence("names its runner by tags")]);
                    let answer = answer.unless_proven(Certainty::Conditional, why.to_owned());
                    both(&job, &node.id, answer, found);
                    used.insert(node.id.clone(), None);
                    found.nodes.push(node);
                }
            }
        }
        let machines = Machines::of(estate);
        for (id, runner) in used {
            machines.join(&id, runner, &[], found);
        }
    }
}

/// Runners by what they are of.
struct Runners<'a> {
    by_owner: BTreeMap<&'a str, Vec<&'a Workload>>,
}

impl<'a> Runners<'a> {
    fn of(estate: &Estate<'a>) -> Self {
        let mut by_owner: BTreeMap<&str, Vec<&Workload>> = BTreeMap::new();
        let workloads = estate.facts.workloads.values();
        for runner in workloads.filter(|it| it.kind == RUNNER) {
            for owner in owners(runner) {
                by_owner.entry(owner).or_default().push(runner);
            }
        }
        Self { by_owner }
    }

    /// The runners of a project, of the groups that it lies in, and of its instance.
    fn serving(&self, project: &'a str) -> Vec<&'a Workload> {
        let mut found: BTreeMap<&str, &Workload> = BTreeMap::new();
        let mut owner = Some(path(project));
        while let Some(one) = owner {
            for runner in self.by_owner.get(one).into_iter().flatten() {
                // A runner of a project is not one of what lies in its path.
                let is_own = one == path(project);
                if is_own || kind(runner) != "project" || !is_listed(runner) {
                    found.insert(&runner.id, runner);
                }
            }
            owner = one.rsplit_once('/').map(|(above, _)| above);
        }
        found.into_values().collect()
    }
}

/// What a runner is of, without the platform. Where that is not known: its instance. A runner of the instance GitLab.com is
/// of nothing: GitLab's own take one job a machine.
fn owners(runner: &Workload) -> Vec<&str> {
    let served = runner.attributes.get("serves").and_then(Value::as_array);
    let served: Vec<&str> = served
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(path)
        .collect();
    match runner.scope.split_once(':') {
        Some((_, instance)) if served.is_empty() => vec![instance],
        _ => served,
    }
}

/// An id without its platform: repositories of a host that is not known to be one of GitLab begin with `git:`.
fn path(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, path)| path)
}

fn kind(runner: &Workload) -> &str {
    let kind = runner.attributes.get("runner_type").and_then(Value::as_str);
    kind.unwrap_or_default()
}

/// Whether it is known which projects or groups it is of.
fn is_listed(runner: &Workload) -> bool {
    runner.attributes.contains_key("serves")
}

fn flag(runner: &Workload, name: &str) -> Option<bool> {
    runner.attributes.get(name).and_then(Value::as_bool)
}

/// A job, with what decides who takes it.
struct Job<'a> {
    pipeline: &'a Pipeline,
    stage: &'a Stage,
    index: usize,
    tags: BTreeSet<&'a str>,
}

impl<'a> Job<'a> {
    fn new(pipeline: &'a Pipeline, stage: &'a Stage, index: usize) -> Self {
        let tags = stage
            .attributes
            .get("runner_tags")
            .and_then(Value::as_array);
        let tags = tags.into_iter().flatten().filter_map(Value::as_str);
        Self {
            pipeline,
            stage,
            index,
            tags: tags.collect(),
        }
    }

    fn evidence(&self, note: &str) -> Evidence {
        let member = match self.tags.is_empty() {
            true => "",
            false => "/attributes/runner_tags",
        };
        Evidence {
            record: format!("pipeline:{}", self.pipeline.id),
            pointer: format!("/stages/{}{member}", self.index),
            note: note.to_owned(),
        }
    }

    /// Whether a runner that serves its project may take it: no, perhaps (why), yes.
    fn taken_by(&self, runner: &Workload) -> Option<Answer> {
        // What starts another pipeline runs nowhere itself.
        if self.stage.kind == "trigger" {
            return None;
        }
        let mut answer = Answer::certain(vec![
            self.evidence("may be taken by the runner"),
            Evidence {
                record: format!("workload:{}", runner.id),
                pointer: "/attributes".to_owned(),
                note: format!("is a runner of the {}", kind(runner)),
            },
        ]);
        let mut open: Vec<(Certainty, &str)> = Vec::new();
        self.fits(runner, &mut open)?;
        match kind(runner) {
            "project" | "group" if !is_listed(runner) => {
                open.push((
                    Certainty::Conditional,
                    "the runner is one of this project: of which it is was not read",
                ));
            }
            "project" => {}
            // Both are on unless somebody turns them off.
            "group" => open.push((
                Certainty::Assumed,
                "the project takes runners of its groups",
            )),
            _ => open.push((
                Certainty::Assumed,
                "the project takes runners of the instance",
            )),
        }
        if flag(runner, "paused") == Some(true) {
            open.push((Certainty::Conditional, "the runner goes on: it is paused"));
        }
        if self.stage.attributes.get("protected_refs") != Some(&true.into()) {
            match runner
                .attributes
                .get("access_level")
                .and_then(Value::as_str)
            {
                Some("ref_protected") => open.push((
                    Certainty::Conditional,
                    "the job runs for a protected branch or tag: the runner is protected",
                )),
                Some(_) => {}
                None => open.push((
                    Certainty::Conditional,
                    "the runner takes jobs of branches that are not protected: that was not read",
                )),
            }
        }
        for (certainty, why) in open {
            answer = answer.unless_proven(certainty, why.to_owned());
        }
        Some(answer)
    }

    /// Tags: the runner has all of those of the job, and takes jobs without any if it says so. Case counts.
    fn fits(&self, runner: &Workload, open: &mut Vec<(Certainty, &str)>) -> Option<()> {
        let labels = runner.attributes.get("labels").and_then(Value::as_array);
        if self.tags.is_empty() {
            return match flag(runner, "run_untagged") {
                Some(takes) => takes.then_some(()),
                // A runner without tags can take nothing else.
                None if labels.is_some_and(Vec::is_empty) => Some(()),
                None => {
                    let why = "the runner takes jobs without tags: that was not read";
                    open.push((Certainty::Conditional, why));
                    Some(())
                }
            };
        }
        let Some(labels) = labels else {
            let why = "the runner has the tags of the job: they were not read";
            open.push((Certainty::Conditional, why));
            return Some(());
        };
        let labels: BTreeSet<&str> = labels.iter().filter_map(Value::as_str).collect();
        for tag in self.tags.difference(&labels) {
            // A variable may stand for a tag that the runner has.
            if !tag.contains('$') {
                return None;
            }
            let why = "a tag of the job, which a variable decides, is one of the runner";
            open.push((Certainty::Conditional, why));
        }
        Some(())
    }

    /// The runner of its tags, where none was read.
    fn unlisted(&self) -> Node {
        let tags: Vec<&str> = self.tags.iter().copied().collect();
        Node {
            id: format!("{}/runners/{}", self.pipeline.scope, tags.join("+")),
            kind: NodeKind::Workload,
            class: None,
            type_name: RUNNER.to_owned(),
            name: format!("runner {}", tags.join(", ")),
            scope: Some(self.pipeline.scope.clone()),
            part_of: None,
            record: None,
            notes: vec!["not collected".to_owned()],
        }
    }
}

/// Runner to job, and back: GitLab Docs, "Security for self-managed runners": the shell executor and privileged containers give
/// jobs the machine, other executors do not.
fn both(job: &Job<'_>, runner: &str, answer: Answer, found: &mut Findings) {
    let back = answer.clone().unless_proven(
        Certainty::Conditional,
        "the executor of the runner gives the job the machine: it was not read".to_owned(),
    );
    found.become_edge(runner, &job.stage.id, EdgeKind::Controls, None, answer);
    found.become_edge(&job.stage.id, runner, EdgeKind::Controls, None, back);
}
