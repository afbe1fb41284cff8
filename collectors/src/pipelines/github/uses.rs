//! The actions and reusable workflows that run in a job (GitHub Docs, "Workflow syntax", `uses`).

use serde_json::{Value as Json, json};

use super::{CONTENTS, FILE};
use crate::facts::{AssetClass, Fact, Lineage, LineageKind, Provider};
use crate::pipelines::{Node, Output, StageDraft, Value};

/// What stands after `uses`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Uses<'t> {
    /// `./path`: of the same repository and commit.
    Local(&'t str),
    /// `OWNER/REPO[/PATH]@REF`.
    Remote {
        repository: &'t str,
        path: Option<&'t str>,
        git_ref: &'t str,
    },
    /// `docker://IMAGE`.
    Image(&'t str),
}

impl<'t> Uses<'t> {
    /// Reads it; `None` where it is none of these.
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let text = text.trim();
        if text.starts_with("./") || text.starts_with(".github/") {
            return Some(Self::Local(text));
        }
        if text.starts_with("docker://") {
            return Some(Self::Image(text));
        }
        let (named, git_ref) = text.split_once('@')?;
        let owner = named.find('/')?;
        let end = named
            .get(owner + 1..)?
            .find('/')
            .map_or(named.len(), |it| owner + 1 + it);
        Some(Self::Remote {
            repository: named.get(..end)?,
            path: named.get(end + 1..).filter(|it| !it.is_empty()),
            git_ref,
        })
    }
}

/// Whether a ref is a whole commit (GitHub Docs, "Using third-party actions": the only immutable one).
fn is_commit(git_ref: &str) -> bool {
    matches!(git_ref.len(), 40 | 64) && git_ref.bytes().all(|b| b.is_ascii_hexdigit())
}

/// What a job uses.
#[derive(Debug, Default)]
pub(super) struct Found {
    actions: Vec<Json>,
    unpinned: Vec<Json>,
    calls: Vec<String>,
}

impl Found {
    /// Takes what a step, or the job itself, uses.
    pub(super) fn take(&mut self, uses: &Node, output: &Output<'_>, stage: &mut StageDraft) {
        let Some(text) = uses.as_str() else { return };
        match Uses::parse(text) {
            Some(Uses::Local(path)) => self.local(path, uses, output, stage),
            Some(Uses::Image(image)) => stage.image("uses", &Value::literal(image)),
            Some(Uses::Remote {
                repository,
                path,
                git_ref,
            }) => {
                let pinned = is_commit(git_ref).then(|| git_ref.to_owned());
                let id = format!("github:{repository}/*");
                self.actions
                    .push(json!({"uses": text, "pinned": pinned.is_some(), "at": uses.place()}));
                if pinned.is_none() {
                    self.unpinned.push(text.into());
                }
                if let Some(path) = path.filter(|it| it.starts_with(".github/workflows/")) {
                    self.calls.push(format!("github:{repository}/{path}"));
                }
                code(output, uses, stage, &id, CONTENTS, pinned);
            }
            None => {
                let value = Value::unresolved(text);
                stage.unresolved("uses", "code", &value);
            }
        }
    }

    /// An action or workflow of the same repository.
    fn local(&mut self, path: &str, uses: &Node, output: &Output<'_>, stage: &mut StageDraft) {
        let path = path.trim_end_matches('/');
        let is_file = path.ends_with(".yml") || path.ends_with(".yaml");
        let id = match is_file {
            true => output.file().id_of(path),
            false => output.file().id_of(&format!("{path}/action.yml")),
        };
        code(output, uses, stage, &id, FILE, None);
        self.calls.push(id);
    }

    /// Gives what was found to the stage.
    pub(super) fn give(mut self, stage: &mut StageDraft) {
        self.calls.sort();
        self.calls.dedup();
        if !self.calls.is_empty() {
            stage.attribute("calls", self.calls);
        }
        if !self.unpinned.is_empty() {
            stage.attribute("unpinned_actions", self.unpinned);
        }
        if !self.actions.is_empty() {
            stage.attribute("actions", self.actions);
        }
    }
}

/// Code that the stage runs.
pub(super) fn code(
    output: &Output<'_>,
    at: &Node,
    stage: &mut StageDraft,
    id: &str,
    kind: &str,
    pinned: Option<String>,
) {
    let origin = output.origin(at);
    let whole = id.strip_suffix("/*").unwrap_or(id);
    let own = &output.file().repository.id;
    let inside = id
        .strip_prefix(own.as_str())
        .is_some_and(|it| it.starts_with('/'));
    let name = whole.split_once(':').map_or(whole, |(_, it)| it);
    let (class, provider) = (AssetClass::Code, Provider::Github);
    let mut asset = output.new_asset(class, provider, kind, id, name, at);
    asset.scope = inside.then(|| own.clone());
    asset.part_of = (kind == FILE && inside).then(|| format!("{own}/*"));
    stage.names(Fact::Asset(asset));
    let mut flow = Lineage::new(LineageKind::Code, id, stage.id(), origin);
    flow.pinned = pinned;
    stage.names(Fact::Lineage(flow));
}
