//! Where a job runs, for which environment, and what it starts (GitLab Docs, "CI/CD YAML syntax reference": `environment`,
//! `tags`, `trigger`).

use super::super::ci::Variables;
use super::super::{Node, Output, StageDraft, Value};
use super::include;
use super::job::Job;

/// The environment that it deploys to. Whether it is protected is a setting of the project.
pub(super) fn environment(
    job: &Job<'_>,
    variables: &Variables<'_>,
    stage: &mut StageDraft,
) -> Option<String> {
    let node = job.get("environment")?;
    let name = node.as_str().or_else(|| node.text_of("name"))?;
    let value = variables.value(name);
    let shown = value.known().unwrap_or(name).to_owned();
    stage.gate(
        "environment",
        format!("{shown}; whether it is protected is not in the file"),
    );
    stage.attribute("environment", crate::redact::free_text(&shown).into_owned());
    for member in ["deployment_tier", "action"] {
        if let Some(text) = node.text_of(member) {
            stage.attribute(member, text);
        }
    }
    Some(match value.known() {
        Some(known) => known.to_owned(),
        None => format!("{}*", value.begins()),
    })
}

/// Which runners take it. One that is not GitLab's own may have an identity of its host.
pub(super) fn runner(job: &Job<'_>, variables: &Variables<'_>, stage: &mut StageDraft) {
    let tags = job.get("tags").map_or(&[][..], Node::items);
    let tags: Vec<String> = tags
        .iter()
        .filter_map(Node::as_str)
        .map(|it| variables.value(it).known().unwrap_or(it).to_owned())
        .collect();
    if tags.is_empty() {
        return;
    }
    stage.attribute("runner_tags", tags.clone());
    // "Hosted runners": their tags begin so.
    if !tags
        .iter()
        .any(|it| it.starts_with("saas-") || it.starts_with("gitlab-org"))
    {
        stage.attribute("self_hosted", true);
        let value = Value::unresolved(&format!(
            "the host of the runner with the tags {}",
            tags.join(", ")
        ));
        stage.runs_as("runner", &value, str::to_owned);
    }
}

/// The pipeline that it starts.
pub(super) fn downstream(
    job: &Job<'_>,
    variables: &Variables<'_>,
    stage: &mut StageDraft,
    output: &Output<'_>,
) {
    let Some(trigger) = job.get("trigger") else {
        return;
    };
    let project = trigger.as_str().or_else(|| trigger.text_of("project"));
    if let Some(project) = project {
        let value = variables.value(project);
        stage.attribute("downstream", value.known().unwrap_or(project));
    }
    for child in trigger.get("include").map_or(&[][..], Node::one_or_many) {
        include::Include::of(child).is_code_of(stage, output);
    }
}
