//! Credentials that agents use: keys and clients of other services, kept in Secrets Manager; and the identities that may
//! ask for them.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use super::tools::one_or_all;
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// A provider; the configuration of its client is not read but for the id.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    name: String,
    credential_provider_arn: String,
    credential_provider_vendor: Option<String>,
    callback_url: Option<FreeText>,
    #[serde(alias = "clientSecretArn")]
    api_key_secret_arn: Option<Secret>,
    #[serde(alias = "clientSecretSource")]
    api_key_secret_source: Option<String>,
}

#[derive(Deserialize)]
struct Secret {
    #[serde(rename = "secretArn")]
    arn: Option<String>,
}

fn providers(reply: &Reply<'_>, kind: &str, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "credentialProviders",
        sink,
        |it: Provider, origin, sink| {
            let mut asset = reply.asset(
                AssetClass::Secret,
                kind,
                it.credential_provider_arn,
                it.name,
                origin,
            );
            asset.attributes = attributes([
                ("vendor", it.credential_provider_vendor.keep()),
                ("callback_url", it.callback_url.keep()),
                ("secret", it.api_key_secret_arn.and_then(|it| it.arn).keep()),
                ("secret_source", it.api_key_secret_source.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

/// Providers of API keys.
pub(super) fn api_key(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let kind = "aws:bedrock-agentcore:api-key-credential-provider";
    providers(reply, kind, sink)
}

/// Providers of OAuth 2.0 tokens.
pub(super) fn oauth2(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let kind = "aws:bedrock-agentcore:oauth2-credential-provider";
    providers(reply, kind, sink)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WorkloadIdentity {
    name: String,
    workload_identity_arn: String,
}

/// Workload identities: as what agents ask for credentials. None has a role.
pub(super) fn workloads(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "workloadIdentities",
        sink,
        |it: WorkloadIdentity, origin, sink| {
            let kind = "aws:bedrock-agentcore:workload-identity";
            let workload = reply.workload(kind, it.workload_identity_arn, it.name, origin);
            sink.fact(Fact::Workload(workload));
        },
    )
}
