//! Lists the files of the embedded estate, so that `demo` needs no file and no account.
//!
//! A build script, not a macro crate: cargo then sees a file that was added or removed, which a
//! macro on stable Rust cannot tell it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let demo = manifest.join("demo");
    println!("cargo::rerun-if-changed=build.rs");

    let mut files = Vec::new();
    for part in ["estate", "repositories"] {
        println!("cargo::rerun-if-changed=demo/{part}");
        list(&demo.join(part), &mut files)?;
    }
    files.sort();

    let mut source = String::from("&[\n");
    for file in &files {
        let inside = file.strip_prefix(&demo).map_err(io::Error::other)?;
        // The same name on every platform: parts joined by a slash.
        let name = inside
            .iter()
            .map(|part| part.to_string_lossy())
            .collect::<Vec<_>>()
            .join("/");
        // `{:?}` quotes the texts as Rust string literals.
        let path = file.to_string_lossy();
        writeln!(source, "    ({name:?}, include_bytes!({path:?})),").map_err(io::Error::other)?;
    }
    source.push_str("]\n");

    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("estate.rs"), source)
}

/// Adds every file below `folder`.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            list(&entry.path(), files)?;
        } else {
            files.push(entry.path());
        }
    }
    Ok(())
}
