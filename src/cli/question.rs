//! What every question to a snapshot has in common: which snapshot, which attacker, how sure.

use std::path::{Path, PathBuf};

use blastradius_collectors::snapshot::Snapshot;
use blastradius_graph::AttackerContext;
use blastradius_graph::model::Certainty;
use blastradius_graph::techniques::{Technique, check};
use blastradius_queries::answer::{CoverageSummary, Plane};
use blastradius_reports::sanitize::visible;

use super::builder::{Builder, Loaded};
use super::exit::Exit;
use super::failure::Failure;
use super::store;
use super::ui::Ui;

/// Which snapshot.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Source {
    /// The snapshot: a folder or a .brs file [default: the newest in the store]
    #[arg(short, long, value_name = "SNAP")]
    snapshot: Option<PathBuf>,
}

impl Source {
    /// Reads the snapshot.
    pub(crate) fn read(&self, ui: &Ui) -> Result<Snapshot, Failure> {
        Self::at(&self.path(ui)?, ui)
    }

    /// Reads the snapshot that lies there.
    pub(crate) fn at(path: &Path, ui: &Ui) -> Result<Snapshot, Failure> {
        Ok(ui.step("reading the snapshot", |_| Snapshot::read(path))?)
    }

    /// Where it is.
    pub(crate) fn path(&self, ui: &Ui) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.snapshot {
            return Ok(path.clone());
        }
        let path = store::store()?.newest()?;
        ui.detail(&format!("snapshot: {}", path.display()));
        Ok(path)
    }
}

/// Which snapshot, which attacker, how sure.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Question")]
pub(crate) struct Question {
    #[command(flatten)]
    pub(crate) source: Source,
    /// What the attacker can bring: leaked-key, insider-network, mfa, or a condition key as KEY=VALUE
    /// (KEY= absent, KEY=? unknown, KEY=* the attacker chooses it); may be repeated
    #[arg(long, value_name = "CONTEXT")]
    context: Vec<String>,
    /// Leave out paths with a weaker hop: certain, conditional, assumed or influence
    #[arg(long, value_name = "LEVEL", value_parser = certainty, default_value = "influence", hide_default_value = true)]
    pub(crate) min_certainty: Certainty,
    /// Use a technique of your own too (see `rules check`); may be repeated
    #[arg(long, value_name = "FILE")]
    rule: Vec<PathBuf>,
    /// Build the graph anew, and do not keep it beside the snapshot for the next question
    #[arg(long)]
    no_cache: bool,
    /// Exit with 4 if something could not be seen
    #[arg(long)]
    require_complete: bool,
}

impl Question {
    /// How the graphs of this question are built.
    pub(crate) fn builder<'a>(&self, ui: &'a Ui) -> Result<Builder<'a>, Failure> {
        Ok(Builder {
            context: attacker(&self.context, ui)?,
            techniques: self.techniques()?,
            keeps: !self.no_cache,
            ui,
        })
    }

    /// Reads the graph that is kept beside the snapshot, or the snapshot, and builds it.
    pub(crate) fn load(&self, ui: &Ui) -> Result<Loaded, Failure> {
        let builder = self.builder(ui)?;
        builder.graph_at(&self.source.path(ui)?)
    }

    fn techniques(&self) -> Result<Vec<Technique>, Failure> {
        let read = |path: &PathBuf| {
            let text =
                std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
            check(&text).map_err(|errors| {
                let path = path.display().to_string();
                let count = match errors.len() {
                    1 => "1 error".to_owned(),
                    count => format!("{count} errors"),
                };
                Failure::new(
                    Exit::Failed,
                    format!("`{}` is not a technique: {count}", visible(&path)),
                )
                .help(format!(
                    "`blastradius rules check {}` shows them",
                    visible(&path)
                ))
            })
        };
        self.rule.iter().map(read).collect()
    }

    /// How a verb ends that has answered. Findings outweigh gaps.
    pub(crate) fn exit(&self, coverage: &CoverageSummary, findings: bool, ui: &Ui) -> Exit {
        if findings {
            ui.error("there are findings at or above --fail-on");
            Exit::Findings
        } else if self.require_complete && !coverage.complete {
            ui.error(&format!(
                "coverage is incomplete: {} gaps; `blastradius coverage` lists them",
                coverage.gaps.len()
            ));
            Exit::Incomplete
        } else {
            Exit::Done
        }
    }
}

/// What the attacker can bring. A key that AWS may not have is taken, with a warning: the list may be older.
pub(crate) fn attacker(words: &[String], ui: &Ui) -> Result<AttackerContext, Failure> {
    let context = AttackerContext::parse(words)?;
    for key in context.unknown_keys() {
        ui.note(&format!(
            "warning: `{}` is not a condition key that is known: no policy may ask for it",
            visible(key)
        ));
    }
    Ok(context)
}

/// Reads a level of certainty.
pub(crate) fn certainty(text: &str) -> Result<Certainty, String> {
    Certainty::ALL
        .into_iter()
        .find(|level| level.name() == text)
        .ok_or_else(|| "the levels are certain, conditional, assumed and influence".to_owned())
}

/// Which radii to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Planes {
    /// What can be read, decrypted or invoked.
    Confidentiality,
    /// What can be changed, and what is made from it.
    Integrity,
    /// Both.
    #[default]
    Both,
}

impl Planes {
    /// The radii.
    pub(crate) fn list(self) -> Vec<Plane> {
        match self {
            Self::Confidentiality => vec![Plane::Confidentiality],
            Self::Integrity => vec![Plane::Integrity],
            Self::Both => vec![Plane::Confidentiality, Plane::Integrity],
        }
    }
}
