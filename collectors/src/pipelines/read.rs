//! One file, by whatever kinds recognise its documents.

use super::{Fault, File, KINDS, Later, Output, documents, otherwise};
#[cfg(feature = "github")]
use crate::coverage::{Coverage, Outcome};
#[cfg(feature = "github")]
use crate::facts::Origin;
use crate::snapshot::Sink;

/// What a file came to.
#[derive(Debug, Default)]
pub(crate) struct ReadFile {
    /// Whether a kind recognised any of it.
    pub(crate) recognised: bool,
    /// Whether it is YAML or JSON.
    pub(crate) is_tree: bool,
    /// What it is where no kind recognised it, if that is known.
    pub(crate) otherwise: Option<&'static str>,
    /// Whether it is an answer about something that is not where the file lies.
    pub(crate) of_another: bool,
    /// How many pipelines and other things were found.
    pub(crate) records: u64,
    /// What is not as it should be in a file that is, or may be, a definition.
    pub(crate) faults: Vec<Fault>,
}

/// Reads a file: each document by the first kind that recognises it. What other files must complete waits in `later`.
pub(crate) fn read_file(file: &File<'_>, later: &mut Later, sink: &mut dyn Sink) -> ReadFile {
    let (documents, faults) = documents(file);
    let mut read = ReadFile {
        is_tree: documents.iter().any(|it| it.tree().is_some()),
        ..ReadFile::default()
    };
    for document in &documents {
        if let Some(kind) = KINDS.iter().find(|kind| kind.recognises(document)) {
            read.recognised = true;
            let mut output = Output::new(sink, later, file, kind.name());
            if let Some(line) = document.cut() {
                output.cut(line);
            }
            kind.read(document, &mut output);
            // Of a program, that it has nothing is an answer.
            if let Some(root) = document.tree() {
                output.end(root);
            }
            read.records += output.records();
            read.of_another |= output.is_of_another();
        }
    }
    if !read.recognised {
        read.otherwise = documents.iter().find_map(|it| otherwise::of(it.tree()?));
    }
    // A key that stands twice matters in what is a definition.
    let matters = |fault: &Fault| read.recognised || fault.ends;
    read.faults = faults.into_iter().filter(matters).collect();
    read
}

impl ReadFile {
    /// The faults as coverage, for a file that nobody has on a disk.
    #[cfg(feature = "github")]
    pub(crate) fn tell(&self, file: &File<'_>, sink: &mut dyn Sink) {
        for fault in &self.faults {
            let path = file.path.display().to_string();
            sink.coverage(Coverage {
                scope: file.repository.id.clone(),
                region: None,
                operation: "import:pipelines".to_owned(),
                subject: Some(path.clone()),
                outcome: Outcome::Unreadable,
                records: 0,
                reason: format!("`{path}`, line {}: {}", fault.line, fault.reason),
                help: String::new(),
                origin: Origin::new(path, format!("{}:{}", fault.line, fault.column)),
            });
        }
    }
}
