//! The answer of `query`: `blastradius/query/1`.

use std::fmt;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, NodeKind, SnapshotInfo};
use serde::ser::{SerializeMap as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use super::{AttackerContext, CoverageSummary, Hop};

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Query {
    /// `blastradius/query/1`.
    pub schema: &'static str,
    /// The snapshot that was asked.
    pub snapshot: SnapshotInfo,
    /// What the attacker was taken to bring.
    pub context: AttackerContext,
    /// The name of the preset, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<String>,
    /// The names of the columns. Text of the query.
    pub columns: Vec<String>,
    /// Of each row a cell a column.
    pub rows: Vec<Vec<Cell>>,
    /// Whether a limit was reached, so that there may be more rows and counts may be too low.
    pub truncated: bool,
    /// Which limit: `time`, `rows` or `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truncated_by: Option<&'static str>,
    /// What could not be seen.
    pub coverage: CoverageSummary,
}

/// A value of an answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Not there, or not known.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Another number; what is no number is a text in machine formats.
    Float(f64),
    /// A text. Names are attacker-controlled.
    Text(String),
    /// Several, in order.
    List(Vec<Cell>),
    /// Several by name, in the order of the names.
    Map(Vec<(String, Cell)>),
    /// A node.
    Node(Box<NodeCell>),
    /// A relationship: an edge of the graph.
    Relationship(Box<RelationshipCell>),
    /// A whole attack path: what `REACHES` found.
    Reached(Box<ReachedCell>),
    /// Nodes and the relationships between them.
    Path(Box<PathCell>),
}

/// A node of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NodeCell {
    /// The provider's own id.
    pub id: String,
    /// Its labels.
    pub labels: Vec<String>,
    /// What it is.
    pub kind: NodeKind,
    /// For assets: what it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<AssetClass>,
    /// The provider's type.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What people call it. Attacker-controlled text.
    pub name: String,
    /// The id of the scope that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Short notes for people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// An edge of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationshipCell {
    /// Its own within one snapshot.
    pub id: String,
    /// `ASSUMES`.
    #[serde(rename = "type")]
    pub type_name: &'static str,
    /// What it says, and what made it.
    #[serde(flatten)]
    pub hop: Hop,
}

/// A whole attack path of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReachedCell {
    /// Its own within one snapshot.
    pub id: String,
    /// `REACHES`.
    #[serde(rename = "type")]
    pub type_name: &'static str,
    /// `acting`, `confidentiality`, `integrity` or `derived`.
    pub plane: &'static str,
    /// The id of the node where it starts.
    pub from: String,
    /// The id of the node where it ends.
    pub to: String,
    /// The certainty of the weakest hop.
    pub certainty: Certainty,
    /// How.
    pub path: Vec<Hop>,
}

/// A path of an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PathCell {
    /// How many relationships it has.
    pub length: usize,
    /// The certainty of the weakest of them; certain if there is none.
    pub certainty: Certainty,
    /// In order, one more than relationships.
    pub nodes: Vec<NodeCell>,
    /// In order; one that goes the other way has `from` and `to` as the edge has them.
    pub relationships: Vec<RelationshipCell>,
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(it) => serializer.serialize_bool(*it),
            Self::Int(it) => serializer.serialize_i64(*it),
            Self::Float(it) if it.is_finite() => serializer.serialize_f64(*it),
            Self::Float(it) => serializer.serialize_str(&it.to_string()),
            Self::Text(it) => serializer.serialize_str(it),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
            Self::Node(it) => it.serialize(serializer),
            Self::Relationship(it) => it.serialize(serializer),
            Self::Reached(it) => it.serialize(serializer),
            Self::Path(it) => it.serialize(serializer),
        }
    }
}

/// As people read it: a node by its name, a relationship by its type, a path by both. Names are as they are; whoever
/// shows the text makes them safe.
impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(it) => write!(f, "{it}"),
            Self::Int(it) => write!(f, "{it}"),
            Self::Float(it) => f.write_str(&crate::cypher::float(*it)),
            Self::Text(it) => f.write_str(it),
            Self::List(items) => {
                for (n, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if n > 0 { ", " } else { "" })?;
                }
                Ok(())
            }
            Self::Map(entries) => {
                for (n, (key, value)) in entries.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if n > 0 { ", " } else { "" })?;
                }
                Ok(())
            }
            Self::Node(it) => f.write_str(&it.name),
            Self::Relationship(it) => f.write_str(it.type_name),
            Self::Reached(it) => write!(f, "{} ({})", it.type_name, it.plane),
            Self::Path(it) => path(f, it),
        }
    }
}

fn path(f: &mut fmt::Formatter<'_>, path: &PathCell) -> fmt::Result {
    let mut nodes = path.nodes.iter();
    let mut last = "";
    if let Some(node) = nodes.next() {
        f.write_str(&node.name)?;
        last = &node.id;
    }
    for (node, relationship) in nodes.zip(&path.relationships) {
        match relationship.hop.from == last {
            true => write!(f, " -{}-> {}", relationship.type_name, node.name)?,
            false => write!(f, " <-{}- {}", relationship.type_name, node.name)?,
        }
        last = &node.id;
    }
    Ok(())
}
