//! Where snapshots are kept unless the user says where.

use std::path::PathBuf;

use blastradius_collectors::snapshot::Store;

use super::exit::Exit;
use super::failure::Failure;

/// The store: `$BLASTRADIUS_STORE`, else `$XDG_DATA_HOME/blastradius`, else `~/.local/share/blastradius`
/// (XDG Base Directory Specification).
pub(crate) fn store() -> Result<Store, Failure> {
    let set = |name| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    if let Some(folder) = set("BLASTRADIUS_STORE") {
        return Ok(Store::new(folder));
    }
    // The specification: a path that is not absolute is ignored.
    if let Some(data) = set("XDG_DATA_HOME").filter(|path| path.is_absolute()) {
        return Ok(Store::new(data.join("blastradius")));
    }
    match set("HOME") {
        Some(home) => Ok(Store::new(home.join(".local/share/blastradius"))),
        None => Err(
            Failure::new(Exit::Failed, "there is no home folder for the store")
                .help("set BLASTRADIUS_STORE to a folder, or name the snapshot"),
        ),
    }
}
