//! The steps of a SageMaker pipeline as stages (SageMaker AI Developer Guide, "Pipeline definition JSON schema", version
//! 2020-12-01): as whom each runs, what it reads and writes, what it waits for.
//!
//! A step that starts a job passes its role; the calls themselves, and steps without a role, are those of the pipeline's
//! role. What depends on a parameter is known by its default, and who starts an execution may set another.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::super::arguments::Arguments;
use super::super::jobs::{self, Found};
use super::super::naming::Naming;
use super::language::{Expressions, steps_in};
use crate::facts::{LineageKind, StageGate};
use crate::pipelines::{Grain, Node, PipelineDraft, StageDraft, Value};

/// Conditions stand in conditions; no deeper than this.
const DEEPEST: usize = 16;

/// Something of a definition that could not be understood.
pub(crate) struct Problem<'n> {
    /// Where it stands.
    pub(crate) node: &'n Node,
    /// The same, as a JSON pointer.
    pub(crate) pointer: String,
    /// Why, without any value.
    pub(crate) reason: String,
}

/// Where a definition stands, and whose it is.
pub(crate) struct Setting<'a> {
    pub(crate) naming: &'a Naming,
    /// The role of the pipeline.
    pub(crate) role: Value,
    /// The JSON pointer of the definition, where lines and columns do not tell.
    pub(crate) below: Option<&'a str>,
}

/// Adds the steps of a definition to a pipeline, and what is told of the whole. A step that cannot be understood is a
/// problem, and the rest goes on.
pub(crate) fn read<'n>(
    definition: &'n Node,
    setting: &Setting<'_>,
    pipeline: &mut PipelineDraft,
) -> Vec<Problem<'n>> {
    let whole = |reason: &str| Problem {
        node: definition,
        pointer: String::new(),
        reason: reason.to_owned(),
    };
    if !definition.is_map() {
        return vec![whole("it is no JSON object")];
    }
    let steps = definition.get("Steps");
    if steps.is_some_and(|it| !it.is_list()) {
        return vec![whole("its `Steps` are no list")];
    }
    let expressions = Expressions::new(definition);
    let mut reader = Reader {
        setting,
        expressions: &expressions,
        pipeline,
        notes: Notes::default(),
        takes: BTreeMap::new(),
        pending: BTreeSet::new(),
        problems: Vec::new(),
    };
    reader.steps(steps.map_or(&[][..], Node::items), "/Steps", None, 0);
    reader.gates();
    let (notes, problems) = (reader.notes, reader.problems);
    notes.keep(&expressions, pipeline);
    problems
}

/// What is told of the whole pipeline.
#[derive(Default)]
struct Notes {
    found: Found,
    functions: Vec<String>,
    queues: Vec<String>,
    /// Which member of which step is set by which parameter.
    overridable: Vec<Json>,
}

impl Notes {
    fn keep(self, expressions: &Expressions, pipeline: &mut PipelineDraft) {
        let lists = [
            ("parameters", expressions.names()),
            ("images", self.found.images),
            ("functions", self.functions),
            ("queues", self.queues),
            ("model_package_groups", self.found.groups),
            ("approvals", self.found.approvals),
        ];
        for (name, mut list) in lists {
            list.sort();
            list.dedup();
            if !list.is_empty() {
                pipeline.attribute(name, list);
            }
        }
        if !self.overridable.is_empty() {
            pipeline.attribute("overridable", self.overridable);
        }
    }
}

struct Reader<'r, 'n> {
    setting: &'r Setting<'r>,
    expressions: &'r Expressions,
    pipeline: &'r mut PipelineDraft,
    notes: Notes,
    /// The results of which steps a step takes, by their names.
    takes: BTreeMap<String, BTreeSet<String>>,
    /// The steps that register what somebody must approve.
    pending: BTreeSet<String>,
    problems: Vec<Problem<'n>>,
}

