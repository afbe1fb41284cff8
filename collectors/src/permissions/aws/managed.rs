//! What policies that AWS manages allow already.

use super::{Statement, json, statements};
use crate::aws::Service;

/// A policy that AWS manages and that auditors have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ManagedPolicy {
    /// `arn:aws:iam::aws:policy/SecurityAudit`.
    SecurityAudit,
    /// `arn:aws:iam::aws:policy/job-function/ViewOnlyAccess`.
    ViewOnlyAccess,
}

impl ManagedPolicy {
    fn table(self) -> &'static str {
        match self {
            Self::SecurityAudit => include_str!("security_audit.txt"),
            Self::ViewOnlyAccess => include_str!("view_only_access.txt"),
        }
    }

    /// The version that the table was made of, and its date: `v94 of 2026-09-30`.
    #[must_use]
    pub fn version(self) -> &'static str {
        let head = self.table().lines().next().unwrap_or_default();
        head.rsplit_once("Version ")
            .map_or("", |(_, version)| version.trim_end_matches('.'))
    }

    /// Whether it allows an action (`s3:GetBucketPolicy`) on every resource. Action names have no case (IAM JSON policy
    /// elements: Action).
    #[must_use]
    pub fn allows(self, action: &str) -> bool {
        let Some((service, name)) = action.split_once(':') else {
            return false;
        };
        self.table()
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(' '))
            .filter(|(of, _)| of.eq_ignore_ascii_case(service))
            .flat_map(|(_, patterns)| patterns.split(' '))
            .any(|pattern| matches(&pattern.to_lowercase(), &name.to_lowercase()))
    }
}

/// A pattern with `*`, which stands for any number of letters.
fn matches(pattern: &str, name: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = name.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else {
        return rest.is_empty();
    };
    for part in middle {
        let Some((_, after)) = rest.split_once(part) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

/// The policy to attach beside a managed one: what the collector needs and that one does not allow.
#[must_use]
pub fn aws_policy_beside(services: &[&dyn Service], managed: ManagedPolicy) -> String {
    let lacking = statements(services).into_iter().filter_map(|it| {
        let action: Vec<String> = it
            .action
            .into_iter()
            .filter(|action| !managed.allows(action))
            .collect();
        (!action.is_empty()).then_some(Statement { action, ..it })
    });
    json(lacking.collect())
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stand_for_any_letters() {
        for (pattern, name, expected) in [
            ("get*", "getx", true),
            ("get*", "ge", false),
            ("get", "getx", false),
            ("*", "", true),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxc", false),
            ("a*bc", "abcbc", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
