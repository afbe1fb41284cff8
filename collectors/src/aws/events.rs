//! Amazon EventBridge: buses and who may put events on them, rules and the roles that they call their targets with.
//!
//! What rules send (inputs, templates, headers, statements) is never parsed. Of what they wait for, the sources of events are
//! kept, whether it is the approval of a model, and the groups of models that are named.

mod pattern;

use serde::Deserialize;

use super::wire::{DocumentText, FreeText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service, words};
use crate::facts::{Fact, Origin, Workload};
use crate::snapshot::Sink;

/// The EventBridge service.
#[derive(Debug)]
pub struct Events;

static ENDPOINT: Endpoint = Endpoint {
    host: "events",
    signs_as: "events",
    protocol: Protocol::Json {
        version: "1.1",
        target: "AWSEvents",
    },
};

const PAGES: Paging = Paging::NEXT_TOKEN.by("Limit", 100);

// Amazon EventBridge API Reference: the page of each operation.
static OPERATIONS: [Operation; 3] = [
    Operation::listing(
        "ListEventBuses",
        ("events", "list-event-buses"),
        &["events:ListEventBuses"],
        Place::Regional,
    )
    .paged(PAGES),
    Operation::listing(
        "ListRules",
        ("events", "list-rules"),
        &["events:ListRules"],
        Place::Regional,
    )
    .each(
        "--event-bus-name",
        "EventBusName",
        &[("ListEventBuses", "EventBuses[].Name")],
        "arn:{partition}:events:{region}:{account}:event-bus/{argument}",
    )
    .paged(PAGES)
    .absent(&["ResourceNotFoundException"]),
    Operation::listing(
        "ListTargetsByRule",
        ("events", "list-targets-by-rule"),
        &["events:ListTargetsByRule"],
        Place::Regional,
    )
    .under(
        &["--event-bus-name", "--rule"],
        &["EventBusName", "Rule"],
        ("ListRules", "Rules[].Name"),
        "arn:{partition}:events:{region}:{account}:rule/{0}/{1}",
    )
    .paged(PAGES)
    .absent(&["ResourceNotFoundException"]),
];

impl Service for Events {
    fn name(&self) -> &'static str {
        "events"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListEventBuses" => reply.list("EventBuses", sink, |bus: Bus, origin, sink| {
                if let Some(policy) = bus.policy {
                    let pointer = format!("{}/Policy", origin.pointer);
                    reply.resource_policy(&bus.arn, policy.0, &pointer, sink);
                }
            }),
            "ListRules" => rules(reply, sink),
            "ListTargetsByRule" => targets(reply, sink),
            _ => Ok(()),
        }
    }
}

fn rules(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Rules", sink, |rule: Rule, origin, sink| {
        let mut workload = reply.workload("aws:events:rule", rule.arn, rule.name, origin);
        let role = reply.runs_as(rule.role_arn.as_deref(), "target-role");
        workload.runs_as = role.into_iter().collect();
        let approval = rule.event_pattern.as_ref().and_then(pattern::approval);
        workload.attributes = attributes([
            (
                "on_model_approval",
                approval.is_some().then_some(true).keep(),
            ),
            ("model_package_groups", approval.unwrap_or_default().keep()),
            ("state", rule.state.keep()),
            ("description", rule.description.keep()),
            ("schedule", rule.schedule_expression.keep()),
            (
                "event_sources",
                rule.event_pattern
                    .as_ref()
                    .map(pattern::sources)
                    .unwrap_or_default()
                    .keep(),
            ),
            ("event_bus", rule.event_bus_name.keep()),
            ("managed_by", rule.managed_by.keep()),
        ]);
        sink.fact(Fact::Workload(workload));
    })
}

/// The rule that was asked about. Rules of the default bus do not name it in their ARN.
fn asked(reply: &Reply<'_>, origin: Origin) -> Option<Workload> {
    let [bus, rule] = words(reply.argument?, 2)[..] else {
        return None;
    };
    let path = match bus {
        "default" => format!("rule/{rule}"),
        _ => format!("rule/{bus}/{rule}"),
    };
    let id = reply.arn("events", &path);
    Some(reply.workload("aws:events:rule", id, rule, origin))
}

fn targets(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let Some(mut workload) = asked(reply, reply.origin("/Targets")) else {
        return Ok(());
    };
    let mut all: Vec<Target> = Vec::new();
    reply.list("Targets", sink, |target: Target, _, _| all.push(target))?;
    if all.is_empty() {
        return Ok(());
    }
    let roles = all.iter().filter_map(|it| it.role_arn.as_deref());
    workload.runs_as = roles
        .filter_map(|role| reply.runs_as(Some(role), "target-role"))
        .collect();
    workload.runs_as.sort();
    workload.runs_as.dedup();
    let (mut targets, mut definitions, mut secrets) = (Vec::new(), Vec::new(), Vec::new());
    let mut execute_command = false;
    for target in all {
        targets.push(target.arn);
        if let Some(ecs) = target.ecs_parameters {
            definitions.extend(ecs.task_definition_arn);
            execute_command |= ecs.enable_execute_command == Some(true);
        }
        definitions.extend(target.batch_parameters.and_then(|it| it.job_definition));
        secrets.extend(
            target
                .redshift_data_parameters
                .and_then(|it| it.secret_manager_arn),
        );
    }
    for list in [&mut targets, &mut definitions, &mut secrets] {
        list.sort();
        list.dedup();
    }
    workload.attributes = attributes([
        ("targets", targets.keep()),
        ("definitions", definitions.keep()),
        ("secrets", secrets.keep()),
        (
            "enable_execute_command",
            execute_command.then_some(true).keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Bus {
    arn: String,
    policy: Option<DocumentText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    arn: String,
    name: String,
    state: Option<String>,
    description: Option<FreeText>,
    schedule_expression: Option<String>,
    event_pattern: Option<DocumentText>,
    role_arn: Option<String>,
    managed_by: Option<String>,
    event_bus_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    arn: String,
    role_arn: Option<String>,
    ecs_parameters: Option<Ecs>,
    batch_parameters: Option<Batch>,
    redshift_data_parameters: Option<RedshiftData>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ecs {
    task_definition_arn: Option<String>,
    enable_execute_command: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Batch {
    job_definition: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RedshiftData {
    secret_manager_arn: Option<String>,
}
