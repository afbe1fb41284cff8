//! Grants whose removal cuts the most sensitive reach.
//!
//! A grant is what a person can change: a statement, an attachment, a membership, a trust, a credential, a run-as. A hop
//! that hangs on several is a chain of them, so that each can be cut ([`network`]). The engine finds the best candidates
//! ([`cuts`](crate::engine::cuts)); each is then taken out of the facts and the graph is built anew, because another
//! statement may allow the same, or something that is required may break. What is told of a choke point is what that graph
//! says.

mod describe;
mod grant;
mod network;
mod statement;

use std::collections::BTreeSet;

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::model::{Certainty, Graph, NodeKind};

use crate::answer::{AttackerContext, ChokePoints, ChokeSummary, Dropped, GrantBrief, WhatIf};
use crate::coverage;
use crate::engine::cuts::{best, minimum, reach};
use crate::narrate::{Briefs, base_identity};
use crate::rank::round;
use crate::whatif::{Change, WhatIfOptions, apply, compare};
use describe::describe;
use grant::Grant;
use network::{Hanging, Targets};

/// How many candidates the engine counts exactly for each choice.
const EXACT: usize = 24;

/// How many of them are tried on the facts at a time.
const TRIED: usize = 4;

/// So many that do not hold, and no more are tried for a choice.
const FAILED: usize = 24;

/// What is asked of [`chokepoints`].
#[derive(Debug, Clone)]
pub struct ChokeOptions {
    /// How many grants to choose.
    pub choose: usize,
    /// Ids of where attackers start; none: every credential.
    pub from: Vec<String>,
    /// Ids of what they are after; none: all secrets, models and data.
    pub to: Vec<String>,
    /// Records, ids or places of grants that may not be removed.
    pub keep: Vec<String>,
    /// Ids of who must go on reaching what.
    pub require: Vec<(String, String)>,
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// What the graphs are built for; repeated in the answer.
    pub context: AttackerContext,
}

impl Default for ChokeOptions {
    fn default() -> Self {
        Self {
            choose: 5,
            from: Vec::new(),
            to: Vec::new(),
            keep: Vec::new(),
            require: Vec::new(),
            min_certainty: Certainty::Influence,
            context: AttackerContext::default(),
        }
    }
}

/// How a snapshot becomes a graph: as the first one did.
pub type Build<'a, E> = &'a dyn Fn(&Snapshot) -> Result<Graph, E>;

/// The estate with some grants removed.
struct Stage {
    snapshot: Snapshot,
    graph: Graph,
    hanging: Hanging,
    /// What all sources reach together.
    worth: u64,
}

impl Stage {
    fn new(snapshot: Snapshot, graph: Graph, options: &ChokeOptions) -> Self {
        let find = |ids: &[String]| {
            ids.iter()
                .filter_map(|id| graph.find(id))
                .collect::<Vec<_>>()
        };
        let sources = match options.from.as_slice() {
            [] => graph
                .nodes()
                .filter(|(id, node)| {
                    node.kind == NodeKind::Credential && base_identity(&graph, *id).is_none()
                })
                .map(|(id, _)| id)
                .collect(),
            some => find(some),
        };
        let targets = match options.to.as_slice() {
            [] => Targets::Sensitive,
            some => Targets::Nodes(find(some).into_iter().collect()),
        };
        let facts = &snapshot.facts;
        let (floor, keep) = (options.min_certainty, &options.keep);
        let hanging = Hanging::new(&graph, facts, &sources, &targets, floor, keep);
        let worth = reach(&hanging.problem(), &[]);
        Self {
            snapshot,
            graph,
            hanging,
            worth,
        }
    }
}

/// A candidate that holds on the facts.
struct Tried {
    grant: Grant,
    change: Change,
    stage: Stage,
    difference: WhatIf,
}

/// The grants to remove, in order. `build` makes the graph of a changed snapshot as `graph` was made of `snapshot`.
///
/// Time: for each choice a few counts of the engine and at most four builds.
///
/// # Errors
/// What `build` returns.
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::chokepoints::{ChokeOptions, chokepoints};
///
/// let snapshot = Snapshot::read("estate.brs".as_ref())?;
/// let graph = build(&snapshot, &BuildOptions::default())?;
/// let options = ChokeOptions {
///     choose: 3,
///     ..ChokeOptions::default()
/// };
/// let again = |changed: &Snapshot| build(changed, &BuildOptions::default());
/// for point in chokepoints(&snapshot, graph, &options, &again)?.points {
///     println!("{}: {}", point.grant.record, point.change);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn chokepoints<E>(
    snapshot: &Snapshot,
    graph: Graph,
    options: &ChokeOptions,
    build: Build<'_, E>,
) -> Result<ChokePoints, E> {
    let original = snapshot;
    let mut briefs = Briefs::default();
    let mut stage = Stage::new(snapshot.clone(), graph, options);
    let minimum = (!options.to.is_empty()).then(|| smallest(&stage)).flatten();
    let mut summary = ChokeSummary {
        sources: stage.hanging.problem().question.sources.len(),
        targets: stage.hanging.targets,
        grants: stage.hanging.grants.all.len(),
        before: halves(stage.worth),
        after: halves(stage.worth),
    };
    let info = stage.graph.snapshot().clone();
    let coverage = coverage::summary(&stage.graph);
    let mut points = Vec::new();
    let mut dropped: Vec<Dropped> = Vec::new();
    let mut out: BTreeSet<Grant> = BTreeSet::new();
    let mut required = Vec::new();
    while points.len() < options.choose {
        let Some(tried) = choose(&stage, options, build, &mut dropped, &mut out)? else {
            break;
        };
        let point = describe(original, &stage, &tried, points.len() + 1, &mut briefs);
        required.clone_from(&tried.difference.required);
        points.push(point);
        stage = tried.stage;
        summary.after = halves(stage.worth);
        // What holds is decided anew: places in policies have changed.
        out.clear();
    }
    Ok(ChokePoints {
        schema: "blastradius/chokepoints/1",
        snapshot: info,
        context: options.context.clone(),
        summary,
        points,
        minimum,
        dropped,
        required,
        coverage,
        nodes: briefs.finish(),
    })
}

