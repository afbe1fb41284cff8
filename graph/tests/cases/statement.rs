//! Statements in one line: `allow s3:GetObject, s3:PutObject on arn:aws:s3:::b/* if {"Bool": {…}}`.
//! In the policy of a resource `for user/x` stands before `on`. Text that starts with `{` is a statement in JSON.

use serde_json::{Value, json};

use super::id;

/// The statement of a line.
pub(crate) fn parse(line: &str) -> Value {
    if line.starts_with('{') {
        return serde_json::from_str(line).unwrap_or_else(|error| panic!("`{line}`: {error}"));
    }
    let (line, condition) = match line.split_once(" if ") {
        Some((line, condition)) => (line, serde_json::from_str::<Value>(condition).unwrap()),
        None => (line, Value::Null),
    };
    let (effect, rest) = line.split_once(' ').unwrap();
    let (rest, resources) = rest
        .split_once(" on ")
        .unwrap_or_else(|| panic!("`{line}` has no ` on `"));
    let (actions, principals) = match rest.split_once(" for ") {
        Some((actions, principals)) => (actions, Some(principals)),
        None => (rest, None),
    };
    let mut statement = json!({
        "Effect": if effect == "allow" { "Allow" } else { "Deny" },
        "Action": list(actions),
        "Resource": list(resources).into_iter().map(|r| id(&r)).collect::<Vec<_>>(),
    });
    if let Some(principals) = principals {
        statement["Principal"] = match principals {
            "*" => json!("*"),
            names => {
                json!({"AWS": list(names).iter().map(|name| principal(name)).collect::<Vec<_>>()})
            }
        };
    }
    if !condition.is_null() {
        statement["Condition"] = condition;
    }
    statement
}

/// A policy document of lines.
pub(crate) fn document(lines: &[String]) -> String {
    let statements: Vec<Value> = lines.iter().map(|line| parse(line)).collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// A trust policy: names of principals, or whole statements in JSON.
pub(crate) fn trust(names: &[String]) -> String {
    let statements: Vec<Value> = names
        .iter()
        .map(|name| match name.starts_with('{') {
            true => parse(name),
            false => json!({
                "Effect": "Allow",
                "Principal": match name.strip_suffix(".amazonaws.com") {
                    Some(_) => json!({"Service": name}),
                    None => json!({"AWS": principal(name)}),
                },
                "Action": "sts:AssumeRole",
            }),
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// `444455556666` and `444455556666:root` stand for the account.
fn principal(name: &str) -> String {
    match name.strip_suffix(":root") {
        Some(account) if account.len() == 12 => format!("arn:aws:iam::{account}:root"),
        _ => id(name),
    }
}

pub(crate) fn list(text: &str) -> Vec<String> {
    text.split(", ").map(str::to_owned).collect()
}
