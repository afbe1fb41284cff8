//! A second look at a printed path, written apart from the search that found it.
//!
//! It knows nothing of states or levels: it reads the hops of an answer like a sentence and checks
//! them against the graph, one by one.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, AccessSet, Certainty, EdgeKind, Graph, NodeKind};

use crate::answer::{Hop, Plane};

/// What a path claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// Its start can act as its end.
    Act,
    /// Its start can touch its end, in this radius.
    Touch(Plane),
    /// Its start can read something that was made from its end.
    Derived,
    /// Its end asks something that its start can change.
    Consumer,
}

/// What is wrong with a path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The path does not start or end where it should.
    #[error("the path leads from `{from}` to `{to}`")]
    Ends {
        /// Where it starts.
        from: String,
        /// Where it ends.
        to: String,
    },
    /// A hop does not start where the one before it ended.
    #[error("hop {0} does not start where the one before it ended")]
    Broken(usize),
    /// The graph has no such edge.
    #[error("hop {0} is no edge of the graph")]
    NoEdge(usize),
    /// The hop may not stand in this place.
    #[error("hop {0} may not follow the one before it")]
    OutOfOrder(usize),
    /// The hop has no evidence.
    #[error("hop {0} has no evidence")]
    NoEvidence(usize),
    /// The certainty is not that of the weakest hop.
    #[error("the path claims to be {claimed:?} and its weakest hop is {weakest:?}")]
    Certainty {
        /// What the path claims.
        claimed: Certainty,
        /// What its weakest hop is.
        weakest: Certainty,
    },
    /// The last hop does not give what the path claims.
    #[error("the last hop does not give what the path claims")]
    Unfounded,
    /// The entry beside the path claims other ways to touch than its last hop gives.
    #[error("the entry claims {claimed:?} and the last hop gives {given:?}")]
    Access {
        /// What the entry claims.
        claimed: AccessSet,
        /// What the last hop gives in the radii of the entry.
        given: AccessSet,
    },
}

/// Where in the sentence a hop stands.
enum Place<'a> {
    Acting,
    /// On an asset, touched by this hop; `None` for a leaked asset.
    On(Option<&'a Hop>),
    Downstream,
    Upstream,
    /// At one who asks.
    Asking,
}

/// Checks a printed path: every hop is an edge, they connect, their order is legal for the claim,
/// each has evidence, and the certainty is that of the weakest.
///
/// # Errors
/// The first thing that is wrong.
pub fn recheck(
    graph: &Graph,
    from: &str,
    to: &str,
    path: &[Hop],
    claim: Claim,
    claimed: Certainty,
) -> Result<(), Fault> {
    let ends = || Fault::Ends {
        from: path.first().map_or("", |hop| &hop.from).to_owned(),
        to: path.last().map_or("", |hop| &hop.to).to_owned(),
    };
    let (Some(first), Some(last)) = (path.first(), path.last()) else {
        return Err(ends());
    };
    if first.from != from || last.to != to {
        return Err(ends());
    }
    let leaked_asset = kind(graph, from) == Some(NodeKind::Asset);
    let mut place = if leaked_asset {
        Place::On(None)
    } else {
        Place::Acting
    };
    let mut at = from;
    for (number, hop) in (1..).zip(path) {
        if hop.from != at {
            return Err(Fault::Broken(number));
        }
        if !exists(graph, hop) {
            return Err(Fault::NoEdge(number));
        }
        if hop.evidence.is_empty() {
            return Err(Fault::NoEvidence(number));
        }
        place = next(graph, &place, hop).ok_or(Fault::OutOfOrder(number))?;
        at = &hop.to;
    }
    let founded = match (claim, &place) {
        (Claim::Act, Place::Acting)
        | (Claim::Derived, Place::Upstream)
        | (Claim::Consumer, Place::Asking)
        | (Claim::Touch(Plane::Integrity), Place::Downstream) => true,
        (Claim::Touch(Plane::Confidentiality), Place::On(Some(hop))) => reads(hop) || uses(hop),
        (Claim::Touch(Plane::Integrity), Place::On(Some(hop))) => changes(hop),
        _ => false,
    };
    if !founded {
        return Err(Fault::Unfounded);
    }
    let weakest = path.iter().map(|hop| hop.certainty).min();
    match weakest {
        Some(weakest) if weakest != claimed => Err(Fault::Certainty { claimed, weakest }),
        _ => Ok(()),
    }
}

