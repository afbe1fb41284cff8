//! Which records of the snapshots differ, and where in them.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Policy;
use blastradius_collectors::snapshot::Facts;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::answer::{FactChange, RecordChange};

/// What a record says of where and when it was read, and not of the estate.
const OF_THE_READING: [&str; 3] = ["origin", "last_used", "used"];

/// Every record that differs, by its name (`policy:arn:…`).
pub(super) fn changes(old: &Facts, new: &Facts) -> BTreeMap<String, FactChange> {
    let mut found = BTreeMap::new();
    compare("scope", &old.scopes, &new.scopes, &mut found);
    compare("identity", &old.identities, &new.identities, &mut found);
    compare("credential", &old.credentials, &new.credentials, &mut found);
    compare("attachment", &old.attachments, &new.attachments, &mut found);
    compare("workload", &old.workloads, &new.workloads, &mut found);
    compare("pipeline", &old.pipelines, &new.pipelines, &mut found);
    compare("asset", &old.assets, &new.assets, &mut found);
    compare("lineage", &old.lineage, &new.lineage, &mut found);
    compare("federation", &old.federations, &new.federations, &mut found);
    policies(&old.policies, &new.policies, &mut found);
    found
}

fn compare<F: Serialize + PartialEq>(
    kind: &str,
    old: &BTreeMap<String, F>,
    new: &BTreeMap<String, F>,
    into: &mut BTreeMap<String, FactChange>,
) {
    for id in old
        .keys()
        .chain(new.keys().filter(|id| !old.contains_key(*id)))
    {
        let record = format!("{kind}:{id}");
        let change = match (old.get(id), new.get(id)) {
            (Some(a), Some(b)) if a == b => None,
            (Some(a), Some(b)) => edited(&record, &members(a), &members(b)),
            (Some(_), None) => Some(whole(&record, RecordChange::Removed)),
            (None, Some(_)) => Some(whole(&record, RecordChange::Added)),
            (None, None) => None,
        };
        into.extend(change.map(|change| (record, change)));
    }
}

fn whole(record: &str, change: RecordChange) -> FactChange {
    FactChange {
        record: record.to_owned(),
        change,
        added: Vec::new(),
        removed: Vec::new(),
        what: String::new(),
    }
}

/// The members of a record that are of the estate.
fn members<F: Serialize>(fact: &F) -> Map<String, Value> {
    // A fact is written as an object.
    let mut members = match serde_json::to_value(fact) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    };
    members.retain(|name, _| !OF_THE_READING.contains(&name.as_str()));
    members
}

fn edited(record: &str, old: &Map<String, Value>, new: &Map<String, Value>) -> Option<FactChange> {
    let lacking = |these: &Map<String, Value>, those: &Map<String, Value>| {
        let differ = these
            .iter()
            .filter(|(name, value)| those.get(*name) != Some(value));
        differ
            .map(|(name, _)| format!("/{name}"))
            .collect::<Vec<String>>()
    };
    let (added, removed) = (lacking(new, old), lacking(old, new));
    (!added.is_empty() || !removed.is_empty()).then(|| FactChange {
        added,
        removed,
        ..whole(record, RecordChange::Edited)
    })
}

fn policies(
    old: &BTreeMap<String, Policy>,
    new: &BTreeMap<String, Policy>,
    into: &mut BTreeMap<String, FactChange>,
) {
    for id in old
        .keys()
        .chain(new.keys().filter(|id| !old.contains_key(*id)))
    {
        let record = format!("policy:{id}");
        let change = match (old.get(id), new.get(id)) {
            (Some(a), Some(b)) if a.document == b.document => None,
            (Some(a), Some(b)) => documents(&record, &a.document, &b.document),
            (Some(a), None) => Some(FactChange {
                what: effects(&statements(&a.document).unwrap_or_default(), None),
                ..whole(&record, RecordChange::Removed)
            }),
            (None, Some(b)) => Some(FactChange {
                what: effects(&statements(&b.document).unwrap_or_default(), None),
                ..whole(&record, RecordChange::Added)
            }),
            (None, None) => None,
        };
        into.extend(change.map(|change| (record, change)));
    }
}

/// Two versions of a document, statement by statement: the same statement in another place is no change.
fn documents(record: &str, old: &str, new: &str) -> Option<FactChange> {
    let (Some(before), Some(after)) = (statements(old), statements(new)) else {
        return Some(whole(record, RecordChange::Edited));
    };
    let lacking = |these: &[(String, Value)], those: &[(String, Value)]| {
        let mut left: Vec<&Value> = those.iter().map(|(_, it)| it).collect();
        let mut missing = BTreeSet::new();
        for (pointer, statement) in these {
            match left.iter().position(|it| *it == statement) {
                Some(at) => drop(left.swap_remove(at)),
                None => drop(missing.insert(pointer.clone())),
            }
        }
        missing
    };
    let (added, removed) = (lacking(&after, &before), lacking(&before, &after));
    if added.is_empty() && removed.is_empty() {
        return None;
    }
    let what = match added.is_empty() {
        false => effects(&after, Some(&added)),
        true => effects(&before, Some(&removed)),
    };
    Some(FactChange {
        added: added.into_iter().collect(),
        removed: removed.into_iter().collect(),
        what,
        ..whole(record, RecordChange::Edited)
    })
}

/// The statements of a document, each with its place; `None` where it is no policy document.
fn statements(document: &str) -> Option<Vec<(String, Value)>> {
    let parsed: Value = serde_json::from_str(document).ok()?;
    let some = |statements: &[Value]| {
        let numbered = statements.iter().enumerate();
        numbered
            .map(|(at, it)| (format!("/Statement/{at}"), it.clone()))
            .collect()
    };
    match parsed.get("Statement") {
        Some(Value::Array(statements)) => Some(some(statements)),
        Some(one) => Some(vec![("/Statement".to_owned(), one.clone())]),
        None => Some(vec![(String::new(), parsed)]),
    }
}

/// How many actions of a statement are named.
const NAMED: usize = 3;

/// What statements say, in a few words: `denies s3:GetObject, s3:PutObject`.
fn effects(statements: &[(String, Value)], only: Option<&BTreeSet<String>>) -> String {
    let mut said: Vec<String> = Vec::new();
    for (pointer, statement) in statements {
        if only.is_some_and(|only| !only.contains(pointer)) {
            continue;
        }
        let verb = match statement.get("Effect").and_then(Value::as_str) {
            Some("Deny") => "denies",
            Some("Allow") => "allows",
            _ => continue,
        };
        let texts = |it: &Value| match it {
            Value::String(one) => vec![one.clone()],
            Value::Array(many) => {
                let texts = many.iter().filter_map(Value::as_str);
                texts.map(str::to_owned).collect()
            }
            _ => Vec::new(),
        };
        let (mut actions, mut words) = (Vec::new(), String::new());
        if let Some(named) = statement.get("Action") {
            actions = texts(named);
        } else if let Some(named) = statement.get("NotAction") {
            words.push_str("all but ");
            actions = texts(named);
        }
        let more = actions.len().saturating_sub(NAMED);
        actions.truncate(NAMED);
        words.push_str(&actions.join(", "));
        if more > 0 {
            words.push_str(&format!(" and {more} more"));
        }
        let text = format!("{verb} {words}");
        if !said.contains(&text) {
            said.push(text);
        }
    }
    let more = said.len().saturating_sub(NAMED);
    said.truncate(NAMED);
    match more {
        0 => said.join("; "),
        more => format!("{}; and {more} more statements", said.join("; ")),
    }
}
