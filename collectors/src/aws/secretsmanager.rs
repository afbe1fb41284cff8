//! AWS Secrets Manager: which secrets there are and who may read them. Never a value.

use serde::Deserialize;

use super::wire::{DocumentText, FreeText, Keep, TagList, When, attributes};
use super::{Operation, Place, Reply, ReplyError, Service};
use crate::facts::{Asset, AssetClass, Fact, Origin, Provider};
use crate::snapshot::Sink;

/// The Secrets Manager service.
#[derive(Debug)]
pub struct SecretsManager;

// AWS Secrets Manager API Reference: ListSecrets, GetResourcePolicy.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListSecrets",
        ("secretsmanager", "list-secrets"),
        &["secretsmanager:ListSecrets"],
        Place::Regional,
    ),
    Operation::listing(
        "GetResourcePolicy",
        ("secretsmanager", "get-resource-policy"),
        &["secretsmanager:GetResourcePolicy"],
        Place::Regional,
    )
    .each(
        "--secret-id",
        "SecretId",
        &[("ListSecrets", "SecretList[].ARN")],
        // A name is not enough for an ARN: Secrets Manager adds six random characters.
        "{argument}",
    ),
];

impl Service for SecretsManager {
    fn name(&self) -> &'static str {
        "secretsmanager"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match reply.operation.name {
            "ListSecrets" => reply.list("SecretList", sink, |secret: Secret, origin, sink| {
                sink.fact(Fact::Asset(secret.into_asset(reply, origin)));
            }),
            "GetResourcePolicy" => {
                let answer: ResourcePolicy = reply.parse()?;
                // Without the member the secret has no policy.
                if let Some(policy) = answer.policy {
                    reply.resource_policy(&answer.arn, policy.0, "/ResourcePolicy", sink);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

#[derive(Deserialize)]
struct ResourcePolicy {
    #[serde(rename = "ARN")]
    arn: String,
    #[serde(rename = "ResourcePolicy")]
    policy: Option<DocumentText>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Secret {
    #[serde(rename = "ARN")]
    arn: String,
    name: String,
    description: Option<FreeText>,
    kms_key_id: Option<String>,
    rotation_enabled: Option<bool>,
    #[serde(rename = "RotationLambdaARN")]
    rotation_lambda: Option<String>,
    last_rotated_date: Option<When>,
    last_changed_date: Option<When>,
    last_accessed_date: Option<When>,
    deleted_date: Option<When>,
    owning_service: Option<String>,
    primary_region: Option<String>,
    tags: Option<TagList>,
}

impl Secret {
    fn into_asset(self, reply: &Reply<'_>, origin: Origin) -> Asset {
        Asset {
            id: self.arn,
            provider: Provider::Aws,
            class: AssetClass::Secret,
            kind: "aws:secretsmanager:secret".to_owned(),
            name: self.name,
            scope: Some(reply.scope()),
            region: reply.region.map(str::to_owned),
            part_of: None,
            encryption_key: self.kms_key_id,
            // The answer leaves the member out when there are none.
            tags: Some(self.tags.unwrap_or_default().tags()),
            attributes: attributes([
                ("description", self.description.keep()),
                ("rotation_enabled", self.rotation_enabled.keep()),
                ("rotation_lambda", self.rotation_lambda.keep()),
                ("owning_service", self.owning_service.keep()),
                ("primary_region", self.primary_region.keep()),
                ("last_rotated", self.last_rotated_date.keep()),
                ("last_changed", self.last_changed_date.keep()),
                ("last_accessed", self.last_accessed_date.keep()),
                ("deleted", self.deleted_date.keep()),
            ]),
            origin,
        }
    }
}
