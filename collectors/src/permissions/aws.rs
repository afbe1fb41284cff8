//! The policy and the shell script for AWS.

mod managed;
mod script;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::aws::Service;

pub use managed::{ManagedPolicy, aws_policy_beside};
pub use script::aws_script;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document {
    version: &'static str,
    statement: Vec<Statement>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement {
    sid: String,
    effect: &'static str,
    action: Vec<String>,
    resource: &'static str,
}

/// The least-privilege IAM policy of the services' operations, as JSON: one statement for each prefix,
/// every action by its full name, nothing that reads data or a secret's value.
///
/// Most list and describe actions support only `*` as resource (Service Authorization Reference).
#[must_use]
pub fn aws_policy(services: &[&dyn Service]) -> String {
    json(statements(services))
}

/// The same policy in documents that each fit in a managed policy: at most 6,144 characters without white space
/// (IAM and STS quotas). A role takes ten of them.
#[must_use]
pub fn aws_policies(services: &[&dyn Service]) -> Vec<String> {
    const LARGEST: usize = 6144;
    // What stands around the statements, and the comma before each.
    const AROUND: usize = r#"{"Version":"2012-10-17","Statement":[]}"#.len();
    let (mut documents, mut open, mut size) = (Vec::new(), Vec::new(), AROUND);
    for statement in statements(services) {
        let length = serde_json::to_string(&statement).map_or(0, |text| text.len() + 1);
        if size + length > LARGEST && !open.is_empty() {
            documents.push(json(std::mem::take(&mut open)));
            size = AROUND;
        }
        size += length;
        open.push(statement);
    }
    documents.push(json(open));
    documents
}

fn statements(services: &[&dyn Service]) -> Vec<Statement> {
    let mut actions: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for service in services {
        for operation in service.operations() {
            for action in operation.permissions {
                let prefix = action.split_once(':').map_or(*action, |(prefix, _)| prefix);
                actions.entry(prefix).or_default().insert(action);
            }
        }
    }
    actions
        .into_iter()
        .map(|(prefix, actions)| Statement {
            sid: sid(prefix),
            effect: "Allow",
            action: actions.into_iter().map(str::to_owned).collect(),
            resource: "*",
        })
        .collect()
}

fn json(statement: Vec<Statement>) -> String {
    let document = Document {
        version: "2012-10-17",
        statement,
    };
    // Text and lists always have a JSON form.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// `ReadSecretsmanager`: a statement id has letters and digits only.
fn sid(prefix: &str) -> String {
    let mut letters = prefix.chars().filter(char::is_ascii_alphanumeric);
    let first = letters.next().map(|it| it.to_ascii_uppercase());
    "Read".chars().chain(first).chain(letters).collect()
}
