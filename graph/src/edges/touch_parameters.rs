//! Identity -> parameter in the SSM Parameter Store.

use super::touch::{KeyUse, On, Way, apply, attribute};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;
use blastradius_collectors::facts::Asset;

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for AWS Systems Manager". Three actions return the value by
/// the name of the parameter, one by its path.
pub(super) static PARAMETER: &[Way] = &[
    Way {
        access: Access::Read,
        actions: &[
            "ssm:GetParameter",
            "ssm:GetParameters",
            "ssm:GetParameterHistory",
        ],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Read,
        actions: &["ssm:GetParametersByPath"],
        on: On::Paths,
        key: KeyUse::Decrypt,
    },
    Way {
        access: Access::Write,
        actions: &["ssm:PutParameter"],
        on: On::Itself,
        key: KeyUse::EncryptItself,
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
    does: "Read, write, delete and administer. Who may `ssm:GetParametersByPath` on a path reads all that lies below it, \
           whatever the policies say about the parameters themselves. A `SecureString` under a customer's key also needs `kms:Decrypt`; the \
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

/// The paths under which `GetParametersByPath` returns a parameter, the nearest first; `/` is the last.
/// Page "GetParametersByPath" of the API reference: access to a path is access to all levels of it.
pub(super) fn paths(arn: &str) -> impl Iterator<Item = &str> {
    let start = arn
        .find(":parameter/")
        .map(|at| at + ":parameter/".len())
        .unwrap_or(arn.len());
    let name = arn.get(start..).unwrap_or_default();
    name.rmatch_indices('/')
        .map(move |(at, _)| start + at)
        .chain([start])
        .filter_map(|end| arn.get(..end))
}

/// Page "How AWS Systems Manager Parameter Store uses AWS KMS": a standard parameter is encrypted by the key itself, an
/// advanced one by a data key.
pub(super) fn encrypting(parameter: &Asset) -> &'static [&'static [&'static str]] {
    match attribute(parameter, "tier") {
        Some("Standard") => &[&["kms:Encrypt"]],
        Some("Advanced") => &[&["kms:GenerateDataKey"]],
        _ => &[&["kms:Encrypt", "kms:GenerateDataKey"]],
    }
}
