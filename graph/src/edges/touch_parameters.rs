//! Identity -> parameter in the SSM Parameter Store.

use super::touch::{KeyUse, On, Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for AWS Systems Manager". Any of four actions returns the value.
pub(super) static PARAMETER: &[Way] = &[
    Way {
        access: Access::Read,
        actions: &[
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:GetParametersByPath",
            "ssm:GetParameterHistory",
        ],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["ssm:PutParameter"],
        on: On::Itself,
        key: KeyUse::Encrypt,
    },
    Way::on_itself(
        Access::Delete,
        &["ssm:DeleteParameter", "ssm:DeleteParameters"],
    ),
    Way::on_itself(Access::Administer, &["ssm:PutResourcePolicy"]),
];

static META: RuleMeta = RuleMeta {
    id: "touch-parameters",
    title: "A principal may touch a parameter",
    does: "Read, write, delete and administer. A `SecureString` under a customer's key also needs `kms:Decrypt`; the \
           key `alias/aws/ssm` serves every principal of the account through the service.",
    matters: "Parameters hold the passwords that nobody moved to a secret store.",
    permissions: &[
        "ssm:GetParameter",
        "ssm:GetParameters",
        "ssm:GetParametersByPath",
        "ssm:GetParameterHistory",
        "ssm:PutParameter",
        "ssm:DeleteParameter",
        "ssm:DeleteParameters",
        "ssm:PutResourcePolicy",
    ],
    references: &[
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html",
        "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
        "ATT&CK T1555.006",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:ssm:parameter"], found);
    }
}
