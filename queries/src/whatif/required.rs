//! What must go on working.

use blastradius_graph::model::{Certainty, Graph, NodeKind};

use crate::answer::{Hop, Required};
use crate::engine::states::Frozen;
use crate::narrate::{Briefs, hops};
use crate::search::{Direction, search};
use crate::steps::{Mode, State, start};

/// The best path between two nodes of these ids; `None` where there is none.
fn best(
    graph: &Graph,
    frozen: &Frozen,
    (subject, asset): &(String, String),
    floor: Certainty,
    briefs: &mut Briefs,
) -> Option<Vec<Hop>> {
    let (subject, asset) = (graph.find(subject)?, graph.find(asset)?);
    briefs.node(graph, subject);
    briefs.node(graph, asset);
    let modes: &[Mode] = match graph.node(asset).kind {
        NodeKind::Asset => &[Mode::Read, Mode::Use, Mode::Change],
        _ => &[Mode::Act],
    };
    let ends: Vec<State> = modes.iter().map(|mode| State::new(asset, *mode)).collect();
    let found = search(graph, frozen, &ends, floor);
    let from = start(graph, subject);
    found.cost(from)?;
    let steps = found.path(from);
    briefs.path(graph, &steps);
    Some(hops(graph, &steps))
}

/// Whether what is required worked before and works after. Both are ids.
pub(super) fn required(
    before: &Graph,
    after: &Graph,
    pairs: &[(String, String)],
    floor: Certainty,
    briefs: &mut Briefs,
) -> Vec<Required> {
    if pairs.is_empty() {
        return Vec::new();
    }
    let frozen = |graph| Frozen::new(graph, Direction::Backward);
    let (old, new) = rayon::join(|| frozen(before), || frozen(after));
    pairs
        .iter()
        .map(|pair| {
            let was = best(before, &old, pair, floor, briefs);
            let is = best(after, &new, pair, floor, briefs);
            Required {
                subject: pair.0.clone(),
                asset: pair.1.clone(),
                before: was.is_some(),
                after: is.is_some(),
                path: is.or(was).unwrap_or_default(),
            }
        })
        .collect()
}
