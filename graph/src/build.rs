//! Snapshot -> graph.
//!
//! Facts become nodes; each rule of [`RULES`] draws its edges; each technique is asked for each principal. An
//! escalation makes a principal as it would be then, which is asked in turn, until there is nothing new. That ends:
//! a principal can be escalated, lose its boundary and join groups only once each.
//!
//! Time: what does not depend on who asks is worked out once, and what depends on its account alone once an account
//! ([`Overview`]). A principal is then asked about what its policies, or those of resources, grant it, and resources that
//! nothing tells apart for it are asked about together, so that the cost follows the grants that exist: see
//! `docs/performance.md`. Principals are worked on in parallel, while the edges of those before them are added, in the
//! order of ids.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{IdentityKind, Provider};
use blastradius_collectors::snapshot::Snapshot;
use rayon::prelude::*;

use crate::chains;
use crate::context::AttackerContext;
use crate::edges::{Findings, RULES};
use crate::ends::Ends;
use crate::estate::{Actor, ActorKey, Estate, Lens, Numbers, Overview, Sharing};
use crate::indexes;
use crate::model::{Graph, GraphBuilder, SnapshotInfo};
use crate::nodes;
use crate::techniques::{self, Technique, builtin};

/// So many principals are asked about before their edges are added: what is found is kept no longer than that.
const AT_ONCE: usize = 512;

/// How far the building is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Principals done.
    pub done: usize,
    /// Principals known so far: escalations add some.
    pub known: usize,
}

/// How to build.
#[derive(Default)]
pub struct BuildOptions<'a> {
    /// What the attacker can bring.
    pub context: AttackerContext,
    /// Techniques of the user's, beside those of the program.
    pub techniques: Vec<Technique>,
    /// Told after each round of principals.
    pub progress: Option<&'a (dyn Fn(Progress) + Sync)>,
}

impl std::fmt::Debug for BuildOptions<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BuildOptions")
            .field("context", &self.context)
            .field("techniques", &self.techniques)
            .finish_non_exhaustive()
    }
}

/// Why no graph was built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A technique of the user's has the id of another one.
    #[error("there are two techniques with the id `{0}`")]
    DuplicateTechnique(String),
}

/// Builds the graph of a snapshot. The same snapshot and options give the same graph, byte for byte.
///
/// # Errors
/// When two techniques have the same id. Whatever is wrong with the snapshot becomes coverage of the graph.
pub fn build(snapshot: &Snapshot, options: &BuildOptions<'_>) -> Result<Graph, BuildError> {
    let techniques = all_techniques(options)?;
    let estate = Estate::new(snapshot, &options.context);
    let mut graph = GraphBuilder::new();
    for record in &snapshot.coverage {
        graph.coverage(record);
    }
    for record in estate.coverage() {
        graph.coverage(&record);
    }
    nodes::add(&snapshot.facts, &mut graph);
    chains::add(&snapshot.facts, &mut graph);
    indexes::add(&snapshot.facts, &mut graph);

    let mut found = Findings::default();
    for rule in RULES {
        rule.facts(&estate, &mut found);
    }
    let numbers = Numbers::new(&estate);
    let mut drawing = Drawing {
        ends: Ends::new(&numbers, &mut graph),
        estate: &estate,
        graph,
        waiting: vec![found],
    };
    principals(
        &estate,
        &numbers,
        &techniques,
        options.progress,
        &mut drawing,
    );
    drawing.finish();
    let graph = drawing.graph;
    Ok(graph.freeze(SnapshotInfo {
        id: snapshot.id.clone(),
        taken: snapshot.taken.to_string(),
    }))
}

/// Asks every principal, and every one that escalations make, account by account.
fn principals<'a>(
    estate: &Estate<'a>,
    numbers: &Numbers<'a>,
    techniques: &[Technique],
    progress: Option<&(dyn Fn(Progress) + Sync)>,
    drawing: &mut Drawing<'_, 'a>,
) {
    let sharing = Sharing::new(estate, numbers);
    let mut next = recorded(estate);
    let mut known = next.clone();
    let mut done = 0;
    while !next.is_empty() {
        // Those that are found later, of accounts that were looked at before, come in a round of their own.
        let mut later = BTreeSet::new();
        for accounts in together(std::mem::take(&mut next)) {
            let overviews: BTreeMap<Option<&str>, Overview<'_, '_>> = accounts
                .par_iter()
                .map(|(account, _)| {
                    let account = account.as_deref();
                    (account, Overview::new(estate, numbers, &sharing, account))
                })
                .collect();
            let mut here: Vec<ActorKey> = accounts.values().flatten().cloned().collect();
            while !here.is_empty() {
                let mut made = BTreeSet::new();
                for some in here.chunks(AT_ONCE) {
                    let found = drawing.draw_while(|| {
                        some.par_iter()
                            .map(|key| match overviews.get(&key.account()) {
                                Some(overview) => ask(estate, overview, key, techniques),
                                None => Findings::default(),
                            })
                            .collect()
                    });
                    done += some.len();
                    for key in found.iter().flat_map(|found| &found.actors) {
                        if known.insert(key.clone()) {
                            match overviews.contains_key(&key.account()) {
                                true => made.insert(key.clone()),
                                false => later.insert(key.clone()),
                            };
                        }
                    }
                    drawing.waiting = found;
                    if let Some(progress) = progress {
                        progress(Progress {
                            done,
                            known: known.len(),
                        });
                    }
                }
                here = made.into_iter().collect();
            }
        }
        next = later;
    }
}

