//! How to render.

use crate::style::Style;

/// How to render an answer. The answer itself does not depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The columns of the terminal; `None` when the output is no terminal: then nothing is
    /// shortened and every row is one line.
    pub width: Option<usize>,
    /// Colour, for the table format.
    pub style: Style,
    /// Whether tables print everything after their first screen. On a terminal the first screen
    /// should stay in sight, so this is meant to be on when the output is no terminal or was asked for.
    pub details: bool,
    /// How many rows a table for people has at most before it says how many more there are; `None`: all.
    pub rows: Option<usize>,
}

impl Default for Options {
    /// For a pipe: no colour, no limit, everything.
    fn default() -> Self {
        Self {
            width: None,
            style: Style::default(),
            details: true,
            rows: None,
        }
    }
}

impl Options {
    /// For a terminal of so many columns.
    #[must_use]
    pub fn terminal(columns: usize, color: bool) -> Self {
        Self {
            width: Some(columns.max(40)),
            style: Style::new(color),
            details: false,
            rows: None,
        }
    }
}
