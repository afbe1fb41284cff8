//! The whole estate at once, for rules that ask about many resources: which of them are worth asking about, and which
//! can be asked about together.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use blastradius_collectors::facts::{Asset, Identity};
use hashbrown::HashMap;
use roaring::RoaringBitmap;

use super::alike::Alike;
use super::{Estate, Lens};
use crate::authorize::aws::sets::{Caller, Parts, Planes, SetEvaluator};
use crate::edges::{Targets, Writable, policy_holder_of};

/// An estate with everything that is worked out once for all principals.
#[derive(Debug)]
pub(crate) struct Overview<'e, 'a> {
    pub(crate) sets: SetEvaluator<'e, 'a>,
    /// The assets, then the identities, in the order of their ids: their numbers in edges to many.
    assets: Vec<&'a Asset>,
    identities: Vec<&'a Identity>,
    /// What each way of touching a type of asset is asked on.
    pub(crate) targets: Targets,
    /// Those of each type.
    of_kind: HashMap<&'a str, RoaringBitmap>,
    /// The numbers of the assets by the element of what their policy is on.
    holders: BTreeMap<u32, Vec<u32>>,
    /// The assets whose policy is on nothing that is known by itself.
    unheld: RoaringBitmap,
    /// Whose policies may be written.
    pub(crate) writable: Writable,
    /// The assets that principals of an account may touch without being named, once asked for.
    of_account: RwLock<HashMap<String, Arc<RoaringBitmap>>>,
    /// The roles: the element of each, and its number.
    pub(crate) roles: Vec<(u32, u32)>,
    /// The elements of roles.
    pub(crate) role_elements: RoaringBitmap,
}

