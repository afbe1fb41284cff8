//! Why a hop of one graph is not in the other: the records that differ, or what could not be read.
//!
//! First the records that the hop itself names as its evidence, and its ends; where these are the same, what may forbid it: the
//! policies of who acts and of its groups, of what is touched, of the scopes above both.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use blastradius_graph::model::{EdgeId, EdgeView, Graph, NodeId};

use super::gaps::Gaps;
use super::related::Related;
use super::sides::Side;
use crate::answer::{FactChange, Hop, RecordChange};
use crate::engine::states::Frozen;

/// Why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Why {
    /// The records that differ.
    pub(super) facts: BTreeSet<FactChange>,
    /// What could not be read.
    pub(super) gaps: BTreeSet<String>,
    /// Whether it follows from what was read: the hop is not there, and not only unseen.
    pub(super) known: bool,
}

/// The edges of the other graph out of one node, by target.
type Row = Rc<HashMap<NodeId, Vec<EdgeId>>>;

/// Explains hops of `has` that `lacks` has not.
pub(super) struct Explainer<'a> {
    pub(super) has: Side<'a>,
    pub(super) lacks: Side<'a>,
    /// Of the graph that has the paths.
    pub(super) frozen: &'a Frozen,
    changes: &'a BTreeMap<String, FactChange>,
    related: &'a Related<'a>,
    /// What `lacks` did not read.
    gaps: &'a Gaps,
    /// What `has` did not read.
    other_gaps: &'a Gaps,
    /// What is missing in `lacks`: removed where `has` is the earlier snapshot.
    missing: RecordChange,
    rows: RefCell<HashMap<NodeId, Row>>,
}

impl<'a> Explainer<'a> {
    pub(super) fn new(
        (has, lacks): (Side<'a>, Side<'a>),
        frozen: &'a Frozen,
        changes: &'a BTreeMap<String, FactChange>,
        related: &'a Related<'a>,
        [gaps, other_gaps]: [&'a Gaps; 2],
        missing: RecordChange,
    ) -> Self {
        Self {
            has,
            lacks,
            frozen,
            changes,
            related,
            gaps,
            other_gaps,
            missing,
            rows: RefCell::default(),
        }
    }

    /// Whether the other snapshot read everything that this one did.
    pub(super) fn sees_all(&self) -> bool {
        self.gaps.is_empty()
    }

    /// Why the whole path is not there. Where no hop is missing, why a hop is not the same.
    pub(super) fn path(&self, path: &[Hop]) -> Why {
        let ends = |hop: &Hop| match hop.reverse {
            true => (hop.to.clone(), hop.from.clone()),
            false => (hop.from.clone(), hop.to.clone()),
        };
        let there = |hop: &Hop| {
            let (from, to) = ends(hop);
            self.between(&from, &to)
        };
        let is = |edge: &EdgeView<'_>, hop: &Hop| edge.kind == hop.edge;
        let same = |edge: &EdgeView<'_>, hop: &Hop| {
            is(edge, hop)
                && edge.certainty == hop.certainty
                && edge.access == hop.access
                && edge.technique() == hop.technique.as_deref()
                && edge
                    .conditions()
                    .eq(hop.conditions.iter().map(String::as_str))
                && edge.gates().eq(hop.gates.iter().cloned())
        };
        let missing: Vec<&Hop> = path
            .iter()
            .filter(|hop| !there(hop).iter().any(|edge| is(edge, hop)))
            .collect();
        let broken = match missing.is_empty() {
            false => missing,
            true => path
                .iter()
                .filter(|hop| !there(hop).iter().any(|edge| same(edge, hop)))
                .collect(),
        };
        let mut all = Why::default();
        for hop in broken {
            let why = self.hop(hop);
            all.known |= why.known;
            all.facts.extend(why.facts);
            all.gaps.extend(why.gaps);
        }
        if all.known {
            all.gaps.clear();
        }
        without_own(&mut all.facts);
        all
    }

