//! Variables and connections that tasks ask for by name: in templates of their arguments, and in Python.
//!
//! Apache Airflow documentation, "Variables", "Templates reference" (`{{ var.value.NAME }}`, `{{ conn.NAME.password }}`).

use super::arguments::Arguments;
use super::connections::{self, CONNECTION};
use crate::pipelines::StageDraft;
use crate::pipelines::python::{Expr, Module};

/// The type of variables.
pub(super) const VARIABLE: &str = "airflow:variable";

/// Reads the arguments of a task.
pub(super) fn read(arguments: &Arguments<'_>, stage: &mut StageDraft) {
    for (name, expr) in &arguments.task.call.named {
        arguments.module.follow(expr).walk(&mut |it| {
            asked(it, arguments.module, stage);
            if let Expr::Text { text, .. } = arguments.module.follow(it) {
                templates(name, text, stage);
            }
        });
    }
}

/// `Variable.get("NAME")`.
pub(super) fn asked(expr: &Expr, module: &Module, stage: &mut StageDraft) {
    let Expr::Call(call) = module.follow(expr) else {
        return;
    };
    let Expr::Member(base, method) = &call.function else {
        return;
    };
    if method != "get" || base.last() != "Variable" {
        return;
    }
    let Some(asked) = call.argument("key", 0) else {
        return;
    };
    let value = module.value(asked);
    match value.known() {
        Some(name) => variable("python", name, stage),
        None => {
            stage.unresolved("variable", "secret", &value);
        }
    }
}

fn variable(how: &str, name: &str, stage: &mut StageDraft) {
    let why = "a variable of Airflow may hold a secret";
    stage.secret(how, name, &id(name), VARIABLE, Some(why.to_owned()));
}

/// The id of a variable.
pub(super) fn id(name: &str) -> String {
    format!("airflow:variables/{name}")
}

/// What the templates of a text name.
fn templates(argument: &str, text: &str, stage: &mut StageDraft) {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("{{") {
        let (inside, after) = behind.split_once("}}").unwrap_or((behind, ""));
        let name_after = |prefix: &str| {
            let at = inside.find(prefix)?.checked_add(prefix.len())?;
            let name = inside.get(at..)?;
            let end = name.find(|it: char| !(it.is_ascii_alphanumeric() || "_-".contains(it)));
            name.get(..end.unwrap_or(name.len()))
                .filter(|it| !it.is_empty())
        };
        for prefix in [
            "var.value.",
            "var.json.",
            "var.value.get('",
            "var.json.get('",
        ] {
            if let Some(name) = name_after(prefix).filter(|it| *it != "get") {
                variable("template", name, stage);
            }
        }
        for prefix in ["conn.", "conn['", "conn.get('"] {
            if let Some(name) = name_after(prefix).filter(|it| *it != "get") {
                stage.secret(
                    "connection",
                    argument,
                    &connections::id(name),
                    CONNECTION,
                    None,
                );
            }
        }
        rest = after;
    }
}
