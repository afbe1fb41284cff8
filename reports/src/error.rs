//! What can go wrong while rendering.

use std::path::PathBuf;

use crate::charts::ChartError;

/// An answer that could not be rendered or written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// No format has this name.
    #[error("there is no format `{name}`\nhelp: the formats are {known}")]
    UnknownFormat {
        /// What was asked for, made visible.
        name: String,
        /// The names there are.
        known: String,
    },
    /// The format makes no sense for the answer.
    #[error("`{verb}` cannot be written as {format}\nhelp: use one of {known}")]
    Unsupported {
        /// The verb that gave the answer.
        verb: &'static str,
        /// The format that was asked for.
        format: &'static str,
        /// The formats that can carry the answer.
        known: String,
    },
    /// A value could not be serialised.
    #[error("the answer could not be written as {format}: {reason}")]
    Serialise {
        /// The format.
        format: &'static str,
        /// What the library says.
        reason: String,
    },
    /// A chart could not be drawn.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// A file of a folder of reports could not be written.
    #[error("`{}` could not be written: {source}", path.display())]
    Write {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A stream did not take an export.
    #[error("the export could not be written: {source}")]
    Stream {
        /// What the system says.
        source: std::io::Error,
    },
    /// A format that is a folder was to be written to a stream.
    #[error("{format} is a folder of files\nhelp: name the folder to write with -o")]
    IsFolder {
        /// The format.
        format: &'static str,
    },
    /// A picture of that much would show nothing.
    #[error(
        "there are more than {nodes} nodes or {edges} edges: too many for {format}\nhelp: export what is near something with `--around SUBJECT --hops 1`, or use a format for programs such as `graphml`"
    )]
    TooLarge {
        /// The format.
        format: &'static str,
        /// How many nodes it takes.
        nodes: u64,
        /// How many edges it takes.
        edges: u64,
    },
    /// The folder exists and holds something that was not written here.
    #[error("`{}` exists and holds something else\nhelp: name another folder, or remove it", path.display())]
    NotOurs {
        /// The folder.
        path: PathBuf,
    },
}
