//! The graph against the evaluator, asked pair by pair: no filter of the builder loses a yes or invents one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use std::collections::BTreeMap;

use blastradius_graph::authorize::aws::Outcome;
use cases::agreement::agrees;
use cases::all;

#[test]
fn the_graph_says_what_the_evaluator_says() {
    let mut counts = BTreeMap::new();
    for (_, _, case) in all() {
        agrees(&case, &mut counts);
        for mutation in &case.mutation {
            agrees(&case.mutated(mutation), &mut counts);
        }
    }
    let of = |outcome| counts.get(&outcome).copied().unwrap_or_default();
    assert!(of(Outcome::Allowed) > 100, "{counts:?}");
    assert!(of(Outcome::Conditional) > 10, "{counts:?}");
    assert!(of(Outcome::ImplicitlyDenied) > 200, "{counts:?}");
}
