//! Identity -> bucket, through an access point.

use blastradius_collectors::facts::Asset;
use serde_json::Value;

use super::touch::{KeyUse, On, Way, apply, attribute, of_kinds, touches, ways, with_further_key};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::{Access, Certainty, Evidence};

/// See [`META`].
pub(super) struct Rule;

/// The access point itself. Page "Configuring IAM policies for using access points".
pub(super) static POINT: &[Way] = &[
    Way::on_itself(Access::List, &["s3:GetAccessPoint"]),
    Way::on_itself(Access::Delete, &["s3:DeleteAccessPoint"]),
    Way::on_itself(Access::Administer, &["s3:PutAccessPointPolicy"]),
];

/// A multi-Region access point itself. Page "Permissions for using Multi-Region Access Points".
pub(super) static MULTI_REGION: &[Way] = &[
    Way::on_itself(Access::List, &["s3:GetMultiRegionAccessPoint"]),
    Way::on_itself(Access::Delete, &["s3:DeleteMultiRegionAccessPoint"]),
    Way::on_itself(Access::Administer, &["s3:PutMultiRegionAccessPointPolicy"]),
];

const POINT_KIND: &str = "aws:s3:access-point";
const MULTI_REGION_KIND: &str = "aws:s3:multi-region-access-point";

static META: RuleMeta = RuleMeta {
    id: "touch-access-points",
    title: "A principal may touch a bucket through an access point",
    does: "A request through an access point is decided twice: on the access point, whose policy counts, and on the \
           bucket, whose policy often hands the decision to the access points of an account \
           (`s3:DataAccessPointAccount`). Both must allow. Drawn where the bucket cannot be touched as surely without \
           it. An access point for a VPC only gives a conditional edge. A multi-Region access point leads to all of its \
           buckets, and its policy and theirs must allow in the same way.",
    matters: "The bucket policy looks empty, and the grants stand in the access points.",
    permissions: &[
        "s3:GetAccessPoint",
        "s3:DeleteAccessPoint",
        "s3:PutAccessPointPolicy",
        "s3:GetMultiRegionAccessPoint",
        "s3:DeleteMultiRegionAccessPoint",
        "s3:PutMultiRegionAccessPointPolicy",
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-vpc.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointPermissions.html",
        "ATT&CK T1530",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &[POINT_KIND, MULTI_REGION_KIND], found);
        for (point, bucket) in points(lens).chain(multi_region(lens)) {
            for (access, answer) in through(lens, point, bucket) {
                touches(lens, &bucket.id, access, answer, found);
            }
        }
    }
}

/// The access points with their buckets.
pub(super) fn points<'e>(lens: &'e Lens<'_, '_>) -> impl Iterator<Item = (&'e Asset, &'e Asset)> {
    of_kinds(lens, &[POINT_KIND])
        .into_iter()
        .filter_map(|point| Some((point, bucket_of(lens, point)?)))
}

/// The multi-Region access points with each of their buckets.
fn multi_region<'e>(lens: &'e Lens<'_, '_>) -> impl Iterator<Item = (&'e Asset, &'e Asset)> {
    of_kinds(lens, &[MULTI_REGION_KIND])
        .into_iter()
        .flat_map(move |point| {
            let names = point.attributes.get("buckets").and_then(Value::as_array);
            let names = names.into_iter().flatten().filter_map(Value::as_str);
            names.filter_map(move |name| Some((point, bucket_called(lens, name)?)))
        })
}

fn bucket_of<'e>(lens: &'e Lens<'_, '_>, point: &Asset) -> Option<&'e Asset> {
    let name = attribute(point, "bucket").or(point.part_of.as_deref())?;
    bucket_called(lens, name)
}

fn bucket_called<'e>(lens: &'e Lens<'_, '_>, name: &str) -> Option<&'e Asset> {
    let assets = &lens.estate.facts.assets;
    assets
        .get(name)
        .or_else(|| assets.get(&format!("arn:aws:s3:::{name}")))
        .filter(|bucket| bucket.kind == "aws:s3:bucket")
}

/// Touches of the bucket that are surer through the access point than without it.
pub(super) fn through(lens: &Lens<'_, '_>, point: &Asset, bucket: &Asset) -> Vec<(Access, Answer)> {
    let mut found = Vec::new();
    let (Some(at_point), Some(at_bucket)) = (
        lens.estate.resource(&point.id),
        lens.estate.resource(&bucket.id),
    ) else {
        return found;
    };
    let vpc = point
        .attributes
        .get("vpc")
        .and_then(Value::as_str)
        .filter(|vpc| !vpc.is_empty());
    let keys = keys(point, at_point, vpc.is_some());
    for way in ways("aws:s3:bucket") {
        if way.access == Access::Administer {
            continue;
        }
        let direct = super::touch::way(lens, bucket, way.access);
        if direct.is_some_and(|answer| answer.certainty == Certainty::Certain) {
            continue;
        }
        let (inside, beneath) = match way.on {
            On::Content => (format!("{}/object/*", point.id), format!("{}/*", bucket.id)),
            _ => (point.id.clone(), bucket.id.clone()),
        };
        let answer = way.actions.iter().find_map(|action| {
            let answer = lens.may_with(action, at_point, &inside, &keys)?;
            Some(answer.and(lens.may_with(action, at_bucket, &beneath, &keys)?))
        });
        let key_use = match way.key {
            // The request may name the encryption with the keys of S3.
            KeyUse::EncryptByDefault => KeyUse::None,
            key => key,
        };
        let answer = answer.and_then(|answer| with_further_key(lens, bucket, key_use, answer));
        found.extend(answer.map(|answer| (way.access, gated(point, vpc, answer))));
    }
    found
}

fn gated(point: &Asset, vpc: Option<&str>, mut answer: Answer) -> Answer {
    answer.evidence.push(Evidence {
        record: format!("asset:{}", point.id),
        pointer: String::new(),
        note: "leads to the bucket".to_owned(),
    });
    match vpc {
        Some(vpc) => answer.unless_proven(
            Certainty::Conditional,
            format!("the request comes from the network {vpc}"),
        ),
        None => answer,
    }
}

/// The keys of a request through an access point. Page "Condition keys for S3 access points".
fn keys(point: &Asset, entry: &ResourceEntry, vpc: bool) -> Vec<(String, ContextValue)> {
    let mut keys = vec![
        ("s3:DataAccessPointArn".to_owned(), is(&point.id)),
        (
            "s3:AccessPointNetworkOrigin".to_owned(),
            is(if vpc { "VPC" } else { "Internet" }),
        ),
    ];
    if let Some(account) = &entry.account {
        keys.push(("s3:DataAccessPointAccount".to_owned(), is(account)));
    }
    keys
}
