//! `completions`: for a shell.

use clap::CommandFactory as _;

use super::Cli;
use super::exit::Exit;
use super::failure::Failure;
use super::output::print;

/// Print completions for a shell
///
/// For bash: `blastradius completions bash > ~/.local/share/bash-completion/completions/blastradius`.
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

impl Completions {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "blastradius", &mut text);
        print(&String::from_utf8_lossy(&text))?;
        Ok(Exit::Done)
    }
}
