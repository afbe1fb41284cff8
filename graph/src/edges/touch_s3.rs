//! Identity -> bucket, prefix, object.

use std::collections::BTreeMap;

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::touch::{KeyUse, On, Way, apply, asset_edges, attribute, touched_but, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{ActorKind, Estate, Lens, glob};
use crate::model::{Access, Certainty, Edge, EdgeKind, Evidence, Node, NodeKind};

/// See [`META`].
pub(super) struct Rule;

/// The objects of a bucket are asked about together: `arn:aws:s3:::bucket/*`.
/// Page "Required permissions for Amazon S3 API operations".
pub(super) static BUCKET: &[Way] = &[
    Way::on_itself(Access::List, &["s3:ListBucket", "s3:ListBucketVersions"]),
    Way {
        access: Access::Read,
        actions: &["s3:GetObject", "s3:GetObjectVersion"],
        on: On::Content,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["s3:PutObject"],
        on: On::Content,
        key: KeyUse::EncryptByDefault,
    },
    Way {
        access: Access::Delete,
        actions: &["s3:DeleteObject", "s3:DeleteObjectVersion"],
        on: On::Content,
        key: KeyUse::None,
    },
    Way::on_itself(Access::Administer, &["s3:PutBucketPolicy"]),
    Way::on_itself(Access::Administer, PUT_ACL),
];

/// Of no use where access control lists are disabled: page "Controlling ownership of objects and disabling ACLs for your
/// bucket".
const PUT_ACL: &[&str] = &["s3:PutBucketAcl"];

/// A prefix (`arn:aws:s3:::bucket/prefix/*`) or one object is asked about as it is.
pub(super) static PART: &[Way] = &[
    Way {
        access: Access::Read,
        actions: &["s3:GetObject", "s3:GetObjectVersion"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["s3:PutObject"],
        on: On::Itself,
        key: KeyUse::EncryptByDefault,
    },
    Way::on_itself(
        Access::Delete,
        &["s3:DeleteObject", "s3:DeleteObjectVersion"],
    ),
];

static META: RuleMeta = RuleMeta {
    id: "touch-s3",
    title: "A principal may touch a bucket, or a part of it",
    does: "List, read, write, delete and administer, by the principal's policies, the bucket policy, Block Public \
           Access and resource control policies. Reading objects under a customer's key also needs `kms:Decrypt`. \
           Writing needs `kms:GenerateDataKey` only where a policy denies objects under the keys of S3: the default \
           encryption of a bucket holds for requests that name none, and a request may name `AES256`. Parts that facts name (a model artifact, a training input) are always asked on \
           their own; a part that only a policy names becomes a node for principals who do not have the whole bucket.",
    matters: "Training data and model artifacts lie in buckets, and most grants there are wider than their purpose.",
    permissions: &[
        "s3:ListBucket",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:PutObject",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:PutBucketPolicy",
        "s3:PutBucketAcl",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-encryption.html",
        "ATT&CK T1530",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let but = |way: &Way| (way.actions == PUT_ACL).then(|| without_lists(lens.estate));
        touched_but(lens, "aws:s3:bucket", but, found);
        apply(lens, &["aws:s3:prefix", "aws:s3:object"], found);
        if lens.is_covered() {
            return;
        }
        for part in parts(lens) {
            let before = found.edges.len();
            asset_edges(lens, &part, found);
            if found.edges.len() > before {
                add_part(&part, found);
            }
        }
    }
}

/// The parts of buckets that the actor's policies or the buckets' own name, and of which the actor does not have the
/// whole bucket in each way that the part could add.
fn parts(lens: &Lens<'_, '_>) -> Vec<Asset> {
    let named = named(lens, &["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]);
    named
        .into_iter()
        .filter(|(_, bucket)| {
            [Access::Read, Access::Write, Access::Delete]
                .iter()
                .any(|access| {
                    way(lens, bucket, *access)
                        .is_none_or(|answer| answer.certainty != Certainty::Certain)
                })
        })
        .map(|(id, bucket)| part(id, bucket))
        .collect()
}

/// The parts of buckets on which the actor's policies or the buckets' own name one of these actions.
pub(super) fn named_parts(lens: &Lens<'_, '_>, actions: &[&str]) -> Vec<Asset> {
    let named = named(lens, actions).into_iter();
    named.map(|(id, bucket)| part(id, bucket)).collect()
}

fn named<'a>(lens: &Lens<'_, 'a>, actions: &[&str]) -> BTreeMap<String, &'a Asset> {
    let assets = &lens.estate.facts.assets;
    let mut named: BTreeMap<String, &Asset> = BTreeMap::new();
    // The only variable in resource patterns that says the same in every request of an actor.
    let user = match lens.actor.kind {
        ActorKind::User => lens.actor.arn.rsplit('/').next().unwrap_or_default(),
        _ => "${aws:username}",
    };
    for action in actions {
        let mut patterns = lens.actor.patterns(action);
        for entry in naming_parts(lens.estate)
            .iter()
            .filter_map(|bucket| lens.estate.resource(&bucket.id))
        {
            if let Some(policy) = &entry.policy
                && policy.mentions.may_name(
                    &lens.actor.arn,
                    &lens.actor.account,
                    lens.actor.unique_id.as_deref(),
                )
            {
                patterns.extend(
                    policy
                        .mentions
                        .resources(&action.to_ascii_lowercase())
                        .map(str::to_owned),
                );
            }
        }
        for pattern in patterns {
            let pattern = pattern.replace("${aws:username}", user);
            named.extend(parts_of_pattern(assets, &pattern));
        }
    }
    named
}

/// The numbers of the buckets whose access control lists are disabled: the place of each among all assets.
fn without_lists<'e>(estate: &'e Estate<'_>) -> &'e RoaringBitmap {
    estate.gathered.without_lists.get_or_init(|| {
        let assets = (0u32..).zip(estate.facts.assets.values());
        assets
            .filter(|(_, asset)| attribute(asset, "ownership") == Some("BucketOwnerEnforced"))
            .map(|(number, _)| number)
            .collect()
    })
}

/// The buckets whose own policies name parts of buckets: few do.
fn naming_parts<'e, 'a>(estate: &'e Estate<'a>) -> &'e [&'a Asset] {
    estate.gathered.naming_parts.get_or_init(|| {
        let names = |bucket: &&Asset| {
            let policy = estate
                .resource(&bucket.id)
                .and_then(|entry| entry.policy.as_ref());
            policy.is_some_and(|policy| {
                let mut patterns = ["s3:getobject", "s3:putobject", "s3:deleteobject"]
                    .into_iter()
                    .flat_map(|action| policy.mentions.resources(action));
                patterns.any(|pattern| {
                    let key = pattern.split_once('/').map_or("", |(_, key)| key);
                    !key.trim_matches('*').is_empty()
                })
            })
        };
        estate.assets_of("aws:s3:bucket").filter(names).collect()
    })
}

/// The parts of known buckets that a resource pattern names, and that no fact names.
fn parts_of_pattern<'a>(
    assets: &'a BTreeMap<String, Asset>,
    pattern: &str,
) -> Vec<(String, &'a Asset)> {
    let Some((bucket, key)) = pattern.split_once('/') else {
        return Vec::new();
    };
    // Of any partition, which may be a wildcard too.
    if !(bucket.starts_with("arn:") && bucket.contains(":s3:"))
        || key.trim_matches('*').is_empty()
        || pattern.contains("${")
    {
        return Vec::new();
    }
    let buckets: Vec<&Asset> = if bucket.contains(['*', '?']) {
        // All that match begin as the pattern does.
        let start = bucket.split(['*', '?']).next().unwrap_or_default();
        assets
            .range(start.to_owned()..)
            .take_while(|(id, _)| id.starts_with(start))
            .map(|(_, asset)| asset)
            .filter(|asset| asset.kind == "aws:s3:bucket" && glob(bucket, &asset.id))
            .collect()
    } else {
        assets.get(bucket).into_iter().collect()
    };
    buckets
        .into_iter()
        .filter(|asset| asset.kind == "aws:s3:bucket")
        .map(|asset| (format!("{}/{key}", asset.id), asset))
        .filter(|(id, _)| !assets.contains_key(id))
        .collect()
}

/// The parts of a bucket that its own policy names.
pub(super) fn parts_of_policy(estate: &Estate<'_>, bucket: &Asset) -> Vec<Asset> {
    let policy = estate
        .resource(&bucket.id)
        .and_then(|entry| entry.policy.as_ref());
    let mut named = BTreeMap::new();
    for action in ["s3:getobject", "s3:putobject", "s3:deleteobject"] {
        for pattern in policy
            .iter()
            .flat_map(|policy| policy.mentions.resources(action))
        {
            named.extend(
                parts_of_pattern(&estate.facts.assets, pattern)
                    .into_iter()
                    .filter(|(_, of)| of.id == bucket.id),
            );
        }
    }
    named
        .into_iter()
        .map(|(id, bucket)| part(id, bucket))
        .collect()
}

fn part(id: String, bucket: &Asset) -> Asset {
    let mut part = bucket.clone();
    part.name = id
        .split_once(":::")
        .map_or(&*id, |(_, name)| name)
        .to_owned();
    part.kind = if id.contains(['*', '?']) {
        "aws:s3:prefix".to_owned()
    } else {
        "aws:s3:object".to_owned()
    };
    part.part_of = Some(bucket.id.clone());
    part.id = id;
    part
}

/// Adds the node of a part that only a policy names.
pub(super) fn add_part(part: &Asset, found: &mut Findings) {
    let Some(bucket) = &part.part_of else { return };
    found.nodes.push(Node {
        id: part.id.clone(),
        kind: NodeKind::Asset,
        class: Some(part.class),
        type_name: part.kind.clone(),
        name: part.name.clone(),
        scope: part.scope.clone(),
        part_of: Some(bucket.clone()),
        record: None,
        notes: vec!["named by a policy".to_owned()],
    });
    found.edge(
        &part.id,
        bucket,
        Edge::new(
            EdgeKind::PartOf,
            vec![Evidence {
                record: format!("asset:{bucket}"),
                pointer: String::new(),
                note: "lies in the bucket".to_owned(),
            }],
        ),
    );
}
