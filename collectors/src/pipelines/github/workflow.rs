//! A workflow: a pipeline.

use super::names::Names;
use super::permissions::Permissions;
use super::{WORKFLOW, job, outputs, secrets, triggers};
use crate::coverage::Outcome;
use crate::facts::Provider;
use crate::pipelines::ci::Budget;
use crate::pipelines::{Node, Output, PipelineDraft};

/// Reads a workflow.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let file = output.file();
    let path = file.path_in_repository();
    let name = root.text_of("name").unwrap_or(&path);
    let mut pipeline =
        PipelineDraft::new(output, Provider::Github, WORKFLOW, file.id(), name, root);
    pipeline.attribute("path", path.as_str());
    let events = triggers::of(root);
    if events.is_empty() {
        output.gap(
            Outcome::Unreadable,
            root,
            "the workflow has no `on` that can be read: what starts it is not known",
            "name its events under `on`",
        );
    }
    triggers::add(&events, &mut pipeline);
    let mut names = Names::new(file.repository).with_env(root.get("env"));
    for event in &events {
        names.inputs(event.filters.and_then(|it| it.get("inputs")));
    }
    let call = events.iter().find(|it| it.name == "workflow_call");
    let passed = secrets::declared(call.and_then(|it| it.filters));
    let mut needs = outputs::Outputs::new();
    for (key, body) in root.get("jobs").map_or(&[][..], Node::entries) {
        if let Some(key) = key.as_str() {
            outputs::of_job(key, body, &names, &mut needs);
        }
    }
    let names = names.with_needs(needs);
    let workflow = job::Workflow {
        name,
        events: &events,
        permissions: Permissions::of(root.get("permissions")),
        env: root.get("env"),
        passed,
        names,
    };
    let mut budget = Budget::default();
    let shared = root.get("env").map_or(0, weight);
    let jobs = root.get("jobs").map_or(&[][..], Node::entries);
    for (key, body) in jobs {
        let Some(key) = key.as_str() else { continue };
        // Aliases let many jobs share one large text.
        if !budget.take(weight(body).saturating_add(shared)) {
            output.gap(
                Outcome::CutOff,
                body,
                &format!("the job `{key}` and those after it are not read: the jobs unfold to too much text"),
                "split the workflow",
            );
            break;
        }
        if !body.is_map() {
            output.gap(
                Outcome::Unreadable,
                body,
                &format!("the job `{key}` is not a map"),
                "a job has members such as `runs-on` and `steps`",
            );
            continue;
        }
        let stage = job::read(key, body, &workflow, &pipeline, output);
        pipeline.add(stage);
    }
    output.pipeline(pipeline);
}

/// How much text a value unfolds to. The tree bounds its depth and the number of values.
fn weight(node: &Node) -> usize {
    let items = node.items().iter().map(weight);
    let entries = node
        .entries()
        .iter()
        .map(|(key, value)| weight(key).saturating_add(weight(value)));
    let own = node.as_str().map_or(0, str::len);
    items.chain(entries).fold(own + 1, usize::saturating_add)
}
