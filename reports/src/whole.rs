//! A folder that appears whole or not at all: it is written under another name beside its place and renamed.
//!
//! What is written lists what an attacker would look for, so only its owner may open it (folders 0700, files 0600).

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

use crate::error::ReportError;

/// Writes the folder. One that is there already is replaced if it holds only what is `ours`; anything else is left alone.
///
/// # Errors
/// What `fill` says; when the folder cannot be written or holds something else.
pub(crate) fn folder<T>(
    folder: &Path,
    ours: &dyn Fn(&OsStr) -> bool,
    fill: impl FnOnce(&Path) -> Result<T, ReportError>,
) -> Result<T, ReportError> {
    let failed = |source| ReportError::Write {
        path: folder.to_owned(),
        source,
    };
    let Some(name) = folder.file_name() else {
        return Err(failed(io::Error::new(
            io::ErrorKind::InvalidInput,
            "this is no name of a folder",
        )));
    };
    let parent = match folder.parent() {
        Some(parent) if parent != Path::new("") => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let had = replaceable(folder, ours)?;
    let beside = |what: &str| {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{what}-{}", std::process::id()));
        parent.join(hidden)
    };
    let (new, old) = (beside("new"), beside("old"));
    // What a process of this number left when it was killed.
    let _ = fs::remove_dir_all(&new);
    let _ = fs::remove_dir_all(&old);
    let filled = make(&new).and_then(|()| fill(&new));
    let swapped = filled.and_then(|result| {
        if had {
            fs::rename(folder, &old).map_err(failed)?;
        }
        fs::rename(&new, folder).map_err(|source| {
            if had {
                let _ = fs::rename(&old, folder);
            }
            failed(source)
        })?;
        Ok(result)
    });
    let _ = fs::remove_dir_all(&new);
    if swapped.is_ok() {
        let _ = fs::remove_dir_all(&old);
        // The names are durable once their folder is.
        if let Ok(parent) = File::open(parent) {
            let _ = parent.sync_all();
        }
    }
    swapped
}

/// Whether there is a folder to replace: one that is empty or holds only what is `ours`.
///
/// # Errors
/// When it holds something else, or cannot be looked at.
pub(crate) fn replaceable(
    folder: &Path,
    ours: &dyn Fn(&OsStr) -> bool,
) -> Result<bool, ReportError> {
    let not_ours = || ReportError::NotOurs {
        path: folder.to_owned(),
    };
    let failed = |source| ReportError::Write {
        path: folder.to_owned(),
        source,
    };
    match fs::symlink_metadata(folder) {
        Err(missing) if missing.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(source) => return Err(failed(source)),
        Ok(meta) if !meta.is_dir() => return Err(not_ours()),
        Ok(_) => {}
    }
    for entry in fs::read_dir(folder).map_err(failed)? {
        if !ours(&entry.map_err(failed)?.file_name()) {
            return Err(not_ours());
        }
    }
    Ok(true)
}

/// Makes a folder that only its owner may open.
pub(crate) fn make(folder: &Path) -> Result<(), ReportError> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| ReportError::Write {
        path: folder.to_owned(),
        source,
    })
}

/// Makes a file that only its owner may open.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}
