//! Files and folders that are being written, so that an interrupt leaves none of them.
//!
//! What is written has a hidden name beside its place until it is whole. A signal ends the process wherever it is; whoever
//! catches it calls [`remove`] first.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

static PATHS: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// So often the removal of a folder is tried again.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(1);

fn paths() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    // A list of paths is not broken by a panic elsewhere.
    PATHS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Something that is being written under a hidden name.
#[derive(Debug)]
pub struct Unfinished(PathBuf);

impl Unfinished {
    /// Makes it; from now on an interrupt removes it. No interrupt comes between the two.
    pub fn begin<T>(path: PathBuf, make: impl FnOnce(&Path) -> T) -> (Self, T) {
        let mut all = paths();
        let made = make(&path);
        all.insert(path.clone());
        (Self(path), made)
    }

    /// Gives it its name. No interrupt comes between the steps of that.
    pub fn finish<T>(self, rename: impl FnOnce() -> T) -> T {
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
        // It is a file or a folder, or has its name already. A file may come into a folder while that is emptied.
        for _ in 0..TRIES {
            let removed = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
            if removed.is_ok() || fs::symlink_metadata(&path).is_err() {
                break;
            }
            std::thread::sleep(PAUSE);
        }
    }
    Stopped(all)
}
