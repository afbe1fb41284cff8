//! From the outermost component down to the tasks that run something: one stage each.

use std::collections::BTreeMap;

use super::super::{Grain, Node, Output, PipelineDraft, StageDraft, Value, purpose};
use super::executor;
use super::ir::Ir;
use super::value::{artifact_kind, constant_text, entries, expression, joined, parameters_of};
use crate::coverage::Outcome;
use crate::facts::LineageKind;

/// How deep components are followed.
const DEEPEST: usize = 24;
/// The most tasks: more are told as a gap.
const MOST: usize = 4_000;

/// Who runs a pipeline, and with what.
pub(in super::super) struct Run<'a> {
    /// Gives a stage its identity; the executor may say more.
    pub(in super::super) identity: &'a dyn Fn(&mut StageDraft),
    /// The namespace of secrets, where it runs on Kubernetes.
    pub(in super::super) namespace: &'a str,
    /// The values that the run gives to parameters.
    pub(in super::super) parameters: BTreeMap<String, Value>,
    /// Where outputs go.
    pub(in super::super) root: Value,
    /// The type and id of the definition that is run, where it is a thing of its own.
    pub(in super::super) code: Option<(&'a str, String)>,
}

/// What a component is given.
#[derive(Clone, Default)]
pub(super) struct Scope {
    pub(super) parameters: BTreeMap<String, Value>,
    /// The stages that make each artifact.
    artifacts: BTreeMap<String, Vec<String>>,
    /// The stages that must end before it begins.
    after: Vec<String>,
    /// What must hold for it to run.
    conditions: Vec<String>,
}

/// Reads every task.
pub(in super::super) fn read(
    ir: &Ir,
    run: &Run<'_>,
    pipeline: &mut PipelineDraft,
    output: &mut Output<'_>,
) {
    let Some(root) = &ir.root else { return };
    let mut scope = Scope::default();
    for (name, definition) in entries(root, &["inputDefinitions", "parameters"]) {
        let value = Value::parameter(name, default_of(definition));
        scope.parameters.insert(name.to_owned(), value);
    }
    scope.parameters.extend(run.parameters.clone());
    let mut walk = Walk { ir, run, tasks: 0 };
    walk.dag(root, "", &scope, 0, pipeline);
    if walk.tasks >= MOST {
        let reason = format!("it has more than {MOST} tasks");
        output.gap(Outcome::CutOff, root, &reason, "split the pipeline");
    }
}

/// The default of an input.
fn default_of(definition: &Node) -> Option<String> {
    let text = definition.text_of("defaultValue");
    let text = text.or_else(|| constant_text(definition.get("defaultValue")?));
    text.map(str::to_owned)
}

/// What a component puts out.
#[derive(Clone, Copy)]
enum Made<'n> {
    Everything,
    Artifact(&'n str),
    Parameter(&'n str),
}

struct Walk<'a> {
    ir: &'a Ir,
    run: &'a Run<'a>,
    tasks: usize,
}

impl<'a> Walk<'a> {
    fn dag(
        &mut self,
        component: &'a Node,
        path: &str,
        scope: &Scope,
        depth: usize,
        pipeline: &mut PipelineDraft,
    ) {
        if depth > DEEPEST {
            return;
        }
        let tasks = entries(component, &["dag", "tasks"]);
        for (name, task) in &tasks {
            self.tasks += 1;
            if self.tasks >= MOST {
                return;
            }
            let own = joined(path, name);
            let inner = self.scope(task, path, component, scope, depth);
            let Some(called) = self.component(task) else {
                continue;
            };
            if called.get("dag").is_some() {
                self.dag(called, &own, &inner, depth + 1, pipeline);
                continue;
            }
            let mut stage = pipeline.stage(&own, purpose::of_name(name), task);
            self.leaf(task, called, &inner, &mut stage);
            pipeline.add(stage);
        }
    }

