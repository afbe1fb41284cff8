//! What is known of the values of a workflow: its arguments, what callers hand to templates, what tasks put out.

use super::super::template::{self, Marks};
use super::super::{Node, Value};
use super::calls::{Call, DEEPEST, Workflow};
use super::order::{target, tasks};

const MARKS: [Marks; 1] = [Marks {
    open: "{{",
    close: "}}",
}];

/// What is known of a text before any workflow runs.
pub(super) fn at_run_time(text: &str) -> Value {
    template::value(text, &MARKS, &mut |it| Value::unresolved(it))
}

impl<'d> Workflow<'d> {
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
            self.growth.of(expression, || match depth < DEEPEST {
                true => self.named(expression, at, call, depth),
                false => Value::unresolved(expression),
            })
        })
    }

    fn named(&self, expression: &str, at: &'d Node, call: Option<Call<'d>>, depth: usize) -> Value {
        let parts: Vec<&str> = expression.split('.').collect();
        match parts.as_slice() {
            ["workflow", "parameters", name] => self.argument(name, at, depth),
            ["workflow", "namespace"] => Value::literal(self.namespace),
            ["workflow", "serviceAccountName"] => {
                Value::literal(self.text_of("serviceAccountName").unwrap_or("default"))
            }
            ["inputs", "parameters", name] => self.input(name, at, call, depth),
            ["steps" | "tasks", task, "outputs", "parameters", name] => {
                self.result(at, task, name, expression, depth)
            }
            ["steps" | "tasks", task, "outputs", rest @ ..] => {
                self.output(at, task, &rest.join("."), expression)
            }
            _ => Value::unresolved(expression),
        }
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

    /// A parameter that a task beside the one that asks puts out: what its template writes out or takes from others (Argo
    /// Workflows, "Output Parameters"); what a pod writes is known only when it has run.
    fn result(&self, caller: &'d Node, task: &str, name: &str, text: &str, depth: usize) -> Value {
        let of_pod = || self.output(caller, task, &format!("parameters.{name}"), text);
        let mut all = tasks(caller).into_iter().flatten();
        let Some(task) = all.find(|it| it.text_of("name") == Some(task)) else {
            return of_pod();
        };
        let template = target(task).and_then(|it| self.templates.get(&it));
        let outputs = template.and_then(|it| it.at(&["outputs", "parameters"]));
        let mut outputs = outputs.map_or(&[][..], Node::items).iter();
        let put_out = outputs.find(|it| it.text_of("name") == Some(name));
        let from = put_out.and_then(|it| {
            it.text_of("value")
                .or_else(|| it.get("valueFrom")?.text_of("parameter"))
        });
        let (Some(template), Some(from)) = (template, from) else {
            return of_pod();
        };
        let value = self.value_within(from, template, Some(Call { task, caller }), depth + 1);
        match value.known().is_some() || !value.references().is_empty() {
            true => value,
            false => of_pod(),
        }
    }
}

/// `value`, or the `default` of an input.
fn parameter_text(parameter: &Node) -> Option<&str> {
    parameter
        .text_of("value")
        .or_else(|| parameter.text_of("default"))
}
