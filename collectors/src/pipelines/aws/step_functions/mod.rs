//! Step Functions: a state machine in Amazon States Language, as JSON or YAML (Step Functions Developer Guide, "Using Amazon
//! States Language").
//!
//! Tasks are stages; what a machine decides (`Choice`, `Wait`, `Pass`) is none. A definition holds whatever its states send,
//! secrets too: of it only what calls need is read.

mod integration;
mod language;
mod machine;
mod order;

pub(in crate::pipelines::aws) use self::language::States;
pub(crate) use self::machine::Setting;

use super::naming::Naming;
use crate::coverage::Outcome;
use crate::facts::Provider;
use crate::pipelines::{Document, Kind, Node, Output, PipelineDraft, Value};

/// The type of such a pipeline.
pub(crate) const MACHINE: &str = "aws:states:state-machine";

/// What helps where a definition cannot be read.
const HELP: &str =
    "compare it with the page \"State machine structure\" of the Step Functions Developer Guide";

/// See the top of the file.
pub(in crate::pipelines) struct StepFunctions;

impl Kind for StepFunctions {
    fn name(&self) -> &'static str {
        "step-functions"
    }

    fn description(&self) -> &'static str {
        "state machines of AWS Step Functions in Amazon States Language"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        document.get("StartAt").is_some() && document.get("States").is_some_and(Node::is_map)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let id = output.file().id();
        let name = output.file().name();
        let name = name.split('.').next().unwrap_or(name);
        let mut pipeline = PipelineDraft::new(output, Provider::Aws, MACHINE, id, name, root);
        let naming = Naming::unknown(&output.file().repository.id);
        let role = Value::unresolved("the role that the state machine is made with");
        add(
            root,
            &naming,
            role,
            &States::default(),
            &mut pipeline,
            output,
        );
        output.pipeline(pipeline);
    }
}

/// Adds the tasks of a machine in a file, and tells what could not be read.
pub(in crate::pipelines::aws) fn add(
    machine: &Node,
    naming: &Naming,
    role: Value,
    language: &States,
    pipeline: &mut PipelineDraft,
    output: &mut Output<'_>,
) {
    let setting = Setting {
        naming,
        role,
        below: None,
    };
    for (node, reason) in machine::read(machine, &setting, language, pipeline) {
        let why = format!("a state machine was left out: {reason}");
        output.gap(Outcome::Unreadable, node, &why, HELP);
    }
}

/// Adds the tasks of a machine that a service answered with. What could not be read is why.
pub(crate) fn collected(
    definition: &Node,
    setting: &Setting<'_>,
    pipeline: &mut PipelineDraft,
) -> Vec<&'static str> {
    let problems = machine::read(definition, setting, &States::default(), pipeline);
    problems.into_iter().map(|(_, reason)| reason).collect()
}
