//! The templates of a workflow, who calls them with what, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use super::super::pods::items;
use super::super::template::{self, Marks};
use super::super::{Node, Value};
use super::CLUSTER_SCOPED;
use super::order::{is_order, order, target, tasks};
use crate::pipelines::defaults::kubernetes_id;

/// A workflow: its specification and, where the same file has it, that of the template that it is made from.
pub(super) struct Workflow<'d> {
    /// What the workflow says stands before what its template says.
    specs: Vec<&'d Node>,
    /// The id of that template, where the same file has it.
    pub(super) made_from: Option<String>,
    /// The namespace.
    pub(super) namespace: &'d str,
    /// The templates that run something, and those that order others.
    pub(super) templates: BTreeMap<String, &'d Node>,
    /// The templates of other objects that are called: `OBJECT/TEMPLATE`, and where.
    pub(super) foreign: BTreeMap<String, &'d Node>,
    /// By the template that is called.
    calls: BTreeMap<String, Vec<Call<'d>>>,
    /// The other objects of the file.
    pub(super) others: &'d [&'d Node],
}

/// A step or task that calls a template.
#[derive(Clone, Copy)]
pub(super) struct Call<'d> {
    /// The step or task.
    pub(super) task: &'d Node,
    /// The template that it stands in.
    pub(super) caller: &'d Node,
}

const MARKS: [Marks; 1] = [Marks {
    open: "{{",
    close: "}}",
}];

/// What is known of a text before any workflow runs.
pub(super) fn at_run_time(text: &str) -> Value {
    template::value(text, &MARKS, &mut |it| Value::unresolved(it))
}

/// How far values are followed from template to template.
const DEEPEST: usize = 12;

/// So many calls of one template are looked at.
const MOST_CALLS: usize = 64;