impl<'n> Reader<'_, 'n> {
    fn steps(&mut self, steps: &'n [Node], at: &str, condition: Option<&str>, depth: usize) {
        for (index, node) in steps.iter().enumerate() {
            let pointer = format!("{at}/{index}");
            let problem = |pointer: &str, reason: String| Problem {
                node,
                pointer: pointer.to_owned(),
                reason,
            };
            if depth > DEEPEST {
                let why = format!("it is nested deeper than {DEEPEST} conditions");
                self.problems.push(problem(&pointer, why));
                return;
            }
            let (Some(name), Some(kind)) = (node.text_of("Name"), node.text_of("Type")) else {
                let why = "a step has no `Name` or no `Type`".to_owned();
                self.problems.push(problem(&pointer, why));
                continue;
            };
            let arguments = node.get("Arguments");
            if arguments.is_some_and(|it| !it.is_map()) {
                let why = "its `Arguments` are no object".to_owned();
                let at = format!("{pointer}/Arguments");
                self.problems.push(problem(&at, why));
            }
            self.step(node, (name, kind), &pointer, condition);
            for branch in ["IfSteps", "ElseSteps"] {
                let steps = arguments.and_then(|it| it.get(branch));
                let steps = steps.map_or(&[][..], Node::items);
                let at = format!("{pointer}/Arguments/{branch}");
                self.steps(steps, &at, Some(name), depth + 1);
            }
        }
    }

    fn step(&mut self, node: &'n Node, of: (&str, &str), pointer: &str, condition: Option<&str>) {
        let (name, kind) = of;
        let mut stage = self.pipeline.stage(name, stage_kind(kind).as_str(), node);
        if let Some(below) = self.setting.below {
            stage.placed(below, pointer);
        }
        let depends = node.get("DependsOn").map_or(&[][..], Node::one_or_many);
        let depends = depends.iter().filter_map(Node::as_str);
        let taken = steps_in(node);
        let before = depends.chain(taken.iter().map(|(step, _)| *step));
        for step in before.chain(condition) {
            // `Step.Name[0]` of a step that starts several.
            stage.after(step.split('[').next().unwrap_or(step));
        }
        self.takes.insert(
            name.to_owned(),
            taken.iter().map(|(step, _)| (*step).to_owned()).collect(),
        );
        let whole = Arguments::new(node, self.expressions);
        let found = match whole.within("Arguments") {
            // What these steps send is the caller's own, and no call of SageMaker AI.
            Some(_) if matches!(kind, "Lambda" | "Callback" | "Condition" | "Fail") => {
                Found::default()
            }
            Some(arguments) => jobs::describe(&arguments, self.setting.naming, &mut stage),
            None => Found::default(),
        };
        for member in ["SuppliedBaselineStatistics", "SuppliedBaselineConstraints"] {
            if let Some(value) = whole.value(&[member]) {
                stage.reads(LineageKind::Data, member, &value, Grain::Object);
            }
        }
        if !found.role {
            stage.runs_as("pipeline-role", &self.setting.role, str::to_owned);
        }
        self.calls(&whole, &taken, &mut stage);
        self.note(name, found);
        self.pipeline.add(stage);
    }

    /// The function that a `Lambda` step calls, the queue that a `Callback` step writes to. What other steps made goes
    /// there.
    fn calls(&mut self, step: &Arguments<'_>, taken: &[(&str, &str)], stage: &mut StageDraft) {
        for (member, functions) in [("FunctionArn", true), ("SqsQueueUrl", false)] {
            let Some(value) = step.value(&[member]) else {
                continue;
            };
            let Some(target) = value.known() else {
                stage.unresolved(member, "code", &value);
                continue;
            };
            for (from, output) in taken {
                let of = Value::reference(from, output, output);
                stage.reads(LineageKind::Data, "Arguments", &of, Grain::Object);
            }
            match functions {
                true => {
                    stage.attribute("function", target);
                    if !taken.is_empty() {
                        stage.writes_id(LineageKind::Data, target, value.assumed());
                    }
                    self.notes.functions.push(target.to_owned());
                }
                false => {
                    stage.attribute("queue", target);
                    self.notes.queues.push(target.to_owned());
                }
            }
        }
    }

    fn note(&mut self, step: &str, found: Found) {
        if found
            .approvals
            .iter()
            .any(|it| it == "PendingManualApproval")
        {
            self.pending.insert(step.to_owned());
        }
        for (member, parameter) in found.settable {
            let set = json!({"stage": step, "member": member, "parameter": parameter});
            if !self.notes.overridable.contains(&set) {
                self.notes.overridable.push(set);
            }
        }
        let all = &mut self.notes.found;
        all.images.extend(found.images);
        all.groups.extend(found.groups);
        all.approvals.extend(found.approvals);
    }

    /// A step that takes what was registered cannot use it before somebody has approved it (Amazon SageMaker API Reference,
    /// CreateModelPackage: "must be set to Approved to deploy the model"), nor can those that take its results.
    fn gates(&mut self) {
        let mut gated: BTreeMap<String, String> = BTreeMap::new();
        for registration in &self.pending {
            let mut open = vec![registration.as_str()];
            while let Some(step) = open.pop() {
                let takers = self.takes.iter().filter(|(_, of)| of.contains(step));
                for (taker, _) in takers {
                    if !self.pending.contains(taker) && !gated.contains_key(taker) {
                        gated.insert(taker.clone(), registration.clone());
                        open.push(taker);
                    }
                }
            }
        }
        for stage in self.pipeline.stages_mut() {
            if let Some(registration) = gated.get(&stage.name) {
                stage.gates.push(StageGate {
                    kind: "approval".to_owned(),
                    detail: format!("somebody approves the model that `{registration}` registers"),
                });
            }
        }
    }
}

/// What a type of step does in a pipeline, in the words of a stage.
fn stage_kind(step: &str) -> String {
    match step {
        "Training" | "Tuning" | "AutoML" => "training",
        "Processing" | "EMR" | "EMRServerless" => "preprocessing",
        "ClarifyCheck" | "QualityCheck" => "evaluation",
        "RegisterModel" => "registration",
        "Model" | "CreateModel" | "Endpoint" | "EndpointConfig" => "deployment",
        "Transform" => "inference",
        other => return other.to_lowercase(),
    }
    .to_owned()
}
