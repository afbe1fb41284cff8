//! Guardrails: what models must not be asked and must not answer. Who may change one may switch it off.

use serde::Deserialize;

use super::super::wire::{FreeText, Keep, attributes};
use super::super::{Reply, ReplyError};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

#[derive(Deserialize)]
struct Guardrail {
    arn: String,
    name: String,
    version: Option<String>,
    status: Option<String>,
    description: Option<FreeText>,
}

/// Guardrails by name.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("guardrails", sink, |guardrail: Guardrail, origin, sink| {
        let mut asset = reply.asset(
            AssetClass::Code,
            "aws:bedrock:guardrail",
            guardrail.arn,
            guardrail.name,
            origin,
        );
        asset.attributes = attributes([
            ("version", guardrail.version.keep()),
            ("state", guardrail.status.keep()),
            ("description", guardrail.description.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}
