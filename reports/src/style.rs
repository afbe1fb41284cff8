//! Colour, and the marks that say the same without it.

use blastradius_graph::model::Certainty;

/// When to colour: the values of `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set (<https://no-color.org>).
    #[default]
    Auto,
    /// Always, also into a pipe.
    Always,
    /// Never.
    Never,
}

impl ColorChoice {
    /// Whether to colour. `no_color` is the value of the variable `NO_COLOR`; an empty value does
    /// not count. `term` is that of `TERM`; `dumb` terminals know no colour.
    #[must_use]
    pub fn resolve(self, terminal: bool, no_color: Option<&str>, term: Option<&str>) -> bool {
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => terminal && no_color.is_none_or(str::is_empty) && term != Some("dumb"),
        }
    }
}

/// What a piece of text is, from which its look follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A heading.
    Heading,
    /// The worst news: an administrator, a certain hop to a secret.
    Danger,
    /// Bad news with a reservation.
    Warning,
    /// Good news.
    Good,
    /// A name the reader looks for.
    Strong,
    /// Something to copy into a shell.
    Command,
    /// What can be skipped at first.
    Dim,
}

impl Role {
    /// The parameters of the SGR sequence (ECMA-48 section 8.3.117). Only the eight basic colours
    /// and attributes, which every theme of a terminal keeps legible.
    fn sgr(self) -> &'static str {
        match self {
            Self::Heading => "1;4",
            Self::Danger => "1;31",
            Self::Warning => "33",
            Self::Good => "32",
            Self::Strong => "1",
            Self::Command => "36",
            Self::Dim => "2",
        }
    }
}

/// Paints text, or leaves it as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    color: bool,
}

impl Style {
    /// A style with or without colour.
    #[must_use]
    pub fn new(color: bool) -> Self {
        Self { color }
    }

    /// Whether colour is on.
    #[must_use]
    pub fn color(self) -> bool {
        self.color
    }

    /// The text in the look of its role. The text must have been made
    /// [visible](crate::sanitize::visible) before.
    #[must_use]
    pub fn paint(self, role: Role, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("\u{1b}[{}m{text}\u{1b}[0m", role.sgr())
        } else {
            text.to_owned()
        }
    }
}

/// The mark of a certainty. The filling tells the level, so that it reads without colour.
#[must_use]
pub fn mark(certainty: Certainty) -> &'static str {
    match certainty {
        Certainty::Certain => "●",
        Certainty::Conditional => "◐",
        Certainty::Assumed => "○",
        Certainty::Influence => "◌",
    }
}

/// The look of a certainty.
#[must_use]
pub fn role(certainty: Certainty) -> Role {
    match certainty {
        Certainty::Certain => Role::Danger,
        Certainty::Conditional => Role::Warning,
        Certainty::Assumed | Certainty::Influence => Role::Dim,
    }
}
