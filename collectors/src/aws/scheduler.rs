//! Amazon EventBridge Scheduler: schedules and the roles that they call their targets with. Inputs are never parsed.

use serde::Deserialize;

use super::wire::{FreeText, Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Origin, Pipeline, Provider, Trigger};
use crate::snapshot::Sink;

/// The scheduler service.
#[derive(Debug)]
pub struct Scheduler;

static ENDPOINT: Endpoint = Endpoint {
    host: "scheduler",
    signs_as: "scheduler",
    protocol: Protocol::RestJson,
};

// EventBridge Scheduler API Reference: ListSchedules, GetSchedule.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListSchedules",
        ("scheduler", "list-schedules"),
        &["scheduler:ListSchedules"],
        Place::Regional,
    )
    .rest("GET", "/schedules", &[])
    .paged(Paging::NEXT_TOKEN.by("MaxResults", 100)),
    Operation::listing(
        "GetSchedule",
        ("scheduler", "get-schedule"),
        &["scheduler:GetSchedule"],
        Place::Regional,
    )
    .rest("GET", "/schedules/{1}", &[("groupName", "{0}")])
    .pairs(
        ("--group-name", "--name"),
        ("GroupName", "Name"),
        ("ListSchedules", "Schedules[]", ("GroupName", "Name")),
        "arn:{partition}:scheduler:{region}:{account}:schedule/{0}/{1}",
    )
    .absent(&["ResourceNotFoundException"]),
];

impl Service for Scheduler {
    fn name(&self) -> &'static str {
        "scheduler"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListSchedules" => reply.list("Schedules", sink, |it: Schedule, origin, sink| {
                it.facts(reply, &origin, sink);
            }),
            "GetSchedule" => {
                let schedule: Schedule = reply.parse()?;
                schedule.facts(reply, &reply.origin(""), sink);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Schedule {
    arn: String,
    name: String,
    group_name: Option<String>,
    state: Option<String>,
    description: Option<FreeText>,
    schedule_expression: Option<String>,
    schedule_expression_timezone: Option<String>,
    kms_key_arn: Option<String>,
    target: Option<Target>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Target {
    arn: Option<String>,
    role_arn: Option<String>,
    ecs_parameters: Option<Ecs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ecs {
    task_definition_arn: Option<String>,
}

impl Schedule {
    fn facts(self, reply: &Reply<'_>, origin: &Origin, sink: &mut dyn Sink) {
        let (name, kind) = (self.name, "aws:scheduler:schedule");
        let mut workload = reply.workload(kind, self.arn, name, origin.clone());
        let (arn, role, ecs) = match self.target {
            Some(target) => (target.arn, target.role_arn, target.ecs_parameters),
            None => (None, None, None),
        };
        // Without a zone it is UTC, and a rate has none.
        let rate = |it: &String| it.trim_start().starts_with("rate");
        let zone = self.schedule_expression_timezone.filter(|it| {
            !matches!(it.as_str(), "UTC" | "Etc/UTC")
                && !self.schedule_expression.as_ref().is_some_and(rate)
        });
        if let (Some(target), Some(expression)) = (&arn, &self.schedule_expression) {
            let paused = self.state.as_deref() == Some("DISABLED");
            let expression = match &zone {
                Some(zone) => format!("{expression} {zone}"),
                None => expression.clone(),
            };
            started(target, &expression, paused, reply, origin, sink);
        }
        let role = reply.runs_as(role.as_deref(), "target-role");
        workload.runs_as = role.into_iter().collect();
        workload.attributes = attributes([
            ("group", self.group_name.keep()),
            ("state", self.state.keep()),
            ("description", self.description.keep()),
            ("schedule", self.schedule_expression.keep()),
            ("timezone", zone.keep()),
            ("encryption_key", self.kms_key_arn.keep()),
            ("target", arn.keep()),
            (
                "definition",
                ecs.and_then(|it| it.task_definition_arn).keep(),
            ),
        ]);
        sink.fact(Fact::Workload(workload));
    }
}

/// A pipeline that a schedule starts: another sighting of it, which knows what starts it.
fn started(
    target: &str,
    expression: &str,
    paused: bool,
    reply: &Reply<'_>,
    origin: &Origin,
    sink: &mut dyn Sink,
) {
    let (kind, id) = if target.contains(":sagemaker:") && target.contains(":pipeline/") {
        ("aws:sagemaker:pipeline", target.to_owned())
    } else if target.contains(":states:") && target.contains(":stateMachine:") {
        ("aws:states:state-machine", format!("{target}#pipeline"))
    } else {
        return;
    };
    let name = target.rsplit(['/', ':']).next().unwrap_or(target);
    sink.fact(Fact::Pipeline(Pipeline {
        id,
        provider: Provider::Aws,
        kind: kind.to_owned(),
        name: name.to_owned(),
        scope: reply.scope(),
        stages: Vec::new(),
        triggers: vec![Trigger {
            paused,
            ..Trigger::new("schedule", expression)
        }],
        tags: None,
        attributes: std::collections::BTreeMap::new(),
        origin: origin.clone(),
    }));
}
