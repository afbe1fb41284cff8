//! The states of a machine as stages: those that call something.

use std::collections::{HashMap, HashSet};

use super::super::arguments::Arguments;
use super::super::jobs::Found;
use super::super::naming::Naming;
use super::integration::{Integration, object};
use super::language::States;
use super::order::Order;
use crate::facts::{LineageKind, StageGate};
use crate::pipelines::{Node, PipelineDraft, StageDraft, Value};

/// So many tasks that wait for an answer are looked at as gates.
const GATES: usize = 64;

/// Where a definition stands, and whose it is.
pub(crate) struct Setting<'a> {
    pub(crate) naming: &'a Naming,
    /// The role of the machine.
    pub(crate) role: Value,
    /// The JSON pointer of the definition, where lines and columns do not tell.
    pub(crate) below: Option<&'a str>,
}

/// Adds the tasks of a machine to a pipeline. Returns what could not be read, and why.
pub(in crate::pipelines::aws) fn read<'n>(
    machine: &'n Node,
    setting: &Setting<'_>,
    language: &States,
    pipeline: &mut PipelineDraft,
) -> Vec<(&'n Node, &'static str)> {
    if !machine.get("States").is_some_and(Node::is_map) {
        return vec![(machine, "it has no `States`")];
    }
    let order = Order::of(machine);
    let tasks = order.tasks();
    let before = order.before();
    let name_of = |place: &usize| {
        let found = tasks.iter().find(|(own, ..)| own == place);
        found.map(|(_, name, _)| *name)
    };
    let mut waiting = Vec::new();
    let mut kinds = HashMap::new();
    for (place, name, state) in &tasks {
        let task = Task {
            setting,
            language,
            state,
        };
        let (mut stage, waits) = task.stage(name, pipeline);
        let previous: Vec<&str> = before
            .get(place)
            .map_or(&[][..], Vec::as_slice)
            .iter()
            .filter_map(name_of)
            .collect();
        for before in &previous {
            stage.after(before);
        }
        if let Some(maker) = maker(*place, &before, &kinds) {
            from_maker(name_of(&maker), pipeline.id(), &mut stage);
        }
        kinds.insert(*place, stage.fact().kind.clone());
        if waits {
            waiting.push((*place, *name));
        }
        pipeline.add(stage);
    }
    gates(&order, &tasks, &waiting, pipeline);
    let deep = order.too_deep.iter();
    deep.map(|node| (*node, "it is nested deeper than 16 branches"))
        .collect()
}

/// One task.
struct Task<'a> {
    setting: &'a Setting<'a>,
    language: &'a States,
    state: &'a Node,
}

impl Task<'_> {
    /// The stage, and whether the machine waits there until somebody answers.
    fn stage(&self, name: &str, pipeline: &PipelineDraft) -> (StageDraft, bool) {
        let state = self.state;
        let resource = state.text_of("Resource").unwrap_or_default();
        let resource = self.language.text(resource);
        // The partition may be filled in later: what follows it tells.
        let known = resource
            .known()
            .unwrap_or_else(|| state.text_of("Resource").unwrap_or_default());
        let integration = Integration::of(known);
        let kind = match (&integration, state.text_of("Type")) {
            (Some(call), _) => call.stage_kind(),
            (None, Some("Map")) => "map".to_owned(),
            (None, _) if known.contains(":activity:") => "activity".to_owned(),
            (None, _) => "lambda".to_owned(),
        };
        let mut stage = pipeline.stage(name, &kind, state);
        if let Some(below) = self.setting.below {
            stage.placed(below, &format!("/{}", escaped(name)));
        }
        let whole = Arguments::new(state, self.language);
        let arguments = whole
            .within("Arguments")
            .or_else(|| whole.within("Parameters"));
        let found = match (&integration, &arguments) {
            (Some(call), Some(arguments)) => {
                call.describe(arguments, self.setting.naming, &mut stage)
            }
            (None, _) if !known.is_empty() => {
                match resource.known() {
                    Some(target) => stage.attribute("function", target),
                    None => {
                        stage.unresolved("Resource", "code", &resource);
                    }
                }
                Found::default()
            }
            _ => Found::default(),
        };
        if let Some(call) = &integration {
            stage.attribute("calls", format!("{}:{}", call.service, call.action));
        }
        self.items(&whole, &mut stage);
        if !found.role {
            match whole.value(&["Credentials", "RoleArn"]) {
                Some(role) => stage.runs_as("task-credentials", &role, str::to_owned),
                None => stage.runs_as("execution-role", &self.setting.role, str::to_owned),
            }
        }
        let waits = integration.is_some_and(|it| it.waits_for_token);
        (stage, waits)
    }

    /// What a distributed map reads its items from, and writes their results to.
    fn items(&self, state: &Arguments<'_>, stage: &mut StageDraft) {
        for (member, action) in [("ItemReader", "getObject"), ("ResultWriter", "putObject")] {
            let Some(place) = state.within(member) else {
                continue;
            };
            let arguments = place
                .within("Arguments")
                .or_else(|| place.within("Parameters"));
            if let Some(arguments) = arguments {
                object(action, &arguments, stage);
            }
        }
    }
}

