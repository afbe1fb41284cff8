//! Cases as data: what both snapshots have, what each has besides, what one could not read, and what is expected.

use std::collections::BTreeSet;
use std::path::Path;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::Origin;
use blastradius_collectors::snapshot::Snapshot;
use blastradius_queries::answer::{Diff, Plane, ReachChange};
use serde::Deserialize;

use crate::cases::{Case, id, snapshot};
use crate::laws::both_ways;
use crate::pairs::{Estate, checked, said};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DiffCase {
    about: String,
    /// What both have.
    both: toml::Table,
    /// What the earlier has besides; tables are merged, anything else is replaced.
    #[serde(default)]
    old: toml::Table,
    /// What the later has besides.
    #[serde(default)]
    new: toml::Table,
    /// What one of them could not read.
    #[serde(default)]
    lost: Vec<Lost>,
    /// Every change.
    #[serde(default)]
    expect: Vec<Expected>,
    /// `new ID`, `closed ID`, `unknown ID`: every credential and identity that came or went.
    #[serde(default)]
    came_and_went: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lost {
    /// `old` or `new`.
    side: String,
    #[serde(default)]
    scope: Option<String>,
    operation: String,
    subject: Option<String>,
    /// Records that are then missing.
    #[serde(default)]
    facts: Vec<String>,
    /// That nothing is said of the scope at all.
    #[serde(default)]
    unasked: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    /// `new`, `closed`, `changed`, `unknown`.
    change: String,
    id: String,
    /// `confidentiality`, `integrity`; none for a scope.
    plane: Option<String>,
    #[serde(default)]
    derived: bool,
    /// Every credential; all the same where it is left out.
    credentials: Option<Vec<String>>,
    /// `edited policy:…`: every fact.
    facts: Option<Vec<String>>,
    /// A part of what the first fact says.
    what: Option<String>,
    /// Certainty before and after, where it was and is.
    certainty: Option<String>,
    severity: Option<String>,
    /// A part of a gap.
    gap: Option<String>,
}

const ACCOUNT: &str = "aws:111122223333";

fn merged(mut into: toml::Table, from: &toml::Table) -> toml::Table {
    for (name, value) in from {
        match (into.get_mut(name), value) {
            (Some(toml::Value::Table(had)), toml::Value::Table(more)) => {
                *had = merged(had.clone(), more)
            }
            _ => drop(into.insert(name.clone(), value.clone())),
        }
    }
    into
}

fn record(short: &str) -> String {
    let (kind, rest) = short.split_once(':').unwrap();
    match rest.split_once('#') {
        Some((owner, rest)) => format!("{kind}:{}#{rest}", id(owner)),
        None => format!("{kind}:{}", id(rest)),
    }
}

fn estate(case: &DiffCase, side: &str, own: &toml::Table) -> Estate {
    let mut table = merged(case.both.clone(), own);
    table.insert("about".to_owned(), case.about.clone().into());
    let short: Case = toml::Value::Table(table)
        .try_into()
        .unwrap_or_else(|error| panic!("{}: {error}", case.about));
    let mut snapshot = snapshot(&short);
    // In a collected snapshot each list has its own record of coverage.
    for operation in ["iam:ListUsers", "iam:ListAccessKeys", "iam:ListRoles"] {
        snapshot
            .coverage
            .push(asked(ACCOUNT, operation, None, Outcome::Answered));
    }
    for lost in case.lost.iter().filter(|lost| lost.side == side) {
        lose(&mut snapshot, lost);
    }
    Estate::new(snapshot)
}

fn asked(scope: &str, operation: &str, subject: Option<&str>, outcome: Outcome) -> Coverage {
    Coverage {
        scope: scope.to_owned(),
        region: None,
        operation: operation.to_owned(),
        subject: subject.map(str::to_owned),
        outcome,
        records: 0,
        reason: String::new(),
        help: String::new(),
        origin: Origin::new("case", ""),
    }
}

fn lose(snapshot: &mut Snapshot, lost: &Lost) {
    let scope = lost.scope.as_deref().unwrap_or(ACCOUNT);
    snapshot.coverage.retain(|it| match lost.unasked {
        true => it.scope != scope,
        false => {
            (it.scope.as_str(), &it.operation, &it.subject)
                != (scope, &lost.operation, &lost.subject)
        }
    });
    if !lost.unasked {
        let gap = asked(
            scope,
            &lost.operation,
            lost.subject.as_deref(),
            Outcome::Refused,
        );
        snapshot.coverage.push(gap);
    }
    for name in &lost.facts {
        let name = record(name);
        let (kind, id) = name.split_once(':').unwrap();
        let facts = &mut snapshot.facts;
        let removed = match kind {
            "policy" => facts.policies.remove(id).is_some(),
            "attachment" => facts.attachments.remove(id).is_some(),
            "credential" => facts.credentials.remove(id).is_some(),
            "identity" => facts.identities.remove(id).is_some(),
            "asset" => facts.assets.remove(id).is_some(),
            "scope" => facts.scopes.remove(id).is_some(),
            "workload" => facts.workloads.remove(id).is_some(),
            other => panic!("a record of the kind `{other}`"),
        };
        let there: Vec<_> = facts
            .policies
            .keys()
            .chain(facts.attachments.keys())
            .collect();
        assert!(removed, "there is no {name} in {there:#?}");
    }
}

fn plane(plane: Option<Plane>) -> Option<String> {
    plane.map(|it| it.name().to_owned())
}

fn compare(case: &DiffCase, answer: &Diff) {
    let about = &case.about;
    let key = |it: &ReachChange| {
        (
            it.change.name().to_owned(),
            it.id.clone(),
            plane(it.plane),
            it.derived,
        )
    };
    let found: BTreeSet<_> = answer.changes.iter().map(key).collect();
    let expected: BTreeSet<_> = (case.expect.iter())
        .map(|it| (it.change.clone(), id(&it.id), it.plane.clone(), it.derived))
        .collect();
    assert_eq!(found, expected, "{about}: {:#?}", answer.changes);
    for it in &case.expect {
        let found: Vec<&ReachChange> = (answer.changes.iter())
            .filter(|change| {
                key(change) == (it.change.clone(), id(&it.id), it.plane.clone(), it.derived)
            })
            .filter(|change| {
                it.credentials
                    .as_ref()
                    .is_none_or(|ids| *ids == change.credentials)
            })
            .collect();
        let [change] = found.as_slice() else {
            panic!(
                "{about}: {} entries for {}: {:#?}",
                found.len(),
                it.id,
                answer.changes
            );
        };
        if let Some(facts) = &it.facts {
            let said: Vec<String> = change
                .facts
                .iter()
                .map(|fact| format!("{} {}", fact.change.name(), fact.record))
                .collect();
            let wanted: Vec<String> = facts
                .iter()
                .map(|text| {
                    let (change, name) = text.split_once(' ').unwrap();
                    format!("{change} {}", record(name))
                })
                .collect();
            assert_eq!(said, wanted, "{about}");
        }
        if let Some(what) = &it.what {
            let said: Vec<&str> = change.facts.iter().map(|fact| fact.what.as_str()).collect();
            assert!(
                said.iter().any(|said| said.contains(what)),
                "{about}: {said:?}"
            );
        }
        if let Some(certainty) = &it.certainty {
            let ways = [&change.before, &change.after].into_iter().flatten();
            let said: Vec<&str> = ways.map(|way| way.certainty.name()).collect();
            assert_eq!(&said.join(" -> "), certainty, "{about}");
        }
        if let Some(severity) = &it.severity {
            assert_eq!(change.severity.name(), severity, "{about}");
        }
        if let Some(gap) = &it.gap {
            assert!(
                change.gaps.iter().any(|it| it.contains(gap)),
                "{about}: {:?}",
                change.gaps
            );
        }
    }
    let came: BTreeSet<String> = (answer.credentials.iter().chain(&answer.identities))
        .map(|it| format!("{} {}", it.change.name(), it.id))
        .collect();
    let expected: BTreeSet<String> = (case.came_and_went.iter())
        .map(|text| {
            let (change, name) = text.split_once(' ').unwrap();
            format!("{change} {}", id(name))
        })
        .collect();
    assert_eq!(came, expected, "{about}");
}

#[test]
fn every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff/cases");
    let files: BTreeSet<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    let wanted = std::env::var("CASE").unwrap_or_default();
    let mut failed = Vec::new();
    let mut count = 0;
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.contains(&wanted) {
            continue;
        }
        count += 1;
        let text = std::fs::read_to_string(&path).unwrap();
        let run = || {
            let case: DiffCase = toml::from_str(&text).unwrap_or_else(|error| panic!("{error}"));
            let (old, new) = (
                estate(&case, "old", &case.old),
                estate(&case, "new", &case.new),
            );
            compare(&case, &both_ways(&name, &old, &new));
            for it in [&old, &new] {
                assert!(said(&checked(it, it)).is_empty());
            }
        };
        if let Err(error) = std::panic::catch_unwind(run) {
            let text = error.downcast_ref::<String>().cloned().unwrap_or_default();
            failed.push(format!("== {name}: {text}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(count >= 25 || !wanted.is_empty(), "only {count} cases");
}
