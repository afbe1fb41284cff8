//! Properties of nodes and relationships. There are no others: a name that is not here is an error, not null.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_graph::model::{EdgeView, NodeView};

use super::error::{ErrorKind, QueryError, Span};
use super::estate::Estate;
use super::types;
use super::value::{Relationship, Value};
use super::words::nearest;

/// The properties of a node.
pub(crate) const NODE: [&str; 11] = [
    "id", "arn", "name", "kind", "class", "type", "provider", "scope", "part_of", "record", "notes",
];

/// The properties of a relationship of the graph.
pub(crate) const EDGE: [&str; 8] = [
    "type",
    "family",
    "certainty",
    "access",
    "technique",
    "gates",
    "gate_details",
    "conditions",
];

/// The properties of a whole attack path.
pub(crate) const REACHED: [&str; 9] = [
    "type",
    "plane",
    "certainty",
    "hops",
    "gates",
    "gate_details",
    "conditions",
    "techniques",
    "access",
];

/// Those of relationships that are lists.
pub(crate) const LISTS: [&str; 5] = [
    "access",
    "gates",
    "gate_details",
    "conditions",
    "techniques",
];

/// A property of a node or a relationship. `None`: it has none of this name.
pub(crate) fn get(estate: &Estate<'_>, value: &Value, name: &str) -> Option<Value> {
    match value {
        Value::Node(node) => node_property(estate.node(*node), name),
        Value::Relationship(Relationship::Hop(hop)) => edge_property(estate.edge(*hop), name),
        Value::Relationship(Relationship::Reached(it)) => it.property(estate, name),
        _ => None,
    }
}

/// All that are not null, by name.
pub(crate) fn all(estate: &Estate<'_>, value: &Value) -> BTreeMap<Arc<str>, Value> {
    let names: &[&str] = match value {
        Value::Node(_) => &NODE,
        Value::Relationship(Relationship::Hop(_)) => &EDGE,
        _ => &REACHED,
    };
    let values = names.iter().filter_map(|name| {
        let value = get(estate, value, name).filter(|it| !it.is_null())?;
        Some((Arc::from(*name), value))
    });
    values.collect()
}

fn node_property(node: NodeView<'_>, name: &str) -> Option<Value> {
    let optional = |text: Option<&str>| text.map_or(Value::Null, Value::text);
    Some(match name {
        "id" => Value::text(node.id),
        "arn" => optional(Some(node.id).filter(|id| id.starts_with("arn:"))),
        "name" => Value::text(node.name),
        "kind" => Value::text(node.kind.name()),
        "class" => optional(node.class.map(|class| class.name())),
        "type" => Value::text(node.type_name),
        "provider" => optional(node.type_name.split_once(':').map(|(provider, _)| provider)),
        "scope" => optional(node.scope),
        "part_of" => optional(node.part_of),
        "record" => optional(node.record),
        "notes" => Value::texts(node.notes()),
        _ => return None,
    })
}

fn edge_property(edge: EdgeView<'_>, name: &str) -> Option<Value> {
    Some(match name {
        "type" => Value::text(types::word(edge.kind)),
        "family" => match edge.kind.family() {
            Some(family) => Value::text(family.name()),
            None => Value::Null,
        },
        "certainty" => Value::Level(edge.certainty),
        "access" => Value::texts(edge.access.iter().map(|access| access.name())),
        "technique" => edge.technique().map_or(Value::Null, Value::text),
        "gates" => Value::texts(edge.gate_kinds().map(|kind| kind.name())),
        "gate_details" => Value::texts(edge.gates().map(|gate| gate.detail)),
        "conditions" => Value::texts(edge.conditions()),
        _ => return None,
    })
}

/// A text that no other relationship of the snapshot has.
pub(crate) fn relationship_id(estate: &Estate<'_>, relationship: &Relationship) -> String {
    let (from, to) = relationship.ends();
    let (from, to) = (estate.node(from).id, estate.node(to).id);
    match relationship {
        Relationship::Hop(hop) => {
            let word = types::word(estate.edge(*hop).kind);
            format!("{from} {word}#{} {to}", hop.edge.index())
        }
        Relationship::Reached(it) => format!("{from} REACHES#{} {to}", it.plane.name()),
    }
}

/// The error for a name that is none.
pub(crate) fn none(what: &str, name: &str, known: &[&str], span: Span) -> Box<QueryError> {
    let shown: String = name.chars().take(60).collect();
    let message = format!("{what} has no property `{}`", shown.escape_debug());
    let error = QueryError::at(ErrorKind::Meaning, span, message);
    match nearest(name, known.iter().copied()) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help(format!("properties are {}", known.join(", "))),
    }
}
