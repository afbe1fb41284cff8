//! Schedules: when a job is made, and which.
//!
//! Azure Machine Learning documentation, "CLI (v2) schedule YAML schema".

use super::job::{self, JOB};
use super::monitor;
use super::names::{self, Collection};
use crate::facts::{Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft, sibling};

/// A schedule.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let mut trigger = Trigger::new(
        "schedule",
        root.get("trigger").map(when).unwrap_or_default(),
    );
    trigger.paused = root.get("is_enabled").and_then(Node::as_bool) == Some(false);
    if let Some(made) = root.get("create_monitor") {
        return monitor::read(root, made, trigger, output);
    }
    let Some(made) = root.get("create_job") else {
        return;
    };
    let path = made.as_str().or_else(|| made.text_of("job"));
    let Some(path) = path else {
        // The job is written out, or is what the command line prints of it.
        let id = names::arm_id(made).unwrap_or_else(|| output.file().id());
        return job::read_as(made, id, &[trigger], output);
    };
    let id = match path.starts_with("azureml:") {
        true => Some(Collection::Job.of(path)),
        false => sibling::id(output.file(), path.trim_start_matches("file:"), false),
    };
    if let Some(id) = id {
        let mut pipeline = PipelineDraft::new(output, Provider::Azure, JOB, id, "", root);
        pipeline.trigger(trigger);
        super::joined::pipeline(pipeline, output);
    }
}

/// `0 10 * * 1`, or `every 1 day at 10:00` with the hours and minutes that are written.
fn when(trigger: &Node) -> String {
    if let Some(cron) = trigger.text_of("expression") {
        return cron.to_owned();
    }
    let interval = trigger.text_of("interval").unwrap_or("1");
    let frequency = trigger
        .text_of("frequency")
        .unwrap_or_default()
        .to_ascii_lowercase();
    let parts = |name: &str| {
        let written = trigger.at(&["schedule", name]);
        let all = written
            .map_or(&[][..], Node::one_or_many)
            .iter()
            .filter_map(Node::as_str);
        all.collect::<Vec<_>>().join(",")
    };
    let (hours, minutes, days) = (parts("hours"), parts("minutes"), parts("week_days"));
    let mut text = format!("every {interval} {frequency}");
    if !hours.is_empty() {
        let minutes = if minutes.is_empty() { "00" } else { &minutes };
        text.push_str(&format!(" at {hours}:{minutes:0>2}"));
    }
    if !days.is_empty() {
        text.push_str(&format!(" on {}", days.to_ascii_lowercase()));
    }
    text
}
