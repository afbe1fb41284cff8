//! What a reader of a kind writes to: facts, and what it could not read.

use super::{File, Later, Node, PipelineDraft};
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Asset, AssetClass, Fact, Lineage, LineageKind, Origin, Provider};
use crate::snapshot::Sink;

/// Takes what is found in one file.
pub struct Output<'a> {
    sink: &'a mut dyn Sink,
    later: &'a mut Later,
    file: &'a File<'a>,
    kind: &'static str,
    records: u64,
    of_another: bool,
    told: bool,
    waits: bool,
    cut: Option<usize>,
}

impl<'a> Output<'a> {
    /// For what a kind finds in a file.
    pub(crate) fn new(
        sink: &'a mut dyn Sink,
        later: &'a mut Later,
        file: &'a File<'a>,
        kind: &'static str,
    ) -> Self {
        Self {
            sink,
            later,
            file,
            kind,
            records: 0,
            of_another: false,
            told: false,
            waits: false,
            cut: None,
        }
    }

    /// Says that the document could not be read from this line on.
    pub(crate) fn cut(&mut self, line: usize) {
        self.cut = Some(line);
    }

    /// What is not known of a stage of a document that could not be read to its end.
    pub(super) fn unread(&self) -> Option<String> {
        let line = self.cut?;
        Some(format!("what stands from line {line} on could not be read"))
    }

    /// The file.
    #[must_use]
    pub fn file(&self) -> &'a File<'a> {
        self.file
    }

    /// How many pipelines and other things were found.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.records
    }

    /// Says that the file is an answer about something else than where it lies.
    pub(super) fn of_another(&mut self) {
        self.of_another = true;
    }

    /// Whether it is.
    pub(super) fn is_of_another(&self) -> bool {
        self.of_another
    }

    /// Says that the document completes another, with which it is read.
    pub(super) fn belongs(&mut self) {
        self.told = true;
    }

    /// Ends a document: one in which nothing was found, and of which nothing was told, is told of.
    pub(super) fn end(&mut self, at: &Node) {
        if self.records == 0 && !self.told && !self.waits {
            let reason = format!("it holds nothing that is read of the kind `{}`", self.kind);
            self.gap(Outcome::NotInInput, at, &reason, "");
        }
    }

    /// What waits for the other files.
    pub(super) fn later(&mut self) -> &mut Later {
        self.waits = true;
        self.later
    }

    /// The place of a value in the file, as where a fact was read.
    #[must_use]
    pub fn origin(&self, at: &Node) -> Origin {
        Origin::new(self.file.path.display().to_string(), at.place())
    }

    /// A pipeline with all that its stages name.
    pub fn pipeline(&mut self, draft: PipelineDraft) {
        self.records += 1;
        for fact in draft.facts() {
            self.sink.fact(fact);
        }
    }

    /// A fact that is no pipeline.
    pub fn fact(&mut self, fact: Fact) {
        self.records += 1;
        self.sink.fact(fact);
    }

    /// What another reader makes of the file: of the answer of a service.
    pub(crate) fn facts<T>(&mut self, read: impl FnOnce(&mut dyn Sink) -> T) -> T {
        self.records += 1;
        read(self.sink)
    }

    /// An asset that is no place in storage: an endpoint, a registered model, a secret.
    pub fn asset(
        &mut self,
        class: AssetClass,
        provider: Provider,
        kind: &str,
        id: impl Into<String>,
        name: impl Into<String>,
        at: &Node,
    ) {
        let asset = self.new_asset(class, provider, kind, id, name, at);
        self.fact(Fact::Asset(asset));
    }

    /// The same, to be completed by the caller and given as a fact.
    #[must_use]
    pub fn new_asset(
        &self,
        class: AssetClass,
        provider: Provider,
        kind: &str,
        id: impl Into<String>,
        name: impl Into<String>,
        at: &Node,
    ) -> Asset {
        let (id, name): (String, String) = (id.into(), name.into());
        Asset {
            provider,
            class,
            kind: super::file::code_type(kind, &id).to_owned(),
            id,
            name: crate::redact::free_text(&name).into_owned(),
            scope: Some(self.file.repository.id.clone()),
            region: None,
            part_of: None,
            encryption_key: None,
            tags: None,
            attributes: std::collections::BTreeMap::new(),
            origin: self.origin(at),
        }
    }

    /// A place in storage, with what it is a part of.
    pub fn place(&mut self, class: AssetClass, place: &super::Place, at: &Node) {
        for asset in place.assets(class, &self.origin(at)) {
            self.fact(Fact::Asset(asset));
        }
    }

    /// A flow between two things that are facts already.
    pub fn flow(&mut self, kind: LineageKind, from: &str, to: &str, at: &Node) {
        let origin = self.origin(at);
        self.sink
            .fact(Fact::Lineage(Lineage::new(kind, from, to, origin)));
    }

    /// Something that could not be read, and what to do about it (may be empty).
    pub fn gap(&mut self, outcome: Outcome, at: &Node, reason: &str, help: &str) {
        self.told = true;
        let path = self.file.path.display().to_string();
        self.sink.coverage(Coverage {
            scope: self.file.repository.id.clone(),
            region: None,
            operation: format!("import:pipelines/{}", self.kind),
            subject: Some(path.clone()),
            outcome,
            records: 0,
            reason: format!("`{path}`, line {}: {reason}", at.line()),
            help: help.to_owned(),
            origin: Origin::new(path, at.place()),
        });
    }
}
