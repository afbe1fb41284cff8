//! Every policy document of a snapshot, parsed once.

use std::collections::BTreeMap;
use std::sync::Arc;

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{Policy, PolicyKind};
use blastradius_collectors::snapshot::Facts;
use serde_json::Value;

use super::mentions::Mentions;
use crate::authorize::aws::Document;

/// A document in both forms: for decisions, and for quick tests of whether a decision is worth asking.
#[derive(Debug, Clone)]
pub(crate) struct Parsed {
    pub(crate) document: Arc<Document>,
    pub(crate) mentions: Arc<Mentions>,
    single: bool,
}

#[derive(Debug)]
pub(crate) struct Documents<'a> {
    parsed: BTreeMap<&'a str, Result<Parsed, Invalid<'a>>>,
}

#[derive(Debug)]
struct Invalid<'a> {
    policy: &'a Policy,
    reason: String,
}

impl<'a> Documents<'a> {
    pub(crate) fn parse(facts: &'a Facts) -> Self {
        let parsed = facts
            .policies
            .values()
            .filter(|policy| policy.kind != PolicyKind::KmsGrant && !is_data_access(&policy.id))
            .map(|policy| (policy.id.as_str(), parse(policy)))
            .collect();
        Self { parsed }
    }

    pub(crate) fn get(&self, policy: &str) -> Result<&Parsed, String> {
        match self.parsed.get(policy) {
            Some(Ok(parsed)) => Ok(parsed),
            Some(Err(invalid)) => Err(format!("it could not be understood: {}", invalid.reason)),
            None => Err("it is not in the snapshot".to_owned()),
        }
    }

    /// Every document that could be understood.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Arc<Document>> {
        let parsed = self
            .parsed
            .values()
            .filter_map(|parsed| parsed.as_ref().ok());
        parsed.map(|parsed| &parsed.document)
    }

    pub(crate) fn single_statement(&self, policy: &str) -> bool {
        matches!(self.parsed.get(policy), Some(Ok(parsed)) if parsed.single)
    }

    /// One record for each document that could not be understood. `told`: whether the snapshot's own coverage
    /// says so already.
    pub(crate) fn coverage(&self, told: impl Fn(&str) -> bool) -> Vec<Coverage> {
        self.parsed
            .values()
            .filter_map(|parsed| parsed.as_ref().err())
            .filter(|invalid| !told(&invalid.policy.id))
            .map(|invalid| Coverage {
                scope: invalid.policy.scope.clone().unwrap_or_default(),
                region: None,
                operation: "graph:ParsePolicy".to_owned(),
                subject: Some(invalid.policy.id.clone()),
                outcome: Outcome::Unreadable,
                records: 0,
                reason: invalid.reason.clone(),
                help: "what the policy allows and denies is unknown".to_owned(),
                origin: invalid.policy.origin.clone(),
            })
            .collect()
    }
}

/// Whether a policy is a data access policy of OpenSearch Serverless: it is not in the language of IAM.
fn is_data_access(id: &str) -> bool {
    id.contains(":aoss:") && id.contains(":access-policy/")
}

fn parse(policy: &Policy) -> Result<Parsed, Invalid<'_>> {
    let invalid = |reason: String| Invalid { policy, reason };
    let document = Document::parse(&policy.id, &policy.document).map_err(|problems| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        invalid(problems.join("; "))
    })?;
    let value: Value = serde_json::from_str(&policy.document)
        .map_err(|error| invalid(format!("not JSON: {error}")))?;
    Ok(Parsed {
        document: Arc::new(document),
        single: value.get("Statement").is_some_and(Value::is_object),
        mentions: Arc::new(Mentions::of(&value)),
    })
}

/// A document that the graph makes to stand for what an attacker would write; a failure to parse it
/// leaves it out, so that it can only take permissions away, never add any.
pub(crate) fn synthetic(id: &str, value: &Value) -> Option<Parsed> {
    Some(Parsed {
        document: Arc::new(Document::parse(id, &value.to_string()).ok()?),
        single: false,
        mentions: Arc::new(Mentions::of(value)),
    })
}
