//! The engine on a graph in the shape of an estate: accounts of principals, policies as nodes between them and what they grant,
//! administrators who may become one another, trust across accounts. `cargo bench -p blastradius-queries`.
//!
//! Larger graphs and peers: `cargo xtask bench reach`.

#[path = "../tests/common/random.rs"]
mod random;

use blastradius_graph::csr::Csr;
use blastradius_queries::engine::{
    Between, NO_TARGET, Network, Part, Prepared, Question, Space, search,
};
use divan::{Bencher, black_box};
use random::Random;

fn main() {
    divan::main();
}

/// In each account: so many keys, roles, policies and assets. The first two roles are administrators.
const KEYS: u32 = 100;
const ROLES: u32 = 200;
const POLICIES: u32 = 100;
const ASSETS: u32 = 200;
const ACCOUNT: u32 = KEYS + ROLES + POLICIES + ASSETS;

fn estate(accounts: u32) -> (Csr, Question) {
    let mut random = Random(1);
    let mut edges = Vec::new();
    for account in 0..accounts {
        let keys = account * ACCOUNT;
        let (roles, policies, assets) = (keys + KEYS, keys + KEYS + ROLES, keys + ACCOUNT - ASSETS);
        for key in 0..KEYS {
            edges.push((keys + key, roles + random.below(ROLES)));
        }
        for role in 0..ROLES {
            for _ in 0..3 {
                edges.push((roles + role, policies + 1 + random.below(POLICIES - 1)));
            }
            if random.below(10) == 0 {
                edges.push((roles + role, roles + random.below(ROLES)));
            }
            edges.push((policies, roles + role));
        }
        edges.extend([(roles, policies), (roles + 1, policies)]);
        edges.extend((0..ASSETS).map(|asset| (policies, assets + asset)));
        for policy in 1..POLICIES {
            for _ in 0..1 + random.below(40) {
                edges.push((policies + policy, assets + random.below(ASSETS)));
            }
        }
        // Anyone's role may be trusted anywhere, now and then an administrator.
        for _ in 0..5 {
            let other = random.below(accounts) * ACCOUNT + KEYS;
            edges.push((roles + random.below(ROLES), other + random.below(ROLES)));
        }
    }
    let vertices = accounts * ACCOUNT;
    let place = |vertex: u32| vertex % ACCOUNT;
    let class = (0..vertices).map(|vertex| match place(vertex) {
        place if place >= ACCOUNT - ASSETS => (place % 3) as u8,
        _ => NO_TARGET,
    });
    let question = Question {
        class: class.collect(),
        classes: 3,
        sources: (0..vertices)
            .filter(|vertex| place(*vertex) < KEYS)
            .collect(),
    };
    // The ends are vertices of the accounts.
    let graph = Csr::from_edges(vertices, &edges).unwrap_or_default();
    (graph, question)
}

const ACCOUNTS: [u32; 3] = [10, 100, 500];

/// Every key against every asset, from the edges on.
#[divan::bench(args = ACCOUNTS)]
fn every_source(bencher: Bencher, accounts: u32) {
    let (graph, question) = estate(accounts);
    bencher.bench_local(|| {
        let prepared = Prepared::new(black_box(&graph), &question);
        prepared.count(Part::WHOLE).handed
    });
}

/// What each of 100 keys reaches, counted.
#[divan::bench(args = ACCOUNTS)]
fn one_source(bencher: Bencher, accounts: u32) {
    let (graph, question) = estate(accounts);
    let prepared = Prepared::new(&graph, &question);
    let mut room = prepared.room();
    bencher.bench_local(|| {
        let sources = question.sources.iter().take(100);
        sources
            .map(|source| prepared.reached(black_box(*source), &mut room).len())
            .sum::<usize>()
    });
}

/// A best path from one key to everything.
#[divan::bench(args = ACCOUNTS)]
fn one_tree(bencher: Bencher, accounts: u32) {
    let (graph, _) = estate(accounts);
    let network = Network {
        graph,
        labels: Vec::new(),
    };
    let mut space = Some(Space::new(network.graph.vertices(), |_| false));
    bencher.bench_local(|| {
        let tree = space
            .take()
            .map(|space| search(&network, space, black_box(&[0]), 3));
        let found = tree.as_ref().map(|tree| tree.found().count());
        space = tree.map(|tree| tree.into_space());
        found
    });
}

/// The best path from one key to one asset of another account.
#[divan::bench(args = ACCOUNTS)]
fn one_path(bencher: Bencher, accounts: u32) {
    let (graph, question) = estate(accounts);
    let network = Network {
        graph,
        labels: Vec::new(),
    };
    let (back, numbers) = network.reversed();
    let mut between = Between::new(&network, &back, &numbers);
    let target = question.class.len() as u32 - 1;
    bencher.bench_local(|| between.best(black_box(&[0]), black_box(&[target]), 3));
}
