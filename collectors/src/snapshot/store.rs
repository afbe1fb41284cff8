//! A store: a folder of snapshots by time.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::{Manifest, SnapshotError};

/// A folder of snapshots by time. `diff` and the nightly run use it.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

/// What a store holds.
#[derive(Debug, Default)]
pub struct Stored {
    /// The snapshots and their manifests, the oldest first.
    pub found: Vec<(PathBuf, Manifest)>,
    /// Why others could not be read; each error names its path.
    pub damaged: Vec<SnapshotError>,
}

impl Store {
    /// The store in a folder, which need not exist yet.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// Where a snapshot of that time belongs: `2026-11-23T02-31-35Z`.
    #[must_use]
    pub fn path_for(&self, taken: Timestamp) -> PathBuf {
        self.folder
            .join(taken.strftime("%Y-%m-%dT%H-%M-%SZ").to_string())
    }

    /// Every snapshot in the store. What is no snapshot is left out.
    ///
    /// # Errors
    /// When the folder cannot be read. That there is no folder is an empty store.
    pub fn list(&self) -> Result<Stored, SnapshotError> {
        let mut stored = Stored::default();
        let entries = match fs::read_dir(&self.folder) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(stored);
            }
            entries => entries.map_err(SnapshotError::io("read", &self.folder))?,
        };
        for entry in entries {
            let path = entry
                .map_err(SnapshotError::io("read", &self.folder))?
                .path();
            if !is_candidate(&path) {
                continue;
            }
            match Manifest::read(&path) {
                Ok(manifest) => stored.found.push((path, manifest)),
                Err(SnapshotError::NotASnapshot { .. }) => {}
                Err(error) => stored.damaged.push(error),
            }
        }
        stored
            .found
            .sort_by(|(a_path, a), (b_path, b)| (a.taken, a_path).cmp(&(b.taken, b_path)));
        stored.damaged.sort_by_key(ToString::to_string);
        Ok(stored)
    }

    /// The path of the newest snapshot.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds no snapshot: then, where there is one, the damage of
    /// a snapshot in it is the error.
    pub fn newest(&self) -> Result<PathBuf, SnapshotError> {
        let mut stored = self.list()?;
        match (stored.found.pop(), stored.damaged.into_iter().next()) {
            (Some((path, _)), _) => Ok(path),
            (None, Some(error)) => Err(error),
            (None, None) => Err(SnapshotError::NotFound {
                path: self.folder.clone(),
            }),
        }
    }
}

/// Hidden names are of a writer at work.
fn is_candidate(path: &Path) -> bool {
    let hidden = path
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with('.'));
    let archive = path.extension().is_some_and(|it| it == "brs");
    !hidden && (archive || path.is_dir())
}
