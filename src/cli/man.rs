//! `man`: manual pages.

use std::path::PathBuf;

use clap::CommandFactory as _;

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
        let mut command = Cli::command();
        command.build();
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
