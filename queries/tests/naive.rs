//! `reach` against a naive fixpoint, `who` and `rank` against `reach`, on thousands of small random graphs.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{
    Access, Certainty, Edge, EdgeKind, End, Graph, GraphBuilder, Node, NodeKind, Representatives,
};
use blastradius_queries::answer::{ByClass, Hop, LevelCounts, Plane, RankPart, Reach};
use blastradius_queries::engine::Part;
use blastradius_queries::path::{PathOptions, path};
use blastradius_queries::rank::{
    MergeError, RankOptions, explain, merge, rank, rank_explained, rank_part,
};
use blastradius_queries::reach::{ReachOptions, reach};
use blastradius_queries::recheck::{Claim, recheck, recheck_access};
use blastradius_queries::who::{WhoOptions, who};
use common::{NODES, RandomEdge, build, gate, random_edge, random_edges};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// What the attacker has, and in what way. The same as the product, written anew as a table of rules
/// that is applied to every edge until nothing changes.
type Have = (String, &'static str);

/// The fewest (gates, hops) to everything that can be had over edges of at least `level`.
fn fixpoint(graph: &Graph, root: &str, level: Certainty) -> BTreeMap<Have, (usize, usize)> {
    let is = |id: &str| graph.node(graph.find(id).unwrap());
    let first = if is(root).kind == NodeKind::Asset {
        "read"
    } else {
        "act"
    };
    let mut have: BTreeMap<Have, (usize, usize)> = BTreeMap::new();
    have.insert((root.to_owned(), first), (0, 0));
    loop {
        let before = have.clone();
        for (_, from, to, edge) in graph.edges().filter(|(.., e)| e.certainty >= level) {
            let (from, to) = (graph.node(from).id, graph.node(to).id);
            let carries =
                |id: &str| matches!(is(id).class, Some(AssetClass::Index | AssetClass::Model));
            let mut rules: Vec<(&str, &'static str, &str, &'static str)> = Vec::new();
            match edge.kind {
                EdgeKind::PartOf => {}
                EdgeKind::Touches => {
                    let gives = |access| edge.access.contains(access);
                    if gives(Access::Read) {
                        rules.push((from, "act", to, "read"));
                    }
                    if gives(Access::Use) {
                        rules.push((from, "act", to, "use"));
                    }
                    if gives(Access::Write) || gives(Access::Delete) || gives(Access::Administer) {
                        rules.push((from, "act", to, "change"));
                    }
                }
                EdgeKind::Flows => {
                    rules.push((from, "change", to, "downstream"));
                    rules.push((from, "downstream", to, "downstream"));
                    rules.push((to, "derived", from, "derived"));
                    if carries(to) {
                        rules.push((to, "read", from, "derived"));
                        rules.push((to, "use", from, "derived"));
                    }
                }
                _ => {
                    rules.push((from, "act", to, "act"));
                    if edge.kind == EdgeKind::Holds {
                        rules.push((from, "read", to, "act"));
                    }
                }
            }
            for (a, way, b, gained) in rules {
                if let Some((gates, hops)) = have.get(&(a.to_owned(), way)).copied() {
                    let new = (gates + edge.gate_count(), hops + 1);
                    let slot = have.entry((b.to_owned(), gained)).or_insert(new);
                    *slot = (*slot).min(new);
                }
            }
        }
        if have == before {
            return have;
        }
    }
}

/// What is had in the end over hops of at least a level, counted by class.
fn counted(graph: &Graph, root: &str, level: Certainty) -> LevelCounts {
    let have = fixpoint(graph, root, level);
    let has = |id: &str, ways: &[&'static str]| {
        ways.iter()
            .any(|way| have.contains_key(&(id.to_owned(), *way)))
    };
    let others = || graph.nodes().map(|it| it.1).filter(|it| it.id != root);
    let of = |class, ways: &[&'static str]| {
        let found = others().filter(|it| it.class == Some(class) && has(it.id, ways));
        found.count() as u32
    };
    LevelCounts {
        certainty: level,
        confidentiality: ByClass::of(|class| of(class, &["read", "use"])),
        integrity: ByClass::of(|class| of(class, &["change", "downstream"])),
        administered: others()
            .filter(|it| it.kind == NodeKind::Scope && has(it.id, &["act"]))
            .count() as u32,
    }
}

/// id, radius ("act", "confidentiality", "integrity", "derived"), certainty, gates, hops.
type Row = (String, &'static str, Certainty, usize, usize);

fn expected(graph: &Graph, root: &str, floor: Certainty) -> BTreeSet<Row> {
    let levels: Vec<_> = Certainty::ALL
        .into_iter()
        .filter(|level| *level >= floor)
        .map(|level| (level, fixpoint(graph, root, level)))
        .collect();
    let best = |id: &str, ways: &[&'static str]| {
        levels.iter().find_map(|(level, have)| {
            let costs = ways
                .iter()
                .filter_map(|way| have.get(&(id.to_owned(), *way)));
            costs.min().map(|(gates, hops)| (*level, *gates, *hops))
        })
    };
    let mut rows = BTreeSet::new();
    for (_, node) in graph.nodes().filter(|(_, node)| node.id != root) {
        let mut row = |name, found: Option<(Certainty, usize, usize)>| {
            if let Some((level, gates, hops)) = found {
                rows.insert((node.id.to_owned(), name, level, gates, hops));
            }
        };
        match (node.kind, node.class) {
            (NodeKind::Asset, Some(class)) => {
                let direct = best(node.id, &["read", "use"]);
                row("confidentiality", direct);
                row("integrity", best(node.id, &["change", "downstream"]));
                if matches!(class, AssetClass::Data | AssetClass::Index) {
                    let derived = best(node.id, &["derived"]);
                    row(
                        "derived",
                        derived.filter(|d| direct.is_none_or(|direct| d.0 > direct.0)),
                    );
                }
            }
            (NodeKind::Credential, _) => {}
            _ => row("act", best(node.id, &["act"])),
        }
    }
    rows
}

fn gate_count(path: &[Hop]) -> usize {
    path.iter().map(|hop| hop.gates.len()).sum()
}

fn rows(answer: &Reach) -> BTreeSet<Row> {
    let mut rows = BTreeSet::new();
    let acts = answer
        .identities
        .iter()
        .map(|i| (&i.id, i.certainty, &i.path))
        .chain(
            answer
                .workloads
                .iter()
                .map(|w| (&w.id, w.certainty, &w.path)),
        )
        .chain(answer.admin.iter().map(|a| (&a.id, a.certainty, &a.path)));
    for (id, certainty, path) in acts {
        rows.insert((id.clone(), "act", certainty, gate_count(path), path.len()));
    }
    for asset in &answer.assets {
        for plane in &asset.plane {
            let name = if asset.derived {
                "derived"
            } else {
                plane.name()
            };
            rows.insert((
                asset.id.clone(),
                name,
                asset.certainty,
                gate_count(&asset.path),
                asset.hops,
            ));
        }
    }
    rows
}

fn recheck_all(graph: &Graph, root: &str, answer: &Reach) {
    for identity in &answer.identities {
        recheck(
            graph,
            root,
            &identity.id,
            &identity.path,
            Claim::Act,
            identity.certainty,
        )
        .unwrap();
    }
    for workload in &answer.workloads {
        recheck(
            graph,
            root,
            &workload.id,
            &workload.path,
            Claim::Act,
            workload.certainty,
        )
        .unwrap();
    }
    for admin in &answer.admin {
        recheck(
            graph,
            root,
            &admin.id,
            &admin.path,
            Claim::Act,
            admin.certainty,
        )
        .unwrap();
    }
    for asset in &answer.assets {
        recheck_access(&asset.path, &asset.plane, asset.access).unwrap();
        for plane in &asset.plane {
            let claim = if asset.derived {
                Claim::Derived
            } else {
                Claim::Touch(*plane)
            };
            recheck(graph, root, &asset.id, &asset.path, claim, asset.certainty).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default() })]

    #[test]
    fn reach_is_the_naive_fixpoint_at_every_level(edges in random_edges()) {
        let graph = build(&edges);
        for root in ["c0", "i0", "w0", "k0"] {
            let id = graph.find(root).unwrap();
            for floor in Certainty::ALL {
                let options = ReachOptions { min_certainty: floor, ..ReachOptions::default() };
                let answer = reach(&graph, &[id], &options);
                prop_assert_eq!(rows(&answer), expected(&graph, root, floor), "from {} at {:?}", root, floor);
                recheck_all(&graph, root, &answer);
            }
        }
    }

    #[test]
    fn who_is_the_reverse_of_reach(edges in random_edges()) {
        let graph = build(&edges);
        let mut forward = BTreeSet::new();
        let mut backward = BTreeSet::new();
        for (id, node) in graph.nodes() {
            match node.kind {
                NodeKind::Credential | NodeKind::Identity => {
                    let answer = reach(&graph, &[id], &ReachOptions::default());
                    forward.extend(rows(&answer).into_iter()
                        .filter(|(_, way, ..)| *way != "act")
                        .map(|row| (node.id.to_owned(), row)));
                }
                NodeKind::Asset => {
                    let answer = who(&graph, id, &WhoOptions::default());
                    for holder in answer.credentials.iter().chain(&answer.identities) {
                        for plane in &holder.plane {
                            let name = if holder.derived { "derived" } else { plane.name() };
                            let claim = if holder.derived { Claim::Derived } else { Claim::Touch(*plane) };
                            recheck(&graph, &holder.id, node.id, &holder.path, claim, holder.certainty).unwrap();
                            backward.insert((holder.id.clone(), (
                                node.id.to_owned(), name, holder.certainty, gate_count(&holder.path), holder.hops,
                            )));
                        }
                    }
                }
                _ => {}
            }
        }
        prop_assert_eq!(forward, backward);
    }

    #[test]
    fn rank_counts_what_reach_lists(edges in random_edges()) {
        let graph = build(&edges);
        for floor in Certainty::ALL {
            let ranked = rank(&graph, &RankOptions { min_certainty: floor, ..RankOptions::default() });
            prop_assert_eq!(ranked.credentials.len(), 3);
            for entry in &ranked.credentials {
                let id = graph.find(&entry.id).unwrap();
                let options = ReachOptions { min_certainty: floor, ..ReachOptions::default() };
                let answer = reach(&graph, &[id], &options);
                let summary = &answer.summary;
                prop_assert_eq!((entry.data, entry.models, entry.secrets), (summary.data, summary.models, summary.secrets));
                prop_assert_eq!(entry.certain, summary.certain);
                prop_assert_eq!(entry.integrity, summary.integrity);
                prop_assert_eq!(&entry.admin_of, &summary.admin_of);
                prop_assert!((entry.score - score(&answer)).abs() < 1e-9);
            }
            let sorted = ranked.credentials.is_sorted_by(|a, b| a.score > b.score || (a.score == b.score && a.id < b.id));
            prop_assert!(sorted);
        }
    }

    #[test]
    fn rank_counts_at_each_level_what_a_plain_search_finds(edges in random_edges(), floor in 0usize..4, of in 1u32..4) {
        let graph = build(&edges);
        let floor = Certainty::ALL[floor];
        for kind in [NodeKind::Credential, NodeKind::Identity, NodeKind::Asset] {
            let options = RankOptions { min_certainty: floor, kind, ..RankOptions::default() };
            let ranked = rank(&graph, &options);
            let parts = (0..of).map(|part| rank_part(&graph, &options, Part { part, of }, None).unwrap());
            let merged = merge(parts.collect()).unwrap();
            for (entry, added) in ranked.credentials.iter().zip(&merged.credentials) {
                prop_assert_eq!(&entry.levels, &added.levels);
                let asked: Vec<_> = Certainty::ALL.into_iter().filter(|it| *it >= floor).collect();
                let told: Vec<_> = entry.levels.iter().map(|it| it.certainty).collect();
                prop_assert_eq!(told, asked);
                for level in &entry.levels {
                    prop_assert_eq!(*level, counted(&graph, &entry.id, level.certainty), "of {} at {:?}", entry.id, level.certainty);
                }
            }
        }
    }

    #[test]
    fn parts_of_a_ranking_add_up(edges in random_edges(), of in 1u32..5) {
        let graph = build(&edges);
        let options = RankOptions::default();
        let mut parts: Vec<RankPart> = (0..of)
            .map(|part| rank_part(&graph, &options, Part { part, of }, None).unwrap())
            .map(|part| serde_json::from_str(&serde_json::to_string(&part).unwrap()).unwrap())
            .collect();
        parts.reverse();
        prop_assert_eq!(merge(parts.clone()).unwrap(), rank(&graph, &options));
        let last = parts.pop().unwrap();
        prop_assert_eq!(merge(parts.clone()).is_err(), true);
        parts.extend([last.clone(), last]);
        prop_assert_eq!(merge(parts).unwrap_err(), MergeError::Twice(1));
    }

    #[test]
    fn the_best_path_to_the_worst_is_proved(edges in random_edges()) {
        let graph = build(&edges);
        let mut ranked = rank(&graph, &RankOptions::default());
        explain(&graph, &mut ranked, usize::MAX, Certainty::Influence);
        // On one frozen graph it is the same.
        for memory in [None, Some(u64::MAX)] {
            let once = rank_explained(&graph, &RankOptions::default(), memory, usize::MAX);
            prop_assert_eq!(&once.unwrap(), &ranked);
        }
        for entry in &ranked.credentials {
            prop_assert_eq!(entry.best.is_some(), entry.score > 0.0);
            let Some(best) = &entry.best else { continue };
            let asset = graph.node(graph.find(&best.to).unwrap()).kind == NodeKind::Asset;
            prop_assert_eq!(asset, entry.admin_of.is_empty());
            let claims = match asset {
                true => vec![Claim::Touch(Plane::Confidentiality), Claim::Touch(Plane::Integrity)],
                false => vec![Claim::Act],
            };
            prop_assert!(claims.into_iter().any(|claim|
                recheck(&graph, &entry.id, &best.to, &best.path, claim, best.certainty).is_ok()));
        }
    }

    #[test]
    fn paths_are_proved_distinct_and_begin_with_the_best(edges in random_edges()) {
        let graph = build(&edges);
        let (from, to) = (graph.find("c0").unwrap(), graph.find("m0").unwrap());
        let paths = path(&graph, from, to, &PathOptions::default()).paths;
        let best = rows(&reach(&graph, &[from], &ReachOptions::default())).into_iter()
            .filter(|(id, ..)| id == "m0")
            .map(|(_, _, certainty, gates, hops)| (std::cmp::Reverse(certainty), gates, hops))
            .min();
        let first = paths.first()
            .map(|route| (std::cmp::Reverse(route.certainty), gate_count(&route.path), route.hops));
        prop_assert_eq!(first, best);
        let mut seen = BTreeSet::new();
        for route in &paths {
            let claims = [Claim::Touch(Plane::Confidentiality), Claim::Touch(Plane::Integrity), Claim::Derived];
            prop_assert!(claims.into_iter().any(|claim|
                recheck(&graph, "c0", "m0", &route.path, claim, route.certainty).is_ok()));
            let new = seen.insert(format!("{:?}", route.path));
            prop_assert!(new);
        }
        prop_assert!(paths.len() <= 5);
    }
}

/// Who shares an edge of a kind with whom: nodes of [`NODES`] at both ends.
type Shared = (Vec<usize>, Vec<usize>, RandomEdge);

fn shared_edges() -> impl Strategy<Value = Vec<Shared>> {
    let some = |from: &'static [usize]| proptest::sample::subsequence(from, 1..=from.len());
    let shared = (
        random_edge(),
        some(&[3, 4, 5, 6, 7]),
        some(&[10, 11, 12, 13, 14, 15]),
        some(&[3, 4, 5, 6, 7, 9]),
    );
    let shared = shared.prop_map(|(edge, identities, assets, others)| match edge.kind {
        EdgeKind::Touches => (identities, assets, edge),
        EdgeKind::Flows => (
            assets.clone(),
            assets.into_iter().rev().take(2).collect(),
            edge,
        ),
        EdgeKind::Holds => (assets, vec![0, 1], edge),
        _ => (identities, others, edge),
    });
    proptest::collection::vec(shared, 0..6)
}

/// The graph with edges between groups, and the graph of the single edges that they stand for.
fn with_groups(edges: &[RandomEdge], shared: &[Shared]) -> (Graph, Graph) {
    let make = |grouped: bool| {
        let mut builder = GraphBuilder::new();
        let content = |edge: &RandomEdge, note: usize| Edge {
            certainty: edge.certainty,
            access: edge.access,
            gates: (0..edge.gates).map(|n| gate(&n.to_string())).collect(),
            // Edges that are not shared alike stay apart.
            conditions: vec![note.to_string()],
            ..common::edge(edge.kind)
        };
        for (note, it) in edges.iter().enumerate() {
            builder.edge(NODES[it.from].0, NODES[it.to].0, content(it, note));
        }
        for (note, (from, to, it)) in shared.iter().enumerate() {
            let edge = content(it, 1000 + note);
            if grouped {
                let mut side = |nodes: &[usize]| {
                    let names: Vec<_> = nodes.iter().map(|at| builder.name(NODES[*at].0)).collect();
                    match names[..] {
                        [one] => End::Node(one),
                        _ => End::Group(builder.group(names)),
                    }
                };
                let ends = (side(from), side(to));
                builder.edge_between(ends.0, ends.1, edge, Representatives::default());
            } else {
                for (a, b) in from.iter().flat_map(|a| to.iter().map(move |b| (a, b))) {
                    if a != b {
                        builder.edge(NODES[*a].0, NODES[*b].0, edge.clone());
                    }
                }
            }
        }
        for (id, kind, class) in NODES {
            builder.node(Node {
                class: *class,
                ..common::node(id, *kind, "test")
            });
        }
        builder.freeze(common::info())
    };
    (make(true), make(false))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() })]

    #[test]
    fn groups_are_what_their_members_are(edges in random_edges(), shared in shared_edges()) {
        let (grouped, single) = with_groups(&edges, &shared);
        for root in ["c0", "i0", "k0"] {
            let answer = |graph: &Graph| {
                let id = graph.find(root).unwrap();
                reach(graph, &[id], &ReachOptions::default())
            };
            let found = answer(&grouped);
            prop_assert_eq!(rows(&found), rows(&answer(&single)), "from {}", root);
            recheck_all(&grouped, root, &found);
        }
        let ranked = |graph: &Graph| rank(graph, &RankOptions::default()).credentials;
        prop_assert_eq!(
            serde_json::to_string(&ranked(&grouped)).unwrap(),
            serde_json::to_string(&ranked(&single)).unwrap()
        );
        let holders = |graph: &Graph| {
            let answer = who(graph, graph.find("m0").unwrap(), &WhoOptions::default());
            let all = answer.credentials.iter().chain(&answer.identities);
            all.map(|it| (it.id.clone(), it.derived, it.hops, it.certainty, gate_count(&it.path)))
                .collect::<BTreeSet<_>>()
        };
        prop_assert_eq!(holders(&grouped), holders(&single));
    }
}

/// The score as its documentation says, from the answer of reach.
fn score(answer: &Reach) -> f64 {
    let share = |certainty| match certainty {
        Certainty::Certain => 1.0,
        Certainty::Conditional => 0.5,
        Certainty::Assumed => 0.2,
        Certainty::Influence => 0.1,
    };
    let weight = |class| match class {
        AssetClass::Secret | AssetClass::Model => 5.0,
        AssetClass::Data | AssetClass::Index | AssetClass::Key => 3.0,
        _ => 1.0,
    };
    let admin: f64 = answer
        .admin
        .iter()
        .map(|a| 1000.0 * share(a.certainty))
        .sum();
    let assets: f64 = answer
        .assets
        .iter()
        .filter(|asset| !asset.derived)
        .flat_map(|asset| asset.plane.iter().map(move |plane| (asset, plane)))
        .map(|(asset, plane)| {
            let half = if *plane == Plane::Integrity { 0.5 } else { 1.0 };
            half * weight(asset.class) * share(asset.certainty)
        })
        .sum();
    admin + assets
}
