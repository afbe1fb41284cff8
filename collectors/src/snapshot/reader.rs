//! Reading: everything is checked before any of it is used.

use std::collections::BTreeMap;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::source::Source;
use super::{Facts, Manifest, Snapshot, SnapshotError, content, manifest, record, shard};
use crate::coverage::Coverage;
use crate::facts::FactKind;

/// More bytes of lines than any snapshot has.
const MOST: u64 = 16 << 30;

impl Manifest {
    /// Reads the manifest of a snapshot and nothing else.
    ///
    /// # Errors
    /// When there is no snapshot at the path, or its manifest is damaged.
    pub fn read(path: &Path) -> Result<Self, SnapshotError> {
        let bytes = Source::open(path)?.read(manifest::NAME, manifest::LIMIT)?;
        Self::parse(path, &bytes)
    }
}

impl Snapshot {
    /// Reads a snapshot: a folder or a `.brs` file.
    ///
    /// # Errors
    /// When there is none at the path, when it is of another version, and when any part of it is not
    /// what the manifest says. A damaged snapshot is never read in part.
    pub fn read(path: &Path) -> Result<Self, SnapshotError> {
        let source = Source::open(path)?;
        let manifest = Manifest::parse(path, &source.read(manifest::NAME, manifest::LIMIT)?)?;
        let mut reading = Reading::default();
        for about in &manifest.shards {
            let damaged = |reason| SnapshotError::damaged(path, &about.file, reason);
            let limit = shard::check(about).map_err(damaged)?;
            reading.size = reading.size.saturating_add(about.size);
            if reading.size > MOST {
                return Err(damaged("makes the snapshot too large".to_owned()));
            }
            let bytes = source.read(&about.file, limit)?;
            shard::lines(about, &bytes, |line| reading.line(&about.kind, line)).map_err(damaged)?;
        }
        reading.finish(path, manifest)
    }
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    facts: Facts,
    coverage: Vec<Coverage>,
    size: u64,
    hash: Sha256,
    /// The kind and id of the fact before this one.
    before: Option<(FactKind, String)>,
}

impl Reading {
    fn line(&mut self, kind: &str, line: &[u8]) -> Result<(), String> {
        self.hash.update(line);
        let wrong = |error: serde_json::Error| {
            format!("cannot be understood: {}", crate::aws::wire::reason(&error))
        };
        let Some(kind) = FactKind::ALL.into_iter().find(|it| it.name() == kind) else {
            self.coverage
                .push(serde_json::from_slice(line).map_err(wrong)?);
            return Ok(());
        };
        let fact = record::parse(kind, line).map_err(wrong)?;
        let place = (kind, fact.id().to_owned());
        if self.before.as_ref().is_some_and(|before| *before >= place) {
            return Err("is out of order".to_owned());
        }
        self.before = Some(place);
        // Each id comes once, so that nothing is merged.
        self.facts.add(fact);
        Ok(())
    }

    fn finish(self, path: &Path, manifest: Manifest) -> Result<Snapshot, SnapshotError> {
        let damaged = |reason: &str| SnapshotError::damaged(path, manifest::NAME, reason);
        if counts(&self.facts, &self.coverage) != manifest.counts {
            return Err(damaged("names other counts than the shards have"));
        }
        if content::shorten(self.hash) != manifest.id {
            return Err(damaged("names an id that is not that of the content"));
        }
        Ok(Snapshot {
            id: manifest.id,
            taken: manifest.taken,
            facts: self.facts,
            coverage: self.coverage,
        })
    }
}

/// How many records of each kind there are.
pub(super) fn counts(facts: &Facts, coverage: &[Coverage]) -> BTreeMap<String, u64> {
    FactKind::ALL
        .into_iter()
        .map(|kind| (kind.name().to_owned(), facts.count(kind) as u64))
        .chain([(shard::COVERAGE.to_owned(), coverage.len() as u64)])
        .collect()
}
