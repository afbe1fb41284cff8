//! The embedded estate: the files of `demo/estate` and `demo/repositories`, inside the program.
//!
//! The first are what the AWS CLI prints, in the folders that `import aws-cli` reads; the second are source
//! repositories, in which `import pipelines` finds definitions. There is no special door: `demo` writes them to a
//! folder and imports that.

/// Name below `demo`, with slashes on every platform, and content; sorted by name.
static FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/estate.rs"));

/// Every file of the estate: its name below `demo`, and its content. In the order of the names.
pub(crate) fn files() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    FILES.iter().copied()
}
