//! The command line: one file a verb.

mod authorize;
mod builder;
mod change_file;
mod chokepoints;
mod collect;
mod completions;
mod coverage;
mod demo;
mod diff;
mod exit;
mod export;
mod failure;
mod import;
mod interrupt;
mod man;
mod measured;
mod output;
mod panic;
mod path;
mod permissions;
mod pipelines;
mod query;
mod question;
mod rag;
mod rank;
mod reach;
mod rules;
mod store;
mod subject;
mod ui;
mod whatif;
mod who;
mod withhold;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use exit::Exit;
use failure::Failure;
use withhold::withhold;

/// What an attacker can reach with a machine credential: data, models and secrets, by which path,
/// how surely, and what to do first
#[derive(Debug, Parser)]
#[command(
    name = "blastradius",
    version,
    propagate_version = false,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = exit::HELP
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    verb: Verb,
    #[command(flatten)]
    ui: ui::Ui,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Demo(demo::Demo),
    Collect(collect::Collect),
    Import(import::Import),
    Reach(reach::Reach),
    Rank(rank::Rank),
    Who(who::Who),
    Path(path::Path),
    #[command(name = "chokepoints")]
    ChokePoints(chokepoints::ChokePoints),
    #[command(name = "whatif")]
    WhatIf(whatif::WhatIf),
    Pipelines(pipelines::Pipelines),
    Rag(rag::Rag),
    Diff(diff::Diff),
    Export(export::Export),
    Query(query::Query),
    Authorize(authorize::Authorize),
    Coverage(coverage::Coverage),
    Rules(rules::Rules),
    Permissions(permissions::Permissions),
    Completions(completions::Completions),
    Man(man::Man),
}

impl Cli {
    fn run(&self) -> Result<Exit, Failure> {
        let ui = &self.ui;
        match &self.verb {
            Verb::Demo(verb) => verb.run(ui),
            Verb::Collect(verb) => verb.run(ui),
            Verb::Import(verb) => verb.run(ui),
            Verb::Reach(verb) => verb.run(ui),
            Verb::Rank(verb) => verb.run(ui),
            Verb::Who(verb) => verb.run(ui),
            Verb::Path(verb) => verb.run(ui),
            Verb::ChokePoints(verb) => verb.run(ui),
            Verb::WhatIf(verb) => verb.run(ui),
            Verb::Pipelines(verb) => verb.run(ui),
            Verb::Rag(verb) => verb.run(ui),
            Verb::Diff(verb) => verb.run(ui),
            Verb::Export(verb) => verb.run(ui),
            Verb::Query(verb) => verb.run(ui),
            Verb::Authorize(verb) => verb.run(ui),
            Verb::Coverage(verb) => verb.run(ui),
            Verb::Rules(verb) => verb.run(ui),
            Verb::Permissions(verb) => verb.run(ui),
            Verb::Completions(verb) => verb.run(),
            Verb::Man(verb) => verb.run(),
        }
    }
}

/// Parses the command line, runs the verb, and tells how it went.
pub(crate) fn main() -> ExitCode {
    panic::install();
    interrupt::install();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    match cli.run() {
        Ok(exit) => exit.into(),
        Err(failure) => {
            let text = failure.render(cli.ui.color_errors());
            // If standard error is closed, the exit code still tells.
            let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
            failure.exit.into()
        }
    }
}

/// Help and version, or what was wrong with the command line.
fn usage(error: &clap::Error) -> ExitCode {
    let plain = error.render().to_string();
    let text = withhold(&plain);
    if !error.use_stderr() || text == plain {
        // A reader that went away is no failure.
        let _ = error.print();
    } else {
        let _ = std::io::Write::write_all(&mut std::io::stderr(), text.as_bytes());
    }
    let exit = if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Done
    };
    exit.into()
}
