//! Parameters, constants and expressions of a pipeline.

use std::collections::BTreeMap;

use super::super::template::{self, Marks};
use super::super::{Grain, Node, Place, StageDraft, Value};
use crate::facts::LineageKind;

/// Parameters that name a place: what is called an output is written, anything else is read. The name alone tells, so that
/// it is assumed.
pub(in super::super) fn parameters_of(
    parameters: &BTreeMap<String, Value>,
    stage: &mut StageDraft,
) {
    for (name, value) in parameters {
        let value = match value.known() {
            Some(known) => {
                let place = Place::of_uri(known, Grain::Guess);
                let is_place = place.is_some_and(|it| it.kind != "web:url");
                if !is_place || known.starts_with("oci:") {
                    continue;
                }
                Value::parameter(name, Some(known.to_owned()))
            }
            // What begins as a place and ends as something that is known only at run time.
            None if value.begins().contains("://") && !value.begins().starts_with("http") => {
                value.clone()
            }
            None => continue,
        };
        let lower = name.to_ascii_lowercase();
        let kind = match lower.contains("model") {
            true => LineageKind::Model,
            false => LineageKind::Data,
        };
        match [
            "output", "dest", "root", "staging", "temp", "export", "target",
        ]
        .iter()
        .any(|it| lower.contains(it))
        {
            true => stage.writes(kind, name, &value, Grain::Guess),
            false => stage.reads(kind, name, &value, Grain::Guess),
        }
    }
}

/// What kind of artifact an input or output is, by its schema (`system.Model`, `google.VertexModel`).
pub(super) fn artifact_kind(component: &Node, side: &str, name: &str) -> LineageKind {
    let schema = component.at(&[side, "artifacts", name, "artifactType", "schemaTitle"]);
    match schema.and_then(Node::as_str) {
        Some(it) if it.contains("Model") || it.contains("Endpoint") => LineageKind::Model,
        _ => LineageKind::Data,
    }
}

const MARKS: [Marks; 1] = [Marks {
    open: "{{",
    close: "}}",
}];

/// A text with inputs in it: `{{$.inputs.parameters['uri']}}`.
pub(super) fn expression(text: &str, parameters: &BTreeMap<String, Value>) -> Value {
    template::value(text, &MARKS, &mut |it| {
        let named = it
            .strip_prefix("$.inputs.parameters[")
            .and_then(|it| it.strip_suffix(']'));
        let name = named.map(|it| it.trim_matches(['\'', '"', '\\']));
        match name.and_then(|it| parameters.get(it)) {
            // A value that holds an expression itself is not followed again.
            Some(value) if !value.known().is_some_and(|it| it.contains("{{$")) => value.clone(),
            _ => Value::unresolved(it),
        }
    })
}

/// A constant, however its version writes it: `constant: x`, `constantValue: {stringValue: x}`.
pub(super) fn constant_text(value: &Node) -> Option<&str> {
    let old = value.get("constantValue").unwrap_or(value);
    let typed = ["stringValue", "intValue", "doubleValue"]
        .iter()
        .find_map(|it| old.text_of(it));
    typed
        .or_else(|| value.text_of("constant"))
        .or_else(|| old.as_str())
}

pub(super) fn joined(path: &str, name: &str) -> String {
    match path.is_empty() {
        true => name.to_owned(),
        false => format!("{path}/{name}"),
    }
}

pub(super) fn entries<'d>(node: &'d Node, path: &[&str]) -> Vec<(&'d str, &'d Node)> {
    let entries = node.at(path).map_or(&[][..], Node::entries);
    entries
        .iter()
        .filter_map(|(key, value)| Some((key.as_str()?, value)))
        .collect()
}
