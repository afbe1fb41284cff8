//! Where the files of a snapshot are read: a folder or an archive.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::archive::Archive;
use super::disk;
use super::{SnapshotError, manifest, seal};

/// A snapshot on disk, open for reading.
pub(super) struct Source {
    path: PathBuf,
    form: Form,
}

enum Form {
    Folder(PathBuf),
    Archive(Archive),
}

impl Source {
    /// Opens what is at the path. A folder that was being replaced when the program was killed is
    /// found under the name that it has meanwhile.
    pub(super) fn open(path: &Path) -> Result<Self, SnapshotError> {
        let mut at = path.to_owned();
        let mut about = fs::metadata(&at);
        if matches!(&about, Err(error) if error.kind() == io::ErrorKind::NotFound) {
            let old = disk::beside(path, "old");
            if let Ok(found) = fs::metadata(&old) {
                (at, about) = (old, Ok(found));
            }
        }
        let about = about.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => SnapshotError::NotFound {
                path: path.to_owned(),
            },
            _ => SnapshotError::io("read", path)(error),
        })?;
        let form = if about.is_dir() {
            Form::Folder(at)
        } else if about.is_file() {
            Form::Archive(Archive::open(&at)?)
        } else {
            return Err(SnapshotError::NotASnapshot {
                path: path.to_owned(),
                reason: "it is neither a folder nor a file".to_owned(),
            });
        };
        Ok(Self {
            path: path.to_owned(),
            form,
        })
    }

    /// The bytes of one of its files, at most `limit`.
    pub(super) fn read(&self, name: &str, limit: u64) -> Result<Vec<u8>, SnapshotError> {
        let missing = || {
            if name == manifest::NAME {
                SnapshotError::NotASnapshot {
                    path: self.path.clone(),
                    reason: "it has no `manifest.json`".to_owned(),
                }
            } else {
                SnapshotError::damaged(&self.path, name, "is missing")
            }
        };
        let too_large =
            || SnapshotError::damaged(&self.path, name, format!("is larger than {limit} bytes"));
        match &self.form {
            Form::Folder(folder) => {
                let file = folder.join(name);
                let about = match fs::metadata(&file) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(missing()),
                    about => about.map_err(SnapshotError::io("read", &file))?,
                };
                if !about.is_file() {
                    let reason = "is not a regular file";
                    return Err(SnapshotError::damaged(&self.path, name, reason));
                }
                if about.len() > limit {
                    return Err(too_large());
                }
                let mut bytes = Vec::new();
                File::open(&file)
                    .and_then(|it| it.take(limit).read_to_end(&mut bytes))
                    .map_err(SnapshotError::io("read", &file))?;
                Ok(bytes)
            }
            Form::Archive(archive) => {
                let size = archive.size(name).ok_or_else(missing)?;
                if size > limit {
                    return Err(too_large());
                }
                archive
                    .read(name)
                    .map_err(SnapshotError::io("read", &self.path))
            }
        }
    }

    /// The size of one of its files, and when it, or the archive that it is in, last changed, where the system says.
    pub(super) fn about(&self, name: &str) -> Result<(u64, Option<SystemTime>), SnapshotError> {
        let missing = || SnapshotError::damaged(&self.path, name, "is missing");
        match &self.form {
            Form::Folder(folder) => {
                let about = fs::metadata(folder.join(name)).map_err(|_| missing())?;
                Ok((about.len(), about.modified().ok()))
            }
            Form::Archive(archive) => {
                let size = archive.size(name).ok_or_else(missing)?;
                Ok((size, archive.changed()))
            }
        }
    }

    /// The names of its files, sorted.
    pub(super) fn names(&self) -> Result<Vec<String>, SnapshotError> {
        let mut names = Vec::new();
        match &self.form {
            Form::Archive(archive) => names.extend(archive.names().cloned()),
            Form::Folder(folder) => {
                for (prefix, at) in [("", folder.clone()), ("facts/", folder.join("facts"))] {
                    let entries = match fs::read_dir(&at) {
                        Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                        entries => entries.map_err(SnapshotError::io("read", &at))?,
                    };
                    for entry in entries {
                        let entry = entry.map_err(SnapshotError::io("read", &at))?;
                        let name = entry.file_name().to_string_lossy().into_owned();
                        if !(prefix.is_empty() && (name == "facts" || name == seal::CACHE)) {
                            names.push(format!("{prefix}{name}"));
                        }
                    }
                }
            }
        }
        names.sort();
        Ok(names)
    }
}
