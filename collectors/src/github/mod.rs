//! The live collector of GitHub: workflows, and the settings that decide what they may do.
//!
//! One REST call after another, all of them `GET` (GitHub REST API, version 2022-11-28). What comes back is read by the same
//! readers as files of a repository ([`pipelines`](crate::pipelines)): a workflow as the file that it is, an answer under the
//! path that it was asked by (`orgs/acme/actions/secrets.json`). Names of secrets are asked for, and GitHub tells no
//! values. What is refused or missing becomes a coverage record, and the run goes on.

mod client;
mod endpoints;
mod run;
mod token;

pub use token::Token;

use crate::snapshot::Sink;

/// What to collect, and from where.
#[derive(Debug)]
pub struct Options {
    /// Where the interface is: `https://api.github.com`, or `https://HOST/api/v3` for GitHub Enterprise Server.
    pub api: String,
    /// Who asks. Without one, GitHub answers about public things alone, sixty times an hour.
    pub token: Option<Token>,
    /// Organisations, with all of their repositories that the token may see.
    pub organizations: Vec<String>,
    /// Single repositories: `ORG/REPO`.
    pub repositories: Vec<String>,
    /// How long to wait at most, in all, where GitHub asks for patience (rate limits).
    pub patience: std::time::Duration,
}

/// How far a collection is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'p> {
    /// Repositories that are done.
    pub done: usize,
    /// Repositories known so far.
    pub known: usize,
    /// What is asked about now.
    pub about: &'p str,
}

/// What a collection came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    /// The repositories, sorted: `ORG/REPO`.
    pub repositories: Vec<String>,
    /// Calls that were made.
    pub asked: u64,
    /// Calls that ended in a gap.
    pub gaps: u64,
    /// Workflow files that were read.
    pub workflows: u64,
}

/// Why nothing could be collected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// Neither an organisation nor a repository was named.
    #[error("no organisation and no repository was named")]
    Nothing,
    /// A name that GitHub gives to nothing.
    #[error("`{0}` is not the name of an organisation or repository on GitHub")]
    BadName(String),
    /// The address of the interface is none that a token may be sent to.
    #[error("`{0}` is not an address that a token may be sent to")]
    BadAddress(String),
    /// GitHub does not know the token, or no longer.
    #[error("the token was refused: GitHub answered 401")]
    BadToken,
    /// Nothing answered at all.
    #[error("`{api}` could not be reached: {reason}")]
    Unreachable {
        /// The address.
        api: String,
        /// Why.
        reason: String,
    },
}

impl CollectError {
    /// What the user can do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::Nothing => "name one with `--org ORG` or `--repository ORG/REPO`",
            Self::BadName(_) => "an organisation is `ORG`, a repository `ORG/REPO`",
            Self::BadAddress(_) => "it begins with `https://`, and has no user, query or fragment",
            Self::BadToken => {
                "make a new one; `blastradius permissions github` says what it must be able to read"
            }
            Self::Unreachable { .. } => "check the address, the network and the proxy",
        }
    }
}

/// Collects organisations and repositories. Blocks until it is done. The order of facts does not depend on the order in
/// which things were named.
///
/// # Errors
/// Only when nothing could be asked at all.
pub fn collect(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary, CollectError> {
    run::run(options, sink, progress)
}

/// What the token must be able to read, a line each, as the settings of a fine-grained personal access token or GitHub App
/// name it.
#[must_use]
pub fn permissions() -> Vec<&'static str> {
    let mut names: Vec<&str> = endpoints::ALL.iter().map(|it| it.permission).collect();
    names.sort_unstable();
    names.dedup();
    names
}
