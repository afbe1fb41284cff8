//! `man`: manual pages.

use std::path::PathBuf;

use clap::{Arg, Command, CommandFactory as _};

use super::Cli;
use super::exit::Exit;
use super::failure::Failure;
use super::output::print;

/// Print the manual page, or write one page for each verb to a folder
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// The folder to write to; without it the main page is printed
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Man {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let mut command = without_help(Cli::command());
        command.build();
        let command = with_usage(command);
        match &self.folder {
            Some(folder) => {
                std::fs::create_dir_all(folder)
                    .and_then(|()| clap_mangen::generate_to(command, folder))
                    .map_err(|error| Failure::io("write", folder, &error))?;
            }
            None => {
                let mut page = Vec::new();
                clap_mangen::Man::new(command)
                    .render(&mut page)
                    .map_err(|error| {
                        Failure::new(Exit::Failed, format!("cannot write the page: {error}"))
                    })?;
                print(&String::from_utf8_lossy(&page))?;
            }
        }
        Ok(Exit::Done)
    }
}

/// The `help` verbs need no pages of their own.
fn without_help(command: Command) -> Command {
    command
        .disable_help_subcommand(true)
        .mut_subcommands(without_help)
}

/// The synopsis of each page names the values that options take; the one made by default leaves them out.
/// The command is built.
fn with_usage(command: Command) -> Command {
    let usage = usage(&command);
    command.override_usage(usage).mut_subcommands(with_usage)
}

/// `blastradius reach [-f|--format FORMAT] SUBJECT...`
fn usage(command: &Command) -> String {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
    let mut words = vec![name.to_owned()];
    for option in command
        .get_arguments()
        .filter(|it| !it.is_positional() && !it.is_hide_set())
    {
        let short = option.get_short().map(|short| format!("-{short}"));
        let long = option.get_long().map(|long| format!("--{long}"));
        let names: Vec<String> = short.into_iter().chain(long).collect();
        let mut word = names.join("|");
        if option.get_action().takes_values() {
            word.push(' ');
            word.push_str(&value(option));
        }
        words.push(optional(word, option));
    }
    for argument in command.get_positionals().filter(|it| !it.is_hide_set()) {
        let mut word = value(argument);
        if argument
            .get_num_args()
            .is_some_and(|count| count.max_values() > 1)
        {
            word.push_str("...");
        }
        words.push(optional(word, argument));
    }
    if command.has_subcommands() {
        words.push("COMMAND".to_owned());
    }
    words.join(" ")
}

fn value(argument: &Arg) -> String {
    match argument.get_value_names() {
        Some(names) => names
            .iter()
            .map(|name| name.as_str())
            .collect::<Vec<_>>()
            .join(" "),
        None => argument.get_id().as_str().to_uppercase(),
    }
}

fn optional(word: String, argument: &Arg) -> String {
    if argument.is_required_set() {
        word
    } else {
        format!("[{word}]")
    }
}
