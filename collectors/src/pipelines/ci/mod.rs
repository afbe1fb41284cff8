//! What the definitions of all CI systems have in common: scripts, variables, the repository as code, what a job is for.

mod script;
mod shell;
mod variables;

pub(super) use script::{application, read as read_script, service_account};
pub(super) use variables::{Variables, used};

use super::{Node, Output, StageDraft};
use crate::facts::{AssetClass, Fact, LineageKind, Provider};

/// How much of a file is looked at in all, where parts of it are used again and again: characters of scripts, names of variables.
const MOST_WORK: usize = 64 << 20;

/// The most jobs of a file that are read.
pub(super) const MOST_JOBS: usize = 5_000;

/// The most variables of a job that are told.
pub(super) const MOST_VARIABLES: usize = 500;

/// What is left of the work that one file may cost.
#[derive(Debug)]
pub(super) struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(MOST_WORK)
    }
}

impl Budget {
    /// Whether so much is left; it is taken.
    pub(super) fn take(&mut self, work: usize) -> bool {
        let left = self.0.checked_sub(work);
        self.0 = left.unwrap_or(0);
        left.is_some()
    }
}

/// What a job is for, by the words of its names: of the first that says so.
pub(super) fn stage_kind(names: &[&str]) -> &'static str {
    const KINDS: [(&str, &str); 27] = [
        ("retrain", "retraining"),
        ("train", "training"),
        ("fit", "training"),
        ("evaluat", "evaluation"),
        ("preprocess", "preprocessing"),
        ("feature", "feature-engineering"),
        ("ingest", "ingestion"),
        ("monitor", "monitoring"),
        ("drift", "monitoring"),
        ("register", "registration"),
        ("inference", "inference"),
        ("predict", "inference"),
        ("deploy", "deploy"),
        ("release", "deploy"),
        ("publish", "deploy"),
        ("promote", "deploy"),
        ("rollout", "deploy"),
        ("apply", "deploy"),
        ("test", "test"),
        ("lint", "test"),
        ("scan", "test"),
        ("check", "test"),
        ("validate", "test"),
        ("verify", "test"),
        ("build", "build"),
        ("package", "build"),
        ("compile", "build"),
    ];
    for name in names {
        let name = name.to_ascii_lowercase();
        let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
        let found = words.find_map(|word| {
            let kind = KINDS.iter().find(|(begin, _)| word.starts_with(begin));
            kind.map(|(_, kind)| *kind)
        });
        if let Some(kind) = found {
            return kind;
        }
    }
    "job"
}

/// The repository that a job checks out is code that it runs, and so is the definition itself.
pub(super) fn repository_code(stage: &mut StageDraft, output: &Output<'_>, checks_out: bool) {
    let file = output.file();
    let path = file.path_in_repository();
    file_code(stage, output, &path);
    if checks_out {
        let (_, contents) = types(file.repository.provider);
        let id = file.id_of("*");
        stage.reads_asset(LineageKind::Code, contents, &id, None);
    }
}

/// A file of the repository that a job takes code from.
pub(super) fn file_code(stage: &mut StageDraft, output: &Output<'_>, path: &str) {
    let file = output.file();
    let (kind, _) = types(file.repository.provider);
    let id = file.id_of(path);
    stage.reads_asset(LineageKind::Code, kind, &id, None);
    let name = id.rsplit('/').next().unwrap_or(&id).to_owned();
    let (class, at) = (AssetClass::Code, Node::at_line(1));
    let mut asset = output.new_asset(class, provider_of(kind), kind, id, name, &at);
    asset.part_of = Some(file.id_of("*"));
    stage.names(Fact::Asset(asset));
}

/// The types of a file of a repository, and of all that is in it.
fn types(provider: Provider) -> (&'static str, &'static str) {
    match provider {
        Provider::Github => ("github:file", "github:repository-contents"),
        _ => ("git:file", "git:repository-contents"),
    }
}

fn provider_of(kind: &str) -> Provider {
    match kind.starts_with("github:") {
        true => Provider::Github,
        false => Provider::Other,
    }
}
