//! The text of a file that someone else wrote.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use flate2::read::MultiGzDecoder;

use super::ImportError;

/// The most that is read of one file: 1 GiB. The details of the largest accounts have some hundred MB.
const LIMIT: u64 = 1 << 30;

/// What was given, each once and sorted: the order in which the shell lists the files must not matter.
///
/// # Errors
/// When nothing was given.
pub(super) fn given(paths: &[PathBuf]) -> Result<Vec<PathBuf>, ImportError> {
    if paths.is_empty() {
        return Err(ImportError::NoInput);
    }
    let mut paths = paths.to_vec();
    paths.sort();
    paths.dedup();
    Ok(paths)
}

/// Reads a file, or the standard input for `-`. A byte order mark is dropped; UTF-16 with one (what
/// `>` writes in Windows PowerShell) and gzip (RFC 1952) are understood.
pub(super) fn read(path: &Path) -> Result<String, ImportError> {
    match read_damaged(path)? {
        (_, Some(problem)) => Err(problem),
        (text, None) => Ok(text),
    }
}

/// The same, also of a file with bytes that are not UTF-8: each becomes U+FFFD, and the problem tells
/// where the first one stands.
pub(super) fn read_damaged(path: &Path) -> Result<(String, Option<ImportError>), ImportError> {
    let unreadable = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => ImportError::NotFound {
            path: path.to_owned(),
        },
        io::ErrorKind::IsADirectory => ImportError::Folder {
            path: path.to_owned(),
        },
        _ => ImportError::Unreadable {
            path: path.to_owned(),
            source,
        },
    };
    let too_large = || ImportError::TooLarge {
        path: path.to_owned(),
        limit: LIMIT,
    };
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        let input = io::stdin().lock();
        input
            .take(LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
    } else {
        let about = std::fs::metadata(path).map_err(unreadable)?;
        if about.is_dir() {
            return Err(ImportError::Folder {
                path: path.to_owned(),
            });
        }
        if about.len() > LIMIT {
            return Err(too_large());
        }
        let file = File::open(path).map_err(unreadable)?;
        // The size may be wrong (a pipe, a file that grows): what is read is bounded too.
        file.take(LIMIT + 1)
            .read_to_end(&mut bytes)
            .map_err(unreadable)?;
    }
    if bytes.starts_with(&[0x1F, 0x8B]) {
        let packed = std::mem::take(&mut bytes);
        // What can be unpacked of a file that breaks off is read as far as it goes.
        let result = MultiGzDecoder::new(packed.as_slice())
            .take(LIMIT + 1)
            .read_to_end(&mut bytes);
        if let (Err(source), true) = (result, bytes.is_empty()) {
            return Err(unreadable(source));
        }
    }
    if bytes.len() as u64 > LIMIT {
        return Err(too_large());
    }
    let (text, problem) = decode(path, bytes)?;
    if text.trim().is_empty() {
        return Err(ImportError::Empty {
            path: path.to_owned(),
        });
    }
    Ok((text, problem))
}

fn decode(path: &Path, mut bytes: Vec<u8>) -> Result<(String, Option<ImportError>), ImportError> {
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    let wide: Option<fn([u8; 2]) -> u16> = if bytes.starts_with(&[0xFF, 0xFE]) {
        Some(u16::from_le_bytes)
    } else if bytes.starts_with(&[0xFE, 0xFF]) {
        Some(u16::from_be_bytes)
    } else {
        None
    };
    if let Some(wide) = wide {
        let units = bytes.chunks(2).skip(1).map(|unit| match unit {
            [a, b] => wide([*a, *b]),
            // Half a unit at the end becomes a lone surrogate, which is an error.
            _ => 0xD800,
        });
        return char::decode_utf16(units)
            .collect::<Result<_, _>>()
            .map(|text| (text, None))
            .map_err(|_| ImportError::NotText {
                path: path.to_owned(),
                line: 1,
                column: 1,
            });
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok((text, None)),
        Err(error) => error,
    };
    let valid = error.utf8_error().valid_up_to();
    let before = error.as_bytes().get(..valid).unwrap_or_default();
    let problem = ImportError::NotText {
        path: path.to_owned(),
        line: before.iter().filter(|byte| **byte == b'\n').count() + 1,
        column: before
            .iter()
            .rev()
            .take_while(|byte| **byte != b'\n')
            .count()
            + 1,
    };
    let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
    Ok((text, Some(problem)))
}
