//! One answer to an operation.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::wire::reason;
use super::Operation;
use crate::facts::{Attachment, AttachmentKind, Fact, Origin, Policy, PolicyKind, Provider};
use crate::redact;
use crate::snapshot::Sink;

/// One answer, in the shape that the AWS CLI prints: JSON, the output shape of the API, timestamps as
/// ISO 8601 or epoch seconds. One page or all pages.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The account that was asked: twelve digits.
    pub account: &'a str,
    /// The partition that the account is in: `aws`, `aws-cn`, `aws-us-gov`; see [`partition`].
    pub partition: &'a str,
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

impl<'a> Reply<'a> {
    /// The id of the account's scope: `aws:111122223333`.
    #[must_use]
    pub fn scope(&self) -> String {
        format!("aws:{}", self.account)
    }

    /// The id of what was asked about; see [`Operation::subject_of`].
    #[must_use]
    pub fn subject(&self) -> Option<String> {
        self.operation
            .subject_of(self.partition, self.region, self.account, self.argument)
    }

    /// An ARN of this account in the region that was asked: `arn:aws:ssm:us-east-1:111122223333:<resource>`.
    #[must_use]
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!(
            "arn:{}:{service}:{}:{}:{resource}",
            self.partition,
            self.region.unwrap_or_default(),
            self.account
        )
    }

    /// Where a record of this answer was read; `pointer` is a JSON pointer into it.
    #[must_use]
    pub fn origin(&self, pointer: impl Into<String>) -> Origin {
        Origin::new(self.source, pointer)
    }

    /// Adds a resource policy and its attachment to `target`. A policy of only white space is none.
    pub fn resource_policy(
        &self,
        target: &str,
        document: String,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        let id = format!("{target}#resource");
        self.resource_policy_as(id, target, document, pointer, sink);
    }

    /// The same, under another id: for resources that have several policies.
    pub fn resource_policy_as(
        &self,
        id: String,
        target: &str,
        document: String,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        if document.trim().is_empty() {
            return;
        }
        sink.fact(Fact::Policy(Policy {
            id: id.clone(),
            provider: Provider::Aws,
            kind: PolicyKind::Resource,
            name: "resource policy".to_owned(),
            scope: Some(self.scope()),
            provider_managed: false,
            version: None,
            document: redact::document(&document).into_owned(),
            origin: self.origin(pointer),
        }));
        sink.fact(Fact::Attachment(Attachment::new(
            AttachmentKind::Resource,
            id,
            target,
            self.origin(pointer),
        )));
    }

    /// Parses the wanted members of the answer.
    ///
    /// # Errors
    /// When it is not JSON or not of the shape `T`. The error never repeats a value from the answer.
    pub fn parse<T: Deserialize<'a>>(&self) -> Result<T, ReplyError> {
        serde_json::from_str(self.body).map_err(|error| ReplyError::from_json(&error))
    }

    /// Parses each member of the list `name` at the top of the answer and hands it on with its origin. A member
    /// that cannot be understood becomes a coverage record, and the rest goes on.
    ///
    /// # Errors
    /// When the answer is no object, or has no such list: then it is the answer to another question.
    pub fn list<T: Deserialize<'a>>(
        &self,
        name: &str,
        sink: &mut dyn Sink,
        take: impl FnMut(T, Origin, &mut dyn Sink),
    ) -> Result<(), ReplyError> {
        let answer: BTreeMap<Cow<'a, str>, &'a RawValue> = self.parse()?;
        let members: Vec<&'a RawValue> = match answer.get(name) {
            Some(list) => serde_json::from_str::<Option<_>>(list.get())
                .map_err(|error| ReplyError::from_json(&error))?
                .unwrap_or_default(),
            None => {
                return Err(ReplyError::Shape {
                    reason: format!("there is no `{name}`"),
                    line: 1,
                    column: 1,
                });
            }
        };
        self.each(&format!("/{name}"), &members, sink, take);
        Ok(())
    }
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

impl ReplyError {
    /// What went wrong, without the parser's own message, which may quote the answer.
    #[must_use]
    pub fn from_json(error: &serde_json::Error) -> Self {
        Self::Shape {
            reason: reason(error),
            line: error.line(),
            column: error.column(),
        }
    }
}
