//! What an error code of AWS means for the coverage.

use super::Operation;
use crate::coverage::Outcome;

/// How a question ended that AWS answered with an error code, and what to do about it.
///
/// Sources: "Common errors" of each API reference; "Error responses" of Amazon S3; "Error codes for
/// the Amazon EC2 API"; IAM user guide, "Troubleshoot access denied error messages".
#[must_use]
pub fn outcome_of(operation: &Operation, code: &str, message: &str) -> (Outcome, &'static str) {
    if operation.absent.contains(&code) {
        return (Outcome::Absent, "");
    }
    let denied = code.contains("AccessDenied")
        || code.contains("Unauthorized")
        || code.contains("NotAuthorized")
        || matches!(code, "AuthorizationError" | "Forbidden");
    if denied {
        let by_organization = ["service control policy", "resource control policy"]
            .iter()
            .any(|phrase| message.contains(phrase));
        return if by_organization {
            (
                Outcome::RefusedByOrganization,
                "ask the administrators of the organisation for an exemption of the collecting identity",
            )
        } else {
            (
                Outcome::Refused,
                "grant the collecting identity the permissions that `permissions aws` prints",
            )
        };
    }
    let throttled = code.contains("Throttl")
        || matches!(
            code,
            "TooManyRequestsException"
                | "RequestLimitExceeded"
                | "BandwidthLimitExceeded"
                | "SlowDown"
                | "ProvisionedThroughputExceededException"
        );
    if throttled {
        return (
            Outcome::Throttled,
            "ask again when less is going on in the account",
        );
    }
    match code {
        "OptInRequired"
        | "SubscriptionRequiredException"
        | "NotSignedUp"
        | "UnrecognizedClientException"
        | "InvalidClientTokenId"
        | "AuthFailure" => (
            Outcome::NotEnabled,
            "leave the region out, or enable it for the account",
        ),
        "NotImplemented"
        | "UnknownOperationException"
        | "UnknownOperation"
        | "InvalidAction"
        | "UnsupportedOperation"
        | "UnsupportedOperationException"
        | "501" => (Outcome::Unimplemented, ""),
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => {
            (Outcome::Failed, "sign in again and ask again")
        }
        _ => (Outcome::Failed, "ask again"),
    }
}
