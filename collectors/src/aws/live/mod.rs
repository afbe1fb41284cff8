//! The live collector: asks AWS what the service files declare, and hands the answers to them.
//!
//! IAM, STS, Organizations and Secrets Manager are asked through the official SDK; the others, whose SDK crates
//! are heavy, through one small signed client. Only operations that a service file declares are ever sent, and all
//! of them only read. Whatever fails becomes a coverage record, and the run goes on.

mod ask;
mod client;
mod endpoint;
mod failure;
mod gaps;
mod guard;
mod identity;
mod plan;
mod protocol;
mod run;
mod sdk;
mod session;
mod values;

use std::path::PathBuf;
use std::time::Duration;

use crate::aws::Operation;
use crate::snapshot::{Sink, SnapshotError};

/// What to collect, and how hard to try.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Options {
    /// The regions to ask in; empty: every region that is enabled for the account.
    pub regions: Vec<String>,
    /// The region of calls that have none; `None`: as the environment or profile says.
    pub region: Option<String>,
    /// The profile of the shared configuration files; `None`: as the environment says.
    pub profile: Option<String>,
    /// One address for all services; `None`: as `AWS_ENDPOINT_URL` says, else AWS's own.
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

/// How hard to try.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Limits {
    /// Calls at the same time.
    pub calls: usize,
    /// Calls at the same time to one service in one region.
    pub calls_to_service: usize,
    /// How long one attempt may take, connection and answer together.
    pub timeout: Duration,
    /// How often a call is made that is throttled, not answered, or answered with an error of the server.
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
            calls: 32,
            calls_to_service: 8,
            timeout: Duration::from_secs(60),
            attempts: 6,
            backoff: Duration::from_millis(500),
            pages: 2_000,
            page_bytes: 64 << 20,
            calls_of_operation: 20_000,
        }
    }
}

/// How far a collection is.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Progress<'p> {
    /// Questions that are done.
    pub done: u64,
    /// Questions known so far; listings add to it.
    pub known: u64,
    /// What was asked last: `s3:GetBucketPolicy`.
    pub operation: &'p str,
    /// In which region.
    pub region: Option<&'p str>,
}

/// What a collection came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// The account: twelve digits.
    pub account: String,
    /// The ARN of the identity that asked.
    pub caller: String,
    /// The regions that were asked in.
    pub regions: Vec<String>,
    /// Questions asked.
    pub asked: u64,
    /// Questions that ended in a gap, and those that were not asked because of it.
    pub gaps: u64,
    /// Facts found, the same thing seen twice counted twice.
    pub facts: u64,
}

/// Why nothing could be collected.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CollectError {
    /// No region is set anywhere.
    #[error("no region is set\nhelp: set `AWS_REGION`, or a region in the profile")]
    NoRegion,
    /// A region that is none.
    #[error("`{0}` is not the name of a region\nhelp: regions look like `eu-west-1`")]
    BadRegion(String),
    /// The credentials do not work, or STS could not be reached.
    #[error("could not find out which account this is: {reason}\nhelp: {help}")]
    Identity {
        /// What failed.
        reason: String,
        /// What to do.
        help: String,
    },
    /// The journal of an interrupted collection could not be opened.
    #[error(transparent)]
    Journal(#[from] SnapshotError),
    /// The system refused threads or sockets.
    #[error("could not start: {0}")]
    Runtime(#[from] std::io::Error),
}

/// Collects one account: the one that the credentials belong to. Blocks until it is done.
///
/// Facts and coverage arrive in an order that does not depend on the order of the answers.
///
/// # Errors
/// Only when nothing could be asked at all: no region, no credentials, no STS.
pub fn collect(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary, CollectError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(run::run(options, sink, progress))
}

/// One call, ready to be made.
#[derive(Debug, Clone, Copy)]
struct Call<'c> {
    /// The IAM prefix of the service.
    service: &'static str,
    operation: &'static Operation,
    account: &'c str,
    /// Where it is sent; global calls go to the region of the session.
    region: &'c str,
    argument: Option<&'c str>,
    token: Option<&'c str>,
}

/// One page of an answer.
#[derive(Debug)]
struct Page {
    /// JSON in the shape that the AWS CLI prints.
    body: String,
    /// Where the next page begins.
    next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::{Call, guard, protocol, sdk};
    use crate::aws::SERVICES;

    #[test]
    fn every_declared_operation_can_be_asked_in_exactly_one_way() {
        for service in SERVICES {
            for operation in service.operations() {
                let argument = protocol::tests::argument(operation);
                let call = Call {
                    service: service.name(),
                    operation,
                    account: "111122223333",
                    region: "us-east-1",
                    argument: argument.as_deref(),
                    token: None,
                };
                let ways = [
                    sdk::knows(service.name(), operation.name),
                    protocol::knows(&call),
                ];
                let name = operation.action();
                assert_eq!(ways.iter().filter(|way| **way).count(), 1, "{name}");
            }
        }
    }

    #[test]
    fn what_no_service_file_declares_is_refused() {
        assert!(guard::declared("iam", "ListUsers"));
        for (service, operation) in [
            ("iam", "DeleteUser"),
            ("iam", ""),
            ("secretsmanager", "GetSecretValue"),
            ("s3", "ListUsers"),
            ("sts", "AssumeRole"),
        ] {
            assert!(
                !guard::declared(service, operation),
                "{service}:{operation}"
            );
        }
    }
}
