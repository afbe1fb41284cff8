//! What a job takes and makes: literal paths, inputs and outputs of the pipeline, results of other jobs.

use super::names::{Collection, short};
use crate::facts::LineageKind;
use crate::pipelines::place::Grain;
use crate::pipelines::template::{Marks, value};
use crate::pipelines::{File, Node, Output, StageDraft, Value, sibling};

/// What expressions may refer to.
pub(super) struct Context<'a> {
    pub(super) file: &'a File<'a>,
    /// The members of the pipeline around the job, if there is one.
    pub(super) parent: Option<&'a Node>,
    pub(super) datastore: &'a str,
}

/// What flows, and which way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) reads: bool,
    pub(super) kind: LineageKind,
    pub(super) grain: Grain,
}

impl Way {
    /// Into a job, as a file or a folder by the name.
    pub(super) fn into(kind: LineageKind) -> Self {
        Self {
            reads: true,
            kind,
            grain: Grain::Guess,
        }
    }
}

const MARKS: [Marks; 2] = [
    Marks {
        open: "${{",
        close: "}}",
    },
    Marks {
        open: "$((",
        close: "))",
    },
];

/// What stands before a path without one: the store of the pipeline, or that of the workspace
/// ("How to manage inputs and outputs of a pipeline", "Default output paths").
pub(super) const DEFAULT_DATASTORE: &str = "workspaceblobstore";

impl<'a> Context<'a> {
    /// Of a file and the pipeline in it.
    pub(super) fn new<'o: 'a>(output: &Output<'o>, parent: Option<&'a Node>) -> Self {
        let settings = parent.and_then(|it| it.at(&["settings", "default_datastore"]));
        let store = settings.and_then(Node::as_str).map(super::names::name);
        Self {
            file: output.file(),
            parent,
            datastore: store.unwrap_or(DEFAULT_DATASTORE),
        }
    }

    /// The value of a text with expressions in it.
    pub(super) fn value(&self, text: &str) -> Value {
        value(text, &MARKS, &mut |expression| self.resolve(expression))
    }

    fn resolve(&self, expression: &str) -> Value {
        let mut parts = expression.split('.');
        let parts = (
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
            parts.next(),
        );
        match parts {
            (Some("parent"), Some("jobs"), Some(job), Some("outputs"), Some(name)) => {
                Value::reference(job, name, expression)
            }
            (Some("parent"), Some(side @ ("inputs" | "outputs")), Some(name), None, None) => {
                let member = self.parent.and_then(|it| it.at(&[side, name]));
                let path = member.and_then(|it| it.as_str().or_else(|| it.text_of("path")));
                // Whoever submits the job may give another.
                match path.filter(|it| !it.contains("${{")) {
                    Some(path) => Value::parameter(name, Some(path.to_owned())),
                    None => Value::unresolved(expression),
                }
            }
            (Some("default_datastore"), None, ..) => Value::literal(self.datastore),
            _ => Value::unresolved(expression),
        }
    }

