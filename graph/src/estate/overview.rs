//! All that the principals of an account may be asked about at once, for rules that ask about many resources: which of
//! them are worth asking about, and which can be asked about together.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::{Arc, LazyLock, PoisonError, RwLock};

use blastradius_collectors::facts::Asset;
use hashbrown::HashMap;
use roaring::RoaringBitmap;

use super::alike::Alike;
use super::{Estate, Lens, Numbers, Sharing};
use crate::authorize::aws::sets::{Caller, Parts, Planes, SetEvaluator};
use crate::edges::{Targets, Writable, policy_holder_of};

/// What the principals of an account may be asked about, with everything that is worked out once for all of them.
#[derive(Debug)]
pub(crate) struct Overview<'e, 'a> {
    pub(crate) numbers: &'e Numbers<'a>,
    pub(crate) sets: SetEvaluator<'e, 'a>,
    /// What each way of touching a type of asset is asked on.
    pub(crate) targets: Targets,
    /// The numbers of the assets by the element of what their policy is on.
    holders: BTreeMap<u32, Vec<u32>>,
    /// The assets whose policy is on nothing that is known by itself.
    unheld: &'e RoaringBitmap,
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
    /// Works out what does not depend on which principal of the account asks; of whichever account without one.
    pub(crate) fn new(
        estate: &'e Estate<'a>,
        numbers: &'e Numbers<'a>,
        sharing: &'e Sharing<'a>,
        account: Option<&str>,
    ) -> Self {
        let share = sharing.of(account);
        let sets = SetEvaluator::about(estate, share.elements);
        let roles: Vec<(u32, u32)> = sets
            .elements()
            .filter_map(|(id, element)| Some((id, numbers.role(element.arn())?)))
            .collect();
        let assets = &share.assets;
        Self {
            targets: Targets::new(estate, &sets, assets),
            writable: Writable::new(estate, &sets, assets),
            holders: holders(estate, &sets, assets),
            unheld: sharing.unheld(),
            role_elements: roles.iter().map(|(element, _)| *element).collect(),
            of_account: RwLock::default(),
            numbers,
            roles,
            sets,
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
        assets |= self.unheld;
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
}

fn holders(
    estate: &Estate<'_>,
    sets: &SetEvaluator<'_, '_>,
    assets: &[(u32, &Asset)],
) -> BTreeMap<u32, Vec<u32>> {
    let mut holders: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, asset) in assets {
        let element =
            policy_holder_of(estate, asset).and_then(|entry| sets.find_like(&entry, &entry.arn));
        if let Some(element) = element {
            holders.entry(element).or_default().push(*number);
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
