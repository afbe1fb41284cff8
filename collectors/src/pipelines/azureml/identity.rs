//! Whose permissions a job has.
//!
//! Azure Machine Learning documentation, "Set up authentication between Azure Machine Learning and other services" and
//! "CLI (v2) command job YAML schema", `identity`: a managed identity (that of the compute), the user who submits, or a token of
//! Azure Machine Learning. Where none is given, data is read with the identity of the compute, if it has one; serverless
//! Spark takes the user's.

use super::names::Collection;
use crate::pipelines::{Node, StageDraft, Value};

/// Where a job runs.
pub(super) struct Compute<'a> {
    /// Its name, if one is named.
    pub(super) name: Option<&'a str>,
    /// Whether it is Spark without a compute of its own.
    pub(super) serverless_spark: bool,
}

/// The person who submits, who is known only then.
pub(super) fn submitter(stage: &mut StageDraft) {
    stage.runs_as(
        "user-identity",
        &Value::unresolved("the person who submits the job"),
        str::to_owned,
    );
    stage.attribute("human", true);
}

/// The identity of a job as it is written, or what stands for it.
pub(super) fn of_job(identity: Option<&Node>, compute: &Compute<'_>, stage: &mut StageDraft) {
    let written = identity.and_then(|it| it.as_str().or_else(|| it.text_of("type")));
    let kind = written
        .unwrap_or_default()
        .to_ascii_lowercase()
        .replace(['_', '-'], "");
    match &*kind {
        "useridentity" => submitter(stage),
        "managed" | "managedidentity" | "msi" => {
            if !identity.is_some_and(|it| assigned(it, stage)) {
                let why = "a managed identity that is not named is the one of the compute";
                stage.runs_as_default("managed-identity", of_compute(compute), why);
            }
        }
        "amltoken" => {
            let why = "a token of Azure Machine Learning stands for the job; data in storage is read with the identity of the compute";
            stage.runs_as_default("aml-token", of_compute(compute), why);
        }
        "" if compute.serverless_spark => {
            submitter(stage);
            stage.attribute(
                "identity_default",
                "serverless Spark takes the identity of the user who submits, where none is named",
            );
        }
        "" => {
            let why = "a job has the identity of its compute where it names none";
            stage.runs_as_default("compute-identity", of_compute(compute), why);
        }
        _ => {
            let value = Value::unresolved(written.unwrap_or_default());
            stage.runs_as("identity", &value, str::to_owned);
        }
    }
}

/// Identities that are assigned by name: `client_id`, `object_id`, `resource_id`, `msi_resource_id`, alone or in
/// `user_assigned_identities`. Whether there is one.
pub(super) fn assigned(identity: &Node, stage: &mut StageDraft) -> bool {
    let listed = identity.get("user_assigned_identities");
    let listed = listed.map_or(&[][..], Node::one_or_many);
    let mut found = false;
    for one in std::iter::once(identity).chain(listed) {
        if let Some((how, value)) = named(one) {
            stage.runs_as(how, &value, str::to_owned);
            found = true;
        }
    }
    found
}

/// The id of an identity that is assigned by name.
pub(super) fn named(one: &Node) -> Option<(&'static str, Value)> {
    let text = |names: &[&str]| names.iter().find_map(|name| one.text_of(name));
    if let Some(id) = text(&["resource_id", "msi_resource_id"]).or_else(|| one.as_str()) {
        let value =
            match id.to_ascii_lowercase().starts_with("/subscriptions/") && !id.contains("${{") {
                true => Value::literal(id.to_ascii_lowercase()),
                false => Value::unresolved(id),
            };
        return Some(("managed-identity", value));
    }
    let by = |prefix: &str, id: &str| match id.contains(['$', '{', '<']) {
        true => Value::unresolved(id),
        false => Value::literal(format!("azure:{prefix}/{}", id.to_ascii_lowercase())),
    };
    if let Some(id) = text(&["client_id"]) {
        return Some(("managed-identity", by("client", id)));
    }
    text(&["object_id", "principal_id"]).map(|id| ("managed-identity", by("principal", id)))
}

/// The id that stands for the identity of a compute.
fn of_compute(compute: &Compute<'_>) -> String {
    let name = compute.name.unwrap_or("serverless");
    format!("{}/identity", Collection::Compute.of(name))
}
