//! Lines of text.

use blastradius_graph::model::Certainty;

use crate::options::Options;
use crate::sanitize::{elide, width, wrap};
use crate::style::{Role, mark, role};

/// The text so far, and how it is to look.
pub(super) struct Out {
    text: String,
    pub(super) options: Options,
}

impl Out {
    pub(super) fn new(options: Options) -> Self {
        Self {
            text: String::new(),
            options,
        }
    }

    /// A line; what is in it must be visible already.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An empty line, unless it would be the first.
    pub(super) fn blank(&mut self) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.blank();
        let line = self.paint(Role::Heading, text);
        self.line(&line);
    }

    pub(super) fn paint(&self, role: Role, text: &str) -> String {
        self.options.style.paint(role, text)
    }

    /// The mark of a certainty in its colour.
    pub(super) fn mark(&self, certainty: Certainty) -> String {
        self.paint(role(certainty), mark(certainty))
    }

    /// The text shortened so that it ends before the right edge, when `taken` columns are used already.
    pub(super) fn fit(&self, text: &str, taken: usize) -> String {
        match self.options.width {
            Some(columns) => elide(text, columns.saturating_sub(taken).max(8)).into_owned(),
            None => text.to_owned(),
        }
    }

    /// A label and text beside it, wrapped under itself on a terminal.
    pub(super) fn labelled(&mut self, label: &str, columns: usize, text: &str) {
        let gap = " ".repeat(columns.saturating_sub(width(label)));
        let label = self.paint(Role::Dim, label);
        let lines = match self.options.width {
            Some(all) => wrap(text, all.saturating_sub(columns)),
            None => vec![text.to_owned()],
        };
        for (n, part) in lines.iter().enumerate() {
            if n == 0 {
                self.line(&format!("{label}{gap}{part}"));
            } else {
                self.line(&format!("{}{part}", " ".repeat(columns)));
            }
        }
    }

    /// Paragraphs, wrapped.
    pub(super) fn prose(&mut self, text: &str) {
        for line in wrap(text, self.options.width.unwrap_or(80).min(100)) {
            self.line(&line);
        }
    }

    /// How many lines there are so far.
    pub(super) fn count(&self) -> usize {
        self.text.lines().count()
    }

    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// How many rows a line takes on a terminal.
pub(super) fn rows(line: &str, columns: Option<usize>) -> usize {
    match columns {
        Some(columns) => width(line).div_ceil(columns.max(1)).max(1),
        None => 1,
    }
}

/// The text with spaces up to a width.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}
