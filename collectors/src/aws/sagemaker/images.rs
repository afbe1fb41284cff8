//! Images of Studio: the container images that apps and kernels start from.

use serde::Deserialize;

use super::super::wire::{Keep, attributes};
use super::super::{Reply, ReplyError};
use super::listed::one_or_all;
use crate::facts::{AssetClass, Fact, LineageKind};
use crate::snapshot::Sink;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    image_name: String,
    image_arn: String,
    image_status: Option<String>,
}

/// Images.
pub(super) fn listed(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Images", sink, |image: Image, origin, sink| {
        let mut asset = reply.asset(
            AssetClass::Image,
            "aws:sagemaker:image",
            image.image_arn,
            image.image_name,
            origin,
        );
        asset.attributes = attributes([("state", image.image_status.keep())]);
        sink.fact(Fact::Asset(asset));
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Version {
    image_arn: String,
    image_version_arn: String,
    version: Option<i64>,
    image_version_status: Option<String>,
    base_image: Option<String>,
    container_image: Option<String>,
}

/// Versions of an image. Only of the latest is it known which container image it is made from.
pub(super) fn version(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    one_or_all(
        reply,
        "ImageVersions",
        sink,
        |version: Version, origin, sink| {
            let arn = version.image_version_arn;
            let pointer = origin.pointer.clone();
            let name = arn.rsplit_once(":image-version/").map(|(_, name)| name);
            let name = name.unwrap_or(&arn).to_owned();
            let mut asset = reply.asset(
                AssetClass::Image,
                "aws:sagemaker:image-version",
                arn.as_str(),
                name,
                origin,
            );
            if let Some(base) = &version.base_image {
                reply.runs_image(base, &arn, &format!("{pointer}/BaseImage"), sink);
            }
            let image = version.image_arn.as_str();
            reply.flow(LineageKind::Image, arn, image, &pointer, sink);
            asset.part_of = Some(version.image_arn);
            asset.attributes = attributes([
                ("version", version.version.keep()),
                ("state", version.image_version_status.keep()),
                ("base_image", version.base_image.keep()),
                ("image", version.container_image.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}
