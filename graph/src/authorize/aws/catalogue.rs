//! Facts about actions that policies do not hold: which know no resource, which services
//! resource control policies bind, which need no permission.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::catalogue::knows_no_resource;

/// Service prefixes that resource control policies bind.
static RCP_SERVICES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lines(include_str!("../../../data/aws/rcp-services.txt")).collect());

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The resource that AWS puts to policies whatever the caller names, for an action (lower-cased)
/// that knows no resource type; `None` for all others.
///
/// Source: Service Authorization Reference: actions without resource type need `"Resource":
/// "*"`. `s3:ListAllMyBuckets` is asked of `arn:aws:s3:::*`: Amazon S3 User Guide, `Controlling
/// access to a bucket with user policies`, grants it so.
pub(super) fn only_resource(action: &str) -> Option<&'static str> {
    if action == "s3:listallmybuckets" {
        return Some("arn:aws:s3:::*");
    }
    knows_no_resource(action).then_some("*")
}

/// Whether resource control policies bind an action (lower-cased).
///
/// Source: Organizations User Guide, `Resource control policies (RCPs)`, list of services, and
/// what they do not restrict: `kms:RetireGrant`.
pub(super) fn is_bound_by_rcps(action: &str) -> bool {
    action != "kms:retiregrant"
        && action
            .split_once(':')
            .is_some_and(|(service, _)| RCP_SERVICES.contains(service))
}
