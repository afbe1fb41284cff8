//! Who can ask an index and cannot read what it was made from?
//!
//! `LEAK(d, I) = Readers*(I) − Readers(d)` for each source `d` of an index `I`. `Readers*` are those who may ask the index
//! themselves, or through an agent or application that may, or read what it is kept in, or the log of what was asked. The
//! same holds for a model that was trained from `d`. Time: one search backward for each asset, never one for each pair.

mod artifacts;
mod checks;
mod sources;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, Graph, IndexDetail, NodeId, NodeKind};

use crate::answer::{
    AttackerContext, Enforcement, Leak, LeakedSource, Rag, RagIndex, RagSummary, Via,
};
use crate::coverage;
use crate::engine::states::Frozen;
use crate::narrate::{Briefs, base_identity, certainty, gates, hops};
use crate::search::{Cost, Direction, Search, search};
use crate::steps::{Mode, State};
use checks::{enforcement, staleness};

/// What is asked of [`rag`].
#[derive(Debug, Clone)]
pub struct RagOptions {
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// How many identities are listed for each source. All are counted.
    pub most: usize,
    /// What the graph was built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for RagOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            most: 50,
            context: AttackerContext::default(),
        }
    }
}

/// Every index and model that is made from something known.
#[must_use]
pub fn rag(graph: &Graph, options: &RagOptions) -> Rag {
    let stores: BTreeSet<&str> = graph
        .indexes()
        .iter()
        .flat_map(|it| &it.stores)
        .map(String::as_str)
        .collect();
    let backward = Frozen::new(graph, Direction::Backward);
    let mut asked = Asked {
        graph,
        options,
        backward: &backward,
        people: people(graph),
        readers: HashMap::new(),
        briefs: Briefs::default(),
    };
    let (mut indexes, mut models, mut without_source) = (Vec::new(), Vec::new(), 0);
    let details: HashMap<&str, &IndexDetail> = graph
        .indexes()
        .iter()
        .map(|it| (it.id.as_str(), it))
        .collect();
    // Models with what each is made from: several are artifacts of one.
    let mut found = Vec::new();
    for (id, node) in graph.nodes() {
        let into = match node.class {
            // What holds an index, or is a part of one, is told with it.
            Some(AssetClass::Index) if node.part_of.is_none() && !stores.contains(node.id) => {
                &mut indexes
            }
            Some(AssetClass::Model) => {
                found.push((id, sources::of(graph, id, &BTreeSet::new())));
                continue;
            }
            _ => continue,
        };
        let detail = details.get(node.id).copied();
        let held: BTreeSet<NodeId> = detail
            .into_iter()
            .flat_map(|it| &it.stores)
            .filter_map(|it| graph.find(it))
            .collect();
        let sources = sources::of(graph, id, &held);
        if sources.is_empty() {
            without_source += usize::from(node.class == Some(AssetClass::Index));
            continue;
        }
        into.push(asked.one(id, &[], detail, &sources));
    }
    found.retain(|(_, sources)| !sources.is_empty());
    for model in artifacts::models(graph, found) {
        models.push(asked.one(model.id, &model.artifacts, None, &model.sources));
    }
    let leaks = |it: &RagIndex| {
        it.sources
            .iter()
            .map(|source| source.leaks_to)
            .max()
            .unwrap_or(0)
    };
    models.retain(|it| leaks(it) > 0);
    for list in [&mut indexes, &mut models] {
        list.sort_by(|a, b| leaks(b).cmp(&leaks(a)).then_with(|| a.id.cmp(&b.id)));
    }
    let sources = || indexes.iter().flat_map(|it| &it.sources);
    let identities: BTreeSet<&str> = sources()
        .flat_map(|source| &source.leaks)
        .map(|leak| leak.id.as_str())
        .collect();
    Rag {
        schema: "blastradius/rag/1",
        snapshot: graph.snapshot().clone(),
        context: options.context.clone(),
        summary: RagSummary {
            indexes: indexes.len(),
            leaking: indexes.iter().filter(|it| leaks(it) > 0).count(),
            identities: identities.len(),
            models: models.len(),
            without_source,
        },
        indexes,
        models,
        coverage: coverage::summary(graph),
        nodes: asked.briefs.finish(),
    }
}

/// Identities, and parties outside: who asks. Forms after an escalation are left out: who can be one has a path of its own.
fn people(graph: &Graph) -> Vec<NodeId> {
    graph
        .nodes()
        .filter(|(id, node)| match node.kind {
            NodeKind::Identity => base_identity(graph, *id).is_none(),
            NodeKind::External => true,
            _ => false,
        })
        .map(|(id, _)| id)
        .collect()
}

/// The question, and what is known already.
struct Asked<'g> {
    graph: &'g Graph,
    options: &'g RagOptions,
    backward: &'g Frozen,
    people: Vec<NodeId>,
    /// Who reads an asset, by the asset.
    readers: HashMap<NodeId, HashMap<NodeId, Cost>>,
    briefs: Briefs,
}

/// One way to ask: what is at the end, by which of its neighbours, found backward from it.
struct Way<'g> {
    via: Via,
    end: NodeId,
    found: Search<'g>,
}

