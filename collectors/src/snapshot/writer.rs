//! Writing: the old snapshot or the new one, never something between.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::disk::{self, Disk, LocalDisk};
use super::lock::Lock;
use super::shard::{self, Written};
use super::{Manifest, MemorySink, Sink, Snapshot, SnapshotError, archive, manifest, reader};
use crate::coverage::Coverage;
use crate::facts::Fact;
use crate::unfinished::Unfinished;

/// Adds to a snapshot, or makes a new one. Nothing is on the disk until [`finish`](Self::finish).
#[derive(Debug)]
pub struct SnapshotWriter<D = LocalDisk> {
    path: PathBuf,
    before: Option<Snapshot>,
    found: MemorySink,
    disk: D,
    _lock: Lock,
}

impl SnapshotWriter {
    /// Opens the snapshot at the path, or begins a new one when there is none. A name that ends in
    /// `.brs` is one file, any other a folder.
    ///
    /// # Errors
    /// When another process writes to it, when it is damaged, or when something else is at the path.
    pub fn create_or_add(path: &Path) -> Result<Self, SnapshotError> {
        Self::create_or_add_on(path, LocalDisk)
    }
}

impl<D: Disk> SnapshotWriter<D> {
    /// The same on a given [`Disk`].
    ///
    /// # Errors
    /// As [`create_or_add`](SnapshotWriter::create_or_add).
    pub fn create_or_add_on(path: &Path, disk: D) -> Result<Self, SnapshotError> {
        let parent = disk::parent(path);
        fs::create_dir_all(parent).map_err(SnapshotError::io("create", parent))?;
        let lock = Lock::take(path)?;
        recover(path, &disk)?;
        let before = match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(SnapshotError::io("read", path)(error)),
            Ok(about) if about.is_dir() && is_empty(path)? => None,
            Ok(_) => Some(Snapshot::read(path)?),
        };
        Ok(Self {
            path: path.to_owned(),
            before,
            found: MemorySink::default(),
            disk,
            _lock: lock,
        })
    }

    /// Whether there was a snapshot at the path.
    #[must_use]
    pub fn adds(&self) -> bool {
        self.before.is_some()
    }

    /// What was found not to be readable so far, in the order of finding, without what was in the snapshot before.
    #[must_use]
    pub fn gaps(&self) -> Vec<&Coverage> {
        let found = self.found.coverage.iter();
        found.filter(|it| !it.outcome.is_complete()).collect()
    }

    /// Merges what was found into the snapshot and writes it: to a temporary name beside it, synced,
    /// then renamed. Until that has happened the old snapshot is what a reader finds.
    ///
    /// # Errors
    /// When the operating system fails. The old snapshot is then unchanged.
    pub fn finish(self, taken: Timestamp) -> Result<Snapshot, SnapshotError> {
        let (facts, coverage) = (self.found.facts, self.found.coverage);
        let snapshot = match self.before {
            Some(before) => before.add(facts, coverage, taken),
            None => Snapshot::from_parts(facts, coverage, taken),
        };
        write(&snapshot, &self.path, &self.disk)?;
        Ok(snapshot)
    }
}

impl<D> Sink for SnapshotWriter<D> {
    fn fact(&mut self, fact: Fact) {
        self.found.fact(fact);
    }

    fn coverage(&mut self, record: Coverage) {
        self.found.coverage(record);
    }
}

impl Snapshot {
    /// Writes the snapshot in place of what is at the path. See [`SnapshotWriter`] to add to it.
    ///
    /// # Errors
    /// When another process writes to it, when something that is no snapshot is at the path, or when
    /// the operating system fails. What was at the path is then unchanged.
    pub fn write(&self, path: &Path) -> Result<(), SnapshotError> {
        let writer = SnapshotWriter::create_or_add(path)?;
        write(self, path, &writer.disk)
    }
}

