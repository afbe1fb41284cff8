//! Stories of pipelines from end to end: what an attacker comes to, and a twin in which one thing blocks it.
//!
//! A file in `stories/` is a case of the graph (`tests/cases`) with `[[must_reach]]`, `[[must_not_reach]]` and `[twin]`: a
//! mutation of the case, by which everything in `must_reach` is lost, or what `[twin]` says is.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

#[path = "../../graph/tests/cases/mod.rs"]
mod cases;

use std::fs;

use blastradius_graph::model::{EdgeKind, Graph};
use blastradius_queries::answer::{Happens, Plane, Reach};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::recheck::{Claim, recheck};
use cases::{Case, Mutation, id};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    from: String,
    to: String,
    /// `confidentiality`, `integrity`, `derived`, `consumer`, or `flow`: from an asset along the flows.
    plane: String,
    certainty: Option<String>,
    /// The kinds of the gates, all of them.
    gates: Option<Vec<String>>,
    /// `automatic`, `needs_run`, `needs_human`.
    happens: Option<String>,
    next_run: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Twin {
    mutation: Mutation,
    /// What is reached all the same, differently: behind a gate.
    #[serde(default)]
    must_reach: Vec<Expected>,
    /// Whether `must_reach` of the story still holds.
    #[serde(default)]
    keeps: bool,
}

struct Story {
    case: Case,
    must_reach: Vec<Expected>,
    must_not_reach: Vec<Expected>,
    twin: Twin,
}

fn story(text: &str) -> Story {
    let mut table: toml::Table = toml::from_str(text).unwrap();
    fn list<T: serde::de::DeserializeOwned>(table: &mut toml::Table, name: &str) -> Vec<T> {
        let value = table.remove(name);
        value.map_or_else(Vec::new, |it| it.try_into().unwrap())
    }
    Story {
        must_reach: list(&mut table, "must_reach"),
        must_not_reach: list(&mut table, "must_not_reach"),
        twin: table.remove("twin").expect("a twin").try_into().unwrap(),
        case: toml::Value::Table(table).try_into().unwrap(),
    }
}

/// What is reached of one expectation: certainty, kinds of gates, what has to happen.
type Found = (String, Vec<String>, Option<(String, Option<String>)>);

fn kinds(gates: &[blastradius_graph::model::Gate]) -> Vec<String> {
    let kind = |it: &blastradius_graph::model::Gate| serde_json::to_value(it.kind).unwrap();
    let mut kinds: Vec<String> = gates
        .iter()
        .map(|it| kind(it).as_str().unwrap().to_owned())
        .collect();
    kinds.sort();
    kinds
}

fn find(graph: &Graph, expected: &Expected) -> Option<Found> {
    let (from, to) = (id(&expected.from), id(&expected.to));
    if expected.plane == "flow" {
        return flow(graph, &from, &to);
    }
    let subject = graph.find(&from)?;
    let answer = reach(graph, &[subject], &ReachOptions::default());
    proved(graph, &from, &answer);
    let runs = |runs: &Option<blastradius_queries::answer::Runs>| {
        runs.as_ref().map(|it| {
            let how = match it.happens {
                Happens::Automatic => "automatic",
                Happens::NeedsRun => "needs_run",
                Happens::NeedsHuman => "needs_human",
            };
            (how.to_owned(), it.next_run.clone())
        })
    };
    if expected.plane == "consumer" {
        let it = answer.consumers.iter().find(|it| it.id == to)?;
        return Some((
            it.certainty.name().to_owned(),
            kinds(&it.gates),
            runs(&it.runs),
        ));
    }
    let (plane, derived) = match expected.plane.as_str() {
        "confidentiality" => (Plane::Confidentiality, false),
        "derived" => (Plane::Confidentiality, true),
        "integrity" => (Plane::Integrity, false),
        other => panic!("there is no plane `{other}`"),
    };
    let mut assets = answer.assets.iter();
    let it = assets.find(|it| it.id == to && it.plane.contains(&plane) && it.derived == derived)?;
    Some((
        it.certainty.name().to_owned(),
        kinds(&it.gates),
        runs(&it.runs),
    ))
}

/// Every path of an answer passes the second checker.
fn proved(graph: &Graph, from: &str, answer: &Reach) {
    for it in &answer.assets {
        for plane in &it.plane {
            let claim = if it.derived {
                Claim::Derived
            } else {
                Claim::Touch(*plane)
            };
            assert_eq!(
                recheck(graph, from, &it.id, &it.path, claim, it.certainty),
                Ok(()),
                "{it:?}"
            );
        }
    }
    for it in &answer.identities {
        assert_eq!(
            recheck(graph, from, &it.id, &it.path, Claim::Act, it.certainty),
            Ok(())
        );
    }
    for it in &answer.consumers {
        let said = recheck(graph, from, &it.id, &it.path, Claim::Consumer, it.certainty);
        assert_eq!(said, Ok(()), "{it:?}");
    }
}

/// The first way along the flows.
fn flow(graph: &Graph, from: &str, to: &str) -> Option<Found> {
    let mut next = vec![(graph.find(from)?, Vec::new())];
    let mut seen = std::collections::BTreeSet::new();
    while let Some((node, gates)) = next.pop() {
        if graph.node(node).id == to {
            return Some(("certain".to_owned(), kinds(&gates), None));
        }
        for (_, target, edge) in graph.outgoing(node) {
            if edge.kind == EdgeKind::Flows && seen.insert(target) {
                next.push((target, [gates.clone(), edge.gates().collect()].concat()));
            }
        }
    }
    None
}

