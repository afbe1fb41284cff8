//! Rules of single services that stand beside the general evaluation logic.

use super::catalogue;
use super::context_keys::Keys;
use super::decision::{Decided, Decision, Outcome};
use super::document::Document;
use super::policies::ResourceGrant;
use super::request::{ContextValue, Principal, Request};
use super::truth::Truth;
use super::who::Who;

/// Decides the calls that no policy controls; `None` for all others.
///
/// Source: STS API Reference. `GetCallerIdentity`: no permissions are required, even under an
/// explicit deny. `GetSessionToken`: users need no permission and policies cannot control it;
/// temporary credentials cannot call it. `AssumeRole`: root user credentials cannot call it.
pub(super) fn without_policies(request: &Request) -> Option<Decision> {
    let who = Who::of(&request.principal);
    let action = request.action.to_ascii_lowercase();
    match (action.as_str(), who) {
        ("sts:getcalleridentity" | "sts:getsessiontoken", Who::Anonymous) => None,
        ("sts:getcalleridentity", _)
        | ("sts:getsessiontoken", Who::User { .. } | Who::Root { .. }) => {
            Some(allowed(&format!("{} needs no permission", request.action)))
        }
        (
            "sts:getsessiontoken",
            Who::Role { .. } | Who::Session { .. } | Who::FederatedUser { .. },
        ) => Some(denied(
            "temporary credentials cannot call sts:GetSessionToken",
        )),
        ("sts:assumerole", Who::Root { .. }) => Some(denied("the root user cannot assume roles")),
        _ => None,
    }
}

fn allowed(rule: &str) -> Decision {
    Decision {
        outcome: Outcome::Allowed,
        by: vec![Decided::service_rule(rule)],
        ..Decision::implicit_deny()
    }
}

fn denied(reason: &str) -> Decision {
    Decision {
        lacking: vec![reason.to_owned()],
        ..Decision::implicit_deny()
    }
}

/// Whether the resource's own policy is needed whatever identity policies say: KMS keys and the
/// trust policies of roles.
///
/// Source: KMS Developer Guide, `Key policies in AWS KMS`; IAM User Guide, `Policies and
/// permissions`, role trust policies.
pub(super) fn needs_resource_policy(action: &str, resource: &str) -> bool {
    is_kms_key(action, resource) || is_trust(action, resource)
}

/// Whether an action (lower-cased) is on a KMS key: its key policy decides. A request for every
/// resource (`*`, `arn:aws:kms:*`) is for keys too, and an alias stands for its key, but for the
/// calls on the alias itself and those that know no key.
///
/// Source: KMS Developer Guide, `AWS KMS permissions` and `Controlling access to aliases`.
pub(super) fn is_kms_key(action: &str, resource: &str) -> bool {
    let kind = resource.splitn(6, ':').nth(5).unwrap_or_default();
    let on_alias = matches!(
        action,
        "kms:createalias" | "kms:updatealias" | "kms:deletealias"
    ) && kind.starts_with("alias/");
    action.starts_with("kms:") && !on_alias && catalogue::only_resource(action).is_none()
}

/// Whether an action (lower-cased) is decided by the trust policy of a role. A request for every
/// resource is for roles too; only the tags of `GetFederationToken` are on something else.
pub(super) fn is_trust(action: &str, resource: &str) -> bool {
    let kind = resource.splitn(6, ':').nth(5).unwrap_or_default();
    !kind.starts_with("federated-user/")
        && matches!(
            action,
            "sts:assumerole"
                | "sts:assumerolewithsaml"
                | "sts:assumerolewithwebidentity"
                | "sts:tagsession"
                | "sts:setsourceidentity"
                | "sts:setcontext"
        )
}

/// Whether a deny of the bucket's own policy does not bind: the root user of the owner can
/// always read and replace the policy.
///
/// Source: S3 API Reference, `PutBucketPolicy`, `GetBucketPolicy` and `DeleteBucketPolicy`.
pub(super) fn outranks_bucket_policy(action: &str, who: Who<'_>, owner: Option<&str>) -> bool {
    let about_policy = matches!(
        action,
        "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy"
    );
    about_policy && matches!(who, Who::Root { account } if Some(account) == owner)
}

/// Whether Block Public Access shuts the bucket policy for this principal: with
/// `RestrictPublicBuckets`, a public policy is of use only to services and within the owner's
/// account, even where it names accounts.
///
/// Source: S3 API Reference, `PublicAccessBlockConfiguration`.
pub(super) fn is_public_access_blocked(
    request: &Request,
    action: &str,
    who: Who<'_>,
    owner: Option<&str>,
    policy: Option<&Document>,
) -> bool {
    let s3 = action.starts_with("s3:") && request.resource.arn.contains(":s3:::");
    let outside = match who {
        Who::Service(_) => false,
        _ => who.account().is_none() || who.account() != owner,
    };
    s3 && outside && policy.is_some_and(super::s3_public::is_public)
}

/// Whether a KMS grant gives an action (lower-cased), as far as its constraints go.
///
/// Source: KMS Developer Guide, `Grants in AWS KMS`, grant constraints.
pub(super) fn grant_allows(grant: &ResourceGrant, action: &str, keys: &Keys<'_>) -> Truth {
    if !grant.actions.iter().any(|a| a.eq_ignore_ascii_case(action)) {
        return Truth::No;
    }
    // Constraints bind the cryptographic operations only.
    if matches!(action, "kms:describekey" | "kms:retiregrant") {
        return Truth::Yes;
    }
    let pairs = grant.constraints.iter().map(|(key, value, _)| {
        let name = format!("kms:EncryptionContext:{key}");
        match keys.get(&name.to_ascii_lowercase()).as_ref() {
            ContextValue::Is(values) => values.contains(value).into(),
            ContextValue::Absent => Truth::No,
            ContextValue::Unknown | ContextValue::Chosen => {
                Truth::unknown(Some(&name), format!("{name} is {value}"))
            }
        }
    });
    let pairs = pairs.fold(Truth::Yes, |all, one| all.and(|| one));
    pairs.and(|| no_other_pairs(grant, keys))
}

/// An `EncryptionContextEquals` constraint allows no pair beside its own.
fn no_other_pairs(grant: &ResourceGrant, keys: &Keys<'_>) -> Truth {
    if !grant.constraints.iter().any(|(_, _, equals)| *equals) {
        return Truth::Yes;
    }
    let listed = |name: &String| grant.constraints.iter().any(|(key, ..)| key == name);
    match keys.get("kms:encryptioncontextkeys").as_ref() {
        ContextValue::Is(names) => names.iter().all(listed).into(),
        ContextValue::Absent => Truth::Yes,
        ContextValue::Unknown | ContextValue::Chosen => Truth::unknown(
            Some("kms:EncryptionContextKeys"),
            "the encryption context holds no other keys",
        ),
    }
}

/// Whether the principal is bound by SCPs and RCPs at all: service-linked roles are not.
pub(super) fn is_service_linked(request: &Request, keys: &Keys<'_>) -> bool {
    let own = match &request.principal {
        Principal::Arn { arn, .. } => super::who::is_service_linked(arn),
        _ => false,
    };
    own || match keys.get("aws:principalarn").as_ref() {
        ContextValue::Is(values) => values.iter().any(|arn| super::who::is_service_linked(arn)),
        _ => false,
    }
}
