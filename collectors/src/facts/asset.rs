//! What an attacker is after: data, models, secrets, keys, code.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::origin::{Merge, Origin, Provider, Tags, fields};

/// What an asset is worth to an attacker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssetClass {
    /// A bucket, prefix, table, data set.
    Data,
    /// A model, its artifact, or an endpoint that serves it.
    Model,
    /// A secret or a secret parameter.
    Secret,
    /// A vector index or knowledge base made from data.
    Index,
    /// Source or deployed code.
    Code,
    /// A container image repository.
    Image,
    /// Logs.
    Log,
    /// An encryption or signing key.
    Key,
}

impl AssetClass {
    /// Every class, in the order of reports.
    pub const ALL: [Self; 8] = [
        Self::Secret,
        Self::Model,
        Self::Data,
        Self::Index,
        Self::Key,
        Self::Code,
        Self::Image,
        Self::Log,
    ];

    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Model => "model",
            Self::Secret => "secret",
            Self::Index => "index",
            Self::Code => "code",
            Self::Image => "image",
            Self::Log => "log",
            Self::Key => "key",
        }
    }
}

/// Something worth protecting.
///
/// AWS ids are ARNs; a prefix of a bucket is `arn:aws:s3:::bucket/prefix/*`, one object
/// `arn:aws:s3:::bucket/key`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asset {
    /// The ARN or full resource name.
    pub id: String,
    /// The platform.
    pub provider: Provider,
    /// What it is worth.
    pub class: AssetClass,
    /// `aws:s3:bucket`, `aws:s3:prefix`, `aws:s3:object`, `aws:secretsmanager:secret`,
    /// `aws:ssm:parameter`, `aws:kms:key`, `aws:sagemaker:model`, `aws:sagemaker:endpoint`,
    /// `aws:lambda:function-code`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What people call it.
    pub name: String,
    /// The id of the account or project that holds it. `None` where the owner is not known
    /// (a bucket that is only named by a training job).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The region, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// The id of the asset that this is a part of (the bucket of a prefix).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<String>,
    /// The customer key that encrypts it: a key ARN, key id or alias as the provider names it.
    /// `None`: a key of the provider's, or not encrypted, or not read; `attributes.encryption` tells which.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption_key: Option<String>,
    /// `None` where tags were not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Tags>,
    /// Anything else that is worth keeping (`public_access_block`, `ownership`, `rotation_lambda`,
    /// `description`, `aliases`, `state`, `parameter_type`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub attributes: BTreeMap<String, serde_json::Value>,
    /// Where this was read.
    pub origin: Origin,
}

impl Merge for Asset {
    fn merge(&mut self, later: Self) -> Vec<&'static str> {
        let mut contradictions = Vec::new();
        fields::value("type", &mut self.kind, later.kind, &mut contradictions);
        // An answer that knows the asset by its id alone leaves the name empty.
        if self.name.is_empty() {
            self.name = later.name;
        }
        // A data prefix that turns out to hold a model is a model.
        if self.class == AssetClass::Data {
            self.class = later.class;
        }
        fields::option("scope", &mut self.scope, later.scope, &mut contradictions);
        fields::option(
            "region",
            &mut self.region,
            later.region,
            &mut contradictions,
        );
        fields::option(
            "part_of",
            &mut self.part_of,
            later.part_of,
            &mut contradictions,
        );
        fields::option(
            "encryption_key",
            &mut self.encryption_key,
            later.encryption_key,
            &mut contradictions,
        );
        fields::option("tags", &mut self.tags, later.tags, &mut contradictions);
        fields::map(
            "attributes",
            &mut self.attributes,
            later.attributes,
            &mut contradictions,
        );
        contradictions
    }
}
