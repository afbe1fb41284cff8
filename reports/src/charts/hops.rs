//! How much is reached within one, two, three hops: stacked columns.

use super::canvas::{Anchor, Canvas, ChartError, Heading, MARGIN, WIDTH, draw};
use super::palette::{DATA, GRID, GROUND, INK, MODELS, MUTED, SECRETS};
use super::scale::{Scale, count, ticks};
use super::{Chart, legend};

const PLOT: i32 = 220;
const LEFT: i32 = 74;
/// More hops than this are one column.
const COLUMNS: usize = 12;

/// What lies at exactly this many hops.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HopColumn {
    /// The number of hops.
    pub hops: u32,
    /// Secrets first reached at it.
    pub secrets: u64,
    /// Models.
    pub models: u64,
    /// Data sets.
    pub data: u64,
}

/// How much is reached within how many hops. The columns are given by exact distance, in any order.
///
/// # Errors
/// When the drawing library fails.
pub fn hops(columns: &[HopColumn]) -> Result<Chart, ChartError> {
    let cumulative = accumulate(columns);
    let description = cumulative.iter().fold(String::new(), |text, column| {
        format!(
            "{text}Within {} hops: {} secrets, {} models, {} data sets. ",
            column.hops, column.secrets, column.models, column.data
        )
    });
    let empty = cumulative.is_empty();
    let top = Canvas::top() + legend::HEIGHT + 14;
    let bottom = top + PLOT;
    let heading = Heading {
        name: "hops",
        title: "Reach by distance",
        subtitle: if empty {
            "no secret, model or data set is in reach"
        } else {
            "assets reached within a number of hops, cumulative"
        },
        description: if empty {
            "No secret, model or data set is in reach.".to_owned()
        } else {
            description.trim_end().to_owned()
        },
    };
    draw(
        heading,
        if empty {
            Canvas::top() + 46
        } else {
            bottom + 56
        },
        |canvas| {
            legend::classes(canvas, Canvas::top() + 8, "");
            if empty {
                return;
            }
            let total = |column: &HopColumn| column.secrets + column.models + column.data;
            let max = cumulative.iter().map(total).max().unwrap_or(0);
            let scale = Scale::new(max, PLOT);
            for tick in ticks(max) {
                let y = bottom - scale.at(tick);
                canvas.line((LEFT, y), (WIDTH - MARGIN, y), GRID);
                canvas.text((LEFT - 8, y), Anchor::End, MUTED, &count(tick));
            }
            canvas.upward((MARGIN, top + PLOT / 2), "assets in reach");
            let count_of = i32::try_from(cumulative.len()).unwrap_or(1).max(1);
            let slot = ((WIDTH - MARGIN - LEFT) / count_of).min(150);
            let bar = (slot * 6 / 10).min(72);
            for (n, column) in (0..).zip(&cumulative) {
                let x = LEFT + n * slot + (slot - bar) / 2;
                let mut sum = 0;
                let mut y = bottom;
                for (part, color) in [
                    (column.data, DATA.0),
                    (column.models, MODELS.0),
                    (column.secrets, SECRETS.0),
                ] {
                    sum += part;
                    let next = bottom - scale.at(sum);
                    if next < y {
                        canvas.rect((x, next), (x + bar, y), color);
                        if y - next > 3 && y < bottom {
                            canvas.line((x, y), (x + bar, y), GROUND);
                        }
                        y = next;
                    }
                }
                let middle = x + bar / 2;
                canvas.text((middle, y - 10), Anchor::Middle, INK, &count(sum));
                let more = if n == count_of - 1 && columns.iter().any(|c| c.hops > column.hops) {
                    "+"
                } else {
                    ""
                };
                canvas.text(
                    (middle, bottom + 14),
                    Anchor::Middle,
                    INK,
                    &format!("{}{more}", column.hops),
                );
            }
            canvas.text(
                (LEFT + count_of * slot / 2, bottom + 36),
                Anchor::Middle,
                MUTED,
                "hops from the subject",
            );
        },
    )
}

/// Sums over the distances from one up; a distance at which nothing is new repeats the sum before.
fn accumulate(columns: &[HopColumn]) -> Vec<HopColumn> {
    let farthest = columns
        .iter()
        .filter(|c| c.secrets + c.models + c.data > 0)
        .map(|c| c.hops)
        .max();
    let Some(farthest) = farthest else {
        return Vec::new();
    };
    let last = farthest.min(u32::try_from(COLUMNS).unwrap_or(u32::MAX));
    (1..=last.max(1))
        .map(|hops| {
            let within = columns.iter().filter(|c| c.hops <= hops || hops == last);
            within.fold(
                HopColumn {
                    hops,
                    secrets: 0,
                    models: 0,
                    data: 0,
                },
                |sum, c| HopColumn {
                    hops,
                    secrets: sum.secrets + c.secrets,
                    models: sum.models + c.models,
                    data: sum.data + c.data,
                },
            )
        })
        .collect()
}
