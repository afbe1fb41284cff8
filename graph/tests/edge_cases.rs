//! Every case in `tests/cases/<rule or technique>/`: what must be reached is, what must not is not, and each
//! mutation of a case breaks it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use cases::{Case, Expected, all, between, describe, ends, id, reached};

#[test]
fn every_case_holds() {
    let mut wrong = Vec::new();
    for (rule, file, case) in all() {
        let mut say =
            |message: String| wrong.push(format!("{rule}/{file} ({}): {message}", case.about));
        check(&case, &mut say);
        for mutation in &case.mutation {
            let mutated = case.mutated(mutation);
            let graph = mutated.graph();
            let none = Vec::new();
            let gone = match &mutation.without {
                Some(technique) => {
                    let drawn = graph
                        .edges()
                        .any(|(.., edge)| edge.technique() == Some(technique));
                    if drawn {
                        let edges = describe(&graph);
                        say(format!(
                            "`{}`: {technique} is still there\n{edges}",
                            mutation.about
                        ));
                    }
                    mutation.unreachable.as_ref().unwrap_or(&none)
                }
                None => mutation.unreachable.as_ref().unwrap_or(&case.reach),
            };
            assert!(
                !gone.is_empty() || !mutation.no_edge.is_empty() || mutation.without.is_some(),
                "{rule}/{file}: `{}` breaks nothing",
                mutation.about
            );
            for arrow in gone {
                let (from, to) = ends(arrow);
                if reached(&graph, &from).contains(&to) {
                    say(format!(
                        "`{}`: {arrow} is still reached\n{}",
                        mutation.about,
                        describe(&graph)
                    ));
                }
            }
            for arrow in &mutation.no_edge {
                let (from, to) = ends(arrow);
                if !between(&graph, &from, &to).is_empty() {
                    say(format!("`{}`: {arrow} is still an edge", mutation.about));
                }
            }
            for arrow in &mutation.reach {
                let (from, to) = ends(arrow);
                if !reached(&graph, &from).contains(&to) {
                    say(format!(
                        "`{}`: {arrow} is not reached\n{}",
                        mutation.about,
                        describe(&graph)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn check(case: &Case, say: &mut impl FnMut(String)) {
    let graph = case.graph();
    for arrow in &case.reach {
        let (from, to) = ends(arrow);
        if !reached(&graph, &from).contains(&to) {
            say(format!("{arrow} is not reached\n{}", describe(&graph)));
        }
    }
    for arrow in &case.unreachable {
        let (from, to) = ends(arrow);
        assert!(graph.find(&from).is_some(), "no node `{from}`");
        if reached(&graph, &from).contains(&to) {
            say(format!("{arrow} is reached\n{}", describe(&graph)));
        }
    }
    for arrow in &case.no_edge {
        let (from, to) = ends(arrow);
        if !between(&graph, &from, &to).is_empty() {
            say(format!("{arrow} is an edge\n{}", describe(&graph)));
        }
    }
    for expected in &case.edge {
        let edges = between(&graph, &id(&expected.from), &id(&expected.to));
        if !edges.iter().any(|edge| fits(edge, expected)) {
            say(format!("no {expected:?}\n{}", describe(&graph)));
        }
        if let Some(access) = &expected.access {
            let all = edges
                .iter()
                .fold(blastradius_graph::model::AccessSet::EMPTY, |all, edge| {
                    all.union(edge.access)
                });
            let all: Vec<&str> = all.iter().map(|access| access.name()).collect();
            if all != *access {
                say(format!(
                    "{} -> {}: access {all:?}, not {access:?}",
                    expected.from, expected.to
                ));
            }
        }
    }
    for (_, from, to, edge) in graph.edges() {
        if edge.evidence().next().is_none() {
            say(format!(
                "no evidence for {} -> {}",
                graph.node(from).id,
                graph.node(to).id
            ));
        }
    }
}

fn fits(edge: &blastradius_graph::model::Edge, expected: &Expected) -> bool {
    let is = |wanted: &Option<String>, has: &str| wanted.as_ref().is_none_or(|w| w == has);
    is(&expected.kind, edge.kind.name())
        && is(&expected.certainty, edge.certainty.name())
        && expected
            .technique
            .as_ref()
            .is_none_or(|id| edge.technique.as_ref() == Some(id))
        && expected.gate.as_ref().is_none_or(|gate| {
            edge.gates
                .iter()
                .any(|has| serde_json::to_value(has.kind).unwrap() == gate.as_str())
        })
        && expected
            .condition
            .as_ref()
            .is_none_or(|part| edge.conditions.iter().any(|has| has.contains(part)))
        && expected
            .evidence
            .as_ref()
            .is_none_or(|record| edge.evidence.iter().any(|has| has.record == *record))
}
