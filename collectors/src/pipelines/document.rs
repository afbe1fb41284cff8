//! The documents of a file.

use serde_json::Value as Json;

use super::File;
use super::tree::{self, Node};

/// One document of a file: a tree where the file is YAML or JSON, else its text.
#[derive(Debug)]
pub struct Document<'a> {
    /// The file.
    pub file: &'a File<'a>,
    /// The content, where the file is YAML or JSON.
    tree: Option<Node>,
    /// The line in which the file could no longer be read, where that is in this document.
    cut: Option<usize>,
}

/// Something in a file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What, without any value of the file.
    pub reason: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
    /// Whether the rest of the file was not read for it.
    pub ends: bool,
}

impl<'a> Document<'a> {
    /// A document of a tree.
    pub(super) fn of_tree(file: &'a File<'a>, tree: Node) -> Self {
        Self {
            file,
            tree: Some(tree),
            cut: None,
        }
    }

    /// The line in which the file could no longer be read, where that is in this document: what stood behind it is not
    /// known.
    #[must_use]
    pub fn cut(&self) -> Option<usize> {
        self.cut
    }

    /// The content, where the file is YAML or JSON.
    #[must_use]
    pub fn tree(&self) -> Option<&Node> {
        self.tree.as_ref()
    }

    /// The member of the content.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.tree.as_ref()?.get(name)
    }

    /// The text of a member of the content.
    #[must_use]
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    /// The text of the file.
    #[must_use]
    pub fn text(&self) -> &'a str {
        self.file.text
    }
}

/// The extensions of files of YAML and JSON.
const TREES: [&str; 6] = ["yaml", "yml", "json", "ndjson", "jsonl", "lock"];

/// The documents of a file, in their order, and what is wrong with it. A file whose name does not say that it is YAML or
/// JSON is one document of text.
pub(crate) fn documents<'a>(file: &'a File<'a>) -> (Vec<Document<'a>>, Vec<Fault>) {
    let extension = file
        .path
        .extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let begins = file.text.trim_start();
    let is_tree = TREES.contains(&&*extension)
        // DVC and MLflow have files of YAML without an extension that says so.
        || extension == "dvc"
        || matches!(file.name(), "MLmodel" | "MLproject")
        || (file.path.as_os_str() == "-" && begins.starts_with(['{', '[']));
    if !is_tree {
        let document = Document {
            file,
            tree: None,
            cut: None,
        };
        return (vec![document], Vec::new());
    }
    if matches!(&*extension, "ndjson" | "jsonl") {
        return lines(file);
    }
    let read = tree::read(file.text);
    let mut faults: Vec<Fault> = read.faults.iter().map(|it| fault(it, false)).collect();
    let mut documents: Vec<_> = read
        .documents
        .into_iter()
        .map(|it| Document::of_tree(file, it))
        .collect();
    if let Some(broken) = read.broken {
        // JSON that is not quite YAML (characters escaped as two surrogates): read without places.
        if begins.starts_with(['{', '['])
            && let Ok(json) = serde_json::from_str::<Json>(file.text)
            && let Ok(text) = serde_json::to_string(&json)
            && let again = tree::read(&text)
            && again.broken.is_none()
        {
            let documents = again.documents.into_iter();
            return (
                documents.map(|it| Document::of_tree(file, it)).collect(),
                faults,
            );
        }
        faults.push(fault(&broken, true));
        if let Some(last) = documents.last_mut() {
            last.cut = Some(broken.line);
        }
    }
    (documents, faults)
}

fn fault(broken: &tree::Broken, ends: bool) -> Fault {
    Fault {
        reason: broken.reason.clone(),
        line: broken.line,
        column: broken.column,
        ends,
    }
}

/// A document a line. A line that cannot be read is told, and the others are read.
fn lines<'a>(file: &'a File<'a>) -> (Vec<Document<'a>>, Vec<Fault>) {
    let (mut documents, mut faults) = (Vec::new(), Vec::new());
    for (index, line) in file.text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let read = tree::read_below(line, index);
        faults.extend(read.broken.iter().map(|it| fault(it, false)));
        documents.extend(
            read.documents
                .into_iter()
                .map(|it| Document::of_tree(file, it)),
        );
    }
    (documents, faults)
}
