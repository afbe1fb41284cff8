//! Rules of EventBridge and schedules of EventBridge Scheduler as what starts pipelines and workloads: a rule and its targets come
//! in two answers, and are joined here.
//!
//! Amazon EventBridge user guide, "Event bus targets": pipelines of SageMaker and CodePipeline, state machines of Step Functions,
//! projects of CodeBuild, functions of Lambda, clusters of ECS with a task definition, queues of Batch with a job definition.
//! EventBridge Scheduler user guide, "Templated targets": the same but for Batch. Of a universal target the input says what is
//! called, which is not kept. A rule that is disabled is a trigger that is paused ("Disabling or deleting rules").

use std::collections::{BTreeMap, BTreeSet, HashMap};

use blastradius_collectors::facts::{Trigger, Workload};
use blastradius_collectors::snapshot::Facts;
use serde_json::Value;

use crate::model::Started;

/// The types of what starts something.
const RULE: &str = "aws:events:rule";
const SCHEDULE: &str = "aws:scheduler:schedule";

/// What rules and schedules start.
#[derive(Default)]
pub(crate) struct Starts {
    /// Triggers by the ids of pipelines.
    pub(crate) pipelines: HashMap<String, Vec<Trigger>>,
    /// Triggers of what is no pipeline, in the order of its ids.
    pub(crate) workloads: Vec<Started>,
}

/// What rules and schedules start. Time: the rules and their targets, and the definitions of tasks and jobs, once each.
pub(crate) fn starts(facts: &Facts) -> Starts {
    let mut pipelines: HashMap<String, BTreeSet<Trigger>> = HashMap::new();
    let mut workloads: BTreeMap<String, BTreeSet<Trigger>> = BTreeMap::new();
    let newest = newest(facts);
    for rule in facts.workloads.values() {
        if !matches!(rule.kind.as_str(), RULE | SCHEDULE) {
            continue;
        }
        let triggers = triggers(rule);
        for target in texts(rule, "targets").chain(texts(rule, "target")) {
            if let Some(id) = pipeline_of(target) {
                pipelines.entry(id).or_default().extend(triggers.clone());
            } else if let Some(id) = function_or_project(target) {
                workloads.entry(id).or_default().extend(triggers.clone());
            }
        }
        for definition in texts(rule, "definitions").chain(texts(rule, "definition")) {
            let id = if facts.workloads.contains_key(definition) {
                definition
            } else {
                // Without a revision it is the newest. Jobs may be called by their names.
                let near = (rule.scope.as_str(), rule.region.as_deref(), definition);
                let any = ("", None, definition);
                match newest.get(&near).or_else(|| newest.get(&any)) {
                    Some((_, id)) => id,
                    None => definition,
                }
            };
            let of_it = workloads.entry(id.to_owned()).or_default();
            of_it.extend(triggers.clone());
        }
    }
    let list = |all: BTreeSet<Trigger>| all.into_iter().collect();
    Starts {
        pipelines: pipelines
            .into_iter()
            .map(|(id, all)| (id, list(all)))
            .collect(),
        workloads: workloads
            .into_iter()
            .filter(|(id, _)| facts.workloads.contains_key(id))
            .map(|(id, all)| Started {
                id,
                triggers: list(all),
            })
            .collect(),
    }
}

fn texts<'f>(of: &'f Workload, name: &str) -> impl Iterator<Item = &'f str> {
    let value = of.attributes.get(name);
    let list = value.and_then(Value::as_array).into_iter().flatten();
    list.chain(value).filter_map(Value::as_str)
}

fn triggers(rule: &Workload) -> Vec<Trigger> {
    let text = |name: &str| rule.attributes.get(name).and_then(Value::as_str);
    let mut triggers: Vec<Trigger> = Vec::new();
    triggers.extend(text("schedule").map(|it| match text("timezone") {
        // No time is told of what is not in UTC.
        Some(zone) => Trigger::new("schedule", format!("{it} {zone}")),
        None => Trigger::new("schedule", it),
    }));
    triggers.extend(texts(rule, "event_sources").map(|it| Trigger::new("event", it)));
    if triggers.is_empty() {
        // Its pattern or expression was not read, or is none.
        let kind = if rule.kind == RULE {
            "event"
        } else {
            "schedule"
        };
        let what = if rule.kind == RULE { "rule " } else { "" };
        triggers.push(Trigger::new(kind, format!("{what}{}", rule.name)));
    }
    // `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` is on as well.
    let paused = text("state") == Some("DISABLED");
    for trigger in &mut triggers {
        trigger.paused = paused;
    }
    triggers
}

/// The newest revision of each definition of tasks and jobs: by its ARN without the revision, and by its name in an account and region.
fn newest(facts: &Facts) -> HashMap<(&str, Option<&str>, &str), (u64, &str)> {
    let mut newest: HashMap<_, (u64, &str)> = HashMap::new();
    for it in facts.workloads.values() {
        if !matches!(
            it.kind.as_str(),
            "aws:ecs:task-definition" | "aws:batch:job-definition"
        ) {
            continue;
        }
        let Some((family, revision)) = it.id.rsplit_once(':') else {
            continue;
        };
        let Ok(revision) = revision.parse::<u64>() else {
            continue;
        };
        let (_, name) = family.rsplit_once('/').unwrap_or((family, family));
        let (_, whole) = it.id.rsplit_once('/').unwrap_or(("", &it.id));
        let scope = it.scope.as_str();
        let region = it.region.as_deref();
        for key in [
            ("", None, family),
            (scope, region, name),
            (scope, region, whole),
        ] {
            let had = newest.entry(key).or_insert((revision, &it.id));
            *had = (*had).max((revision, &it.id));
        }
    }
    newest
}

/// The id of the function or project that a target is, if it is one. A version or an alias of a function is the function.
fn function_or_project(target: &str) -> Option<String> {
    let parts: Vec<&str> = target.splitn(8, ':').collect();
    match parts.as_slice() {
        [_, _, "codebuild", _, _, project] if project.starts_with("project/") => {
            Some(target.to_owned())
        }
        [_, _, "lambda", _, _, "function", _] => Some(target.to_owned()),
        [whole @ .., _] if parts.len() == 8 && whole.get(2) == Some(&"lambda") => {
            Some(whole.join(":"))
        }
        _ => None,
    }
}

/// The id of the pipeline that a target is, if it is one. A version or an alias of a state machine is the machine.
fn pipeline_of(target: &str) -> Option<String> {
    let parts: Vec<&str> = target.splitn(7, ':').collect();
    let [_, _, service, _, _, resource, ..] = parts.as_slice() else {
        return None;
    };
    match (*service, *resource, parts.get(6)) {
        ("sagemaker", resource, None) if resource.starts_with("pipeline/") => {
            Some(target.to_owned())
        }
        ("codepipeline", _, None) => Some(target.to_owned()),
        ("states", "stateMachine", Some(name)) => {
            let name = name.split(':').next().unwrap_or(name);
            let begin = target.split(":stateMachine:").next().unwrap_or(target);
            Some(format!("{begin}:stateMachine:{name}#pipeline"))
        }
        _ => None,
    }
}
