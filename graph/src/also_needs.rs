//! What a call needs beside its own permission: the key that encrypts what it reads or writes.

use crate::authorize::aws::{Decision, Outcome, decide};
use crate::edges::key_needed;
use crate::estate::{Actor, ActorKey, Estate, Lens};

/// A further request that a service makes with the caller's identity, and how it is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlsoNeeded {
    /// What: `kms:Decrypt`.
    pub action: String,
    /// On what: the ARN of the key, or its name where it is not in the snapshot.
    pub resource: String,
    /// The decision and its proof.
    pub decision: Decision,
}

impl Estate<'_> {
    /// What else must be allowed for a call to be served, by the tables of the touch rules: reading and writing what a
    /// customer's key encrypts. Empty for a call that needs nothing else, and for an asset that is not in the snapshot.
    #[must_use]
    pub fn also_needs(&self, principal: &str, action: &str, resource: &str) -> Vec<AlsoNeeded> {
        let Some(actor) = Actor::new(self, &ActorKey::recorded(principal)) else {
            return Vec::new();
        };
        let lens = Lens::new(self, &actor);
        let Some(needed) = key_needed(&lens, action, resource) else {
            return Vec::new();
        };
        needed
            .actions
            .iter()
            .map(|action| {
                let key = &needed.key;
                let request = lens.request(action, key, &key.arn, &needed.through);
                AlsoNeeded {
                    action: (*action).to_owned(),
                    resource: key.arn.clone(),
                    decision: decide(&request, &lens.policies(action, key)),
                }
            })
            // One of them is enough: the first of those that are the most allowed.
            .min_by_key(|needed| match needed.decision.outcome {
                Outcome::Allowed => 0,
                Outcome::Conditional => 1,
                Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => 2,
            })
            .into_iter()
            .collect()
    }
}
