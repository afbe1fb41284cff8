//! `collect`: live, from a provider.

#[cfg(feature = "aws")]
mod aws;
#[cfg(feature = "github")]
mod github;

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
    Github(Github),
}

/// Collect the AWS accounts that the credentials belong to, or a whole organisation
///
/// Credentials come from where the AWS CLI takes them: the environment, profiles, single sign-on, the
/// role of the machine. `blastradius permissions aws` prints the least policy that they need. With
/// --role-name, the credentials are those of an account that may list the organisation (management or delegated
/// administrator), and the role is assumed in every active member account. Whatever is refused, throttled or cut
/// off is kept as a gap, and the run goes on; a run that was interrupted goes on where it stopped. Prints the path
/// of the snapshot.
#[derive(Debug, clap::Args)]
struct Aws {
    /// A profile of the shared configuration files; may be given several times
    #[arg(long, value_name = "NAME")]
    profile: Vec<String>,
    /// Every profile of the shared configuration files; those of one account are asked once
    #[arg(long, conflicts_with = "profile")]
    all_profiles: bool,
    /// The role to assume: in every account of the organisation if `{account}` is in it, else in the one it names
    #[arg(long, value_name = "ARN", group = "role")]
    role_arn: Option<String>,
    /// The name of the role to assume in every account of the organisation
    #[arg(long, value_name = "NAME", group = "role")]
    role_name: Option<String>,
    /// The external id that the trust policy of the role asks for
    #[arg(long, value_name = "ID", requires = "role")]
    external_id: Option<String>,
    /// Collect these accounts only, separated by commas [default: all that are found]
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    account: Vec<String>,
    /// Leave these accounts out, separated by commas
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    skip_account: Vec<String>,
    /// Ask in these regions only, separated by commas [default: every region that is enabled]
    #[arg(
        long,
        visible_alias = "region",
        value_name = "REGION",
        value_delimiter = ','
    )]
    regions: Vec<String>,
    /// Calls a second to one service in one region of one account; throttling halves it for a while
    #[arg(long, value_name = "N", default_value_t = 25, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    max_rps: u32,
    /// The snapshot to write or add to [default: a new one in the store]
    #[arg(short, long, value_name = "SNAP")]
    output: Option<PathBuf>,
    /// Exit with 4 if something could not be read
    #[arg(long)]
    require_complete: bool,
}

/// Collect organisations and repositories of GitHub: workflows, and the settings that decide what they may do
///
/// The token comes from the environment: `GITHUB_TOKEN`, or `GH_TOKEN`; `blastradius permissions github` says what it must be
/// able to read. Names of secrets are asked for, never values, and nothing is written. Whatever is refused, or is missing, is
/// kept as a gap, and the run goes on. Prints the path of the snapshot.
#[derive(Debug, clap::Args)]
struct Github {
    /// An organisation, with all of its repositories that the token may see; may be given several times
    #[arg(long, value_name = "ORG", required_unless_present = "repository")]
    org: Vec<String>,
    /// One repository; may be given several times
    #[arg(long, value_name = "ORG/REPO")]
    repository: Vec<String>,
    /// Where the interface is; `https://HOST/api/v3` for GitHub Enterprise Server
    #[arg(long, value_name = "URL", default_value = "https://api.github.com")]
    api_url: String,
    /// How many minutes to wait at most, in all, where GitHub limits the rate
    #[arg(long, value_name = "MINUTES", default_value_t = 60)]
    patience: u32,
    /// The snapshot to write or add to [default: a new one in the store]
    #[arg(short, long, value_name = "SNAP")]
    output: Option<PathBuf>,
    /// Exit with 4 if something could not be read
    #[arg(long)]
    require_complete: bool,
}

impl Collect {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        match &self.provider {
            Provider::Aws(aws) => aws.run(ui),
            Provider::Github(github) => github.run(ui),
        }
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

#[cfg(not(feature = "github"))]
impl Github {
    #[expect(
        clippy::unused_self,
        reason = "the same signature as with the collector"
    )]
    fn run(&self, _ui: &Ui) -> Result<Exit, Failure> {
        Err(
            Failure::new(Exit::Failed, "this program was built without the GitHub collector")
                .help("build it with the feature `github`, or clone the repositories and use `import pipelines`"),
        )
    }
}
