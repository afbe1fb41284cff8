//! `parquet`: `nodes.parquet` and `edges.parquet`, for DuckDB, Spark, pandas, Polars.
//!
//! Lists are lists. What the export is of stands in the metadata of both files under the key `blastradius`.

#[cfg(feature = "parquet")]
mod table;

use std::io;
use std::path::Path;

use super::items::Counts;
use super::{Export, Form, Selection};

pub(super) static EXPORT: Export = Export {
    name: "parquet",
    about: "a folder of nodes.parquet and edges.parquet, for DuckDB, Spark, pandas, Polars",
    form: Form::Folder {
        ours,
        next: |_| None,
        write,
    },
};

const NODES: &str = "nodes.parquet";
const EDGES: &str = "edges.parquet";

fn ours(name: &str) -> bool {
    name == NODES || name == EDGES
}

#[cfg(not(feature = "parquet"))]
fn write(_: &Selection<'_>, _: &Path) -> io::Result<Counts> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "this program was built without the feature `parquet`",
    ))
}

#[cfg(feature = "parquet")]
fn write(selection: &Selection<'_>, folder: &Path) -> io::Result<Counts> {
    let mut sink = table::Tables::new(selection, folder)?;
    let counts = super::items::feed(selection, &mut sink)?;
    sink.close(selection.about(), counts)?;
    Ok(counts)
}
