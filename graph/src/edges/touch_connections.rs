//! Identity -> connection to a code host.

use super::touch::{Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Under the name of today and under that of CodeStar, which older connections and policies keep. Page "Actions,
/// resources, and condition keys for AWS CodeConnections".
pub(super) static CONNECTION: &[Way] = &[
    Way::on_itself(
        Access::List,
        &[
            "codeconnections:GetConnection",
            "codestar-connections:GetConnection",
        ],
    ),
    Way::on_itself(
        Access::Read,
        &[
            "codeconnections:GetConnectionToken",
            "codestar-connections:GetConnectionToken",
        ],
    ),
    Way::on_itself(
        Access::Use,
        &[
            "codeconnections:UseConnection",
            "codestar-connections:UseConnection",
        ],
    ),
    Way::on_itself(
        Access::Delete,
        &[
            "codeconnections:DeleteConnection",
            "codestar-connections:DeleteConnection",
        ],
    ),
];

static META: RuleMeta = RuleMeta {
    id: "touch-connections",
    title: "A principal may use a connection to a code host",
    does: "`UseConnection` calls the code host (GitHub, GitLab, Bitbucket) as the app that the connection has installed \
           there, in the repositories that the app may see: conditions on `FullRepositoryId`, `BranchName`, \
           `ProviderAction` and `ProviderPermissionsRequired` limit it and give a conditional edge. \
           `GetConnectionToken` hands out the token itself. Both under `codeconnections` and `codestar-connections`.",
    matters: "Behind a connection are private repositories that no policy of AWS names, often with the right to write.",
    permissions: &[
        "codeconnections:GetConnection",
        "codeconnections:GetConnectionToken",
        "codeconnections:UseConnection",
        "codeconnections:DeleteConnection",
        "codestar-connections:GetConnection",
        "codestar-connections:GetConnectionToken",
        "codestar-connections:UseConnection",
        "codestar-connections:DeleteConnection",
    ],
    references: &[
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodeconnections.html",
        "https://docs.aws.amazon.com/dtconsole/latest/userguide/security-iam.html",
        "ATT&CK T1213.003",
        "ATT&CK T1528",
        "OWASP NHI3:2025 Vulnerable Third-Party NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:codeconnections:connection"], found);
    }
}
