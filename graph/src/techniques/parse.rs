//! Reads technique files and says what is wrong with them, with the place.

use std::ops::Range;

use super::catalogue::is_action;
use super::definition::{After, Effect, On, Requirement, TargetKind, Technique, Who};

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
            wrong(
                &permission.action,
                format!("AWS has no action `{}`", permission.action),
                "actions are written `service:Action`, without wildcards",
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
    for (meaningless, needle, message) in meaningless(&technique) {
        if meaningless {
            wrong(needle, message.to_owned(), "");
        }
    }
    if errors.is_empty() {
        Ok(technique)
    } else {
        Err(errors)
    }
}

/// Combinations that the interpreter has no meaning for.
fn meaningless(technique: &Technique) -> [(bool, &'static str, &'static str); 5] {
    let kind = technique.target.kind;
    let needs_user = technique.requires.iter().any(|requirement| {
        matches!(
            requirement,
            Requirement::AccessKeySlotFree
                | Requirement::AccessKeySlotsFull
                | Requirement::NoConsolePassword
                | Requirement::HasConsolePassword
        )
    });
    [
        (
            technique.effect == Effect::Join && kind != TargetKind::Group,
            "join",
            "only a group can be joined",
        ),
        (
            kind == TargetKind::Group
                && !matches!(technique.effect, Effect::Join | Effect::AddEverything),
            "effect",
            "a group is no principal: its effect is `join`, or `add-everything` for its members",
        ),
        (
            kind == TargetKind::Group
                && technique.effect == Effect::AddEverything
                && technique.target.who != Who::Own,
            "who",
            "everything can be added to the attacker through its own group only",
        ),
        (
            needs_user && kind != TargetKind::User,
            "requires",
            "only a user has access keys and a console password",
        ),
        (
            technique.after.contains(&After::AssumeAsTrusted) && kind != TargetKind::Role,
            "after",
            "only a role can be assumed",
        ),
    ]
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
