//! `permissions`: what the collector needs, and how to do without it.

use std::collections::BTreeSet;

use blastradius_collectors::aws::SERVICES;
use serde_json::json;

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
        print(&policy()?)?;
        Ok(Exit::Done)
    }
}

/// The identity policy: each permission of each operation, once. All of them only read.
fn policy() -> Result<String, Failure> {
    let actions: BTreeSet<&str> = SERVICES
        .iter()
        .flat_map(|service| service.operations())
        .flat_map(|operation| operation.permissions)
        .copied()
        .collect();
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Sid": "BlastradiusReadOnly",
            "Effect": "Allow",
            "Action": actions,
            "Resource": "*",
        }],
    });
    serde_json::to_string_pretty(&policy)
        .map(|text| text + "\n")
        .map_err(|error| Failure::new(Exit::Failed, format!("cannot write the policy: {error}")))
}
