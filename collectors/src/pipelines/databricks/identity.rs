//! Whose permissions a job has.
//!
//! Databricks documentation, "Set Run As for a job" and "Specify a run identity for a Databricks bundle": who made the job, unless
//! `run_as` names another. Service principals are named by their application id, which is a UUID; people by their e-mail.

use super::Context;
use crate::facts::RunsAs;
use crate::pipelines::{Node, StageDraft, Value};

/// The id of a person.
pub(super) fn user(name: &str) -> String {
    format!("databricks:users/{name}")
}

/// The id of a service principal.
pub(super) fn service_principal(id: &str) -> String {
    format!("databricks:service-principals/{id}")
}

/// The id of whom an answer names, and whether that is a person.
pub(super) fn principal(name: &str) -> (String, bool) {
    match is_uuid(name) {
        true => (service_principal(name), false),
        false => (user(name), name.contains('@')),
    }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let lengths: Vec<usize> = groups.iter().map(|it| it.len()).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit())
}

/// Whom `run_as` names. Whether it names anyone.
pub(super) fn named(
    run_as: Option<&Node>,
    context: &Context<'_>,
    target: Option<&str>,
    stage: &mut StageDraft,
) -> bool {
    let Some(run_as) = run_as else { return false };
    let before = stage.fact().runs_as.len();
    if let Some(name) = run_as.text_of("service_principal_name") {
        stage.runs_as("run-as", &context.value(name), service_principal);
    } else if let Some(name) = run_as.text_of("user_name") {
        stage.runs_as("run-as", &context.value(name), user);
        stage.attribute("human", true);
    } else {
        return false;
    }
    if let (Some(target), Some(added)) = (target, stage.fact().runs_as.get_mut(before)) {
        added
            .assumed
            .get_or_insert(format!("it is deployed as the target `{target}`"));
    }
    true
}

/// The identity of a job: its own `run_as`, else that of the bundle, of each target, else who deploys it.
pub(super) fn of_resource(
    resource: &Node,
    collection: &str,
    key: &str,
    context: &Context<'_>,
    stage: &mut StageDraft,
) {
    if named(resource.get("run_as"), context, None, stage) {
        return;
    }
    let Some(bundle) = context.bundle else {
        return unknown(stage);
    };
    let targets = bundle.get("targets").map_or(&[][..], Node::entries);
    let mut all = !targets.is_empty();
    for (name, target) in targets {
        let own = target
            .at(&["resources", collection, key, "run_as"])
            .or_else(|| target.get("run_as"));
        all &= named(own, context, name.as_str(), stage);
    }
    if !all && !named(bundle.get("run_as"), context, None, stage) {
        unknown(stage);
    }
}

fn unknown(stage: &mut StageDraft) {
    stage.runs_as("creator", &Value::unresolved("whoever deploys it"), user);
}

/// The identity of what the REST API answers: `run_as_user_name`, else who made it.
pub(super) fn of_answer(answer: &Node, context: &Context<'_>, stage: &mut StageDraft) {
    let settings = answer.get("settings").or_else(|| answer.get("spec"));
    let run_as = settings
        .and_then(|it| it.get("run_as"))
        .or_else(|| answer.get("run_as"));
    if named(run_as, context, None, stage) {
        return;
    }
    if let Some(name) = answer.text_of("run_as_user_name") {
        let (id, human) = principal(name);
        stage.fact().runs_as.push(RunsAs::new(id, "run-as"));
        if human {
            stage.attribute("human", true);
        }
        return;
    }
    let creator = ["creator_user_name", "creator"]
        .iter()
        .find_map(|it| answer.text_of(it));
    match creator {
        Some(name) => {
            let (id, human) = principal(name);
            stage.runs_as_default(
                "creator",
                id,
                "a job runs as who made it, where no other is named",
            );
            if human {
                stage.attribute("human", true);
            }
        }
        None => unknown(stage),
    }
}
