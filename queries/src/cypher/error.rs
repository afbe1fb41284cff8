//! What is wrong with a query, and where.

use thiserror::Error;

/// A stretch of a query, in bytes.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Span {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the beginning of this to the end of the other.
    pub(crate) fn to(self, other: Self) -> Self {
        Self::new(self.start, other.end)
    }
}

/// Two expressions are the same wherever they stand.
impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Of what sort an error is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The text is no query.
    Syntax,
    /// A part of Cypher that this subset leaves out.
    Unsupported,
    /// A name that is not known, or a thing where it cannot stand.
    Meaning,
    /// A parameter that is missing or of a wrong type.
    Parameter,
    /// A value that an operator or a function cannot take.
    Evaluation,
}

/// Where in a query an error is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// From one.
    pub line: usize,
    /// In characters, from one.
    pub column: usize,
    /// The line, shortened around the column, without characters that cannot be seen.
    pub excerpt: String,
    /// Where in the excerpt the error begins, in characters, from zero.
    pub caret: usize,
    /// How many characters of the excerpt are wrong, at least one.
    pub width: usize,
}

/// Why a query has no answer.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}{}", self.located())]
pub struct QueryError {
    /// Of what sort.
    pub kind: ErrorKind,
    /// What is wrong, in lower case.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where. `None`: nowhere in the text.
    pub place: Option<Place>,
    span: Option<(usize, usize)>,
}

/// How much of a line an error shows, before and after.
const AROUND: usize = 50;

impl QueryError {
    /// An error of the whole query, or of what is around it.
    #[must_use]
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            kind,
            message: message.into(),
            help: None,
            place: None,
            span: None,
        })
    }

    pub(crate) fn at(kind: ErrorKind, span: Span, message: impl Into<String>) -> Box<Self> {
        let mut error = Self::new(kind, message);
        error.span = Some((span.start, span.end));
        error
    }

    /// Adds what the user can do.
    #[must_use]
    pub fn help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    /// With the line of the text that it is about.
    pub(crate) fn located(&self) -> String {
        self.place
            .as_ref()
            .map(|place| format!(" (line {}, column {})", place.line, place.column))
            .unwrap_or_default()
    }

    /// The line with a caret under what is wrong; empty where there is no place.
    #[must_use]
    pub fn marked(&self) -> String {
        let Some(place) = &self.place else {
            return String::new();
        };
        format!(
            "{}\n{}{}",
            place.excerpt,
            " ".repeat(place.caret),
            "^".repeat(place.width)
        )
    }

    /// Finds line and column in the text of the query.
    pub(crate) fn locate(mut self: Box<Self>, text: &str) -> Box<Self> {
        if let (None, Some((start, end))) = (&self.place, self.span) {
            self.place = Some(place(text, start, end));
        }
        self
    }
}

fn place(text: &str, start: usize, end: usize) -> Place {
    let before = text.get(..start).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let begin = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before.get(begin..).unwrap_or_default().chars().count();
    let whole = text.get(begin..).unwrap_or_default();
    let whole = whole.lines().next().unwrap_or_default();
    let wrong = text
        .get(start..end)
        .and_then(|it| it.lines().next())
        .map_or(0, |it| it.chars().count());
    let skipped = column.saturating_sub(AROUND);
    let mut excerpt: String = whole
        .chars()
        .skip(skipped)
        .take(2 * AROUND)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    let mut caret = column - skipped;
    if skipped > 0 {
        excerpt.insert(0, '…');
        caret += 1;
    }
    if whole.chars().nth(skipped + 2 * AROUND).is_some() {
        excerpt.push('…');
    }
    let room = excerpt.chars().count().saturating_sub(caret);
    Place {
        line,
        column: column + 1,
        caret,
        width: wrong.min(room).max(1),
        excerpt,
    }
}

/// Why a run ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is wrong.
    Fault(Box<QueryError>),
    /// A limit is reached; the budget knows which.
    Spent,
}

impl From<Box<QueryError>> for Stop {
    fn from(error: Box<QueryError>) -> Self {
        Self::Fault(error)
    }
}

/// An error of evaluation.
pub(crate) fn wrong(span: Span, message: impl Into<String>) -> Stop {
    Stop::Fault(QueryError::at(ErrorKind::Evaluation, span, message))
}
