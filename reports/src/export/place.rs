//! Where an export goes: a file or a folder that appears whole or not at all.
//!
//! It is written under another name beside its place and renamed. What is exported names what can be attacked: only
//! its owner may open it (folders 0700, files 0600).

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Counts;
use crate::error::ReportError;
use crate::whole;

/// Writes a file. A pipe or device is written to as it is.
pub(super) fn file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<Counts>,
) -> Result<Counts, ReportError> {
    whole::file(path, write).map_err(|source| ReportError::Write {
        path: path.to_owned(),
        source,
    })
}

/// Writes a folder; the files in it are made by [`create`].
pub(super) fn folder(
    path: &Path,
    ours: fn(&str) -> bool,
    write: impl FnOnce(&Path) -> io::Result<Counts>,
) -> Result<Counts, ReportError> {
    let ours = |name: &std::ffi::OsStr| name.to_str().is_some_and(ours);
    whole::folder(path, &ours, |folder| {
        write(folder).map_err(|source| ReportError::Write {
            path: path.to_owned(),
            source,
        })
    })
}

/// A new file in a folder that is being written.
pub(super) fn create(folder: &Path, name: &str) -> io::Result<BufWriter<File>> {
    whole::create(&folder.join(name)).map(BufWriter::new)
}

/// The end of a file of [`create`]: its content is on the disk.
pub(super) fn close(out: BufWriter<File>) -> io::Result<()> {
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()
}
