//! What the AWS CLI writes when a call fails.

use serde::Deserialize;

use crate::aws::{Operation, outcome_of};
use crate::coverage::Outcome;

/// Why a call has no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) outcome: Outcome,
    /// Why, in words of ours: the text of the CLI may hold anything.
    pub(super) reason: String,
    pub(super) help: &'static str,
}

/// Understands what the CLI wrote instead of an answer; `None` when the text is none of that.
pub(super) fn understand(operation: &Operation, text: &str) -> Option<Refusal> {
    let text = text.trim();
    let (code, message) = error_object(text)
        .or_else(|| error_line(text))
        .or_else(|| no_call(text))?;
    let (outcome, help) = outcome_of(operation, &code, &message);
    let shown: String = code
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "._-".contains(*c))
        .take(80)
        .collect();
    let reason = if outcome == Outcome::Absent {
        String::new()
    } else {
        format!("the AWS CLI reported `{shown}`")
    };
    Some(Refusal {
        outcome,
        reason,
        help,
    })
}

/// `{"Error": {"Code": …, "Message": …}}`, as SDKs print it.
fn error_object(text: &str) -> Option<(String, String)> {
    #[derive(Deserialize)]
    struct Wrapped {
        #[serde(rename = "Error")]
        error: Error,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Error {
        code: String,
        #[serde(default)]
        message: String,
    }
    let it: Wrapped = serde_json::from_str(text).ok()?;
    Some((it.error.code, it.error.message))
}

/// `An error occurred (AccessDenied) when calling the ListBuckets operation: …`.
fn error_line(text: &str) -> Option<(String, String)> {
    let (_, rest) = text.split_once("An error occurred (")?;
    let (code, message) = rest.split_once(')')?;
    Some((code.to_owned(), message.to_owned()))
}

/// The CLI could not make the call at all.
fn no_call(text: &str) -> Option<(String, String)> {
    const PHRASES: &[(&str, &str)] = &[
        ("Could not connect to the endpoint URL", "NoConnection"),
        ("Connect timeout", "Timeout"),
        ("Read timeout", "Timeout"),
        ("Unable to locate credentials", "NoCredentials"),
        (
            "The security token included in the request is expired",
            "ExpiredToken",
        ),
        ("Error loading SSO Token", "ExpiredToken"),
        ("Unable to parse response", "UnreadableAnswer"),
        ("Invalid choice", "UnknownToThisAwsCli"),
        ("argument operation", "UnknownToThisAwsCli"),
    ];
    PHRASES
        .iter()
        .find(|(phrase, _)| text.contains(phrase))
        .map(|(_, code)| ((*code).to_owned(), String::new()))
}