/// Checks the ways to touch that an entry of `reach` claims: exactly those of the last hop of its own path
/// that belong to its radii, and `list`.
///
/// # Errors
/// [`Fault::Access`].
pub fn recheck_access(path: &[Hop], planes: &[Plane], claimed: AccessSet) -> Result<(), Fault> {
    let reading = planes.contains(&Plane::Confidentiality);
    let changing = planes.contains(&Plane::Integrity);
    let mut given = AccessSet::EMPTY;
    if let Some(last) = path.last().filter(|hop| hop.edge == EdgeKind::Touches) {
        for access in Access::ALL {
            let counts = match access {
                Access::List => true,
                Access::Read | Access::Use => reading,
                Access::Write | Access::Delete | Access::Administer => changing,
            };
            if counts && last.access.contains(access) {
                given = given.with(access);
            }
        }
    }
    if given == claimed {
        Ok(())
    } else {
        Err(Fault::Access { claimed, given })
    }
}

/// Where one stands after a hop; `None` if the hop may not be made from here.
fn next<'a>(graph: &Graph, place: &Place<'_>, hop: &'a Hop) -> Option<Place<'a>> {
    match (place, hop.edge, hop.reverse) {
        (Place::Acting, EdgeKind::Touches, false) => Some(Place::On(Some(hop))),
        (Place::Acting, EdgeKind::Flows | EdgeKind::PartOf, _) => None,
        (Place::Acting, _, false) => Some(Place::Acting),
        (Place::On(touch), EdgeKind::Holds, false) => {
            touch.is_none_or(reads).then_some(Place::Acting)
        }
        (Place::On(Some(touch)), EdgeKind::Flows, false) => {
            changes(touch).then_some(Place::Downstream)
        }
        (Place::On(touch), EdgeKind::Flows, true) => {
            let open = touch.is_none_or(|touch| reads(touch) || uses(touch));
            (open && is_made(graph, &hop.from)).then_some(Place::Upstream)
        }
        (Place::On(Some(touch)), EdgeKind::Touches, true) => {
            (changes(touch) && (uses(hop) || reads(hop))).then_some(Place::Asking)
        }
        (Place::Downstream, EdgeKind::Touches, true) => {
            (uses(hop) || reads(hop)).then_some(Place::Asking)
        }
        (Place::Downstream, EdgeKind::Flows, false) => Some(Place::Downstream),
        (Place::Upstream, EdgeKind::Flows, true) => Some(Place::Upstream),
        _ => None,
    }
}

fn reads(hop: &Hop) -> bool {
    hop.access.contains(Access::Read)
}

fn uses(hop: &Hop) -> bool {
    hop.access.contains(Access::Use)
}

fn changes(hop: &Hop) -> bool {
    [Access::Write, Access::Delete, Access::Administer]
        .into_iter()
        .any(|access| hop.access.contains(access))
}

fn kind(graph: &Graph, id: &str) -> Option<NodeKind> {
    Some(graph.node(graph.find(id)?).kind)
}

fn is_made(graph: &Graph, id: &str) -> bool {
    let class = graph.find(id).and_then(|id| graph.node(id).class);
    matches!(class, Some(AssetClass::Index | AssetClass::Model))
}

/// Whether the graph has the edge that a hop claims, word for word.
fn exists(graph: &Graph, hop: &Hop) -> bool {
    let (source, target) = if hop.reverse {
        (&hop.to, &hop.from)
    } else {
        (&hop.from, &hop.to)
    };
    let Some(source) = graph.find(source) else {
        return false;
    };
    graph.outgoing(source).any(|(id, to, edge)| {
        graph.node(to).id == target.as_str()
            && edge.kind == hop.edge
            && edge.certainty == hop.certainty
            && edge.technique() == hop.technique.as_deref()
            && edge
                .conditions()
                .eq(hop.conditions.iter().map(String::as_str))
            && edge.access == hop.access
            && edge.gates().eq(hop.gates.iter().cloned())
            && graph.evidence(id, source, to) == hop.evidence
    })
}
