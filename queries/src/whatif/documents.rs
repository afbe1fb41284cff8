//! Changes inside policy documents.

use blastradius_collectors::facts::Policy;
use serde_json::{Map, Value, json};

use super::error::ChangeError;

/// Changes the statements of a policy; what `change` returns is returned.
pub(super) fn edit<T>(
    policy: &mut Policy,
    change: impl FnOnce(&mut Vec<Value>) -> Result<T, ChangeError>,
) -> Result<T, ChangeError> {
    let not_read = || {
        ChangeError::Impossible(format!(
            "the document of `{}` could not be understood, so it cannot be changed",
            policy.id
        ))
    };
    let mut document: Value = serde_json::from_str(&policy.document).map_err(|_| not_read())?;
    let members = document.as_object_mut().ok_or_else(not_read)?;
    let mut statements = match members.remove("Statement") {
        Some(Value::Array(list)) => list,
        Some(one @ Value::Object(_)) => vec![one],
        _ => return Err(not_read()),
    };
    let changed = change(&mut statements)?;
    members.insert("Statement".to_owned(), Value::Array(statements));
    policy.document = document.to_string();
    Ok(changed)
}

/// Takes a statement out, by its number from 0 or its `Sid`.
pub(super) fn remove(policy: &mut Policy, which: &str) -> Result<Value, ChangeError> {
    let id = policy.id.clone();
    edit(policy, |statements| {
        let sid = |it: &Value| it.get("Sid").and_then(Value::as_str).map(str::to_owned);
        let named: Vec<usize> = (0..)
            .zip(statements.iter())
            .filter(|(_, it)| sid(it).as_deref() == Some(which))
            .map(|(at, _)| at)
            .collect();
        let number = which.trim_start_matches("/Statement/").parse().ok();
        let at = match (named.as_slice(), number) {
            ([one], _) => Some(*one),
            ([], number) => number.filter(|at: &usize| *at < statements.len()),
            _ => None,
        };
        let names = (0..).zip(statements.iter()).map(|(at, it): (usize, _)| {
            let sid = sid(it).map(|sid| format!(" ({sid})"));
            format!("{at}{}", sid.unwrap_or_default())
        });
        let names: Vec<String> = names.take(20).collect();
        match at {
            Some(at) => Ok(statements.remove(at)),
            None => Err(ChangeError::Unknown {
                what: format!("statement of `{id}`"),
                text: which.to_owned(),
                near: names,
            }),
        }
    })
}

/// The statements of a file: of a policy document, a list of them, or one.
pub(super) fn statements(path: &str, text: &str) -> Result<Vec<Value>, ChangeError> {
    let unusable = |reason: String| ChangeError::File {
        path: path.to_owned(),
        reason,
    };
    let value: Value =
        serde_json::from_str(text).map_err(|error| unusable(format!("it is not JSON: {error}")))?;
    let statements = match value {
        Value::Object(mut members) if members.contains_key("Statement") => {
            match members.remove("Statement") {
                Some(Value::Array(list)) => list,
                Some(one) => vec![one],
                None => Vec::new(),
            }
        }
        Value::Array(list) => list,
        one => vec![one],
    };
    let effect = |it: &Value| it.get("Effect").and_then(Value::as_str).is_some();
    match statements.iter().all(effect) && !statements.is_empty() {
        true => Ok(statements),
        false => Err(unusable("a statement without `Effect` is in it".to_owned())),
    }
}

/// A policy document of statements.
pub(super) fn document(statements: Vec<Value>) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

/// Takes a principal out of the statements of a trust policy that allow. `is` tells the names that are meant.
pub(super) fn remove_principal(
    policy: &mut Policy,
    text: &str,
    is: impl Fn(&str) -> bool,
) -> Result<(), ChangeError> {
    let id = policy.id.clone();
    edit(policy, |statements| {
        let mut removed = false;
        let mut trusted: Vec<String> = Vec::new();
        for statement in statements.iter_mut() {
            if statement.get("Effect").and_then(Value::as_str) != Some("Allow") {
                continue;
            }
            match statement.get_mut("Principal") {
                Some(Value::String(all)) => {
                    trusted.push(all.clone());
                    if is(all) {
                        removed = true;
                        *all = String::new();
                    }
                }
                Some(Value::Object(kinds)) => {
                    removed |= remove_values(kinds, &is, &mut trusted);
                }
                _ => {}
            }
        }
        if !removed {
            trusted.sort();
            trusted.dedup();
            return Err(ChangeError::Unknown {
                what: format!("principal that `{id}` trusts"),
                text: text.to_owned(),
                near: trusted.into_iter().take(20).collect(),
            });
        }
        // A statement that names nobody any more is none.
        statements.retain(|it| match it.get("Principal") {
            Some(Value::String(name)) => !name.is_empty(),
            Some(Value::Object(kinds)) => !kinds.is_empty(),
            _ => true,
        });
        Ok(())
    })
}

fn remove_values(
    kinds: &mut Map<String, Value>,
    is: &impl Fn(&str) -> bool,
    trusted: &mut Vec<String>,
) -> bool {
    let mut removed = false;
    let mut empty = Vec::new();
    for (kind, value) in kinds.iter_mut() {
        match value {
            Value::String(name) => {
                trusted.push(name.clone());
                if is(name) {
                    removed = true;
                    empty.push(kind.clone());
                }
            }
            Value::Array(names) => {
                let before = names.len();
                trusted.extend(names.iter().filter_map(Value::as_str).map(str::to_owned));
                names.retain(|name| !name.as_str().is_some_and(is));
                removed |= names.len() < before;
                if names.is_empty() {
                    empty.push(kind.clone());
                }
            }
            _ => {}
        }
    }
    for kind in empty {
        kinds.remove(&kind);
    }
    removed
}

/// A statement by which a role trusts a principal.
pub(super) fn trusting(principal: &str) -> Value {
    let (kind, action) = if principal.contains(":saml-provider/") {
        ("Federated", "sts:AssumeRoleWithSAML")
    } else if principal.contains(":oidc-provider/") {
        ("Federated", "sts:AssumeRoleWithWebIdentity")
    } else if principal.ends_with(".amazonaws.com") {
        ("Service", "sts:AssumeRole")
    } else {
        ("AWS", "sts:AssumeRole")
    };
    json!({"Effect": "Allow", "Principal": {kind: principal}, "Action": action})
}
