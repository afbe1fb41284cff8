//! What a format cannot carry, so that its absence is never read as "none".

use crate::aws::{Argument, Operation, SERVICES};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// What each operation would have told, in words; the rest of the listings are named by their service.
const WORDS: &[(&str, &str)] = &[
    ("iam:ListAccessKeys", "access keys"),
    ("iam:GetLoginProfile", "console passwords"),
    ("iam:ListMFADevices", "second factors of users"),
    (
        "iam:ListServiceSpecificCredentials",
        "service-specific credentials (CodeCommit, Bedrock API keys)",
    ),
    ("iam:ListSigningCertificates", "signing certificates"),
    ("iam:ListSSHPublicKeys", "SSH keys"),
    ("iam:GetAccountSummary", "what proves the root user"),
    ("iam:ListOpenIDConnectProviders", "OIDC providers"),
    ("iam:ListSAMLProviders", "SAML providers"),
    (
        "organizations:DescribeOrganization",
        "the organisation, its service control policies and resource control policies",
    ),
];

/// Writes a coverage record for each question that a format leaves open. `holder` is what does not hold the answer
/// (`authorization details do`), and `carried` tells which operations the format answers.
pub(super) fn not_carried(
    holder: &str,
    carried: &dyn Fn(&Operation) -> bool,
    scope: &str,
    source: &str,
    sink: &mut dyn Sink,
) {
    for service in SERVICES {
        for operation in service.operations() {
            let action = operation.action();
            let words = WORDS.iter().find(|(name, _)| *name == action);
            let listing = matches!(
                operation.argument,
                Argument::None | Argument::OneOf { .. } | Argument::Account { .. }
            );
            // In IAM some questions are asked user by user; elsewhere the listing stands for all.
            let open = words.is_some() || (listing && operation.cli.0 != "organizations");
            if !open || carried(operation) {
                continue;
            }
            let what = match words {
                Some((_, words)) => (*words).to_owned(),
                None => format!("what `{}` has in the account", service.name()),
            };
            sink.coverage(Coverage {
                scope: scope.to_owned(),
                region: None,
                operation: action,
                subject: None,
                outcome: Outcome::NotInInput,
                records: 0,
                reason: format!("{holder} not hold {what}"),
                help: "add the output of the AWS CLI with `import aws-cli`, or use `collect aws`"
                    .to_owned(),
                origin: Origin::new(source, ""),
            });
        }
    }
}
