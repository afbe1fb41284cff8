//! Charts as SVG, one file a chart. Each takes plain numbers and names, so that it can be drawn and
//! looked at without an estate.
//!
//! The palette is that of Okabe and Ito (Color Universal Design, 2008), which stays apart for
//! colour-blind readers; values are written next to the marks, so no chart needs its colours.

mod age;
mod answers;
mod canvas;
mod certainty;
mod hops;
mod legend;
mod palette;
mod rank;
mod scale;

pub use age::{AgePoint, age};
pub use answers::{of_ages, of_rank, of_reach};
pub use canvas::ChartError;
pub use certainty::{CertaintyRow, certainty};
pub use hops::{HopColumn, hops};
pub use palette::THEME;
pub use rank::{RankBar, rank};

/// A finished chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// The name of its file without the extension.
    pub name: &'static str,
    /// The heading, which also stands in the picture.
    pub title: String,
    /// What the picture shows, for readers who do not see it.
    pub description: String,
    /// The SVG document: well-formed XML, no script, no outside reference.
    pub svg: String,
}

impl Chart {
    /// The picture for a page that has [`THEME`] in its own style sheet: a content security policy
    /// need then allow one sheet only.
    #[must_use]
    pub fn inline(&self) -> String {
        self.svg.replacen(&format!("<style>{THEME}</style>"), "", 1)
    }
}
