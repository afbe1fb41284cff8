//! `collect`: live, from a provider.

use super::exit::Exit;
use super::failure::Failure;
use super::ui::Ui;

/// Collect a snapshot from a provider's interfaces. Reads only
#[derive(Debug, clap::Args)]
pub(crate) struct Collect {
    #[command(subcommand)]
    provider: Provider,
}

#[derive(Debug, clap::Subcommand)]
enum Provider {
    Aws(Aws),
}

/// Collect an AWS account, or an organisation
#[derive(Debug, clap::Args)]
struct Aws {}

impl Collect {
    pub(crate) fn run(&self, _ui: &Ui) -> Result<Exit, Failure> {
        let Provider::Aws(_) = &self.provider;
        Err(Failure::new(
            Exit::Failed,
            "this program was built without the AWS collector",
        ))
    }
}
