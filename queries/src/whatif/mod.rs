//! What changes would do: the difference in reach, for every credential.
//!
//! Changes are made on a copy of the snapshot's facts ([`apply`]); the second graph is built from these by the same rules
//! as the first, so the answer is that of the estate as it would be. Credentials that reach the same are compared once
//! ([`compare`]).

mod apply;
mod beside;
mod bindings;
mod documents;
mod error;
mod inside;
mod kept;
mod keys;
mod members;
mod names;
mod radii;
mod remove;
mod required;
mod tokens;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_graph::model::{Certainty, Graph, NodeId, NodeKind};

pub use apply::{Applied, Changed, Load, apply, apply_each};
pub use error::ChangeError;
pub use words::{Change, usages};

use crate::answer::{
    AccessChange, AttackerContext, ChangeMade, ChangedCredential, Tally, WhatIf, WhatIfSummary,
};
use crate::coverage;
use crate::narrate::{Briefs, base_identity};
use crate::rank::sizes::Worth;
use crate::rank::{RankOptions, rank, share};
use beside::Common;
use radii::{Differs, Radii, difference, radii};

/// How many differences of a credential are named.
const WORST: usize = 5;

/// What is asked of [`compare`].
#[derive(Debug, Clone)]
pub struct WhatIfOptions {
    /// Paths with a weaker hop are left out.
    pub min_certainty: Certainty,
    /// What the graphs were built for; repeated in the answer.
    pub context: AttackerContext,
    /// Ids of who must go on reaching what.
    pub require: Vec<(String, String)>,
}

impl Default for WhatIfOptions {
    fn default() -> Self {
        Self {
            min_certainty: Certainty::Influence,
            context: AttackerContext::default(),
            require: Vec::new(),
        }
    }
}

/// What a credential reaches differently, as it is told.
struct Told {
    tallies: Vec<Tally>,
    worst: Vec<AccessChange>,
    /// The score that is lost, less what is gained, in twentieths.
    loss: i64,
}

