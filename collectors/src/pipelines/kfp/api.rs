//! What the API of Kubeflow Pipelines answers: runs, recurring runs, pipelines and their versions, one or a list.
//!
//! Kubeflow Pipelines, "Pipelines API Reference" (v2beta1). Members are written in snake or camel case.

use std::collections::BTreeMap;

use super::super::{Node, Output, PipelineDraft, Value};
use super::{Ir, PIPELINE, Run, account, read_tasks, root_of};
use crate::facts::{AssetClass, LineageKind, Provider, Trigger};

/// A member, in the one case or the other.
fn member<'d>(node: &'d Node, snake: &str) -> Option<&'d Node> {
    node.get(snake).or_else(|| {
        let mut camel = String::new();
        let mut upper = false;
        for c in snake.chars() {
            match c {
                '_' => upper = true,
                c if upper => {
                    camel.extend(c.to_uppercase());
                    upper = false;
                }
                c => camel.push(c),
            }
        }
        node.get(&camel)
    })
}

fn text<'d>(node: &'d Node, snake: &str) -> Option<&'d str> {
    member(node, snake)?.as_str().filter(|it| !it.is_empty())
}

const LISTS: [&str; 4] = ["runs", "recurring_runs", "pipeline_versions", "pipelines"];

fn is_single(node: &Node) -> bool {
    let known = |name: &str| text(node, name).is_some();
    known("recurring_run_id")
        || known("run_id") && (known("experiment_id") || member(node, "runtime_config").is_some())
        || known("pipeline_version_id") && member(node, "pipeline_spec").is_some()
        || known("pipeline_id") && known("display_name")
}

/// Whether a map is an answer.
pub(super) fn is_one(node: &Node) -> bool {
    is_single(node)
        || LISTS
            .iter()
            .any(|it| member(node, it).is_some_and(|list| list.items().iter().any(is_single)))
}

pub(super) fn read(node: &Node, output: &mut Output<'_>) {
    if is_single(node) {
        return one(node, output);
    }
    for list in LISTS.iter().filter_map(|it| member(node, it)) {
        for item in list.items().iter().filter(|it| is_single(it)) {
            one(item, output);
        }
    }
}

fn version_id(pipeline: &str, version: Option<&str>) -> String {
    match version {
        Some(version) => format!("kfp:pipelines/{pipeline}/versions/{version}"),
        None => format!("kfp:pipelines/{pipeline}"),
    }
}

fn one(node: &Node, output: &mut Output<'_>) {
    let (kind, id) = if let Some(id) = text(node, "recurring_run_id") {
        ("kfp:recurring-run", format!("kfp:recurring-runs/{id}"))
    } else if let Some(id) = text(node, "run_id") {
        ("kfp:run", format!("kfp:runs/{id}"))
    } else {
        let pipeline = text(node, "pipeline_id").unwrap_or("-");
        (
            PIPELINE,
            version_id(pipeline, text(node, "pipeline_version_id")),
        )
    };
    let name = text(node, "display_name")
        .or_else(|| text(node, "name"))
        .unwrap_or("unnamed");
    let spec = member(node, "pipeline_spec").and_then(ir);
    if kind == PIPELINE && spec.is_none() {
        // A pipeline by name: its versions are the definitions.
        return output.asset(
            AssetClass::Code,
            Provider::Kubernetes,
            PIPELINE,
            id,
            name,
            node,
        );
    }
    let mut draft = PipelineDraft::new(output, Provider::Kubernetes, kind, id, name, node);
    trigger(node, &mut draft);
    let namespace = text(node, "namespace");
    let account = account(text(node, "service_account"), namespace);
    let reference = member(node, "pipeline_version_reference");
    let code = reference.and_then(|it| {
        Some(version_id(
            text(it, "pipeline_id")?,
            text(it, "pipeline_version_id"),
        ))
    });
    let config = member(node, "runtime_config");
    let given = config
        .and_then(|it| member(it, "parameters"))
        .map_or(&[][..], Node::entries);
    let parameters: BTreeMap<String, Value> = given
        .iter()
        .filter_map(|(name, value)| Some((name.as_str()?.to_owned(), value_of(value)?)))
        .collect();
    let ir = spec.unwrap_or_default();
    let run = Run {
        identity: &account,
        namespace: namespace.unwrap_or(super::KUBEFLOW_NAMESPACE),
        parameters,
        root: root_of(config.and_then(|it| text(it, "pipeline_root")), &ir),
        code: code.map(|id| ("kfp:pipeline-version", id)),
    };
    if ir.root.is_some() {
        read_tasks(&ir, &run, &mut draft, output);
    } else {
        let mut stage = draft.stage("run", "job", node);
        (run.identity)(&mut stage);
        if let Some((kind, id)) = &run.code {
            stage.reads_asset(LineageKind::Code, kind, id, None);
        }
        if run.root.known().is_some() {
            stage.writes(
                LineageKind::Data,
                "pipeline_root",
                &run.root,
                super::super::Grain::Prefix,
            );
        }
        super::parameters_of(&run.parameters, &mut stage);
        draft.add(stage);
    }
    output.pipeline(draft);
}

/// `${system.date}` and the like are filled in when the run starts.
fn value_of(value: &Node) -> Option<Value> {
    let text = value.as_str()?;
    Some(match text.contains("${") || text.contains("[[") {
        true => Value::unresolved(text),
        false => Value::literal(text),
    })
}

/// A pipeline, by itself or beside what Kubernetes is told.
fn ir(node: &Node) -> Option<Ir> {
    let inner = member(node, "pipeline_spec").filter(|it| Ir::is_one(it));
    let found = inner.or_else(|| Ir::is_one(node).then_some(node))?;
    let mut ir = Ir::of(found);
    if let Some(platform) = member(node, "platform_spec") {
        ir.platform(platform);
    }
    Some(ir)
}

fn trigger(node: &Node, draft: &mut PipelineDraft) {
    let paused = text(node, "mode") == Some("DISABLE") || text(node, "status") == Some("DISABLED");
    let Some(trigger) = member(node, "trigger") else {
        return;
    };
    let mut add = |detail: String| {
        let trigger = Trigger::new("schedule", detail);
        draft.trigger(Trigger { paused, ..trigger });
    };
    if let Some(cron) = member(trigger, "cron_schedule").and_then(|it| text(it, "cron")) {
        add(cron.to_owned());
    }
    if let Some(seconds) =
        member(trigger, "periodic_schedule").and_then(|it| text(it, "interval_second"))
    {
        add(format!("every {seconds} seconds"));
    }
}
