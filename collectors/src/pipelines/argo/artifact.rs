//! Where artifacts lie, and the secrets that open the place.
//!
//! Argo Workflows, "Field Reference": `ArtifactLocation`.

use super::super::file::repository_of;
use super::super::place::Grain;
use super::super::pods::{Pods, filled};
use super::super::{Node, StageDraft, Value};
use crate::facts::LineageKind;

/// The members of an artifact that say where it lies.
const LOCATIONS: [&str; 10] = [
    "artifactory",
    "azure",
    "gcs",
    "git",
    "hdfs",
    "http",
    "oss",
    "plugin",
    "raw",
    "s3",
];

/// How deep the members of a location are searched for secrets.
const DEEPEST: usize = 6;

/// What an artifact is: its name says whether it is a model.
pub(super) fn kind_of(name: &str) -> LineageKind {
    match name.to_ascii_lowercase().contains("model") {
        true => LineageKind::Model,
        false => LineageKind::Data,
    }
}

/// The place of an artifact, and its secrets. What says nothing of a bucket takes it from the repository. Returns whether a
/// place was told at all.
pub(super) fn place(
    location: &Node,
    kind: LineageKind,
    member: &str,
    reads: bool,
    repository: Option<&Node>,
    pods: &Pods<'_>,
    stage: &mut StageDraft,
) -> bool {
    let Some((scheme, own)) = LOCATIONS
        .iter()
        .find_map(|it| Some((*it, location.get(it)?)))
    else {
        return false;
    };
    secrets("artifact", own, pods, stage, 0);
    if let Some(role) = filled(own, "roleARN") {
        stage.attribute("artifact_role", crate::redact::free_text(role));
    }
    if own.get("useSDKCreds").and_then(Node::as_bool) == Some(true) {
        stage.attribute("artifact_credentials", "those of the pod");
    }
    match scheme {
        "raw" | "plugin" => return true,
        "git" => {
            git(own, pods, stage);
            return true;
        }
        _ => {}
    }
    let default = repository.and_then(|it| it.get(scheme));
    if let Some(default) = default
        && filled(own, "bucket").is_none()
    {
        secrets("artifact", default, pods, stage, 0);
    }
    let text = |name: &str| filled(own, name).or_else(|| default.and_then(|it| filled(it, name)));
    let Some(address) = address(scheme, &text) else {
        let value = Value::unresolved("the artifact repository of the controller");
        flow(kind, member, &value, reads, stage);
        return true;
    };
    let value = (pods.value)(&address);
    if let Some(known) = value.known()
        && super::super::Place::of_uri(known, Grain::Guess).is_none()
    {
        // Storage that is not one of the clouds': its address is its id.
        let id = known.split(['?', '#']).next().unwrap_or(known);
        match reads {
            true => stage.reads_asset(kind, "storage:path", id, value.assumed()),
            false => stage.writes_asset(kind, "storage:path", id, value.assumed()),
        }
        return true;
    }
    flow(kind, member, &value, reads, stage);
    true
}

fn flow(kind: LineageKind, member: &str, value: &Value, reads: bool, stage: &mut StageDraft) {
    match reads {
        true => stage.reads(kind, member, value, Grain::Guess),
        false => stage.writes(kind, member, value, Grain::Guess),
    }
}

/// The address that the members of a location make.
fn address<'d>(scheme: &str, text: &dyn Fn(&str) -> Option<&'d str>) -> Option<String> {
    let key = || {
        text("key")
            .or_else(|| text("keyFormat"))
            .unwrap_or_default()
    };
    match scheme {
        "s3" => {
            let endpoint = text("endpoint").unwrap_or("s3.amazonaws.com");
            let host = endpoint.split(':').next().unwrap_or(endpoint);
            let (bucket, key) = (text("bucket")?, key());
            Some(match host {
                "storage.googleapis.com" => format!("gs://{bucket}/{key}"),
                _ if host.ends_with("amazonaws.com") || host.ends_with("amazonaws.com.cn") => {
                    format!("s3://{bucket}/{key}")
                }
                _ => format!("s3-compatible://{endpoint}/{bucket}/{key}"),
            })
        }
        "gcs" => Some(format!("gs://{}/{}", text("bucket")?, key())),
        "azure" => {
            let blob = text("blob")
                .or_else(|| text("blobNameFormat"))
                .unwrap_or_default();
            let endpoint = text("endpoint")?.trim_end_matches('/');
            Some(format!("{endpoint}/{}/{blob}", text("container")?))
        }
        "oss" => Some(format!(
            "oss://{}/{}/{}",
            text("endpoint")?,
            text("bucket")?,
            key()
        )),
        "hdfs" => Some(format!("hdfs://{}", text("path")?.trim_start_matches('/'))),
        "http" | "artifactory" => text("url").map(str::to_owned),
        _ => None,
    }
}

/// Code of a repository; a commit pins it.
fn git(own: &Node, pods: &Pods<'_>, stage: &mut StageDraft) {
    let Some(url) = filled(own, "repo") else {
        return;
    };
    let value = (pods.value)(url);
    match value.known().and_then(repository_of) {
        Some(repository) => {
            let revision = filled(own, "revision").unwrap_or_default();
            let commit = revision.len() == 40 && revision.bytes().all(|it| it.is_ascii_hexdigit());
            let pinned = commit.then(|| revision.to_owned());
            let id = format!("{}/*", repository.id);
            stage.reads_pinned_asset(LineageKind::Code, "git:repository-contents", &id, pinned);
        }
        None => stage.reads(LineageKind::Code, "git", &value, Grain::Prefix),
    }
}

/// Every secret under a location: `accessKeySecret`, `serviceAccountKeySecret`, `auth.basicAuth.passwordSecret`,
/// `headers[].valueFrom.secretKeyRef`. `how` says what they open.
pub(super) fn secrets(
    how: &str,
    node: &Node,
    pods: &Pods<'_>,
    stage: &mut StageDraft,
    depth: usize,
) {
    if depth > DEEPEST {
        return;
    }
    for (key, value) in node.entries() {
        let key = key.as_str().unwrap_or_default();
        let is_secret = key.ends_with("Secret") || key == "secretKeyRef";
        if is_secret && value.get("name").is_some() {
            let seen = value.text_of("key").unwrap_or(key);
            pods.secret(how, seen, value.get("name"), stage);
        } else {
            secrets(how, value, pods, stage, depth + 1);
        }
    }
    for item in node.items() {
        secrets(how, item, pods, stage, depth + 1);
    }
}
