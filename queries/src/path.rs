//! The best paths between two nodes, alternatives that differ in kind first.
//!
//! Yen's algorithm ("Finding the K Shortest Loopless Paths in a Network", Management Science
//! 17(11), 1971) over the states of [`steps`](crate::steps).

use std::collections::{BTreeSet, HashSet};

use blastradius_graph::model::{Certainty, EdgeId, EdgeKind, Graph, NodeId, NodeKind};

use crate::answer::{AttackerContext, Paths, Route};
use crate::coverage;
use crate::engine::states::Frozen;
use crate::narrate::{Briefs, certainty, gates, hops};
use crate::reach::can_be_derived;
use crate::search::{Cost, Direction, Search, Step, search, search_where};
use crate::steps::{Mode, State, start};

/// What is asked of [`path`].
#[derive(Debug, Clone)]
pub struct PathOptions {
    /// How many paths to give.
    pub count: usize,
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for PathOptions {
    fn default() -> Self {
        Self {
            count: 5,
            min_certainty: Certainty::Influence,
            context: AttackerContext::default(),
        }
    }
}

/// How many paths are looked at for each that is asked for, to find some that differ in kind.
const LOOKED_AT: usize = 8;

/// The best paths from one node to another, none when there is no path.
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::path::{PathOptions, path};
/// use blastradius_queries::subject::{Resolved, Want, resolve};
///
/// let snapshot = Snapshot::read("estate.brs".as_ref())?;
/// let graph = build(&snapshot, &BuildOptions::default())?;
/// let ends = (
///     resolve(&graph, "AKIAIOSFODNN7EXAMPLE", Want::Subject),
///     resolve(&graph, "prod/db", Want::Any),
/// );
/// if let (Resolved::Found(from), Resolved::Found(to)) = ends {
///     for route in path(&graph, from, to, &PathOptions::default()).paths {
///         for hop in &route.path {
///             println!("{} {} {}", hop.from, hop.edge.name(), hop.to);
///         }
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn path(graph: &Graph, from: NodeId, to: NodeId, options: &PathOptions) -> Paths {
    let wanted = options.count.saturating_mul(LOOKED_AT);
    let (found, mut more) = yen(graph, from, to, options.min_certainty, wanted);
    let chosen = choose(graph, found, options.count, &mut more);
    let mut briefs = Briefs::default();
    briefs.node(graph, from);
    briefs.node(graph, to);
    let paths = chosen
        .iter()
        .map(|steps| {
            briefs.path(graph, steps);
            let path = hops(graph, steps);
            Route {
                certainty: certainty(&path),
                hops: path.len(),
                gates: gates(&path),
                path,
            }
        })
        .collect();
    Paths {
        schema: "blastradius/path/1",
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        from: graph.node(from).id.to_owned(),
        to: graph.node(to).id.to_owned(),
        paths,
        more,
        coverage: coverage::summary(graph),
        nodes: briefs.finish(),
    }
}

/// The states that count as having the target.
fn targets(graph: &Graph, to: NodeId) -> Vec<State> {
    let node = graph.node(to);
    let modes: &[Mode] = match (node.kind, node.class) {
        (NodeKind::Asset, Some(class)) if can_be_derived(class) => &[
            Mode::Read,
            Mode::Use,
            Mode::Change,
            Mode::Carried,
            Mode::Derived,
        ],
        (NodeKind::Asset, _) => &[Mode::Read, Mode::Use, Mode::Change, Mode::Carried],
        _ => &[Mode::Act],
    };
    modes.iter().map(|mode| State::new(to, *mode)).collect()
}

/// A path with its cost first, then how many of its hops take a technique, so that paths sort by them: what is merely used is
/// quicker and leaves fewer traces than what must be changed first.
type Candidate = (Cost, usize, Vec<Step>);

fn yen(
    graph: &Graph,
    from: NodeId,
    to: NodeId,
    floor: Certainty,
    wanted: usize,
) -> (Vec<Vec<Step>>, bool) {
    let root = start(graph, from);
    let targets = targets(graph, to);
    // Only states that lead to the target are worth a look.
    let frozen = Frozen::new(graph, Direction::Backward);
    let leading = search(graph, &frozen, &targets, floor);
    let mut accepted: Vec<Vec<Step>> = Vec::new();
    let mut waiting: BTreeSet<Candidate> = BTreeSet::new();
    waiting.extend(spur(
        graph,
        &[],
        root,
        &targets,
        floor,
        &leading,
        &HashSet::new(),
    ));
    while accepted.len() < wanted {
        let Some((_, _, best)) = waiting.pop_first() else {
            return (accepted, false);
        };
        if accepted.contains(&best) {
            continue;
        }
        for at in 0..best.len() {
            let prefix = best.get(..at).unwrap_or_default();
            // A path that begins like this one must go on otherwise than each path already given.
            let taken: HashSet<(EdgeId, State)> = accepted
                .iter()
                .chain(std::iter::once(&best))
                .filter(|path| path.get(..at) == Some(prefix))
                .filter_map(|path| path.get(at).map(|step| (step.edge, step.to)))
                .collect();
            let here = prefix.last().map_or(root, |step| step.to);
            waiting.extend(spur(graph, prefix, here, &targets, floor, &leading, &taken));
        }
        accepted.push(best);
    }
    (accepted, !waiting.is_empty())
}

/// The best path that begins with `prefix`, goes on from `here` by none of the hops `taken`, and
/// comes to no state twice.
fn spur(
    graph: &Graph,
    prefix: &[Step],
    here: State,
    targets: &[State],
    floor: Certainty,
    leading: &Search<'_>,
    taken: &HashSet<(EdgeId, State)>,
) -> Option<Candidate> {
    let visited: HashSet<State> = prefix
        .iter()
        .map(|step| step.from)
        .chain(std::iter::once(here))
        .collect();
    let ceiling = prefix
        .iter()
        .map(|step| graph.edge(step.edge).certainty)
        .min()
        .unwrap_or(Certainty::Certain);
    // A hop that is taken may still be used later on by another way back, but no simple path comes
    // back to `here`, so the hops out of it can be closed altogether.
    let found = search_where(graph, &[here], (floor, ceiling), |edge, next| {
        !visited.contains(&next) && !taken.contains(&(edge, next)) && leading.cost(next).is_some()
    });
    let (_, target) = targets
        .iter()
        .filter(|target| **target != here)
        .filter_map(|target| Some((found.cost(*target)?, *target)))
        .min()?;
    let mut steps = prefix.to_vec();
    steps.extend(found.path(target));
    let techniques = steps
        .iter()
        .filter(|step| graph.edge(step.edge).technique().is_some())
        .count();
    Some((cost(graph, &steps), techniques, steps))
}

fn cost(graph: &Graph, steps: &[Step]) -> Cost {
    let edges = || steps.iter().map(|step| graph.edge(step.edge));
    let gates: usize = edges().map(|edge| edge.gate_count()).sum();
    let weakest = edges().map(|edge| edge.certainty).min();
    Cost {
        certainty: std::cmp::Reverse(weakest.unwrap_or(Certainty::Certain)),
        gates: u32::try_from(gates).unwrap_or(u32::MAX),
        hops: u32::try_from(steps.len()).unwrap_or(u32::MAX),
    }
}

/// What makes two paths of the same kind: the sequence of hops and of the types of their ends.
type Signature = Vec<(EdgeKind, Option<String>, String)>;

fn signature(graph: &Graph, steps: &[Step]) -> Signature {
    steps
        .iter()
        .map(|step| {
            let edge = graph.edge(step.edge);
            let end = graph.node(step.to.node).type_name.to_owned();
            (edge.kind, edge.technique().map(str::to_owned), end)
        })
        .collect()
}

/// The first of each kind, then more of the same kinds, `count` together. The same hops that touch
/// an asset in two ways are one path.
fn choose(graph: &Graph, found: Vec<Vec<Step>>, count: usize, more: &mut bool) -> Vec<Vec<Step>> {
    let mut edges = BTreeSet::new();
    let mut kinds = BTreeSet::new();
    let (mut first, mut same) = (Vec::new(), Vec::new());
    for steps in found {
        if !edges.insert(steps.iter().map(|step| step.edge).collect::<Vec<_>>()) {
            continue;
        }
        if kinds.insert(signature(graph, &steps)) {
            first.push(steps);
        } else {
            same.push(steps);
        }
    }
    first.extend(same);
    *more |= first.len() > count;
    first.truncate(count);
    first
}
