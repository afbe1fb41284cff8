//! Where a job runs (GitHub Docs, "Choosing the runner for a job").

use serde_json::json;

use super::names::Names;
use crate::pipelines::{Node, StageDraft};

/// Labels of runners that GitHub hosts begin so ("GitHub-hosted runners reference").
const HOSTED: [&str; 4] = ["ubuntu-", "windows-", "macos-", "macOS-"];

/// Keeps the labels; tells whether it is a runner of one's own, as far as that is known.
///
/// The label `self-hosted` says so. Other labels that GitHub does not have are those of larger runners or of runners of
/// one's own: not known.
pub(super) fn of(
    runs_on: Option<&Node>,
    names: &Names<'_>,
    stage: &mut StageDraft,
) -> Option<bool> {
    let runs_on = runs_on?;
    let mut labels: Vec<String> = Vec::new();
    let mut open = false;
    let group = runs_on
        .get("group")
        .map(|it| it.as_str().unwrap_or_default());
    let listed = match runs_on.is_map() {
        true => runs_on.get("labels").map_or(&[][..], Node::one_or_many),
        false => runs_on.one_or_many(),
    };
    for text in listed.iter().filter_map(Node::as_str) {
        if let Some(all) = names.of_matrix(text) {
            for one in all {
                take(&names.value(one), &mut labels, &mut open);
            }
            continue;
        }
        let value = names.value(text);
        take(&value, &mut labels, &mut open);
        if value.known().is_none() {
            stage.attribute("runs_on_unresolved", value.expression());
        }
    }
    labels.sort();
    labels.dedup();
    let own = labels
        .iter()
        .any(|it| it.eq_ignore_ascii_case("self-hosted"));
    let hosted = |it: &String| HOSTED.iter().any(|start| it.starts_with(start));
    let all_hosted = !labels.is_empty() && labels.iter().all(hosted) && !open && group.is_none();
    let known = match (own, all_hosted) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    stage.attribute("runs_on", json!(labels));
    if let Some(group) = group {
        let group = names.value(group);
        stage.attribute("runner_group", group.known().unwrap_or(group.expression()));
    }
    match known {
        Some(own) => stage.attribute("self_hosted", own),
        None => stage.attribute("self_hosted", "unknown"),
    }
    known
}

fn take(value: &crate::pipelines::Value, labels: &mut Vec<String>, open: &mut bool) {
    match value.known() {
        // `${{ fromJSON('["self-hosted","gpu"]') }}` comes as a list in a text.
        Some(known) => labels.extend(known.split(',').map(|it| it.trim().to_owned())),
        None => *open = true,
    }
}
