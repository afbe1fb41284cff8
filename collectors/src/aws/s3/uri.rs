//! Buckets, prefixes and objects that other services name by an S3 URI.

use super::bucket_asset;
use crate::aws::Reply;
use crate::facts::{Asset, AssetClass, Fact, Lineage, LineageKind};
use crate::snapshot::Sink;

/// The assets that an S3 URI names: the bucket, and the object or prefix in it when it is not the whole bucket.
/// The last is what the URI means. Nothing when it is not an S3 URI.
///
/// The owner of the bucket is not known from a URI; when the account lists it, the two sightings become one.
fn assets_of_uri(
    uri: &str,
    object: bool,
    class: AssetClass,
    reply: &Reply<'_>,
    pointer: &str,
) -> Vec<Asset> {
    let Some(path) = uri
        .strip_prefix("s3://")
        // Hadoop's names of the same place.
        .or_else(|| uri.strip_prefix("s3a://"))
        .or_else(|| uri.strip_prefix("s3n://"))
        .or_else(|| uri.strip_prefix("https://s3.amazonaws.com/"))
    else {
        return Vec::new();
    };
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    if bucket.is_empty() {
        return Vec::new();
    }
    let mut whole = bucket_asset(bucket, reply, pointer);
    whole.scope = None;
    let key = key.trim_end_matches('/');
    if key.is_empty() {
        return vec![whole];
    }
    let (id, kind) = if object {
        (format!("{}/{key}", whole.id), "aws:s3:object")
    } else {
        (format!("{}/{key}/*", whole.id), "aws:s3:prefix")
    };
    let part = Asset {
        id,
        class,
        kind: kind.to_owned(),
        name: format!("{bucket}/{key}"),
        part_of: Some(whole.id.clone()),
        ..whole.clone()
    };
    vec![whole, part]
}

/// One end of a flow: what a URI names in S3.
pub(in crate::aws) struct S3Place<'u> {
    /// The URI as the service wrote it.
    pub(in crate::aws) uri: &'u str,
    /// Whether it names one object, not a prefix.
    pub(in crate::aws) object: bool,
    /// What lies there.
    pub(in crate::aws) class: AssetClass,
    /// Where in the answer it is written.
    pub(in crate::aws) pointer: &'u str,
}

impl<'u> S3Place<'u> {
    /// Everything under a prefix.
    pub(in crate::aws) const fn prefix(uri: &'u str, class: AssetClass, pointer: &'u str) -> Self {
        Self {
            uri,
            object: false,
            class,
            pointer,
        }
    }

    /// One object.
    pub(in crate::aws) const fn object(uri: &'u str, class: AssetClass, pointer: &'u str) -> Self {
        Self {
            uri,
            object: true,
            class,
            pointer,
        }
    }

    /// Adds the assets that the URI names and returns the id of the last: what the URI means.
    pub(in crate::aws) fn assets(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Option<String> {
        let assets = assets_of_uri(self.uri, self.object, self.class, reply, self.pointer);
        let id = assets.last().map(|asset| asset.id.clone());
        for asset in assets {
            sink.fact(Fact::Asset(asset));
        }
        id
    }

    /// Adds the flow from here to `to`.
    pub(in crate::aws) fn flows_to(
        &self,
        to: &str,
        kind: LineageKind,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) {
        if let Some(from) = self.assets(reply, sink) {
            let origin = reply.origin(self.pointer);
            sink.fact(Fact::Lineage(Lineage::new(kind, from, to, origin)));
        }
    }

    /// Adds the flow from `from` to here.
    pub(in crate::aws) fn flows_from(
        &self,
        from: &str,
        kind: LineageKind,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) {
        if let Some(to) = self.assets(reply, sink) {
            let origin = reply.origin(self.pointer);
            sink.fact(Fact::Lineage(Lineage::new(kind, from, to, origin)));
        }
    }
}

/// The URI of a bucket, by its name or ARN, and a key or prefix in it that stands apart.
pub(in crate::aws) fn uri_of(bucket: &str, key: Option<&str>) -> String {
    let bucket = bucket.rsplit(":::").next().unwrap_or(bucket);
    format!("s3://{bucket}/{}", key.unwrap_or_default())
}