/// The principals of the snapshot.
fn recorded(estate: &Estate<'_>) -> BTreeSet<ActorKey> {
    let identities = estate.facts.identities.values();
    identities
        .filter(|identity| {
            identity.provider == Provider::Aws
                && matches!(
                    identity.kind,
                    IdentityKind::User | IdentityKind::Role | IdentityKind::RootUser
                )
        })
        .map(|identity| ActorKey::recorded(&identity.id))
        .collect()
}

/// Principals by account, so many accounts at a time that all threads have work.
fn together(keys: BTreeSet<ActorKey>) -> Vec<BTreeMap<Option<String>, Vec<ActorKey>>> {
    let mut by_account: BTreeMap<Option<String>, Vec<ActorKey>> = BTreeMap::new();
    for key in keys {
        let account = key.account().map(str::to_owned);
        by_account.entry(account).or_default().push(key);
    }
    let mut all = Vec::new();
    let mut some = BTreeMap::new();
    let mut count = 0;
    for (account, keys) in by_account {
        count += keys.len();
        some.insert(account, keys);
        if count >= AT_ONCE {
            all.push(std::mem::take(&mut some));
            count = 0;
        }
    }
    all.push(some);
    all
}

/// Everything that follows for one principal.
fn ask<'e, 'a>(
    estate: &'e Estate<'a>,
    overview: &'e Overview<'e, 'a>,
    key: &ActorKey,
    techniques: &[Technique],
) -> Findings {
    let mut found = Findings::default();
    if let Some(actor) = Actor::new(estate, key) {
        let lens = Lens::with_overview(estate, &actor, overview);
        for rule in RULES {
            rule.actor(&lens, &mut found);
        }
        techniques::apply(&lens, techniques, &mut found);
        found.settle(overview.numbers);
        if !found.edges.is_empty() || !found.shared.is_empty() {
            found.provenance.extend(estate.provenance(&actor));
        }
    }
    found
}

/// The graph so far, and what is still to be added to it.
struct Drawing<'d, 'a> {
    estate: &'d Estate<'a>,
    graph: GraphBuilder,
    ends: Ends<'a>,
    waiting: Vec<Findings>,
}

impl Drawing<'_, '_> {
    /// Adds what waits while `ask` finds more, which waits in turn.
    fn draw_while(&mut self, ask: impl FnOnce() -> Vec<Findings> + Send) -> Vec<Findings> {
        let ((), found) = rayon::join(|| self.finish(), ask);
        found
    }

    /// Adds what waits.
    fn finish(&mut self) {
        for found in std::mem::take(&mut self.waiting) {
            self.add(found);
        }
    }

    fn add(&mut self, found: Findings) {
        let graph = &mut self.graph;
        for key in &found.actors {
            if let Some(node) = nodes::derived(self.estate.facts, key) {
                graph.node(node);
            }
        }
        for node in found.nodes {
            graph.node(node);
        }
        for (id, note) in found.notes {
            graph.note(&id, note);
        }
        for (from, to, edge) in found.edges {
            graph.edge(&from, &to, edge);
        }
        for shared in found.shared {
            self.ends.add(graph, shared);
        }
        for it in found.provenance {
            graph.provenance(&it.principal, &it.policy, it.evidence);
        }
        for trust in found.trusts {
            graph.trust(trust);
        }
        for record in &found.coverage {
            graph.coverage(record);
        }
    }
}

fn all_techniques(options: &BuildOptions<'_>) -> Result<Vec<Technique>, BuildError> {
    let mut techniques = builtin().to_vec();
    for technique in &options.techniques {
        if techniques.iter().any(|had| had.id == technique.id) {
            return Err(BuildError::DuplicateTechnique(technique.id.clone()));
        }
        techniques.push(technique.clone());
    }
    Ok(techniques)
}
