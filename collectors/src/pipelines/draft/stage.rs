//! A stage while its definition is read.

use serde_json::Value as Json;

use super::Found;
use crate::facts::{
    AssetClass, EnvironmentVariable, Fact, IdentityToken, Lineage, LineageKind, Origin, Provider,
    RunsAs, SecretUse, Stage, StageGate, Unresolved,
};
use crate::pipelines::file::code_type;
use crate::pipelines::place::Grain;
use crate::pipelines::value::{Standing, Value};
use crate::pipelines::{Place, image};
use crate::redact::{classify, free_text};

/// A stage while its definition is read.
#[derive(Debug)]
pub struct StageDraft {
    pub(super) stage: Stage,
    pub(super) pipeline: String,
    pub(super) partition: String,
    pub(super) origin: Origin,
    pub(super) found: Found,
}

impl StageDraft {
    /// The id of the stage.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.stage.id
    }

    /// Says where it stands where lines and columns do not tell: a JSON pointer below the place of the pipeline.
    pub fn placed(&mut self, below: &str, pointer: &str) {
        pointer.clone_into(&mut self.stage.at);
        self.origin.pointer = format!("{below}{pointer}");
    }

    /// The stage, for what has no function here.
    pub fn fact(&mut self) -> &mut Stage {
        &mut self.stage
    }

    /// Whose permissions it has: `id_of` makes the id of what is written. One that is not known stands as unresolved.
    pub fn runs_as(&mut self, how: &str, value: &Value, id_of: impl FnOnce(&str) -> String) {
        match value.known() {
            Some(known) => self.stage.runs_as.push(RunsAs {
                assumed: value.assumed(),
                ..RunsAs::new(id_of(known), how)
            }),
            None => {
                let id = self.unresolved(how, "identity", value);
                let why = format!("it is known only at run time: {}", value.expression());
                self.stage.runs_as.push(RunsAs::assumed(id, how, why));
            }
        }
    }

    /// The identity that the platform gives where the definition names none, and why.
    pub fn runs_as_default(&mut self, how: &str, id: impl Into<String>, why: &str) {
        self.stage.runs_as.push(RunsAs::assumed(id, how, why));
    }

    /// A secret that it is given, which is an asset of this type. `name` is the variable or key under which it is seen.
    pub fn secret(&mut self, how: &str, name: &str, id: &str, kind: &str, assumed: Option<String>) {
        self.named_asset(AssetClass::Secret, kind, id);
        self.stage.secrets.push(SecretUse {
            secret: id.to_owned(),
            how: how.to_owned(),
            name: free_text(name).into_owned(),
            assumed,
        });
    }

    /// An environment variable: its name, and what its value looks like. A value that is known only at run time is not looked
    /// at.
    pub fn variable(&mut self, name: &str, value: Option<&str>) {
        let look = value.map(classify).unwrap_or_default();
        self.stage.environment.push(EnvironmentVariable {
            name: free_text(name).into_owned(),
            reference: look.reference,
            shape: look.shape.map(str::to_owned),
        });
    }

    /// What it reads.
    pub fn reads(&mut self, kind: LineageKind, member: &str, value: &Value, grain: Grain) {
        self.flow(kind, member, value, grain, true);
    }

    /// What it writes.
    pub fn writes(&mut self, kind: LineageKind, member: &str, value: &Value, grain: Grain) {
        self.flow(kind, member, value, grain, false);
    }

    fn flow(&mut self, kind: LineageKind, member: &str, value: &Value, grain: Grain, reads: bool) {
        for (step, output) in value.references() {
            let from = format!("{}#{step}", self.pipeline);
            let kind = match output.contains("Model") {
                true => LineageKind::Model,
                false => kind,
            };
            if reads && from != self.stage.id {
                self.lineage(kind, &from, &self.stage.id.clone(), None, None);
            }
        }
        let refers = value.standing() == Standing::Reference;
        let whole = value.known().is_some();
        let text = value.begins();
        let (text, grain) = match (whole, text.rsplit_once('/')) {
            (true, _) => (text, grain),
            // Of what is known in part, the last whole part of the path.
            (false, Some((folder, _))) => (folder, Grain::Prefix),
            (false, None) => ("", Grain::Prefix),
        };
        let place = match kind {
            LineageKind::Image => None,
            _ => Place::of_uri(text, grain).map(|it| it.in_partition(&self.partition)),
        };
        match place {
            Some(place) => {
                let id = place.id.clone();
                self.place(kind, &place);
                self.between(kind, id, reads, value.assumed(), None);
                if !whole && !refers {
                    self.unresolved(member, kind_name(kind), value);
                }
            }
            None if whole || refers => {}
            None => {
                let id = self.unresolved(member, kind_name(kind), value);
                let why = format!("it is known only at run time: {}", value.expression());
                self.between(kind, id, reads, Some(why), None);
            }
        }
    }

    /// What it reads, by the id of an asset that is none in storage: a registered model, a table, an index.
    pub fn reads_asset(
        &mut self,
        kind: LineageKind,
        type_name: &str,
        id: &str,
        assumed: Option<String>,
    ) {
        self.named_asset(class_of(kind), type_name, id);
        self.reads_id(kind, id, assumed);
    }

    /// The same, pinned to the content that has this digest: a commit, a hash.
    pub fn reads_pinned_asset(
        &mut self,
        kind: LineageKind,
        type_name: &str,
        id: &str,
        pinned: Option<String>,
    ) {
        self.named_asset(class_of(kind), type_name, id);
        self.between(kind, id.to_owned(), true, None, pinned);
    }

    /// What it writes, by the id of an asset that is none in storage.
    pub fn writes_asset(
        &mut self,
        kind: LineageKind,
        type_name: &str,
        id: &str,
        assumed: Option<String>,
    ) {
        self.named_asset(class_of(kind), type_name, id);
        self.writes_id(kind, id, assumed);
    }

    /// What it reads, by the id of something that other facts tell of.
    pub fn reads_id(&mut self, kind: LineageKind, id: &str, assumed: Option<String>) {
        self.between(kind, id.to_owned(), true, assumed, None);
    }

    /// What it writes, by the id of something that other facts tell of.
    pub fn writes_id(&mut self, kind: LineageKind, id: &str, assumed: Option<String>) {
        self.between(kind, id.to_owned(), false, assumed, None);
    }

    /// The image that it runs.
    pub fn image(&mut self, member: &str, value: &Value) {
        match value.known().map(image::repository) {
            Some(Some((place, digest))) => {
                let place = place.in_partition(&self.partition);
                let id = place.id.clone();
                self.place(LineageKind::Image, &place);
                self.between(LineageKind::Image, id, true, value.assumed(), digest);
            }
            // What is written out and is no reference to an image is none.
            Some(None) => {}
            None => {
                self.unresolved(member, "image", value);
            }
        }
    }

    /// A stage that must end before it begins.
    pub fn after(&mut self, stage: &str) {
        let id = format!("{}#{stage}", self.pipeline);
        if id != self.stage.id && !self.stage.after.contains(&id) {
            self.stage.after.push(id);
        }
    }

    /// Something that stands before it.
    pub fn gate(&mut self, kind: &str, detail: impl Into<String>) {
        let detail: String = detail.into();
        self.stage.gates.push(StageGate {
            kind: kind.to_owned(),
            detail: free_text(&detail).into_owned(),
        });
    }

    /// A token that it may ask for.
    pub fn token(&mut self, token: IdentityToken) {
        self.stage.tokens.push(token);
    }

    /// Keeps something else. Never a value that may be a secret.
    pub fn attribute(&mut self, name: &str, value: impl Into<Json>) {
        self.stage.attributes.insert(name.to_owned(), value.into());
    }

    /// A fact that the stage names.
    pub fn names(&mut self, fact: Fact) {
        self.found.others.push(fact);
    }

    /// Notes that something is not known; returns the id that stands for it. Of several values of one member, each counts:
    /// the second is `MEMBER@2`.
    pub fn unresolved(&mut self, member: &str, kind: &str, value: &Value) -> String {
        let unresolved = Unresolved::new(&self.stage.id, member, kind, value.expression());
        let base = unresolved.id.as_str();
        let mut same: usize = 0;
        for known in &self.stage.unresolved {
            let rest = known.id.strip_prefix(base);
            if rest.is_some_and(|it| it.is_empty() || it.starts_with('@')) {
                if known.kind == unresolved.kind && known.expression == unresolved.expression {
                    return known.id.clone();
                }
                same = same.saturating_add(1);
            }
        }
        let unresolved = match same.checked_add(1) {
            Some(number) if same > 0 => Unresolved {
                id: format!("{base}@{number}"),
                ..unresolved
            },
            _ => unresolved,
        };
        let id = unresolved.id.clone();
        self.stage.unresolved.push(unresolved);
        id
    }

    fn place(&mut self, kind: LineageKind, place: &Place) {
        for asset in place.assets(class_of(kind), &self.origin) {
            self.found.assets.insert(asset.id.clone(), asset);
        }
    }

    fn named_asset(&mut self, class: AssetClass, type_name: &str, id: &str) {
        let type_name = code_type(type_name, id);
        let provider = match type_name.split(':').next() {
            Some("aws") => Provider::Aws,
            Some("gcp") => Provider::Gcp,
            Some("azure") => Provider::Azure,
            Some("k8s") => Provider::Kubernetes,
            Some("github") => Provider::Github,
            Some("gitlab") => Provider::Gitlab,
            _ => Provider::Other,
        };
        let place = Place {
            id: id.to_owned(),
            provider,
            kind: type_name.to_owned(),
            name: id.rsplit(['/', ':']).next().unwrap_or(id).to_owned(),
            part_of: None,
        };
        for asset in place.assets(class, &self.origin) {
            self.found.assets.entry(asset.id.clone()).or_insert(asset);
        }
    }

    fn between(
        &mut self,
        kind: LineageKind,
        asset: String,
        reads: bool,
        assumed: Option<String>,
        pinned: Option<String>,
    ) {
        let stage = self.stage.id.clone();
        let (from, to) = match reads {
            true => (asset, stage),
            false => (stage, asset),
        };
        self.lineage(kind, &from, &to, assumed, pinned);
    }

    fn lineage(
        &mut self,
        kind: LineageKind,
        from: &str,
        to: &str,
        assumed: Option<String>,
        pinned: Option<String>,
    ) {
        let mut lineage = Lineage::new(kind, from, to, self.origin.clone());
        lineage.assumed = assumed;
        lineage.pinned = pinned;
        self.found.flows.push(lineage);
    }
}

fn class_of(kind: LineageKind) -> AssetClass {
    match kind {
        LineageKind::Data => AssetClass::Data,
        LineageKind::Model => AssetClass::Model,
        LineageKind::Code => AssetClass::Code,
        LineageKind::Image => AssetClass::Image,
        LineageKind::Index => AssetClass::Index,
    }
}

fn kind_name(kind: LineageKind) -> &'static str {
    class_of(kind).name()
}
