//! A job: a stage.

use std::collections::BTreeSet;

use super::names::Names;
use super::permissions::Permissions;
use super::token::{self, About};
use super::triggers::Event;
use super::{outputs, runner, secrets, steps, uses};
use crate::coverage::Outcome;
use crate::facts::RunsAs;
use crate::pipelines::{Node, Output, PipelineDraft, StageDraft, Value};
use crate::redact::free_text;

/// What jobs have from their workflow.
pub(super) struct Workflow<'a> {
    /// Its name.
    pub(super) name: &'a str,
    /// What starts it.
    pub(super) events: &'a [Event<'a>],
    /// Its `permissions`.
    pub(super) permissions: Permissions,
    /// Its `env`.
    pub(super) env: Option<&'a Node>,
    /// The secrets that its caller passes.
    pub(super) passed: BTreeSet<String>,
    /// The names that its expressions see.
    pub(super) names: Names<'a>,
}

/// Reads a job.
pub(super) fn read(
    name: &str,
    job: &Node,
    workflow: &Workflow<'_>,
    pipeline: &PipelineDraft,
    output: &mut Output<'_>,
) -> StageDraft {
    let mut stage = pipeline.stage(name, "job", job);
    let mut names = workflow.names.clone();
    names.matrix(job.at(&["strategy", "matrix"]));
    let names = names.with_steps(outputs::of_steps(job));
    let names = names.with_env(job.get("env"));
    let permissions = Permissions::of(job.get("permissions")).or(&workflow.permissions);
    let oidc = permissions.id_token();

    let token = format!("{}/token", stage.id());
    stage
        .fact()
        .runs_as
        .push(RunsAs::new(token, "github-token"));
    match permissions.json() {
        Some(json) => stage.attribute("token_permissions", json),
        None => stage.attribute("token_permissions_default", true),
    }
    if let Some(title) = job.text_of("name") {
        stage.attribute("title", free_text(title));
    }
    if let Some(condition) = job.text_of("if") {
        stage.attribute("if", free_text(condition));
    }
    for before in job.get("needs").map_or(&[][..], Node::one_or_many) {
        if let Some(before) = before.as_str() {
            stage.after(before);
        }
    }
    let environment = environment(job, &names, &mut stage);
    let mut found = secrets::Found::default();
    found.env(workflow.env);
    found.members(job);
    found.give(output.file().repository, &workflow.passed, &mut stage);
    if job.text_of("secrets") == Some("inherit") {
        secrets::inherited(&mut stage);
    }
    for (line, column) in &found.broken {
        let at = format!("{line}:{column}");
        broken(job, &at, output);
    }
    for (name, value) in names.variables() {
        let value = value.map(|it| names.value(it));
        stage.variable(name, value.as_ref().and_then(Value::known));
    }
    images(job, &names, &mut stage);
    let mut used = uses::Found::default();
    let mut called = None;
    let own = match job.get("uses") {
        Some(uses) => {
            used.take(uses, output, &mut stage);
            called = uses
                .as_str()
                .map(|it| it.trim_start_matches("./").to_owned());
            None
        }
        None => runner::of(job.get("runs-on"), &names, &mut stage),
    };
    let all = job.get("steps").map_or(&[][..], Node::items);
    steps::read(all, &names, oidc, output, &mut stage, &mut used);
    used.give(&mut stage);
    if oidc {
        let called = called.map(|it| match it.contains('@') {
            true => it,
            false => format!("{}/{it}@*", output.file().repository.path),
        });
        let about = About {
            events: workflow.events,
            environment: environment.as_ref(),
            workflow: workflow.name,
            called,
            self_hosted: own,
        };
        stage.token(token::of(output.file(), &about));
    }
    stage
}

/// An expression that cannot be read is told once, where it is; what can be read of it is.
fn broken(job: &Node, at: &str, output: &mut Output<'_>) {
    output.gap(
        Outcome::Unreadable,
        job,
        &format!("an expression of this job, at {at}, cannot be parsed"),
        "see what stands between the marks there",
    );
}

/// `environment: NAME` or `environment: {name: NAME}`.
fn environment(job: &Node, names: &Names<'_>, stage: &mut StageDraft) -> Option<Value> {
    let node = job.get("environment")?;
    let text = node.as_str().or_else(|| node.text_of("name"))?;
    let value = names.value(text);
    match value.known() {
        Some(known) => {
            let why = value
                .assumed()
                .map_or_else(String::new, |it| format!(" by {it}"));
            stage.gate("environment", format!("{known}{why}"));
            stage.attribute("environment", free_text(known));
        }
        None => {
            stage.gate("environment", value.expression());
            stage.attribute("environment", "*");
        }
    }
    Some(value)
}

/// The container of the job and those of its services.
fn images(job: &Node, names: &Names<'_>, stage: &mut StageDraft) {
    let mut take = |member: &str, node: &Node| {
        if let Some(image) = node.as_str().or_else(|| node.text_of("image")) {
            let value = names.value(image);
            stage.image(member, &value);
        }
    };
    if let Some(container) = job.get("container") {
        take("container", container);
    }
    for (name, service) in job.get("services").map_or(&[][..], Node::entries) {
        take(
            &format!("services/{}", name.as_str().unwrap_or_default()),
            service,
        );
    }
}
