//! Edges that would only repeat an account.

use std::collections::BTreeMap;

use crate::edges::Findings;
use crate::estate::{Answer, Lens};
use crate::model::{Certainty, EdgeKind};

/// Targets to which nothing need be added: whoever administers an account has a way to everything in it, and each further
/// way that is no surer would only repeat the account.
pub(super) struct Needless {
    /// The surest way to each target; `None` for everybody else.
    surest: Option<BTreeMap<String, Certainty>>,
}

impl Needless {
    /// What the edges that were drawn so far leave needless.
    pub(super) fn of(lens: &Lens<'_, '_>, found: &Findings) -> Self {
        let mut needless = Self {
            surest: lens.actor.key.is_administrator().then(BTreeMap::new),
        };
        if needless.surest.is_some() {
            for (from, to, edge) in &found.edges {
                if *from == lens.actor.id
                    && matches!(edge.kind, EdgeKind::Escalates | EdgeKind::Controls)
                {
                    needless.note(to, edge.certainty);
                }
            }
        }
        needless
    }

    /// Whether nothing can be surer than what leads to this target.
    pub(super) fn is_certain(&self, target: &str) -> bool {
        self.known(target) == Some(Certainty::Certain)
    }

    /// Whether an answer adds nothing: what leads there is as sure, and a condition is no other one.
    pub(super) fn adds_nothing(&mut self, target: &str, answer: &Answer) -> bool {
        let needless = self.known(target).is_some_and(|known| {
            known >= answer.certainty && answer.certainty != Certainty::Conditional
        });
        self.note(target, answer.certainty);
        needless
    }

    fn known(&self, target: &str) -> Option<Certainty> {
        self.surest.as_ref()?.get(target).copied()
    }

    fn note(&mut self, target: &str, certainty: Certainty) {
        if let Some(surest) = &mut self.surest {
            let known = surest.entry(target.to_owned()).or_insert(certainty);
            *known = certainty.max(*known);
        }
    }
}
