//! Why a snapshot could not be read or written.

use std::io;
use std::path::{Path, PathBuf};

/// Why a snapshot could not be read or written, and [what to do](SnapshotError::help).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SnapshotError {
    /// There is nothing at the path.
    #[error("there is no snapshot at `{}`", .path.display())]
    NotFound {
        /// The path.
        path: PathBuf,
    },
    /// What is at the path is no snapshot.
    #[error("`{}` is not a snapshot: {reason}", .path.display())]
    NotASnapshot {
        /// The path.
        path: PathBuf,
        /// What is missing.
        reason: String,
    },
    /// Written by a version of the program that this one does not understand.
    #[error("`{}` has snapshot format version {found}; this program reads version {known}", .path.display())]
    Version {
        /// The path.
        path: PathBuf,
        /// The version that the manifest names.
        found: u64,
        /// The version that is understood.
        known: u64,
    },
    /// A part is damaged, or not what the manifest says.
    #[error("the snapshot `{}` is damaged: `{part}` {reason}", .path.display())]
    Damaged {
        /// The path of the snapshot.
        path: PathBuf,
        /// The file in it.
        part: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process writes to it.
    #[error("another process is writing to `{}`", .path.display())]
    Locked {
        /// The path.
        path: PathBuf,
    },
    /// The operating system failed.
    #[error("cannot {doing} `{}`: {source}", .path.display())]
    Io {
        /// What was tried: `read`, `write`, `rename`.
        doing: &'static str,
        /// The path.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },
}

impl SnapshotError {
    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotFound { .. } => {
                "make one with `blastradius import` or `blastradius collect`, or name another with `--snapshot`"
            }
            Self::NotASnapshot { .. } => {
                "name the folder that holds `manifest.json`, or a `.brs` file"
            }
            Self::Version { .. } => {
                "read it with the version of the program that wrote it, or import again"
            }
            Self::Damaged { .. } => {
                "copy it again from where it was made, or make it again: a damaged snapshot is never used in part"
            }
            Self::Locked { .. } => "wait until it has finished, or write to another path",
            Self::Io { source, .. } => match source.kind() {
                io::ErrorKind::PermissionDenied => "check who owns the path",
                io::ErrorKind::StorageFull => "free some space: the old snapshot is unchanged",
                _ => return None,
            },
        })
    }

    pub(super) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    pub(super) fn damaged(path: &Path, part: &str, reason: impl Into<String>) -> Self {
        Self::Damaged {
            path: path.to_owned(),
            part: part.to_owned(),
            reason: reason.into(),
        }
    }
}
