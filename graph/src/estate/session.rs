//! What policies ask of a session: its tags, its source identity.

use std::collections::BTreeSet;

use super::Estate;

/// What policies of resources, roles and organisations ask of whoever comes.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// Keys of tags, lower-cased.
    tags: BTreeSet<String>,
    /// Source identities; `None` where nothing hangs on one.
    sources: Option<BTreeSet<String>>,
}

/// Gathers it, once resources and accounts are indexed.
pub(super) fn asked(estate: &Estate<'_>) -> Asked {
    let mut asked = Asked::default();
    let of_resources = estate
        .resources
        .values()
        .filter_map(|entry| entry.policy.as_ref())
        .map(|policy| &policy.mentions);
    let of_accounts = estate.accounts.values().flat_map(|it| &it.mentions);
    for mentions in of_resources.chain(of_accounts) {
        asked.tags.extend(mentions.principal_tags().iter().cloned());
        spoken_of(mentions.source_identities(), &mut asked.sources);
    }
    asked
}

/// Adds the source identities that a document speaks of.
fn spoken_of(more: Option<&BTreeSet<String>>, all: &mut Option<BTreeSet<String>>) {
    if let Some(more) = more {
        all.get_or_insert_default().extend(more.iter().cloned());
    }
}

impl Estate<'_> {
    /// The keys of a caller's tags, lower-cased, on which something hangs for a role: its own policies or those of
    /// resources and organisations ask about them.
    pub(crate) fn tags_that_matter(&self, role: &str) -> BTreeSet<String> {
        let own = self
            .identity_policies(role)
            .chain(self.boundary_of(role))
            .filter_map(|policy| self.document(policy).ok());
        let mut keys = self.asked.tags.clone();
        for parsed in own {
            keys.extend(parsed.mentions.principal_tags().iter().cloned());
        }
        keys
    }

    /// The source identities that a session of a role may be asked for, by its own policies or those of resources, roles
    /// and organisations; `None` where nothing hangs on one.
    pub(crate) fn sources_that_matter(&self, role: &str) -> Option<BTreeSet<String>> {
        let own = self
            .identity_policies(role)
            .chain(self.boundary_of(role))
            .filter_map(|policy| self.document(policy).ok());
        let mut sources = self.asked.sources.clone();
        for parsed in own {
            spoken_of(parsed.mentions.source_identities(), &mut sources);
        }
        sources
    }
}
