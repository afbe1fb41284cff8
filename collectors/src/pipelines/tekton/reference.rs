//! Tasks and pipelines that stand elsewhere.

use super::super::defaults::kubernetes_id;
use super::super::file::repository_of;
use super::super::pods::{filled, items};
use super::super::{Node, StageDraft};
use super::Of;
use crate::facts::LineageKind;

/// The specification of a task or pipeline that another document of the file holds.
pub(super) fn referenced<'d>(reference: &Node, others: &[&'d Node]) -> Option<&'d Node> {
    let name = reference.text_of("name")?;
    let found = others.iter().find(|it| {
        it.at(&["metadata", "name"]).and_then(Node::as_str) == Some(name)
            && matches!(
                it.text_of("kind"),
                Some("Task" | "Pipeline" | "ClusterTask")
            )
    });
    found.and_then(|it| it.get("spec"))
}

/// A task or pipeline of another file, of a bundle or of a catalogue is code that this runs.
pub(super) fn by_reference(reference: Option<&Node>, of: &Of<'_>, stage: &mut StageDraft) {
    let Some(reference) = reference else { return };
    if let Some(name) = filled(reference, "name") {
        let kind = filled(reference, "kind").unwrap_or("Task");
        let id = kubernetes_id(of.object.namespace, kind, name);
        stage.reads_asset(LineageKind::Code, "tekton:task", &id, None);
    }
    if let Some(bundle) = filled(reference, "bundle") {
        stage.image("bundle", &of.value(bundle));
    }
    if let Some(resolver) = filled(reference, "resolver") {
        stage.attribute("resolver", resolver);
        let text = |name: &str| {
            let all = items(reference, "params");
            let found = all.iter().find(|it| it.text_of("name") == Some(name));
            found.and_then(|it| it.text_of("value"))
        };
        if let Some(image) = text("bundle") {
            stage.image("bundle", &of.value(image));
        }
        if let Some(repository) = text("url").and_then(repository_of) {
            let revision = text("revision").unwrap_or_default();
            let commit = revision.len() == 40 && revision.bytes().all(|it| it.is_ascii_hexdigit());
            let id = format!("{}/{}", repository.id, text("pathInRepo").unwrap_or("*"));
            let pinned = commit.then(|| revision.to_owned());
            stage.reads_pinned_asset(LineageKind::Code, "git:file", &id, pinned);
        }
    }
}