/// The difference between two graphs: of a snapshot, and of what [`apply`] made of it.
///
/// ```no_run
/// use blastradius_collectors::snapshot::Snapshot;
/// use blastradius_graph::{BuildOptions, build};
/// use blastradius_queries::whatif::{Change, WhatIfOptions, apply, compare};
///
/// let snapshot = Snapshot::read("estate.brs".as_ref())?;
/// let graph = build(&snapshot, &BuildOptions::default())?;
/// let changes = [Change::parse("detach user/ci ReadAll")?];
/// let none = |path: &str| Err::<String, _>(format!("{path} is not read"));
/// let changed = apply(&snapshot, &changes, &none)?;
/// let after = build(&changed.snapshot, &BuildOptions::default())?;
/// let answer = compare(&graph, &after, &changed, &WhatIfOptions::default());
/// println!("{} credentials reach otherwise", answer.summary.affected);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn compare(
    before: &Graph,
    after: &Graph,
    changed: &Changed,
    options: &WhatIfOptions,
) -> WhatIf {
    let common = Common::new(before, after);
    let ranked = |graph: &Graph| {
        let credential = |(id, node): &(NodeId, blastradius_graph::model::NodeView<'_>)| {
            node.kind == NodeKind::Credential && base_identity(graph, *id).is_none()
                || changed.rotated.contains(node.id)
        };
        let ids = graph.nodes().filter(credential);
        ids.map(|(_, node)| node.id.to_owned())
            .collect::<BTreeSet<_>>()
    };
    let mut roots = ranked(before);
    roots.extend(ranked(after));
    let roots: Vec<String> = roots.into_iter().collect();
    let worthless = worthless(before, &changed.rotated);
    let old: Vec<_> = roots.iter().map(|id| before.find(id)).collect();
    let new: Vec<_> = roots
        .iter()
        .map(|id| after.find(id).filter(|_| !worthless.contains(id)))
        .collect();
    let floor = options.min_certainty;
    let (was, is) = rayon::join(
        || radii(before, &old, floor, &common.before),
        || radii(after, &new, floor, &common.after),
    );
    let scores = |graph: &Graph| -> BTreeMap<String, f64> {
        let ranked = rank(
            graph,
            &RankOptions {
                min_certainty: floor,
                ..RankOptions::default()
            },
        );
        let all = ranked.credentials.into_iter();
        all.map(|it| (it.id, it.score)).collect()
    };
    let (scored, mut rescored) = rayon::join(|| scores(before), || scores(after));
    rescored.retain(|id, _| !worthless.contains(id));

    let mut briefs = Briefs::default();
    let mut differences: BTreeMap<(usize, usize), Vec<Differs>> = BTreeMap::new();
    let mut totals: BTreeMap<(Worth, usize), usize> = BTreeMap::new();
    let mut credentials = Vec::new();
    for (at, id) in roots.iter().enumerate() {
        let lists = (
            was.of.get(at).copied().unwrap_or(0),
            is.of.get(at).copied().unwrap_or(0),
        );
        let all = differences.entry(lists).or_insert_with(|| {
            let list = |radii: &Radii, at: usize| radii.lists.get(at).cloned().unwrap_or_default();
            difference(&list(&was, lists.0), &list(&is, lists.1))
        });
        // What a leaked secret itself is does not count.
        let own: Vec<Differs> = all
            .iter()
            .filter(|it| common.id(it.0.0) != id)
            .copied()
            .collect();
        if own.is_empty() {
            continue;
        }
        let told = tell(&own, &common, &mut totals);
        for it in &told.worst {
            for graph in [before, after] {
                if let Some(node) = graph.find(&it.id) {
                    briefs.node(graph, node);
                }
            }
        }
        let gone = new.get(at).is_none_or(Option::is_none);
        let graph = if before.find(id).is_some() {
            before
        } else {
            after
        };
        let Some(node) = graph.find(id) else {
            continue;
        };
        briefs.node(graph, node);
        let identity = crate::reach::proved(graph, node);
        if let Some(identity) = identity {
            briefs.node(graph, identity);
        }
        let (node, identity) = (
            graph.node(node),
            identity.map(|it| graph.node(it).id.to_owned()),
        );
        credentials.push((
            told.loss,
            ChangedCredential {
                id: id.clone(),
                kind: node.type_name.to_owned(),
                name: node.name.to_owned(),
                identity: identity.unwrap_or_default(),
                score_before: scored.get(id).copied().unwrap_or(0.0),
                score_after: rescored.get(id).copied().unwrap_or(0.0),
                gone,
                tallies: told.tallies,
                worst: told.worst,
            },
        ));
    }
    credentials.sort_by(|a, b| (b.0.abs(), b.0, &a.1.id).cmp(&(a.0.abs(), a.0, &b.1.id)));
    let (closed, opened) = ends(&was, &is);
    let kept = kept::kept(before, after, options, &worthless, &mut briefs);
    let required = required::required(before, after, &options.require, floor, &mut briefs);
    let sum = |scores: &BTreeMap<String, f64>| scores.values().sum::<f64>();
    WhatIf {
        schema: "blastradius/whatif/1",
        snapshot: before.snapshot().clone(),
        context: options.context.clone(),
        summary: WhatIfSummary {
            credentials: roots.len(),
            affected: credentials.len(),
            score_before: sum(&scored),
            score_after: sum(&rescored),
            closed,
            opened,
            tallies: tallies(&totals),
            breaks: required.iter().any(|it| it.before && !it.after),
            known: changed.applied.iter().all(|it| it.unknown.is_empty()),
        },
        changes: changed.applied.iter().map(made).collect(),
        credentials: credentials.into_iter().map(|it| it.1).collect(),
        kept,
        required,
        // What was not known before the changes does not become known by taking away what asks for it.
        coverage: coverage::summary(before),
        nodes: briefs.finish(),
    }
}

