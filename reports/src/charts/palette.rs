//! Colours of the charts.

use plotters::style::RGBColor;

/// Text.
pub(super) const INK: RGBColor = RGBColor(0x1f, 0x23, 0x28);
/// Secondary text and axes.
pub(super) const MUTED: RGBColor = RGBColor(0x59, 0x63, 0x6e);
/// Grid lines.
pub(super) const GRID: RGBColor = RGBColor(0xe4, 0xe7, 0xeb);
/// The ground.
pub(super) const GROUND: RGBColor = RGBColor(0xff, 0xff, 0xff);
/// A soft ground that points out a region.
pub(super) const REGION: RGBColor = RGBColor(0xfd, 0xf0, 0xe6);

/// Secrets: Okabe-Ito vermillion, and the tint for what is not certain.
pub(super) const SECRETS: (RGBColor, RGBColor) =
    (RGBColor(0xd5, 0x5e, 0x00), RGBColor(0xf3, 0xc3, 0x9b));
/// Models: Okabe-Ito blue.
pub(super) const MODELS: (RGBColor, RGBColor) =
    (RGBColor(0x00, 0x72, 0xb2), RGBColor(0x9c, 0xcb, 0xe6));
/// Data: Okabe-Ito bluish green.
pub(super) const DATA: (RGBColor, RGBColor) =
    (RGBColor(0x00, 0x9e, 0x73), RGBColor(0x9a, 0xdb, 0xc8));

/// Certainty, the most certain first: one hue from dark to light, so that order is seen.
pub(super) const CERTAINTY: [RGBColor; 4] = [
    RGBColor(0x12, 0x4a, 0x86),
    RGBColor(0x4c, 0x8d, 0xca),
    RGBColor(0xa3, 0xc8, 0xe9),
    RGBColor(0xd9, 0xe6, 0xf2),
];

/// A style sheet that turns the colours above into those of a dark ground. It stands in every SVG
/// file; a page that shows charts inline has it in its own style sheet instead.
pub const THEME: &str = "\
@media (prefers-color-scheme: dark) {
svg.chart [fill=\"#FFFFFF\"] { fill: #0d1117 }
svg.chart [fill=\"#1F2328\"] { fill: #e6edf3 }
svg.chart [fill=\"#59636E\"] { fill: #9aa4af }
svg.chart [fill=\"#FDF0E6\"] { fill: #2b2018 }
svg.chart [stroke=\"#E4E7EB\"] { stroke: #2b323b }
svg.chart [stroke=\"#59636E\"] { stroke: #9aa4af }
svg.chart [stroke=\"#FFFFFF\"] { stroke: #0d1117 }
svg.chart [fill=\"#124A86\"] { fill: #7db7f0 }
svg.chart [fill=\"#4C8DCA\"] { fill: #3d79b3 }
svg.chart [fill=\"#A3C8E9\"] { fill: #2a5079 }
svg.chart [fill=\"#D9E6F2\"] { fill: #21364d }
svg.chart [fill=\"#D55E00\"] { fill: #f0812e }
svg.chart [fill=\"#F3C39B\"] { fill: #7a4317 }
svg.chart [fill=\"#0072B2\"] { fill: #4aa8e0 }
svg.chart [fill=\"#9CCBE6\"] { fill: #1f506e }
svg.chart [stroke=\"#D55E00\"] { stroke: #f0812e }
svg.chart [stroke=\"#0072B2\"] { stroke: #4aa8e0 }
svg.chart [fill=\"#009E73\"] { fill: #2cc398 }
svg.chart [fill=\"#9ADBC8\"] { fill: #14563f }
}
";
