//! One statement of a policy.
//!
//! Source: IAM User Guide, `IAM JSON policy elements: Statement` and the pages of its elements.

use super::condition::{self, Test};
use super::decision::StatementEffect;
use super::document::Problem;
use super::json::{Json, step};
use super::pattern::Pattern;
use super::principal_element::{self, PrincipalElement, strings};
use super::template::Template;

/// A parsed statement.
#[derive(Debug)]
pub struct Statement {
    pub(super) index: usize,
    pub(super) sid: Option<String>,
    pub(super) effect: StatementEffect,
    pub(super) actions: Listed<Pattern>,
    /// `None` in trust policies and others that speak of one resource only.
    pub(super) resources: Option<Listed<Template>>,
    /// `None` in policies of identities.
    pub(super) principal: Option<Listed<PrincipalElement>>,
    pub(super) conditions: Vec<Test>,
}

/// An element, or its `Not…` form.
#[derive(Debug)]
pub(super) enum Listed<T> {
    /// What is listed.
    In(Vec<T>),
    /// All but what is listed.
    NotIn(Vec<T>),
}

impl Statement {
    /// Its place in the document.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Its `Sid`, when it has one.
    #[must_use]
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref()
    }

    /// Whether it allows or denies.
    #[must_use]
    pub fn effect(&self) -> StatementEffect {
        self.effect
    }

    /// Whether it has conditions.
    #[must_use]
    pub fn is_conditional(&self) -> bool {
        !self.conditions.is_empty()
    }

    /// The condition keys it asks about, as written.
    pub fn condition_keys(&self) -> impl Iterator<Item = &str> {
        self.conditions.iter().map(Test::key)
    }

    /// The patterns of its `Resource` element as written; empty for `NotResource`.
    pub fn resources(&self) -> impl Iterator<Item = &str> {
        let listed = match &self.resources {
            Some(Listed::In(templates)) => templates.as_slice(),
            Some(Listed::NotIn(_)) | None => &[],
        };
        listed.iter().map(Template::raw)
    }

    /// Whether it is about an action (`service:Action`, in any case).
    #[must_use]
    pub fn is_about(&self, action: &str) -> bool {
        self.is_about_lower(&action.to_ascii_lowercase())
    }

    /// Whether it is about an action, lower-cased.
    pub(super) fn is_about_lower(&self, action: &str) -> bool {
        match &self.actions {
            Listed::In(patterns) => patterns.iter().any(|p| p.matches(action)),
            Listed::NotIn(patterns) => !patterns.iter().any(|p| p.matches(action)),
        }
    }
}

/// Reads one statement; `None` when it is beyond use, with the problems noted.
pub(super) fn parse(
    json: &Json,
    index: usize,
    pointer: &str,
    variables: bool,
    problems: &mut Vec<Problem>,
) -> Option<Statement> {
    let Json::Object(members) = json else {
        problems.push(Problem::expected(pointer, "a statement", "an object", json));
        return None;
    };
    let mut sid = None;
    let mut effect = None;
    let mut actions = None;
    let mut resources = None;
    let mut principal = None;
    let mut conditions = Vec::new();
    for (name, value) in members {
        let at = step(pointer, name);
        match name.as_str() {
            "Sid" => match value {
                Json::String(text) => sid = Some(text.clone()),
                other => problems.push(Problem::expected(&at, "Sid", "a string", other)),
            },
            "Effect" => effect = effect_of(value, &at, problems),
            "Action" => one_of(
                &mut actions,
                Listed::In(action_patterns(value, &at, problems)),
                &at,
                "Action",
                problems,
            ),
            "NotAction" => one_of(
                &mut actions,
                Listed::NotIn(action_patterns(value, &at, problems)),
                &at,
                "Action",
                problems,
            ),
            "Resource" => one_of(
                &mut resources,
                Listed::In(templates(value, &at, variables, problems)),
                &at,
                "Resource",
                problems,
            ),
            "NotResource" => one_of(
                &mut resources,
                Listed::NotIn(templates(value, &at, variables, problems)),
                &at,
                "Resource",
                problems,
            ),
            "Principal" => one_of(
                &mut principal,
                Listed::In(vec![principal_element::parse(value, &at, problems)]),
                &at,
                "Principal",
                problems,
            ),
            "NotPrincipal" => one_of(
                &mut principal,
                Listed::NotIn(vec![principal_element::parse(value, &at, problems)]),
                &at,
                "Principal",
                problems,
            ),
            "Condition" => conditions = condition::parse(value, &at, variables, problems),
            _ => problems.push(Problem::new(&at, format!("unknown element `{name}`"))),
        }
    }
    if !members.iter().any(|(name, _)| name == "Effect") {
        problems.push(Problem::new(pointer, "a statement needs an Effect"));
    }
    if actions.is_none() {
        problems.push(Problem::new(
            pointer,
            "a statement needs an Action or a NotAction",
        ));
    }
    Some(Statement {
        index,
        sid,
        effect: effect?,
        actions: actions?,
        resources,
        principal,
        conditions,
    })
}

/// Keeps an element unless its other form is there already.
fn one_of<T>(
    slot: &mut Option<Listed<T>>,
    value: Listed<T>,
    pointer: &str,
    name: &str,
    problems: &mut Vec<Problem>,
) {
    let same_form = matches!(
        (&*slot, &value),
        (Some(Listed::In(_)), Listed::In(_)) | (Some(Listed::NotIn(_)), Listed::NotIn(_))
    );
    // The same form twice is a duplicate key, which the document reports.
    if slot.is_some() && !same_form {
        problems.push(Problem::new(
            pointer,
            format!("a statement has either {name} or Not{name}, not both"),
        ));
    }
    *slot = Some(value);
}

fn effect_of(json: &Json, pointer: &str, problems: &mut Vec<Problem>) -> Option<StatementEffect> {
    match json {
        Json::String(text) if text == "Allow" => return Some(StatementEffect::Allow),
        Json::String(text) if text == "Deny" => return Some(StatementEffect::Deny),
        Json::String(text) => problems.push(Problem::new(
            pointer,
            format!("Effect is `Allow` or `Deny`, found `{text}`"),
        )),
        other => problems.push(Problem::expected(pointer, "Effect", "a string", other)),
    }
    None
}

/// Actions are compared without regard to case.
fn action_patterns(json: &Json, pointer: &str, problems: &mut Vec<Problem>) -> Vec<Pattern> {
    let texts = strings(json, pointer, problems);
    for text in &texts {
        if text != "*" && !text.contains(':') {
            problems.push(Problem::new(
                pointer,
                format!("`{text}` is no action: write `service:Action` or `*`"),
            ));
        }
    }
    texts
        .iter()
        .map(|text| Pattern::new(&text.to_ascii_lowercase()))
        .collect()
}

fn templates(
    json: &Json,
    pointer: &str,
    variables: bool,
    problems: &mut Vec<Problem>,
) -> Vec<Template> {
    strings(json, pointer, problems)
        .iter()
        .map(|text| Template::new(text, variables))
        .collect()
}