    /// The declaration of an input or output: the job's own, or that of the pipeline to which it is bound.
    fn declared(&self, binding: &Node) -> Option<&'a Node> {
        let text = binding.as_str().or_else(|| binding.text_of("path"))?;
        let inside = text.trim().strip_prefix("${{")?.strip_suffix("}}")?.trim();
        let rest = inside.strip_prefix("parent.")?;
        let mut parts = rest.split('.');
        let parent = self.parent?;
        match (parts.next()?, parts.next()?, parts.next(), parts.next()) {
            (side @ ("inputs" | "outputs"), name, None, None) => parent.at(&[side, name]),
            ("jobs", job, Some(side), Some(name)) => parent.at(&["jobs", job, side, name]),
            _ => None,
        }
    }

    /// Whether data or a model goes through an input or output.
    fn flow_kind(&self, name: &str, member: &Node) -> LineageKind {
        let own = member.text_of("type");
        let kind = own.or_else(|| self.declared(member)?.text_of("type"));
        let is_model = match kind {
            Some(kind) => kind.contains("model"),
            None => name
                .to_ascii_lowercase()
                .split(['_', '-'])
                .any(|it| it == "model"),
        };
        if is_model {
            LineageKind::Model
        } else {
            LineageKind::Data
        }
    }

    /// Whether a file or a folder goes through an input or output.
    fn grain(&self, member: &Node) -> Grain {
        let declared = || self.declared(member).and_then(|it| it.text_of("type"));
        match member.text_of("type").or_else(declared) {
            Some("uri_file") => Grain::Object,
            Some("uri_folder" | "mltable" | "mlflow_model") => Grain::Prefix,
            _ => Grain::Guess,
        }
    }

    /// The inputs of a job.
    pub(super) fn inputs(&self, job: &Node, stage: &mut StageDraft) {
        for (name, member) in job.get("inputs").map_or(&[][..], Node::entries) {
            let Some(name) = name.as_str() else { continue };
            let kind = self.flow_kind(name, member);
            let typed = member.text_of("type").is_some();
            let Some(path) = member.as_str().or_else(|| member.text_of("path")) else {
                continue;
            };
            let value = self.value(path);
            for (job, _) in value.references() {
                stage.after(job);
            }
            // A number, a text or a name of something: no place.
            let is_path = typed
                || path.contains("://")
                || path.starts_with("azureml:")
                || path.contains("${{");
            let literal = matches!(
                member.text_of("type"),
                Some("string" | "number" | "integer" | "boolean")
            );
            let is_place = |it: &str| {
                it.contains("://")
                    || it.starts_with("azureml:")
                    || it.starts_with("./")
                    || it.starts_with("../")
            };
            if is_path && !literal && (typed || value.known().is_none_or(is_place)) {
                let way = Way {
                    reads: true,
                    kind,
                    grain: self.grain(member),
                };
                self.flow(stage, way, &format!("inputs.{name}"), &value);
            }
        }
    }

    /// The outputs of a job, and what it registers of them.
    pub(super) fn outputs(&self, job: &Node, stage: &mut StageDraft) {
        for (name, member) in job.get("outputs").map_or(&[][..], Node::entries) {
            let Some(name) = name.as_str() else { continue };
            let kind = self.flow_kind(name, member);
            let declared = self.declared(member);
            let path = match declared {
                Some(declared) => declared.text_of("path"),
                None => member.as_str().or_else(|| member.text_of("path")),
            };
            match path.filter(|it| !it.contains("parent.outputs")) {
                Some(path) => {
                    let value = self.value(path);
                    let way = Way {
                        reads: false,
                        kind,
                        grain: self.grain(member),
                    };
                    self.flow(stage, way, &format!("outputs.{name}"), &value);
                }
                None => {
                    let id = format!("azureml://datastores/{}/paths/azureml/*", self.datastore);
                    let why = format!(
                        "the output `{name}` names no path and goes to the default datastore"
                    );
                    stage.writes_asset(kind, "azureml:path", &id, Some(why));
                }
            }
            // An output with a name becomes an asset of that name ("Register outputs").
            let named = [Some(member), declared]
                .into_iter()
                .flatten()
                .find_map(|it| it.text_of("name"));
            if let Some(named) = named.filter(|it| !it.contains("${{")) {
                let collection = if kind == LineageKind::Model {
                    Collection::Model
                } else {
                    Collection::Data
                };
                stage.writes_asset(kind, collection.kind(), &collection.of(named), None);
            }
        }
    }

    /// A flow from or to what a value names.
    pub(super) fn flow(&self, stage: &mut StageDraft, way: Way, member: &str, value: &Value) {
        let Way { reads, kind, .. } = way;
        let asset = |type_name: &str, id: &str, stage: &mut StageDraft| match reads {
            true => stage.reads_asset(kind, type_name, id, value.assumed()),
            false => stage.writes_asset(kind, type_name, id, value.assumed()),
        };
        let named = |collection: Collection, text: &str| (collection.kind(), collection.of(text));
        let Some(text) = value.known() else {
            return plain(stage, way, member, value);
        };
        if let Some(path) = short(text) {
            let shorter = Value::literal(format!("azureml:/{path}"));
            if value.assumed().is_none() {
                return plain(stage, way, member, &shorter);
            }
            let shorter = Value::parameter(
                &value.parameters().join(", "),
                shorter.known().map(str::to_owned),
            );
            return plain(stage, way, member, &shorter);
        }
        if text.starts_with("azureml://registries/")
            || (text.starts_with("azureml:") && !text.starts_with("azureml://"))
        {
            let collection = match kind {
                LineageKind::Model => Collection::Model,
                LineageKind::Code => Collection::Code,
                _ => Collection::Data,
            };
            let (type_name, id) = named(collection, text);
            return asset(type_name, &id, stage);
        }
        if text.contains(':') {
            return plain(stage, way, member, value);
        }
        match sibling::id(self.file, text, sibling::is_folder(text)) {
            Some(id) => asset("git:file", &id, stage),
            None => {
                let expression = Value::unresolved(text);
                plain(stage, way, member, &expression);
            }
        }
    }
}

fn plain(stage: &mut StageDraft, way: Way, member: &str, value: &Value) {
    match way.reads {
        true => stage.reads(way.kind, member, value, way.grain),
        false => stage.writes(way.kind, member, value, way.grain),
    }
}
