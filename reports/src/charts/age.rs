//! Old and powerful: the age of a key against what it reaches.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Canvas, ChartError, Heading, MARGIN, TEXT, WIDTH, draw, text_width};
use super::palette::{GRID, INK, MODELS, MUTED, REGION, SECRETS};
use super::scale::{as_f64, count};
use super::{Chart, legend};
use crate::sanitize::{elide, visible};

const PLOT: i32 = 260;
const LEFT: i32 = 70;
/// How many points get a name.
const NAMED: usize = 10;
/// After this many days a key counts as old: the rotation interval of CIS AWS Foundations 1.14.
const OLD: u64 = 90;

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgePoint {
    /// What people call the key or its owner.
    pub name: String,
    /// Days since it was made.
    pub days: u64,
    /// Secrets, models and data sets in reach.
    pub reach: u64,
    /// Whether it reaches administration of a scope.
    pub admin: bool,
    /// Whether it works now, as far as is known.
    pub active: bool,
}

/// Keys by age and reach; both axes grow by factors, because both differ by orders of magnitude.
///
/// # Errors
/// When the drawing library fails.
pub fn age(points: &[AgePoint]) -> Result<Chart, ChartError> {
    let mut points: Vec<&AgePoint> = points.iter().collect();
    points.sort_by(|a, b| {
        worry(b)
            .cmp(&worry(a))
            .then_with(|| a.name.cmp(&b.name))
            .then_with(|| a.cmp_rest(b))
    });
    let old = points
        .iter()
        .filter(|p| p.days > OLD && p.reach > 0)
        .count();
    let subtitle = if points.is_empty() {
        "no key with a known date of creation".to_owned()
    } else {
        format!(
            "{old} of {} with a known date are older than {OLD} days and reach something",
            keys(points.len())
        )
    };
    let description = points.iter().take(NAMED).fold(String::new(), |text, p| {
        format!(
            "{text}{}: {} days old, {} assets in reach. ",
            p.name, p.days, p.reach
        )
    });
    let top = Canvas::top() + legend::HEIGHT;
    let bottom = top + PLOT;
    let heading = Heading {
        name: "age",
        title: "Old and powerful keys",
        subtitle: &subtitle,
        description: description.trim_end().to_owned(),
    };
    let empty = points.is_empty();
    draw(
        heading,
        if empty {
            Canvas::top() + 16
        } else {
            bottom + 56
        },
        |canvas| {
            if empty {
                return;
            }
            let right = WIDTH - MARGIN - 10;
            let most = points.iter().map(|p| p.reach).max().unwrap_or(0).max(10);
            let oldest = points.iter().map(|p| p.days).max().unwrap_or(0).max(365);
            let x_of = |days: u64| LEFT + 10 + along(days, oldest, right - LEFT - 20);
            let y_of = |reach: u64| bottom - 8 - along(reach, most, PLOT - 40);
            canvas.rect((x_of(OLD), top), (right, y_of(0) + 8), REGION);
            marks(canvas, Canvas::top() + 8);
            let mut last = i32::MAX;
            for tick in [
                0, 1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 100_000, 1_000_000,
            ] {
                let y = y_of(tick);
                if tick <= most && last - y >= 18 {
                    canvas.line((LEFT, y), (right, y), GRID);
                    canvas.text((LEFT - 8, y), Anchor::End, MUTED, &count(tick));
                    last = y;
                }
            }
            for (days, name) in [
                (1, "1 day"),
                (7, "1 week"),
                (30, "1 month"),
                (OLD, "90 days"),
                (365, "1 year"),
                (1_095, "3 years"),
                (3_650, "10 years"),
            ] {
                if days <= oldest {
                    let x = x_of(days);
                    canvas.line((x, top), (x, bottom), GRID);
                    canvas.text((x, bottom + 14), Anchor::Middle, MUTED, name);
                }
            }
            canvas.upward((MARGIN, top + PLOT / 2), "assets in reach");
            canvas.text(
                ((LEFT + right) / 2, bottom + 38),
                Anchor::Middle,
                MUTED,
                "age of the key",
            );
            let dots: Vec<(i32, i32)> = points
                .iter()
                .map(|p| (x_of(p.days), y_of(p.reach)))
                .collect();
            names(canvas, &points, &dots, right);
            for point in points.iter().rev() {
                canvas.dot(
                    (x_of(point.days), y_of(point.reach)),
                    6,
                    color(point),
                    point.active,
                );
            }
        },
    )
}

