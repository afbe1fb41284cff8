//! From answers to charts.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{AssetClass, Credential};
use blastradius_graph::model::Certainty;
use blastradius_queries::answer::{Plane, Rank, RankedCredential, Reach, ReachedAsset};
use jiff::Timestamp;

use super::{
    AgePoint, CertaintyRow, Chart, ChartError, HopColumn, RankBar, age, certainty, hops, rank,
};
use crate::words::class_many;

/// The charts of a reach: by distance, and by certainty.
///
/// # Errors
/// When the drawing library fails.
pub fn of_reach(reach: &Reach) -> Result<Vec<Chart>, ChartError> {
    Ok(vec![hops(&columns(reach))?, certainty(&levels(reach))?])
}

/// The chart of a ranking.
///
/// # Errors
/// When the drawing library fails.
pub fn of_rank(ranking: &Rank) -> Result<Chart, ChartError> {
    let bars: Vec<RankBar> = ranking
        .credentials
        .iter()
        .zip(labels(ranking))
        .map(|(c, name)| RankBar {
            name,
            secrets: (wide(c.secrets), wide(c.certain.secrets)),
            models: (wide(c.models), wide(c.certain.models)),
            data: (wide(c.data), wide(c.certain.data)),
            admin: !c.admin_of.is_empty(),
        })
        .collect();
    rank(&bars)
}

/// The chart of old and powerful keys: what is ranked, with the dates of the snapshot's credentials.
/// `taken` is when the snapshot was taken, RFC 3339; ages are as of then. Credentials without a date
/// of creation are left out.
///
/// # Errors
/// When the drawing library fails.
pub fn of_ages(
    ranking: &Rank,
    credentials: &[Credential],
    taken: &str,
) -> Result<Chart, ChartError> {
    let by_id: BTreeMap<&str, &Credential> =
        credentials.iter().map(|c| (c.id.as_str(), c)).collect();
    let taken: Option<Timestamp> = taken.parse().ok();
    let points: Vec<AgePoint> = ranking
        .credentials
        .iter()
        .zip(labels(ranking))
        .filter_map(|(ranked, name)| {
            let credential = by_id.get(ranked.id.as_str())?;
            let seconds = taken?.as_second() - credential.created?.as_second();
            Some(AgePoint {
                name,
                days: u64::try_from(seconds / 86_400).unwrap_or(0),
                reach: wide(ranked.secrets + ranked.models + ranked.data),
                admin: !ranked.admin_of.is_empty(),
                active: credential.active != Some(false),
            })
        })
        .collect();
    age(&points)
}

/// What to call each credential of a ranking, in its order: by its owner, which tells people more
/// than the id of a key; where an owner has several, with the end of the id, or by the id alone where
/// its end does not tell them apart.
fn labels(ranking: &Rank) -> Vec<String> {
    let mut owned: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for c in &ranking.credentials {
        owned.entry(&c.identity_name).or_default().push(&c.name);
    }
    let label = |c: &RankedCredential| {
        let owner = c.identity_name.as_str();
        match owned.get(owner).map_or(&[][..], Vec::as_slice) {
            _ if owner.is_empty() || owner == c.name => c.name.clone(),
            [_] => owner.to_owned(),
            several => {
                let told_apart = |length: &usize| {
                    let end = ending(&c.name, *length);
                    several
                        .iter()
                        .filter(|name| ending(name, *length) == end)
                        .count()
                        == 1
                };
                // A longer ending says no more than the whole id and leaves no room for the owner.
                match (4..=6).find(told_apart) {
                    Some(length) => format!("{owner} …{}", ending(&c.name, length)),
                    None => c.name.clone(),
                }
            }
        }
    };
    ranking.credentials.iter().map(label).collect()
}

/// The last characters of a name.
fn ending(name: &str, length: usize) -> String {
    let skip = name.chars().count().saturating_sub(length);
    name.chars().skip(skip).collect()
}

/// Assets that can be read themselves: one entry an asset.
fn readable(reach: &Reach) -> impl Iterator<Item = &ReachedAsset> {
    reach
        .assets
        .iter()
        .filter(|a| !a.derived && a.plane.contains(&Plane::Confidentiality))
}

fn columns(reach: &Reach) -> Vec<HopColumn> {
    let mut by_hops: BTreeMap<u32, HopColumn> = BTreeMap::new();
    for asset in readable(reach) {
        let hops = u32::try_from(asset.hops).unwrap_or(u32::MAX);
        let column = by_hops.entry(hops).or_insert(HopColumn {
            hops,
            secrets: 0,
            models: 0,
            data: 0,
        });
        match asset.class {
            AssetClass::Secret => column.secrets += 1,
            AssetClass::Model => column.models += 1,
            AssetClass::Data => column.data += 1,
            _ => {}
        }
    }
    by_hops.into_values().collect()
}

fn levels(reach: &Reach) -> Vec<CertaintyRow> {
    AssetClass::ALL
        .into_iter()
        .map(|class| CertaintyRow {
            name: class_many(class).to_owned(),
            counts: Certainty::ALL.map(|level| {
                wide(
                    readable(reach)
                        .filter(|a| a.class == class && a.certainty == level)
                        .count(),
                )
            }),
        })
        .filter(|row| {
            let first = ["secrets", "models", "data sets"].contains(&row.name.as_str());
            first || row.counts.iter().any(|n| *n > 0)
        })
        .collect()
}

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
