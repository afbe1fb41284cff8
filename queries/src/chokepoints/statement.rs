//! A grant as it stands in the snapshot, and how to change it.

use blastradius_collectors::snapshot::Facts;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::grant::Grant;

/// The statements of a document, in their own letters.
#[derive(Deserialize)]
struct Document<'a> {
    #[serde(borrow, rename = "Statement")]
    statement: &'a RawValue,
}

fn statements(document: &str) -> Vec<String> {
    let Ok(document) = serde_json::from_str::<Document<'_>>(document) else {
        return Vec::new();
    };
    let text = document.statement.get();
    match serde_json::from_str::<Vec<&RawValue>>(text) {
        Ok(list) => list.iter().map(|it| it.get().to_owned()).collect(),
        Err(_) => vec![text.to_owned()],
    }
}

/// A statement: where it stands in the policy as it was collected, and its text there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Statement {
    pub(super) pointer: String,
    pub(super) text: String,
    pub(super) sid: Option<String>,
    value: Value,
}

/// The statement of a grant, found in the policy as it was collected: `facts` are after other changes, by which statements
/// may stand elsewhere.
pub(super) fn statement(original: &Facts, facts: &Facts, grant: &Grant) -> Option<Statement> {
    let id = grant.record.strip_prefix("policy:")?;
    let number: usize = grant.pointer.rsplit('/').next()?.parse().unwrap_or(0);
    let now = facts.policies.get(id)?;
    let value: Value = serde_json::from_str(statements(&now.document).get(number)?).ok()?;
    let first = original.policies.get(id)?;
    let all = statements(&first.document);
    let found = (0usize..)
        .zip(&all)
        .find(|(_, text)| serde_json::from_str::<Value>(text).is_ok_and(|it| it == value));
    let (at, text) = found?;
    let single = serde_json::from_str::<Value>(&first.document)
        .is_ok_and(|it| it.get("Statement").is_some_and(Value::is_object));
    Some(Statement {
        pointer: match single {
            true => "/Statement".to_owned(),
            false => format!("/Statement/{at}"),
        },
        text: text.clone(),
        sid: value.get("Sid").and_then(Value::as_str).map(str::to_owned),
        value,
    })
}

/// The texts of a member that is one text or several.
fn texts(value: &Value, name: &str) -> Vec<String> {
    match value.get(name) {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => {
            let texts = all.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// How to change a grant, the least change first. `actions` are what hops use of it.
pub(super) fn how(
    kind: &str,
    statement: Option<&Statement>,
    actions: &[String],
    words: &[String],
) -> Vec<String> {
    let operand = |at: usize| words.get(at).map_or("", String::as_str);
    let mut how = Vec::new();
    if let Some(statement) = statement {
        let allowed = texts(&statement.value, "Action");
        let lower = |text: &String| text.to_lowercase();
        let used: Vec<&String> = allowed
            .iter()
            .filter(|it| actions.iter().any(|used| lower(used) == lower(it)))
            .collect();
        if !used.is_empty() && used.len() < allowed.len() && used.len() == actions.len() {
            let names: Vec<&str> = used.iter().map(|it| it.as_str()).collect();
            how.push(format!("take {} out of its Action", names.join(", ")));
        } else if allowed.iter().any(|it| it.contains('*')) && !actions.is_empty() {
            how.push(format!(
                "write the actions that are needed in place of {}: the hops use {}",
                allowed.join(", "),
                actions.join(", ")
            ));
        }
        let resources = texts(&statement.value, "Resource");
        if resources.iter().any(|it| it == "*") {
            how.push("name the resources that are needed in place of `*`".to_owned());
        }
        if kind == "trust" {
            how.push(
                "name in its Principal only who needs the role, or add a Condition".to_owned(),
            );
        }
    }
    how.push(match kind {
        "attachment" => format!("detach {} from {}", operand(2), operand(1)),
        "credential" => format!("disable or delete {}", operand(1)),
        "federation" => format!("delete the trust {}", operand(1)),
        "run-as" => format!("give {} another identity than {}", operand(1), operand(2)),
        "membership" => format!("take {} out of {}", operand(1), operand(2)),
        _ => format!("remove the statement from {}", operand(1)),
    });
    how
}
