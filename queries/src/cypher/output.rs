//! Values to the cells of an answer, and parameters to values.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_graph::model::{Certainty, NodeId};
use serde_json::Value as Json;

use super::error::{ErrorKind, QueryError, Span, Stop};
use super::estate::{Estate, Hop};
use super::labels::labels;
use super::properties::relationship_id;
use super::types;
use super::value::{Path, Relationship, Value};
use crate::answer::{self, Cell, NodeCell, PathCell, ReachedCell, RelationshipCell};

/// A float as Cypher writes it: one point at least.
#[must_use]
pub(crate) fn float(number: f64) -> String {
    format!("{number:?}")
}

/// A value of a row.
pub(super) fn cell(estate: &Estate<'_>, value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(it) => Cell::Bool(*it),
        Value::Int(it) => Cell::Int(*it),
        Value::Float(it) => Cell::Float(*it),
        Value::Text(it) => Cell::Text(it.to_string()),
        Value::Level(it) => Cell::Text(it.name().to_owned()),
        Value::List(_) => {
            let items = value.as_list().unwrap_or_default();
            Cell::List(items.iter().map(|it| cell(estate, it)).collect())
        }
        Value::Map(map) => {
            let entries = map.entries().iter();
            let entries = entries.map(|(key, it)| (key.to_string(), cell(estate, it)));
            Cell::Map(entries.collect())
        }
        Value::Node(id) => Cell::Node(Box::new(node(estate, *id))),
        Value::Relationship(Relationship::Hop(hop)) => {
            Cell::Relationship(Box::new(relationship(estate, *hop)))
        }
        Value::Relationship(Relationship::Reached(it)) => {
            let own = Relationship::Reached(it.clone());
            let (from, to) = own.ends();
            Cell::Reached(Box::new(ReachedCell {
                id: relationship_id(estate, &own),
                type_name: "REACHES",
                plane: it.plane.name(),
                from: estate.node(from).id.to_owned(),
                to: estate.node(to).id.to_owned(),
                certainty: weakest(estate, &it.path),
                path: hops(estate, &it.path),
            }))
        }
        Value::Path(path) => Cell::Path(Box::new(PathCell {
            length: path.hops.len(),
            certainty: weakest(estate, path),
            nodes: path.nodes.iter().map(|it| node(estate, *it)).collect(),
            relationships: path
                .hops
                .iter()
                .map(|it| relationship(estate, *it))
                .collect(),
        })),
    }
}

fn weakest(estate: &Estate<'_>, path: &Path) -> Certainty {
    let levels = path.hops.iter().map(|hop| estate.edge(*hop).certainty);
    levels.min().unwrap_or(Certainty::Certain)
}

fn node(estate: &Estate<'_>, id: NodeId) -> NodeCell {
    let node = estate.node(id);
    NodeCell {
        id: node.id.to_owned(),
        labels: labels(node),
        kind: node.kind,
        class: node.class,
        type_name: node.type_name.to_owned(),
        name: node.name.to_owned(),
        scope: node.scope.map(str::to_owned),
        notes: node.notes().map(str::to_owned).collect(),
    }
}

fn relationship(estate: &Estate<'_>, hop: Hop) -> RelationshipCell {
    RelationshipCell {
        id: relationship_id(estate, &Relationship::Hop(hop)),
        type_name: types::word(estate.edge(hop).kind),
        hop: told(estate, hop, hop.from),
    }
}

/// The hops of a path in its order: one that goes against its edge says so.
fn hops(estate: &Estate<'_>, path: &Path) -> Vec<answer::Hop> {
    let starts = path.nodes.iter();
    starts
        .zip(&path.hops)
        .map(|(start, hop)| told(estate, *hop, *start))
        .collect()
}

fn told(estate: &Estate<'_>, hop: Hop, start: NodeId) -> answer::Hop {
    let edge = estate.edge(hop);
    answer::Hop {
        from: estate.node(start).id.to_owned(),
        to: estate.node(hop.other(start)).id.to_owned(),
        edge: edge.kind,
        technique: edge.technique().map(str::to_owned),
        certainty: edge.certainty,
        conditions: edge.conditions().map(str::to_owned).collect(),
        evidence: estate.evidence(hop),
        access: edge.access,
        gates: edge.gates().collect(),
        reverse: start != hop.from,
    }
}

/// The value of a parameter.
pub(super) fn parameter(name: &str, json: &Json) -> Result<Value, Box<QueryError>> {
    value(json, 0).map_err(|why| {
        let shown: String = name.chars().take(60).collect();
        let message = format!("`${}` {why}", shown.escape_debug());
        QueryError::new(ErrorKind::Parameter, message)
    })
}

/// How deep a parameter may be.
const DEEPEST: usize = 32;

fn value(json: &Json, depth: usize) -> Result<Value, &'static str> {
    if depth > DEEPEST {
        return Err("is too deep");
    }
    let big = |stop: Stop| match stop {
        Stop::Fault(_) | Stop::Spent => "is too big",
    };
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(it) => Value::Bool(*it),
        Json::Number(it) => match (it.as_i64(), it.as_f64()) {
            (Some(number), _) => Value::Int(number),
            (None, Some(number)) if !it.is_u64() => Value::Float(number),
            _ => return Err("has more than 64 bits"),
        },
        Json::String(it) => Value::text(it),
        Json::Array(items) => {
            let items: Result<Vec<Value>, _> =
                items.iter().map(|it| value(it, depth + 1)).collect();
            Value::list(items?, Span::default()).map_err(big)?
        }
        Json::Object(entries) => {
            let mut map: BTreeMap<Arc<str>, Value> = BTreeMap::new();
            for (key, it) in entries {
                map.insert(Arc::from(key.as_str()), value(it, depth + 1)?);
            }
            Value::map(map, Span::default()).map_err(big)?
        }
    })
}
