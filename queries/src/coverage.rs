//! What could not be seen: the gaps of a snapshot, equal ones together, and by scope.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::Graph;

use crate::answer::{CoverageReport, CoverageSummary, Gap, Reach, ScopeCoverage};

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

/// The listings that a count of a class rests on.
const LISTINGS: [(AssetClass, &[&str]); 3] = [
    (AssetClass::Data, &["s3:ListBuckets"]),
    (AssetClass::Model, &["sagemaker:ListModels"]),
    (
        AssetClass::Secret,
        &["secretsmanager:ListSecrets", "ssm:DescribeParameters"],
    ),
];

/// The classes of which the accounts that an answer is about were not completely asked for a list.
pub(crate) fn unlisted(graph: &Graph, answer: &Reach) -> Vec<AssetClass> {
    let own = answer.subjects.iter().filter_map(|it| it.scope.as_deref());
    let scopes: Vec<&str> = own
        .chain(answer.summary.admin_of.iter().map(String::as_str))
        .filter(|scope| scope.starts_with("aws:"))
        .collect();
    let whole = |scope: &str, operation: &str| {
        let mut asked = graph
            .coverage()
            .iter()
            .filter(|it| it.scope == scope && it.operation == operation)
            .peekable();
        asked.peek().is_some() && asked.all(|it| it.outcome.is_complete())
    };
    let lacks = |operations: &[&str]| {
        let mut each = operations.iter();
        each.any(|operation| scopes.iter().any(|scope| !whole(scope, operation)))
    };
    LISTINGS
        .into_iter()
        .filter(|(_, operations)| lacks(operations))
        .map(|(class, _)| class)
        .collect()
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
