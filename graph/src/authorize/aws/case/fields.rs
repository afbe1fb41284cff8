//! The fields of a case, as written.

use std::collections::BTreeMap;

use blastradius_collectors::facts::Tags;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::super::json::Json;
use super::super::policies::ResourceGrant;
use super::super::request::Principal;
use super::CaseError;

/// A case, as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    pub(super) id: Option<String>,
    pub(super) provider: Option<String>,
    pub(super) principal: PrincipalFields,
    pub(super) action: String,
    pub(super) resource: ResourceFields,
    #[serde(default, deserialize_with = "or_none")]
    pub(super) context: BTreeMap<String, Values>,
    pub(super) identity_policies: Option<Vec<Box<RawValue>>>,
    pub(super) permissions_boundaries: Option<Vec<Box<RawValue>>>,
    pub(super) session_policies: Option<Vec<Box<RawValue>>>,
    pub(super) resource_policy: Option<Box<RawValue>>,
    pub(super) service_control_policies: Option<Vec<Vec<Box<RawValue>>>>,
    pub(super) resource_control_policies: Option<Vec<Vec<Box<RawValue>>>>,
    pub(super) vpc_endpoint_policies: Option<Vec<Box<RawValue>>>,
    /// Condition keys that are not known.
    #[serde(default, deserialize_with = "or_none")]
    pub(super) unknown: Vec<String>,
    /// KMS grants on the resource.
    #[serde(default, deserialize_with = "or_none")]
    pub(super) kms_grants: Vec<Grant>,
    /// Whether the principal's account is the management account of its organisation.
    #[serde(default, deserialize_with = "or_none")]
    pub(super) management_account: bool,
    /// Block Public Access of the bucket.
    #[serde(default, deserialize_with = "or_none")]
    pub(super) block_public_access: PublicAccess,
    /// Canonical user id to account id.
    #[serde(default, deserialize_with = "or_none")]
    pub(super) canonical_users: BTreeMap<String, String>,
    /// What a writer of cases notes beside them: what is expected, by which page, why. Not looked at.
    #[serde(rename = "expect")]
    _expect: Option<IgnoredAny>,
    #[serde(rename = "doc")]
    _doc: Option<IgnoredAny>,
    #[serde(rename = "why")]
    _why: Option<IgnoredAny>,
    #[serde(rename = "note")]
    _note: Option<IgnoredAny>,
}

/// Exactly one of `arn`, `service`, `federated` and `anonymous`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PrincipalFields {
    arn: Option<String>,
    #[serde(default, deserialize_with = "given")]
    tags: Option<Option<Tags>>,
    unique_id: Option<String>,
    service: Option<String>,
    federated: Option<String>,
    #[serde(default)]
    anonymous: bool,
}

impl PrincipalFields {
    /// The principal that is meant.
    pub(super) fn principal(self) -> Result<Principal, CaseError> {
        match (self.arn, self.service, self.federated, self.anonymous) {
            (Some(arn), None, None, false) => Ok(Principal::Arn {
                arn,
                tags: self.tags.unwrap_or_else(|| Some(Tags::new())),
                unique_id: self.unique_id,
            }),
            (None, Some(service), None, false) => Ok(Principal::Service(service)),
            (None, None, Some(provider), false) => Ok(Principal::Federated(provider)),
            (None, None, None, true) => Ok(Principal::Anonymous),
            _ => Err(CaseError::field(
                "principal",
                "needs exactly one of `arn`, `service`, `federated` and `anonymous`",
            )),
        }
    }
}

/// On what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ResourceFields {
    pub(super) arn: String,
    #[serde(default, deserialize_with = "given")]
    pub(super) account: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    pub(super) tags: Option<Option<Tags>>,
}

/// Takes `null` for a field that is not there.
fn or_none<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// Tells a field that is `null` from one that is not there.
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// The values of a condition key: one or a list.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Values(Json);

impl Values {
    /// The values as text.
    pub(super) fn texts(self, key: &str) -> Result<Vec<String>, CaseError> {
        let items = match self.0 {
            Json::Array(items) => items,
            single => vec![single],
        };
        items
            .into_iter()
            .map(|item| match item {
                Json::String(text) | Json::Number(text) => Ok(text),
                Json::Bool(value) => Ok(value.to_string()),
                other => Err(CaseError::field(
                    &format!("context.{key}"),
                    format!(
                        "must be text, a number or a boolean, found {}",
                        other.kind()
                    ),
                )),
            })
            .collect()
    }
}

/// The settings of Block Public Access that bear on policies.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct PublicAccess {
    #[serde(default)]
    pub(super) restrict_public_buckets: bool,
}

/// A KMS grant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    id: Option<String>,
    grantee: String,
    operations: Vec<String>,
    #[serde(default)]
    constraints: Constraints,
}

/// What the encryption context of a request must have, in the words of `ListGrants`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Constraints {
    #[serde(rename = "EncryptionContextEquals")]
    equals: BTreeMap<String, String>,
    #[serde(rename = "EncryptionContextSubset")]
    subset: BTreeMap<String, String>,
}

impl Grant {
    /// The grant; its place in the list makes its id where it has none.
    pub(super) fn into_grant((index, grant): (usize, Self)) -> ResourceGrant {
        let equals = grant.constraints.equals.into_iter();
        let subset = grant.constraints.subset.into_iter();
        ResourceGrant {
            id: grant.id.unwrap_or_else(|| format!("kms_grants/{index}")),
            grantee: grant.grantee,
            actions: grant
                .operations
                .into_iter()
                .map(|operation| match operation.strip_prefix("kms:") {
                    Some(_) => operation,
                    None => format!("kms:{operation}"),
                })
                .collect(),
            constraints: equals
                .map(|(key, value)| (key, value, true))
                .chain(subset.map(|(key, value)| (key, value, false)))
                .collect(),
        }
    }
}
