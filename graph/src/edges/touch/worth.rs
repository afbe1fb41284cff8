//! Which assets a rule looks at for one actor, so that it costs what the actor may do and not all that there is.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Asset;

use super::{On, is_nothing, is_particular, many, ways};
use crate::estate::Lens;

/// The assets of these types that the actor may touch at all, and otherwise than the administrator of its account: see
/// [`Lens::is_particular`]. In the order of their ids, type by type.
pub(in super::super) fn of_kinds<'a>(lens: &Lens<'_, 'a>, kinds: &[&str]) -> Vec<&'a Asset> {
    let few = lens.particular_assets().or_else(|| lens.assets_within());
    let assets = kinds.iter().flat_map(|kind| match lens.overview.zip(few) {
        Some((overview, numbers)) => {
            let of_kind = overview.numbers.of_kind(kind);
            let both = of_kind.map(|of_kind| of_kind & numbers);
            let both = both.into_iter().flatten();
            both.filter_map(|number| overview.numbers.asset(number))
                .collect::<Vec<_>>()
        }
        None => lens.estate.assets_of(kind).collect(),
    });
    assets.filter(|asset| is_particular(lens, asset)).collect()
}

/// Those of them that the actor may touch in some way, as far as policies that are known grant it.
pub(in super::super) fn touchable<'a>(lens: &Lens<'_, 'a>, kinds: &[&str]) -> Vec<&'a Asset> {
    let kinds = kinds.iter().filter(|kind| !is_nothing(lens, kind));
    kinds.flat_map(|kind| of_kind(lens, kind)).collect()
}

fn of_kind<'a>(lens: &Lens<'_, 'a>, kind: &str) -> Vec<&'a Asset> {
    let ways = ways(kind);
    let listed = ways.iter().filter(|way| way.on == On::Listing);
    let is_listed = listed
        .flat_map(|way| way.actions)
        .any(|action| lens.actor.mentions(action));
    let others = ways.iter().filter(|way| way.on != On::Listing);
    let by_way: Option<Vec<_>> = others
        .map(|way| many::candidates(lens, kind, way))
        .collect();
    match by_way {
        Some(by_way) if !is_listed => {
            let assets = by_way.into_iter().flatten();
            let found: BTreeMap<&str, &Asset> =
                assets.map(|asset| (asset.id.as_str(), asset)).collect();
            let assets = found.into_values();
            assets.filter(|asset| is_particular(lens, asset)).collect()
        }
        _ => of_kinds(lens, &[kind]),
    }
}

/// Buckets and their parts.
pub(in super::super) const IN_S3: &[&str] = &["aws:s3:bucket", "aws:s3:prefix", "aws:s3:object"];

/// The ids of assets.
pub(in super::super) fn ids<'a>(assets: &[&'a Asset]) -> BTreeSet<&'a str> {
    assets.iter().map(|asset| asset.id.as_str()).collect()
}

/// Whether one of the actions may be allowed on anything: by a policy of the actor's, or by that of a resource.
pub(in super::super) fn may_anywhere(lens: &Lens<'_, '_>, actions: &[&str]) -> bool {
    actions.iter().any(|action| {
        let by_planes = || {
            let planes = lens.planes(action);
            planes.is_none_or(|planes| !planes.granted.is_empty())
        };
        lens.actor.mentions(action) || by_planes()
    })
}
