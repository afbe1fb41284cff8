//! What a credential reaches at each level of certainty, by class of asset.

use std::collections::BTreeMap;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::Certainty;
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What is reached over hops of at least a level of certainty: the next level has all that this one has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelCounts {
    /// The level.
    pub certainty: Certainty,
    /// Assets that can be read, decrypted or invoked.
    pub confidentiality: ByClass,
    /// Assets that can be changed, or are made from what can be changed.
    pub integrity: ByClass,
    /// Scopes that can be administered.
    pub administered: u32,
}

impl LevelCounts {
    /// Nothing at this level.
    #[must_use]
    pub fn none(certainty: Certainty) -> Self {
        Self {
            certainty,
            confidentiality: ByClass::default(),
            integrity: ByClass::default(),
            administered: 0,
        }
    }

    /// Adds what another part of the targets has at the same level.
    pub(crate) fn add(&mut self, more: &Self) {
        self.confidentiality.add(&more.confidentiality);
        self.integrity.add(&more.integrity);
        self.administered = self.administered.saturating_add(more.administered);
    }
}

/// A number for each class of asset. Written as a map, without the classes that have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ByClass([u32; AssetClass::ALL.len()]);

impl ByClass {
    /// The numbers that a function tells.
    #[must_use]
    pub fn of(mut number: impl FnMut(AssetClass) -> u32) -> Self {
        Self(AssetClass::ALL.map(&mut number))
    }

    /// The number of a class.
    #[must_use]
    pub fn get(&self, class: AssetClass) -> u32 {
        self.each().find(|it| it.0 == class).map_or(0, |it| it.1)
    }

    fn each(&self) -> impl Iterator<Item = (AssetClass, u32)> {
        AssetClass::ALL.into_iter().zip(self.0)
    }

    fn add(&mut self, more: &Self) {
        for (to, from) in self.0.iter_mut().zip(more.0) {
            *to = to.saturating_add(from);
        }
    }
}

impl Serialize for ByClass {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (class, number) in self.each().filter(|it| it.1 > 0) {
            map.serialize_entry(class.name(), &number)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for ByClass {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let numbers = BTreeMap::<AssetClass, u32>::deserialize(deserializer)?;
        Ok(Self::of(|class| numbers.get(&class).copied().unwrap_or(0)))
    }
}
