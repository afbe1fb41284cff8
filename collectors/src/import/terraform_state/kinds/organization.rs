//! The organisation: its tree and its policies.

use crate::aws::translate::{
    Kind,
    Take::{At, Quoted},
    Translation,
};

pub(in super::super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_organizations_organization",
        listing: ("organizations", "list-roots"),
        tells: &[
            Translation::listing(
                ("organizations", "describe-organization"),
                "Organization",
                &[
                    ("Id", At("id")),
                    ("MasterAccountId", At("master_account_id")),
                    ("FeatureSet", At("feature_set")),
                ],
            )
            .needs("id"),
            Translation::listing(
                ("organizations", "list-roots"),
                "Roots[]",
                &[
                    ("Id", At("roots.id")),
                    ("Arn", At("roots.arn")),
                    ("Name", At("roots.name")),
                ],
            )
            .needs("roots.id"),
        ],
    },
    Kind {
        name: "aws_organizations_organizational_unit",
        listing: ("organizations", "list-organizational-units-for-parent"),
        tells: &[Translation::about(
            ("organizations", "list-organizational-units-for-parent"),
            "{parent_id}",
            "OrganizationalUnits[]",
            &[("Id", At("id")), ("Arn", At("arn")), ("Name", At("name"))],
        )
        .needs("id")],
    },
    Kind {
        name: "aws_organizations_account",
        listing: ("organizations", "list-accounts"),
        tells: &[Translation::about(
            ("organizations", "list-accounts-for-parent"),
            "{parent_id}",
            "Accounts[]",
            &[
                ("Id", At("id")),
                ("Arn", At("arn")),
                ("Name", At("name")),
                ("Status", At("status")),
            ],
        )
        .needs("id")],
    },
    Kind {
        name: "aws_organizations_policy",
        listing: ("organizations", "list-policies"),
        tells: &[
            Translation::about(
                ("organizations", "list-policies"),
                "{type}",
                "Policies[]",
                &[
                    ("Id", At("id")),
                    ("Arn", At("arn")),
                    ("Name", At("name")),
                    ("Type", At("type")),
                ],
            )
            .needs("id"),
            Translation::about(
                ("organizations", "describe-policy"),
                "{id}",
                "Policy",
                &[
                    ("PolicySummary.Id", At("id")),
                    ("PolicySummary.Arn", At("arn")),
                    ("PolicySummary.Name", At("name")),
                    ("PolicySummary.Type", At("type")),
                    ("Content", Quoted("content")),
                ],
            )
            .needs("content"),
        ],
    },
    Kind {
        name: "aws_organizations_policy_attachment",
        listing: ("organizations", "list-targets-for-policy"),
        tells: &[Translation::about(
            ("organizations", "list-targets-for-policy"),
            "{policy_id}",
            "Targets[]",
            &[("TargetId", At("target_id"))],
        )
        .needs("target_id")],
    },
];
