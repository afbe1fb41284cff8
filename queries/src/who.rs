//! Who can touch this asset? The reverse of [`reach`](crate::reach::reach).

use std::collections::BTreeMap;

use blastradius_graph::model::{AccessSet, Certainty, EdgeKind, Graph, NodeId, NodeKind};

use crate::answer::{AttackerContext, Holder, Plane, Who, WhoSummary};
use crate::coverage;
use crate::engine::states::Frozen;
use crate::narrate::{Briefs, certainty, gates, hops};
use crate::reach::{can_be_derived, same_way};
use crate::search::{Cost, Direction, Search, Step, search};
use crate::steps::{Mode, State};

/// What is asked of [`who`].
#[derive(Debug, Clone)]
pub struct WhoOptions {
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// Which radii to list; both unless told otherwise.
    pub planes: Vec<Plane>,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for WhoOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            planes: vec![Plane::Confidentiality, Plane::Integrity],
            context: AttackerContext::default(),
        }
    }
}

/// Every credential and identity that leads to the asset, and who outside can touch it.
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::subject::{Resolved, Want, resolve};
/// use blastradius_queries::who::{WhoOptions, who};
///
/// let snapshot = Snapshot::read("estate.brs".as_ref())?;
/// let graph = build(&snapshot, &BuildOptions::default())?;
/// if let Resolved::Found(asset) = resolve(&graph, "prod/db", Want::Asset) {
///     let answer = who(&graph, asset, &WhoOptions::default());
///     println!("{} credentials lead to it", answer.summary.credentials);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn who(graph: &Graph, asset: NodeId, options: &WhoOptions) -> Who {
    let frozen = Frozen::new(graph, Direction::Backward);
    let back = |modes: &[Mode]| {
        let roots: Vec<State> = modes.iter().map(|mode| State::new(asset, *mode)).collect();
        search(graph, &frozen, &roots, options.min_certainty)
    };
    let wants = |plane| options.planes.contains(&plane);
    let read = wants(Plane::Confidentiality).then(|| back(&[Mode::Read, Mode::Use]));
    let change = wants(Plane::Integrity).then(|| back(&[Mode::Change, Mode::Carried]));
    let carried = graph.node(asset).class.is_some_and(can_be_derived);
    let derived = (wants(Plane::Confidentiality) && carried).then(|| back(&[Mode::Derived]));

    let mut briefs = Briefs::default();
    briefs.node(graph, asset);
    let mut credentials = Vec::new();
    let mut identities = Vec::new();
    for (id, node) in graph.nodes() {
        let into = match node.kind {
            NodeKind::Credential => &mut credentials,
            // Whoever is outside of the snapshot can touch it too: a vendor's account, the internet.
            NodeKind::Identity | NodeKind::External => &mut identities,
            _ => continue,
        };
        let read = best(read.as_ref(), id);
        let change = best(change.as_ref(), id);
        let derived = best(derived.as_ref(), id).filter(|(cost, _)| {
            read.as_ref()
                .is_none_or(|(direct, _)| cost.level() > direct.level())
        });
        let mut add = |(cost, steps): (Cost, Vec<Step>), plane: &[Plane], derived: bool| {
            briefs.path(graph, &steps);
            into.push((cost, holder(graph, id, &steps, plane.to_vec(), derived)));
        };
        match (read, change) {
            (Some(read), Some(change)) if same_way(&read.1, &change.1) => {
                add(read, &[Plane::Confidentiality, Plane::Integrity], false);
            }
            (read, change) => {
                if let Some(read) = read {
                    add(read, &[Plane::Confidentiality], false);
                }
                if let Some(change) = change {
                    add(change, &[Plane::Integrity], false);
                }
            }
        }
        if let Some(derived) = derived {
            add(derived, &[Plane::Confidentiality], true);
        }
    }
    let credentials = sorted(credentials);
    let identities = sorted(identities);
    Who {
        schema: "blastradius/who/1",
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        asset: graph.node(asset).id.to_owned(),
        summary: summary(&credentials, &identities),
        credentials,
        identities,
        coverage: coverage::summary(graph),
        nodes: briefs.finish(),
    }
}

fn best(search: Option<&Search<'_>>, id: NodeId) -> Option<(Cost, Vec<Step>)> {
    let search = search?;
    let state = State::new(id, Mode::Act);
    Some((search.cost(state)?, search.path(state)))
}

fn holder(graph: &Graph, id: NodeId, steps: &[Step], plane: Vec<Plane>, derived: bool) -> Holder {
    let node = graph.node(id);
    let path = hops(graph, steps);
    Holder {
        id: node.id.to_owned(),
        name: node.name.to_owned(),
        type_name: node.type_name.to_owned(),
        access: path
            .last()
            .filter(|hop| hop.edge == EdgeKind::Touches)
            .map_or(AccessSet::EMPTY, |hop| hop.access),
        plane,
        derived,
        hops: path.len(),
        certainty: certainty(&path),
        gates: gates(&path),
        path,
        notes: node.notes().map(str::to_owned).collect(),
    }
}

fn sorted(mut holders: Vec<(Cost, Holder)>) -> Vec<Holder> {
    holders.sort_by(|(a, x), (b, y)| {
        (x.derived, a, &x.id, &x.plane).cmp(&(y.derived, b, &y.id, &y.plane))
    });
    holders.into_iter().map(|(_, holder)| holder).collect()
}

fn summary(credentials: &[Holder], identities: &[Holder]) -> WhoSummary {
    let distinct = |holders: &[Holder], counts: &dyn Fn(&Holder) -> bool| {
        let counted = holders.iter().filter(|holder| counts(holder));
        let ids: BTreeMap<&str, ()> = counted.map(|holder| (holder.id.as_str(), ())).collect();
        ids.len()
    };
    WhoSummary {
        credentials: distinct(credentials, &|_| true),
        identities: distinct(identities, &|_| true),
        direct: distinct(identities, &|holder| holder.hops == 1),
        certain: distinct(credentials, &|holder| {
            holder.certainty == Certainty::Certain
        }),
    }
}
