//! A pipeline while its definition is read.

mod stage;

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Node, Output, Value};
use crate::facts::{Asset, Fact, Lineage, LineageKind, Origin, Pipeline, Provider, Stage, Trigger};
use crate::redact::free_text;

pub use self::stage::StageDraft;

/// A pipeline while its definition is read.
#[derive(Debug)]
pub struct PipelineDraft {
    pipeline: Pipeline,
    /// The partition of AWS that buckets and repositories lie in.
    partition: String,
    /// What of the file could not be read.
    unread: Option<String>,
    found: Found,
}

/// What stages name.
#[derive(Debug, Default)]
struct Found {
    assets: BTreeMap<String, Asset>,
    flows: Vec<Lineage>,
    others: Vec<Fact>,
}

impl PipelineDraft {
    /// A pipeline that begins at a place in the file of the output. Its scope is the repository of the file until
    /// another is set.
    #[must_use]
    pub fn new(
        output: &Output<'_>,
        provider: Provider,
        kind: &str,
        id: impl Into<String>,
        name: &str,
        at: &Node,
    ) -> Self {
        let scope = output.file().repository.id.clone();
        Self {
            unread: output.unread(),
            ..Self::read_at(provider, kind, id, name, scope, output.origin(at))
        }
    }

    /// A pipeline of a scope, read anywhere: from the answer of a platform too.
    #[must_use]
    pub fn read_at(
        provider: Provider,
        kind: &str,
        id: impl Into<String>,
        name: &str,
        scope: impl Into<String>,
        origin: Origin,
    ) -> Self {
        Self {
            pipeline: Pipeline {
                id: id.into(),
                provider,
                kind: kind.to_owned(),
                name: free_text(name).into_owned(),
                scope: scope.into(),
                stages: Vec::new(),
                triggers: Vec::new(),
                tags: None,
                attributes: BTreeMap::new(),
                origin,
            },
            partition: "aws".to_owned(),
            unread: None,
            found: Found::default(),
        }
    }

    /// Sets the partition of AWS that it is in: buckets and repositories that its stages name are of it.
    pub fn partition(&mut self, partition: &str) {
        partition.clone_into(&mut self.partition);
    }

    /// The stages so far.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        &self.pipeline.stages
    }

    /// The stages so far, for what is known only when all have been read.
    pub fn stages_mut(&mut self) -> &mut [Stage] {
        &mut self.pipeline.stages
    }

    /// Adds a flow between two stages, or a stage and something else that is a fact.
    pub fn flow(&mut self, kind: LineageKind, from: &str, to: &str, assumed: Option<String>) {
        let mut lineage = Lineage::new(kind, from, to, self.pipeline.origin.clone());
        lineage.assumed = assumed;
        self.found.flows.push(lineage);
    }

    /// The id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.pipeline.id
    }

    /// Sets the account, project, workspace or cluster that holds it.
    pub fn scope(&mut self, scope: impl Into<String>) {
        self.pipeline.scope = scope.into();
    }

    /// Adds something that starts it.
    pub fn trigger(&mut self, trigger: Trigger) {
        if !self.pipeline.triggers.contains(&trigger) {
            self.pipeline.triggers.push(trigger);
        }
    }

    /// What starts it so far, for what is known only later.
    pub fn triggers_mut(&mut self) -> &mut [Trigger] {
        &mut self.pipeline.triggers
    }

    /// Keeps something else. Never a value that may be a secret.
    pub fn attribute(&mut self, name: &str, value: impl Into<Json>) {
        self.pipeline
            .attributes
            .insert(name.to_owned(), value.into());
    }

    /// Begins a stage; [`add`](Self::add) ends it. The id is `<pipeline id>#<name>`.
    #[must_use]
    pub fn stage(&self, name: &str, kind: &str, at: &Node) -> StageDraft {
        let name = free_text(name).into_owned();
        StageDraft {
            stage: Stage {
                id: format!("{}#{name}", self.pipeline.id),
                name,
                kind: kind.to_owned(),
                at: at.place(),
                ..Stage::default()
            },
            pipeline: self.pipeline.id.clone(),
            partition: self.partition.clone(),
            origin: Origin::new(self.pipeline.origin.source.clone(), at.place()),
            found: Found::default(),
        }
    }

    /// Adds a stage. Of two that have the same name, the second is told apart by its place.
    pub fn add(&mut self, mut draft: StageDraft) {
        if let Some(unread) = &self.unread {
            let unread = Value::unresolved(unread);
            // Whom a definition names is the first thing that is looked for in it.
            match draft.stage.runs_as.is_empty() {
                true => draft.runs_as("definition", &unread, str::to_owned),
                false => {
                    draft.unresolved("definition", "definition", &unread);
                }
            }
        }
        if self
            .pipeline
            .stages
            .iter()
            .any(|it| it.id == draft.stage.id)
        {
            let id = format!("{}@{}", draft.stage.id, draft.stage.at);
            for flow in &mut draft.found.flows {
                let own = |end: &str| end == draft.stage.id;
                if own(&flow.from) || own(&flow.to) {
                    let from = if own(&flow.from) { &id } else { &flow.from };
                    let to = if own(&flow.to) { &id } else { &flow.to };
                    let mut again = Lineage::new(flow.kind, from, to, flow.origin.clone());
                    again.assumed.clone_from(&flow.assumed);
                    again.pinned.clone_from(&flow.pinned);
                    *flow = again;
                }
            }
            draft.stage.id = id;
        }
        let stage = &mut draft.stage;
        stage.runs_as.sort();
        stage.runs_as.dedup();
        stage.secrets.sort();
        stage.secrets.dedup();
        stage.environment.sort();
        stage.environment.dedup();
        self.pipeline.stages.push(draft.stage);
        self.found.assets.extend(draft.found.assets);
        self.found.flows.extend(draft.found.flows);
        self.found.others.extend(draft.found.others);
    }

    /// Everything that was found, as facts.
    pub(crate) fn facts(self) -> impl Iterator<Item = Fact> {
        let assets = self.found.assets.into_values().map(Fact::Asset);
        let flows = self.found.flows.into_iter().map(Fact::Lineage);
        assets
            .chain(flows)
            .chain(self.found.others)
            .chain(std::iter::once(Fact::Pipeline(self.pipeline)))
    }
}
