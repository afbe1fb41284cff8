//! Facts that were made of a translated answer stand where the item stands.

use super::Item;
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Fact, Origin};
use crate::snapshot::Sink;

/// What to do about an item that could not be understood.
pub(super) const HELP: &str = "import the unchanged output of the tool";

/// Puts the place of the item in the place of that in the answer, which nobody can open.
pub(crate) struct At<'s> {
    item: Item<'s>,
    sink: &'s mut dyn Sink,
    /// Whether a part of the item could not be understood.
    pub(crate) unreadable: bool,
    /// How many facts went through.
    pub(crate) facts: u64,
}

impl<'s> At<'s> {
    pub(crate) fn new(item: Item<'s>, sink: &'s mut dyn Sink) -> Self {
        Self {
            item,
            sink,
            unreadable: false,
            facts: 0,
        }
    }

    fn origin(&self) -> Origin {
        Origin::new(self.item.source, self.item.pointer)
    }
}

impl Sink for At<'_> {
    fn fact(&mut self, mut fact: Fact) {
        *fact.origin_mut() = self.origin();
        self.facts += 1;
        self.sink.fact(fact);
    }

    fn coverage(&mut self, mut record: Coverage) {
        if record.outcome == Outcome::Unreadable {
            self.unreadable = true;
            let reason = record.reason.split_once("was left out: ");
            let reason = without_place(reason.map_or(record.reason.as_str(), |(_, it)| it));
            record.subject = Some(format!("{}{}", self.item.source, self.item.pointer));
            record.reason = format!("`{}` was left out: {reason}", self.item.pointer);
            HELP.clone_into(&mut record.help);
        }
        record.origin = self.origin();
        self.sink.coverage(record);
    }
}

/// The reason without the line and column in the translated answer.
pub(super) fn without_place(reason: &str) -> String {
    match reason.rsplit_once(" at line ") {
        Some((reason, _)) => reason.to_owned(),
        None => reason.to_owned(),
    }
}
