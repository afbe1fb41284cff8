//! The live collector: asks AWS what the service files declare, and hands the answers to them.
//!
//! IAM, STS, Organizations and Secrets Manager are asked through the official SDK; the others, whose SDK crates
//! are heavy, through one small signed client. Only operations that a service file declares are ever sent, and all
//! of them only read. Whatever fails becomes a coverage record, and the run goes on.

mod accounts;
mod all;
mod ask;
mod client;
mod credentials;
mod endpoint;
mod failure;
mod gaps;
mod guard;
mod identity;
mod kept;
mod members;
mod network;
mod options;
mod outset;
mod pace;
mod plan;
mod profiles;
mod protocol;
mod run;
mod sdk;
mod session;
mod values;

pub use options::{Limits, Options, Role};

use crate::aws::Operation;
use crate::snapshot::{Sink, SnapshotError};

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
    /// In which account: twelve digits.
    pub account: &'p str,
    /// In which region.
    pub region: Option<&'p str>,
    /// Accounts that are done, and all of them.
    pub accounts: (usize, usize),
    /// Regions that are asked in, those of each account counted.
    pub regions: usize,
}

/// What a collection came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Summary {
    /// The account that the credentials belong to, the first if there are several: twelve digits.
    pub account: String,
    /// The ARN of the identity that asked there.
    pub caller: String,
    /// Every account that was collected, sorted.
    pub accounts: Vec<String>,
    /// The regions that were asked in, in any account.
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
    /// A profile that does not exist.
    #[error("there is no profile `{name}` in the shared configuration files\nhelp: {help}")]
    NoProfile {
        /// The name that was given.
        name: String,
        /// Which there are.
        help: String,
    },
    /// The shared configuration files cannot be read, or have no profile.
    #[error(
        "the shared configuration files have no profile that can be read\nhelp: look at `~/.aws/config`, or where `AWS_CONFIG_FILE` points"
    )]
    Profiles,
    /// An account id that is none.
    #[error("`{0}` is not the id of an account\nhelp: it has twelve digits")]
    BadAccount(String),
    /// A role ARN that is none.
    #[error(
        "`{0}` is not the ARN of a role\nhelp: it looks like `arn:aws:iam::{{account}}:role/NAME`"
    )]
    BadRole(String),
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

/// Collects the accounts that the credentials belong to, and those of the organisation where a role is to be assumed in each.
/// Blocks until it is done.
///
/// An account that cannot be entered becomes a coverage record, and the rest goes on. Facts and coverage arrive in an order that does not depend on the order of the answers.
///
/// # Errors
/// Only when nothing could be asked at all: no region, no such profile, no credentials, no STS.
pub fn collect(
    options: &Options,
    sink: &mut dyn Sink,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary, CollectError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(all::run(options, sink, progress))
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
