//! AWS Step Functions: state machines, the roles that they run as, what they call.
//!
//! A definition holds whatever its states send, secrets too: the ARNs in it are kept, and what the calls of its tasks read and
//! write.

mod definition;

use std::borrow::Cow;

use serde::Deserialize;

use self::definition::Calls;
use super::wire::{FreeText, Keep, TagList, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::{Fact, Provider};
use crate::pipelines::aws::Naming;
use crate::pipelines::aws::step_functions::{MACHINE as TYPE, Setting, collected};
use crate::pipelines::{PipelineDraft, Value, embedded};
use crate::snapshot::Sink;

/// The Step Functions service.
#[derive(Debug)]
pub struct States;

static ENDPOINT: Endpoint = Endpoint {
    host: "states",
    signs_as: "states",
    protocol: Protocol::Json {
        version: "1.0",
        target: "AWSStepFunctions",
    },
};

const MACHINE: &str = "arn:{partition}:states:{region}:{account}:stateMachine:{argument}";

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(
        name,
        ("stepfunctions", command),
        permissions,
        Place::Regional,
    )
}

// AWS Step Functions API Reference: the page of each operation.
static OPERATIONS: [Operation; 3] = [
    operation(
        "ListStateMachines",
        "list-state-machines",
        &["states:ListStateMachines"],
    )
    .paged(Paging::CAMEL.by("maxResults", 1000)),
    operation(
        "DescribeStateMachine",
        "describe-state-machine",
        &["states:DescribeStateMachine"],
    )
    .each(
        "--state-machine-arn",
        "stateMachineArn",
        &[("ListStateMachines", "stateMachines[].stateMachineArn")],
        MACHINE,
    )
    .absent(&["StateMachineDoesNotExist"]),
    operation(
        "ListTagsForResource",
        "list-tags-for-resource",
        &["states:ListTagsForResource"],
    )
    .each(
        "--resource-arn",
        "resourceArn",
        &[("ListStateMachines", "stateMachines[].stateMachineArn")],
        MACHINE,
    )
    .absent(&["ResourceNotFound"]),
];

impl Service for States {
    fn name(&self) -> &'static str {
        "states"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListStateMachines", _) => {
                reply.list("stateMachines", sink, |it: Listed, origin, sink| {
                    let kind = "aws:states:state-machine";
                    let workload = reply.workload(kind, it.state_machine_arn, it.name, origin);
                    sink.fact(Fact::Workload(workload));
                })
            }
            ("DescribeStateMachine", _) => machine(reply, sink),
            ("ListTagsForResource", Some(arn)) => {
                let answer: Tags = reply.parse()?;
                let name = arn.split(':').nth(6).unwrap_or(&arn).to_owned();
                let origin = reply.origin("/tags");
                let mut workload = reply.workload("aws:states:state-machine", arn, name, origin);
                workload.tags = Some(answer.tags.tags());
                sink.fact(Fact::Workload(workload));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn machine(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let machine: Machine<'_> = reply.parse()?;
    pipeline(&machine, reply, sink);
    let mut workload = reply.workload(
        "aws:states:state-machine",
        machine.state_machine_arn,
        machine.name,
        reply.origin(""),
    );
    let role = reply.runs_as(machine.role_arn.as_deref(), "execution-role");
    workload.runs_as = role.into_iter().collect();
    let logging = machine.logging_configuration.unwrap_or_default();
    let groups = logging.destinations.into_iter().flatten();
    let groups: Vec<String> = groups
        .filter_map(|it| it.cloud_watch_logs_log_group?.log_group_arn)
        .collect();
    let definition = machine.definition.filter(|it| !it.trim().is_empty());
    let calls = match definition.as_deref().map(Calls::of) {
        Some(Ok(calls)) => calls,
        Some(Err(reason)) => {
            sink.coverage(reply.unreadable(reply.origin("/definition"), &reason));
            Calls::default()
        }
        None => Calls::default(),
    };
    workload.attributes = attributes([
        ("state", machine.status.keep()),
        ("machine_type", machine.kind.keep()),
        ("description", machine.description.keep()),
        ("log_level", logging.level.keep()),
        ("log_data", logging.include_execution_data.keep()),
        ("log_groups", groups.keep()),
        (
            "encryption_key",
            machine
                .encryption_configuration
                .and_then(|it| it.kms_key_id)
                .keep(),
        ),
        (
            "integrations",
            calls.integrations.into_iter().collect::<Vec<_>>().keep(),
        ),
        (
            "invokes",
            calls.invokes.into_iter().collect::<Vec<_>>().keep(),
        ),
        (
            "names_roles",
            calls.roles.into_iter().collect::<Vec<_>>().keep(),
        ),
    ]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

/// The tasks as stages of a pipeline beside the machine, read as those of files are. What cannot be parsed is told where the
/// machine itself is read.
fn pipeline(machine: &Machine<'_>, reply: &Reply<'_>, sink: &mut dyn Sink) {
    let Some(definition) = machine.definition.as_deref().and_then(|text| {
        serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
        embedded(text, None).ok()
    }) else {
        return;
    };
    let below = "/definition";
    let mut draft = PipelineDraft::read_at(
        Provider::Aws,
        TYPE,
        pipeline_of(&machine.state_machine_arn),
        &machine.name,
        reply.scope(),
        reply.origin(below),
    );
    draft.partition(reply.partition);
    draft.attribute("machine", machine.state_machine_arn.as_str());
    let role = match &machine.role_arn {
        Some(role) => Value::literal(role.as_str()),
        None => Value::unresolved("the role of the state machine"),
    };
    let setting = Setting {
        naming: &Naming::collected(reply.partition, reply.region, reply.account),
        role,
        below: Some(below),
    };
    for reason in collected(&definition, &setting, &mut draft) {
        sink.coverage(reply.unreadable(reply.origin(below), reason));
    }
    for fact in draft.facts() {
        sink.fact(fact);
    }
}

/// The id of the pipeline that a machine is: the machine itself is a workload of the same ARN.
pub(crate) fn pipeline_of(machine: &str) -> String {
    format!("{machine}#pipeline")
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    state_machine_arn: String,
    name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Machine<'a> {
    state_machine_arn: String,
    name: String,
    status: Option<String>,
    role_arn: Option<String>,
    #[serde(rename = "type")]
    kind: Option<String>,
    description: Option<FreeText>,
    /// Parsed twice, and of neither anything but what calls need is kept.
    #[serde(borrow)]
    definition: Option<Cow<'a, str>>,
    logging_configuration: Option<Logging>,
    encryption_configuration: Option<Encryption>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Logging {
    level: Option<String>,
    include_execution_data: Option<bool>,
    destinations: Option<Vec<Destination>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Destination {
    cloud_watch_logs_log_group: Option<LogGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LogGroup {
    log_group_arn: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Encryption {
    kms_key_id: Option<String>,
}

#[derive(Deserialize)]
struct Tags {
    #[serde(default)]
    tags: TagList,
}
