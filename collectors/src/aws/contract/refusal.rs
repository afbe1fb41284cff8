//! What an error code of AWS means for the coverage.

use super::Operation;
use crate::coverage::Outcome;

/// How a question ended that AWS answered with an error code, and what to do about it.
#[must_use]
pub fn outcome_of(operation: &Operation, code: &str, message: &str) -> (Outcome, &'static str) {
    if operation.absent.contains(&code) {
        return (Outcome::Absent, "");
    }
    outcome_of_code(code, message).unwrap_or((Outcome::Failed, "ask again"))
}

/// What an error code means whatever was asked; `None` for one that is not known. The message is read for
/// a few fixed phrases, and never kept.
///
/// Sources: "Common errors" of each API reference; "Error responses" of Amazon S3; "Error codes for
/// the Amazon EC2 API"; IAM user guide, "Troubleshoot access denied error messages".
pub(crate) fn outcome_of_code(code: &str, message: &str) -> Option<(Outcome, &'static str)> {
    Some(match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "UnauthorizedAccess"
        | "AuthorizationError"
        | "Forbidden"
        | "NotAuthorized"
        | "NotAuthorizedException" => {
            let by_organization = ["service control policy", "resource control policy"]
                .iter()
                .any(|phrase| message.contains(phrase));
            if by_organization {
                (
                    Outcome::RefusedByOrganization,
                    "ask the administrators of the organisation for an exemption of the collecting identity",
                )
            } else {
                (Outcome::Refused, GRANT)
            }
        }
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => {
            (Outcome::Failed, "sign in again and ask again")
        }
        // The credentials were good for GetCallerIdentity: a region that does not know them is off.
        "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "AuthFailure"
        | "InvalidAccessKeyId"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch" => (
            Outcome::NotEnabled,
            "leave the region out, or enable it for the account",
        ),
        "OptInRequired" | "SubscriptionRequiredException" | "NotSignedUp" | "Blocked" => (
            Outcome::NotEnabled,
            "the service is not enabled in this account or region",
        ),
        "Throttling"
        | "ThrottlingException"
        | "ThrottledException"
        | "RequestThrottled"
        | "RequestThrottledException"
        | "TooManyRequestsException"
        | "RequestLimitExceeded"
        | "BandwidthLimitExceeded"
        | "SlowDown"
        | "PriorRequestNotComplete"
        | "EC2ThrottledException"
        | "ProvisionedThroughputExceededException" => (Outcome::Throttled, WAIT),
        "NotImplemented"
        | "UnknownOperationException"
        | "UnknownOperation"
        | "InvalidAction"
        | "UnsupportedOperation"
        | "UnsupportedOperationException" => (Outcome::Unimplemented, ""),
        _ => return None,
    })
}

/// What to do about a refusal.
pub(crate) const GRANT: &str =
    "grant the collecting identity the permissions that `permissions aws` prints";
/// What to do about throttling.
pub(crate) const WAIT: &str = "ask again when less is going on in the account";
