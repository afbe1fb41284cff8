//! `whatif`: the difference that changes would make.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use blastradius_graph::model::Graph;
use blastradius_queries::subject::Want;
use blastradius_queries::whatif::{
    Change, ChangeError, WhatIfOptions, apply_each, compare, usages,
};
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::change_file::{self, Asked, Entry};
use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::Question;
use super::subject;
use super::ui::Ui;

/// What changes would do: the difference in reach, for every credential
///
/// A change is written in words, one on the command line, or several, each in quotes:
///   blastradius whatif detach user/ci ReadAll
///   blastradius whatif 'revoke AKIAEXAMPLE' 'rotate prod/db' --require role/app=prod/db
/// Changes are: attach, detach PRINCIPAL POLICY; add-statement POLICY @FILE; remove-statement POLICY
/// SID; add-trust, remove-trust ROLE PRINCIPAL; add-trust IDENTITY ISSUER SUBJECT; add-key IDENTITY
/// [NAME]; remove-key KEY; add-binding, remove-binding MEMBER ROLE RESOURCE; set-boundary PRINCIPAL
/// POLICY; remove-boundary PRINCIPAL; add-scp, remove-scp, add-rcp, remove-rcp ACCOUNT POLICY;
/// add-member, remove-member USER GROUP; set-run-as, remove-run-as WORKLOAD IDENTITY; revoke
/// CREDENTIAL; rotate SECRET; delete THING.
/// Where a policy is asked for, @FILE gives one. Nothing is changed anywhere: they are made on a copy.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct WhatIf {
    /// The change in words, or several, each in quotes
    #[arg(value_name = "CHANGE", required_unless_present = "file")]
    change: Vec<String>,
    /// Take changes from FILE, TOML or JSON: `changes = ["detach user/ci ReadAll"]`, `require = [...]`
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// What must go on working; may be repeated. Exits with 10 if it breaks
    #[arg(long, value_name = "SUBJECT=ASSET")]
    require: Vec<String>,
    /// Print the first N credentials only
    #[arg(short = 'n', long, value_name = "N")]
    top: Option<NonZeroUsize>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::WhatIf), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl WhatIf {
    /// The changes with where each was written: first those of the command line.
    fn changes(&self, file: &Asked) -> Result<Vec<(Change, Entry)>, Failure> {
        let typed = Change::of_arguments(&self.change).map_err(wrong)?;
        let typed = typed.into_iter().map(|it| Ok((it, Entry::default())));
        let written = file.changes.iter().map(|entry| {
            let change = Change::parse(&entry.text).map_err(|it| entry.blame(wrong(it)))?;
            Ok((change, entry.clone()))
        });
        let changes = typed.chain(written).collect::<Result<Vec<_>, Failure>>()?;
        match (changes.is_empty(), &self.file) {
            (false, _) => Ok(changes),
            (true, Some(path)) => {
                let name = path.display().to_string();
                let text = format!("`{}` holds no changes", visible(&name));
                Err(Failure::new(Exit::Failed, text).help(all_changes()))
            }
            (true, None) => {
                Err(Failure::new(Exit::Usage, "there is no change").help(all_changes()))
            }
        }
    }

    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let file = match &self.file {
            Some(path) => change_file::read(path)?,
            None => Asked::default(),
        };
        let (changes, places): (Vec<Change>, Vec<Entry>) = self.changes(&file)?.into_iter().unzip();
        let mut require = file.require;
        require.extend(self.require.iter().map(Entry::from));
        let builder = self.question.builder(ui)?;
        let facts = builder.read(&self.question.source.path(ui)?)?;
        let snapshot = &facts.snapshot;
        let folder = self.file.as_deref().and_then(Path::parent);
        let load = |path: &str| {
            // A file that a file names lies beside it.
            let path = folder.map_or_else(|| PathBuf::from(path), |it| it.join(path));
            std::fs::read_to_string(path).map_err(|error| error.to_string())
        };
        let changed = apply_each(snapshot, &changes, &load).map_err(|(at, error)| {
            let place = places.get(at).cloned().unwrap_or_default();
            place.blame(wrong(error))
        })?;
        let before = builder.graph_of(&facts)?;
        let require = pairs(&before.graph, &require, ui)?;
        // A rotation writes no fact anew: the graph is the same.
        let after = match changed.snapshot.facts == snapshot.facts {
            true => None,
            false => Some(builder.build(&changed.snapshot)?),
        };
        let after = after.as_ref().unwrap_or(&before);
        let answer = ui.step("comparing", |_| {
            compare(
                &before.graph,
                &after.graph,
                &changed,
                &WhatIfOptions {
                    min_certainty: self.question.min_certainty,
                    context: before.context.clone(),
                    require,
                },
            )
        });
        output::first(
            &Answer::WhatIf(&answer),
            self.top.map(NonZeroUsize::get),
            self.format.as_deref(),
            &self.output,
            ui,
        )?;
        if answer.summary.breaks {
            ui.error("something that is required does not work after the changes");
            return Ok(Exit::Findings);
        }
        Ok(self.question.exit(&answer.coverage, false, ui))
    }
}

/// What must go on working, as ids: `SUBJECT=ASSET`.
pub(super) fn pairs(
    graph: &Graph,
    entries: &[Entry],
    ui: &Ui,
) -> Result<Vec<(String, String)>, Failure> {
    let pair = |entry: &Entry| {
        let (from, to) = entry.text.split_once('=').ok_or_else(|| {
            let text = visible(&entry.text);
            Failure::new(Exit::Usage, format!("`{text}` does not say who needs what"))
                .help("write SUBJECT=ASSET: `role/app=prod/db`")
        })?;
        let from = subject::node(graph, from, Want::Subject, ui)?;
        let to = subject::node(graph, to, Want::Any, ui)?;
        Ok((graph.node(from).id.to_owned(), graph.node(to).id.to_owned()))
    };
    let each = entries.iter();
    each.map(|entry| pair(entry).map_err(|it| entry.blame(it)))
        .collect()
}

/// How every change is written.
fn all_changes() -> String {
    format!("changes are\n  {}", usages().join("\n  "))
}

/// A change that cannot be made.
fn wrong(error: ChangeError) -> Failure {
    let exit = match error {
        ChangeError::Unknown { .. } | ChangeError::Ambiguous { .. } => Exit::Nothing,
        ChangeError::Verb { .. } | ChangeError::Words { .. } => Exit::Usage,
        _ => Exit::Failed,
    };
    let failure = Failure::new(exit, visible(&error.to_string()));
    match error.help() {
        // Lines of a list stay lines.
        Some(help) => {
            let lines: Vec<_> = help.lines().map(visible).collect();
            failure.help(lines.join("\n"))
        }
        None => failure,
    }
}
