//! The embedded estate: the files of `demo/estate`, inside the program.
//!
//! They are what the AWS CLI prints, in the folders that `import aws-cli` reads. There is no
//! special door: `demo` writes them to a folder and imports that.

/// Name below `demo/estate`, with slashes on every platform, and content; sorted by name.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/estate.rs"));

/// Every file of the estate: its name below the folder, and its content. In the order of the names.
pub(crate) fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied()
}
