//! The templates of a workflow, who calls them with what, and in which order.

use std::collections::{BTreeMap, BTreeSet};

use super::super::pods::items;
use super::super::template::Growth;
use super::super::{Node, Value};
use super::CLUSTER_SCOPED;
use super::order::{is_order, order, target, tasks};
use crate::pipelines::defaults::kubernetes_id;

/// A workflow: its specification and, where the same file has it, that of the template that it is made from.
pub(super) struct Workflow<'d> {
    /// What the workflow says stands before what its template says.
    pub(super) specs: Vec<&'d Node>,
    /// The id of that template, where the same file has it.
    pub(super) made_from: Option<String>,
    /// The namespace.
    pub(super) namespace: &'d str,
    /// The templates that run something, and those that order others.
    pub(super) templates: BTreeMap<String, &'d Node>,
    /// The templates of other objects that are called: `OBJECT/TEMPLATE`, and where.
    pub(super) foreign: BTreeMap<String, &'d Node>,
    /// By the template that is called.
    pub(super) calls: BTreeMap<String, Vec<Call<'d>>>,
    /// The other objects of the file.
    pub(super) others: &'d [&'d Node],
    /// How much its values have grown to.
    pub(super) growth: Growth,
}

/// A step or task that calls a template.
#[derive(Clone, Copy)]
pub(super) struct Call<'d> {
    /// The step or task.
    pub(super) task: &'d Node,
    /// The template that it stands in.
    pub(super) caller: &'d Node,
}

/// How far values are followed from template to template.
pub(super) const DEEPEST: usize = 12;

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
            growth: Growth::default(),
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
