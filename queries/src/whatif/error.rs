//! Why a change cannot be made.

use thiserror::Error;

/// Why a change cannot be made. Names in it are as the user or the estate has them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ChangeError {
    /// The first word is none that changes begin with.
    #[error("`{word}` is no change")]
    Verb {
        /// The word.
        word: String,
        /// What was meant perhaps, else all there are: how each is written.
        usage: Vec<String>,
    },
    /// Too few or too many words.
    #[error("`{text}` is not how this change is written")]
    Words {
        /// What was written.
        text: String,
        /// How it is written.
        usage: String,
    },
    /// Nothing has that name.
    #[error("no {what} in the snapshot is called `{text}`")]
    Unknown {
        /// What was looked for: `policy`.
        what: String,
        /// The name.
        text: String,
        /// Names that are spelt almost so, or what there is instead.
        near: Vec<String>,
    },
    /// Several things have that name.
    #[error("`{text}` may be {} things", .among.len())]
    Ambiguous {
        /// The name.
        text: String,
        /// Their ids.
        among: Vec<String>,
    },
    /// It makes no sense for this thing.
    #[error("{0}")]
    Impossible(String),
    /// A file with a policy cannot be used.
    #[error("`{path}` cannot be used: {reason}")]
    File {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
}

impl ChangeError {
    /// What the user can do.
    #[must_use]
    pub fn help(&self) -> Option<String> {
        let list = |lines: &[String]| lines.join("\n  ");
        match self {
            Self::Verb { usage, .. } => Some(format!("changes are\n  {}", list(usage))),
            Self::Words { usage, .. } => Some(format!("write `{usage}`")),
            Self::Unknown { near, .. } if near.is_empty() => None,
            Self::Unknown { near, .. } => Some(format!("there is\n  {}", list(near))),
            Self::Ambiguous { among, .. } => Some(format!("give one of\n  {}", list(among))),
            Self::Impossible(_) => None,
            Self::File { .. } => Some(
                "a file holds one policy document, or one statement, as JSON: `@deny.json`"
                    .to_owned(),
            ),
        }
    }
}
