//! The same bytes whatever the order of input or the number of threads.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use blastradius_graph::model::Graph;
use blastradius_queries::path::{PathOptions, path};
use blastradius_queries::rank::{RankOptions, rank};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::who::{WhoOptions, who};
use common::{build, random_edge, random_edges};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngAlgorithm, RngSeed, TestRng, TestRunner};

fn everything(graph: &Graph) -> String {
    let at = |id| graph.find(id).unwrap();
    serde_json::to_string(&(
        reach(graph, &[at("c0"), at("c1")], &ReachOptions::default()),
        rank(graph, &RankOptions::default()),
        who(graph, at("m0"), &WhoOptions::default()),
        path(graph, at("c0"), at("d0"), &PathOptions::default()),
    ))
    .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn order_and_threads_do_not_matter(
        (edges, shuffled) in random_edges().prop_flat_map(|e| (Just(e.clone()), Just(e).prop_shuffle()))
    ) {
        let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let two = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let first = one.install(|| everything(&build(&edges)));
        prop_assert_eq!(&first, &two.install(|| everything(&build(&edges))));
        let eight = rayon::ThreadPoolBuilder::new().num_threads(8).build().unwrap();
        prop_assert_eq!(&first, &eight.install(|| everything(&build(&edges))));
        prop_assert_eq!(&first, &one.install(|| everything(&build(&shuffled))));
    }
}

#[test]
fn twenty_orders_give_the_same_bytes() {
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig::default(),
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    let many = proptest::collection::vec(random_edge(), 200);
    let edges = many.new_tree(&mut runner).unwrap().current();
    let first = everything(&build(&edges));
    for _ in 0..20 {
        let order = Just(edges.clone()).prop_shuffle();
        let shuffled = order.new_tree(&mut runner).unwrap().current();
        assert_eq!(first, everything(&build(&shuffled)));
    }
}
