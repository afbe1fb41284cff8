//! Values of a SageMaker pipeline: written out, a parameter, the result of another step, or a function of those
//! (SageMaker AI Developer Guide, "Pipeline definition JSON schema", version 2020-12-01).

use std::collections::BTreeMap;

use super::super::arguments::Language;
use super::super::text::placeholders;
use crate::pipelines::{Node, Value};

/// Joins stand in joins; no deeper than this.
const DEEPEST: usize = 8;

/// The language of one definition: its parameters and their defaults.
pub(super) struct Expressions {
    parameters: BTreeMap<String, Option<String>>,
}

impl Expressions {
    pub(super) fn new(definition: &Node) -> Self {
        let all = definition.get("Parameters").map_or(&[][..], Node::items);
        let parameters = all.iter().filter_map(|it| {
            let default = it.text_of("DefaultValue").map(str::to_owned);
            Some((it.text_of("Name")?.to_owned(), default))
        });
        Self {
            parameters: parameters.collect(),
        }
    }

    /// The names of all parameters.
    pub(super) fn names(&self) -> Vec<String> {
        self.parameters.keys().cloned().collect()
    }

    fn parameter(&self, name: &str) -> Value {
        match self.parameters.get(name).cloned().flatten() {
            Some(default) => match placeholders(&default).known() {
                Some(_) => Value::parameter(name, Some(default)),
                None => placeholders(&default),
            },
            None => Value::parameter(name, None),
        }
    }

    fn at_depth(&self, node: &Node, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::unresolved("an expression");
        }
        if let Some(text) = node.as_str() {
            return placeholders(text);
        }
        if let Some(of) = node.text_of("Get") {
            return self.get(of);
        }
        if let Some(join) = node.get("Std:Join") {
            let on = join.text_of("On").unwrap_or_default();
            let mut value = Value::literal("");
            let parts = join.get("Values").map_or(&[][..], Node::items);
            for (index, part) in parts.iter().enumerate() {
                if index > 0 {
                    value.join(Value::literal(on), "Std:Join");
                }
                let part = self.at_depth(part, depth + 1);
                let written = match part.expression() {
                    "" => "Std:Join".to_owned(),
                    expression => format!("Std:Join of {expression}"),
                };
                value.join(part, &written);
            }
            return value;
        }
        let function = node.entries().first().and_then(|(name, _)| name.as_str());
        let function = function.filter(|name| name.starts_with("Std:"));
        Value::unresolved(function.unwrap_or("an expression"))
    }

    fn get(&self, of: &str) -> Value {
        if let Some(parameter) = of.strip_prefix("Parameters.") {
            return self.parameter(parameter);
        }
        match step_of(of) {
            Some((step, output)) => Value::reference(step, output, of),
            None => Value::unresolved(of),
        }
    }
}

impl Language for Expressions {
    fn value(&self, node: &Node) -> Value {
        self.at_depth(node, 0)
    }
}

/// The step that `Steps.Train.ModelArtifacts.S3ModelArtifacts` names, and what of it.
fn step_of(reference: &str) -> Option<(&str, &str)> {
    let rest = reference.strip_prefix("Steps.")?;
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    Some((rest.get(..end)?, rest.get(end..)?.trim_start_matches('.')))
}

/// The steps whose results a part of a definition refers to, but for what stands in the branches of a condition.
pub(super) fn steps_in(node: &Node) -> Vec<(&str, &str)> {
    let (mut found, mut open) = (Vec::new(), vec![node]);
    while let Some(node) = open.pop() {
        if let Some(of) = node.text_of("Get") {
            found.extend(step_of(of));
            continue;
        }
        open.extend(node.items());
        let members = node.entries().iter();
        let members =
            members.filter(|(name, _)| !matches!(name.as_str(), Some("IfSteps" | "ElseSteps")));
        open.extend(members.map(|(_, value)| value));
    }
    found.sort_unstable();
    found.dedup();
    found
}