impl<'g> Asked<'g> {
    fn back(&self, node: NodeId, modes: &[Mode]) -> Search<'g> {
        let roots: Vec<State> = modes.iter().map(|mode| State::new(node, *mode)).collect();
        search(
            self.graph,
            self.backward,
            &roots,
            self.options.min_certainty,
        )
    }

    fn one(
        &mut self,
        index: NodeId,
        artifacts: &[NodeId],
        detail: Option<&IndexDetail>,
        sources: &BTreeSet<NodeId>,
    ) -> RagIndex {
        let graph = self.graph;
        let node = graph.node(index);
        self.briefs.node(graph, index);
        let (enforcement, enforcement_by) = enforcement(detail);
        let (stores, logs) = match detail {
            Some(detail) => (detail.stores.clone(), detail.logs.clone()),
            None => (Vec::new(), Vec::new()),
        };
        let mut ways = Vec::new();
        // A store that checks for itself lets nobody see by the index what they may not.
        if enforcement != Enforcement::StoreEnforced {
            for end in std::iter::once(&index).chain(artifacts) {
                self.briefs.node(graph, *end);
                ways.push(self.way(Via::Direct, *end));
            }
        }
        for (via, ids) in [(Via::Store, &stores), (Via::Logs, &logs)] {
            for end in ids.iter().filter_map(|id| graph.find(id)) {
                self.briefs.node(graph, end);
                ways.push(self.way(via, end));
            }
        }
        let best = self.askers(&ways);
        let sources = sources
            .iter()
            .map(|source| self.source(*source, &ways, &best));
        let sources = sources.collect();
        RagIndex {
            id: node.id.to_owned(),
            class: node.class.unwrap_or(AssetClass::Index),
            artifacts: artifacts
                .iter()
                .map(|it| graph.node(*it).id.to_owned())
                .collect(),
            enforcement,
            enforcement_by,
            staleness: staleness(detail, &graph.snapshot().taken),
            stores,
            logs,
            askers: best.len(),
            sources,
        }
    }

    fn way(&self, via: Via, end: NodeId) -> Way<'g> {
        let found = self.back(end, &[Mode::Read, Mode::Use]);
        Way { via, end, found }
    }

    /// The best way of each who can ask.
    fn askers(&self, ways: &[Way<'g>]) -> BTreeMap<NodeId, (Cost, usize)> {
        let mut best = BTreeMap::new();
        for person in &self.people {
            let state = State::new(*person, Mode::Act);
            let costs = ways.iter().enumerate();
            let costs = costs.filter_map(|(at, way)| Some((way.found.cost(state)?, at)));
            if let Some(cheapest) = costs.min() {
                best.insert(*person, cheapest);
            }
        }
        best
    }

    fn source(
        &mut self,
        source: NodeId,
        ways: &[Way<'g>],
        best: &BTreeMap<NodeId, (Cost, usize)>,
    ) -> LeakedSource {
        let graph = self.graph;
        self.briefs.node(graph, source);
        if !self.readers.contains_key(&source) {
            let found = self.back(source, &[Mode::Read]);
            let reads = self
                .people
                .iter()
                .filter_map(|person| Some((*person, found.cost(State::new(*person, Mode::Act))?)));
            let reads = reads.collect();
            self.readers.insert(source, reads);
        }
        let none = HashMap::new();
        let readers = self.readers.get(&source).unwrap_or(&none);
        let mut leaks: Vec<(Cost, NodeId, usize, Option<Certainty>)> = best
            .iter()
            .filter_map(|(person, (cost, way))| {
                let reads = readers.get(person).map(|cost| cost.level());
                // Who reads the source at least as surely learns nothing by asking.
                let learns = reads.is_none_or(|level| level < cost.level());
                learns.then_some((*cost, *person, *way, reads))
            })
            .collect();
        leaks.sort();
        let readers = readers.len();
        let leaks_to = leaks.len();
        let listed = leaks.into_iter().take(self.options.most);
        let listed: Vec<Leak> = listed
            .filter_map(|(_, person, way, reads)| Some(self.leak(person, ways.get(way)?, reads)))
            .collect();
        LeakedSource {
            id: graph.node(source).id.to_owned(),
            readers,
            leaks_to,
            leaks: listed,
        }
    }

    fn leak(&mut self, person: NodeId, way: &Way<'g>, reads_source: Option<Certainty>) -> Leak {
        let graph = self.graph;
        let steps = way.found.path(State::new(person, Mode::Act));
        self.briefs.path(graph, &steps);
        let path = hops(graph, &steps);
        let by_agent = steps.iter().any(|step| {
            let kind = graph.node(step.to.node).kind;
            matches!(kind, NodeKind::Workload | NodeKind::Stage)
        });
        Leak {
            id: graph.node(person).id.to_owned(),
            via: match (way.via, by_agent) {
                (Via::Direct, true) => Via::Agent,
                (via, _) => via,
            },
            through: graph.node(way.end).id.to_owned(),
            reads_source,
            hops: path.len(),
            certainty: certainty(&path),
            gates: gates(&path),
            path,
        }
    }
}
