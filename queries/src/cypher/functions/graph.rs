//! Of nodes, relationships and paths.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::super::error::{Span, Stop};
use super::super::estate::Estate;
use super::super::properties;
use super::super::types;
use super::super::value::{Relationship, Value};
use super::{argument, takes};

/// Of a node the provider's id; of a relationship a text that is its own within one snapshot.
pub(super) fn id(estate: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Node(node) => Ok(Value::text(estate.node(*node).id)),
        Value::Relationship(it) => Ok(Value::text(properties::relationship_id(estate, it))),
        other => Err(takes("a node or a relationship", other, span)),
    }
}

pub(super) fn labels(estate: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Node(node) => Ok(Value::texts(super::super::labels::labels(
            estate.node(*node),
        ))),
        other => Err(takes("a node", other, span)),
    }
}

pub(super) fn kind(estate: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Relationship(Relationship::Hop(hop)) => {
            Ok(Value::text(types::word(estate.edge(*hop).kind)))
        }
        Value::Relationship(Relationship::Reached(_)) => Ok(Value::text("REACHES")),
        other => Err(takes("a relationship", other, span)),
    }
}

/// The names of the properties that are not null.
pub(super) fn keys(estate: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let all = entries(estate, argument(arguments, 0), span)?;
    Ok(Value::texts(all.keys()))
}

pub(super) fn properties(
    estate: &Estate<'_>,
    arguments: &[Value],
    span: Span,
) -> Result<Value, Stop> {
    let all = entries(estate, argument(arguments, 0), span)?;
    Value::map(all, span)
}

fn entries(
    estate: &Estate<'_>,
    value: &Value,
    span: Span,
) -> Result<BTreeMap<Arc<str>, Value>, Stop> {
    match value {
        Value::Map(map) => Ok(map.entries().clone()),
        Value::Node(_) | Value::Relationship(_) => Ok(properties::all(estate, value)),
        other => Err(takes("a node, a relationship or a map", other, span)),
    }
}

pub(super) fn start_node(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Relationship(it) => Ok(Value::Node(it.ends().0)),
        other => Err(takes("a relationship", other, span)),
    }
}

pub(super) fn end_node(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Relationship(it) => Ok(Value::Node(it.ends().1)),
        other => Err(takes("a relationship", other, span)),
    }
}

/// Of a path, or of what `REACHES` found.
pub(super) fn nodes(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    let nodes = match argument(arguments, 0) {
        Value::Path(path) => &path.nodes,
        Value::Relationship(Relationship::Reached(it)) => &it.path.nodes,
        other => return Err(takes("a path", other, span)),
    };
    Ok(Value::small(
        nodes.iter().map(|it| Value::Node(*it)).collect(),
    ))
}

pub(super) fn relationships(
    _: &Estate<'_>,
    arguments: &[Value],
    span: Span,
) -> Result<Value, Stop> {
    let hops = match argument(arguments, 0) {
        Value::Path(path) => &path.hops,
        Value::Relationship(Relationship::Reached(it)) => &it.path.hops,
        other => return Err(takes("a path", other, span)),
    };
    let hops = hops
        .iter()
        .map(|it| Value::Relationship(Relationship::Hop(*it)));
    Ok(Value::small(hops.collect()))
}

pub(super) fn length(_: &Estate<'_>, arguments: &[Value], span: Span) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Path(path) => Ok(Value::count(path.hops.len())),
        Value::Relationship(Relationship::Reached(it)) => Ok(Value::count(it.path.hops.len())),
        other => Err(takes(
            "a path (of a list or a text it is `size`)",
            other,
            span,
        )),
    }
}

/// Of a path the certainty of its weakest relationship.
pub(super) fn certainty(
    estate: &Estate<'_>,
    arguments: &[Value],
    span: Span,
) -> Result<Value, Stop> {
    match argument(arguments, 0) {
        Value::Path(path) => {
            let levels = path.hops.iter().map(|hop| estate.edge(*hop).certainty);
            let weakest = levels.min();
            Ok(Value::Level(
                weakest.unwrap_or(blastradius_graph::model::Certainty::Certain),
            ))
        }
        it @ Value::Relationship(_) => {
            Ok(properties::get(estate, it, "certainty").unwrap_or(Value::Null))
        }
        other => Err(takes("a path or a relationship", other, span)),
    }
}

/// The records of the snapshot that a relationship rests on, each with the place inside of it.
pub(super) fn evidence(
    estate: &Estate<'_>,
    arguments: &[Value],
    span: Span,
) -> Result<Value, Stop> {
    let hops = match argument(arguments, 0) {
        Value::Relationship(Relationship::Hop(hop)) => std::slice::from_ref(hop),
        Value::Relationship(Relationship::Reached(it)) => &it.path.hops,
        Value::Path(path) => &path.hops,
        other => return Err(takes("a path or a relationship", other, span)),
    };
    let mut texts = Vec::new();
    for it in hops.iter().flat_map(|hop| estate.evidence(*hop)) {
        let text = format!("{}{}", it.record, it.pointer);
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(Value::texts(texts))
}