fn keys(n: usize) -> String {
    format!("{n} key{}", if n == 1 { "" } else { "s" })
}

impl AgePoint {
    fn cmp_rest(&self, other: &Self) -> std::cmp::Ordering {
        (self.admin, self.active).cmp(&(other.admin, other.active))
    }
}

/// What makes a key worth a name in the picture.
fn worry(point: &AgePoint) -> (bool, u64, u64) {
    (point.days > OLD, point.reach, point.days)
}

fn color(point: &AgePoint) -> RGBColor {
    if point.admin { SECRETS.0 } else { MODELS.0 }
}

/// Where a value lies on an axis that grows by factors and starts at zero.
fn along(value: u64, max: u64, pixels: i32) -> i32 {
    let share = as_f64(value).ln_1p() / as_f64(max.max(1)).ln_1p();
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the result is at most the number of pixels"
    )]
    let at = (share * f64::from(pixels)).round() as i32;
    at
}

/// The legend: colour for power, filling for whether the key works.
fn marks(canvas: &mut Canvas<'_>, y: i32) {
    let mut x = MARGIN + 6;
    for (name, color, filled) in [
        ("reaches administration", SECRETS.0, true),
        ("does not", MODELS.0, true),
        ("inactive key", MUTED, false),
    ] {
        canvas.dot((x, y), 6, color, filled);
        canvas.text((x + 13, y), Anchor::Start, INK, name);
        x += 13 + text_width(name, TEXT) + 20;
    }
    canvas.rect((x - 6, y - 6), (x + 6, y + 6), REGION);
    let old = format!("older than {OLD} days");
    canvas.text((x + 13, y), Anchor::Start, INK, &old);
}

/// Names beside the worst points, left out where they would cover another name or point.
fn names(canvas: &mut Canvas<'_>, points: &[&AgePoint], dots: &[(i32, i32)], right: i32) {
    let mut taken: Vec<[i32; 4]> = dots
        .iter()
        .map(|(x, y)| [x - 5, y - 5, x + 5, y + 5])
        .collect();
    for (point, (x, y)) in points.iter().zip(dots).take(NAMED) {
        let name = visible(&point.name);
        let name = elide(&name, 24);
        let wide = text_width(&name, TEXT);
        // (left edge of the text, middle, where the text is anchored)
        let right_of = |gap: i32, up: i32| (x + gap, y + up, Anchor::Start);
        let left_of = |gap: i32, up: i32| (x - gap - wide, y + up, Anchor::End);
        let places = [
            right_of(11, 0),
            left_of(11, 0),
            (x - wide / 2, y - 16, Anchor::Middle),
            (x - wide / 2, y + 16, Anchor::Middle),
            right_of(9, -13),
            left_of(9, -13),
            right_of(9, 13),
            left_of(9, 13),
            right_of(16, -27),
            left_of(16, -27),
            right_of(16, 27),
            left_of(16, 27),
        ];
        let free = places.into_iter().find(|(left, middle, _)| {
            let place = [*left, middle - 8, left + wide, middle + 8];
            *left > LEFT && left + wide < right && !taken.iter().any(|other| overlap(place, *other))
        });
        if let Some((left, middle, anchor)) = free {
            let at = match anchor {
                Anchor::Start => left,
                Anchor::Middle => left + wide / 2,
                Anchor::End => left + wide,
            };
            if (middle - y).abs() > 20 {
                let near = if at > *x { at - 2 } else { at + 2 };
                canvas.line((*x, *y), (near, middle), MUTED);
            }
            canvas.text((at, middle), anchor, INK, &name);
            taken.push([left, middle - 8, left + wide, middle + 8]);
        }
    }
}

fn overlap(a: [i32; 4], b: [i32; 4]) -> bool {
    let [a_left, a_top, a_right, a_bottom] = a;
    let [b_left, b_top, b_right, b_bottom] = b;
    a_left < b_right && b_left < a_right && a_top < b_bottom && b_top < a_bottom
}