/// What makes data or models; others hand on what they were given.
const MAKERS: [&str; 6] = [
    "training",
    "preprocessing",
    "registration",
    "deployment",
    "inference",
    "lambda",
];

/// So many tasks are passed on the way back to the one that made something.
const BACK: usize = 32;

/// The last task before one that makes something, where there is only one way back.
fn maker(
    of: usize,
    before: &HashMap<usize, Vec<usize>>,
    kinds: &HashMap<usize, String>,
) -> Option<usize> {
    let mut at = of;
    for _ in 0..BACK {
        let [previous] = before.get(&at)?.as_slice() else {
            return None;
        };
        let kind = kinds.get(previous)?;
        if MAKERS.contains(&kind.as_str()) {
            return Some(*previous);
        }
        at = *previous;
    }
    None
}

/// What a task takes from its input is taken for the result of the last task before it that makes something.
fn from_maker(maker: Option<&str>, pipeline: &str, stage: &mut StageDraft) {
    let Some(before) = maker else { return };
    let taken: Vec<LineageKind> = stage
        .fact()
        .unresolved
        .iter()
        .filter(|it| is_input(&it.expression))
        .filter_map(|it| match it.kind.as_str() {
            "data" => Some(LineageKind::Data),
            "model" => Some(LineageKind::Model),
            _ => None,
        })
        .collect();
    for kind in taken {
        let why = "what it takes from its input is taken for the result of a state before it";
        stage.reads_id(kind, &format!("{pipeline}#{before}"), Some(why.to_owned()));
    }
}

/// Whether an expression takes something from the input of the state.
fn is_input(expression: &str) -> bool {
    expression.starts_with("$.") || expression.contains("$states.input")
}

/// A task that waits for its token stands before all that cannot be reached without it.
fn gates(
    order: &Order<'_>,
    tasks: &[(usize, &str, &Node)],
    waiting: &[(usize, &str)],
    pipeline: &mut PipelineDraft,
) {
    if waiting.is_empty() {
        return;
    }
    let all = order.reached(None);
    for (place, name) in waiting.iter().take(GATES) {
        let free = order.reached(Some(*place));
        let gated = tasks
            .iter()
            .filter(|(own, ..)| own != place && all.contains(own) && !free.contains(own));
        let gated: HashSet<&str> = gated.map(|(_, name, _)| *name).collect();
        for stage in pipeline.stages_mut() {
            if gated.contains(stage.name.as_str()) {
                stage.gates.push(StageGate {
                    kind: "approval".to_owned(),
                    detail: format!("`{name}` waits until somebody answers with its task token"),
                });
            }
        }
    }
}

/// A name in a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    let name = name.replace('~', "~0").replace('/', "~1");
    format!("States/{name}")
}
