//! What the principals of an account have to be asked about: what is theirs, and what others may share with them.
//!
//! An organisation of many accounts is looked at account by account: most of what is in an account is open to nobody
//! outside, so that the work, and what is kept for it, grows with the accounts and not with their square.

use std::collections::HashMap;
use std::sync::Arc;

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::{Estate, Numbers, ResourceEntry};
use crate::authorize::aws::sets::{Element, SharedWith};
use crate::edges::{asked_about, customer_key, policy_holder_of};

/// Indices by the account that they are open to.
#[derive(Debug, Default)]
struct ByAccount {
    of: HashMap<String, Vec<u32>>,
    of_anybody: Vec<u32>,
}

impl ByAccount {
    fn add(&mut self, index: u32, open: &SharedWith) {
        if open.anybody {
            self.of_anybody.push(index);
            return;
        }
        for account in &open.accounts {
            match self.of.get_mut(account) {
                Some(of) => of.push(index),
                None => {
                    self.of.insert(account.clone(), vec![index]);
                }
            }
        }
    }

    /// Those that are open to an account, in order.
    fn open_to(&self, account: &str) -> Vec<u32> {
        let mut all = self.of_anybody.clone();
        all.extend(self.of.get(account).into_iter().flatten());
        all.sort_unstable();
        all
    }
}

/// Everything that is asked about, by the accounts that it may be open to.
#[derive(Debug)]
pub(crate) struct Sharing<'a> {
    elements: Vec<Element>,
    open_elements: ByAccount,
    /// With their numbers.
    assets: Vec<(u32, &'a Asset)>,
    open_assets: ByAccount,
    /// The assets whose policy is on nothing that is known by itself.
    unheld: RoaringBitmap,
}

/// What is open to the principals of an account.
#[derive(Debug)]
pub(crate) struct Share<'a> {
    pub(crate) elements: Vec<Element>,
    /// With their numbers, in order: those of the elements, and those whose key is one of them.
    pub(crate) assets: Vec<(u32, &'a Asset)>,
}

impl<'a> Sharing<'a> {
    /// Sorts what is asked about by account. Linear in the resources and in the accounts that their policies name.
    pub(crate) fn new(estate: &Estate<'a>, numbers: &Numbers<'a>) -> Self {
        let mut named = Named::default();
        let mut sharing = Self {
            elements: Vec::new(),
            open_elements: ByAccount::default(),
            assets: numbers.assets().collect(),
            open_assets: ByAccount::default(),
            unheld: RoaringBitmap::new(),
        };
        for (arn, entry) in estate.resources() {
            let element = Element::new(entry.clone(), arn);
            let open = named.open(&element);
            sharing.element(element, &open);
        }
        for at in 0..sharing.assets.len() {
            let Some((number, asset)) = sharing.assets.get(at).copied() else {
                break;
            };
            let mut all = SharedWith::default();
            for element in asked_about(estate, asset) {
                let open = named.open(&element);
                all.join(&open);
                sharing.element(element, &open);
            }
            let holder = policy_holder_of(estate, asset);
            if holder.is_none() {
                sharing.unheld.insert(number);
            }
            let own = estate.resource(&asset.id).cloned();
            for entry in [holder, own, customer_key(estate, asset)]
                .into_iter()
                .flatten()
            {
                let arn = entry.arn.clone();
                all.join(&named.open(&Element::new(entry, &arn)));
            }
            let index = u32::try_from(at).unwrap_or(u32::MAX);
            sharing.open_assets.add(index, &all);
        }
        sharing
    }

    fn element(&mut self, element: Element, open: &SharedWith) {
        let index = u32::try_from(self.elements.len()).unwrap_or(u32::MAX);
        self.open_elements.add(index, open);
        self.elements.push(element);
    }

    /// What is open to the principals of an account; everything for principals of which the account is not known.
    pub(crate) fn of(&self, account: Option<&str>) -> Share<'a> {
        let Some(account) = account else {
            return Share {
                elements: self.elements.clone(),
                assets: self.assets.clone(),
            };
        };
        let elements = self.open_elements.open_to(account).into_iter();
        let assets = self.open_assets.open_to(account).into_iter();
        Share {
            elements: elements
                .filter_map(|index| self.elements.get(index as usize).cloned())
                .collect(),
            assets: assets
                .filter_map(|index| self.assets.get(index as usize).copied())
                .collect(),
        }
    }

    /// The numbers of the assets whose policy is on nothing that is known by itself: they may be anybody's.
    pub(crate) fn unheld(&self) -> &RoaringBitmap {
        &self.unheld
    }
}

/// Whom the policies of resources name, by the address of the resource: each is kept by the estate or by an element.
#[derive(Debug, Default)]
struct Named(HashMap<usize, (Arc<ResourceEntry>, SharedWith)>);

impl Named {
    fn open(&mut self, element: &Element) -> SharedWith {
        let entry = &element.entry;
        let address = Arc::as_ptr(entry).addr();
        let (_, named) = self
            .0
            .entry(address)
            .or_insert_with(|| (entry.clone(), SharedWith::named_by(entry)));
        let mut open = named.clone();
        open.and_owner(element);
        open
    }
}
