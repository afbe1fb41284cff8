//! What could not be seen: the gaps of a snapshot, equal ones together, and by scope.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_graph::model::Graph;

use crate::answer::{CoverageReport, CoverageSummary, Gap, ScopeCoverage};

/// How many subjects a gap names.
const NAMED_SUBJECTS: usize = 5;

/// The gaps that an answer carries.
#[must_use]
pub fn summary(graph: &Graph) -> CoverageSummary {
    let gaps = gaps(graph.coverage().iter());
    CoverageSummary {
        complete: gaps.is_empty(),
        gaps,
    }
}

/// The answer of `coverage`: what is known and not known, by scope.
#[must_use]
pub fn coverage(graph: &Graph) -> CoverageReport {
    let mut by_scope: BTreeMap<&str, Vec<&Coverage>> = BTreeMap::new();
    for record in graph.coverage() {
        by_scope.entry(&record.scope).or_default().push(record);
    }
    let scopes: Vec<ScopeCoverage> = by_scope
        .into_iter()
        .map(|(scope, records)| {
            let count = |outcome| {
                let hits = records.iter().filter(|record| record.outcome == outcome);
                hits.fold(0u64, |sum, _| sum + 1)
            };
            let gaps = gaps(records.iter().copied());
            ScopeCoverage {
                scope: scope.to_owned(),
                name: graph.find(scope).map(|id| graph.node(id).name.clone()),
                complete: gaps.is_empty(),
                answered: count(Outcome::Answered),
                absent: count(Outcome::Absent),
                records: records.iter().map(|record| record.records).sum(),
                gaps,
            }
        })
        .collect();
    CoverageReport {
        schema: "blastradius/coverage/1",
        snapshot: graph.snapshot().clone(),
        complete: scopes.iter().all(|scope| scope.complete),
        scopes,
    }
}

/// What makes two gaps equal.
type GapKey<'a> = (&'a str, &'a str, Outcome, &'a str, &'a str);

fn gaps<'a>(records: impl Iterator<Item = &'a Coverage>) -> Vec<Gap> {
    let mut equal: BTreeMap<GapKey<'_>, Vec<&Coverage>> = BTreeMap::new();
    for record in records.filter(|record| !record.outcome.is_complete()) {
        let key = (
            record.scope.as_str(),
            record.operation.as_str(),
            record.outcome,
            record.reason.as_str(),
            record.help.as_str(),
        );
        equal.entry(key).or_default().push(record);
    }
    equal
        .into_iter()
        .map(|((scope, operation, outcome, reason, help), records)| {
            let mut regions: Vec<String> =
                records.iter().filter_map(|r| r.region.clone()).collect();
            regions.sort();
            regions.dedup();
            let mut subjects: Vec<String> =
                records.iter().filter_map(|r| r.subject.clone()).collect();
            subjects.sort();
            subjects.dedup();
            subjects.truncate(NAMED_SUBJECTS);
            Gap {
                scope: scope.to_owned(),
                operation: operation.to_owned(),
                reason: if reason.is_empty() {
                    outcome.name().to_owned()
                } else {
                    reason.to_owned()
                },
                outcome,
                count: records.len() as u64,
                regions,
                subjects,
                help: help.to_owned(),
            }
        })
        .collect()
}