/// Cleans up after a program that was killed while it wrote.
fn recover(path: &Path, disk: &impl Disk) -> Result<(), SnapshotError> {
    let (new, old) = (disk::beside(path, "new"), disk::beside(path, "old"));
    let exists = |path: &Path| fs::symlink_metadata(path).is_ok();
    if exists(&old) && !exists(path) {
        disk.rename(&old, path)
            .map_err(SnapshotError::io("rename", &old))?;
    }
    for left in [new, old] {
        disk.remove(&left)
            .map_err(SnapshotError::io("remove", &left))?;
    }
    Ok(())
}

fn is_empty(folder: &Path) -> Result<bool, SnapshotError> {
    let mut entries = fs::read_dir(folder).map_err(SnapshotError::io("read", folder))?;
    Ok(entries.next().is_none())
}

fn write(snapshot: &Snapshot, path: &Path, disk: &impl Disk) -> Result<(), SnapshotError> {
    let packed = SnapshotError::io("write", path);
    let shards = match shard::all(&snapshot.facts, &snapshot.coverage) {
        Ok(shards) => shards,
        Err(error) => return Err(packed(error)),
    };
    let manifest = Manifest::new(
        snapshot.id.clone(),
        snapshot.taken,
        snapshot.facts.scopes.keys().cloned().collect(),
        reader::counts(&snapshot.facts, &snapshot.coverage),
        shards.iter().map(|it| it.about.clone()).collect(),
    )
    .bytes();
    let new = disk::beside(path, "new");
    let written = if path.extension().is_some_and(|it| it == "brs") {
        archive::pack(&manifest, &shards, snapshot.taken).and_then(|bytes| {
            let (unfinished, made) = Unfinished::begin(new.clone(), |new| disk.create(new));
            made.and_then(|()| disk.write(&new, &bytes))
                .and_then(|()| unfinished.finish(|| disk.rename(&new, path)))
        })
    } else {
        let (unfinished, made) = Unfinished::begin(new.clone(), |new| disk.create_folder(new));
        made.and_then(|()| write_folder(&new, &manifest, &shards, disk))
            .and_then(|()| unfinished.finish(|| replace(&new, path, disk)))
    };
    if let Err(error) = written {
        // What is left of the new one is of no use; the next writer removes it if this fails too.
        let _ = disk.remove(&new);
        return Err(packed(error));
    }
    let parent = disk::parent(path);
    disk.sync_folder(parent)
        .map_err(SnapshotError::io("sync", parent))
}

/// Fills the new folder.
fn write_folder(
    new: &Path,
    manifest: &[u8],
    shards: &[Written],
    disk: &impl Disk,
) -> io::Result<()> {
    let facts = new.join("facts");
    disk.create_folder(&facts)?;
    let file = |name: &str, bytes: &[u8]| {
        let path = new.join(name);
        disk.create(&path).and_then(|()| disk.write(&path, bytes))
    };
    for shard in shards {
        file(&shard.about.file, &shard.bytes)?;
    }
    file(manifest::NAME, manifest)?;
    disk.sync_folder(&facts)?;
    disk.sync_folder(new)
}

/// Puts the new folder in the place of the old one.
fn replace(new: &Path, path: &Path, disk: &impl Disk) -> io::Result<()> {
    if fs::symlink_metadata(path).is_err() {
        return disk.rename(new, path);
    }
    match disk.exchange(new, path) {
        // From here on the new one is in place, whatever happens to the old.
        Ok(()) => {
            let _ = disk.remove(new);
            Ok(())
        }
        // Where two names cannot be swapped at once, the old one waits under a name that readers know.
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            let old = disk::beside(path, "old");
            disk.rename(path, &old)?;
            if let Err(error) = disk.rename(new, path) {
                let _ = disk.rename(&old, path);
                return Err(error);
            }
            let _ = disk.remove(&old);
            Ok(())
        }
        Err(error) => Err(error),
    }
}
