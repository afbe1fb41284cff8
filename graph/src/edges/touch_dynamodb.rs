//! Identity -> table in DynamoDB.

use super::touch::{KeyUse, On, Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// A table under a customer's key asks the key for the caller on every way to its items, and only to decrypt: what is
/// decrypted is the key of the table. Page "DynamoDB encryption at rest: How it works".
pub(super) static TABLE: &[Way] = &[
    Way::on_itself(Access::List, &["dynamodb:DescribeTable"]),
    Way {
        access: Access::Read,
        actions: &[
            "dynamodb:Scan",
            "dynamodb:Query",
            "dynamodb:GetItem",
            "dynamodb:BatchGetItem",
            "dynamodb:PartiQLSelect",
        ],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &[
            "dynamodb:PutItem",
            "dynamodb:UpdateItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:PartiQLInsert",
            "dynamodb:PartiQLUpdate",
        ],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Delete,
        actions: &["dynamodb:DeleteItem", "dynamodb:PartiQLDelete"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way::on_itself(Access::Delete, &["dynamodb:DeleteTable"]),
    Way::on_itself(Access::Administer, &["dynamodb:PutResourcePolicy"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-dynamodb",
    title: "A principal may touch a table of DynamoDB",
    does: "List, read, write, delete and administer, by the principal's policies and the table's own. A table under a \
           customer's key also needs `kms:Decrypt` through the service, to read and to write alike. A policy that \
           opens some items or attributes only (`dynamodb:LeadingKeys`) gives a conditional edge.",
    matters: "Tables hold the live data of applications: sessions, orders, features of models.",
    permissions: &[
        "dynamodb:DescribeTable",
        "dynamodb:Scan",
        "dynamodb:Query",
        "dynamodb:GetItem",
        "dynamodb:BatchGetItem",
        "dynamodb:PartiQLSelect",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
        "dynamodb:BatchWriteItem",
        "dynamodb:PartiQLInsert",
        "dynamodb:PartiQLUpdate",
        "dynamodb:PartiQLDelete",
        "dynamodb:DeleteItem",
        "dynamodb:DeleteTable",
        "dynamodb:PutResourcePolicy",
    ],
    references: &[
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html",
        "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.howitworks.html",
        "ATT&CK T1530",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:dynamodb:table"], found);
    }
}
