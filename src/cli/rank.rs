//! `rank`: every credential, the worst first.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use blastradius_graph::model::NodeKind;
use blastradius_queries::answer::{self, RankPart};
use blastradius_queries::engine::{Part, TooLittleMemory};
use blastradius_queries::rank::{RankOptions, merge, rank, rank_explained, rank_part, rank_within};
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::builder::Loaded;
use super::exit::Exit;
use super::failure::Failure;
use super::measured::bytes;
use super::output::{self, Output, formats};
use super::question::Question;
use super::ui::Ui;

/// Every credential by the size of its blast radius, the worst first
///
/// The score adds 1000 for each scope that can be administered, 5 for a secret or model, 3 for a data
/// set, index or key, and 1 for anything else that can be read, with half of that again if it can be
/// changed. A conditional path counts half, an assumed one a fifth, an influence a tenth.
#[derive(Debug, clap::Args)]
pub(crate) struct Rank {
    /// What to rank
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    of: Of,
    /// Print the first N only
    #[arg(short = 'n', long, value_name = "N")]
    top: Option<NonZeroUsize>,
    /// Show the best path to the worst that each reaches; of the first N, or of the first 20
    #[arg(long)]
    explain: bool,
    /// Exit with 10 if a score is at or above this
    #[arg(long, value_name = "SCORE")]
    fail_on: Option<f64>,
    /// Work out one part of the ranking, I of K, and write it to --output: for several machines
    #[arg(long, value_name = "I/K", requires = "output", conflicts_with_all = ["top", "explain", "fail_on", "format", "merge"], help_heading = "Parts")]
    part: Option<PartOf>,
    /// Add up the files of all parts; no snapshot is read
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["snapshot", "explain", "of", "memory", "context", "min_certainty", "rule", "no_cache"], help_heading = "Parts")]
    merge: Vec<PathBuf>,
    /// Use no more memory than about this: 512MiB, 4GiB [default: what is there]
    #[arg(long, value_name = "SIZE", value_parser = bytes)]
    memory: Option<u64>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::Rank), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

/// So many are explained unless told otherwise.
const EXPLAINED: usize = 20;

/// The memory that the process has, in bytes, as Linux tells; elsewhere nothing.
fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok());
    number.unwrap_or(0) << 10
}

/// What to rank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum Of {
    /// What can leak: keys, passwords, tokens.
    #[default]
    Credentials,
    /// Users, roles, service accounts: where no credential is known.
    Identities,
    /// Functions, instances, notebooks, jobs.
    Workloads,
}

/// One part of how many, as the command line counts: from one.
#[derive(Debug, Clone, Copy)]
struct PartOf(Part);

impl std::str::FromStr for PartOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let (part, of) = text.split_once('/')?;
            let (part, of): (u32, u32) = (part.parse().ok()?, of.parse().ok()?);
            let part = part.checked_sub(1).filter(|part| *part < of)?;
            Some(Self(Part { part, of }))
        };
        parse().ok_or_else(|| "a part is I/K, with I from 1 to K: `2/8`".to_owned())
    }
}

impl Rank {
    /// How much of the memory is left for tables, in bytes: the graph has its share already.
    fn left(&self) -> Option<u64> {
        self.memory
            .map(|memory| memory.saturating_sub(resident()).max(1))
    }

    fn too_little(&self, error: TooLittleMemory) -> Failure {
        let needed = error.needed.saturating_add(resident()).div_ceil(1 << 20);
        Failure::new(
            Exit::Failed,
            format!("ranking needs about {needed} MiB of memory, more than --memory allows"),
        )
        .help(format!(
            "give it `--memory {needed}MiB`, or work it out in parts with `--part I/K`"
        ))
    }

    /// Works out one part and writes it.
    fn part(&self, part: Part, ui: &Ui) -> Result<Exit, Failure> {
        let loaded = self.question.load(ui)?;
        let part = ui.step("ranking", |_| {
            rank_part(&loaded.graph, &self.options(&loaded), part, self.left())
        });
        let part = part.map_err(|error| self.too_little(error))?;
        let text = serde_json::to_string(&part)
            .map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
        output::write(&(text + "\n"), self.output.output.as_deref())?;
        Ok(self.question.exit(&part.coverage, false, ui))
    }

    fn merged(&self) -> Result<answer::Rank, Failure> {
        let read = |path: &PathBuf| {
            let text = std::fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
            serde_json::from_slice::<RankPart>(&text).map_err(|error| {
                let path = path.display().to_string();
                let message = format!(
                    "`{}` is not a part of a ranking: {}",
                    visible(&path),
                    visible(&error.to_string())
                );
                Failure::new(Exit::Failed, message).help("`rank --part I/K -o FILE` writes one")
            })
        };
        let parts: Result<Vec<RankPart>, Failure> = self.merge.iter().map(read).collect();
        merge(parts?).map_err(|error| {
            let message = visible(&error.to_string()).to_string();
            Failure::new(Exit::Failed, message).help("give all parts of one ranking")
        })
    }

    fn options(&self, loaded: &Loaded) -> RankOptions {
        RankOptions {
            min_certainty: self.question.min_certainty,
            kind: match self.of {
                Of::Credentials => NodeKind::Credential,
                Of::Identities => NodeKind::Identity,
                Of::Workloads => NodeKind::Workload,
            },
            context: loaded.context.clone(),
        }
    }

    /// The ranking of the snapshot.
    fn whole(&self, ui: &Ui) -> Result<answer::Rank, Failure> {
        let loaded = self.question.load(ui)?;
        let options = self.options(&loaded);
        let count = self.top.map_or(EXPLAINED, NonZeroUsize::get);
        let answer = ui.step("ranking", |_| match (self.explain, self.left()) {
            (true, memory) => rank_explained(&loaded.graph, &options, memory, count),
            (false, Some(memory)) => rank_within(&loaded.graph, &options, memory),
            (false, None) => Ok(rank(&loaded.graph, &options)),
        });
        answer.map_err(|error| self.too_little(error))
    }

    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        if let Some(PartOf(part)) = self.part {
            return self.part(part, ui);
        }
        let mut answer = match self.merge.is_empty() {
            true => self.whole(ui)?,
            false => self.merged()?,
        };
        let findings = self
            .fail_on
            .is_some_and(|least| answer.credentials.iter().any(|entry| entry.score >= least));
        let nothing = answer.credentials.is_empty();
        // A table says how many more there are; what programs read is cut.
        let format = output::format(self.format.as_deref(), &self.output)?;
        if let Some(top) = self.top.filter(|_| format.name != "table") {
            answer.credentials.truncate(top.get());
        }
        output::first(
            &Answer::Rank(&answer),
            self.top.map(NonZeroUsize::get),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        if nothing && self.merge.is_empty() && self.of == Of::Credentials {
            ui.note("the snapshot holds no credential: `--of identities` ranks the identities");
        }
        Ok(self.question.exit(&answer.coverage, findings, ui))
    }
}
