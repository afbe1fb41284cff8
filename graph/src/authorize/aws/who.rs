//! The principal of a request, taken apart.
//!
//! Source: IAM User Guide, `AWS JSON policy elements: Principal` and `IAM identifiers`.

use super::request::Principal;

/// Who asks, in the forms that policies tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Who<'a> {
    /// An IAM user; the name is without path.
    User { account: &'a str, name: &'a str },
    /// Any session of a role; the name is without path.
    Role { account: &'a str, name: &'a str },
    /// One session of a role.
    Session { account: &'a str, role: &'a str },
    /// A session of `GetFederationToken`.
    FederatedUser { account: &'a str, name: &'a str },
    /// The root user.
    Root { account: &'a str },
    /// An ARN of another form; the account may be empty.
    Other { account: &'a str },
    /// An AWS service.
    Service(&'a str),
    /// A web identity or SAML subject of this provider.
    Federated(&'a str),
    /// Nobody.
    Anonymous,
}

impl<'a> Who<'a> {
    /// Takes the principal of a request apart.
    pub(super) fn of(principal: &'a Principal) -> Self {
        match principal {
            Principal::Arn { arn, .. } => Self::of_arn(arn),
            Principal::Service(name) => Self::Service(name),
            Principal::Federated(provider) => Self::Federated(provider),
            Principal::Anonymous => Self::Anonymous,
        }
    }

    /// Takes an ARN apart.
    pub(super) fn of_arn(arn: &'a str) -> Self {
        let mut segments = arn.splitn(6, ':');
        let mut next = || segments.next().unwrap_or_default();
        let (_, _, service, _, account, resource) =
            (next(), next(), next(), next(), next(), next());
        let (kind, rest) = resource.split_once('/').unwrap_or((resource, ""));
        let name = rest.rsplit('/').next().unwrap_or(rest);
        match (service, kind) {
            ("iam", "user") => Self::User { account, name },
            ("iam", "role") => Self::Role { account, name },
            ("iam", "root") => Self::Root { account },
            ("sts", "assumed-role") => Self::Session {
                account,
                role: rest.split_once('/').map_or(rest, |(role, _)| role),
            },
            ("sts", "federated-user") => Self::FederatedUser { account, name },
            _ => Self::Other { account },
        }
    }

    /// The account that the principal belongs to; services, subjects and nobody have none.
    pub(super) fn account(&self) -> Option<&'a str> {
        match self {
            Self::User { account, .. }
            | Self::Role { account, .. }
            | Self::Session { account, .. }
            | Self::FederatedUser { account, .. }
            | Self::Root { account }
            | Self::Other { account } => Some(*account).filter(|account| is_account_id(account)),
            Self::Service(_) | Self::Federated(_) | Self::Anonymous => None,
        }
    }

    /// The account and name of the role that a role or session is of. Names of roles are unique
    /// in an account, whatever their path, so this identifies the role; a session's ARN has no
    /// path.
    pub(super) fn role(&self) -> Option<(&'a str, &'a str)> {
        match self {
            Self::Role { account, name } => Some((account, name)),
            Self::Session { account, role } => Some((account, role)),
            _ => None,
        }
    }
}

/// CloudFront's origin access identities, for one, have a word in the place of the account.
fn is_account_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether the ARN is that of a service-linked role or of a session of one: SCPs and RCPs do not
/// bind them.
///
/// Source: Organizations User Guide, `Service control policies (SCPs)`, tasks and entities not
/// restricted. The prefix `AWSServiceRoleFor` is theirs alone.
pub(super) fn is_service_linked(arn: &str) -> bool {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    resource.starts_with("role/aws-service-role/")
        || resource.starts_with("assumed-role/AWSServiceRoleFor")
}
