//! What to collect, and how hard to try.

use std::path::PathBuf;
use std::time::Duration;

/// What to collect, and how hard to try.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The regions to ask in; empty: every region that is enabled for the account.
    pub regions: Vec<String>,
    /// The region of calls that have none; `None`: as the environment or profile says.
    pub region: Option<String>,
    /// Profiles of the shared configuration files; empty: as the environment says. Those that lead to one account are
    /// asked once.
    pub profiles: Vec<String>,
    /// Every profile of the shared configuration files.
    pub all_profiles: bool,
    /// The role to assume; `None`: the credentials are used as they are.
    pub role: Option<Role>,
    /// Only these accounts, twelve digits each; empty: all that are found. The organisation itself is asked all the same.
    pub accounts: Vec<String>,
    /// Not these accounts.
    pub skip_accounts: Vec<String>,
    /// One address for all services; `None`: as `AWS_ENDPOINT_URL_<SERVICE>` and `AWS_ENDPOINT_URL` say, else AWS's own.
    pub endpoint: Option<String>,
    /// The path of the snapshot that the collection is for. Then answers are kept in a journal beside it, and
    /// a collection that was interrupted goes on where it stopped; [`Journal::discard`] it once the snapshot is
    /// written. `None`: without a journal.
    ///
    /// [`Journal::discard`]: crate::snapshot::Journal::discard
    pub resume: Option<PathBuf>,
    /// How hard to try.
    pub limits: Limits,
}

/// A role to assume.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Role {
    /// Its ARN. With `{account}` in it, it is assumed in every active account of the organisation that the credentials
    /// may list; without, in the one account that it names. `{partition}` is filled in too.
    pub arn: String,
    /// The external id that the trust policy asks for.
    pub external_id: Option<String>,
}

impl Role {
    /// A role by its ARN; see [`Role::arn`].
    #[must_use]
    pub fn new(arn: impl Into<String>, external_id: Option<String>) -> Self {
        Self {
            arn: arn.into(),
            external_id,
        }
    }

    /// Whether there is one in every account.
    pub(super) fn in_every_account(&self) -> bool {
        self.arn.contains("{account}")
    }

    /// The ARN in an account.
    pub(super) fn arn_in(&self, partition: &str, account: &str) -> String {
        self.arn
            .replace("{partition}", partition)
            .replace("{account}", account)
    }
}

/// How hard to try.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Accounts at the same time.
    pub accounts: usize,
    /// Calls at the same time.
    pub calls: usize,
    /// Calls at the same time to one service in one region of one account.
    pub calls_to_service: usize,
    /// Calls a second to one service in one region of one account. Throttling halves the rate of that service, region and
    /// account, and answers raise it again.
    pub calls_a_second: f64,
    /// How long one attempt may take, connection and answer together.
    pub timeout: Duration,
    /// How often a call is made that is throttled, not answered in time, or answered with an error of the server.
    /// A refusal is final.
    pub attempts: u32,
    /// The wait before the second attempt; it doubles with each.
    pub backoff: Duration,
    /// Pages of one answer.
    pub pages: usize,
    /// The size of one page, in bytes.
    pub page_bytes: usize,
    /// Calls of one operation in one region: of more resources than this, only the listing is kept.
    pub calls_of_operation: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            accounts: 8,
            calls: 32,
            calls_to_service: 8,
            calls_a_second: 25.0,
            timeout: Duration::from_secs(60),
            attempts: 6,
            backoff: Duration::from_millis(500),
            pages: 2_000,
            page_bytes: 64 << 20,
            calls_of_operation: 20_000,
        }
    }
}