    /// The edges of the other graph between two nodes.
    fn between(&self, from: &str, to: &str) -> Vec<EdgeView<'a>> {
        let graph: &'a Graph = self.lacks.graph;
        let (Some(from), Some(to)) = (graph.find(from), graph.find(to)) else {
            return Vec::new();
        };
        let row = self.row(from);
        let edges = row.get(&to).into_iter().flatten();
        edges.map(|id| graph.edge(*id)).collect()
    }

    fn row(&self, from: NodeId) -> Row {
        let mut rows = self.rows.borrow_mut();
        let row = rows.entry(from).or_insert_with(|| {
            let mut row: HashMap<NodeId, Vec<EdgeId>> = HashMap::new();
            for (edge, to, _) in self.lacks.graph.outgoing(from) {
                row.entry(to).or_default().push(edge);
            }
            Rc::new(row)
        });
        row.clone()
    }

    /// Why a hop is not there, or not the same.
    pub(super) fn hop(&self, hop: &Hop) -> Why {
        let mut why = Why::default();
        for evidence in &hop.evidence {
            if let Some(change) = self.changes.get(&evidence.record)
                && concerns(change, &evidence.pointer, self.missing)
            {
                self.add(&mut why, change);
            }
        }
        for end in [&hop.from, &hop.to] {
            let node = self.has.graph.find(end).map(|id| self.has.graph.node(id));
            let record = node.and_then(|node| node.record);
            if let Some(change) = record.and_then(|record| self.changes.get(record))
                && change.change == self.missing
            {
                self.add(&mut why, change);
            }
        }
        if why.facts.is_empty() {
            for record in self.related.of(hop, self.has.graph, self.missing) {
                if let Some(change) = self.changes.get(record) {
                    self.add(&mut why, change);
                }
            }
        }
        if why.facts.is_empty() {
            // Nothing differs: then only what was not read can, or the rules themselves.
            for end in [&hop.from, &hop.to] {
                let base = end.split('#').next().unwrap_or(end);
                for kind in ["identity", "asset", "workload", "attachment", "policy"] {
                    let found = self.has.hiding(self.gaps, &format!("{kind}:{base}"));
                    why.gaps.extend(found);
                }
            }
            why.gaps
                .extend(self.related.unread(hop, self.has.graph, self.gaps));
            why.known = why.gaps.is_empty();
        }
        why
    }

    /// Adds a record that differs. One that is missing in a snapshot may only be unseen there.
    fn add(&self, why: &mut Why, change: &FactChange) {
        let hidden = match change.change {
            RecordChange::Edited => Vec::new(),
            one if one == self.missing => self.has.hiding(self.gaps, &change.record),
            _ => self.lacks.hiding(self.other_gaps, &change.record),
        };
        why.known |= hidden.is_empty();
        why.gaps.extend(hidden);
        why.facts.insert(change.clone());
    }
}

/// Leaves out the attachments of policies that are their target's own: that these came or went says it all.
fn without_own(facts: &mut BTreeSet<FactChange>) {
    let policies: BTreeSet<String> = (facts.iter())
        .filter_map(|it| it.record.strip_prefix("policy:"))
        .map(str::to_owned)
        .collect();
    facts.retain(|it| {
        let attachment = it.record.strip_prefix("attachment:");
        // `<target>#<kind>/<policy>`, and the policy begins with its target.
        let own = attachment.and_then(|id| {
            let mut policies = policies.iter();
            policies.find(|policy| {
                let target = policy.split('#').next().unwrap_or_default();
                id.ends_with(policy.as_str()) && id.starts_with(target) && policy.contains('#')
            })
        });
        own.is_none()
    });
}

/// Whether a change of a record is one of the place that evidence names.
fn concerns(change: &FactChange, pointer: &str, missing: RecordChange) -> bool {
    if change.change != RecordChange::Edited {
        return change.change == missing;
    }
    let places = match missing {
        RecordChange::Removed => &change.removed,
        _ => &change.added,
    };
    pointer.is_empty()
        || places.iter().any(|place| {
            let rest = pointer.strip_prefix(place.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
}
