//! Every credential, the worst first.
//!
//! # The score
//! The sum over everything that is reached of *weight x certainty*.
//!
//! | what | weight |
//! |---|---|
//! | a scope that can be administered | 1000 |
//! | a secret or model that can be read or invoked | 5 |
//! | a data set, index or key that can be read or used | 3 |
//! | anything else that can be read | 1 |
//! | the same that can be changed, or is made from what can be changed | half of it |
//!
//! Certainty: certain 1, conditional 0.5, assumed 0.2, influence 0.1. So administrators come
//! first, a conditional path counts half, and of two equal credentials the smaller id comes first.

mod explain;
mod part;
pub(crate) mod sizes;
mod worth;

use blastradius_collectors::facts::AssetClass;
use std::collections::BTreeMap;

use blastradius_graph::model::{Certainty, Graph, NodeId, NodeKind};

use sizes::Work;

use crate::answer::{
    AttackerContext, ClassCounts, IntegrityCounts, LevelCounts, Rank, RankedCredential,
};
use crate::coverage;
use crate::engine::TooLittleMemory;
use crate::engine::states::Frozen;
use crate::narrate::base_identity;
use crate::reach::proved;
use crate::search::Direction;

pub use explain::explain;
pub use part::{MergeError, merge, rank_part};

/// What is asked of [`rank`].
#[derive(Debug, Clone)]
pub struct RankOptions {
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// Which kind of node to rank; credentials unless told otherwise.
    pub kind: NodeKind,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            kind: NodeKind::Credential,
            context: AttackerContext::default(),
        }
    }
}

/// The size of a blast radius. Counts are those of [`reach`](crate::reach::reach).
#[derive(Debug, Clone, PartialEq, Default)]
struct Size {
    readable: ClassCounts,
    certain: ClassCounts,
    integrity: IntegrityCounts,
    levels: Vec<LevelCounts>,
    admin_of: Vec<String>,
    /// In twentieths, so that the sum is exact and does not depend on the order.
    score: i64,
}

/// Ranks every credential.
///
/// Time: four sweeps over the graph at most, one for each level of certainty: see [`engine`](crate::engine).
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::rank::{RankOptions, explain, rank};
///
/// let snapshot = Snapshot::read("estate.brs".as_ref())?;
/// let graph = build(&snapshot, &BuildOptions::default())?;
/// let options = RankOptions::default();
/// let mut answer = rank(&graph, &options);
/// // The best path to the worst that each of the first three reaches.
/// explain(&graph, &mut answer, 3, options.min_certainty);
/// for entry in &answer.credentials {
///     println!("{} {}", entry.score, entry.name);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn rank(graph: &Graph, options: &RankOptions) -> Rank {
    // Without a limit there is no such error.
    let nodes = ranked(graph, options);
    let sizes = sizes::sizes(graph, &nodes, options.min_certainty, Work::ALL);
    answer(graph, options, &nodes, &sizes.unwrap_or_default())
}

/// Ranks every credential with tables of no more than `memory` bytes. The answer does not depend on it.
///
/// # Errors
/// If the tables need more.
pub fn rank_within(
    graph: &Graph,
    options: &RankOptions,
    memory: u64,
) -> Result<Rank, TooLittleMemory> {
    let work = Work {
        memory: Some(memory),
        ..Work::ALL
    };
    let nodes = ranked(graph, options);
    let sizes = sizes::sizes(graph, &nodes, options.min_certainty, work)?;
    Ok(answer(graph, options, &nodes, &sizes))
}

/// Ranks every credential, and gives the first `count` the best path to the worst that each reaches: [`rank`], or [`rank_within`]
/// where `memory` limits it, and [`explain`], on one frozen graph.
///
/// # Errors
/// If the tables need more memory.
pub fn rank_explained(
    graph: &Graph,
    options: &RankOptions,
    memory: Option<u64>,
    count: usize,
) -> Result<Rank, TooLittleMemory> {
    let work = Work {
        memory,
        ..Work::ALL
    };
    let nodes = ranked(graph, options);
    let (frozen, floor) = (
        Frozen::new(graph, Direction::Forward),
        options.min_certainty,
    );
    let (sizes, frozen) = sizes::sizes_of(graph, frozen, &nodes, floor, work)?;
    let mut rank = answer(graph, options, &nodes, &sizes);
    explain::explain_on(graph, &frozen, &mut rank, count, floor);
    Ok(rank)
}

/// What is ranked, in the order of ids.
fn ranked(graph: &Graph, options: &RankOptions) -> Vec<NodeId> {
    // A stronger form of an identity is reached from it, and not one more thing that can leak.
    graph
        .nodes()
        .filter(|(id, node)| node.kind == options.kind && base_identity(graph, *id).is_none())
        .map(|(id, _)| id)
        .collect()
}

/// The answer of what is ranked and its sizes, in the same order.
fn answer(graph: &Graph, options: &RankOptions, nodes: &[NodeId], sizes: &[Size]) -> Rank {
    let mut credentials: Vec<RankedCredential> = nodes
        .iter()
        .zip(sizes)
        .map(|(id, size)| entry(graph, *id, size))
        .collect();
    sort(&mut credentials);
    Rank {
        schema: "blastradius/rank/1",
        credentials,
        coverage: coverage::summary(graph),
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        ranked: options.kind,
        nodes: BTreeMap::new(),
    }
}

/// The worst first; of two equal ones that with the smaller id.
fn sort(credentials: &mut [RankedCredential]) {
    credentials.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
}

fn entry(graph: &Graph, id: NodeId, size: &Size) -> RankedCredential {
    let node = graph.node(id);
    let identity = proved(graph, id).map(|identity| graph.node(identity));
    RankedCredential {
        id: node.id.to_owned(),
        kind: node.type_name.to_owned(),
        identity: identity.map(|node| node.id.to_owned()).unwrap_or_default(),
        data: size.readable.data,
        models: size.readable.models,
        secrets: size.readable.secrets,
        admin_of: size.admin_of.clone(),
        certain: size.certain,
        integrity: size.integrity,
        levels: size.levels.clone(),
        score: round(u64::try_from(size.score).unwrap_or(0)),
        name: node.name.to_owned(),
        identity_name: identity
            .map(|node| node.name.to_owned())
            .unwrap_or_default(),
        scope: node.scope.map(str::to_owned),
        notes: node.notes().map(str::to_owned).collect(),
        best: None,
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "scores stay far below the 52 bits that a float keeps exactly"
)]
pub(crate) fn round(twentieths: u64) -> f64 {
    twentieths as f64 / 20.0
}

pub(crate) fn weight(class: AssetClass) -> u64 {
    match class {
        AssetClass::Secret | AssetClass::Model => 5,
        AssetClass::Data | AssetClass::Index | AssetClass::Key => 3,
        _ => 1,
    }
}

/// The weight of a certainty, in tenths.
pub(crate) fn share(level: Certainty) -> u64 {
    match level {
        Certainty::Certain => 10,
        Certainty::Conditional => 5,
        Certainty::Assumed => 2,
        Certainty::Influence => 1,
    }
}