/// Halves of a weight.
fn halves(worth: u64) -> f64 {
    round(worth.saturating_mul(10))
}

fn brief(stage: &Stage, grant: &Grant) -> GrantBrief {
    GrantBrief {
        record: grant.record.clone(),
        pointer: grant.pointer.clone(),
        kind: grant.kind(&stage.snapshot.facts).unwrap_or("grant"),
    }
}

/// The grants of the fewest hops that part all sources from all targets.
fn smallest(stage: &Stage) -> Option<Vec<GrantBrief>> {
    let edges = minimum(&stage.hanging.problem(), &[])?;
    let grants = stage.hanging.grants_of(&edges);
    let all = &stage.hanging.grants.all;
    let mut grants: Vec<GrantBrief> = grants
        .into_iter()
        .filter_map(|it| all.get(it as usize))
        .map(|it| brief(stage, it))
        .collect();
    grants.sort();
    Some(grants)
}

/// The best candidate that holds.
fn choose<E>(
    stage: &Stage,
    options: &ChokeOptions,
    build: Build<'_, E>,
    dropped: &mut Vec<Dropped>,
    out: &mut BTreeSet<Grant>,
) -> Result<Option<Tried>, E> {
    loop {
        let all = &stage.hanging.grants.all;
        let not: Vec<u32> = (0u32..)
            .zip(all)
            .filter(|(_, grant)| out.contains(grant))
            .map(|(at, _)| at)
            .collect();
        let found = best(&stage.hanging.problem(), &[], EXACT, &not);
        let mut candidates: Vec<(Grant, u64)> = found
            .iter()
            .filter_map(|cut| Some((all.get(cut.grant as usize)?.clone(), cut.after)))
            .collect();
        // Of what cuts the same, a statement is the least to change.
        let facts = &stage.snapshot.facts;
        candidates.sort_by_cached_key(|(grant, after)| (*after, grant.rank(facts), grant.clone()));
        candidates.truncate(TRIED);
        if candidates.is_empty() || out.len() >= FAILED {
            return Ok(None);
        }
        let mut chosen: Option<Tried> = None;
        for (grant, after) in candidates {
            // Candidates come by what the engine says is left; what holds so well is not beaten by those after it.
            if chosen.as_ref().is_some_and(|it| it.stage.worth <= after) {
                break;
            }
            match attempt(stage, &grant, options, build)? {
                Ok(tried) => {
                    let better = |it: &Tried| tried.stage.worth < it.stage.worth;
                    if chosen.as_ref().is_none_or(better) {
                        chosen = Some(tried);
                    }
                }
                Err(reason) => {
                    let it = Dropped {
                        grant: brief(stage, &grant),
                        reason,
                    };
                    if !dropped.contains(&it) {
                        dropped.push(it);
                    }
                    out.insert(grant);
                }
            }
        }
        if chosen.is_some() {
            return Ok(chosen);
        }
    }
}

/// Removes a grant from the facts and builds the graph without it; why it is no choke point, if it is none.
fn attempt<E>(
    stage: &Stage,
    grant: &Grant,
    options: &ChokeOptions,
    build: Build<'_, E>,
) -> Result<Result<Tried, String>, E> {
    let facts = &stage.snapshot.facts;
    let words = grant.change(facts);
    let change = words.and_then(|words| Change::of_words(&words).ok());
    let Some(change) = change else {
        return Ok(Err("how to remove it is not known".to_owned()));
    };
    let load = |_: &str| Err("no file is read here".to_owned());
    let changed = match apply(&stage.snapshot, std::slice::from_ref(&change), &load) {
        Ok(changed) => changed,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let graph = build(&changed.snapshot)?;
    let difference = compare(
        &stage.graph,
        &graph,
        &changed,
        &WhatIfOptions {
            min_certainty: options.min_certainty,
            context: options.context.clone(),
            require: options.require.clone(),
        },
    );
    if let Some(broken) = difference.required.iter().find(|it| it.before && !it.after) {
        return Ok(Err(format!(
            "it is required: {} would not reach {} any more",
            broken.subject, broken.asset
        )));
    }
    let next = Stage::new(changed.snapshot.clone(), graph, options);
    if next.worth >= stage.worth {
        return Ok(Err(
            "something else allows the same: nothing is cut when it alone is removed".to_owned(),
        ));
    }
    Ok(Ok(Tried {
        grant: grant.clone(),
        change,
        stage: next,
        difference,
    }))
}
