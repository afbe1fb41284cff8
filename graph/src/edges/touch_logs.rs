//! Identity -> log group, trail, event data store.

use super::touch::{KeyUse, On, Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Policies name a log group with `:*` at its end for all but its tags, and its streams below that. Logs under a
/// customer's key are decrypted by the service for itself. Pages "CloudWatch Logs resources and operations" and
/// "Encrypt log data in CloudWatch Logs using AWS Key Management Service".
pub(super) static GROUP: &[Way] = &[
    group(Access::List, &["logs:DescribeLogStreams"]),
    group(
        Access::Read,
        &[
            "logs:FilterLogEvents",
            "logs:StartQuery",
            "logs:StartLiveTail",
        ],
    ),
    streams(Access::Read, &["logs:GetLogEvents"]),
    streams(Access::Write, &["logs:PutLogEvents"]),
    group(
        Access::Delete,
        &["logs:DeleteLogGroup", "logs:PutRetentionPolicy"],
    ),
    streams(Access::Delete, &["logs:DeleteLogStream"]),
    group(Access::Administer, &["logs:PutSubscriptionFilter"]),
];

/// A trail is where the tracks are: who stops or changes it hides what follows.
pub(super) static TRAIL: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["cloudtrail:GetTrail", "cloudtrail:GetTrailStatus"],
    ),
    Way::on_itself(
        Access::Write,
        &["cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"],
    ),
    Way::on_itself(
        Access::Delete,
        &["cloudtrail:StopLogging", "cloudtrail:DeleteTrail"],
    ),
];

/// Page "Actions, resources, and condition keys for AWS CloudTrail".
pub(super) static STORE: &[Way] = &[
    Way::on_itself(Access::List, &["cloudtrail:GetEventDataStore"]),
    Way {
        access: Access::Read,
        actions: &["cloudtrail:StartQuery"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way::on_itself(
        Access::Delete,
        &[
            "cloudtrail:DeleteEventDataStore",
            "cloudtrail:StopEventDataStoreIngestion",
        ],
    ),
    Way::on_itself(
        Access::Administer,
        &[
            "cloudtrail:PutResourcePolicy",
            "cloudtrail:UpdateEventDataStore",
        ],
    ),
];

const fn group(access: Access, actions: &'static [&'static str]) -> Way {
    Way {
        access,
        actions,
        on: On::Group,
        key: KeyUse::None,
    }
}

const fn streams(access: Access, actions: &'static [&'static str]) -> Way {
    Way {
        access,
        actions,
        on: On::Streams,
        key: KeyUse::None,
    }
}

static META: RuleMeta = RuleMeta {
    id: "touch-logs",
    title: "A principal may touch logs",
    does: "Read, write and delete the events of a log group, stop or change a trail, query or delete an event data \
           store, by the principal's policies and the store's own. A subscription filter sends on whatever is logged: \
           it counts as administration.",
    matters: "Logs repeat what applications print, keys among it; and without logs nobody sees the rest of the attack.",
    permissions: &[
        "logs:DescribeLogStreams",
        "logs:FilterLogEvents",
        "logs:GetLogEvents",
        "logs:StartQuery",
        "logs:StartLiveTail",
        "logs:PutLogEvents",
        "logs:DeleteLogGroup",
        "logs:DeleteLogStream",
        "logs:PutRetentionPolicy",
        "logs:PutSubscriptionFilter",
        "cloudtrail:GetTrail",
        "cloudtrail:GetTrailStatus",
        "cloudtrail:UpdateTrail",
        "cloudtrail:PutEventSelectors",
        "cloudtrail:StopLogging",
        "cloudtrail:DeleteTrail",
        "cloudtrail:GetEventDataStore",
        "cloudtrail:StartQuery",
        "cloudtrail:GetQueryResults",
        "cloudtrail:DeleteEventDataStore",
        "cloudtrail:StopEventDataStoreIngestion",
        "cloudtrail:PutResourcePolicy",
        "cloudtrail:UpdateEventDataStore",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html",
        "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/security_iam_resource-based-policy-examples.html",
        "ATT&CK T1562.008",
        "ATT&CK T1654",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(
            lens,
            &[
                "aws:logs:log-group",
                "aws:cloudtrail:trail",
                "aws:cloudtrail:event-data-store",
            ],
            found,
        );
    }
}
