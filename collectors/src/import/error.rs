//! Why a file could not be used, where in it, and what to do.

use std::io;
use std::path::{Path, PathBuf};

use crate::aws::ReplyError;
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;

/// Why a file could not be used. Says nothing of what stands in the file but names of its own shape.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// No path was given.
    #[error("no file was given")]
    NoInput,
    /// There is nothing at the path.
    #[error("there is no file `{}`", .path.display())]
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// A folder stands where a file is expected.
    #[error("`{}` is a folder, not a file", .path.display())]
    Folder {
        /// The path.
        path: PathBuf,
    },
    /// A file stands where a folder is expected.
    #[error("`{}` is not a folder", .path.display())]
    NotAFolder {
        /// The path.
        path: PathBuf,
    },
    /// The operating system did not let us read it.
    #[error("cannot read `{}`: {source}", .path.display())]
    Unreadable {
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
    /// There is nothing in it.
    #[error("`{}` is empty", .path.display())]
    Empty {
        /// The path.
        path: PathBuf,
    },
    /// It is larger than anything that is read.
    #[error("`{}` is larger than {limit} bytes", .path.display())]
    TooLarge {
        /// The path.
        path: PathBuf,
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// It is not text.
    #[error("`{}` is not UTF-8 text at line {line}, column {column}", .path.display())]
    NotText {
        /// The path.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// It ends before its end. What stood before that was imported.
    #[error("`{}` ends early, at line {line}, column {column}", .path.display())]
    CutOff {
        /// The path.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// It is not JSON, or not of the format's shape. What stood before that was imported.
    #[error("`{}` cannot be understood: {reason} at line {line}, column {column}", .path.display())]
    Shape {
        /// The path.
        path: PathBuf,
        /// What was wrong, without any value from the file.
        reason: String,
        /// Line, from 1.
        line: usize,
        /// Column in bytes, from 1.
        column: usize,
    },
    /// A definition that somebody wrote is not well-formed there. What could be read of it was imported.
    #[error("`{}` is not well-formed: {reason} at line {line}, column {column}", .path.display())]
    NotWellFormed {
        /// The path.
        path: PathBuf,
        /// What was wrong, without any value from the file.
        reason: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// It is valid, but not what the format is made of.
    #[error("`{}` is not {expected}", .path.display())]
    NotThisFormat {
        /// The path.
        path: PathBuf,
        /// What the format is made of.
        expected: &'static str,
    },
    /// It is no definition of a pipeline, but something else that is known.
    #[error("`{}` is no definition of a pipeline: it is {is}", .path.display())]
    Otherwise {
        /// The path.
        path: PathBuf,
        /// What it is.
        is: &'static str,
    },
    /// A folder lies deeper than any that is read.
    #[error("`{}` lies too deep to be read", .path.display())]
    TooDeep {
        /// The path.
        path: PathBuf,
    },
    /// A link may lead anywhere, back up too: it is not followed.
    #[error("`{}` is a link, which is not followed", .path.display())]
    Link {
        /// The path.
        path: PathBuf,
    },
    /// It holds nothing that tells which account it is of.
    #[error("`{}` holds no user, group, role or policy of an account", .path.display())]
    Nameless {
        /// The path.
        path: PathBuf,
    },
}

/// What to do about a file of no account.
pub(super) const NAMELESS_HELP: &str =
    "check that it was asked with a principal of the account and without `--filter`";

impl ImportError {
    /// The file.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::NoInput => None,
            Self::NotFound { path }
            | Self::Folder { path }
            | Self::NotAFolder { path }
            | Self::Unreadable { path, .. }
            | Self::Empty { path }
            | Self::TooLarge { path, .. }
            | Self::NotText { path, .. }
            | Self::CutOff { path, .. }
            | Self::Shape { path, .. }
            | Self::NotWellFormed { path, .. }
            | Self::NotThisFormat { path, .. }
            | Self::Otherwise { path, .. }
            | Self::TooDeep { path }
            | Self::Link { path }
            | Self::Nameless { path } => Some(path),
        }
    }

    /// Line and column in the file, from 1; columns count bytes.
    #[must_use]
    pub fn place(&self) -> Option<(usize, usize)> {
        match self {
            Self::NotText { line, column, .. }
            | Self::CutOff { line, column, .. }
            | Self::Shape { line, column, .. }
            | Self::NotWellFormed { line, column, .. } => Some((*line, *column)),
            _ => None,
        }
    }

    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::NoInput => "name one or more files, or `-` for the standard input",
            Self::NotFound { .. } => "check the spelling of the path",
            Self::Folder { .. } => "name the files in it, or use `import aws-cli` for a folder",
            Self::NotAFolder { .. } => {
                "name the folder that holds `ACCOUNT/REGION/SERVICE/OPERATION.json`"
            }
            Self::Unreadable { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => "check who may read it",
                _ => "check the disk and the path",
            },
            Self::Empty { .. } => {
                "the command that wrote it has probably failed: run it again and look at its messages"
            }
            Self::TooLarge { .. } => "write it in several pages, one file each",
            Self::NotText { .. } => {
                "write it again as UTF-8 (in PowerShell: `| Out-File -Encoding utf8`)"
            }
            Self::CutOff { .. } => {
                "copy or write it again: what stood before that place was imported, the rest is missing"
            }
            Self::TooDeep { .. } => "name a folder nearer to the files",
            Self::Link { .. } => "copy what it leads to into the folder, or name it",
            Self::Shape { .. } => "import the unchanged output of the tool",
            Self::NotWellFormed { .. } => {
                "mend it there (a template must be filled in first): what could be read was imported"
            }
            Self::Nameless { .. } => NAMELESS_HELP,
            Self::NotThisFormat { .. } | Self::Otherwise { .. } => {
                "check that the file is of this format: `blastradius import --help` lists them"
            }
        }
    }

    /// The outcome for the coverage.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::CutOff { .. } => Outcome::CutOff,
            Self::Unreadable { .. } | Self::NotFound { .. } => Outcome::Failed,
            Self::TooDeep { .. } | Self::Link { .. } => Outcome::NotAsked,
            _ => Outcome::Unreadable,
        }
    }

    /// The coverage record of a file of which no scope is known.
    #[must_use]
    pub fn coverage(&self, format: &str) -> Coverage {
        let file = self
            .path()
            .map_or_else(|| "-".to_owned(), |path| path.display().to_string());
        let pointer = self
            .place()
            .map_or_else(String::new, |(line, column)| format!("{line}:{column}"));
        Coverage {
            scope: file.clone(),
            region: None,
            operation: format!("import:{format}"),
            subject: Some(file.clone()),
            outcome: self.outcome(),
            records: 0,
            reason: self.to_string(),
            help: self.help().to_owned(),
            origin: Origin::new(file, pointer),
        }
    }

    /// An answer that its service did not understand; `text` is the answer.
    pub(super) fn reply(path: &Path, text: &str, error: &ReplyError) -> Self {
        // A text that breaks off is told from one of another shape.
        if let Err(json) = serde_json::from_str::<serde::de::IgnoredAny>(text) {
            return Self::json(path, &json);
        }
        let ReplyError::Shape {
            reason,
            line,
            column,
        } = error;
        Self::Shape {
            path: path.to_owned(),
            reason: reason.clone(),
            line: *line,
            column: *column,
        }
    }

    /// The error of the JSON parser, without any value of the input.
    pub(super) fn json(path: &Path, error: &serde_json::Error) -> Self {
        let (path, line, column) = (path.to_owned(), error.line(), error.column());
        if error.is_eof() {
            return Self::CutOff { path, line, column };
        }
        Self::Shape {
            path,
            reason: crate::aws::wire::reason(error),
            line,
            column,
        }
    }
}
