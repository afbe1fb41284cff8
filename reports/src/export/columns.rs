//! Nodes and edges as rows of typed columns: what every format with columns writes.

use std::borrow::Cow;

use blastradius_graph::model::{Evidence, Gate, Graph};

use super::items::{EdgeContent, EdgeItem, GROUP, NodeContent, NodeItem};
use crate::sanitize::json::to_line;

/// What a column holds. Every column but the ids and the kind may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Text,
    Number,
    Texts,
}

/// A column: its name, and what it holds.
pub(super) type Column = (&'static str, Holds);

/// The columns of a node.
pub(super) const NODE: [Column; 10] = [
    ("id", Holds::Text),
    ("kind", Holds::Text),
    ("class", Holds::Text),
    ("type", Holds::Text),
    ("name", Holds::Text),
    ("scope", Holds::Text),
    ("part_of", Holds::Text),
    ("fact", Holds::Text),
    ("notes", Holds::Texts),
    ("members", Holds::Number),
];

/// The columns of an edge after its ends and its kind.
pub(super) const EDGE: [Column; 9] = [
    ("family", Holds::Text),
    ("certainty", Holds::Text),
    ("access", Holds::Texts),
    ("technique", Holds::Text),
    ("conditions", Holds::Texts),
    ("gates", Holds::Texts),
    ("evidence", Holds::Texts),
    ("evidence_from", Holds::Text),
    ("evidence_to", Holds::Text),
];

/// What stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Nothing,
    Text(Cow<'a, str>),
    Number(u64),
    Texts(Vec<Cow<'a, str>>),
}

impl<'a> Value<'a> {
    fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    fn texts(texts: &'a [String]) -> Self {
        Self::Texts(
            texts
                .iter()
                .map(|text| Cow::Borrowed(text.as_str()))
                .collect(),
        )
    }
}

/// A node as a row of [`NODE`].
pub(super) fn node<'a>(graph: &'a Graph, item: &NodeItem<'a>) -> [Value<'a>; NODE.len()] {
    let id = Value::Text(item.end.id(graph));
    match item.content {
        NodeContent::Node(node) => [
            id,
            Value::text(node.kind.name()),
            Value::maybe(node.class.map(|class| class.name())),
            Value::text(node.type_name),
            Value::text(node.name),
            Value::maybe(node.scope),
            Value::maybe(node.part_of),
            Value::maybe(node.record),
            Value::Texts(node.notes().map(Cow::Borrowed).collect()),
            Value::Nothing,
        ],
        NodeContent::Group(members) => [
            id,
            Value::text(GROUP),
            Value::Nothing,
            Value::text("blastradius:group"),
            Value::Text(Cow::Owned(format!("{members} together"))),
            Value::Nothing,
            Value::Nothing,
            Value::Nothing,
            Value::Texts(Vec::new()),
            Value::Number(members),
        ],
    }
}

/// An edge as a row of [`EDGE`].
pub(super) fn edge<'a>(item: &'a EdgeItem<'_>) -> [Value<'a>; EDGE.len()] {
    let EdgeContent::Edge { edge, evidence, of } = &item.content else {
        return std::array::from_fn(|column| match EDGE.get(column) {
            Some((_, Holds::Texts)) => Value::Texts(Vec::new()),
            _ => Value::Nothing,
        });
    };
    let of = |side: fn(&blastradius_graph::model::Representatives) -> &Option<String>| {
        Value::maybe(of.as_ref().and_then(|of| side(of).as_deref()))
    };
    [
        Value::maybe(edge.kind.family().map(|family| family.name())),
        Value::text(edge.certainty.name()),
        Value::Texts(
            edge.access
                .iter()
                .map(|access| Cow::Borrowed(access.name()))
                .collect(),
        ),
        Value::maybe(edge.technique.as_deref()),
        Value::texts(&edge.conditions),
        Value::Texts(edge.gates.iter().map(|it| Cow::Owned(gate(it))).collect()),
        Value::Texts(evidence.iter().map(|it| Cow::Owned(proof(it))).collect()),
        of(|of| &of.source),
        of(|of| &of.target),
    ]
}

/// A gate as a text: `mfa`, `approval: by the owners`.
pub(super) fn gate(gate: &Gate) -> String {
    match gate.detail.as_str() {
        "" => gate.kind.name().to_owned(),
        detail => format!("{}: {detail}", gate.kind.name()),
    }
}

/// Evidence as a text: the JSON object of the machine formats, because records may hold any character.
pub(super) fn proof(evidence: &Evidence) -> String {
    // Three strings are always written.
    to_line(evidence).unwrap_or_default()
}

/// A list as one text: a JSON array.
pub(super) fn joined(texts: &[Cow<'_, str>]) -> String {
    to_line(texts).unwrap_or_default()
}

/// A word as the name of a kind: `runs-as` is `RunsAs`.
pub(super) fn pascal(word: &str) -> String {
    let words = word.split(['-', '_']);
    words
        .flat_map(|word| {
            let mut rest = word.chars();
            let first = rest.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(rest)
        })
        .collect()
}
