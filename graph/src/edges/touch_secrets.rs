//! Identity -> secret in Secrets Manager.

use super::touch::{KeyUse, On, Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for AWS Secrets Manager". `BatchGetSecretValue` also needs
/// `GetSecretValue` on each secret, so it is no way of its own.
pub(super) static SECRET: &[Way] = &[
    Way::on_itself(Access::List, &["secretsmanager:DescribeSecret"]),
    Way {
        access: Access::Read,
        actions: &["secretsmanager:GetSecretValue"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &[
            "secretsmanager:PutSecretValue",
            "secretsmanager:UpdateSecret",
        ],
        on: On::Itself,
        key: KeyUse::Encrypt,
    },
    Way::on_itself(Access::Delete, &["secretsmanager:DeleteSecret"]),
    Way::on_itself(Access::Administer, &["secretsmanager:PutResourcePolicy"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-secrets",
    title: "A principal may touch a secret",
    does: "Describe, read, write, delete and administer, by the principal's policies and the secret's own. A secret \
           under a customer's key also needs `kms:Decrypt` to be read; the key that AWS keeps for the service \
           serves every principal of the account through the service, and nobody outside of it.",
    matters: "A readable secret is the next credential.",
    permissions: &[
        "secretsmanager:DescribeSecret",
        "secretsmanager:GetSecretValue",
        "secretsmanager:PutSecretValue",
        "secretsmanager:UpdateSecret",
        "secretsmanager:DeleteSecret",
        "secretsmanager:PutResourcePolicy",
    ],
    references: &[
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_resource-policies.html",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html",
        "ATT&CK T1555.006",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:secretsmanager:secret"], found);
    }
}
