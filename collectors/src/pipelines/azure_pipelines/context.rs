//! What the values of a definition are: parameters with their defaults, variables, expressions (Azure Pipelines documentation,
//! "Template expressions", "Define variables").

use std::collections::HashMap;

use super::super::ci::Variables;
use super::super::template::{self, Marks};
use super::super::{Node, Value};
use super::connections::Project;

/// How deep `${{ if }}` in `${{ if }}` is followed.
const DEEPEST: usize = 20;
/// The most members of a list that conditions unfold to.
const MOST: usize = 20_000;

const EXPRESSIONS: [Marks; 1] = [Marks {
    open: "${{",
    close: "}}",
}];

/// What is known in a file.
pub(super) struct Context<'n> {
    pub(super) project: Project,
    pub(super) root: &'n Node,
    parameters: HashMap<&'n str, Option<&'n str>>,
}

/// Variables in scope, and the groups that more of them come from.
#[derive(Clone, Default)]
pub(super) struct Scope<'n> {
    pub(super) variables: Variables<'n>,
    pub(super) groups: Vec<&'n str>,
    /// Names and values, as they are written.
    pub(super) written: Vec<(&'n str, Option<&'n str>)>,
    /// Templates of variables.
    pub(super) templates: Vec<&'n str>,
}

impl<'n> Context<'n> {
    pub(super) fn new(root: &'n Node, project: Project) -> Self {
        let mut parameters = HashMap::new();
        let declared = root.get("parameters");
        for one in declared.map_or(&[][..], Node::items) {
            if let Some(name) = one.text_of("name") {
                parameters.insert(name, one.text_of("default"));
            }
        }
        // The older form: names and their defaults.
        for (name, default) in declared.map_or(&[][..], Node::entries) {
            if let Some(name) = name.as_str() {
                parameters.insert(name, default.as_str());
            }
        }
        Self {
            project,
            root,
            parameters,
        }
    }

    /// A text with the values of its expressions and macros.
    pub(super) fn value(&self, text: &str, scope: &Scope<'_>) -> Value {
        let expanded = template::value(text, &EXPRESSIONS, &mut |expression| {
            let name = expression
                .strip_prefix("parameters.")
                .or_else(|| expression.strip_prefix("parameters['")?.strip_suffix("']"));
            if let Some(name) = name {
                // An empty default says that whoever uses the template must give one.
                let default = self.parameters.get(name).copied().flatten();
                let default = default.filter(|it| !it.is_empty());
                return match default {
                    Some(default) => Value::parameter(name, Some(default.to_owned())),
                    None => Value::unresolved(text),
                };
            }
            let name = expression
                .strip_prefix("variables.")
                .or_else(|| expression.strip_prefix("variables['")?.strip_suffix("']"));
            match name {
                Some(name) => scope.variables.value(&format!("$({name})")),
                None => Value::unresolved(text),
            }
        });
        let Some(known) = expanded.known() else {
            return expanded;
        };
        let mut value = scope.variables.value(known);
        for parameter in expanded.parameters() {
            value.join(Value::parameter(parameter, Some(String::new())), text);
        }
        value
    }

    /// Adds the `variables` of the file, a stage or a job to those around it.
    pub(super) fn within(&self, scope: &Scope<'n>, node: &'n Node) -> Scope<'n> {
        let mut scope = scope.clone();
        let Some(variables) = member(node, "variables") else {
            return scope;
        };
        for (name, value) in entries(variables) {
            if let Some(name) = name.as_str() {
                scope.variables.set(name, value.as_str());
                scope.written.push((name, value.as_str()));
            }
        }
        for one in flat(variables.items()) {
            if let Some(group) = one.text_of("group") {
                scope.groups.push(group);
            } else if let Some(name) = one.text_of("name") {
                let text = one.text_of("value").or_else(|| one.text_of("default"));
                scope.variables.set(name, text);
                scope.written.push((name, text));
            } else if let Some(template) = one.text_of("template") {
                scope.templates.push(template);
            }
        }
        scope
    }
}

/// The members of a list, those under `${{ if }}` and `${{ each }}` too.
pub(super) fn flat(items: &[Node]) -> Vec<&Node> {
    let mut all = Vec::new();
    flatten(items, DEEPEST, &mut all);
    all
}

fn flatten<'n>(items: &'n [Node], depth: usize, all: &mut Vec<&'n Node>) {
    for item in items {
        if all.len() >= MOST {
            return;
        }
        match (item.entries().first(), depth.checked_sub(1)) {
            (Some((key, inner)), Some(depth)) if is_condition(key) && inner.is_list() => {
                flatten(inner.items(), depth, all);
            }
            _ => all.push(item),
        }
    }
}

fn is_condition(key: &Node) -> bool {
    key.as_str()
        .is_some_and(|it| it.trim_start().starts_with("${{"))
}

/// The member of a map, or of what stands in it under a condition.
pub(super) fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    node.get(name).or_else(|| {
        let conditions = node.entries().iter().filter(|(key, _)| is_condition(key));
        conditions.take(50).find_map(|(_, inner)| inner.get(name))
    })
}

/// The members of a map, those under conditions too.
pub(super) fn entries(node: &Node) -> impl Iterator<Item = &(Node, Node)> {
    let all = node.entries().iter();
    all.flat_map(|entry| match is_condition(&entry.0) && entry.1.is_map() {
        true => entry.1.entries(),
        false => std::slice::from_ref(entry),
    })
}
