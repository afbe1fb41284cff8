//! What a file includes (GitLab Docs, "CI/CD YAML syntax reference": `include`): it is code that all of its jobs run.

use super::super::ci;
use super::super::place::{Grain, Place};
use super::super::{Node, Output, StageDraft, Value};
use crate::facts::LineageKind;

/// Something that is included.
#[derive(Debug)]
pub(super) enum Include {
    /// A file of the repository.
    Local(String),
    /// A file of another project, at a ref: pinned where that is the digest of a commit.
    Project(String, Option<String>),
    /// A file on the web; pinned where its digest is given.
    Remote(String, Option<String>),
    /// Anything else: a template of GitLab's, what an expression names.
    Other(String),
}

/// What the file includes.
pub(super) fn read(root: &Node, _output: &Output<'_>) -> Vec<Include> {
    let all = root.get("include").map_or(&[][..], Node::one_or_many);
    all.iter().take(500).map(Include::of).collect()
}

impl Include {
    pub(super) fn of(node: &Node) -> Self {
        let text = |name: &str| node.text_of(name).filter(|it| !it.is_empty());
        if let Some(plain) = node.as_str() {
            return match plain.contains("://") {
                true => Self::Remote(plain.to_owned(), None),
                false => Self::local(plain),
            };
        }
        if let Some(local) = text("local") {
            return Self::local(local);
        }
        if let Some(remote) = text("remote") {
            let pin = text("integrity").map(str::to_owned);
            return Self::Remote(remote.to_owned(), pin);
        }
        if let Some(project) = text("project") {
            let file = node.get("file").map_or(&[][..], Node::one_or_many);
            let file = file.first().and_then(Node::as_str).unwrap_or("*");
            let place = format!(
                "{}/{}",
                project.trim_matches('/'),
                file.trim_start_matches('/')
            );
            return match place.contains('$') {
                true => Self::Other(place),
                false => Self::Project(place, text("ref").map(str::to_owned)),
            };
        }
        if let Some(component) = text("component") {
            // HOST/GROUP/PROJECT/NAME@VERSION
            if let Some((place, version)) = component.rsplit_once('@')
                && !place.contains('$')
                && let Some((_, path)) = place.split_once('/')
            {
                return Self::Project(path.to_owned(), Some(version.to_owned()));
            }
            return Self::Other(component.to_owned());
        }
        let other = text("template").or_else(|| text("artifact"));
        Self::Other(other.unwrap_or("include").to_owned())
    }

    fn local(path: &str) -> Self {
        match path.contains('$') {
            true => Self::Other(path.to_owned()),
            false => Self::Local(path.to_owned()),
        }
    }

    /// A job of the file runs it.
    pub(super) fn is_code_of(&self, stage: &mut StageDraft, output: &Output<'_>) {
        match self {
            Self::Local(path) => ci::file_code(stage, output, path),
            Self::Project(path, reference) => {
                let host = match output.file().repository.host.as_str() {
                    "" | "gitlab.com" => String::new(),
                    host => format!("{host}/"),
                };
                let id = format!("gitlab:{host}{path}");
                let pin = reference
                    .as_deref()
                    .filter(|it| is_commit(it))
                    .map(str::to_owned);
                stage.reads_pinned_asset(LineageKind::Code, "git:file", &id, pin);
            }
            Self::Remote(url, pin) => match Place::of_uri(url, Grain::Object) {
                Some(place) if !url.contains('$') => {
                    stage.reads_pinned_asset(
                        LineageKind::Code,
                        &place.kind,
                        &place.id,
                        pin.clone(),
                    );
                }
                _ => {
                    stage.unresolved("include", "code", &Value::unresolved(url));
                }
            },
            Self::Other(expression) => {
                let member = format!("include.{expression}");
                stage.unresolved(&member, "code", &Value::unresolved(expression));
            }
        }
    }
}

/// The digest of a commit, in full.
fn is_commit(reference: &str) -> bool {
    matches!(reference.len(), 40 | 64) && reference.bytes().all(|b| b.is_ascii_hexdigit())
}
