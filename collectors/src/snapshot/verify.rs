//! Verifying: reading, and a look at what else lies there.

use std::path::Path;

use super::source::Source;
use super::{Manifest, Snapshot, SnapshotError, manifest};

/// What a verification found. That there is one means that every record is what the manifest says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// The manifest.
    pub manifest: Manifest,
    /// Files in the snapshot that the manifest does not name, sorted. They are never read.
    pub strays: Vec<String>,
    /// Whether others than the owner may read it (Unix; elsewhere always `false`).
    pub open_to_others: bool,
}

impl Snapshot {
    /// Reads and checks everything: hashes, sizes, counts, order, the id.
    ///
    /// # Errors
    /// As [`Snapshot::read`].
    pub fn verify(path: &Path) -> Result<Verification, SnapshotError> {
        Self::read(path)?;
        let source = Source::open(path)?;
        let manifest = Manifest::parse(path, &source.read(manifest::NAME, manifest::LIMIT)?)?;
        let strays = source
            .names()?
            .into_iter()
            .filter(|name| {
                name != manifest::NAME && !manifest.shards.iter().any(|it| it.file == *name)
            })
            .collect();
        Ok(Verification {
            manifest,
            strays,
            open_to_others: open_to_others(path)?,
        })
    }
}

#[cfg(unix)]
fn open_to_others(path: &Path) -> Result<bool, SnapshotError> {
    use std::os::unix::fs::PermissionsExt;
    let about = std::fs::metadata(path).map_err(SnapshotError::io("read", path))?;
    Ok(about.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> Result<bool, SnapshotError> {
    Ok(false)
}
