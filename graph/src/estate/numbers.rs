//! The numbers of assets and identities: how edges to many name their ends.

use blastradius_collectors::facts::{Asset, Identity, IdentityKind};
use hashbrown::HashMap;
use roaring::RoaringBitmap;

use super::Estate;

/// The assets, then the identities, in the order of their ids.
#[derive(Debug)]
pub(crate) struct Numbers<'a> {
    assets: Vec<&'a Asset>,
    identities: Vec<&'a Identity>,
    /// The assets of each type.
    of_kind: HashMap<&'a str, RoaringBitmap>,
    /// The numbers of the roles, by id.
    roles: HashMap<&'a str, u32>,
}

impl<'a> Numbers<'a> {
    /// Numbers what the snapshot holds.
    pub(crate) fn new(estate: &Estate<'a>) -> Self {
        let assets: Vec<&Asset> = estate.facts.assets.values().collect();
        let mut of_kind: HashMap<&str, RoaringBitmap> = HashMap::new();
        for (number, asset) in (0u32..).zip(&assets) {
            of_kind.entry(&asset.kind).or_default().insert(number);
        }
        let identities: Vec<&Identity> = estate.facts.identities.values().collect();
        let after = u32::try_from(assets.len()).unwrap_or(u32::MAX);
        let roles = (after..)
            .zip(&identities)
            .filter(|(_, identity)| identity.kind == IdentityKind::Role)
            .map(|(number, identity)| (identity.id.as_str(), number))
            .collect();
        Self {
            assets,
            identities,
            of_kind,
            roles,
        }
    }

    /// The ids of what can be at the end of an edge to many, in the order of their numbers.
    pub(crate) fn ids(&self) -> impl Iterator<Item = &'a str> {
        let assets = self.assets.iter().map(|asset| asset.id.as_str());
        assets.chain(self.identities.iter().map(|identity| identity.id.as_str()))
    }

    /// The id of a number.
    pub(crate) fn id(&self, number: u32) -> Option<&'a str> {
        let number = number as usize;
        match self.assets.get(number) {
            Some(asset) => Some(&asset.id),
            None => {
                let identity = self.identities.get(number.checked_sub(self.assets.len())?);
                identity.map(|identity| identity.id.as_str())
            }
        }
    }

    /// The assets with their numbers.
    pub(crate) fn assets(&self) -> impl Iterator<Item = (u32, &'a Asset)> {
        (0u32..).zip(self.assets.iter().copied())
    }

    /// The numbers of the assets of a type.
    pub(crate) fn of_kind(&self, kind: &str) -> Option<&RoaringBitmap> {
        self.of_kind.get(kind)
    }

    /// The asset of a number.
    pub(crate) fn asset(&self, number: u32) -> Option<&'a Asset> {
        self.assets.get(number as usize).copied()
    }

    /// The number of an asset or identity.
    pub(crate) fn number(&self, id: &str) -> Option<u32> {
        let of_assets = self
            .assets
            .binary_search_by(|asset| asset.id.as_str().cmp(id));
        let at = of_assets.ok().or_else(|| {
            let found = self
                .identities
                .binary_search_by(|it| it.id.as_str().cmp(id));
            Some(found.ok()? + self.assets.len())
        });
        u32::try_from(at?).ok()
    }

    /// The number of a role.
    pub(crate) fn role(&self, id: &str) -> Option<u32> {
        self.roles.get(id).copied()
    }
}
