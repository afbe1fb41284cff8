//! What is known of a trust in the tokens of an identity provider beside its edges: how wide it is, and what it asks for.

use blastradius_collectors::facts::Provider;
use serde::{Deserialize, Serialize};

use super::Evidence;
use crate::federation::Class;

/// A trust of one identity in one issuer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustDetail {
    /// The id of the identity that the holder of a token becomes.
    pub identity: String,
    /// The platform that trusts.
    pub provider: Provider,
    /// The issuer, without `https://`; the pool of Google Cloud where its providers were not read.
    pub issuer: String,
    /// The pool of Google Cloud through which tokens come, as it is named.
    pub pool: Option<String>,
    /// How wide it is, given the repositories and jobs that are known.
    pub class: Class,
    /// Whether nothing at all can have what it asks for, whatever is known.
    pub impossible: bool,
    /// The repository, project or owner that it names.
    pub of: Option<String>,
    /// Whether anybody can get a token of the issuer: it signs for all customers of a platform.
    pub open: bool,
    /// The patterns of subjects that it asks for, the first of them in their order; empty where it asks for none.
    pub subjects: Vec<String>,
    /// What of it is not understood, in words.
    pub unknown: Vec<String>,
    /// Where it is written.
    pub evidence: Vec<Evidence>,
}
