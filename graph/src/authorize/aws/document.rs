//! A policy document, parsed.
//!
//! Source: IAM User Guide, `Grammar of the IAM JSON policy language`.

use std::collections::{BTreeMap, BTreeSet};

use super::decision::StatementEffect;
use super::json::{Json, step};
use super::statement::{self, Statement};

/// The longest text that is read, in bytes. AWS takes 32 kilobytes at most (a key policy), not
/// counting white space.
const LONGEST: usize = 2 * 1024 * 1024;

/// A parsed policy document.
#[derive(Debug)]
pub struct Document {
    /// The id by which proofs name it.
    pub id: String,
    statements: Vec<Statement>,
}

/// One thing that is wrong with a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error, serde::Serialize)]
#[error("{message} at `{pointer}`")]
pub struct Problem {
    /// A JSON pointer to the place; empty for the whole document.
    pub pointer: String,
    /// What is wrong, in words.
    pub message: String,
}

impl Problem {
    pub(super) fn new(pointer: &str, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            message: message.into(),
        }
    }

    pub(super) fn expected(pointer: &str, what: &str, expected: &str, found: &Json) -> Self {
        Self::new(
            pointer,
            format!("{what} must be {expected}, found {}", found.kind()),
        )
    }
}

impl Document {
    /// Parses a document of any policy type. What only some types ask for (a Principal, a
    /// Resource) is the business of [`Document::check`].
    ///
    /// # Errors
    /// Every problem that makes AWS refuse the document whatever its type.
    pub fn parse(id: &str, text: &str) -> Result<Self, Vec<Problem>> {
        if text.len() > LONGEST {
            let length = text.len();
            return Err(vec![Problem::new(
                "",
                format!("no policy is {length} bytes long: {LONGEST} are read at most"),
            )]);
        }
        let json: Json = serde_json::from_str(text)
            .map_err(|error| vec![Problem::new("", format!("not valid JSON: {error}"))])?;
        let mut problems = Vec::new();
        duplicates(&json, "", &mut problems);
        let statements = document(&json, &mut problems);
        if problems.is_empty() {
            Ok(Self {
                id: id.to_owned(),
                statements,
            })
        } else {
            problems.sort();
            problems.dedup();
            Err(problems)
        }
    }

    /// The statements, in order.
    #[must_use]
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// Whether some statement, allow or deny, is about an action (`service:Action`).
    /// A cheap filter before [`decide`](super::decide).
    #[must_use]
    pub fn mentions_action(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        self.statements.iter().any(|s| s.is_about_lower(&action))
    }

    /// Whether some Allow statement is about an action.
    #[must_use]
    pub fn allows_action(&self, action: &str) -> bool {
        let action = action.to_ascii_lowercase();
        self.statements
            .iter()
            .any(|s| s.effect == StatementEffect::Allow && s.is_about_lower(&action))
    }

    /// The distinct patterns of `Resource` elements as written, each with the indexes of the
    /// statements that have it. Patterns of `NotResource` are not among them.
    #[must_use]
    pub fn resource_patterns(&self) -> BTreeMap<&str, Vec<usize>> {
        let mut patterns: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for statement in &self.statements {
            for pattern in statement.resources() {
                let indexes = patterns.entry(pattern).or_default();
                if indexes.last() != Some(&statement.index) {
                    indexes.push(statement.index);
                }
            }
        }
        patterns
    }

    /// The condition keys that the document asks about, lower-cased.
    #[must_use]
    pub fn condition_keys(&self) -> BTreeSet<String> {
        self.statements
            .iter()
            .flat_map(Statement::condition_keys)
            .map(str::to_ascii_lowercase)
            .collect()
    }
}

fn document(json: &Json, problems: &mut Vec<Problem>) -> Vec<Statement> {
    let Json::Object(members) = json else {
        problems.push(Problem::expected("", "a policy", "an object", json));
        return Vec::new();
    };
    // Without a Version a document is of 2008-10-17, which has no variables.
    let mut variables = false;
    let mut list = None;
    for (name, value) in members {
        let at = step("", name);
        match (name.as_str(), value) {
            ("Version", Json::String(version)) if version == "2012-10-17" => variables = true,
            ("Version", Json::String(version)) if version == "2008-10-17" => {}
            ("Version", _) => problems.push(Problem::new(
                &at,
                "Version must be `2012-10-17` or `2008-10-17`",
            )),
            ("Id", Json::String(_)) => {}
            ("Id", other) => problems.push(Problem::expected(&at, "Id", "a string", other)),
            ("Statement", value) => list = Some(value),
            _ => problems.push(Problem::new(&at, format!("unknown element `{name}`"))),
        }
    }
    let at = step("", "Statement");
    match list {
        None => {
            problems.push(Problem::new("", "a policy needs a Statement"));
            Vec::new()
        }
        Some(Json::Array(items)) => items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| {
                statement::parse(item, index, &step(&at, index), variables, problems)
            })
            .collect(),
        Some(single) => statement::parse(single, 0, &at, variables, problems)
            .into_iter()
            .collect(),
    }
}

/// Notes keys that come twice in one object. The depth is bounded by the JSON parser.
fn duplicates(json: &Json, pointer: &str, problems: &mut Vec<Problem>) {
    match json {
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate().filter(|(_, item)| item.is_nest()) {
                duplicates(item, &step(pointer, index), problems);
            }
        }
        Json::Object(members) => {
            let mut seen = BTreeSet::new();
            for (name, value) in members {
                if !seen.insert(name) {
                    let message = format!("`{name}` comes twice");
                    problems.push(Problem::new(&step(pointer, name), message));
                }
                if value.is_nest() {
                    duplicates(value, &step(pointer, name), problems);
                }
            }
        }
        _ => {}
    }
}
