//! Buckets, prefixes and objects that other services name by an S3 URI.

use super::bucket_asset;
use crate::aws::Reply;
use crate::facts::{Asset, AssetClass};

/// The assets that an S3 URI names: the bucket, and the object or prefix in it when it is not the whole bucket.
/// The last is what the URI means. Nothing when it is not an S3 URI.
///
/// The owner of the bucket is not known from a URI; when the account lists it, the two sightings become one.
pub(in crate::aws) fn assets_of_uri(
    uri: &str,
    object: bool,
    class: AssetClass,
    reply: &Reply<'_>,
    pointer: &str,
) -> Vec<Asset> {
    let Some(path) = uri
        .strip_prefix("s3://")
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
