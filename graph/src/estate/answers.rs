//! What was asked while collecting: it tells "there is no policy" from "nobody asked".

use std::collections::BTreeMap;

use blastradius_collectors::coverage::{Coverage, Outcome};

/// Coverage records by question.
#[derive(Debug)]
pub(crate) struct Answers<'a> {
    by_subject: BTreeMap<(&'a str, &'a str), &'a Coverage>,
    by_scope: BTreeMap<(&'a str, &'a str), &'a Coverage>,
    /// By operation and scope, in each region: whether the listing was answered.
    regions: BTreeMap<(&'a str, &'a str), BTreeMap<Option<&'a str>, bool>>,
}

impl<'a> Answers<'a> {
    pub(crate) fn new(records: &'a [Coverage]) -> Self {
        let mut answers = Self {
            by_subject: BTreeMap::new(),
            by_scope: BTreeMap::new(),
            regions: BTreeMap::new(),
        };
        for record in records {
            let operation = record.operation.as_str();
            match &record.subject {
                Some(subject) => keep(&mut answers.by_subject, (operation, subject), record),
                None => {
                    keep(&mut answers.by_scope, (operation, &record.scope), record);
                    let complete = answers
                        .regions
                        .entry((operation, &record.scope))
                        .or_default()
                        .entry(record.region.as_deref())
                        .or_default();
                    *complete |= record.outcome.is_complete();
                }
            }
        }
        answers
    }

    /// How a question about one subject ended.
    pub(crate) fn about(&self, operation: &str, subject: &str) -> Option<&'a Coverage> {
        self.by_subject.get(&(operation, subject)).copied()
    }

    /// How a listing in a scope ended.
    pub(crate) fn listing(&self, operation: &str, scope: &str) -> Option<&'a Coverage> {
        self.by_scope
            .get(&(operation, scope))
            .or_else(|| self.by_subject.get(&(operation, scope)))
            .copied()
    }

    /// Whether a listing was answered in every region in which it was asked.
    pub(crate) fn is_complete(&self, operation: &str, scope: &str) -> bool {
        self.regions
            .get(&(operation, scope))
            .is_some_and(|regions| regions.values().all(|complete| *complete))
    }

    /// Whether every question of this kind about something in a scope was answered.
    pub(crate) fn is_complete_throughout(&self, operation: &str, scope: &str) -> bool {
        self.by_subject
            .range((operation, "")..)
            .take_while(|((of, _), _)| *of == operation)
            .filter(|(_, record)| record.scope == scope)
            .all(|(_, record)| record.outcome.is_complete())
    }

    /// Whether the provider said that there is no such thing in this scope.
    pub(crate) fn absent(&self, operation: &str, scope: &str) -> bool {
        self.listing(operation, scope)
            .is_some_and(|record| record.outcome == Outcome::Absent)
    }
}

/// A complete answer is worth more than a failed attempt at the same question.
fn keep<'a>(
    into: &mut BTreeMap<(&'a str, &'a str), &'a Coverage>,
    key: (&'a str, &'a str),
    record: &'a Coverage,
) {
    let had = into.entry(key).or_insert(record);
    if !had.outcome.is_complete() && record.outcome.is_complete() {
        *had = record;
    }
}
