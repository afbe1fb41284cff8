//! What goes into the run of an account, and what comes out of it.

use std::sync::{Arc, Mutex};

use tokio::sync::mpsc::UnboundedSender;

use super::Options;
use super::ask::{Asked, Asker};
use super::identity::Caller;
use crate::coverage::Coverage;
use crate::facts::Fact;
use crate::snapshot::{Journal, Sink};

/// How an account is entered.
pub(super) struct Outset {
    pub(super) asker: Arc<Asker>,
    pub(super) caller: Caller,
    /// The accounts of its organisation, when they were asked for already.
    pub(super) listed: Option<Asked>,
}

/// What the runs of all accounts have in common.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) options: Arc<Options>,
    pub(super) journal: Arc<Mutex<Option<Journal>>>,
    pub(super) events: UnboundedSender<Event>,
}

/// How far one account is.
pub(super) struct Event {
    pub(super) account: String,
    pub(super) done: u64,
    pub(super) known: u64,
    pub(super) regions: usize,
    pub(super) operation: String,
    pub(super) region: Option<String>,
}

/// What an account came to.
#[derive(Default)]
pub(super) struct Collected {
    /// `None` when it could not be entered.
    pub(super) account: Option<String>,
    pub(super) regions: Vec<String>,
    pub(super) asked: u64,
    /// In the order of the questions.
    pub(super) found: Vec<Found>,
}

impl Collected {
    /// An account that could not be entered.
    pub(super) fn gap(record: Coverage) -> Self {
        let coverage = vec![record];
        let facts = Vec::new();
        Self {
            found: vec![Found { facts, coverage }],
            ..Self::default()
        }
    }
}

/// What one question came to. No answer is kept: only the facts that were made of it.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) facts: Vec<Fact>,
    pub(super) coverage: Vec<Coverage>,
}

impl Sink for Found {
    fn fact(&mut self, fact: Fact) {
        self.facts.push(fact);
    }

    fn coverage(&mut self, record: Coverage) {
        self.coverage.push(record);
    }
}

pub(super) fn count<T>(list: &[T]) -> u64 {
    list.len().try_into().unwrap_or(u64::MAX)
}
