//! Choke points: cases as data.
//!
//! A file in `chokepoints/` is a case of the graph (`tests/cases`) with the question (`from`, `to`, `keep`, `require`, `k`)
//! and what is proposed: `points` in their order, what is `not`, what is `left`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

#[path = "../../graph/tests/cases/mod.rs"]
mod cases;
#[path = "common/files.rs"]
mod files;

use std::convert::Infallible;

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::model::Graph;
use blastradius_graph::{BuildOptions, build};
use blastradius_queries::answer::GrantBrief;
use blastradius_queries::chokepoints::{ChokeOptions, chokepoints};
use blastradius_queries::whatif::{Change, apply};
use cases::{Case, id};

fn list(table: &mut toml::Table, name: &str) -> Option<Vec<String>> {
    let value = table.remove(name)?;
    Some(value.try_into().unwrap())
}

fn graph(snapshot: &Snapshot) -> Graph {
    build(snapshot, &BuildOptions::default()).unwrap()
}

fn place(grant: &GrantBrief) -> String {
    format!("{} {}{}", grant.kind, grant.record, grant.pointer)
}

#[test]
fn every_case_comes_to_what_it_says() {
    files::every_case("chokepoints", check);
}

fn check(text: &str) {
    let mut table: toml::Table = toml::from_str(text).unwrap();
    let ids = |table: &mut toml::Table, name: &str| -> Vec<String> {
        let all = list(table, name).unwrap_or_default();
        all.iter().map(|it| id(it)).collect()
    };
    let (from, to) = (ids(&mut table, "from"), ids(&mut table, "to"));
    let keep = list(&mut table, "keep").unwrap_or_default();
    let require = list(&mut table, "require").unwrap_or_default();
    let points = list(&mut table, "points").unwrap_or_default();
    let not = list(&mut table, "not").unwrap_or_default();
    let dropped = list(&mut table, "dropped").unwrap_or_default();
    let kinds = list(&mut table, "kinds");
    let minimum = list(&mut table, "minimum");
    let number = |table: &mut toml::Table, name: &str| table.remove(name)?.as_integer();
    let choose = number(&mut table, "k").unwrap_or(1);
    let left = number(&mut table, "left");
    let at_most = number(&mut table, "left_at_most");
    let empty = table.remove("empty").is_some();
    let no_minimum = table.remove("no_minimum").is_some();
    let mut word = |name: &str| Some(table.remove(name)?.as_str().unwrap().to_owned());
    let (sid, statement, how) = (word("sid"), word("statement"), word("how"));
    let case: Case = toml::Value::Table(table).try_into().unwrap();
    let snapshot = cases::snapshot(&case);
    let options = ChokeOptions {
        choose: usize::try_from(choose).unwrap(),
        from,
        to,
        keep: keep.clone(),
        require: require
            .iter()
            .map(|it| it.split_once('=').unwrap())
            .map(|(a, b)| (id(a), id(b)))
            .collect(),
        ..ChokeOptions::default()
    };
    let again = |snapshot: &Snapshot| Ok::<_, Infallible>(graph(snapshot));
    let answer = chokepoints(&snapshot, graph(&snapshot), &options, &again).unwrap();
    let found: Vec<String> = answer.points.iter().map(|it| place(&it.grant)).collect();
    assert_eq!(
        found.get(..points.len()),
        Some(points.as_slice()),
        "{answer:#?}"
    );
    assert_eq!(answer.points.is_empty(), empty, "{answer:#?}");
    for it in &not {
        assert!(!found.contains(it), "{it}: {answer:#?}");
    }
    for it in &keep {
        let policy = format!("policy:{}", it.trim_start_matches("policy:"));
        assert!(
            answer.points.iter().all(|it| it.grant.record != policy),
            "{answer:#?}"
        );
    }
    if let Some(left) = left {
        assert_eq!(answer.summary.after, left as f64, "{answer:#?}");
    }
    if let Some(most) = at_most {
        assert!(answer.summary.after <= most as f64, "{answer:#?}");
    }
    for reason in &dropped {
        let mut all = answer.dropped.iter();
        assert!(all.any(|it| it.reason.contains(reason)), "{answer:#?}");
    }
    if let Some(kinds) = kinds {
        for point in &answer.points {
            assert!(
                kinds.iter().any(|kind| kind == point.grant.kind),
                "{answer:#?}"
            );
        }
    }
    if let Some(minimum) = minimum {
        let found: Vec<String> = answer.minimum.iter().flatten().map(place).collect();
        assert_eq!(found, minimum, "{answer:#?}");
    }
    if no_minimum {
        assert_eq!(answer.minimum, None);
    }
    if let Some(first) = answer.points.first() {
        if sid.is_some() {
            assert_eq!(first.sid, sid);
        }
        if let Some(part) = statement {
            assert!(
                first.statement.as_ref().unwrap().contains(&part),
                "{first:#?}"
            );
        }
        if let Some(part) = how {
            assert!(first.how.iter().any(|it| it.contains(&part)), "{first:#?}");
        }
    }
    assert!(answer.required.iter().all(|it| it.after), "{answer:#?}");
    // Every figure follows from the one before, and the first change does what it says when it is asked of `whatif`.
    let mut before = answer.summary.before;
    for (order, point) in (1..).zip(&answer.points) {
        assert_eq!((point.order, point.before), (order, before));
        assert!(point.after < point.before && point.credentials > 0 || !options.from.is_empty());
        before = point.after;
    }
    assert_eq!(before, answer.summary.after);
    if let Some(point) = answer.points.first() {
        let load = |_: &str| Err("no file".to_owned());
        let change = Change::parse(&point.change).unwrap();
        let changed = apply(&snapshot, &[change], &load).unwrap();
        let nothing = ChokeOptions {
            choose: 0,
            ..options
        };
        let after = chokepoints(
            &changed.snapshot,
            graph(&changed.snapshot),
            &nothing,
            &again,
        );
        assert_eq!(after.unwrap().summary.before, point.after);
    }
}
