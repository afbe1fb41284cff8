//! Which condition keys any policy of a snapshot asks about: what a request says beside, nobody hears.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Bound;

use super::{Estate, ResourceEntry};
use crate::authorize::aws::ContextValue;
use crate::authorize::aws::sets::mentioned;

/// The keys of every condition and variable, lower-cased.
#[derive(Debug, Default)]
pub(super) struct Heard(BTreeSet<String>);

impl Heard {
    pub(super) fn of(estate: &Estate<'_>) -> Self {
        let own = estate
            .resources
            .values()
            .filter_map(|entry| entry.policy.as_ref());
        let own = own.map(|policy| &policy.document);
        Self(
            estate
                .documents()
                .chain(own)
                .flat_map(|it| mentioned(it))
                .collect(),
        )
    }

    /// Whether the value of a key can decide anything. Of tags and encryption contexts, which have names of their own, all
    /// are heard where one is: a policy may ask for the list of their names.
    fn has(&self, key: &str) -> bool {
        let key = key.to_ascii_lowercase();
        let family = match key.split_once('/') {
            Some((family, _)) => family,
            None if key.starts_with("kms:encryptioncontext") => "kms:encryptioncontext",
            None => return self.0.contains(&key),
        };
        let from = (Bound::Included(family), Bound::Unbounded);
        let mut from = self.0.range::<str, _>(from);
        from.next().is_some_and(|first| first.starts_with(family))
    }
}

impl Estate<'_> {
    /// The keys that can decide anything: those of every condition and variable, lower-cased.
    pub(crate) fn heard_keys(&self) -> &BTreeSet<String> {
        &self.heard.0
    }

    /// Those of the further keys of a request that can decide anything. Grants of KMS have constraints of their own.
    pub(super) fn heard<'k>(
        &self,
        keys: &'k [(String, ContextValue)],
        entry: &ResourceEntry,
    ) -> Cow<'k, [(String, ContextValue)]> {
        let is_heard = |(key, _): &(String, ContextValue)| self.heard.has(key);
        if !entry.grants.is_empty() || keys.iter().all(is_heard) {
            return Cow::Borrowed(keys);
        }
        Cow::Owned(keys.iter().filter(|key| is_heard(key)).cloned().collect())
    }
}