/// What leaked and is worth nothing after a rotation: of a secret also the credentials that it held.
fn worthless(graph: &Graph, rotated: &BTreeSet<String>) -> BTreeSet<String> {
    let mut all = rotated.clone();
    for id in rotated.iter().filter_map(|id| graph.find(id)) {
        for (_, to, edge) in graph.outgoing(id) {
            if edge.kind == blastradius_graph::model::EdgeKind::Holds {
                all.insert(graph.node(to).id.to_owned());
            }
        }
    }
    all
}

fn made(applied: &Applied) -> ChangeMade {
    ChangeMade {
        change: applied.text.clone(),
        records: applied.records.iter().cloned().collect(),
        unknown: applied.unknown.clone(),
        notes: applied.notes.clone(),
    }
}

/// In which of the four ways something differs: its number.
fn way(before: Option<Certainty>, after: Option<Certainty>) -> usize {
    match (before, after) {
        (Some(_), None) => 0,
        (None, _) => 1,
        (before, after) if before > after => 2,
        _ => 3,
    }
}

fn words(worth: Worth) -> (&'static str, &'static str) {
    match worth {
        Worth::Administered => ("scope", "administer"),
        Worth::Read(class) => (class.name(), "read"),
        Worth::Changed(class) => (class.name(), "change"),
    }
}

/// Tallies in the order of what they are worth.
fn tallies(counts: &BTreeMap<(Worth, usize), usize>) -> Vec<Tally> {
    let worths: BTreeSet<Worth> = counts.keys().map(|it| it.0).collect();
    let mut worths: Vec<Worth> = worths.into_iter().collect();
    worths.sort_by_key(|it| (std::cmp::Reverse(it.weight()), *it));
    let count = |worth: Worth, way: usize| counts.get(&(worth, way)).copied().unwrap_or(0);
    worths
        .into_iter()
        .map(|worth| {
            let (class, access) = words(worth);
            Tally {
                class,
                access,
                lost: count(worth, 0),
                gained: count(worth, 1),
                weaker: count(worth, 2),
                stronger: count(worth, 3),
            }
        })
        .collect()
}

fn tell(
    own: &[Differs],
    common: &Common<'_>,
    totals: &mut BTreeMap<(Worth, usize), usize>,
) -> Told {
    let mut counts: BTreeMap<(Worth, usize), usize> = BTreeMap::new();
    let mut loss = 0i64;
    let mut order: Vec<(u64, u32, &Differs)> = Vec::with_capacity(own.len());
    let score = |worth: Worth, level: Option<Certainty>| level.map_or(0, share) * worth.weight();
    for it in own {
        let ((node, worth), before, after) = *it;
        *counts.entry((worth, way(before, after))).or_default() += 1;
        *totals.entry((worth, way(before, after))).or_default() += 1;
        let (had, has) = (score(worth, before), score(worth, after));
        loss = loss
            .saturating_add_unsigned(had)
            .saturating_sub_unsigned(has);
        order.push((had.abs_diff(has), node, it));
    }
    order.sort_by_key(|(score, node, it)| (std::cmp::Reverse(*score), *node, it.0.1));
    let worst = order.iter().take(WORST).map(|(_, node, it)| {
        let (class, access) = words(it.0.1);
        AccessChange {
            id: common.id(*node).to_owned(),
            class,
            access,
            before: it.1,
            after: it.2,
        }
    });
    Told {
        tallies: tallies(&counts),
        worst: worst.collect(),
        loss,
    }
}

/// How many things some credential reached and none does any more, and the other way round.
fn ends(was: &Radii, is: &Radii) -> (usize, usize) {
    let all = |radii: &Radii| -> BTreeSet<u32> {
        let lists = radii.lists.iter().flatten();
        lists.map(|((node, _), _)| *node).collect()
    };
    let (was, is) = (all(was), all(is));
    (was.difference(&is).count(), is.difference(&was).count())
}