impl<'e, 'a> Overview<'e, 'a> {
    /// Works out what does not depend on who asks.
    pub(crate) fn new(estate: &'e Estate<'a>) -> Self {
        let sets = SetEvaluator::new(estate);
        let assets: Vec<&Asset> = estate.facts.assets.values().collect();
        let identities: Vec<&Identity> = estate.facts.identities.values().collect();
        let roles: Vec<(u32, u32)> = (0u32..)
            .zip(&identities)
            .filter_map(|(number, identity)| {
                let entry = estate.resource(&identity.id)?;
                let number = number.checked_add(u32::try_from(assets.len()).ok()?)?;
                let is_role = identity.kind == blastradius_collectors::facts::IdentityKind::Role;
                is_role.then_some((sets.find(entry, &identity.id)?, number))
            })
            .collect();
        let holders = holders(estate, &sets, &assets);
        let mut of_kind: HashMap<&str, RoaringBitmap> = HashMap::new();
        for (number, asset) in (0u32..).zip(&assets) {
            of_kind.entry(&asset.kind).or_default().insert(number);
        }
        let held: RoaringBitmap = holders.values().flatten().copied().collect();
        Self {
            targets: Targets::new(estate, &sets, &assets),
            writable: Writable::new(estate, &sets, &assets),
            unheld: (0u32..)
                .zip(&assets)
                .map(|(number, _)| number)
                .filter(|number| !held.contains(*number))
                .collect(),
            holders,
            role_elements: roles.iter().map(|(element, _)| *element).collect(),
            of_account: RwLock::default(),
            of_kind,
            roles,
            assets,
            identities,
            sets,
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

    /// The numbers of the assets that principals of an account may touch without being named.
    fn of_account(&self, account: &str) -> Arc<RoaringBitmap> {
        let known = self.of_account.read();
        let known = known.unwrap_or_else(PoisonError::into_inner);
        if let Some(assets) = known.get(account) {
            return assets.clone();
        }
        drop(known);
        let mut assets = self.held(&self.sets.within_account(account));
        assets |= &self.unheld;
        let assets = Arc::new(assets);
        let known = self.of_account.write();
        let mut known = known.unwrap_or_else(PoisonError::into_inner);
        known.insert(account.to_owned(), assets.clone());
        assets
    }

    /// The numbers of the assets whose policy is on one of these elements.
    pub(crate) fn held(&self, elements: &RoaringBitmap) -> RoaringBitmap {
        let held = elements.iter().filter_map(|id| self.holders.get(&id));
        held.flatten().copied().collect()
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
}

fn holders(
    estate: &Estate<'_>,
    sets: &SetEvaluator<'_, '_>,
    assets: &[&Asset],
) -> BTreeMap<u32, Vec<u32>> {
    let mut holders: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, asset) in (0u32..).zip(assets) {
        let element =
            policy_holder_of(estate, asset).and_then(|entry| sets.find_like(&entry, &entry.arn));
        if let Some(element) = element {
            holders.entry(element).or_default().push(number);
        }
    }
    holders
}

/// Nothing is granted.
static NOTHING: LazyLock<Arc<Planes>> = LazyLock::new(Arc::default);

/// What one actor may do, by action, once worked out.
#[derive(Debug, Default)]
pub(super) struct Seen {
    caller: OnceCell<Caller>,
    particular: OnceCell<RoaringBitmap>,
    particular_assets: OnceCell<RoaringBitmap>,
    assets_within: OnceCell<RoaringBitmap>,
    planes: RefCell<HashMap<String, Arc<Planes>>>,
    own_planes: RefCell<HashMap<String, Arc<Planes>>>,
    /// Of what may be granted, by action: the elements that nothing tells apart, one for all.
    pub(super) alike: RefCell<HashMap<String, Rc<Alike>>>,
}

impl<'e, 'a> Lens<'e, 'a> {
    /// What the actor may do, on everything, where the whole estate is at hand.
    pub(crate) fn planes(&self, action: &str) -> Option<Arc<Planes>> {
        let overview = self.overview?;
        let caller = self.caller()?;
        if !caller.is_thinkable(self, action) {
            return Some(NOTHING.clone());
        }
        if let Some(planes) = self.seen.planes.borrow().get(action) {
            return Some(planes.clone());
        }
        let planes = overview.sets.granted_to(self, caller, action);
        let mut known = self.seen.planes.borrow_mut();
        known.insert(action.to_owned(), planes.clone());
        Some(planes)
    }

    /// Whether the actor may be granted an action on anything, by the service of the action alone.
    pub(crate) fn is_thinkable(&self, action: &str) -> bool {
        self.caller()
            .is_none_or(|caller| caller.is_thinkable(self, action))
    }

    fn caller(&self) -> Option<&Caller> {
        let sets = &self.overview?.sets;
        Some(self.seen.caller.get_or_init(|| Caller::new(sets, self)))
    }

    /// The elements on which one of the actions may be allowed by a policy that is known.
    pub(crate) fn worth(&self, actions: &[&str], elements: &RoaringBitmap) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        for action in actions {
            if let Some(planes) = self.own_planes(action)
                && !planes.granted.is_empty()
            {
                found |= &planes.granted & elements;
            }
        }
        found
    }

    /// What the actor may do that the administrator of its account does not do for it: all, for most.
    pub(crate) fn own_planes(&self, action: &str) -> Option<Arc<Planes>> {
        let Some(particular) = self.particular() else {
            return self.planes(action);
        };
        let (overview, caller) = (self.overview?, self.caller()?);
        if particular.is_empty() || !caller.is_thinkable(self, action) {
            return Some(NOTHING.clone());
        }
        if let Some(planes) = self.seen.own_planes.borrow().get(action) {
            return Some(planes.clone());
        }
        let planes = overview.sets.granted_on(self, caller, action, particular);
        let mut known = self.seen.own_planes.borrow_mut();
        known.insert(action.to_owned(), planes.clone());
        Some(planes)
    }

    /// For an actor that only an escalation made into an administrator, the elements that it may touch otherwise than the
    /// administrator of its account; `None` where that is every element. See [`Lens::is_particular`].
    pub(crate) fn particular(&self) -> Option<&RoaringBitmap> {
        let overview = self.overview?;
        if self.actor.key.is_recorded() || !self.is_covered() {
            return None;
        }
        let particular = self.seen.particular.get_or_init(|| {
            let actor = self.actor;
            overview
                .sets
                .particular(&actor.arn, actor.unique_id.as_deref())
        });
        Some(particular)
    }

    /// The numbers of the assets that the actor may touch at all: those of its account, and those of others that may let
    /// it in.
    pub(crate) fn assets_within(&self) -> Option<&RoaringBitmap> {
        let (overview, caller) = (self.overview?, self.caller()?);
        let within = self.seen.assets_within.get_or_init(|| {
            let mut all = overview.held(caller.further());
            all |= &*overview.of_account(&self.actor.account);
            all
        });
        Some(within)
    }

    /// The same as assets: their numbers.
    pub(crate) fn particular_assets(&self) -> Option<&RoaringBitmap> {
        let overview = self.overview?;
        let elements = self.particular()?;
        let seen = &self.seen.particular_assets;
        Some(seen.get_or_init(|| overview.held(elements)))
    }

    /// Takes elements apart that some policy may tell apart for the actor and these actions.
    pub(crate) fn take_apart(&self, actions: &[&str], parts: &mut Parts) {
        if let (Some(overview), Some(caller)) = (self.overview, self.caller()) {
            overview.sets.take_apart(self, caller, actions, parts);
            if self.is_covered() && !self.actor.key.is_recorded() {
                overview.sets.by_own_policy(parts);
            }
        }
    }
}

/// The facts of an estate by their types and scopes.
#[derive(Debug, Default)]
pub(super) struct Kinds<'a> {
    assets: BTreeMap<&'a str, Vec<&'a Asset>>,
    workloads: BTreeMap<&'a str, Vec<&'a blastradius_collectors::facts::Workload>>,
    /// By their scopes.
    identities: BTreeMap<&'a str, Vec<&'a Identity>>,
}

impl<'a> Kinds<'a> {
    pub(super) fn new(facts: &'a blastradius_collectors::snapshot::Facts) -> Self {
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
    ) -> impl Iterator<Item = &'a blastradius_collectors::facts::Workload> + use<'a, '_> {
        self.kinds
            .workloads
            .get(kind)
            .into_iter()
            .flatten()
            .copied()
    }
}
