//! The policies that bear on one request.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::document::Document;

/// A grant that is not a policy document: a KMS grant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceGrant {
    /// The id by which proofs name it.
    pub id: String,
    /// The ARN of the principal that it names.
    pub grantee: String,
    /// The actions, as `kms:Decrypt`.
    pub actions: Vec<String>,
    /// Encryption context that the request must have: `(key, value, equals rather than subset)`.
    pub constraints: Vec<(String, String, bool)>,
}

/// The policies that bear on one request. `None` means: no policy of this type applies.
///
/// Documents are parsed once and shared.
#[derive(Debug, Clone, Default)]
pub struct PolicySet {
    /// Inline, attached and group policies of the principal.
    pub identity: Vec<Arc<Document>>,
    /// The permissions boundary. More than one only in hand-written cases; each must allow.
    pub boundaries: Option<Vec<Arc<Document>>>,
    /// Session policies. When there are any, one of them must allow.
    pub session: Option<Vec<Arc<Document>>>,
    /// The policy of the resource: bucket policy, key policy, trust policy.
    pub resource: Option<Arc<Document>>,
    /// Grants on the resource beside its policy.
    pub grants: Vec<ResourceGrant>,
    /// Service control policies of the principal's account: one list a level, root first.
    /// Empty: the account is in no organisation, or SCPs are not enabled.
    pub scps: Vec<Vec<Arc<Document>>>,
    /// Resource control policies of the resource's account: one list a level, root first.
    /// Empty too for resources of the management account, which RCPs do not bind.
    pub rcps: Vec<Vec<Arc<Document>>>,
    /// The policy of the VPC endpoint that the request goes through.
    pub vpc_endpoint: Option<Vec<Arc<Document>>>,
    /// Reasons why an identity policy may be missing: what they would allow or deny is unknown.
    pub unknown_identity: Vec<String>,
    /// Reasons why the boundary is unknown (it is named but not in the snapshot).
    pub unknown_boundary: Vec<String>,
    /// Reasons why the resource policy is unknown (it was not asked for, or refused).
    pub unknown_resource: Vec<String>,
    /// Reasons why SCPs are unknown.
    pub unknown_scps: Vec<String>,
    /// Reasons why RCPs are unknown.
    pub unknown_rcps: Vec<String>,
    /// Whether the principal's account is the management account (SCPs do not apply).
    pub management_account: bool,
    /// The Block Public Access setting of an S3 bucket: public policies are ignored.
    pub restrict_public_buckets: bool,
    /// Canonical user ids that are known, with the ids of their accounts (`111122223333`).
    pub canonical_users: BTreeMap<String, String>,
}
