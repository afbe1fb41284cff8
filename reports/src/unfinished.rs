//! Files and folders that are being written, so that an interrupt leaves none of them.
//!
//! What is written has a hidden name beside its place until it is whole. A signal ends the process wherever it is; whoever
//! catches it calls [`remove`] first.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

static PATHS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn paths() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A list of paths is not broken by a panic elsewhere.
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that is being written under a hidden name.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// From now on an interrupt removes it.
    pub(crate) fn begin(path: PathBuf) -> Self {
        paths().insert(path.clone());
        Self(path)
    }

    /// Gives it its name. No interrupt comes between the steps of that.
    pub(crate) fn finish<T>(self, rename: impl FnOnce() -> T) -> T {
        let mut all = paths();
        let result = rename();
        all.remove(&self.0);
        // Its end takes the list again.
        drop(all);
        result
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        paths().remove(&self.0);
    }
}

/// Keeps anything new from being begun, as long as it lives.
#[derive(Debug)]
pub struct Stopped(
    #[expect(dead_code, reason = "it is held")] MutexGuard<'static, BTreeSet<PathBuf>>,
);

/// Removes everything that is being written and lets nothing more be begun: to be called before the process ends early.
pub fn remove() -> Stopped {
    let mut all = paths();
    for path in std::mem::take(&mut *all) {
        // It is a file or a folder, or has its name already.
        if fs::remove_file(&path).is_err() {
            let _ = fs::remove_dir_all(&path);
        }
    }
    Stopped(all)
}
