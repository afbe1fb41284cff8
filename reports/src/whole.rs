//! Files and folders that appear whole or not at all: they are written under another name beside their place and renamed.
//!
//! What is written lists what an attacker would look for, so only its owner may open it (folders 0700, files 0600).

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use blastradius_collectors::unfinished::Unfinished;

use crate::error::ReportError;

/// Writes a text to a file, whole or not at all. Only its owner may open it; a pipe or device is written to as it is.
///
/// # Errors
/// What the system says.
pub fn write_file(path: &Path, text: &str) -> io::Result<()> {
    file(path, |out| out.write_all(text.as_bytes()))
}

/// Writes a file. A pipe or device is written to as it is: it cannot be replaced by renaming.
pub(crate) fn file<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
) -> io::Result<T> {
    let fill = |file: File| {
        let mut out = BufWriter::new(file);
        let result = write(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok((file, result))
    };
    if fs::metadata(path).is_ok_and(|about| !about.is_file() && !about.is_dir()) {
        let open = OpenOptions::new().write(true).open(path)?;
        return fill(open).map(|(_, result)| result);
    }
    let beside = beside(path)?;
    let (unfinished, made) = Unfinished::begin(beside.clone(), |beside| {
        // What a process of this number left when it was killed.
        let _ = fs::remove_file(beside);
        create(beside)
    });
    let written = made.and_then(fill).and_then(|(file, result)| {
        file.sync_all()?;
        unfinished.finish(|| fs::rename(&beside, path))?;
        Ok(result)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

fn beside(path: &Path) -> io::Result<PathBuf> {
    let no_name = || io::Error::new(io::ErrorKind::InvalidInput, "this is no name of a file");
    let mut hidden = std::ffi::OsString::from(".");
    hidden.push(path.file_name().ok_or_else(no_name)?);
    hidden.push(format!(".new-{}", std::process::id()));
    Ok(path.with_file_name(hidden))
}

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
    let _ = fs::remove_dir_all(&old);
    let (unfinished, made) = Unfinished::begin(new.clone(), |new| {
        let _ = fs::remove_dir_all(new);
        make(new)
    });
    let filled = made.and_then(|()| fill(&new));
    let swapped = filled.and_then(|result| {
        let swap = || {
            if had {
                fs::rename(folder, &old)?;
            }
            fs::rename(&new, folder).inspect_err(|_| {
                if had {
                    let _ = fs::rename(&old, folder);
                }
            })
        };
        unfinished.finish(swap).map_err(failed)?;
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
