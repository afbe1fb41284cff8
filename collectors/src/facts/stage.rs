//! One stage of a pipeline: a trust boundary with its own identity, secrets, inputs and outputs.
//!
//! What it reads and writes are [`Lineage`](super::Lineage) facts, from an asset to the stage and from the stage to an
//! asset.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::workload::{EnvironmentVariable, RunsAs};

/// One stage of a pipeline: a trust boundary with its own identity.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Stage {
    /// The id of the stage: `<pipeline id>#<name>`.
    pub id: String,
    /// The name of the stage.
    pub name: String,
    /// `ingestion`, `preprocessing`, `feature-engineering`, `training`, `evaluation`,
    /// `registration`, `deployment`, `inference`, `monitoring`, `retraining` or what the definition says.
    #[serde(rename = "type")]
    pub kind: String,
    /// Whose permissions the stage has. Empty where it has none at all; one that is not known is `unresolved:…`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs_as: Vec<RunsAs>,
    /// The ids of the stages that must end before it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// The secrets that the definition hands to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<SecretUse>,
    /// Its environment, without values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<EnvironmentVariable>,
    /// The tokens of an identity provider that it may ask for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<IdentityToken>,
    /// What stands before it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<StageGate>,
    /// What of it cannot be known from the definition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unresolved: Vec<Unresolved>,
    /// Where in the file it begins: `line:column` or a JSON pointer. Empty where the pipeline tells.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// Anything else that is worth keeping.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
}

/// A secret that a stage is given.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SecretUse {
    /// The id of the asset: `github:ORG/REPO/secrets/NAME`, `k8s:CLUSTER/NAMESPACE/Secret/NAME`, an ARN.
    pub secret: String,
    /// How: `env`, `volume`, `image-pull`, `expression`, `connection`, `inherit`.
    pub how: String,
    /// The variable, key or input under which the stage sees it. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Why it is taken for this secret where the definition does not say so in so many words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assumed: Option<String>,
}

/// A token that an identity provider signs for a stage (OpenID Connect Core 1.0, section 2).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct IdentityToken {
    /// `iss`: `https://token.actions.githubusercontent.com`.
    pub issuer: String,
    /// What `sub` may be, as patterns: `*` is any text, `?` any character. Any one of them may come.
    pub subjects: Vec<String>,
    /// What `aud` is. Empty: whoever asks for the token chooses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audiences: Vec<String>,
    /// What else is known of the claims, as patterns; one that is not here may be anything, or be absent.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub claims: BTreeMap<String, Vec<String>>,
}

/// Something that stands before a stage.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StageGate {
    /// `approval`, `environment`, `digest-pin`, `signature`.
    pub kind: String,
    /// In words.
    pub detail: String,
}

/// Something that a definition leaves open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unresolved {
    /// The id that stands for it: `unresolved:<stage id>/<member>`.
    pub id: String,
    /// What it would be: `identity`, `secret`, `data`, `model`, `code`, `image`, `index`; `definition` where the rest of
    /// the file could not be read.
    #[serde(rename = "type")]
    pub kind: String,
    /// The expression as it is written, with anything that looks like a secret masked.
    pub expression: String,
}

impl Unresolved {
    /// What stands for the member of a stage.
    pub fn new(
        stage: &str,
        member: &str,
        kind: impl Into<String>,
        expression: impl Into<String>,
    ) -> Self {
        Self {
            id: format!("{UNRESOLVED}{stage}/{member}"),
            kind: kind.into(),
            expression: expression.into(),
        }
    }
}

/// How the ids of what is not known begin.
pub const UNRESOLVED: &str = "unresolved:";
