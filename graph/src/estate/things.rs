//! Workloads, pipelines and assets by their type and account: what a technique may be used on.

use std::collections::BTreeMap;

use blastradius_collectors::snapshot::Facts;

use super::Estate;

/// By type and scope, the ids in their order.
pub(super) type Index<'a> = BTreeMap<&'a str, BTreeMap<&'a str, Vec<&'a str>>>;

/// Every workload, pipeline and asset of the snapshot by its type and scope.
pub(super) fn index(facts: &Facts) -> Index<'_> {
    let mut index = Index::new();
    let workloads = facts
        .workloads
        .values()
        .map(|workload| (&workload.kind, Some(&workload.scope), &workload.id));
    let pipelines = facts
        .pipelines
        .values()
        .map(|pipeline| (&pipeline.kind, Some(&pipeline.scope), &pipeline.id));
    let assets = facts
        .assets
        .values()
        .map(|asset| (&asset.kind, asset.scope.as_ref(), &asset.id));
    for (kind, scope, id) in workloads.chain(pipelines).chain(assets) {
        let Some(scope) = scope else {
            continue;
        };
        index
            .entry(kind)
            .or_default()
            .entry(scope)
            .or_default()
            .push(id);
    }
    index
}

/// The workloads, pipelines and assets of each type that have a policy of their own, once resources are indexed.
pub(super) fn with_policy<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut found: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (kind, scopes) in &estate.things {
        for id in scopes.values().flatten() {
            let entry = estate.resource(id);
            if entry.is_some_and(|entry| entry.policy.is_some()) {
                found.entry(kind).or_default().push(id);
            }
        }
    }
    found
}

/// The listings that show whether there is any of a type.
const LISTED: &[(&str, &str)] = &[
    ("aws:batch:job-queue", "batch:DescribeJobQueues"),
    (
        "aws:cloudformation:stack-set",
        "cloudformation:ListStackSets",
    ),
    (
        "aws:cognito-identity:identity-pool",
        "cognito-identity:ListIdentityPools",
    ),
    ("aws:ecs:cluster", "ecs:ListClusters"),
    ("aws:ecs:task-definition", "ecs:ListTaskDefinitionFamilies"),
    ("aws:glue:job", "glue:GetJobs"),
    ("aws:pipes:pipe", "pipes:ListPipes"),
    ("aws:sagemaker:endpoint", "sagemaker:ListEndpoints"),
];

impl<'a> Estate<'a> {
    /// Whether it is known that an account has nothing of a type but what the snapshot holds.
    pub(crate) fn was_listed(&self, kind: &str, scope: &str) -> bool {
        LISTED
            .iter()
            .filter(|(listed, _)| *listed == kind)
            .any(|(_, operation)| self.was_listed_everywhere(operation, scope))
    }

    /// Whether a listing was answered in every region of an account in which it was asked.
    pub(crate) fn was_listed_everywhere(&self, operation: &str, scope: &str) -> bool {
        self.answers.is_complete(operation, scope)
    }

    /// Whether every question of this kind about something in an account was answered.
    pub(crate) fn was_answered_throughout(&self, operation: &str, scope: &str) -> bool {
        self.answers.is_complete_throughout(operation, scope)
    }

    /// The workloads, pipelines and assets of a type in an account (`aws:111122223333`).
    pub(crate) fn things<'s>(&'s self, kind: &str, scope: &str) -> &'s [&'a str] {
        self.things
            .get(kind)
            .and_then(|scopes| scopes.get(scope))
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Those that have a policy of their own, in any account: others may be let in by it.
    pub(crate) fn things_with_policy<'s>(&'s self, kind: &str) -> &'s [&'a str] {
        let of_kind = self.with_policy.get(kind).map(Vec::as_slice);
        of_kind.unwrap_or_default()
    }
}
