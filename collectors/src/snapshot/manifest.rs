//! `manifest.json`: what a snapshot consists of.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{SnapshotError, record};

/// The name of the manifest in a snapshot.
pub(super) const NAME: &str = "manifest.json";
/// The largest manifest that is read, in bytes.
pub(super) const LIMIT: u64 = 16 << 20;
/// What the `format` member says.
const FORMAT: &str = "blastradius/snapshot";
/// The version of the format that is written and read.
const VERSION: u64 = 1;

/// What a snapshot consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// `blastradius/snapshot`.
    format: String,
    /// The version of the format.
    version: u64,
    /// The id of the snapshot, made from its content.
    pub id: String,
    /// When it was taken.
    pub taken: Timestamp,
    /// The program that wrote it, with its version.
    pub tool: String,
    /// The ids of the scopes that it holds.
    pub scopes: Vec<String>,
    /// How many records of each kind there are; `coverage` is one of them.
    pub counts: BTreeMap<String, u64>,
    /// The files with the records, in the order of storage.
    pub shards: Vec<Shard>,
    /// The SHA-256 of the manifest with this member empty, in hexadecimal.
    checksum: String,
}

/// One file of records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Its name in the snapshot: `facts/identity-0000.jsonl.zst`, `coverage.jsonl`.
    pub file: String,
    /// The kind of its records: `identity`, `coverage`.
    pub kind: String,
    /// How many records it holds.
    pub records: u64,
    /// Its size in bytes.
    pub bytes: u64,
    /// The size of its lines in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}

impl Manifest {
    pub(super) fn new(
        id: String,
        taken: Timestamp,
        scopes: Vec<String>,
        counts: BTreeMap<String, u64>,
        shards: Vec<Shard>,
    ) -> Self {
        let mut manifest = Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            id,
            taken,
            tool: concat!("blastradius ", env!("CARGO_PKG_VERSION")).to_owned(),
            scopes,
            counts,
            shards,
            checksum: String::new(),
        };
        manifest.checksum = manifest.sum();
        manifest
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        // Text, numbers and lists always have a JSON form.
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    fn sum(&self) -> String {
        let unsigned = Self {
            checksum: String::new(),
            ..self.clone()
        };
        record::hex(&Sha256::digest(unsigned.bytes()))
    }

    /// Reads the bytes of the file. The version is looked at first, so that a newer format is named
    /// as such, and not as damage.
    pub(super) fn parse(path: &Path, bytes: &[u8]) -> Result<Self, SnapshotError> {
        #[derive(Deserialize)]
        struct Head {
            format: String,
            version: u64,
        }
        let damaged = |reason: String| SnapshotError::damaged(path, NAME, reason);
        let shape = |error: serde_json::Error| damaged(wrong(&error));
        let head: Head = serde_json::from_slice(bytes).map_err(shape)?;
        if head.format != FORMAT {
            return Err(SnapshotError::NotASnapshot {
                path: path.to_owned(),
                reason: "its manifest is of another format".to_owned(),
            });
        }
        if head.version != VERSION {
            return Err(SnapshotError::Version {
                path: path.to_owned(),
                found: head.version,
                known: VERSION,
            });
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(shape)?;
        if manifest.checksum != manifest.sum() {
            return Err(damaged(
                "does not have the checksum that it names".to_owned(),
            ));
        }
        Ok(manifest)
    }
}

/// What is wrong and where, without the parser's own message, which quotes what it found.
fn wrong(error: &serde_json::Error) -> String {
    format!(
        "cannot be understood: {} at line {}, column {}",
        crate::aws::wire::reason(error),
        error.line(),
        error.column()
    )
}
