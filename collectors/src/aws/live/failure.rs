//! Why a call failed, as a coverage record says it.

use crate::aws::contract::{GRANT, WAIT, outcome_of_code};
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
pub(super) fn printable(code: &str) -> &str {
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
    let code = code.unwrap_or_default();
    if let Some((outcome, help)) = outcome_of_code(code, message) {
        return (outcome, help, outcome == Outcome::Throttled);
    }
    match code {
        _ if status == 429 => (Outcome::Throttled, WAIT, true),
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
