//! The numbers of the first screen.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::Certainty;

use crate::answer::{AdminOf, ClassCounts, IntegrityCounts, Plane, ReachSummary, ReachedAsset};

/// Counts what is reached.
pub(super) fn summarise(
    identities: usize,
    assets: &[ReachedAsset],
    admin: &[AdminOf],
) -> ReachSummary {
    let direct =
        |asset: &&ReachedAsset| asset.plane.contains(&Plane::Confidentiality) && !asset.derived;
    let read = |class| {
        let of_class = assets.iter().filter(direct).filter(|a| a.class == class);
        of_class.count()
    };
    let certainly = |class| {
        let of_class = assets.iter().filter(direct).filter(|a| a.class == class);
        of_class
            .filter(|a| a.certainty == Certainty::Certain)
            .count()
    };
    let changed = |class| {
        let of_class = assets.iter().filter(|a| a.class == class);
        of_class
            .filter(|a| a.plane.contains(&Plane::Integrity))
            .count()
    };
    let mut others = BTreeMap::new();
    for asset in assets.iter().filter(direct) {
        if !matches!(
            asset.class,
            AssetClass::Data | AssetClass::Model | AssetClass::Secret
        ) {
            *others.entry(asset.class.name()).or_insert(0) += 1;
        }
    }
    let mut admin_of: Vec<String> = admin.iter().map(|scope| scope.id.clone()).collect();
    admin_of.sort();
    ReachSummary {
        identities,
        data: read(AssetClass::Data),
        models: read(AssetClass::Model),
        secrets: read(AssetClass::Secret),
        admin_of,
        shortest: assets.iter().filter(|a| !a.derived).map(|a| a.hops).min(),
        certain: ClassCounts {
            data: certainly(AssetClass::Data),
            models: certainly(AssetClass::Model),
            secrets: certainly(AssetClass::Secret),
        },
        integrity: IntegrityCounts {
            data: changed(AssetClass::Data),
            models: changed(AssetClass::Model),
        },
        derived: assets.iter().filter(|a| a.derived).count(),
        others,
    }
}
