//! Why a call failed, as a coverage record says it.

use crate::coverage::Outcome;

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// How the question ended.
    pub(super) outcome: Outcome,
    /// The error code of the provider.
    pub(super) code: Option<String>,
    /// Why, for people. Never a part of the answer but its error code.
    pub(super) reason: String,
    /// What to do about it; may be empty.
    pub(super) help: &'static str,
    /// Whether the same call may succeed when it is made again.
    pub(super) retry: bool,
}

/// What is known of an answer that is no success.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Refusal<'a> {
    /// The HTTP status.
    pub(super) status: u16,
    /// The error code.
    pub(super) code: Option<&'a str>,
    /// The message that came with it. Read for a few fixed phrases, never kept.
    pub(super) message: &'a str,
    /// Whether the answer was a web page.
    pub(super) html: bool,
}

impl Failure {
    pub(super) fn new(outcome: Outcome, reason: impl Into<String>, help: &'static str) -> Self {
        Self {
            outcome,
            code: None,
            reason: reason.into(),
            help,
            retry: false,
        }
    }

    /// The same failure, which may pass.
    pub(super) fn passing(self) -> Self {
        Self {
            retry: true,
            ..self
        }
    }

    /// No answer in time.
    pub(super) fn timeout(seconds: u64) -> Self {
        Self::new(
            Outcome::Failed,
            format!("no answer within {seconds} s"),
            "check the network, or allow more time",
        )
        .passing()
    }

    /// No connection, or one that broke.
    pub(super) fn network(what: &str) -> Self {
        Self::new(
            Outcome::Failed,
            what,
            "check the network, the proxy settings and the region",
        )
        .passing()
    }

    /// The answer ended early.
    pub(super) fn cut_off(what: impl Into<String>) -> Self {
        Self::new(Outcome::CutOff, what, "collect again")
    }

    /// An answer that is no success.
    ///
    /// Sources: "Common errors" of each API reference; "Error responses" of Amazon S3; "Error codes for the
    /// Amazon EC2 API"; IAM user guide, "Troubleshoot access denied error messages".
    pub(super) fn refused(refusal: &Refusal<'_>) -> Self {
        let Refusal {
            status,
            code,
            message,
            html,
        } = *refusal;
        let (outcome, help, retry) = classify(status, code, message, html);
        let reason = match code {
            Some(code) => format!("`{}` (HTTP {status})", printable(code)),
            None if html => format!("a web page came instead of an answer (HTTP {status})"),
            None => format!("HTTP {status}"),
        };
        Self {
            outcome,
            code: code.map(str::to_owned),
            reason,
            help,
            retry,
        }
    }
}

/// Error codes are short words; anything else is not repeated.
fn printable(code: &str) -> &str {
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if code.len() <= 80 && code.chars().all(plain) {
        code
    } else {
        "an unusual error code"
    }
}

fn classify(
    status: u16,
    code: Option<&str>,
    message: &str,
    html: bool,
) -> (Outcome, &'static str, bool) {
    const GRANT: &str =
        "grant the collecting identity the permissions that `permissions aws` prints";
    match code.unwrap_or_default() {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "UnauthorizedAccess"
        | "AuthorizationError"
        | "Forbidden"
        | "NotAuthorized"
        | "NotAuthorizedException" => {
            let organization = ["service control policy", "resource control policy"]
                .iter()
                .any(|phrase| message.contains(phrase));
            if organization {
                (
                    Outcome::RefusedByOrganization,
                    "ask the administrators of the organisation for an exemption of the collecting identity",
                    false,
                )
            } else {
                (Outcome::Refused, GRANT, false)
            }
        }
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" | "TokenRefreshRequired" => {
            (Outcome::Failed, "sign in again and collect again", false)
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
            false,
        ),
        "OptInRequired" | "SubscriptionRequiredException" | "NotSignedUp" | "Blocked" => (
            Outcome::NotEnabled,
            "the service is not enabled in this account or region",
            false,
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
        | "ProvisionedThroughputExceededException" => (
            Outcome::Throttled,
            "collect again when less is going on in the account",
            true,
        ),
        "NotImplemented"
        | "UnknownOperationException"
        | "UnknownOperation"
        | "InvalidAction"
        | "UnsupportedOperation"
        | "UnsupportedOperationException" => (Outcome::Unimplemented, "", false),
        _ if status == 429 => (
            Outcome::Throttled,
            "collect again when less is going on in the account",
            true,
        ),
        _ if status == 501 || (html && matches!(status, 404 | 405 | 500)) => {
            (Outcome::Unimplemented, "", false)
        }
        "" if status == 401 || status == 403 => (Outcome::Refused, GRANT, false),
        // A success that is a web page: a proxy or a sign-in page stands between.
        "" if status < 300 => (
            Outcome::Unreadable,
            "check the proxy settings and the endpoint",
            false,
        ),
        _ => (Outcome::Failed, "", status >= 500),
    }
}
