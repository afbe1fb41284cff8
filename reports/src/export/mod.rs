//! The whole graph, or a part of it, for other programs: one file a format.
//!
//! ```text
//! graph -> Selection -> items::feed -> a format's sink -> a file or a folder, whole or not at all
//! ```
//! Edges are written as the graph keeps them: where many nodes share an edge, a node of the kind `group` stands for them, so
//! that an administrator of a million buckets is one edge here too. [`Selection::expand`] writes single hops.
//! Names are exact in every format that a program reads back; what cannot be seen is escaped in the format's own way.
//!
//! ```no_run
//! use blastradius_collectors::snapshot::Snapshot;
//! use blastradius_graph::{BuildOptions, build};
//! use blastradius_reports::export::{Selection, find};
//!
//! let snapshot = Snapshot::read("estate.brs".as_ref())?;
//! let graph = build(&snapshot, &BuildOptions::default())?;
//! find("graphml")?.to_path(&Selection::of(&graph), "estate.graphml".as_ref())?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod about;
mod columns;
mod dot;
mod graphml;
mod items;
mod jsonl;
mod neo4j;
mod opengraph;
mod parquet;
mod place;

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::path::Path;

use blastradius_graph::model::{Certainty, Graph, NodeId};
use blastradius_queries::answer::AttackerContext;

use crate::error::ReportError;
use crate::sanitize::visible;
pub use about::About;
pub use items::Counts;
use items::{EdgeItem, NodeItem, Sink, feed};

/// What is exported.
#[derive(Debug, Clone)]
pub struct Selection<'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// The nodes to write, with the edges between them; `None`: all.
    pub nodes: Option<BTreeSet<NodeId>>,
    /// Edges that are weaker are left out.
    pub min_certainty: Certainty,
    /// Whether single hops are written instead of groups and the edges between them.
    pub expand: bool,
    /// What the graph was built for; repeated in the export.
    pub context: AttackerContext,
}

impl<'g> Selection<'g> {
    /// The whole graph.
    #[must_use]
    pub fn of(graph: &'g Graph) -> Self {
        Self {
            graph,
            nodes: None,
            min_certainty: Certainty::Influence,
            expand: false,
            context: AttackerContext::default(),
        }
    }

    fn has(&self, node: NodeId) -> bool {
        self.nodes
            .as_ref()
            .is_none_or(|nodes| nodes.contains(&node))
    }
}

/// A format of exports.
#[derive(Debug)]
pub struct Export {
    /// The name that `-f` takes.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// A file or a folder, and how it is written.
    form: Form,
}

type ToFile = fn(&Selection<'_>, &mut dyn Write) -> io::Result<Counts>;
type ToFolder = fn(&Selection<'_>, &Path) -> io::Result<Counts>;

#[derive(Debug)]
enum Form {
    File {
        extension: &'static str,
        write: ToFile,
    },
    /// A file that makes sense up to a size.
    Picture {
        extension: &'static str,
        most: Counts,
        write: ToFile,
    },
    Folder {
        /// Whether a file of this name is one of those that are written.
        ours: fn(&str) -> bool,
        /// What to run with the folder, as it will be called.
        next: fn(&Path) -> Option<String>,
        write: ToFolder,
    },
}

/// Every format, in the order of help texts. A new one is a file beside this one and a line here.
pub static EXPORTS: &[&Export] = &[
    &graphml::EXPORT,
    &opengraph::EXPORT,
    &neo4j::EXPORT,
    &parquet::EXPORT,
    &jsonl::EXPORT,
    &dot::EXPORT,
];

/// The format of a name.
///
/// # Errors
/// When there is none, naming those there are.
pub fn find(name: &str) -> Result<&'static Export, ReportError> {
    let found = EXPORTS.iter().find(|export| export.name == name).copied();
    found.ok_or_else(|| {
        let known: Vec<String> = EXPORTS.iter().map(|it| format!("`{}`", it.name)).collect();
        ReportError::UnknownFormat {
            name: visible(name).into_owned(),
            known: known.join(", "),
        }
    })
}

impl Export {
    /// The extension of its file; `None` where it is a folder.
    #[must_use]
    pub fn extension(&self) -> Option<&'static str> {
        match self.form {
            Form::File { extension, .. } | Form::Picture { extension, .. } => Some(extension),
            Form::Folder { .. } => None,
        }
    }

    /// Writes to a stream.
    ///
    /// # Errors
    /// When the format is a folder, the selection is too large for it, or the stream does not take it.
    pub fn to_stream(
        &self,
        selection: &Selection<'_>,
        out: &mut dyn Write,
    ) -> Result<Counts, ReportError> {
        let write = self.check(selection)?;
        let written = write(selection, out);
        written.map_err(|source| ReportError::Stream { source })
    }

    /// Writes a file or a folder, whole or not at all. A folder of the same format that is there already is replaced;
    /// one that holds anything else is left alone.
    ///
    /// # Errors
    /// When the selection is too large for the format, or the place does not take it.
    pub fn to_path(&self, selection: &Selection<'_>, path: &Path) -> Result<Counts, ReportError> {
        match self.form {
            Form::Folder { ours, write, .. } => {
                place::folder(path, ours, |folder| write(selection, folder))
            }
            Form::File { .. } | Form::Picture { .. } => {
                let write = self.check(selection)?;
                place::file(path, |out| write(selection, out))
            }
        }
    }

    /// What to run with what was written at `path`, where another program is meant to read it.
    #[must_use]
    pub fn next(&self, path: &Path) -> Option<String> {
        match self.form {
            Form::Folder { next, .. } => next(path),
            _ => None,
        }
    }

    fn check(&self, selection: &Selection<'_>) -> Result<ToFile, ReportError> {
        match self.form {
            Form::File { write, .. } => Ok(write),
            Form::Folder { .. } => Err(ReportError::IsFolder { format: self.name }),
            Form::Picture { most, write, .. } => {
                let mut nothing = Nowhere(most);
                match feed(selection, &mut nothing) {
                    Ok(_) => Ok(write),
                    Err(_) => Err(ReportError::TooLarge {
                        format: self.name,
                        nodes: most.nodes,
                        edges: most.edges,
                    }),
                }
            }
        }
    }
}

/// Takes so much, and no more.
struct Nowhere(Counts);

impl Sink for Nowhere {
    fn node(&mut self, _: &NodeItem<'_>) -> io::Result<()> {
        take(&mut self.0.nodes)
    }

    fn edge(&mut self, _: &EdgeItem<'_>) -> io::Result<()> {
        take(&mut self.0.edges)
    }
}

fn take(left: &mut u64) -> io::Result<()> {
    *left = left.checked_sub(1).ok_or(io::ErrorKind::FileTooLarge)?;
    Ok(())
}