fn holds(graph: &Graph, expected: &Expected) -> Result<(), String> {
    let Some((certainty, gates, runs)) = find(graph, expected) else {
        return Err(format!(
            "not reached: {expected:?}\n{}",
            cases::describe(graph)
        ));
    };
    let mut wrong = Vec::new();
    if expected
        .certainty
        .as_ref()
        .is_some_and(|it| *it != certainty)
    {
        wrong.push(format!("is {certainty}"));
    }
    if expected.gates.as_ref().is_some_and(|it| *it != gates) {
        wrong.push(format!("has the gates {gates:?}"));
    }
    let how = runs.as_ref().map(|it| it.0.clone());
    if expected.happens.is_some() && expected.happens != how {
        wrong.push(format!("happens {how:?}"));
    }
    let next = runs.and_then(|it| it.1);
    if expected.next_run.is_some() && expected.next_run != next {
        wrong.push(format!("runs next {next:?}"));
    }
    match wrong.is_empty() {
        true => Ok(()),
        false => Err(format!("{expected:?}: {}", wrong.join(", "))),
    }
}

#[test]
fn every_story_comes_true_and_its_twin_does_not() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stories");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    assert!(files.len() >= 10, "{} stories", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.file_stem().unwrap().to_string_lossy();
        let story = story(&fs::read_to_string(file).unwrap());
        let graph = story.case.graph();
        assert!(
            !story.must_reach.is_empty() && !story.must_not_reach.is_empty(),
            "{name}"
        );
        for expected in &story.must_reach {
            wrong.extend(
                holds(&graph, expected)
                    .err()
                    .map(|it| format!("{name}: {it}")),
            );
        }
        for expected in &story.must_not_reach {
            assert!(
                graph.find(&id(&expected.to)).is_some(),
                "{name}: no node {}",
                expected.to
            );
            if find(&graph, expected).is_some() {
                wrong.push(format!("{name}: reached: {expected:?}"));
            }
        }
        let twin = story.case.mutated(&story.twin.mutation).graph();
        for expected in &story.twin.must_reach {
            wrong.extend(
                holds(&twin, expected)
                    .err()
                    .map(|it| format!("{name}, twin: {it}")),
            );
        }
        assert!(
            !story.twin.keeps || !story.twin.must_reach.is_empty(),
            "{name}: the twin says nothing"
        );
        for expected in story.must_reach.iter().filter(|_| !story.twin.keeps) {
            if find(&twin, expected).is_some() {
                wrong.push(format!("{name}: the twin reaches {expected:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    about: String,
    /// What trains, its type and region.
    workload: String,
    r#type: String,
    region: Option<String>,
    /// The type of what starts it, and its attributes.
    by: Option<String>,
    rule: String,
    happens: String,
    next_run: Option<String>,
}

#[test]
fn what_rules_and_schedules_start_runs_by_itself() {
    let starts: toml::Table = toml::from_str(include_str!("starts/starts.toml")).unwrap();
    let starts: Vec<Start> = starts["start"].clone().try_into().unwrap();
    for it in &starts {
        let text = include_str!("starts/case.toml")
            .replace("{workload}", &it.workload)
            .replace("{type}", &it.r#type)
            .replace("{by}", it.by.as_deref().unwrap_or("aws:events:rule"))
            .replace("{rule}", &it.rule);
        let text = match &it.region {
            Some(region) => text.replacen("\"us-east-1\"", &format!("{region:?}"), 1),
            None => text,
        };
        let case: Case = toml::from_str(&text).unwrap();
        let expected = Expected {
            from: "user/leaked".to_owned(),
            to: "arn:aws:s3:::models/m/*".to_owned(),
            plane: "integrity".to_owned(),
            certainty: None,
            gates: None,
            happens: None,
            next_run: None,
        };
        let graph = case.graph();
        let (_, _, runs) = find(&graph, &expected).unwrap();
        let wanted = (it.happens.clone(), it.next_run.clone());
        assert_eq!(runs, Some(wanted), "{}", it.about);
    }
}

#[test]
fn a_time_is_told_only_where_it_is_known() {
    let text = include_str!("stories/poisoned-training.toml");
    for (written, instead, happens, next_run) in [
        ("", "", "automatic", Some("2026-11-23T02:00:00Z")),
        // Its zone stands beside the expression.
        (
            r#"type = "aws:sagemaker:pipeline""#,
            r#"type = "databricks:job""#,
            "automatic",
            None,
        ),
        ("* ? *)", "* ? 2020)", "needs_run", None),
        (r#""schedule""#, r#""workflow_call""#, "needs_run", None),
        (r#""schedule""#, r#""push""#, "automatic", None),
        (r#""schedule""#, r#""web""#, "needs_human", None),
    ] {
        assert!(text.contains(written), "{written}");
        let story = story(&match written {
            "" => text.to_owned(),
            written => text.replace(written, instead),
        });
        let graph = story.case.graph();
        let (_, _, runs) = find(&graph, &story.must_reach[0]).unwrap();
        let wanted = (happens.to_owned(), next_run.map(str::to_owned));
        assert_eq!(runs, Some(wanted), "{instead}");
    }
}
