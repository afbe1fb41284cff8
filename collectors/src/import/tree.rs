//! The files under a folder that a tool wrote.

use std::fs;
use std::path::{Path, PathBuf};

use super::ImportError;

/// Deeper than source trees, and than any layout that is read: `AWSLogs/ORGANIZATION/ACCOUNT/Config/REGION/YEAR/MONTH/DAY/ConfigSnapshot`.
const DEEPEST: usize = 32;

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
        Self::walked(path, hidden)
    }

    /// The files under the root of source code, where definitions lie in folders that begin with a dot too.
    pub(super) fn of_sources(path: &Path) -> Self {
        Self::walked(path, is_no_source)
    }

    fn walked(path: &Path, skip: fn(&Path) -> bool) -> Self {
        let mut tree = Self::default();
        if path.as_os_str() == "-" || !path.is_dir() {
            tree.files.push(path.to_owned());
        } else {
            tree.add(path, 0, skip);
            tree.files.sort();
            tree.links.sort();
        }
        tree
    }

    fn add(&mut self, folder: &Path, depth: usize, skip: fn(&Path) -> bool) {
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
                Ok((path, _)) if skip(&path) => {}
                Ok((path, kind)) if kind.is_symlink() => self.links.push(path),
                Ok((path, kind)) if kind.is_dir() => self.add(&path, depth + 1, skip),
                Ok((path, _)) => self.files.push(path),
            }
        }
    }
}

fn hidden(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| name.starts_with('.'))
}

/// Folders of what tools keep for themselves: no definition is in them that somebody wrote.
fn is_no_source(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy());
    name.is_some_and(|name| {
        matches!(
            &*name,
            ".git"
                | ".hg"
                | ".svn"
                | ".terraform"
                | ".tox"
                | ".venv"
                | "node_modules"
                | "__pycache__"
                | "site-packages"
        )
    })
}
