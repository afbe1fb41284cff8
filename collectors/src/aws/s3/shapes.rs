//! The wanted members of S3's answers, in the shape that the AWS CLI prints.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::aws::wire::TagList;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Bucket {
    pub(super) name: String,
    #[serde(rename = "BucketRegion", default)]
    pub(super) region: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BucketPolicy {
    pub(super) policy: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Location {
    #[serde(default)]
    pub(super) location_constraint: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Block {
    #[serde(rename = "PublicAccessBlockConfiguration")]
    pub(super) configuration: BlockConfiguration,
}

/// Kept in the provider's words.
#[derive(Default, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct BlockConfiguration {
    pub(super) block_public_acls: bool,
    pub(super) ignore_public_acls: bool,
    pub(super) block_public_policy: bool,
    pub(super) restrict_public_buckets: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Ownership {
    pub(super) ownership_controls: OwnershipRules,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OwnershipRules {
    pub(super) rules: Vec<OwnershipRule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct OwnershipRule {
    pub(super) object_ownership: String,
}

#[derive(Deserialize)]
pub(super) struct Encryption {
    #[serde(rename = "ServerSideEncryptionConfiguration")]
    pub(super) configuration: EncryptionRules,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct EncryptionRules {
    pub(super) rules: Vec<EncryptionRule>,
}

#[derive(Deserialize)]
pub(super) struct EncryptionRule {
    #[serde(rename = "ApplyServerSideEncryptionByDefault", default)]
    pub(super) default: Option<EncryptionDefault>,
}

#[derive(Deserialize)]
pub(super) struct EncryptionDefault {
    #[serde(rename = "SSEAlgorithm")]
    pub(super) algorithm: String,
    #[serde(rename = "KMSMasterKeyID", default)]
    pub(super) key: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Tagging {
    #[serde(rename = "TagSet")]
    pub(super) tags: TagList,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Acl {
    #[serde(default)]
    pub(super) owner: Option<Grantee>,
    #[serde(default)]
    pub(super) grants: Vec<Grant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Grant {
    #[serde(default)]
    pub(super) grantee: Option<Grantee>,
    pub(super) permission: String,
}

#[derive(Deserialize, PartialEq)]
pub(super) struct Grantee {
    #[serde(rename = "ID", default)]
    pub(super) id: Option<String>,
    #[serde(rename = "URI", default)]
    pub(super) uri: Option<String>,
}

impl Acl {
    /// The grants to others than the owner: groups by URI, accounts by canonical id.
    pub(super) fn foreign_grants(self) -> Value {
        let owner = self.owner.and_then(|owner| owner.id);
        let mut grants: Vec<(String, String)> = self
            .grants
            .into_iter()
            .filter_map(|grant| {
                let grantee = grant.grantee?;
                let who = grantee.uri.or(grantee.id)?;
                (Some(&who) != owner.as_ref()).then_some((who, grant.permission))
            })
            .collect();
        grants.sort();
        grants
            .into_iter()
            .map(|(grantee, permission)| json!({"grantee": grantee, "permission": permission}))
            .collect()
    }
}
