//! The facts of an estate by their types, scopes and ends: no rule goes through all of them for each principal.

use std::collections::BTreeMap;

use blastradius_collectors::facts::{Asset, Identity, Lineage, Workload};
use blastradius_collectors::snapshot::Facts;
use hashbrown::HashMap;

use super::Estate;

/// The facts, each list in the order of their ids.
#[derive(Debug, Default)]
pub(super) struct Kinds<'a> {
    assets: BTreeMap<&'a str, Vec<&'a Asset>>,
    workloads: BTreeMap<&'a str, Vec<&'a Workload>>,
    /// By type and scope.
    workloads_within: HashMap<&'a str, HashMap<&'a str, Vec<&'a Workload>>>,
    /// By their scopes.
    identities: BTreeMap<&'a str, Vec<&'a Identity>>,
    /// By where it comes from, and by where it goes.
    lineage_from: HashMap<&'a str, Vec<&'a Lineage>>,
    lineage_into: HashMap<&'a str, Vec<&'a Lineage>>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(facts: &'a Facts) -> Self {
        let mut kinds = Self::default();
        for asset in facts.assets.values() {
            kinds.assets.entry(&asset.kind).or_default().push(asset);
        }
        for identity in facts.identities.values() {
            let of_scope = kinds.identities.entry(&identity.scope).or_default();
            of_scope.push(identity);
        }
        for workload in facts.workloads.values() {
            let of_kind = kinds.workloads.entry(&workload.kind).or_default();
            of_kind.push(workload);
            let within = kinds.workloads_within.entry(&workload.kind).or_default();
            within.entry(&workload.scope).or_default().push(workload);
        }
        for lineage in facts.lineage.values() {
            let from = kinds.lineage_from.entry(&lineage.from).or_default();
            from.push(lineage);
            let into = kinds.lineage_into.entry(&lineage.to).or_default();
            into.push(lineage);
        }
        kinds
    }
}

impl<'a> Estate<'a> {
    /// The assets of a type, in the order of their ids.
    pub(crate) fn assets_of(&self, kind: &str) -> impl Iterator<Item = &'a Asset> + use<'a, '_> {
        self.kinds.assets.get(kind).into_iter().flatten().copied()
    }

    /// The identities of an account (`aws:111122223333`), in the order of their ids.
    pub(crate) fn identities_of(
        &self,
        scope: &str,
    ) -> impl Iterator<Item = &'a Identity> + use<'a, '_> {
        let of_scope = self.kinds.identities.get(scope);
        of_scope.into_iter().flatten().copied()
    }

    /// The workloads of a type, in the order of their ids.
    pub(crate) fn workloads_of(
        &self,
        kind: &str,
    ) -> impl Iterator<Item = &'a Workload> + use<'a, '_> {
        let of_kind = self.kinds.workloads.get(kind);
        of_kind.into_iter().flatten().copied()
    }

    /// The workloads of a type in an account (`aws:111122223333`), in the order of their ids.
    pub(crate) fn workloads_within(
        &self,
        kind: &str,
        scope: &str,
    ) -> impl Iterator<Item = &'a Workload> + use<'a, '_> {
        let within = self.kinds.workloads_within.get(kind);
        let within = within.and_then(|within| within.get(scope));
        within.into_iter().flatten().copied()
    }

    /// What flows out of a thing, in the order of the ids of the records.
    pub(crate) fn lineage_from(&self, id: &str) -> impl Iterator<Item = &'a Lineage> + use<'a, '_> {
        let from = self.kinds.lineage_from.get(id);
        from.into_iter().flatten().copied()
    }

    /// What flows into a thing, in the order of the ids of the records.
    pub(crate) fn lineage_into(&self, id: &str) -> impl Iterator<Item = &'a Lineage> + use<'a, '_> {
        let into = self.kinds.lineage_into.get(id);
        into.into_iter().flatten().copied()
    }
}
