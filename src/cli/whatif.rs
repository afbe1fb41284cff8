//! `whatif`: the difference that changes would make.

use std::path::{Path, PathBuf};

use blastradius_graph::model::Graph;
use blastradius_queries::subject::Want;
use blastradius_queries::whatif::{
    Change, ChangeError, ChangeFile, WhatIfOptions, apply, compare, usages,
};
use blastradius_reports::sanitize::visible;
use blastradius_reports::{Answer, AnswerKind};

use super::exit::Exit;
use super::failure::Failure;
use super::output::{self, Output, formats};
use super::question::{Question, attacker, build_graph};
use super::subject;
use super::ui::Ui;

/// What changes would do: the difference in reach, for every credential
///
/// A change is written in words, one on the command line, or several, each in quotes:
///   blastradius whatif detach user/ci ReadAll
///   blastradius whatif 'revoke AKIAEXAMPLE' 'rotate prod/db' --require role/app=prod/db
/// Changes are: attach, detach PRINCIPAL POLICY; add-statement POLICY @FILE; remove-statement POLICY
/// SID; add-trust, remove-trust ROLE PRINCIPAL; set-boundary PRINCIPAL POLICY; remove-boundary
/// PRINCIPAL; add-scp, remove-scp, add-rcp, remove-rcp ACCOUNT POLICY; add-member, remove-member USER
/// GROUP; set-run-as, remove-run-as WORKLOAD IDENTITY; revoke CREDENTIAL; rotate SECRET; delete THING.
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
    top: Option<usize>,
    #[command(flatten)]
    question: Question,
    /// The format of the answer [default: what the name of FILE ends in, else table]
    #[arg(short, long, value_parser = formats(AnswerKind::WhatIf), help_heading = "Output")]
    format: Option<String>,
    #[command(flatten)]
    output: Output,
}

impl WhatIf {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let mut file = match &self.file {
            Some(path) => read(path)?,
            None => ChangeFile::default(),
        };
        let mut changes = Change::of_arguments(&self.change).map_err(wrong)?;
        for text in &file.changes {
            changes.push(Change::parse(text).map_err(wrong)?);
        }
        if changes.is_empty() {
            return Err(Failure::new(Exit::Usage, "there is no change")
                .help(format!("changes are\n  {}", usages().join("\n  "))));
        }
        file.require.extend(self.require.iter().cloned());
        let context = attacker(&self.question.context, ui)?;
        let techniques = self.question.techniques()?;
        let snapshot = self.question.source.read(ui)?;
        let folder = self.file.as_deref().and_then(Path::parent);
        let load = |path: &str| {
            // A file that a file names lies beside it.
            let path = folder.map_or_else(|| PathBuf::from(path), |it| it.join(path));
            std::fs::read_to_string(path).map_err(|error| error.to_string())
        };
        let changed = apply(&snapshot, &changes, &load).map_err(wrong)?;
        let before = build_graph(&snapshot, context.clone(), techniques.clone(), ui)?;
        let require = pairs(&before.graph, &file.require, ui)?;
        // A rotation writes no fact anew: the graph is the same.
        let after = match changed.snapshot.facts == snapshot.facts {
            true => None,
            false => Some(build_graph(&changed.snapshot, context, techniques, ui)?),
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
            self.top,
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
    texts: &[String],
    ui: &Ui,
) -> Result<Vec<(String, String)>, Failure> {
    let pair = |text: &String| {
        let (from, to) = text.split_once('=').ok_or_else(|| {
            Failure::new(
                Exit::Usage,
                format!("`{}` does not say who needs what", visible(text)),
            )
            .help("write SUBJECT=ASSET: `role/app=prod/db`")
        })?;
        let from = subject::node(graph, from, Want::Subject, ui)?;
        let to = subject::node(graph, to, Want::Any, ui)?;
        Ok((graph.node(from).id.to_owned(), graph.node(to).id.to_owned()))
    };
    texts.iter().map(pair).collect()
}

/// Reads a file of changes.
pub(super) fn read(path: &Path) -> Result<ChangeFile, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::io("read", path, &error))?;
    let json = path
        .extension()
        .is_some_and(|it| it.eq_ignore_ascii_case("json"));
    let read = match json {
        true => serde_json::from_str(&text).map_err(|error| error.to_string()),
        false => toml::from_str(&text).map_err(|error| error.to_string()),
    };
    read.map_err(|error| {
        let name = path.display().to_string();
        let error = error.trim_end();
        let text = format!("`{}` holds no changes: {}", visible(&name), visible(error));
        Failure::new(Exit::Failed, text)
            .help("write `changes = [\"detach user/ci ReadAll\"]` and, where something must go on working, `require = [\"role/app=prod/db\"]`")
    })
}

/// A change that cannot be made.
pub(super) fn wrong(error: ChangeError) -> Failure {
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
