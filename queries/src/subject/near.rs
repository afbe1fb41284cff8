//! Near misses of a name.

use blastradius_graph::model::{Graph, NodeId, NodeView};

/// How many near misses are named.
const MOST: usize = 5;

/// Texts longer than this are no slip of the pen.
const LONGEST: usize = 200;

/// The nodes whose names are spelt almost like `text`, the nearest first.
pub(super) fn nearest(
    graph: &Graph,
    text: &str,
    among: impl Fn(NodeView<'_>) -> bool,
) -> Vec<NodeId> {
    let wanted: Vec<char> = text.to_lowercase().chars().collect();
    if wanted.is_empty() || wanted.len() > LONGEST {
        return Vec::new();
    }
    let limit = 1 + wanted.len() / 5;
    let mut hits: Vec<(usize, NodeId)> = graph
        .nodes()
        .filter(|(_, node)| among(*node))
        .filter_map(|(id, node)| {
            let names = [node.name, super::tail(node.id), node.id];
            let best = names
                .into_iter()
                .filter_map(|name| distance(&wanted, name, limit))
                .min()?;
            Some((best, id))
        })
        .collect();
    hits.sort_unstable();
    hits.truncate(MOST);
    hits.into_iter().map(|(_, id)| id).collect()
}

/// The Levenshtein distance, if it is at most `limit`.
pub(crate) fn distance(wanted: &[char], name: &str, limit: usize) -> Option<usize> {
    let name: Vec<char> = name.to_lowercase().chars().take(LONGEST + 1).collect();
    if name.len().abs_diff(wanted.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=name.len()).collect();
    for (i, a) in wanted.iter().enumerate() {
        let mut last = i + 1;
        let mut diagonal = i;
        let mut next = vec![last];
        for (b, above) in name.iter().zip(row.iter().skip(1)) {
            last = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(last + 1);
            diagonal = *above;
            next.push(last);
        }
        row = next;
    }
    row.last().copied().filter(|distance| *distance <= limit)
}
