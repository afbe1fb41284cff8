//! What every answer is made of: hops, briefs of nodes, planes, the attacker's context.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::authorize::aws::ContextValue;
use blastradius_graph::model::{AccessSet, Certainty, EdgeKind, Evidence, Gate, NodeKind};
use serde::{Deserialize, Serialize};

/// One of the two radii.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plane {
    /// What can be read, decrypted or invoked.
    Confidentiality,
    /// What can be changed, and what is made from it.
    Integrity,
}

impl Plane {
    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Confidentiality => "confidentiality",
            Self::Integrity => "integrity",
        }
    }
}

/// What the holder of a leaked credential was taken to bring.
///
/// It is baked into the graph when that is built; answers repeat it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttackerContext {
    /// The name of the profile: `leaked-key`.
    pub name: String,
    /// Condition keys that were set by hand, with their values.
    pub keys: BTreeMap<String, Vec<String>>,
}

impl Default for AttackerContext {
    fn default() -> Self {
        Self {
            name: "leaked-key".to_owned(),
            keys: BTreeMap::new(),
        }
    }
}

impl From<&blastradius_graph::AttackerContext> for AttackerContext {
    /// A key that is absent has no value; `?` stands for unknown, `*` for chosen by the attacker.
    fn from(context: &blastradius_graph::AttackerContext) -> Self {
        let keys = context.by_hand().iter().map(|(key, value)| {
            let values = match value {
                ContextValue::Is(values) => values.clone(),
                ContextValue::Absent => Vec::new(),
                ContextValue::Unknown => vec!["?".to_owned()],
                ContextValue::Chosen => vec!["*".to_owned()],
            };
            (key.clone(), values)
        });
        Self {
            name: context.profile().to_owned(),
            keys: keys.collect(),
        }
    }
}

/// One hop of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Hop {
    /// The id of the node where it starts.
    pub from: String,
    /// The id of the node where it ends.
    pub to: String,
    /// What the edge says.
    pub edge: EdgeKind,
    /// The technique file that made it (`iam-002`), if one did.
    pub technique: Option<String>,
    /// How surely it works.
    pub certainty: Certainty,
    /// What must hold for it to work, in words, where that is not known.
    pub conditions: Vec<String>,
    /// What made it: records of the snapshot and places inside them.
    pub evidence: Vec<Evidence>,
    /// For a touch: in which ways.
    #[serde(skip_serializing_if = "no_access")]
    pub access: AccessSet,
    /// What stands in the way without closing it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
    /// Whether the hop goes against the edge: from an index or model back to the data that it
    /// was made from and carries.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub reverse: bool,
}

/// What a reader needs to know of a node that is named by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NodeBrief {
    /// What it is.
    pub kind: NodeKind,
    /// The provider's type: `aws:iam:role`.
    #[serde(rename = "type")]
    pub type_name: String,
    /// What people call it. Attacker-controlled text.
    pub name: String,
    /// For assets: what it is worth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<AssetClass>,
    /// The id of the scope that holds it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// Short notes for people: `inactive`, `never used`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// Serde passes fields by reference.
fn no_access(access: &AccessSet) -> bool {
    access.is_empty()
}
