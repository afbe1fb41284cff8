//! `pipelines`: definitions of AI/ML and CI pipelines, wherever they lie under the paths, recognised by their content.

use std::path::{Path, PathBuf};

use super::tree::Tree;
use super::{Format, ImportError, ImportSummary, input};
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Fact, Origin, Scope, ScopeKind};
use crate::pipelines::{File, Later, Repositories, Repository, read_file};
use crate::snapshot::Sink;

/// The format.
#[derive(Debug)]
pub(super) struct Pipelines;

const NAME: &str = "pipelines";

/// A definition is text that people read: nothing larger is one.
const LARGEST: u64 = 64 << 20;

/// So many files that nothing recognises are told one by one.
const TOLD: usize = 100;

impl Format for Pipelines {
    fn name(&self) -> &'static str {
        NAME
    }

    fn description(&self) -> &'static str {
        "definitions of AI/ML and CI pipelines: files, or folders that are searched for them"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError> {
        let paths = input::given(paths)?;
        let mut import = Import {
            repositories: Repositories::default(),
            summary: ImportSummary::default(),
            unknown: Vec::new(),
            later: Later::default(),
        };
        for given in &paths {
            let tree = Tree::of_sources(given);
            for problem in tree.problems {
                import.summary.problem(NAME, problem, sink);
            }
            for link in tree.links {
                let path = link;
                import
                    .summary
                    .problem(NAME, ImportError::Link { path }, sink);
            }
            for file in &tree.files {
                import.file(file, given, sink);
            }
        }
        import.tell_unknown(sink);
        import.summary.records += import.later.give(sink);
        Ok(import.summary)
    }
}

struct Import {
    repositories: Repositories,
    summary: ImportSummary,
    /// Files of YAML or JSON that are of no kind.
    unknown: Vec<(PathBuf, Repository, Option<&'static str>)>,
    /// What one file tells and another completes.
    later: Later,
}

impl Import {
    fn file(&mut self, path: &Path, given: &Path, sink: &mut dyn Sink) {
        let named = path == given;
        if !named && !worth_reading(path) {
            return;
        }
        if let Ok(about) = std::fs::metadata(path)
            && about.is_file()
            && about.len() > LARGEST
        {
            let (path, limit) = (path.to_owned(), LARGEST);
            self.summary
                .problem(NAME, ImportError::TooLarge { path, limit }, sink);
            return;
        }
        let text = match input::read_damaged(path) {
            Ok((text, None)) => text,
            Ok((text, Some(problem))) => {
                self.summary.problem(NAME, problem, sink);
                text
            }
            // Empty files lie about in every repository.
            Err(ImportError::Empty { .. }) if !named => return,
            Err(problem) => return self.summary.problem(NAME, problem, sink),
        };
        let repository = self.repositories.of(path, given);
        let file = File {
            path,
            text: &text,
            repository: &repository,
        };
        let read = read_file(&file, &mut self.later, sink);
        self.summary.records += read.records;
        for fault in read.faults {
            let problem = ImportError::NotWellFormed {
                path: path.to_owned(),
                reason: fault.reason,
                line: fault.line,
                column: fault.column,
            };
            self.summary.problem(NAME, problem, sink);
        }
        if read.recognised {
            self.summary.files += 1;
            // Answers of an interface name what they are of; the folder that they were saved in is nothing.
            if !(read.of_another && repository.host.is_empty()) {
                self.scope(&repository, path, sink);
            }
        } else if named {
            let path = path.to_owned();
            let problem = match read.otherwise {
                Some(is) => ImportError::Otherwise { path, is },
                None => ImportError::NotThisFormat {
                    path,
                    expected: "a definition of a pipeline of any kind that is known",
                },
            };
            self.summary.problem(NAME, problem, sink);
        } else if read.is_tree {
            self.unknown
                .push((path.to_owned(), repository, read.otherwise));
        }
    }

    /// The repository, once.
    fn scope(&mut self, repository: &Repository, path: &Path, sink: &mut dyn Sink) {
        if !self.summary.scopes.insert(repository.id.clone()) {
            return;
        }
        let origin = Origin::new(path.display().to_string(), "");
        let mut scope = Scope::new(
            repository.id.clone(),
            repository.provider,
            ScopeKind::Repository,
            origin,
        );
        scope.name = Some(repository.path.clone());
        if let Some(why) = &repository.assumed {
            scope
                .attributes
                .insert("assumed".to_owned(), why.clone().into());
        }
        sink.fact(Fact::Scope(scope));
    }

    /// What nothing recognised: it may be a definition of a kind that is not known.
    fn tell_unknown(&mut self, sink: &mut dyn Sink) {
        let more = self.unknown.len().saturating_sub(TOLD);
        for (index, (path, repository, otherwise)) in self.unknown.drain(..).enumerate() {
            if index >= TOLD {
                break;
            }
            let path = path.display().to_string();
            let others = match more {
                0 => String::new(),
                _ if index + 1 < TOLD => String::new(),
                _ => format!("; and {more} more files"),
            };
            let is = otherwise.map_or_else(String::new, |it| format!(": it is {it}"));
            sink.coverage(Coverage {
                scope: repository.id,
                region: None,
                operation: format!("import:{NAME}"),
                subject: Some(path.clone()),
                outcome: Outcome::NotAsked,
                records: 0,
                reason: format!("`{path}` is of no kind of definition that is known{is}{others}"),
                help: String::new(),
                origin: Origin::new(path, ""),
            });
        }
    }
}

/// Whether a file in a folder may be a definition, by its name.
fn worth_reading(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    let extension = path
        .extension()
        .and_then(|it| it.to_str())
        .unwrap_or_default();
    let known = [
        "yaml",
        "yml",
        "json",
        "ndjson",
        "jsonl",
        "py",
        "lock",
        "tf",
        "dvc",
        "groovy",
        "jenkinsfile",
    ];
    // `models/NAME/aliases/ALIAS` of the file store of MLflow.
    let folder = path.parent().and_then(|it| it.file_name());
    known.contains(&extension.to_ascii_lowercase().as_str())
        || matches!(name, "MLmodel" | "MLproject" | ".env")
        || folder.is_some_and(|it| it == "aliases")
        || name.to_ascii_lowercase().starts_with("jenkinsfile")
        || name.to_ascii_lowercase().ends_with("jenkinsfile")
        || (name == "config" || name == "config.local")
            && path
                .parent()
                .is_some_and(|it| it.file_name().is_some_and(|name| name == ".dvc"))
}
