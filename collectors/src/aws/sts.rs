//! STS: who asks.

use serde::Deserialize;

use super::{Operation, Place, Reply, ReplyError, Service};
use crate::facts::{Fact, Provider, Scope, ScopeKind};
use crate::snapshot::Sink;

/// The STS service.
#[derive(Debug)]
pub struct Sts;

// It is answered even when it is denied (STS API reference, GetCallerIdentity).
static OPERATIONS: &[Operation] = &[Operation::listing(
    "GetCallerIdentity",
    ("sts", "get-caller-identity"),
    &["sts:GetCallerIdentity"],
    Place::Global,
)];

impl Service for Sts {
    fn name(&self) -> &'static str {
        "sts"
    }

    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        #[derive(Deserialize)]
        struct Answer {
            #[serde(rename = "Account")]
            account: String,
        }
        let answer: Answer = reply.parse()?;
        sink.fact(Fact::Scope(Scope::new(
            format!("aws:{}", answer.account),
            Provider::Aws,
            ScopeKind::Account,
            reply.origin(""),
        )));
        Ok(())
    }
}
