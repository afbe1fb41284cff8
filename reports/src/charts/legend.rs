//! Legends.

use plotters::style::RGBColor;

use super::canvas::{Anchor, Canvas, MARGIN, TEXT, text_width};
use super::palette::{DATA, INK, MODELS, MUTED, SECRETS};

/// The height a legend takes.
pub(super) const HEIGHT: i32 = 30;

/// One row of coloured squares with names.
pub(super) fn legend(canvas: &mut Canvas<'_>, y: i32, entries: &[(&str, RGBColor)], note: &str) {
    let mut x = MARGIN;
    for (name, color) in entries {
        canvas.rect((x, y - 6), (x + 12, y + 6), *color);
        canvas.text((x + 18, y), Anchor::Start, INK, name);
        x += 18 + text_width(name, TEXT) + 20;
    }
    if !note.is_empty() {
        canvas.text((x, y), Anchor::Start, MUTED, note);
    }
}

/// The legend of the three classes.
pub(super) fn classes(canvas: &mut Canvas<'_>, y: i32, note: &str) {
    legend(
        canvas,
        y,
        &[
            ("secrets", SECRETS.0),
            ("models", MODELS.0),
            ("data sets", DATA.0),
        ],
        note,
    );
}
