//! `collect`: live, from a provider.

#[cfg(feature = "aws")]
mod aws;

use std::path::PathBuf;

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

/// Collect the AWS account that the credentials belong to, and its organisation where they may read it
///
/// Credentials come from where the AWS CLI takes them: the environment, a profile, single sign-on, the
/// role of the machine. `blastradius permissions aws` prints the least policy that they need. Whatever is
/// refused, throttled or cut off is kept as a gap, and the run goes on. Prints the path of the snapshot; run
/// it once for each account with the same -o.
#[derive(Debug, clap::Args)]
struct Aws {
    /// The profile of the shared configuration files
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// Ask in these regions only, separated by commas [default: every region that is enabled]
    #[arg(long, value_name = "REGION", value_delimiter = ',')]
    region: Vec<String>,
    /// The snapshot to write or add to [default: a new one in the store]
    #[arg(short, long, value_name = "SNAP")]
    output: Option<PathBuf>,
    /// Exit with 4 if something could not be read
    #[arg(long)]
    require_complete: bool,
}

impl Collect {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        let Provider::Aws(aws) = &self.provider;
        aws.run(ui)
    }
}

#[cfg(not(feature = "aws"))]
impl Aws {
    #[expect(
        clippy::unused_self,
        reason = "the same signature as with the collector"
    )]
    fn run(&self, _ui: &Ui) -> Result<Exit, Failure> {
        Err(
            Failure::new(Exit::Failed, "this program was built without the AWS collector")
                .help("build it with the feature `aws`, or use `permissions aws --script` and `import aws-cli`"),
        )
    }
}
