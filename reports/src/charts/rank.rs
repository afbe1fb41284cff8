//! Which credentials reach most: stacked bars.

use super::canvas::{Anchor, Canvas, ChartError, Heading, MARGIN, TEXT, WIDTH, draw, text_width};
use super::palette::{DATA, GRID, INK, MODELS, MUTED, SECRETS};
use super::scale::{Scale, count, ticks};
use super::{Chart, legend};
use crate::sanitize::{elide, visible};

/// How many credentials are drawn; the rest is counted in the subtitle.
const SHOWN: usize = 15;
const ROW: i32 = 28;
const LABELS: i32 = 205;
const RIGHT: i32 = 110;

/// One credential. Each pair is (all, of them certain).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RankBar {
    /// What people call the credential or its owner.
    pub name: String,
    /// Secrets in reach.
    pub secrets: (u64, u64),
    /// Models in reach.
    pub models: (u64, u64),
    /// Data sets in reach.
    pub data: (u64, u64),
    /// Whether it reaches administration of a scope.
    pub admin: bool,
}

impl RankBar {
    fn total(&self) -> u64 {
        self.secrets.0 + self.models.0 + self.data.0
    }
}

/// Ranked credentials, in the given order, as bars of what each reaches.
///
/// # Errors
/// When the drawing library fails.
pub fn rank(bars: &[RankBar]) -> Result<Chart, ChartError> {
    let shown: Vec<&RankBar> = bars.iter().take(SHOWN).collect();
    let subtitle = match bars.len() {
        0 => "no credential was found".to_owned(),
        n if n > SHOWN => format!("assets in reach, the first {SHOWN} of {n} credentials"),
        n => format!(
            "assets in reach, {n} credential{}",
            if n == 1 { "" } else { "s" }
        ),
    };
    let description = shown.iter().fold(String::new(), |text, bar| {
        format!(
            "{text}{}: {} secrets, {} models, {} data sets{}. ",
            bar.name,
            bar.secrets.0,
            bar.models.0,
            bar.data.0,
            if bar.admin { ", administrator" } else { "" }
        )
    });
    let rows = i32::try_from(shown.len()).unwrap_or(0);
    let top = Canvas::top() + legend::HEIGHT;
    let bottom = top + rows * ROW;
    let heading = Heading {
        name: "rank",
        title: "Blast radius by credential",
        subtitle: &subtitle,
        description: description.trim_end().to_owned(),
    };
    draw(
        heading,
        bottom + if rows == 0 { 16 } else { 54 },
        |canvas| {
            legend::classes(canvas, Canvas::top() + 8, "faint: not certain");
            if rows == 0 {
                return;
            }
            let max = shown.iter().map(|bar| bar.total()).max().unwrap_or(0);
            let left = MARGIN + LABELS;
            let scale = Scale::new(max, WIDTH - left - RIGHT);
            for tick in ticks(max) {
                let x = left + scale.at(tick);
                canvas.line((x, top - 4), (x, bottom), GRID);
                canvas.text((x, bottom + 12), Anchor::Middle, MUTED, &count(tick));
            }
            canvas.text(
                (left + (WIDTH - left - RIGHT) / 2, bottom + 34),
                Anchor::Middle,
                MUTED,
                "assets in reach",
            );
            for (row, bar) in (0..).zip(&shown) {
                let y = top + row * ROW;
                let name = visible(&bar.name);
                canvas.text(
                    (left - 10, y + ROW / 2),
                    Anchor::End,
                    INK,
                    &elide(&name, 27),
                );
                let x = stack(canvas, bar, left, y, scale);
                let total = count(bar.total());
                canvas.text((x + 8, y + ROW / 2), Anchor::Start, INK, &total);
                if bar.admin {
                    canvas.bold(
                        (x + 16 + text_width(&total, TEXT), y + ROW / 2),
                        TEXT,
                        "admin",
                    );
                }
            }
        },
    )
}

/// The segments of one bar; returns where it ends.
fn stack(canvas: &mut Canvas<'_>, bar: &RankBar, left: i32, y: i32, scale: Scale) -> i32 {
    let mut sum = 0;
    let mut x = left;
    for ((all, certain), (solid, tint)) in [
        (bar.secrets, SECRETS),
        (bar.models, MODELS),
        (bar.data, DATA),
    ] {
        for (part, color) in [
            (certain.min(all), solid),
            (all.saturating_sub(certain), tint),
        ] {
            sum += part;
            let end = left + scale.at(sum);
            if end > x {
                // A gap of one pixel keeps neighbours apart without colour.
                let edge = if end - x > 3 { end - 1 } else { end };
                canvas.rect((x, y + 5), (edge, y + ROW - 5), color);
                x = end;
            }
        }
    }
    x
}
