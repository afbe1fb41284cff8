//! A workflow: a pipeline.

use super::names::Names;
use super::permissions::Permissions;
use super::{WORKFLOW, job, secrets, triggers};
use crate::coverage::Outcome;
use crate::facts::Provider;
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
    let workflow = job::Workflow {
        name,
        events: &events,
        permissions: Permissions::of(root.get("permissions")),
        env: root.get("env"),
        passed,
        names,
    };
    for (key, body) in root.get("jobs").map_or(&[][..], Node::entries) {
        let Some(key) = key.as_str() else { continue };
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
