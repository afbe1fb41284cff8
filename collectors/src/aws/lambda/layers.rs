//! Layers: code that functions run beside their own. A version of a layer never changes.

use serde::Deserialize;

use crate::aws::wire::{Arn, FreeText, Keep, attributes};
use crate::aws::{Reply, ReplyError};
use crate::facts::{Asset, AssetClass, Fact, LineageKind, Origin};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    layer_version_arn: String,
    description: Option<FreeText>,
    compatible_runtimes: Option<Vec<String>>,
}

pub(super) fn versions(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("LayerVersions", sink, |it: Version, origin, sink| {
        let mut asset = asset(&it.layer_version_arn, reply, origin);
        asset.attributes = attributes([
            ("description", it.description.keep()),
            ("runtimes", it.compatible_runtimes.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

/// A function runs the code of a version of a layer, of its own account or of another.
pub(super) fn runs(
    layer: &str,
    function: &str,
    reply: &Reply<'_>,
    origin: &Origin,
    sink: &mut dyn Sink,
) {
    sink.fact(Fact::Asset(asset(layer, reply, origin.clone())));
    reply.flow(LineageKind::Code, layer, function, &origin.pointer, sink);
}

/// `arn:…:layer:NAME:VERSION`, in the account and region that the ARN says.
fn asset(arn: &str, reply: &Reply<'_>, origin: Origin) -> Asset {
    let parts = Arn::parse(arn);
    let name = parts.and_then(|it| it.resource.strip_prefix("layer:"));
    let kind = "aws:lambda:layer-version";
    let mut asset = reply.asset(AssetClass::Code, kind, arn, name.unwrap_or(arn), origin);
    if let Some(parts) = parts {
        asset.scope = parts.account_id().map(|it| format!("aws:{it}"));
        asset.region = Some(parts.region.to_owned());
    }
    asset
}
