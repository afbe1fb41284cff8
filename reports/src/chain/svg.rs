//! The picture of a pipeline as SVG: rows of boxes from top to bottom, light and dark.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Box, Chain};
use crate::sanitize::xml_text;

/// The style sheet of the drawing. A page that has the drawing inline has it in its own style sheet instead.
pub(crate) const THEME: &str = "\
svg.chain { font: 13px system-ui, \"DejaVu Sans\", sans-serif }
svg.chain .ground { fill: #ffffff }
svg.chain .box { fill: #f5f7f9; stroke: #59636e }
svg.chain .head { fill: #0072b2 }
svg.chain .name { fill: #ffffff; font-weight: 600 }
svg.chain text { fill: #1f2328 }
svg.chain .label { fill: #59636e }
svg.chain .bad { fill: #a8330a; font-weight: 600 }
svg.chain .title { font-size: 17px; font-weight: 700 }
svg.chain .arrow { fill: none; stroke: #59636e; stroke-width: 1.5 }
svg.chain .tip { fill: #59636e }
svg.chain .gate { fill: #fdf0e6; stroke: #d55e00 }
svg.chain .gatetext { fill: #7d4e00 }
@media (prefers-color-scheme: dark) {
svg.chain .ground { fill: #0d1117 }
svg.chain .box { fill: #161b22; stroke: #9aa4af }
svg.chain .head { fill: #1f6f9e }
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

const WIDE: usize = 470;
/// How far from the left of a box arrows end: what they carry is written beside them, and needs the room.
const LANE: usize = WIDE / 5;
const GAP: usize = 36;
const MARGIN: usize = 24;
const ROW: usize = 20;
const HEAD: usize = 28;
/// Between two rows of boxes: room for an arrow and what it carries.
const BETWEEN: usize = 58;
const GATE: usize = 24;

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
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chain\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">\n<title>{}</title>\n<desc>{} stages, {}</desc>\n{style}<rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n",
        xml_text(&chain.title),
        chain.boxes.len(),
        xml_text(&chain.triggers),
    );
    text(&mut out, MARGIN, 34, "title", &chain.title);
    text(&mut out, MARGIN, 56, "label", &chain.triggers);
    for arrow in &chain.arrows {
        if let (Some(from), Some(to)) = (places.get(arrow.from), places.get(arrow.to)) {
            arrow_between(&mut out, from, to, &arrow.carries);
        }
    }
    for (it, place) in chain.boxes.iter().zip(&places) {
        stage(&mut out, it, place);
    }
    out.push_str("</svg>\n");
    out
}

fn high(it: &Box) -> usize {
    HEAD + ROW * it.lines.len() + 10
}

/// The places of the boxes, and the size of the drawing.
fn layout(chain: &Chain) -> (Vec<Place>, usize, usize) {
    // Level -> how high its gates and its boxes are, and how many there are.
    let mut levels: BTreeMap<usize, (usize, usize, usize)> = BTreeMap::new();
    for it in &chain.boxes {
        let level = levels.entry(it.level).or_default();
        level.0 = level.0.max(GATE * it.gates.len());
        level.1 = level.1.max(high(it));
        level.2 += 1;
    }
    let widest = levels.values().map(|level| level.2).max().unwrap_or(1);
    let width = (2 * MARGIN + widest * WIDE + widest.saturating_sub(1) * GAP).max(520);
    let mut tops = BTreeMap::new();
    let mut y = 76;
    for (level, (gates, boxes, count)) in &levels {
        tops.insert(*level, (y + gates, *count));
        y += gates + boxes + BETWEEN;
    }
    let height = y.saturating_sub(BETWEEN) + MARGIN;
    let mut placed: BTreeMap<usize, usize> = BTreeMap::new();
    let places = chain.boxes.iter().map(|it| {
        let (y, count) = tops.get(&it.level).copied().unwrap_or((76, 1));
        let column = placed.entry(it.level).or_default();
        let row = count * WIDE + count.saturating_sub(1) * GAP;
        let x = width.saturating_sub(row) / 2 + *column * (WIDE + GAP);
        *column += 1;
        Place {
            x,
            y,
            high: high(it),
            top: y.saturating_sub(GATE * it.gates.len()),
        }
    });
    (places.collect(), width, height)
}

fn text(out: &mut String, x: usize, y: usize, class: &str, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" class=\"{class}\">{}</text>",
        xml_text(text)
    );
}

fn arrow_between(out: &mut String, from: &Place, to: &Place, carries: &str) {
    let (x1, y1) = (from.x + LANE, from.y + from.high);
    let (x2, y2) = (to.x + LANE, to.top.saturating_sub(8));
    let bend = (y1 + y2) / 2;
    let _ = writeln!(
        out,
        "<path class=\"arrow\" d=\"M{x1} {y1} C{x1} {bend} {x2} {bend} {x2} {y2}\"/>\n<path class=\"tip\" d=\"M{} {y2} L{} {y2} L{x2} {} Z\"/>",
        x2.saturating_sub(6),
        x2 + 6,
        y2 + 8
    );
    if !carries.is_empty() {
        text(out, x2 + 12, y2.saturating_sub(6), "label", carries);
    }
}

fn stage(out: &mut String, it: &Box, place: &Place) {
    let Place { x, y, high, top } = *place;
    for (n, gate) in it.gates.iter().enumerate() {
        let at = top + n * GATE;
        let _ = writeln!(
            out,
            "<rect class=\"gate\" x=\"{}\" y=\"{at}\" width=\"{}\" height=\"{}\" rx=\"4\"/>",
            x + 20,
            WIDE - 40,
            GATE - 3
        );
        text(out, x + 32, at + 15, "gatetext", &format!("gate: {gate}"));
    }
    let _ = writeln!(
        out,
        "<rect class=\"box\" x=\"{x}\" y=\"{y}\" width=\"{WIDE}\" height=\"{high}\" rx=\"6\"/>\n<path class=\"head\" d=\"M{x} {} v-{} q0 -6 6 -6 h{} q6 0 6 6 v{} Z\"/>",
        y + HEAD,
        HEAD - 6,
        WIDE - 12,
        HEAD - 6
    );
    let head = match it.kind.as_str() {
        "" => it.name.clone(),
        kind => format!("{} · {kind}", it.name),
    };
    text(out, x + 12, y + 19, "name", &head);
    for (n, line) in it.lines.iter().enumerate() {
        let at = y + HEAD + ROW * (n + 1) - 3;
        text(out, x + 12, at, "label", line.label);
        let class = if line.bad { "bad" } else { "text" };
        text(out, x + 92, at, class, &line.text);
    }
}
