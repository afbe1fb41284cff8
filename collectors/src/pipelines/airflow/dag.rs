//! DAGs: what they are called, when they run, and which tasks are theirs.
//!
//! Apache Airflow documentation, "DAGs", "Declaring a DAG", "Dag Run", "Cron Presets".

use std::collections::HashMap;

use super::operator::{self, Task};
use super::{order, server};
use crate::facts::{Provider, Trigger};
use crate::pipelines::python::{Call, Expr, Module, Statement};
use crate::pipelines::{Node, Output, PipelineDraft};

/// A DAG of a file.
pub(super) struct Dag<'m> {
    pub(super) call: &'m Call,
    /// The names that it is bound to, or the function that makes it.
    names: Vec<&'m str>,
    name: String,
    line: u32,
    column: u32,
    /// Whether what is indented below it is its own.
    is_block: bool,
}

/// Reads a file of DAGs.
pub(super) fn read(text: &str, output: &mut Output<'_>) {
    let module = Module::read(text);
    let dags = dags(&module, output);
    let tasks = operator::tasks(&module);
    for (index, dag) in dags.iter().enumerate() {
        let own: Vec<&Task<'_>> = tasks
            .iter()
            .filter(|task| owner(task, &dags, &module) == Some(index))
            .collect();
        if own.is_empty() && tasks.is_empty() && dags.len() > 1 {
            continue;
        }
        one(dag, &own, &module, output);
    }
}

/// The DAGs of a file, in their order.
fn dags<'m>(module: &'m Module, output: &Output<'_>) -> Vec<Dag<'m>> {
    let mut dags = Vec::new();
    for statement in &module.statements {
        for value in &statement.values {
            let mut calls = Vec::new();
            value.walk(&mut |it| {
                if let Expr::Call(call) = it {
                    calls.push(&**call);
                }
            });
            for call in calls {
                let decorates = statement.defines.is_some() && call.name() == "dag";
                if call.name() != "DAG" && !decorates {
                    continue;
                }
                let own = call.argument("dag_id", 0).map(|it| module.value(it));
                let name = own.as_ref().and_then(|it| it.known()).map(str::to_owned);
                let file = output.file().name();
                let name = name.or_else(|| statement.defines.clone().filter(|_| decorates));
                let name = name.unwrap_or_else(|| file.trim_end_matches(".py").to_owned());
                dags.push(Dag {
                    call,
                    names: statement
                        .names
                        .iter()
                        .chain(&statement.defines)
                        .map(String::as_str)
                        .collect(),
                    name,
                    line: statement.line,
                    column: statement.column,
                    is_block: statement.is_with || decorates,
                });
            }
        }
        // `@dag` without arguments.
        if let (Some(name), Some(Expr::Name(_))) = (&statement.defines, statement.values.first())
            && statement.values.iter().any(|it| it.last() == "dag")
        {
            dags.push(Dag {
                call: operator::no_call(),
                names: vec![name],
                name: name.clone(),
                line: statement.line,
                column: statement.column,
                is_block: true,
            });
        }
    }
    dags
}

/// Which DAG a task is of: the one that it names, the block that it stands in, or the only one.
fn owner(task: &Task<'_>, dags: &[Dag<'_>], module: &Module) -> Option<usize> {
    if dags.len() == 1 {
        return Some(0);
    }
    if let Some(named) = task.call.get("dag") {
        let name = named.last();
        let same = |dag: &Dag<'_>| dag.names.contains(&name);
        return dags.iter().position(same).or_else(|| {
            let call = module.follow(named);
            dags.iter()
                .position(|dag| matches!(call, Expr::Call(it) if **it == *dag.call))
        });
    }
    let within = |dag: &Dag<'_>| {
        dag.is_block && dag.line < task.statement.line && dag.column < task.statement.column
    };
    dags.iter().rposition(within)
}

fn one(dag: &Dag<'_>, tasks: &[&Task<'_>], module: &Module, output: &mut Output<'_>) {
    let file = output.file().id();
    let id = format!("{file}/{}", dag.name);
    let at = Node::at_line(dag.line as usize);
    let mut pipeline =
        PipelineDraft::new(output, Provider::Other, "airflow:dag", id, &dag.name, &at);
    triggers(dag.call, module, &mut pipeline);
    let mut names: HashMap<&str, String> = HashMap::new();
    for task in tasks {
        names.insert(&task.name, task.name.clone());
        for name in &task.statement.names {
            names.insert(name, task.name.clone());
        }
        if let Some(function) = task.function {
            names.insert(function, task.name.clone());
        }
    }
    let before = order::before(module, tasks, &names);
    let defaults = dag.call.get("default_args").map(|it| module.follow(it));
    for task in tasks {
        let mut stage = operator::stage(task, defaults, module, &pipeline);
        // Who may change the file may run code as the worker.
        stage.reads_asset(crate::facts::LineageKind::Code, "git:file", &file, None);
        for earlier in before.get(task.name.as_str()).into_iter().flatten() {
            stage.after(earlier);
        }
        pipeline.add(stage);
    }
    server::pipeline(&dag.name, pipeline, output);
}

fn triggers(call: &Call, module: &Module, pipeline: &mut PipelineDraft) {
    let schedule = ["schedule", "schedule_interval", "timetable"]
        .iter()
        .find_map(|it| call.get(it));
    let Some(schedule) = schedule else { return };
    let assets = |expr: &Expr| -> Vec<String> {
        let mut found = Vec::new();
        expr.walk(&mut |it| {
            if let Some(uri) = super::arguments::asset_uri(it, module) {
                found.push(uri);
            }
        });
        found
    };
    let paused = call
        .get("is_paused_upon_creation")
        .is_some_and(|it| *it == Expr::Name("True".to_owned()));
    let mut add = |kind: &str, detail: String| {
        let mut trigger = Trigger::new(kind, crate::redact::free_text(&detail).into_owned());
        trigger.paused = paused;
        pipeline.trigger(trigger);
    };
    match module.follow(schedule) {
        Expr::Name(name) if name == "None" => add("manual", String::new()),
        Expr::Text { text, .. } if text == "@once" => add("once", String::new()),
        Expr::Text { text, .. } => add("schedule", text.clone()),
        Expr::Call(it) if it.name() == "timedelta" => {
            let parts = it
                .named
                .iter()
                .filter_map(|(unit, n)| match module.follow(n) {
                    Expr::Number(n) => Some(format!("{n} {unit}")),
                    _ => None,
                });
            let parts: Vec<String> = parts.collect();
            add("schedule", format!("every {}", parts.join(" ")));
        }
        other => {
            let assets = match other {
                Expr::List(items) => items
                    .iter()
                    .flat_map(|it| assets(module.follow(it)))
                    .collect(),
                other => assets(other),
            };
            match assets.is_empty() {
                true => add("schedule", format!("unresolved: {}", other.dotted())),
                false => assets
                    .into_iter()
                    .for_each(|uri| add("event", format!("update of {uri}"))),
            }
        }
    }
}

/// The function that a line stands in, below those that make DAGs.
pub(super) fn function(statement: &Statement) -> Option<&str> {
    statement.inside.last().map(String::as_str)
}
