//! The pieces of the first screen of `reach`: paths and steps of containment.

use blastradius_graph::model::Gate;
use blastradius_queries::answer::{Action, Hop, Reach};

use super::out::{Out, pad};
use super::plan::Block;
use crate::headline::{Headline, items};
use crate::sanitize::{elide, elide_start, visible, width};
use crate::style::mark;
use crate::words::{Nodes, count, deed, node, proof, reservations, show, via};

/// A path on the first screen shows at most this many hops.
const HOPS: usize = 6;

/// One of the worst things in one line: what, how far, by way of whom.
pub(super) fn title(out: &Out, reach: &Reach, n: usize, line: &Headline<'_>) -> Block {
    let hops = count(line.path.len(), "hop");
    let start = format!("{n} {} {}, {hops}", mark(line.certainty), line.what);
    let start = out.fit(&start, 0);
    let via = via(&reach.nodes, line.news());
    let room = out.options.width.map_or(usize::MAX, |columns| {
        columns.saturating_sub(width(&start) + 5)
    });
    Block(vec![if via.is_empty() || room < 12 {
        start
    } else {
        format!("{start}, by {}", elide_start(&via, room))
    }])
}

/// One of the worst things: what, then one line a hop.
pub(super) fn path(out: &Out, reach: &Reach, n: usize, line: &Headline<'_>) -> Block {
    let hops = count(line.path.len(), "hop");
    let what = out.fit(&line.what, 10 + width(&hops));
    let mut lines = vec![format!("{n} {} {what}, {hops}", mark(line.certainty))];
    lines.extend(hops_lines(out, &reach.nodes, line.path, line.gates));
    Block(lines)
}

/// A path, one line a hop, with what it hangs on; of a long one the middle is left out.
pub(super) fn hops_lines(out: &Out, nodes: &Nodes, path: &[Hop], gates: &[Gate]) -> Vec<String> {
    let mut lines = Vec::new();
    let (first, last) = if path.len() > HOPS {
        (HOPS / 2, HOPS / 2 - 1)
    } else {
        (path.len(), 0)
    };
    let deeds = path
        .iter()
        .map(|hop| width(&deed(hop)))
        .max()
        .unwrap_or(0)
        .min(24);
    let targets = path
        .iter()
        .map(|hop| width(&node(nodes, &hop.to)))
        .max()
        .unwrap_or(0);
    let columns = (deeds, targets);
    for hop in path.iter().take(first) {
        lines.extend(hop_lines(out, nodes, hop, columns));
    }
    if first < path.len() {
        lines.push(format!(
            "      … {} more …",
            count(path.len() - first - last, "hop")
        ));
        for hop in path.iter().skip(path.len() - last) {
            lines.extend(hop_lines(out, nodes, hop, columns));
        }
    }
    let reserved = reservations(path, gates);
    if !reserved.is_empty() {
        lines.push(format!("    {}", out.fit(&reserved, 4)));
    }
    lines
}

/// Below this many columns, evidence that does not fit stands on the next line.
const NARROW: usize = 100;

fn hop_lines(out: &Out, nodes: &Nodes, hop: &Hop, (deeds, targets): (usize, usize)) -> Vec<String> {
    let deed = pad(&elide(&deed(hop), deeds), deeds);
    let target = node(nodes, &hop.to);
    let proof = proof(hop);
    let start = format!("    {} {deed}  ", mark(hop.certainty));
    match out.options.width {
        Some(columns) => {
            let room = columns.saturating_sub(width(&start) + 2);
            let proof_at = width(&start) + width(&target) + 2;
            if columns < NARROW && proof_at + width(&proof) > columns {
                let target = elide(&target, room + 2).into_owned();
                let by = elide_start(&proof, columns.saturating_sub(8)).into_owned();
                return vec![format!("{start}{target}"), format!("        {by}")];
            }
            let left = targets.min(room.saturating_sub(width(&proof)).max(room / 2));
            let target = pad(&elide(&target, left), left);
            vec![format!("{start}{target}  {}", elide(&proof, room - left))]
        }
        None => vec![format!("{start}{}  {proof}", pad(&target, targets))],
    }
}

/// A step of containment without its commands.
pub(super) fn step_title(out: &Out, action: &Action) -> Block {
    Block(vec![format!(
        "{} {}",
        action.order,
        out.fit(&show(&action.title), 4)
    )])
}

/// A step of containment with its commands, whole: they are there to be copied.
pub(super) fn step(out: &Out, action: &Action) -> Block {
    let mut lines = vec![format!(
        "{} {}",
        action.order,
        out.fit(&show(&action.title), 4)
    )];
    let all = out.options.width.is_none();
    if all && !action.why.is_empty() {
        lines.push(format!("    {}", show(&action.why)));
    }
    let shown = if all { action.commands.len() } else { 2 };
    for command in action.commands.iter().take(shown) {
        lines.push(format!("  {}", visible(command)));
    }
    let more = action.commands.len().saturating_sub(shown);
    if more > 0 {
        lines.push(format!("  … {} more with -v", count(more, "command")));
    }
    if all {
        lines.extend(items(action).map(|item| format!("    - {item}")));
    }
    Block(lines)
}
