//! What can be reached with this credential?
//!
//! Two radii, apart: confidentiality (what can be read, decrypted or invoked, with the data that a
//! readable index or model carries as `derived`) and integrity (what can be changed, with all that
//! is made from it). Every entry has the path that is best: most certain, then fewest gates, then
//! fewest hops.

mod consumers;
mod runs;
mod summary;
mod walk;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, EdgeKind, Graph, NodeId, NodeKind};

use crate::answer::{AdminOf, AttackerContext, Listed, Plane, Reach, ReachSubject, ReachedAsset};
use crate::engine::states::Frozen;
use crate::narrate::Briefs;
use crate::search::{Cost, Direction, Step, search};
use crate::steps::{State, start};
use crate::{containment, coverage};
use walk::Walk;
pub(crate) use walk::given;

/// What is asked of [`reach`].
#[derive(Debug, Clone)]
pub struct ReachOptions {
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// Which radii to list; both unless told otherwise.
    pub planes: Vec<Plane>,
    /// Which classes to list; all when empty. The summary and the containment are of everything.
    pub classes: Vec<AssetClass>,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for ReachOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            planes: vec![Plane::Confidentiality, Plane::Integrity],
            classes: Vec::new(),
            context: AttackerContext::default(),
        }
    }
}

/// The blast radius of the subjects together. A subject that is an asset is taken as read: a leaked secret.
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::reach::{ReachOptions, reach};
/// use blastradius_queries::subject::{Resolved, Want, resolve};
///
/// let snapshot = Snapshot::read("estate.brs".as_ref())?;
/// let graph = build(&snapshot, &BuildOptions::default())?;
/// if let Resolved::Found(key) = resolve(&graph, "AKIAIOSFODNN7EXAMPLE", Want::Subject) {
///     let answer = reach(&graph, &[key], &ReachOptions::default());
///     for asset in &answer.assets {
///         println!("{} in {} hops, {}", asset.id, asset.hops, asset.certainty.name());
///     }
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn reach(graph: &Graph, subjects: &[NodeId], options: &ReachOptions) -> Reach {
    let subjects: BTreeSet<NodeId> = subjects.iter().copied().collect();
    let roots: Vec<State> = subjects.iter().map(|node| start(graph, *node)).collect();
    let frozen = Frozen::new(graph, Direction::Forward);
    let found = search(graph, &frozen, &roots, options.min_certainty);
    let mut walk = Walk {
        graph,
        found,
        briefs: Briefs::default(),
    };

    let chains = runs::chains(graph);
    let mut identities = Vec::new();
    let mut admin = Vec::new();
    let mut workloads = Vec::new();
    let mut assets = Vec::new();
    for (id, node) in graph.nodes() {
        match node.kind {
            NodeKind::Identity => identities.extend(walk.identity(id, node)),
            NodeKind::Scope => admin.extend(walk.admin(id, node)),
            NodeKind::Workload | NodeKind::Stage | NodeKind::Pipeline => {
                workloads.extend(walk.workload(id, node));
            }
            NodeKind::Asset if !subjects.contains(&id) => {
                walk.asset(id, node, &chains, &mut assets);
            }
            _ => {}
        }
    }
    let people = walk.people(&subjects);
    let consumers = match options.planes.contains(&Plane::Integrity) {
        true => consumers::consumers(&mut walk, &chains, &subjects, options.min_certainty),
        false => Vec::new(),
    };
    identities.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
    admin.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
    workloads.sort_by(|(a, x), (b, y)| (a, &x.id).cmp(&(b, &y.id)));
    assets.sort_by(|(a, x), (b, y)| order(*a, x).cmp(&order(*b, y)));
    let admin: Vec<AdminOf> = strip(admin);
    let assets: Vec<ReachedAsset> = strip(assets);

    let mut answer = Reach {
        schema: "blastradius/reach/1",
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        subjects: subjects.iter().map(|id| subject(graph, *id)).collect(),
        summary: summary::summarise(people, &assets, &admin),
        identities: strip(identities),
        assets,
        coverage: coverage::summary(graph),
        admin,
        workloads: strip(workloads),
        containment: Vec::new(),
        nodes: BTreeMap::new(),
        consumers,
        unlisted: Vec::new(),
        listed: Listed {
            planes: options.planes.clone(),
            classes: options.classes.clone(),
        },
    };
    for id in &subjects {
        walk.briefs.node(graph, *id);
        let scope = graph.node(*id).scope;
        if let Some(scope) = scope.and_then(|scope| graph.find(scope)) {
            walk.briefs.node(graph, scope);
        }
    }
    answer.unlisted = coverage::unlisted(graph, &answer);
    answer.containment = containment::advise(graph, &subjects, &walk.found_credentials(), &answer);
    answer
        .assets
        .retain_mut(|asset| keep(asset, &answer.listed));
    answer.nodes = walk.briefs.finish();
    answer
}

fn strip<T>(sorted: Vec<(Cost, T)>) -> Vec<T> {
    sorted.into_iter().map(|(_, entry)| entry).collect()
}

/// Narrows an entry to what is asked for; `false` where nothing of it is.
fn keep(asset: &mut ReachedAsset, listed: &Listed) -> bool {
    if !listed.classes.is_empty() && !listed.classes.contains(&asset.class) {
        return false;
    }
    asset.plane.retain(|plane| listed.planes.contains(plane));
    asset.access = given(&asset.path, &asset.plane);
    !asset.plane.is_empty()
}

/// Secrets, models and data first; direct before derived; then the best path.
fn order(cost: Cost, asset: &ReachedAsset) -> (usize, bool, Cost, &str, &[Plane]) {
    let class = AssetClass::ALL
        .iter()
        .position(|class| *class == asset.class);
    (
        class.unwrap_or(usize::MAX),
        asset.derived,
        cost,
        &asset.id,
        &asset.plane,
    )
}

/// What an index or model carries is content, not code, images or keys.
pub(crate) fn can_be_derived(class: AssetClass) -> bool {
    matches!(
        class,
        AssetClass::Data | AssetClass::Index | AssetClass::Log
    )
}

/// Whether two paths go over the same edges to the same nodes.
pub(crate) fn same_way(a: &[Step], b: &[Step]) -> bool {
    a.iter()
        .map(|step| (step.edge, step.to.node))
        .eq(b.iter().map(|step| (step.edge, step.to.node)))
}

/// What leaked, as the answer tells it.
fn subject(graph: &Graph, id: NodeId) -> ReachSubject {
    let node = graph.node(id);
    ReachSubject {
        id: node.id.to_owned(),
        kind: node.kind,
        name: node.name.to_owned(),
        identity: proved(graph, id).map(|identity| graph.node(identity).id.to_owned()),
        type_name: node.type_name.to_owned(),
        scope: node.scope.map(str::to_owned),
        notes: node.notes().map(str::to_owned).collect(),
    }
}

/// The identity that a credential proves.
pub(crate) fn proved(graph: &Graph, credential: NodeId) -> Option<NodeId> {
    graph
        .outgoing(credential)
        .find(|(_, _, edge)| edge.kind == EdgeKind::Authenticates)
        .map(|(_, to, _)| to)
}
