//! How sure the reach is, class by class: stacked bars.

use blastradius_graph::model::Certainty;

use super::canvas::{Anchor, Canvas, ChartError, Heading, MARGIN, TEXT, WIDTH, draw, text_width};
use super::palette::{CERTAINTY, GRID, GROUND, INK, MUTED};
use super::scale::{Scale, count, ticks};
use super::{Chart, legend};

const ROW: i32 = 40;
const LABELS: i32 = 90;
const RIGHT: i32 = 70;

/// One class of assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertaintyRow {
    /// The class in the plural.
    pub name: String,
    /// How many are in reach at each level, in the order of [`Certainty::ALL`].
    pub counts: [u64; 4],
}

/// What is in reach by class, and how surely.
///
/// # Errors
/// When the drawing library fails.
pub fn certainty(rows: &[CertaintyRow]) -> Result<Chart, ChartError> {
    let description = rows.iter().fold(String::new(), |text, row| {
        let levels: Vec<String> = Certainty::ALL
            .iter()
            .zip(row.counts)
            .filter(|(_, n)| *n > 0)
            .map(|(level, n)| format!("{n} {}", level.name()))
            .collect();
        let levels = if levels.is_empty() {
            "none".to_owned()
        } else {
            levels.join(", ")
        };
        format!("{text}{}: {levels}. ", row.name)
    });
    let top = Canvas::top() + legend::HEIGHT;
    let bottom = top + i32::try_from(rows.len()).unwrap_or(0) * ROW;
    let max = rows
        .iter()
        .map(|row| row.counts.iter().sum::<u64>())
        .max()
        .unwrap_or(0);
    let heading = Heading {
        name: "certainty",
        title: "How sure it is",
        subtitle: if max == 0 {
            "nothing is in reach"
        } else {
            "assets in reach by class; a path is as certain as its weakest hop"
        },
        description: description.trim_end().to_owned(),
    };
    draw(heading, bottom + if max == 0 { 12 } else { 54 }, |canvas| {
        let entries: Vec<_> = Certainty::ALL
            .iter()
            .zip(CERTAINTY)
            .map(|(level, color)| (level.name(), color))
            .collect();
        legend::legend(canvas, Canvas::top() + 8, &entries, "");
        let left = MARGIN + LABELS;
        let scale = Scale::new(max, WIDTH - left - RIGHT);
        for tick in ticks(max).into_iter().filter(|_| max > 0) {
            let x = left + scale.at(tick);
            canvas.line((x, top - 2), (x, bottom), GRID);
            canvas.text((x, bottom + 12), Anchor::Middle, MUTED, &count(tick));
        }
        if max > 0 {
            canvas.text(
                (left + (WIDTH - left - RIGHT) / 2, bottom + 34),
                Anchor::Middle,
                MUTED,
                "assets in reach",
            );
        }
        for (n, row) in (0..).zip(rows) {
            let y = top + n * ROW;
            canvas.text((left - 10, y + ROW / 2), Anchor::End, INK, &row.name);
            let mut sum = 0;
            let mut x = left;
            for (level, (part, color)) in row.counts.iter().zip(CERTAINTY).enumerate() {
                sum += part;
                let end = left + scale.at(sum);
                if end > x {
                    let edge = if end - x > 3 { end - 1 } else { end };
                    canvas.rect((x, y + 8), (edge, y + ROW - 8), color);
                    let label = count(*part);
                    if end - x > text_width(&label, TEXT) + 10 {
                        let ink = if level < 2 { GROUND } else { INK };
                        canvas.text(((x + end) / 2, y + ROW / 2), Anchor::Middle, ink, &label);
                    }
                    x = end;
                }
            }
            canvas.text((x + 8, y + ROW / 2), Anchor::Start, INK, &count(sum));
        }
    })
}
