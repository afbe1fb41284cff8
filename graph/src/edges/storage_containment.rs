//! What is written under a prefix is read with it: flows between parts of the same bucket.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Asset, LineageKind};

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "storage-containment",
    title: "What is written to a part of a bucket is read with the part that it lies in",
    does: "One stage writes `s3://b/features/2026/`, another reads `s3://b/features/`: what the first writes is read by the \
           second, and the other way round. The edge leads from the part that something writes to each part that something \
           reads, where one of them contains the other. A bucket contains all of its parts; `s3://b/features-raw/` is no part \
           of `s3://b/features/`. The same holds for prefixes of Google Cloud Storage, for paths in containers of Azure, and \
           for folders of a repository.",
    matters: "Stages are joined by where they write and read, and hardly ever by the same words.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-prefixes.html",
        "ATT&CK T1565.001",
        "MITRE ATLAS AML.T0020",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let assets = &estate.facts.assets;
        // By bucket: the parts that something writes, and the parts that something reads.
        let mut buckets: BTreeMap<&str, (BTreeSet<&str>, BTreeSet<&str>)> = BTreeMap::new();
        for lineage in estate.facts.lineage.values() {
            if matches!(lineage.kind, LineageKind::Image) {
                continue;
            }
            if let Some(written) = assets.get(&lineage.to) {
                buckets
                    .entry(whole(written))
                    .or_default()
                    .0
                    .insert(&written.id);
            }
            if let Some(read) = assets.get(&lineage.from) {
                buckets.entry(whole(read)).or_default().1.insert(&read.id);
            }
        }
        for (bucket, (written, read)) in &buckets {
            for from in written {
                for to in joined(bucket, from, read) {
                    found.become_edge(
                        from,
                        to,
                        EdgeKind::Flows,
                        None,
                        Answer::certain(vec![Evidence {
                            record: format!("asset:{to}"),
                            pointer: String::new(),
                            note: match to.len() > from.len() {
                                true => "lies in it".to_owned(),
                                false => "contains it".to_owned(),
                            },
                        }]),
                    );
                }
            }
        }
    }
}

/// The bucket of a part; a bucket is its own.
fn whole(asset: &Asset) -> &str {
    asset.part_of.as_deref().unwrap_or(&asset.id)
}

/// The parts that are read of which one contains `written`, or is in it.
fn joined<'a>(bucket: &str, written: &str, read: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut joined = BTreeSet::new();
    // Those that lie in it stand together in the order of ids.
    let begins = match written.strip_suffix('*') {
        Some(prefix) => Some(prefix),
        None if written == bucket => Some(bucket),
        None => None,
    };
    if let Some(begins) = begins {
        let inside = read.range::<str, _>((
            std::ops::Bound::Included(begins),
            std::ops::Bound::Unbounded,
        ));
        joined.extend(inside.take_while(|it| it.starts_with(begins)));
    }
    // Those that contain it are the folders above it.
    joined.extend(read.get(bucket).copied());
    for (slash, _) in written.match_indices('/') {
        if let Some(above) = written.get(..slash)
            && let Some(folder) = read.get(format!("{above}/*").as_str())
        {
            joined.insert(*folder);
        }
    }
    joined.retain(|it| *it != written);
    joined
}