impl<'d> Workflow<'d> {
    pub(super) fn new(spec: &'d Node, namespace: &'d str, others: &'d [&'d Node]) -> Self {
        let (mut specs, mut made_from) = (vec![spec], None);
        if let Some(named) = spec
            .at(&["workflowTemplateRef", "name"])
            .and_then(Node::as_str)
        {
            let kind = match is_cluster_scoped(spec.get("workflowTemplateRef")) {
                true => "ClusterWorkflowTemplate",
                false => "WorkflowTemplate",
            };
            let of_the_file = others.iter().find(|it| {
                it.text_of("kind") == Some(kind)
                    && it.at(&["metadata", "name"]).and_then(Node::as_str) == Some(named)
            });
            specs.extend(of_the_file.and_then(|it| it.get("spec")));
            if specs.len() > 1 {
                let reference = spec.get("workflowTemplateRef");
                made_from = reference.and_then(|it| referenced(it, namespace));
            }
        }
        let mut workflow = Self {
            specs,
            made_from,
            namespace,
            templates: BTreeMap::new(),
            foreign: BTreeMap::new(),
            calls: BTreeMap::new(),
            others,
        };
        let templates: Vec<&Node> = workflow
            .specs
            .iter()
            .flat_map(|it| items(it, "templates"))
            .collect();
        for template in templates {
            let name = template.text_of("name").unwrap_or("unnamed");
            workflow
                .templates
                .entry(name.to_owned())
                .or_insert(template);
        }
        let callers: Vec<&Node> = workflow.templates.values().copied().collect();
        for caller in callers {
            workflow.called_by(caller, 0);
        }
        workflow
    }

    fn called_by(&mut self, caller: &'d Node, depth: usize) {
        for task in tasks(caller).into_iter().flatten() {
            let Some(target) = target(task) else { continue };
            if let Some(inline) = task.get("inline") {
                self.templates.entry(target.clone()).or_insert(inline);
                if depth < DEEPEST {
                    self.called_by(inline, depth + 1);
                }
            } else if task.get("templateRef").is_some() {
                self.foreign.entry(target.clone()).or_insert(task);
            }
            let calls = self.calls.entry(target).or_default();
            if calls.len() < MOST_CALLS {
                calls.push(Call { task, caller });
            }
        }
    }

    /// A member of the specification.
    pub(super) fn get(&self, member: &str) -> Option<&'d Node> {
        self.specs.iter().find_map(|it| it.get(member))
    }

    /// The text of a member of the specification.
    pub(super) fn text_of(&self, member: &str) -> Option<&'d str> {
        self.get(member)?.as_str().filter(|it| !it.is_empty())
    }

    /// The calls of a template. One that is called from nowhere is begun by itself.
    pub(super) fn calls(&self, template: &str) -> Vec<Option<Call<'d>>> {
        match self.calls.get(template) {
            Some(calls) => calls.iter().copied().map(Some).collect(),
            None => vec![None],
        }
    }

    /// What is known of a text in a template that is called so.
    pub(super) fn value(&self, text: &str, at: &'d Node, call: Option<Call<'d>>) -> Value {
        self.value_within(text, at, call, 0)
    }

    fn value_within(
        &self,
        text: &str,
        at: &'d Node,
        call: Option<Call<'d>>,
        depth: usize,
    ) -> Value {
        template::value(text, &MARKS, &mut |expression| {
            if depth >= DEEPEST {
                return Value::unresolved(expression);
            }
            let parts: Vec<&str> = expression.split('.').collect();
            match parts.as_slice() {
                ["workflow", "parameters", name] => self.argument(name, at, depth),
                ["workflow", "namespace"] => Value::literal(self.namespace),
                ["workflow", "serviceAccountName"] => {
                    Value::literal(self.text_of("serviceAccountName").unwrap_or("default"))
                }
                ["inputs", "parameters", name] => self.input(name, at, call, depth),
                ["steps" | "tasks", task, "outputs", rest @ ..] => {
                    self.output(at, task, &rest.join("."), expression)
                }
                _ => Value::unresolved(expression),
            }
        })
    }

    /// An argument of the workflow: whoever submits it may give another.
    fn argument(&self, name: &str, at: &'d Node, depth: usize) -> Value {
        let arguments = self
            .specs
            .iter()
            .filter_map(|it| it.at(&["arguments", "parameters"]));
        let named = arguments
            .flat_map(|it| it.items())
            .find(|it| it.text_of("name") == Some(name) && parameter_text(it).is_some());
        match named.and_then(parameter_text) {
            Some(text) => self.default_of(name, text, at, depth),
            None => Value::unresolved(&format!("workflow.parameters.{name}")),
        }
    }

    fn default_of(&self, name: &str, text: &str, at: &'d Node, depth: usize) -> Value {
        let value = self.value_within(text, at, None, depth + 1);
        match value.known() {
            Some(known) => Value::parameter(name, Some(known.to_owned())),
            None => value,
        }
    }

    /// An input of a template: what the caller gives, else the argument of the workflow for the template that it begins
    /// with, else the default.
    fn input(&self, name: &str, at: &'d Node, call: Option<Call<'d>>, depth: usize) -> Value {
        if let Some(call) = call
            && let Some(given) = call.task.at(&["arguments", "parameters"])
            && let Some(given) = given
                .items()
                .iter()
                .find(|it| it.text_of("name") == Some(name))
        {
            return match parameter_text(given) {
                Some(text) => {
                    let above = self.first_call(call.caller);
                    self.value_within(text, call.caller, above, depth + 1)
                }
                None => Value::unresolved(&format!("inputs.parameters.{name}")),
            };
        }
        let begins = self.text_of("entrypoint").is_some()
            && self.text_of("entrypoint") == at.text_of("name");
        if begins {
            let value = self.argument(name, at, depth);
            if value.known().is_some() {
                return value;
            }
        }
        let inputs = at
            .at(&["inputs", "parameters"])
            .map_or(&[][..], Node::items);
        let input = inputs.iter().find(|it| it.text_of("name") == Some(name));
        match input.and_then(parameter_text) {
            Some(text) => self.default_of(name, text, at, depth),
            None => Value::unresolved(&format!("inputs.parameters.{name}")),
        }
    }

    /// The call of the template that a step stands in. Where there are several, one is as good as another only if all
    /// give the same, which is not known: then none.
    fn first_call(&self, caller: &'d Node) -> Option<Call<'d>> {
        let name = caller.text_of("name")?;
        match self.calls.get(name)?.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// A result of a task beside the one that asks.
    pub(super) fn output(&self, caller: &'d Node, task: &str, output: &str, text: &str) -> Value {
        let found = tasks(caller)
            .into_iter()
            .flatten()
            .find(|it| it.text_of("name") == Some(task));
        let Some(target) = found.and_then(target) else {
            return Value::unresolved(text);
        };
        let last = self.ends(&target, false, &mut BTreeSet::new());
        match last.iter().next() {
            Some(stage) => Value::reference(stage, output, text),
            None => Value::unresolved(text),
        }
    }

    /// The stages with which a template begins, or ends.
    pub(super) fn ends(
        &self,
        template: &str,
        begins: bool,
        visited: &mut BTreeSet<String>,
    ) -> BTreeSet<String> {
        let mut ends = BTreeSet::new();
        let mut open = vec![template.to_owned()];
        while let Some(name) = open.pop() {
            if !visited.insert(name.clone()) {
                continue;
            }
            match self.templates.get(&name) {
                Some(node) if is_order(node) => {
                    let order = order(node);
                    let outer = tasks(node).into_iter().flatten().filter(|task| {
                        let own = task.text_of("name").unwrap_or_default();
                        let mut others = order.iter();
                        !others.any(|(before, after)| own == if begins { *after } else { *before })
                    });
                    open.extend(outer.filter_map(target));
                }
                Some(_) => {
                    ends.insert(name);
                }
                None if self.foreign.contains_key(&name) => {
                    ends.insert(name);
                }
                None => {}
            }
        }
        ends
    }
}

/// The id of the object whose templates a reference names.
pub(super) fn referenced(reference: &Node, namespace: &str) -> Option<String> {
    let name = reference.text_of("name")?;
    Some(match is_cluster_scoped(Some(reference)) {
        true => kubernetes_id(CLUSTER_SCOPED, "ClusterWorkflowTemplate", name),
        false => kubernetes_id(namespace, "WorkflowTemplate", name),
    })
}

fn is_cluster_scoped(reference: Option<&Node>) -> bool {
    let scope = reference.and_then(|it| it.get("clusterScope"));
    scope.and_then(Node::as_bool) == Some(true)
}

/// `value`, or the `default` of an input.
fn parameter_text(parameter: &Node) -> Option<&str> {
    parameter
        .text_of("value")
        .or_else(|| parameter.text_of("default"))
}
