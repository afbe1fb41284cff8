//! Jobs: their schedule, and a stage for each task.
//!
//! Databricks documentation, REST API, "Jobs"; "Databricks bundles resources", `job`.

use super::{Context, cluster, identity, task};
use crate::facts::{Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft};

/// The type of jobs.
pub(super) const JOB: &str = "databricks:job";

/// The id of a job that has one.
pub(super) fn id(job: &str) -> String {
    format!("databricks:jobs/{job}")
}

/// A job that the REST API answers.
pub(super) fn from_api(answer: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let Some(number) = answer.text_of("job_id") else {
        return;
    };
    let settings = answer.get("settings").unwrap_or(answer);
    let name = settings.text_of("name").unwrap_or(number);
    let mut pipeline = PipelineDraft::new(output, Provider::Other, JOB, id(number), name, answer);
    if let Some(creator) = answer.text_of("creator_user_name") {
        pipeline.attribute("creator", identity::principal(creator).0);
    }
    read(settings, context, &mut pipeline, &mut |stage| {
        identity::of_answer(answer, context, stage)
    });
    output.pipeline(pipeline);
}

/// A job of a bundle.
pub(super) fn from_bundle(key: &str, job: &Node, context: &Context<'_>, output: &mut Output<'_>) {
    let id = format!("{}/jobs/{key}", output.file().id());
    let name = context.shown(job.text_of("name").unwrap_or(key));
    let mut pipeline = PipelineDraft::new(output, Provider::Other, JOB, id, &name, job);
    super::bundle::permissions(job, context, &mut pipeline);
    read(job, context, &mut pipeline, &mut |stage| {
        identity::of_resource(job, "jobs", key, context, stage)
    });
    output.pipeline(pipeline);
}

fn read(
    job: &Node,
    context: &Context<'_>,
    pipeline: &mut PipelineDraft,
    identify: &mut dyn FnMut(&mut crate::pipelines::StageDraft),
) {
    triggers(job, context, pipeline);
    let clusters = job.get("job_clusters").map_or(&[][..], Node::items);
    for one in job.get("tasks").map_or(&[][..], Node::items) {
        let Some(key) = one.text_of("task_key") else {
            continue;
        };
        let mut stage = pipeline.stage(key, &task::kind(key, one), one);
        identify(&mut stage);
        task::read(one, job, context, &mut stage);
        let named = one.text_of("job_cluster_key");
        let shared = clusters
            .iter()
            .find(|it| it.text_of("job_cluster_key") == named && named.is_some());
        let own = one
            .get("new_cluster")
            .or_else(|| shared?.get("new_cluster"));
        if let Some(own) = own {
            cluster::read(own, context, &mut stage);
        }
        if let Some(existing) = one.text_of("existing_cluster_id") {
            let id = context.shown(existing);
            stage.attribute("cluster", format!("databricks:clusters/{id}"));
        }
        if one.get("disabled").and_then(Node::as_bool) == Some(true) {
            stage.attribute("disabled", true);
        }
        pipeline.add(stage);
    }
}

/// What starts a job.
pub(super) fn triggers(job: &Node, context: &Context<'_>, pipeline: &mut PipelineDraft) {
    let paused = |it: &Node| {
        it.text_of("pause_status")
            .is_some_and(|it| it.eq_ignore_ascii_case("paused"))
    };
    let mut add = |kind: &str, detail: String, at: &Node| {
        let mut trigger = Trigger::new(kind, detail);
        trigger.paused = paused(at);
        pipeline.trigger(trigger);
    };
    if let Some(schedule) = job.get("schedule") {
        let cron = schedule
            .text_of("quartz_cron_expression")
            .unwrap_or_default();
        add("schedule", context.shown(cron), schedule);
    }
    if let Some(continuous) = job.get("continuous").filter(|it| it.is_map()) {
        add("continuous", String::new(), continuous);
    }
    let Some(trigger) = job.get("trigger") else {
        return;
    };
    if let Some(periodic) = trigger.get("periodic") {
        let unit = periodic
            .text_of("unit")
            .unwrap_or_default()
            .to_ascii_lowercase();
        add(
            "schedule",
            format!(
                "every {} {unit}",
                periodic.text_of("interval").unwrap_or("1")
            ),
            trigger,
        );
    }
    if let Some(url) = trigger.at(&["file_arrival", "url"]).and_then(Node::as_str) {
        add("event", format!("files in {}", context.shown(url)), trigger);
    }
    let tables = trigger.get("table_update").or_else(|| trigger.get("table"));
    for table in tables
        .and_then(|it| it.get("table_names"))
        .map_or(&[][..], Node::items)
    {
        if let Some(table) = table.as_str() {
            add(
                "event",
                format!("update of {}", context.shown(table)),
                trigger,
            );
        }
    }
}
