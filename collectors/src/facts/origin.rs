//! Where a fact was read, and how two sightings of the same thing become one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Key and value pairs that people put on resources. Attacker-controlled text.
pub type Tags = BTreeMap<String, String>;

/// The platform that a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Provider {
    /// Amazon Web Services.
    Aws,
    /// Google Cloud.
    Gcp,
    /// Microsoft Azure and Entra ID.
    Azure,
    /// A Kubernetes cluster.
    Kubernetes,
    /// GitHub and GitHub Actions.
    Github,
    /// GitLab and GitLab CI.
    Gitlab,
    /// Anything else, named by the id of the fact.
    Other,
}

/// Where a fact was read, so that a reader can open it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Origin {
    /// The file as the user named it, or the API operation (`iam:ListAccessKeys`).
    pub source: String,
    /// Where in it: a JSON pointer (`/UserDetailList/3`) or `line:column`. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pointer: String,
}

impl Origin {
    /// An origin from a source and a place in it.
    pub fn new(source: impl Into<String>, pointer: impl Into<String>) -> Self {
        Self {
            source: source.into(),
            pointer: pointer.into(),
        }
    }
}

/// Joins what a second sighting of the same thing adds.
///
/// What is missing is filled in, lists and maps are united. Where two
/// sightings contradict each other the later one wins and the names of the
/// fields are returned, so that the caller can record the contradiction:
/// nothing is lost in silence.
pub trait Merge {
    /// Adds what `later` knows. Returns the names of the fields that contradicted.
    fn merge(&mut self, later: Self) -> Vec<&'static str>;
}

/// The field-wise rules that [`Merge`] implementations are made of.
pub(crate) mod fields {
    use std::collections::BTreeMap;

    /// Fills a missing value; a different value replaces and is reported.
    pub(crate) fn option<T: PartialEq>(
        name: &'static str,
        into: &mut Option<T>,
        later: Option<T>,
        contradictions: &mut Vec<&'static str>,
    ) {
        if let Some(value) = later {
            if into.as_ref().is_some_and(|had| *had != value) {
                contradictions.push(name);
            }
            *into = Some(value);
        }
    }

    /// Replaces a value that both sightings must have; reports a change.
    pub(crate) fn value<T: PartialEq>(
        name: &'static str,
        into: &mut T,
        later: T,
        contradictions: &mut Vec<&'static str>,
    ) {
        if *into != later {
            contradictions.push(name);
            *into = later;
        }
    }

    /// Unites two lists, sorted, each member once.
    pub(crate) fn list<T: Ord>(into: &mut Vec<T>, later: Vec<T>) {
        into.extend(later);
        into.sort();
        into.dedup();
    }

    /// Unites two maps; a key with another value replaces and is reported.
    pub(crate) fn map<V: PartialEq>(
        name: &'static str,
        into: &mut BTreeMap<String, V>,
        later: BTreeMap<String, V>,
        contradictions: &mut Vec<&'static str>,
    ) {
        let mut contradicted = false;
        for (key, value) in later {
            contradicted |= into.get(&key).is_some_and(|had| *had != value);
            into.insert(key, value);
        }
        if contradicted {
            contradictions.push(name);
        }
    }
}
