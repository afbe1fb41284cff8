//! What is known of the parameters of a task or pipeline (Tekton, "Parameters", "Variable Substitutions Supported by Tasks and
//! Pipelines").

use std::collections::BTreeMap;

use super::super::template::{self, Growth, Marks};
use super::super::{Node, Value};

const MARKS: [Marks; 1] = [Marks {
    open: "$(",
    close: ")",
}];

/// So many parameters of one definition are looked at.
const MOST: usize = 2_000;

/// By their names; members of objects are `name.key`, items of lists `name[0]`.
pub(super) type Parameters = BTreeMap<String, Value>;

/// What the expressions of a definition may name.
#[derive(Clone, Copy)]
pub(super) struct Known<'k> {
    /// What a run, a pipeline or a trigger gives.
    pub(super) given: &'k Parameters,
    /// The defaults of what is not given.
    pub(super) declared: &'k Parameters,
    /// What else may be named: what is known around it.
    pub(super) above: Option<&'k Known<'k>>,
    /// The parameters of the trigger whose template this is.
    pub(super) of_trigger: &'k Parameters,
    pub(super) namespace: &'k str,
    pub(super) growth: &'k Growth,
}

impl Known<'_> {
    /// `$(params.x)`, `$(tt.params.x)`, `$(tasks.a.results.r)`; anything else is known only at run time.
    pub(super) fn value(&self, text: &str) -> Value {
        template::value(text, &MARKS, &mut |expression| {
            self.growth.of(expression, || self.named(expression))
        })
    }

    fn parameter(&self, name: &str) -> Option<&Value> {
        let own = self.given.get(name).or_else(|| self.declared.get(name));
        own.or_else(|| self.above?.parameter(name))
    }

    fn named(&self, expression: &str) -> Value {
        let of_trigger = expression.strip_prefix("tt.").and_then(parameter);
        if let Some(name) = of_trigger {
            return or_unresolved(self.of_trigger.get(name), expression);
        }
        if let Some(name) = parameter(expression) {
            return or_unresolved(self.parameter(name), expression);
        }
        let parts: Vec<&str> = expression.splitn(4, '.').collect();
        match parts.as_slice() {
            ["tasks", task, "results", result] => Value::reference(task, result, expression),
            ["context", "taskRun" | "pipelineRun", "namespace"] => Value::literal(self.namespace),
            _ => Value::unresolved(expression),
        }
    }
}

fn or_unresolved(known: Option<&Value>, expression: &str) -> Value {
    known
        .cloned()
        .unwrap_or_else(|| Value::unresolved(expression))
}

/// `params.x`, `params["x"]`.
fn parameter(expression: &str) -> Option<&str> {
    let rest = expression.strip_prefix("params")?;
    rest.strip_prefix('.')
        .or_else(|| rest.strip_prefix("[\"")?.strip_suffix("\"]"))
        .or_else(|| rest.strip_prefix("['")?.strip_suffix("']"))
}

/// What is handed over: `name` and `value`.
pub(super) fn given(list: &[Node], value: &dyn Fn(&str) -> Value) -> Parameters {
    stated(list, "value", &|_, text| value(text))
}

/// What is taken where nothing is handed over: `name` and `default`.
pub(super) fn declared(list: &[Node]) -> Parameters {
    stated(list, "default", &|name, text| match text.contains("$(") {
        true => Value::unresolved(text),
        false => Value::parameter(name, Some(text.to_owned())),
    })
}

fn stated(list: &[Node], member: &str, value: &dyn Fn(&str, &str) -> Value) -> Parameters {
    let mut found = Parameters::new();
    for one in list.iter().take(MOST) {
        let (Some(name), Some(stated)) = (one.text_of("name"), one.get(member)) else {
            continue;
        };
        if let Some(text) = stated.as_str() {
            found.insert(name.to_owned(), value(name, text));
        }
        for (key, inner) in stated.entries().iter().take(MOST) {
            if let (Some(key), Some(text)) = (key.as_str(), inner.as_str()) {
                found.insert(format!("{name}.{key}"), value(name, text));
            }
        }
        for (index, item) in stated.items().iter().take(MOST).enumerate() {
            if let Some(text) = item.as_str() {
                found.insert(format!("{name}[{index}]"), value(name, text));
            }
        }
    }
    found
}
