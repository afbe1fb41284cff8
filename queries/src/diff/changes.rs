//! What the credentials of both snapshots reach otherwise.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use blastradius_graph::model::{Graph, NodeId};

use super::DiffOptions;
use super::explain::{Explainer, Why};
use super::may::may_reach;
use super::sets::{Seen, differing};
use super::severity::severity;
use super::ways::{Target, Ways};
use crate::answer::{Age, Changed, FactChange, Hop, ReachChange, Way};
use crate::steps::State;

/// What makes changes of several credentials one entry: everything but the credential and its path.
type Same = (
    Target,
    Changed,
    Option<Way>,
    Option<Way>,
    Vec<FactChange>,
    Vec<String>,
);

/// Every change, the worst first. `closed` explains what the earlier graph has and the later has not, `opened` the reverse.
pub(super) fn changes(
    closed: &Explainer<'_>,
    opened: &Explainer<'_>,
    options: &DiffOptions,
) -> Vec<ReachChange> {
    let (old, new) = (closed.has.graph, opened.has.graph);
    let mut found: BTreeMap<Same, ReachChange> = BTreeMap::new();
    let mut known = [HashMap::new(), HashMap::new()];
    // Credentials of the same class in both share the work.
    for credentials in differing(seen(closed), seen(opened), options.min_certainty) {
        let ids = credentials
            .first()
            .and_then(|id| Some((old.find(id)?, new.find(id)?)));
        let Some(ids) = ids else { continue };
        let pair = Pair::new(closed, opened, ids, options, &mut known);
        for (same, mut entry) in pair.entries() {
            entry.credentials = credentials.iter().map(|id| (*id).to_owned()).collect();
            match found.get_mut(&same) {
                Some(had) => had.credentials.extend(entry.credentials),
                None => drop(found.insert(same, entry)),
            }
        }
    }
    let mut entries: Vec<ReachChange> = found.into_values().collect();
    for entry in &mut entries {
        entry.credentials.sort();
    }
    let order = |it: &'_ ReachChange| {
        (
            Reverse(it.severity),
            it.change,
            it.id.clone(),
            it.plane,
            it.derived,
        )
    };
    entries.sort_by(|a, b| {
        order(a)
            .cmp(&order(b))
            .then_with(|| a.credentials.cmp(&b.credentials))
    });
    entries
}

fn seen<'a>(of: &Explainer<'a>) -> Seen<'a> {
    Seen {
        graph: of.has.graph,
        frozen: of.frozen,
    }
}

/// What is known of hops that are gone for sure, by edge and states.
type Known = HashMap<(blastradius_graph::model::EdgeId, State, State), bool>;

/// One credential in both graphs.
struct Pair<'a, 'e> {
    closed: &'e Explainer<'a>,
    opened: &'e Explainer<'a>,
    before: Ways<'a>,
    after: Ways<'a>,
    /// What may still be reached in the later graph, and what may have been in the earlier.
    may: [HashSet<State>; 2],
}

impl<'a, 'e> Pair<'a, 'e> {
    fn new(
        closed: &'e Explainer<'a>,
        opened: &'e Explainer<'a>,
        (old, new): (NodeId, NodeId),
        options: &DiffOptions,
        [gone, come]: &mut [Known; 2],
    ) -> Self {
        let floor = options.min_certainty;
        let ways = |of: &Explainer<'a>, id| {
            Ways::new((of.has.graph, of.frozen), id, &options.planes, floor)
        };
        let may = |explainer: &Explainer<'_>, id, known: &mut Known| match explainer.sees_all() {
            true => HashSet::new(),
            false => may_reach(explainer, id, floor, known),
        };
        Self {
            before: ways(closed, old),
            after: ways(opened, new),
            may: [may(closed, old, gone), may(opened, new, come)],
            closed,
            opened,
        }
    }

    fn entries(&self) -> Vec<(Same, ReachChange)> {
        let targets: BTreeSet<&Target> =
            self.before.targets().chain(self.after.targets()).collect();
        targets
            .into_iter()
            .filter_map(|target| self.entry(target))
            .collect()
    }

    fn entry(&self, target: &Target) -> Option<(Same, ReachChange)> {
        let (before, after) = (self.before.way(target), self.after.way(target));
        let [may_still, may_before] = &self.may;
        let (change, why, path, age) = match (&before, &after) {
            (None, None) => return None,
            (Some((a, _)), Some((b, _))) if a == b => return None,
            (Some((_, was)), Some((_, is))) => {
                let mut why = self.opened.path(is);
                let other = self.closed.path(was);
                why.known |= other.known;
                why.facts.extend(other.facts);
                why.gaps.extend(other.gaps);
                (self.known(&why, Changed::Changed), why, is, Age::New)
            }
            (Some((_, was)), None) => {
                let why = self.closed.path(was);
                let change = match self.before.is_in(target, may_still) {
                    true => Changed::Unknown,
                    false => self.known(&why, Changed::Closed),
                };
                (change, why, was, Age::Old)
            }
            (None, Some((_, is))) => {
                let why = self.opened.path(is);
                let change = match self.after.is_in(target, may_before) {
                    true => Changed::Unknown,
                    false => self.known(&why, Changed::New),
                };
                (change, why, is, Age::New)
            }
        };
        let (before, after) = (before.as_ref(), after.as_ref());
        let ways = (before.map(|it| it.0.clone()), after.map(|it| it.0.clone()));
        let entry = self.described(target, change, ways, why, path.clone(), age)?;
        let same = (
            target.clone(),
            change,
            entry.before.clone(),
            entry.after.clone(),
            entry.facts.clone(),
            entry.gaps.clone(),
        );
        Some((same, entry))
    }

    fn known(&self, why: &Why, change: Changed) -> Changed {
        match why.known {
            true => change,
            false => Changed::Unknown,
        }
    }

    fn described(
        &self,
        target: &Target,
        change: Changed,
        (before, after): (Option<Way>, Option<Way>),
        why: Why,
        path: Vec<Hop>,
        age: Age,
    ) -> Option<ReachChange> {
        let graph: &Graph = match age {
            Age::Old => self.closed.has.graph,
            Age::New => self.opened.has.graph,
        };
        let node = graph.node(graph.find(&target.0)?);
        let certainty = after.as_ref().or(before.as_ref())?.certainty;
        // Gaps explain what is not known, and only that.
        let gaps = match (change, why.gaps.is_empty()) {
            (Changed::Unknown, false) => why.gaps.into_iter().collect(),
            (Changed::Unknown, true) => vec!["another way may only be unseen".to_owned()],
            _ => Vec::new(),
        };
        Some(ReachChange {
            change,
            severity: severity(node.class, certainty),
            id: node.id.to_owned(),
            name: node.name.to_owned(),
            type_name: node.type_name.to_owned(),
            class: node.class,
            plane: target.1,
            derived: target.2,
            before,
            after,
            credentials: Vec::new(),
            facts: why.facts.into_iter().collect(),
            gaps,
            path_of: age,
            path,
        })
    }
}
