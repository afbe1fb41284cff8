//! Whether a snapshot on disk is still the one that was read, without reading it again.

use std::path::Path;
use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::source::Source;
use super::{Manifest, SnapshotError, manifest};

/// The name of the folder in a snapshot where what was made of it may be kept. Readers pass it over.
pub const CACHE: &str = "cache";

/// What tells the files of a snapshot apart from any other that were ever at its path: the bytes of its manifest, and of each
/// file that it names the size and the time of the last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// The id of the snapshot.
    pub id: String,
    /// When it was taken.
    pub taken: Timestamp,
    /// The size of its records in bytes, unpacked.
    pub size: u64,
    /// The SHA-256 of all of it.
    pub digest: [u8; 32],
}

impl Seal {
    /// Looks at what is at the path. Only the manifest is read.
    ///
    /// # Errors
    /// When there is no snapshot, its manifest is damaged, or a file that it names is missing or of another size.
    pub fn of(path: &Path) -> Result<Self, SnapshotError> {
        let source = Source::open(path)?;
        let bytes = source.read(manifest::NAME, manifest::LIMIT)?;
        let manifest = Manifest::parse(path, &bytes)?;
        let mut hash = Sha256::new();
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(&bytes);
        let mut size_of_all = 0_u64;
        for shard in &manifest.shards {
            super::shard::check(shard)
                .map_err(|reason| SnapshotError::damaged(path, &shard.file, reason))?;
            let (size, changed) = source.about(&shard.file)?;
            size_of_all = size_of_all.saturating_add(shard.size);
            if size != shard.bytes {
                let reason = format!("has {size} bytes instead of {}", shard.bytes);
                return Err(SnapshotError::damaged(path, &shard.file, reason));
            }
            // A time before 1970, or none, is as good as any other that stays the same.
            let since = changed.and_then(|it| it.duration_since(UNIX_EPOCH).ok());
            let nanoseconds = since.map_or(u128::MAX, |it| it.as_nanos());
            hash.update(nanoseconds.to_le_bytes());
        }
        Ok(Self {
            id: manifest.id,
            taken: manifest.taken,
            size: size_of_all,
            digest: hash.finalize().into(),
        })
    }
}
