//! Values of Amazon States Language (Step Functions Developer Guide, "Using JSONPath paths", "Transforming data with JSONata"):
//! members whose name ends in `.$` and texts in `{% %}` are computed while the machine runs, `${X}` is filled in where it is made.

use std::collections::BTreeMap;

use super::super::arguments::Language;
use super::super::text;
use crate::pipelines::{Node, Value};

/// The language of one machine, with what is filled in.
#[derive(Debug, Default)]
pub(in crate::pipelines::aws) struct States {
    pub(in crate::pipelines::aws) substitutions: BTreeMap<String, Value>,
}

impl States {
    /// What is known of a text.
    pub(super) fn text(&self, text: &str) -> Value {
        if text.trim_start().starts_with("{%") {
            return Value::unresolved(text.trim());
        }
        text::with(text, &mut |name| match self.substitutions.get(name) {
            Some(value) => value.clone(),
            None => Value::unresolved(&format!("${{{name}}}")),
        })
    }
}

impl Language for States {
    fn value(&self, node: &Node) -> Value {
        match node.as_str() {
            Some(text) => self.text(text),
            None => Value::unresolved("an expression"),
        }
    }

    fn member(&self, name: &str, node: &Node) -> Value {
        match (name.ends_with(".$"), node.as_str()) {
            (true, Some(path)) => Value::unresolved(path),
            _ => self.value(node),
        }
    }
}
