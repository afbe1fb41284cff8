//! The graph of a snapshot, kept beside it, so that the second question need not read the facts.
//!
//! A file holds one graph. It is named after its *key*: what the graph follows from. It is used only if that and the *seal* of the
//! snapshot, which tells its files apart from any other, stand in it, its checksum is right, and what it holds is a graph in
//! every number ([`Malformed`](crate::model::Malformed) says what is not). Whatever is not used is made anew. Deleting it loses
//! nothing but time.

mod key;

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use blastradius_collectors::snapshot::{Disk, LocalDisk, Seal};
use blastradius_collectors::unfinished::Unfinished;
use xxhash_rust::xxh3::xxh3_64;

use crate::BuildOptions;
use crate::model::{Graph, Malformed};

/// What a file begins with.
const MAGIC: &[u8; 8] = b"brgraph\n";
/// The version of the format. It is part of the key.
const VERSION: u32 = 2;
/// Of the beginning: the magic, the key, the seal, the checksum of all that follows.
const HEAD: usize = 8 + 32 + 32 + 8;
/// More than any graph takes: so many bytes, and so many for each byte of the records that it is made of.
const SMALLEST_LIMIT: u64 = 256 << 20;
const LIMIT_FOR_EACH: u64 = 64;
/// So many graphs of a snapshot are kept: of several attackers, with techniques of the user's.
const KEPT: usize = 4;

/// Where the graph of a snapshot is kept, for one way of building it.
#[derive(Debug, Clone)]
pub struct GraphCache {
    folder: PathBuf,
    file: PathBuf,
    key: [u8; 32],
    seal: Seal,
}

/// Why a graph that is kept was not used. It is no failure: the graph can be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The file could not be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// The file is of another program or version, or damaged.
    #[error("it is damaged: {0}")]
    Damaged(&'static str),
}

impl From<Malformed> for CacheError {
    fn from(malformed: Malformed) -> Self {
        Self::Damaged(malformed.0)
    }
}

impl GraphCache {
    /// The cache of a snapshot. `program` names the program that builds: another one may build another graph.
    ///
    /// The seal must be from before the snapshot was read, so that whatever changes meanwhile is not kept.
    #[must_use]
    pub fn new(snapshot: &Path, seal: Seal, program: &str, options: &BuildOptions<'_>) -> Self {
        let folder = folder(snapshot);
        let key = key::of(&seal, program, options);
        Self {
            file: folder.join(format!("graph-{}", key::name(&key))),
            folder,
            key,
            seal,
        }
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// The graph, if there is one.
    ///
    /// # Errors
    /// When there is a file and it is not used.
    pub fn load(&self) -> Result<Option<Graph>, CacheError> {
        // Nothing is opened that is not a file: to open a pipe may take forever.
        let about = match fs::symlink_metadata(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            about => about?,
        };
        if !about.is_file() {
            return Err(CacheError::Damaged("it is not a file"));
        }
        let limit = self.limit();
        if about.len() > limit {
            return Err(CacheError::Damaged("it is larger than the graph can be"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(about.len()).unwrap_or(0));
        File::open(&self.file)?
            .take(limit)
            .read_to_end(&mut bytes)?;
        let (head, payload) = bytes
            .split_first_chunk::<HEAD>()
            .ok_or(CacheError::Damaged("it ends early"))?;
        if !head.starts_with(MAGIC) {
            return Err(CacheError::Damaged("it does not begin as a graph does"));
        }
        let same = self.head(payload);
        if *head != same {
            let sum = head.last_chunk::<8>() == same.last_chunk::<8>();
            return Err(CacheError::Damaged(match sum {
                true => "it is of another snapshot or program",
                false => "it does not have the checksum that it names",
            }));
        }
        let graph = Graph::from_bytes(payload)?;
        if graph.snapshot().id != self.seal.id {
            return Err(CacheError::Damaged("it is of another snapshot"));
        }
        Ok(Some(graph))
    }

    /// Keeps a graph: under a temporary name, which an interrupt removes, synced, then renamed. Of older ones a few are left.
    ///
    /// # Errors
    /// When the operating system fails. Then nothing changed that matters.
    pub fn save(&self, graph: &Graph) -> io::Result<()> {
        let payload = graph.to_bytes();
        let mut bytes = self.head(&payload).to_vec();
        bytes.extend_from_slice(&payload);
        drop(payload);
        let disk = LocalDisk;
        match disk.create_folder(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => made?,
        }
        // A link may lead anywhere.
        if !fs::symlink_metadata(&self.folder)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let temporary = self.folder.join(format!(".new-{}", std::process::id()));
        disk.remove(&temporary)?;
        let (unfinished, made) = Unfinished::begin(temporary.clone(), |new| disk.create(new));
        let written = made
            .and_then(|()| disk.write(&temporary, &bytes))
            .and_then(|()| unfinished.finish(|| disk.rename(&temporary, &self.file)))
            .and_then(|()| disk.sync_folder(&self.folder));
        if written.is_err() {
            // What is left of it is in nobody's way.
            let _left = disk.remove(&temporary);
        }
        self.prune(&disk);
        written
    }

    /// The most bytes that are read.
    fn limit(&self) -> u64 {
        let size = self.seal.size.saturating_mul(LIMIT_FOR_EACH);
        size.saturating_add(SMALLEST_LIMIT)
    }

    fn head(&self, payload: &[u8]) -> [u8; HEAD] {
        let mut head = [0; HEAD];
        let sum = xxh3_64(payload).to_le_bytes();
        let parts = MAGIC
            .iter()
            .chain(&self.key)
            .chain(&self.seal.digest)
            .chain(&sum);
        for (place, byte) in head.iter_mut().zip(parts) {
            *place = *byte;
        }
        head
    }

    /// Removes all graphs but the newest few. What cannot be removed stays.
    fn prune(&self, disk: &impl Disk) {
        let Ok(entries) = fs::read_dir(&self.folder) else {
            return;
        };
        let mut graphs: Vec<(SystemTime, PathBuf)> = entries
            .flatten()
            .filter(|entry| is_graph(&entry.file_name().to_string_lossy()))
            .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
            .filter(|(_, path)| *path != self.file)
            .collect();
        graphs.sort();
        let surplus = graphs.len().saturating_sub(KEPT - 1);
        for (_, path) in graphs.iter().take(surplus) {
            let _stays = disk.remove(path);
        }
    }
}

fn is_graph(name: &str) -> bool {
    name.strip_prefix("graph-")
        .is_some_and(|it| it.len() == 32 && it.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// In a folder snapshot a folder of its own, beside a file a hidden one.
fn folder(snapshot: &Path) -> PathBuf {
    if snapshot.is_dir() {
        return snapshot.join(blastradius_collectors::snapshot::CACHE);
    }
    let name = snapshot.file_name().unwrap_or_default().to_string_lossy();
    snapshot.with_file_name(format!(".{name}.cache"))
}
