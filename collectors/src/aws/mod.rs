//! AWS: what is asked of each service, and the facts that the answers make.
//!
//! One file a service. Its [`Operation`]s are data: from them come the live collector's calls,
//! the least-privilege policy, the shell script of `permissions aws --script`, and the place of
//! each answer in a folder that the AWS CLI filled. The same function makes facts of an answer,
//! whether it came from the network or from a file.

use crate::snapshot::Sink;

/// Where an operation is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Once an account.
    Global,
    /// Once in each enabled region.
    Regional,
    /// Once an organisation, from the management account or a delegated administrator.
    Organization,
}

/// The one argument that tells two calls of an operation apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A listing: no argument.
    None,
    /// One call for each of these values (`--filter SERVICE_CONTROL_POLICY`).
    OneOf {
        /// The option of the AWS CLI: `--filter`.
        flag: &'static str,
        /// The member of the API request: `Filter`.
        member: &'static str,
        /// The values.
        values: &'static [&'static str],
    },
    /// One call for each value that other operations returned. An operation may feed itself
    /// (the children of an organizational unit).
    Each {
        /// The option of the AWS CLI: `--bucket`.
        flag: &'static str,
        /// The member of the API request: `Bucket`.
        member: &'static str,
        /// Operations of the same service and where the values lie in their answers, as a JMESPath
        /// of fields and flattened lists only: `("ListBuckets", "Buckets[].Name")`.
        of: &'static [(&'static str, &'static str)],
    },
}

/// One read-only operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Operation {
    /// The name in the API: `GetBucketPolicy`.
    pub name: &'static str,
    /// The service and command of the AWS CLI: `("s3api", "get-bucket-policy")`.
    pub cli: (&'static str, &'static str),
    /// The IAM actions that it needs: `["s3:GetBucketPolicy"]`.
    pub permissions: &'static [&'static str],
    /// Where it is asked.
    pub place: Place,
    /// What tells its calls apart.
    pub argument: Argument,
    /// Further fixed options of the CLI call (`--max-results 50`), empty for most.
    pub options: &'static [(&'static str, &'static str)],
    /// Error codes that mean "there is none", not a gap: `NoSuchBucketPolicy`.
    pub absent: &'static [&'static str],
}

/// One answer, in the shape that the AWS CLI prints: JSON, the output shape of the API, timestamps as
/// ISO 8601 or epoch seconds. One page or all pages.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The account that was asked: twelve digits.
    pub account: &'a str,
    /// The region that was asked; `None` for global operations.
    pub region: Option<&'a str>,
    /// What was asked.
    pub operation: &'static Operation,
    /// The argument of the call.
    pub argument: Option<&'a str>,
    /// The answer. Only the members that are wanted may be parsed out of it: values that must not be
    /// kept are skipped by the parser and never become a value.
    pub body: &'a str,
    /// For the origin of the facts: the file, or `service:Operation`.
    pub source: &'a str,
}

/// Why an answer could not be understood.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReplyError {
    /// Not JSON, or not of the operation's shape.
    #[error("the answer is not of the expected shape: {reason} at line {line}, column {column}")]
    Shape {
        /// What was wrong, without any value from the answer.
        reason: String,
        /// Line of the answer, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
}

/// A service: what it is asked, and the facts that its answers make.
pub trait Service: Sync {
    /// The IAM prefix of the service: `s3`, `lambda`.
    fn name(&self) -> &'static str;
    /// Everything that it is asked. Operations that feed others come before them.
    fn operations(&self) -> &'static [Operation];
    /// Makes facts of one answer.
    ///
    /// # Errors
    /// When the answer is not of the operation's shape. What was understood before is in the sink.
    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError>;
}

/// Every service, in the order of collection. A test proves that each file beside this one is here.
pub static SERVICES: &[&dyn Service] = &[];
