//! Service principals: the names by which trust policies let in services.

use crate::catalogue::{distance, is_service};

/// Principals whose names do not begin with the prefix of their service's actions.
/// Source: the pages of the services on their roles, and "AWS services that work with IAM".
const OTHERS: &[&str] = &[
    "build.apprunner.amazonaws.com",
    "continuousexport.discovery.amazonaws.com",
    "ecs-tasks.amazonaws.com",
    "edgelambda.amazonaws.com",
    "eks-fargate-pods.amazonaws.com",
    "eks-nodegroup.amazonaws.com",
    "export.rds.amazonaws.com",
    "gamelift.amazonaws.com",
    "lakeformation.amazonaws.com",
    "monitoring.rds.amazonaws.com",
    "opsworks.amazonaws.com",
    "pods.eks.amazonaws.com",
    "spotfleet.amazonaws.com",
    "streams.metrics.cloudwatch.amazonaws.com",
    "tasks.apprunner.amazonaws.com",
    "transitgateway.amazonaws.com",
    "vmie.amazonaws.com",
    "vpc-flow-logs.amazonaws.com",
];

/// Whether a name may be that of a service: one of those that are known, or the prefix of a service's actions with
/// `.amazonaws.com`, and with the region before it for some.
pub(super) fn is_principal(name: &str) -> bool {
    OTHERS.contains(&name)
        || name
            .strip_suffix(".amazonaws.com")
            .and_then(|labels| labels.split('.').next())
            .is_some_and(is_service)
}

/// The principal that is spelt most like this one, if one comes close.
pub(super) fn nearest_principal(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let label = name.split('.').next().unwrap_or_default();
    let whole = format!("{label}.amazonaws.com");
    if is_principal(&whole) {
        return Some(whole);
    }
    let near = crate::catalogue::prefixes().filter_map(|prefix| {
        Some((
            distance(label, prefix, 1)?,
            format!("{prefix}.amazonaws.com"),
        ))
    });
    let others = OTHERS
        .iter()
        .filter_map(|other| Some((distance(&name, other, 2)?, (*other).to_owned())));
    near.chain(others).min().map(|(_, nearest)| nearest)
}
