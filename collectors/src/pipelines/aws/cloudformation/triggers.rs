//! What starts the machines and pipelines of a template: rules, schedules, and the events of a SAM machine (AWS CloudFormation,
//! "AWS::Events::Rule", "AWS::Scheduler::Schedule"; AWS SAM, "AWS::Serverless::StateMachine").

use std::collections::BTreeMap;

use super::super::arguments::Arguments;
use super::language::Template;
use crate::facts::Trigger;
use crate::pipelines::Node;

/// The triggers of what starts, by its id.
pub(super) fn of(template: &Template<'_>) -> BTreeMap<String, Vec<Trigger>> {
    let mut all: BTreeMap<String, Vec<Trigger>> = BTreeMap::new();
    for (name, resource) in template.resources() {
        let properties = Arguments::new(resource, template).within("Properties");
        let Some(properties) = properties else {
            continue;
        };
        match resource.text_of("Type").unwrap_or_default() {
            "AWS::Events::Rule" => {
                let trigger = started_by(&properties, name);
                for target in properties.items("Targets") {
                    if let Some(target) = target.text(&["Arn"]) {
                        all.entry(target).or_default().push(trigger.clone());
                    }
                }
            }
            "AWS::Scheduler::Schedule" => {
                if let Some(target) = properties.text(&["Target", "Arn"]) {
                    let trigger = started_by(&properties, name);
                    all.entry(target).or_default().push(trigger);
                }
            }
            "AWS::Serverless::StateMachine" => {
                let events = properties.within("Events");
                let events = events.map_or(&[][..], |it| it.node().entries());
                for (event, node) in events {
                    let about = Arguments::new(node, template);
                    let event = event.as_str().unwrap_or_default();
                    let kind = node.text_of("Type").unwrap_or_default();
                    let own = about.within("Properties").unwrap_or(about);
                    let mut trigger = started_by(&own, event);
                    if kind == "Api" || kind == "HttpApi" {
                        trigger = Trigger::new("api", event);
                    }
                    all.entry(template.id(name)).or_default().push(trigger);
                }
            }
            _ => {}
        }
    }
    all
}

/// A schedule by its expression, else an event by the name of its rule. Patterns are not kept.
fn started_by(rule: &Arguments<'_>, name: &str) -> Trigger {
    let schedule = rule
        .value(&["ScheduleExpression"])
        .or_else(|| rule.value(&["Schedule"]));
    let mut trigger = match schedule {
        Some(value) => {
            let expression = value.known().unwrap_or_else(|| value.expression());
            Trigger::new("schedule", expression)
        }
        None => Trigger::new("event", name),
    };
    let off = rule.text(&["State"]).is_some_and(|it| it == "DISABLED");
    let disabled = rule
        .within("Enabled")
        .and_then(|it| Node::as_bool(it.node()));
    trigger.paused = off || disabled == Some(false);
    trigger
}
