//! Reads technique files and says what is wrong with them, with the place.

use std::ops::Range;

use super::combination;
use super::definition::{On, TargetKind, Technique};
use crate::catalogue::{is_action, nearest_action};

/// One thing that is wrong with a technique file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CheckError {
    /// What is wrong, in words.
    pub message: String,
    /// The bytes of the file that are meant.
    pub span: Range<usize>,
    /// What to do about it; may be empty.
    pub help: String,
}

/// Reads one technique file.
///
/// # Errors
/// Everything that is wrong with it: not TOML, words that are not in the vocabulary, an action that AWS does not have,
/// combinations that mean nothing.
pub fn check(text: &str) -> Result<Technique, Vec<CheckError>> {
    let technique: Technique = toml::from_str(text).map_err(|error| {
        vec![CheckError {
            message: error.message().trim().replace('\n', ", "),
            span: error.span().unwrap_or(0..0),
            help: String::new(),
        }]
    })?;
    let mut errors = Vec::new();
    let mut wrong = |needle: &str, message: String, help: &str| {
        errors.push(CheckError {
            message,
            span: place(text, needle),
            help: help.to_owned(),
        });
    };
    if !is_id(&technique.id) {
        wrong(
            &technique.id,
            format!("`{}` is not an id", technique.id),
            "use lower-case letters, digits and `-`, such as `iam-002`",
        );
    }
    for (field, value) in [
        ("title", &technique.title),
        ("does", &technique.does),
        ("matters", &technique.matters),
        ("example", &technique.example),
        ("source", &technique.source),
    ] {
        if value.trim().is_empty() {
            wrong(field, format!("`{field}` is empty"), "");
        }
    }
    if technique.permissions.is_empty() {
        wrong(
            "permissions",
            "a technique needs a permission".to_owned(),
            "",
        );
    }
    for permission in &technique.permissions {
        if !is_action(&permission.action) {
            let help = match nearest_action(&permission.action) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "actions are written `service:Action`, without wildcards".to_owned(),
            };
            wrong(
                &permission.action,
                format!("AWS has no action `{}`", permission.action),
                &help,
            );
        }
        if permission.choose.values().any(Vec::is_empty) {
            wrong("choose", "a chosen key needs a value".to_owned(), "");
        }
        if permission.on == On::AttachedPolicy && technique.target.kind == TargetKind::Group {
            wrong(
                "attached-policy",
                "a policy of a group is asked through its members".to_owned(),
                "use a target of kind `user`: policies of its groups are included",
            );
        }
    }
    for fault in combination::faults(&technique) {
        wrong(&fault.needle, fault.message, &fault.help);
    }
    if errors.is_empty() {
        Ok(technique)
    } else {
        Err(errors)
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// Where a word stands in the file; the first time is close enough.
fn place(text: &str, needle: &str) -> Range<usize> {
    text.find(needle)
        .filter(|_| !needle.is_empty())
        .map_or(0..0, |start| start..start + needle.len())
}
