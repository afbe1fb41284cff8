//! Trusts in the tokens of identity providers.

use blastradius_collectors::facts::Provider;
use blastradius_graph::federation::Class;
use blastradius_graph::model::Evidence;
use serde::Serialize;

/// A trust of one identity in the tokens of one issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FederatedTrust {
    /// The id of the identity that the holder of a token becomes.
    pub identity: String,
    /// The platform that trusts.
    pub provider: Provider,
    /// The issuer, without `https://`.
    pub issuer: String,
    /// How wide it is: `exact`, `bounded`, `repo-any-ref`, `org-any-repo`, `any`, `never`, `dangling`, `unknown`.
    pub class: Class,
    /// The repository, project or owner that it names.
    pub of: Option<String>,
    /// Whether anybody can get a token of the issuer.
    pub open: bool,
    /// Whether no token can ever have what it asks for.
    pub impossible: bool,
    /// The subjects that it asks for, the first of them; empty where it asks for none.
    pub subjects: Vec<String>,
    /// What of it is not understood, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
    /// Known stages that have a token that it lets in, the first of them.
    pub stages: Vec<String>,
    /// How many there are.
    pub stage_count: usize,
    /// What to write instead to let in the known jobs and nobody else. Parts in capitals are to be filled in.
    pub instead: Vec<String>,
    /// Where it is written.
    pub evidence: Vec<Evidence>,
}
