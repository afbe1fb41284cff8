//! A drawing area with the few marks the charts are made of.

use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::Chart;
use super::palette::{GROUND, INK, THEME};
use crate::sanitize::visible;

/// The width of every chart in pixels.
pub(super) const WIDTH: i32 = 640;
/// The left margin, which titles and legends share.
pub(super) const MARGIN: i32 = 20;
/// The size of ordinary text in pixels.
pub(super) const TEXT: i32 = 13;
/// plotters writes a font size divided by this.
const PLOTTERS_FONT: f64 = 1.24;

/// A chart that could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("the chart `{chart}` could not be drawn: {reason}")]
pub struct ChartError {
    /// The name of the chart.
    pub chart: &'static str,
    /// What the drawing library says.
    pub reason: String,
}

/// What a chart is called.
pub(super) struct Heading<'a> {
    pub(super) name: &'static str,
    pub(super) title: &'a str,
    pub(super) subtitle: &'a str,
    pub(super) description: String,
}

/// Where text stands relative to its point.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// Where drawing goes.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    failed: Option<String>,
}

/// Draws a chart of a height: heading first, then what `body` draws below [`Canvas::top`].
pub(super) fn draw(
    heading: Heading<'_>,
    height: i32,
    body: impl FnOnce(&mut Canvas<'_>),
) -> Result<Chart, ChartError> {
    let error = |reason: String| ChartError {
        chart: heading.name,
        reason,
    };
    let size = (WIDTH.unsigned_abs(), height.unsigned_abs());
    let mut svg = String::new();
    {
        let area = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        let mut canvas = Canvas { area, failed: None };
        canvas.rect((0, 0), (WIDTH, height), GROUND);
        canvas.bold((MARGIN, 24), 17, heading.title);
        canvas.text(
            (MARGIN, 46),
            Anchor::Start,
            super::palette::MUTED,
            heading.subtitle,
        );
        body(&mut canvas);
        if let Err(reason) = canvas.area.present() {
            canvas.failed.get_or_insert(reason.to_string());
        }
        if let Some(reason) = canvas.failed.take() {
            return Err(error(reason));
        }
    }
    Ok(Chart {
        name: heading.name,
        title: visible(heading.title).into_owned(),
        svg: dress(&svg, heading.title, &heading.description),
        description: heading.description,
    })
}

/// Gives the bare drawing its title and description for screen readers, and the dark theme.
fn dress(svg: &str, title: &str, description: &str) -> String {
    let rest = svg.split_once('>').map_or("", |(_, rest)| rest);
    let head = svg.split_once('>').map_or(svg, |(head, _)| head);
    format!(
        "{head} class=\"chart\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n<style>{THEME}</style>{rest}",
        xml(title),
        xml(description)
    )
}

/// Text of an XML element.
fn xml(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// How wide a text of a size is, near enough: there are no font metrics without a font.
pub(super) fn text_width(text: &str, size: i32) -> i32 {
    i32::try_from(crate::sanitize::width(text)).unwrap_or(i32::MAX / 100) * size * 56 / 100
}

impl Canvas<'_> {
    /// The first row below the heading.
    pub(super) const fn top() -> i32 {
        66
    }

    fn keep<E: std::fmt::Display>(&mut self, result: Result<(), E>) {
        if let Err(reason) = result {
            self.failed.get_or_insert(reason.to_string());
        }
    }

    pub(super) fn rect(&mut self, from: (i32, i32), to: (i32, i32), color: RGBColor) {
        let drawn = self.area.draw(&Rectangle::new([from, to], color.filled()));
        self.keep(drawn);
    }

    pub(super) fn line(&mut self, from: (i32, i32), to: (i32, i32), color: RGBColor) {
        let drawn = self
            .area
            .draw(&PathElement::new([from, to], color.stroke_width(1)));
        self.keep(drawn);
    }

    pub(super) fn dot(&mut self, at: (i32, i32), radius: i32, color: RGBColor, filled: bool) {
        let inner = if filled { color } else { GROUND };
        let drawn = self.area.draw(&Circle::new(at, radius, inner.filled()));
        self.keep(drawn);
        let edge = if filled { GROUND } else { color };
        let drawn = self.area.draw(&Circle::new(
            at,
            radius,
            edge.stroke_width(if filled { 1 } else { 2 }),
        ));
        self.keep(drawn);
    }

    pub(super) fn text(&mut self, at: (i32, i32), anchor: Anchor, color: RGBColor, text: &str) {
        let font = ("sans-serif", f64::from(TEXT) * PLOTTERS_FONT).into_font();
        self.write(at, anchor, color, font, text);
    }

    pub(super) fn bold(&mut self, at: (i32, i32), size: i32, text: &str) {
        let font = FontDesc::new(
            FontFamily::SansSerif,
            f64::from(size) * PLOTTERS_FONT,
            FontStyle::Bold,
        );
        self.write(at, Anchor::Start, INK, font, text);
    }

    /// Text that reads from bottom to top, centred on its point.
    pub(super) fn upward(&mut self, at: (i32, i32), text: &str) {
        let font = ("sans-serif", f64::from(TEXT) * PLOTTERS_FONT)
            .into_font()
            .transform(FontTransform::Rotate270);
        self.write(at, Anchor::Middle, super::palette::MUTED, font, text);
    }

    fn write(
        &mut self,
        at: (i32, i32),
        anchor: Anchor,
        color: RGBColor,
        font: FontDesc<'_>,
        text: &str,
    ) {
        let h_pos = match anchor {
            Anchor::Start => HPos::Left,
            Anchor::Middle => HPos::Center,
            Anchor::End => HPos::Right,
        };
        let style = TextStyle::from(font)
            .color(&color)
            .pos(Pos::new(h_pos, VPos::Center));
        let drawn = self
            .area
            .draw(&Text::new(visible(text).into_owned(), at, style));
        self.keep(drawn);
    }
}
