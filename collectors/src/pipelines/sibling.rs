//! Files that a definition names by a path from itself: `../src/train.py`.

use super::File;

/// The path in the repository of a file that is named from the folder of another; `None` where it lies outside of the
/// repository or is no relative path at all (an address, an absolute path).
pub(super) fn path(file: &File<'_>, relative: &str) -> Option<String> {
    if relative.contains(':') || relative.starts_with(['/', '~', '$', '{', '<']) {
        return None;
    }
    let own = file.path_in_repository();
    let mut parts: Vec<&str> = own.split('/').collect();
    parts.pop();
    for part in relative.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The id of a file that is named so, or of all under a folder (`…/*`).
pub(super) fn id(file: &File<'_>, relative: &str, folder: bool) -> Option<String> {
    let path = path(file, relative)?;
    Some(match (path.is_empty(), folder) {
        (true, _) => format!("{}/*", file.repository.id),
        (false, true) => format!("{}/*", file.id_of(&path)),
        (false, false) => file.id_of(&path),
    })
}

/// Whether the last part of a path has no extension, so that it names a folder.
pub(super) fn is_folder(path: &str) -> bool {
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    last.is_empty() || last == "." || last == ".." || !last.contains('.')
}
