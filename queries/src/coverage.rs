//! What could not be seen: the gaps of a snapshot, equal ones together, and by scope.

use std::collections::BTreeMap;

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{CoverageView, Graph, UNRESOLVED_TYPE};

use crate::answer::{CoverageReport, CoverageSummary, Gap, Reach, ScopeCoverage, UnresolvedValues};

/// How many subjects a gap names.
const NAMED_SUBJECTS: usize = 5;

/// The gaps that an answer carries.
#[must_use]
pub fn summary(graph: &Graph) -> CoverageSummary {
    let gaps = gaps(graph.coverage());
    CoverageSummary {
        complete: gaps.is_empty(),
        unresolved: unresolved(graph),
        gaps,
    }
}

/// What the definitions of pipelines leave open, counted by the nodes that stand for it.
fn unresolved(graph: &Graph) -> UnresolvedValues {
    let mut values = UnresolvedValues::default();
    for (_, node) in graph.nodes() {
        if node.type_name == UNRESOLVED_TYPE {
            let kind = node.class.map_or(node.kind.name(), |class| class.name());
            values.total += 1;
            *values.kinds.entry(kind.to_owned()).or_default() += 1;
        }
    }
    values
}

/// The answer of `coverage`: what is known and not known, by scope.
#[must_use]
pub fn coverage(graph: &Graph) -> CoverageReport {
    let mut by_scope: BTreeMap<&str, Vec<CoverageView<'_>>> = BTreeMap::new();
    for record in graph.coverage() {
        by_scope.entry(record.scope).or_default().push(record);
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
                name: graph.find(scope).map(|id| graph.node(id).name.to_owned()),
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
        unresolved: unresolved(graph),
        scopes,
    }
}

/// What a count of a class rests on.
struct Listings {
    class: AssetClass,
    /// These must have been asked of an account, and answered in full.
    all: &'static [&'static str],
    /// These are asked of services that AWS does not have in every region: one region must have answered, and no other may
    /// have failed to, unless the service is not there.
    somewhere: &'static [&'static str],
    /// These are asked once for each thing that another listing names: if they were, they must have been answered in full.
    each: &'static [&'static str],
}

const LISTINGS: [Listings; 3] = [
    Listings {
        class: AssetClass::Data,
        all: &["s3:ListBuckets"],
        somewhere: &[],
        each: &[],
    },
    // Every operation whose answer has models, or what serves one: collectors/src/aws/{sagemaker,bedrock}*.
    Listings {
        class: AssetClass::Model,
        all: &[
            "sagemaker:ListModels",
            "sagemaker:ListModelPackageGroups",
            "sagemaker:ListModelPackages",
            "sagemaker:ListEndpoints",
        ],
        somewhere: &[
            "bedrock:ListCustomModels",
            "bedrock:ListImportedModels",
            "bedrock:ListProvisionedModelThroughputs",
            "bedrock:ListCustomModelDeployments",
            "bedrock:ListInferenceProfiles",
            "bedrock:ListMarketplaceModelEndpoints",
            "bedrock:ListAgents",
            "bedrock:ListFlows",
            "bedrock-agentcore:ListAgentRuntimes",
        ],
        each: &[
            "bedrock:ListAgentAliases",
            "bedrock:ListFlowAliases",
            "bedrock-agentcore:ListAgentRuntimeEndpoints",
        ],
    },
    Listings {
        class: AssetClass::Secret,
        all: &["secretsmanager:ListSecrets", "ssm:DescribeParameters"],
        somewhere: &[],
        each: &[],
    },
];

/// The classes of which the accounts that an answer is about were not completely asked for a list.
pub(crate) fn unlisted(graph: &Graph, answer: &Reach) -> Vec<AssetClass> {
    let own = answer.subjects.iter().filter_map(|it| it.scope.as_deref());
    let scopes: Vec<&str> = own
        .chain(answer.summary.admin_of.iter().map(String::as_str))
        .filter(|scope| scope.starts_with("aws:"))
        .collect();
    LISTINGS
        .iter()
        .filter(|listings| {
            let mut each = scopes.iter();
            each.any(|scope| !listings.answered(graph, scope))
        })
        .map(|listings| listings.class)
        .collect()
}

impl Listings {
    /// Whether an account was asked for all of them.
    fn answered(&self, graph: &Graph, scope: &str) -> bool {
        let outcomes = |operation: &str| -> Vec<Outcome> {
            graph
                .coverage()
                .filter(|it| it.scope == scope && it.operation == operation)
                .map(|it| it.outcome)
                .collect()
        };
        let there = |it: &Outcome| it.is_complete() || *it == Outcome::NotEnabled;
        let mut all = self.all.iter().map(|operation| outcomes(operation));
        let mut somewhere = self.somewhere.iter().map(|operation| outcomes(operation));
        let mut each = self.each.iter().map(|operation| outcomes(operation));
        all.all(|asked| !asked.is_empty() && asked.iter().all(|it| it.is_complete()))
            && somewhere
                .all(|asked| asked.iter().all(there) && asked.iter().any(|it| it.is_complete()))
            && each.all(|asked| asked.iter().all(there))
    }
}

/// What makes two gaps equal.
type GapKey<'a> = (&'a str, &'a str, Outcome, &'a str, &'a str);

fn gaps<'a>(records: impl Iterator<Item = CoverageView<'a>>) -> Vec<Gap> {
    let mut equal: BTreeMap<GapKey<'_>, Vec<CoverageView<'_>>> = BTreeMap::new();
    for record in records.filter(|record| !record.outcome.is_complete()) {
        let key = (
            record.scope,
            record.operation,
            record.outcome,
            record.reason,
            record.help,
        );
        equal.entry(key).or_default().push(record);
    }
    equal
        .into_iter()
        .map(|((scope, operation, outcome, reason, help), records)| {
            let mut regions: Vec<String> = records
                .iter()
                .filter_map(|r| r.region.map(str::to_owned))
                .collect();
            regions.sort();
            regions.dedup();
            let mut subjects: Vec<String> = records
                .iter()
                .filter_map(|r| r.subject.map(str::to_owned))
                .collect();
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
