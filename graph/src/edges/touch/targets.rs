//! What each way of touching a type of asset is asked on, for all assets of the type.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use blastradius_collectors::facts::Asset;
use roaring::RoaringBitmap;

use super::super::touch_kms;
use super::{KeyUse, On, asked_on, policy_holder_of, ways};
use crate::authorize::aws::sets::{Parts, SetEvaluator};
use crate::estate::Estate;

/// The elements of the assets of each type, by what of them is asked about.
#[derive(Debug, Default)]
pub(crate) struct Targets {
    known: HashMap<String, BTreeMap<On, Asked>>,
}

/// The elements of the assets of one type.
#[derive(Debug, Default)]
pub(in super::super) struct Asked {
    pub(in super::super) elements: RoaringBitmap,
    /// Element, number of the asset, and what tells it apart beside policies: its key. In the order of the elements.
    assets: Vec<(u32, u32, u32)>,
    /// How many labels there are.
    labels: usize,
    /// Large sets of elements by their labels, in their serialized form.
    split: Mutex<HashMap<Vec<u8>, Arc<[RoaringBitmap]>>>,
}

/// Sets of so many elements are split once, and no more than so many sets are kept.
const LARGE: u64 = 4096;
const KEPT: usize = 256;

impl Targets {
    pub(crate) fn new<'a>(
        estate: &Estate<'a>,
        sets: &SetEvaluator<'_, 'a>,
        assets: &[(u32, &'a Asset)],
    ) -> Self {
        let mut targets = Self::default();
        let mut labels: HashMap<String, u32> = HashMap::new();
        let pairs = estate
            .documents()
            .flat_map(|document| document.condition_keys())
            .any(|key| key.starts_with("kms:encryptioncontext"));
        for (number, asset) in assets {
            let Some(entry) = policy_holder_of(estate, asset) else {
                continue;
            };
            let kind = ways(&asset.kind);
            let mut label = 0;
            if kind.iter().any(|way| way.key != KeyUse::None) {
                let text = touch_kms::label(estate, asset, pairs);
                let next = u32::try_from(labels.len()).unwrap_or(u32::MAX);
                label = *labels.entry(text).or_insert(next);
            }
            for way in kind {
                for arn in asked_on(asset, way.on) {
                    let Some(element) = sets.find_like(&entry, &arn) else {
                        continue;
                    };
                    let of_kind = match targets.known.get_mut(&asset.kind) {
                        Some(of_kind) => of_kind,
                        None => targets.known.entry(asset.kind.clone()).or_default(),
                    };
                    let asked = of_kind.entry(way.on).or_default();
                    asked.assets.push((element, *number, label));
                }
            }
        }
        for asked in targets.known.values_mut().flat_map(BTreeMap::values_mut) {
            asked.finish();
        }
        targets
    }

    /// The elements of the assets of a type.
    pub(in super::super) fn of(&self, kind: &str, on: On) -> Option<&Asked> {
        self.known.get(kind)?.get(&on)
    }
}

impl Asked {
    fn finish(&mut self) {
        self.assets.sort_unstable();
        self.assets.dedup();
        self.elements = self.assets.iter().map(|(element, ..)| *element).collect();
        let labels: BTreeSet<u32> = self.assets.iter().map(|(_, _, label)| *label).collect();
        self.labels = labels.len();
    }

    /// Takes elements apart whose assets are under other keys.
    pub(in super::super) fn by_key(&self, parts: Parts) -> Vec<RoaringBitmap> {
        if self.labels < 2 {
            return parts.into_sets();
        }
        let sets = parts.into_sets().into_iter();
        sets.flat_map(|part| match part.len() < LARGE {
            true => self.split(part),
            false => self.split_once(part).to_vec(),
        })
        .collect()
    }

    fn split(&self, part: RoaringBitmap) -> Vec<RoaringBitmap> {
        let mut parts = Parts::new(part);
        parts.by_label(|element| {
            self.assets_of(element)
                .first()
                .map_or(0, |(_, _, label)| *label)
        });
        parts.into_sets()
    }

    /// The same, kept: principals with broad grants ask for the same large sets.
    fn split_once(&self, part: RoaringBitmap) -> Arc<[RoaringBitmap]> {
        let mut bytes = Vec::with_capacity(part.serialized_size());
        // A vector takes every byte.
        if part.serialize_into(&mut bytes).is_err() {
            return self.split(part).into();
        }
        let known = self.split.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(parts) = known.get(&bytes) {
            return parts.clone();
        }
        drop(known);
        let parts: Arc<[RoaringBitmap]> = self.split(part).into();
        let mut known = self.split.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < KEPT {
            known.insert(bytes, parts.clone());
        }
        parts
    }

    fn assets_of(&self, element: u32) -> &[(u32, u32, u32)] {
        let start = self.assets.partition_point(|(id, ..)| *id < element);
        let rest = self.assets.get(start..).unwrap_or_default();
        let count = rest.iter().take_while(|(id, ..)| *id == element).count();
        rest.get(..count).unwrap_or_default()
    }

    /// The numbers of the assets of elements.
    pub(in super::super) fn numbers(&self, elements: &RoaringBitmap) -> RoaringBitmap {
        if elements.len() == self.elements.len() {
            return self.assets.iter().map(|(_, number, _)| *number).collect();
        }
        let found = elements.iter().flat_map(|element| self.assets_of(element));
        found.map(|(_, number, _)| *number).collect()
    }
}
