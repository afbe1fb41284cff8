//! What starts a pipeline (Azure Pipelines documentation, "trigger", "pr", "schedules", "resources").

use super::super::{Node, Output, PipelineDraft};
use super::context::flat;
use crate::facts::{Provider, Trigger};

/// Reads the triggers. A file that is no definition by its name may be a template: without triggers of its own it has none.
pub(super) fn read(
    root: &Node,
    is_definition: bool,
    output: &Output<'_>,
    pipeline: &mut PipelineDraft,
) {
    match root.get("trigger") {
        // Where none is set, every branch starts it.
        None if is_definition => pipeline.trigger(Trigger::new("push", "*")),
        None => {}
        Some(trigger) => of_branches(trigger, "push", pipeline),
    }
    match root.get("pr") {
        // In Azure Repos, pull requests start it by a policy of the branch.
        None if is_definition && output.file().repository.provider == Provider::Github => {
            pipeline.trigger(Trigger::new("pull_request", "*"));
        }
        None => {}
        Some(pr) => of_branches(pr, "pull_request", pipeline),
    }
    for schedule in root.get("schedules").map_or(&[][..], Node::items) {
        if let Some(cron) = schedule.text_of("cron") {
            pipeline.trigger(Trigger::new("schedule", cron));
        }
    }
    let resources = root.get("resources");
    let of = |name: &str| {
        let listed = resources.and_then(|it| it.get(name));
        flat(listed.map_or(&[][..], Node::items))
    };
    for upstream in of("pipelines") {
        let name = upstream
            .text_of("source")
            .or_else(|| upstream.text_of("pipeline"));
        if upstream
            .get("trigger")
            .is_some_and(|it| it.as_str() != Some("none"))
        {
            pipeline.trigger(Trigger::new("upstream", name.unwrap_or_default()));
        }
    }
    for webhook in of("webhooks") {
        pipeline.trigger(Trigger::new(
            "event",
            webhook.text_of("webhook").unwrap_or("webhook"),
        ));
    }
    for container in of("containers") {
        if container
            .get("trigger")
            .is_some_and(|it| it.as_str() != Some("none"))
        {
            let image = container.text_of("container").unwrap_or_default();
            pipeline.trigger(Trigger::new("event", format!("image {image}")));
        }
    }
}

fn of_branches(node: &Node, kind: &str, pipeline: &mut PipelineDraft) {
    if node.as_str() == Some("none") {
        return;
    }
    let mut found = false;
    let mut add = |names: Option<&Node>, prefix: &str| {
        let Some(names) = names else { return };
        let included = names.get("include").unwrap_or(names);
        for name in included
            .one_or_many()
            .iter()
            .filter_map(Node::as_str)
            .take(200)
        {
            found = true;
            pipeline.trigger(Trigger::new(kind, format!("{prefix}{name}")));
        }
    };
    match node.is_map() {
        true => {
            add(node.get("branches"), "");
            add(node.get("tags"), "tag ");
        }
        false => add(Some(node), ""),
    }
    if !found {
        pipeline.trigger(Trigger::new(kind, "*"));
    }
}
