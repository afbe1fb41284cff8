//! `permissions`: what the collector needs, and how to do without it.

use blastradius_collectors::aws::SERVICES;
use blastradius_collectors::permissions::{aws_policy, aws_script};

use super::exit::Exit;
use super::failure::Failure;
use super::output::print;

/// Print the least policy that the collector needs, or a script that does its work with the plain AWS CLI
#[derive(Debug, clap::Args)]
pub(crate) struct Permissions {
    /// The provider
    #[arg(value_enum, value_name = "PROVIDER")]
    provider: Provider,
    /// Print a shell script that fills a folder for `import aws-cli`, for places where this program may not run
    #[arg(long)]
    script: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Provider {
    Aws,
}

impl Permissions {
    pub(crate) fn run(&self) -> Result<Exit, Failure> {
        let Provider::Aws = self.provider;
        let text = if self.script {
            aws_script(SERVICES)
        } else {
            aws_policy(SERVICES)
        };
        print(&text)?;
        Ok(Exit::Done)
    }
}
