//! The files under a folder that a tool wrote.

use std::fs;
use std::path::{Path, PathBuf};

use super::ImportError;

/// Deeper than any layout that is read: `AWSLogs/ORGANIZATION/ACCOUNT/Config/REGION/YEAR/MONTH/DAY/ConfigSnapshot`.
const DEEPEST: usize = 16;

/// What lies under a path, sorted by path.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) files: Vec<PathBuf>,
    /// Links, which are told and not followed: they may lead anywhere, back up too.
    pub(super) links: Vec<PathBuf>,
    /// Folders that were not read: too deep, or not readable.
    pub(super) problems: Vec<ImportError>,
}

impl Tree {
    /// The files under a folder; a file is itself.
    pub(super) fn of(path: &Path) -> Self {
        let mut tree = Self::default();
        if path.as_os_str() == "-" || !path.is_dir() {
            tree.files.push(path.to_owned());
        } else {
            tree.add(path, 0);
            tree.files.sort();
            tree.links.sort();
        }
        tree
    }

    fn add(&mut self, folder: &Path, depth: usize) {
        let unreadable = |source| ImportError::Unreadable {
            path: folder.to_owned(),
            source,
        };
        if depth > DEEPEST {
            let path = folder.to_owned();
            self.problems.push(ImportError::TooDeep { path });
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problems.push(unreadable(error)),
        };
        for entry in entries {
            let kind = entry.and_then(|it| Ok((it.path(), it.file_type()?)));
            match kind {
                Err(error) => self.problems.push(unreadable(error)),
                Ok((path, _)) if hidden(&path) => {}
                Ok((path, kind)) if kind.is_symlink() => self.links.push(path),
                Ok((path, kind)) if kind.is_dir() => self.add(&path, depth + 1),
                Ok((path, _)) => self.files.push(path),
            }
        }
    }
}

fn hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with('.'))
}
