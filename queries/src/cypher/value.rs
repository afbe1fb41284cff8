//! Values, and what the size of one may be.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_graph::model::{Certainty, NodeId};

use super::error::{Span, Stop, wrong};
use super::estate::Hop;
use super::reached::Reached;

/// A value of an expression.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(Arc<str>),
    /// A level of certainty: a text in every respect, but compared in its own order.
    Level(Certainty),
    List(Arc<List>),
    Map(Arc<Map>),
    Node(NodeId),
    Relationship(Relationship),
    Path(Arc<Path>),
}

/// A relationship: a hop of the graph, or a whole attack path.
#[derive(Debug, Clone)]
pub(crate) enum Relationship {
    Hop(Hop),
    Reached(Arc<Reached>),
}

/// A list that knows how big it is.
#[derive(Debug)]
pub(crate) struct List {
    items: Vec<Value>,
    weight: usize,
    depth: usize,
}

/// A map that knows how big it is.
#[derive(Debug)]
pub(crate) struct Map {
    entries: BTreeMap<Arc<str>, Value>,
    weight: usize,
    depth: usize,
}

/// Nodes, and one relationship fewer.
#[derive(Debug)]
pub(crate) struct Path {
    pub(crate) nodes: Vec<NodeId>,
    pub(crate) hops: Vec<Hop>,
}

/// How big a value may be: about as many bytes. `x + x`, often enough, would fill any memory.
pub(crate) const HEAVIEST: usize = 64 << 20;
/// How deep lists and maps may be in each other.
const DEEPEST: usize = 64;
/// What a value weighs whatever it is.
const WEIGHT: usize = 32;

impl Value {
    pub(crate) fn text(text: impl AsRef<str>) -> Self {
        Self::Text(Arc::from(text.as_ref()))
    }

    /// A number of things.
    pub(crate) fn count(count: usize) -> Self {
        Self::Int(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A list of texts.
    pub(crate) fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Self {
        Self::small(texts.into_iter().map(Self::text).collect())
    }

    /// A list of things that are in the graph: not deep, and no bigger than that.
    pub(crate) fn small(items: Vec<Self>) -> Self {
        let weight = weight(items.iter());
        let depth = 1 + items.iter().map(Self::depth).max().unwrap_or(0);
        Self::List(Arc::new(List {
            items,
            weight,
            depth,
        }))
    }

    /// A list, if it is not too big.
    pub(crate) fn list(items: Vec<Self>, span: Span) -> Result<Self, Stop> {
        let list = Self::small(items);
        list.bounded(span)
    }

    /// A map, if it is not too big.
    pub(crate) fn map(entries: BTreeMap<Arc<str>, Self>, span: Span) -> Result<Self, Stop> {
        let keys: usize = entries.keys().map(|key| key.len()).sum();
        let weight = keys.saturating_add(weight(entries.values()));
        let depth = 1 + entries.values().map(Self::depth).max().unwrap_or(0);
        let map = Self::Map(Arc::new(Map {
            entries,
            weight,
            depth,
        }));
        map.bounded(span)
    }

    /// A text, if it is not too long.
    pub(crate) fn long(text: String, span: Span) -> Result<Self, Stop> {
        if text.len() > HEAVIEST {
            return Err(too_big(span));
        }
        Ok(Self::Text(Arc::from(text)))
    }

    fn bounded(self, span: Span) -> Result<Self, Stop> {
        if self.weight() > HEAVIEST || self.depth() > DEEPEST {
            return Err(too_big(span));
        }
        Ok(self)
    }

    /// About how many bytes it takes.
    pub(crate) fn weight(&self) -> usize {
        WEIGHT
            + match self {
                Self::Text(text) => text.len(),
                Self::List(list) => list.weight,
                Self::Map(map) => map.weight,
                Self::Path(path) => 16 * path.nodes.len(),
                _ => 0,
            }
    }

    fn depth(&self) -> usize {
        match self {
            Self::List(list) => list.depth,
            Self::Map(map) => map.depth,
            _ => 0,
        }
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// A text, or the name of a level of certainty.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Level(level) => Some(level.name()),
            _ => None,
        }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(&list.items),
            _ => None,
        }
    }

    /// What it is, for errors.
    pub(crate) fn sort(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Int(_) => "an integer",
            Self::Float(_) => "a float",
            Self::Text(_) => "a text",
            Self::Level(_) => "a certainty",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::Node(_) => "a node",
            Self::Relationship(_) => "a relationship",
            Self::Path(_) => "a path",
        }
    }
}

impl Map {
    pub(crate) fn entries(&self) -> &BTreeMap<Arc<str>, Value> {
        &self.entries
    }
}

fn weight<'a>(values: impl Iterator<Item = &'a Value>) -> usize {
    values.fold(0, |sum, value| sum.saturating_add(value.weight()))
}

fn too_big(span: Span) -> Stop {
    wrong(span, "this value is too big")
}

/// Whether they are the same literal, for expressions that stand twice in a query.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        super::compare::order(self, other) == std::cmp::Ordering::Equal
            && std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}