    fn component(&self, task: &Node) -> Option<&'a Node> {
        let name = task.at(&["componentRef", "name"])?.as_str()?;
        self.ir.components.get(name).or_else(|| {
            // A compiler that shares what is the same numbers the references only: `comp-train-2`.
            let (shared, number) = name.rsplit_once('-')?;
            number.parse::<u32>().ok()?;
            self.ir.components.get(shared)
        })
    }

    /// What a task is given.
    fn scope(
        &self,
        task: &Node,
        path: &str,
        parent: &'a Node,
        scope: &Scope,
        depth: usize,
    ) -> Scope {
        let mut inner = Scope {
            conditions: scope.conditions.clone(),
            ..Scope::default()
        };
        let condition = task.at(&["triggerPolicy", "condition"]);
        inner.conditions.extend(
            condition
                .and_then(Node::as_str)
                .map(|it| crate::redact::free_text(it).into_owned()),
        );
        let stages = |producer: &str, output: Made<'_>| -> Vec<String> {
            let mut found = Vec::new();
            self.makers(parent, path, producer, output, depth, &mut found);
            found
        };
        for (name, given) in entries(task, &["inputs", "parameters"]) {
            let value = if let Some(outer) = given.text_of("componentInputParameter") {
                match scope.parameters.get(outer) {
                    Some(value) => value.clone(),
                    None => Value::unresolved(outer),
                }
            } else if let Some(made) = given.get("taskOutputParameter") {
                let producer = made.text_of("producerTask").unwrap_or_default();
                let key = made.text_of("outputParameterKey").unwrap_or_default();
                match stages(producer, Made::Parameter(key)).first() {
                    Some(stage) => Value::reference(stage, key, key),
                    None => Value::unresolved(key),
                }
            } else {
                let given = given.get("runtimeValue");
                // An older form names the parameter of the pipeline.
                let outer = given.and_then(|it| it.text_of("runtimeParameter"));
                let outer = outer.and_then(|it| scope.parameters.get(it)).cloned();
                let text = given.and_then(constant_text).map(Value::literal);
                outer.or(text).unwrap_or_else(|| Value::unresolved(name))
            };
            inner.parameters.insert(name.to_owned(), value);
        }
        // What the caller leaves out has its default.
        let called = self.component(task);
        let declared = called.map(|it| entries(it, &["inputDefinitions", "parameters"]));
        for (name, definition) in declared.into_iter().flatten() {
            if let Some(text) = default_of(definition) {
                let default = || Value::parameter(name, Some(text));
                inner
                    .parameters
                    .entry(name.to_owned())
                    .or_insert_with(default);
            }
        }
        // Constants are written with the other inputs of the task in them.
        let given = inner.parameters.clone();
        for value in inner.parameters.values_mut() {
            if let Some(text) = value.known().filter(|it| it.contains("{{$")) {
                *value = expression(text, &given);
            }
        }
        for (name, given) in entries(task, &["inputs", "artifacts"]) {
            let makers = if let Some(outer) = given.text_of("componentInputArtifact") {
                scope.artifacts.get(outer).cloned().unwrap_or_default()
            } else if let Some(made) = given.get("taskOutputArtifact") {
                let producer = made.text_of("producerTask").unwrap_or_default();
                let key = made.text_of("outputArtifactKey");
                stages(producer, key.map_or(Made::Everything, Made::Artifact))
            } else {
                Vec::new()
            };
            inner.artifacts.insert(name.to_owned(), makers);
        }
        let before = task.get("dependentTasks").map_or(&[][..], Node::items);
        for before in before.iter().filter_map(Node::as_str) {
            inner.after.extend(stages(before, Made::Everything));
        }
        if inner.after.is_empty() {
            inner.after.clone_from(&scope.after);
        }
        inner
    }

    /// The stages that make an output of a task, or all that it has.
    fn makers(
        &self,
        parent: &Node,
        path: &str,
        task: &str,
        output: Made<'_>,
        depth: usize,
        found: &mut Vec<String>,
    ) {
        if depth > DEEPEST || found.len() >= MOST {
            return;
        }
        let Some(node) = parent.at(&["dag", "tasks", task]) else {
            return;
        };
        let own = joined(path, task);
        let Some(called) = self.component(node).filter(|it| it.get("dag").is_some()) else {
            found.push(own);
            return;
        };
        let (side, key) = match output {
            Made::Everything => {
                for (inner, _) in entries(called, &["dag", "tasks"]) {
                    self.makers(called, &own, inner, output, depth + 1, found);
                }
                return;
            }
            Made::Artifact(key) => ("artifacts", key),
            Made::Parameter(key) => ("parameters", key),
        };
        let Some(selected) = called.at(&["dag", "outputs", side, key]) else {
            return self.makers(parent, path, task, Made::Everything, depth, found);
        };
        // Of several branches, one has run.
        let one = selected.get("valueFromParameter");
        let of_branches = selected.at(&["valueFromOneof", "parameterSelectors"]);
        let selectors = selected.get("artifactSelectors").or(of_branches);
        let selectors = selectors.map_or(&[][..], Node::items);
        for selector in one.into_iter().chain(selectors) {
            let producer = selector.text_of("producerSubtask").unwrap_or_default();
            let artifact = selector.text_of("outputArtifactKey").map(Made::Artifact);
            let parameter = selector.text_of("outputParameterKey").map(Made::Parameter);
            let output = artifact.or(parameter).unwrap_or(Made::Everything);
            self.makers(called, &own, producer, output, depth + 1, found);
        }
    }

    fn leaf(&self, task: &Node, component: &Node, scope: &Scope, stage: &mut StageDraft) {
        (self.run.identity)(stage);
        for before in &scope.after {
            stage.after(before);
        }
        if let Some((kind, id)) = &self.run.code {
            stage.reads_asset(LineageKind::Code, kind, id, None);
        }
        for (name, makers) in &scope.artifacts {
            let kind = artifact_kind(component, "inputDefinitions", name);
            if makers.is_empty() {
                stage.reads(kind, name, &Value::unresolved(name), Grain::Guess);
            }
            for maker in makers {
                let output = if kind == LineageKind::Model {
                    "Model"
                } else {
                    "artifact"
                };
                stage.reads(
                    kind,
                    name,
                    &Value::reference(maker, output, name),
                    Grain::Guess,
                );
            }
        }
        for value in scope.parameters.values() {
            // The result of a task goes on to this one.
            for (before, _) in value.references() {
                stage.after(before);
            }
        }
        parameters_of(&scope.parameters, stage);
        let mut kinds: Vec<LineageKind> = entries(component, &["outputDefinitions", "artifacts"])
            .iter()
            .map(|(name, _)| artifact_kind(component, "outputDefinitions", name))
            .collect();
        kinds.sort();
        kinds.dedup();
        let label = component.text_of("executorLabel").unwrap_or_default();
        let executor = self.ir.executors.get(label);
        let imports = executor.and_then(|it| it.get("importer"));
        for kind in kinds.iter().filter(|_| imports.is_none()) {
            stage.writes(*kind, "pipeline_root", &self.run.root, Grain::Prefix);
        }
        if let Some(executor) = executor {
            executor::read(executor, scope, component, stage);
        }
        if let Some(platform) = self.ir.platform.get(label) {
            executor::platform(platform, scope, self.run.namespace, stage);
        }
        if !scope.conditions.is_empty() {
            stage.attribute("conditions", scope.conditions.clone());
        }
        if task
            .at(&["triggerPolicy", "strategy"])
            .and_then(Node::as_str)
            == Some("ALL_UPSTREAM_TASKS_COMPLETED")
        {
            stage.attribute("runs_even_after_failure", true);
        }
    }
}
