//! The assets whose policy, or that of whose key, a principal may be able to write: found in sets, for all principals.

use std::collections::BTreeMap;

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::super::touch::{policy_holder_of, ways};
use super::super::touch_kms;
use super::WORTH;
use super::grants::{GRANTS, Grant, of_key};
use crate::authorize::aws::sets::SetEvaluator;
use crate::estate::{Estate, Lens};
use crate::model::Access;

/// The assets by the element on which the change of their policy is asked.
#[derive(Debug, Default)]
struct Holders {
    elements: RoaringBitmap,
    assets: BTreeMap<u32, Vec<u32>>,
    /// Those whose policy is on nothing that is known by itself, as that of the catalogue of Glue.
    others: RoaringBitmap,
}

/// What does not depend on who asks.
#[derive(Debug, Default)]
pub(crate) struct Writable {
    /// For each of [`GRANTS`].
    holders: Vec<Holders>,
    /// For each of [`WORTH`], the assets that have such an access at all.
    worth: Vec<(Access, RoaringBitmap)>,
}

impl Writable {
    /// `assets` are those that may be open to who asks, in the order of their numbers.
    pub(crate) fn new(
        estate: &Estate<'_>,
        sets: &SetEvaluator<'_, '_>,
        assets: &[(u32, &Asset)],
    ) -> Self {
        let mut holders: Vec<Holders> = GRANTS.iter().map(|_| Holders::default()).collect();
        let mut worth = WORTH.map(|access| (access, RoaringBitmap::new())).to_vec();
        for (number, asset) in assets.iter().copied() {
            let holder = policy_holder_of(estate, asset);
            for (access, having) in &mut worth {
                if ways(&asset.kind).iter().any(|way| way.access == *access) {
                    having.insert(number);
                }
            }
            let key = touch_kms::customer_key(estate, asset);
            for (grant, holders) in GRANTS.iter().zip(&mut holders) {
                let holder = match (of_key(grant), grant.kinds.contains(&asset.kind.as_str())) {
                    (true, _) => key.clone(),
                    (false, true) => holder.clone(),
                    (false, false) => None,
                };
                let Some(holder) = holder.filter(|holder| !sets.is_elsewhere(holder)) else {
                    continue;
                };
                match sets.find_like(&holder, &holder.arn) {
                    Some(element) if !asset.kind.starts_with("aws:glue:") => {
                        holders.elements.insert(element);
                        let of_holder = holders.assets.entry(element).or_default();
                        of_holder.push(number);
                    }
                    _ => {
                        holders.others.insert(number);
                    }
                }
            }
        }
        Self { holders, worth }
    }

    /// The numbers of the assets that the actor does not surely touch in each way, though it may be able to write a policy
    /// that lets it. `had` are those that it surely touches.
    pub(super) fn lacking(
        &self,
        lens: &Lens<'_, '_>,
        had: impl Fn(Access) -> RoaringBitmap,
    ) -> RoaringBitmap {
        let mut lacking = RoaringBitmap::new();
        for (access, having) in &self.worth {
            lacking |= having - had(*access);
        }
        if let Some(particular) = lens.particular_assets() {
            // All else is what the administrator of the account touches.
            lacking &= particular;
        }
        let mut found = RoaringBitmap::new();
        for (grant, holders) in GRANTS.iter().zip(&self.holders) {
            if !lacking.is_empty() && super::is_thinkable(lens, grant) {
                found |= &holders.others & &lacking;
                found |= &holders.written_by(lens, grant) & &lacking;
            }
        }
        found
    }
}

impl Holders {
    fn written_by(&self, lens: &Lens<'_, '_>, grant: &Grant) -> RoaringBitmap {
        match lens.planes(grant.action) {
            Some(planes) => of_elements(&self.assets, &(&planes.granted & &self.elements)),
            None => of_elements(&self.assets, &self.elements),
        }
    }
}

/// The numbers of the assets of elements.
fn of_elements(assets: &BTreeMap<u32, Vec<u32>>, elements: &RoaringBitmap) -> RoaringBitmap {
    let of = elements.iter().filter_map(|element| assets.get(&element));
    of.flatten().copied().collect()
}
