//! Rules of EventBridge as what starts pipelines: a rule and its targets come in two answers, and are joined here.
//!
//! Amazon EventBridge user guide, "Amazon EventBridge event bus targets": pipelines of SageMaker and CodePipeline, state machines of
//! Step Functions. A rule that is disabled is a trigger that is paused ("Disabling or deleting rules").

use std::collections::HashMap;

use blastradius_collectors::facts::Trigger;
use blastradius_collectors::snapshot::Facts;
use serde_json::Value;

/// The type of rules.
const RULE: &str = "aws:events:rule";

/// The triggers of pipelines by rules, by the ids of the pipelines. Time: the rules and their targets, once each.
pub(crate) fn by_rules(facts: &Facts) -> HashMap<String, Vec<Trigger>> {
    let mut found: HashMap<String, Vec<Trigger>> = HashMap::new();
    for rule in facts.workloads.values().filter(|it| it.kind == RULE) {
        let text = |name: &str| rule.attributes.get(name).and_then(Value::as_str);
        let list = |name: &str| {
            let list = rule.attributes.get(name).and_then(Value::as_array);
            list.into_iter().flatten().filter_map(Value::as_str)
        };
        // `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS` is on as well.
        let paused = text("state") == Some("DISABLED");
        let mut triggers: Vec<Trigger> = Vec::new();
        triggers.extend(text("schedule").map(|it| Trigger::new("schedule", it)));
        triggers.extend(list("event_sources").map(|it| Trigger::new("event", it)));
        if triggers.is_empty() {
            // Its pattern was not read, or is none.
            triggers.push(Trigger::new("event", format!("rule {}", rule.name)));
        }
        for trigger in &mut triggers {
            trigger.paused = paused;
        }
        for target in list("targets") {
            if let Some(id) = pipeline_of(target) {
                let all = found.entry(id).or_default();
                all.extend(triggers.iter().cloned());
            }
        }
    }
    for all in found.values_mut() {
        all.sort();
        all.dedup();
    }
    found
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
