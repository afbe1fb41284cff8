//! Clusters: what they may do in the cloud, and the secrets in their settings.
//!
//! Databricks documentation, REST API, "Clusters": `aws_attributes.instance_profile_arn`, `gcp_attributes.google_service_account`,
//! `spark_conf` and `spark_env_vars` with `{{secrets/SCOPE/KEY}}` ("Secret management").

use super::Context;
use crate::facts::LineageKind;
use crate::pipelines::place::Grain;
use crate::pipelines::{Node, StageDraft, Value};

pub(super) const SECRET: &str = "databricks:secret";

/// The id of a secret.
pub(super) fn secret_id(scope: &str, key: &str) -> String {
    format!("databricks:secrets/{scope}/{key}")
}

/// A setting: `{{secrets/SCOPE/KEY}}` is a secret, anything else a variable of which the name is kept.
pub(super) fn setting(how: &str, name: &str, value: Option<&str>, stage: &mut StageDraft) {
    let mut found = false;
    for part in value.unwrap_or_default().split("{{").skip(1) {
        let reference = part.split("}}").next().unwrap_or_default().trim();
        if let Some((scope, key)) = reference
            .strip_prefix("secrets/")
            .and_then(|it| it.split_once('/'))
        {
            stage.secret(how, name, &secret_id(scope, key), SECRET, None);
            found = true;
        }
    }
    if !found {
        stage.variable(name, value);
    }
}

/// The settings of a map.
pub(super) fn settings(how: &str, map: Option<&Node>, stage: &mut StageDraft) {
    for (name, value) in map.map_or(&[][..], Node::entries) {
        if let Some(name) = name.as_str() {
            setting(how, name, value.as_str(), stage);
        }
    }
}

/// What a cluster gives to what runs on it.
pub(super) fn read(cluster: &Node, context: &Context<'_>, stage: &mut StageDraft) {
    instance_profile(
        cluster.at(&["aws_attributes", "instance_profile_arn"]),
        context,
        stage,
    );
    let google = cluster
        .at(&["gcp_attributes", "google_service_account"])
        .and_then(Node::as_str);
    if let Some(email) = google {
        stage.runs_as(
            "google-service-account",
            &context.value(email),
            google_account,
        );
    }
    settings("env", cluster.get("spark_env_vars"), stage);
    for (name, value) in cluster.get("spark_conf").map_or(&[][..], Node::entries) {
        // Of the settings of Spark, those that hold a secret matter.
        let text = value.as_str().unwrap_or_default();
        let is_secret =
            text.contains("{{secrets/") || crate::redact::classify(text).shape.is_some();
        if let (Some(name), true) = (name.as_str(), is_secret) {
            setting("spark-conf", name, Some(text), stage);
        }
    }
    for script in cluster.get("init_scripts").map_or(&[][..], Node::items) {
        for (_, place) in script.entries() {
            if let Some(path) = place.text_of("destination") {
                super::task::code("init_scripts", path, None, context, stage);
            }
        }
    }
    if let Some(image) = cluster.at(&["docker_image", "url"]).and_then(Node::as_str) {
        stage.image("docker_image", &context.value(image));
    }
    if cluster.at(&["docker_image", "basic_auth"]).is_some() {
        stage.attribute("image_pull", "a user name and a password");
    }
    let log = cluster
        .get("cluster_log_conf")
        .map_or(&[][..], Node::entries);
    for (_, place) in log {
        if let Some(path) = place.text_of("destination") {
            stage.writes(
                LineageKind::Data,
                "cluster_log_conf",
                &context.value(path),
                Grain::Prefix,
            );
        }
    }
}

/// The instance profile of a cluster or a served entity.
pub(super) fn instance_profile(
    profile: Option<&Node>,
    context: &Context<'_>,
    stage: &mut StageDraft,
) {
    if let Some(profile) = profile.and_then(Node::as_str) {
        let value: Value = context.value(profile);
        stage.runs_as("instance-profile", &value, str::to_owned);
    }
}

/// The id of a Google service account: its project stands in its e-mail.
fn google_account(email: &str) -> String {
    let host = email.split_once('@').map_or("", |(_, host)| host);
    let project = host.strip_suffix(".iam.gserviceaccount.com").unwrap_or("-");
    format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{email}")
}
