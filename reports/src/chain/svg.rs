//! The picture of a pipeline as SVG: rows of boxes from top to bottom, light and dark.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Arrow, Box, Chain, Look};
use crate::sanitize::{elide, xml_text};

/// The style sheet of the drawing. A page that has the drawing inline has it in its own style sheet instead.
pub(crate) const THEME: &str = "\
svg.chain { font: 13px system-ui, \"DejaVu Sans\", sans-serif }
svg.chain .ground { fill: #ffffff }
svg.chain .box { fill: #f5f7f9; stroke: #59636e }
svg.chain .head.stage { fill: #4a5560 }
svg.chain .head.data { fill: #00704f }
svg.chain .head.model { fill: #0072b2 }
svg.chain .head.identity { fill: #6a4c93 }
svg.chain .head.party { fill: #a8430a }
svg.chain .name { fill: #ffffff; font-weight: 600 }
svg.chain text { fill: #1f2328 }
svg.chain .label { fill: #59636e }
svg.chain .bad { fill: #a8330a; font-weight: 600 }
svg.chain .title { font-size: 17px; font-weight: 700 }
svg.chain .arrow { fill: none; stroke: #59636e; stroke-width: 1.5 }
svg.chain .unsure { stroke-dasharray: 6 4 }
svg.chain .tip { fill: #59636e }
svg.chain .gate { fill: #fdf0e6; stroke: #d55e00 }
svg.chain .gatetext { fill: #7d4e00; font-size: 12px }
@media (prefers-color-scheme: dark) {
svg.chain .ground { fill: #0d1117 }
svg.chain .box { fill: #161b22; stroke: #9aa4af }
svg.chain .head.stage { fill: #55606b }
svg.chain .head.data { fill: #0a6b4f }
svg.chain .head.model { fill: #1f6f9e }
svg.chain .head.identity { fill: #75579e }
svg.chain .head.party { fill: #9a4410 }
svg.chain text { fill: #e6edf3 }
svg.chain .name { fill: #ffffff }
svg.chain .label { fill: #9aa4af }
svg.chain .bad { fill: #ff9d5c }
svg.chain .arrow { stroke: #9aa4af }
svg.chain .tip { fill: #9aa4af }
svg.chain .gate { fill: #2b2018; stroke: #f0812e }
svg.chain .gatetext { fill: #e3b341 }
}
";

const WIDE: usize = 540;
/// How far from the left of a box arrows end: what they carry is written beside them, and needs the room.
const LANE: usize = WIDE / 5;
const GAP: usize = 28;
const MARGIN: usize = 12;
const ROW: usize = 20;
const HEAD: usize = 28;
/// Between two rows of boxes: room for an arrow and what it carries.
const BETWEEN: usize = 58;
const GATE: usize = 24;
/// So many characters of a head fit, which are bold.
const HEADING: usize = 58;

/// Where a box stands.
struct Place {
    x: usize,
    y: usize,
    high: usize,
    /// The top of its gates, where arrows end.
    top: usize,
}

/// The drawing. With `own` it has its style sheet in it, for a file of its own.
pub(crate) fn svg(chain: &Chain, own: bool) -> String {
    let (places, width, height) = layout(chain);
    let style = if own {
        format!("<style>{THEME}</style>\n")
    } else {
        String::new()
    };
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chain\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n<title>{}</title>\n<desc>{}</desc>\n{style}<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        xml_text(&chain.title),
        xml_text(&in_words(chain)),
    );
    // No character is wider than these on the average, so that nothing runs over the edge.
    let room = width - 2 * MARGIN;
    text(
        &mut out,
        MARGIN,
        34,
        "title",
        &elide(&chain.title, room / 11),
    );
    text(
        &mut out,
        MARGIN,
        56,
        "label",
        &elide(&chain.triggers, room / 8),
    );
    for arrow in &chain.arrows {
        arrow_between(&mut out, &places, arrow);
    }
    for (it, place) in chain.boxes.iter().zip(&places) {
        stage(&mut out, it, place);
    }
    out.push_str("</svg>\n");
    out
}

/// What the drawing shows, for who does not see it: the boxes in their order, and what starts it.
fn in_words(chain: &Chain) -> String {
    let names: Vec<&str> = chain.boxes.iter().map(|it| it.name.as_str()).collect();
    format!("{}. In their order: {}", chain.triggers, names.join("; "))
}

fn look(look: Look) -> &'static str {
    match look {
        Look::Stage => "stage",
        Look::Data => "data",
        Look::Model => "model",
        Look::Identity => "identity",
        Look::Party => "party",
    }
}

fn high(it: &Box) -> usize {
    match it.lines.len() {
        0 => HEAD,
        lines => HEAD + ROW * lines + 10,
    }
}

/// The places of the boxes, and the size of the drawing.
fn layout(chain: &Chain) -> (Vec<Place>, usize, usize) {
    // Level -> how high its gates and its boxes are.
    let mut levels: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for it in &chain.boxes {
        let level = levels.entry(it.level).or_default();
        level.0 = level.0.max(GATE * it.gates.len());
        level.1 = level.1.max(high(it));
    }
    let mut tops = BTreeMap::new();
    let mut y = 76;
    for (level, (gates, boxes)) in &levels {
        tops.insert(*level, y + gates);
        y += gates + boxes + BETWEEN;
    }
    let height = y.saturating_sub(BETWEEN) + MARGIN;
    let columns = columns(chain);
    let used = columns.iter().max().map_or(1, |last| last + 1);
    let width = 2 * MARGIN + used * WIDE + used.saturating_sub(1) * GAP;
    let places = chain.boxes.iter().zip(columns).map(|(it, column)| {
        let y = tops.get(&it.level).copied().unwrap_or(76);
        Place {
            x: MARGIN + column * (WIDE + GAP),
            y,
            high: high(it),
            top: y.saturating_sub(GATE * it.gates.len()),
        }
    });
    (places.collect(), width, height)
}

/// The column of each box: below the leftmost box that leads to it where that is free, else the next that is, to the left if
/// there is one.
fn columns(chain: &Chain) -> Vec<usize> {
    let mut above: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for arrow in &chain.arrows {
        above.entry(arrow.to).or_default().push(arrow.from);
    }
    let mut taken: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut columns: Vec<usize> = Vec::with_capacity(chain.boxes.len());
    for (at, it) in chain.boxes.iter().enumerate() {
        let before = above.get(&at).into_iter().flatten();
        let wanted = before.filter_map(|from| columns.get(*from)).min();
        let wanted = wanted.copied().unwrap_or(0);
        let free = |column: &usize| !taken.contains(&(it.level, *column));
        let left = (0..=wanted).rev().find(free);
        let column = left.or_else(|| (wanted + 1..).find(free)).unwrap_or(wanted);
        taken.insert((it.level, column));
        columns.push(column);
    }
    columns
}

fn text(out: &mut String, x: usize, y: usize, class: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>",
        xml_text(text)
    );
}

/// An arrow goes straight down beside what stands between its ends, and turns where there is room: just before its end, or
/// just after its start where its own column is taken.
fn arrow_between(out: &mut String, places: &[Place], arrow: &Arrow) {
    let (Some(from), Some(to)) = (places.get(arrow.from), places.get(arrow.to)) else {
        return;
    };
    let (x1, y1) = (from.x + LANE, from.y + from.high);
    let (x2, y2) = (to.x + LANE, to.top.saturating_sub(8));
    let free = |x: usize| {
        let between = places.iter().filter(|it| it.x == x);
        !between
            .into_iter()
            .any(|it| it.y > y1 && it.y + it.high < y2)
    };
    let turn = BETWEEN - 8;
    let (down, on) = match free(from.x) || !free(to.x) {
        true => (y2.saturating_sub(turn).max(y1), y2),
        false => (y1, (y1 + turn).min(y2)),
    };
    let bend = (down + on) / 2;
    let unsure = if arrow.certain { "" } else { " unsure" };
    let _ = writeln!(
        out,
        "<path class=\"arrow{unsure}\" d=\"M{x1} {y1} L{x1} {down} C{x1} {bend} {x2} {bend} {x2} {on} L{x2} {y2}\"/>\n<path class=\"tip\" d=\"M{} {y2} L{} {y2} L{x2} {} Z\"/>",
        x2.saturating_sub(6),
        x2 + 6,
        y2 + 8
    );
    if !arrow.carries.is_empty() {
        text(out, x2 + 12, y2.saturating_sub(6), "label", &arrow.carries);
    }
}

fn stage(out: &mut String, it: &Box, place: &Place) {
    let Place { x, y, high, top } = *place;
    for (n, gate) in it.gates.iter().enumerate() {
        let at = top + n * GATE;
        let _ = writeln!(
            out,
            "<rect class=\"gate\" x=\"{x}\" y=\"{at}\" width=\"{WIDE}\" height=\"{}\" rx=\"4\"/>",
            GATE - 3
        );
        text(out, x + 12, at + 15, "gatetext", &format!("gate: {gate}"));
    }
    let foot = if it.lines.is_empty() { 6 } else { 0 };
    let _ = writeln!(
        out,
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{WIDE}\" height=\"{high}\" rx=\"6\"/>\n<path class=\"head {}\" d=\"M{x} {} v-{} q0 -6 6 -6 h{} q6 0 6 6 v{} {}Z\"/>",
        look(it.look),
        y + HEAD - foot,
        HEAD - 6 - foot,
        WIDE - 12,
        HEAD - 6 - foot,
        // A box of its head alone is round below, too.
        if foot > 0 {
            format!("q0 6 -6 6 h-{} q-6 0 -6 -6 ", WIDE - 12)
        } else {
            String::new()
        }
    );
    let head = match it.kind.as_str() {
        "" => it.name.clone(),
        kind => format!("{} · {kind}", it.name),
    };
    text(out, x + 12, y + 19, "name", &elide(&head, HEADING));
    let labels = it.lines.iter().any(|line| !line.label.is_empty());
    let indent = if labels { x + 98 } else { x + 12 };
    for (n, line) in it.lines.iter().enumerate() {
        let at = y + HEAD + ROW * (n + 1) - 3;
        if !line.label.is_empty() {
            text(out, x + 12, at, "label", line.label);
        }
        let class = if line.bad { "bad" } else { "text" };
        text(out, indent, at, class, &line.text);
    }
}
