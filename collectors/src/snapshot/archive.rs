//! The `.brs` form: one tar file with the same names as the folder.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::SystemTime;

use jiff::Timestamp;

use super::shard::{self, Written};
use super::{SnapshotError, manifest, seal};

/// More members than any snapshot has; a tar of more is not read on.
const MOST_MEMBERS: usize = 100_000;

/// Packs the files. The same content and time give the same bytes.
pub(super) fn pack(manifest: &[u8], shards: &[Written], taken: Timestamp) -> io::Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    let mut append = |name: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(taken.as_second()).unwrap_or(0));
        tar.append_data(&mut header, name, bytes)
    };
    append(manifest::NAME, manifest)?;
    for shard in shards {
        append(&shard.about.file, &shard.bytes)?;
    }
    tar.into_inner()
}

/// An archive and where its members lie.
pub(super) struct Archive {
    file: File,
    members: BTreeMap<String, (u64, u64)>,
}

impl Archive {
    /// Opens an archive and lists its members. Members that a snapshot cannot have (links, devices,
    /// paths that lead out of it, the same name twice) make it no snapshot.
    pub(super) fn open(path: &Path) -> Result<Self, SnapshotError> {
        let not = |reason: String| SnapshotError::NotASnapshot {
            path: path.to_owned(),
            reason,
        };
        // The messages of the tar reader quote the bytes that it found, which may be of any file.
        let broken = |error: io::Error| match (error.raw_os_error(), error.kind()) {
            (Some(_), _) => SnapshotError::io("read", path)(error),
            (None, io::ErrorKind::UnexpectedEof) => not("it ends early".to_owned()),
            _ => not("it is neither a folder nor a `.brs` file".to_owned()),
        };
        let file = File::open(path).map_err(SnapshotError::io("read", path))?;
        let length = file
            .metadata()
            .map_err(SnapshotError::io("read", path))?
            .len();
        let mut members = BTreeMap::new();
        let mut tar = tar::Archive::new(&file);
        for entry in tar.entries_with_seek().map_err(broken)? {
            let entry = entry.map_err(broken)?;
            let name = entry.path_bytes();
            let name = std::str::from_utf8(&name)
                .map_err(|_| not("it holds a name that is not UTF-8".to_owned()))?
                .to_owned();
            let kind = entry.header().entry_type();
            if kind.is_dir() && (name == "facts/" || name == "facts" || name == "./") {
                continue;
            }
            let plain = name.strip_prefix("./").unwrap_or(&name);
            // A snapshot that was a folder may have been packed with what was made of it.
            let made = plain.strip_prefix(seal::CACHE);
            if made.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
                continue;
            }
            let known = plain == manifest::NAME || shard::is_name(plain);
            if !known || !kind.is_file() {
                return Err(not("it holds a member that no snapshot has".to_owned()));
            }
            let place = (entry.raw_file_position(), entry.size());
            if place.0.checked_add(place.1).is_none_or(|end| end > length) {
                return Err(not("it ends early".to_owned()));
            }
            if members.insert(plain.to_owned(), place).is_some() {
                return Err(not("it holds the same name twice".to_owned()));
            }
            if members.len() > MOST_MEMBERS {
                return Err(not("it holds too many members".to_owned()));
            }
        }
        Ok(Self { file, members })
    }

    /// When the file last changed, where the system says.
    pub(super) fn changed(&self) -> Option<SystemTime> {
        self.file.metadata().ok()?.modified().ok()
    }

    /// The size of a member.
    pub(super) fn size(&self, name: &str) -> Option<u64> {
        self.members.get(name).map(|(_, size)| *size)
    }

    /// The names of all members.
    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.members.keys()
    }

    /// The bytes of a member; its size was looked at before.
    pub(super) fn read(&self, name: &str) -> io::Result<Vec<u8>> {
        let (start, size) = *self.members.get(name).ok_or(io::ErrorKind::NotFound)?;
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        let mut bytes = Vec::new();
        file.take(size).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
