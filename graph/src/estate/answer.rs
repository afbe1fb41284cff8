//! Decisions in the form that an edge needs.

use super::ResourceEntry;
use crate::authorize::aws::Remaining;
use crate::edges::speaks_of;
use crate::model::{Certainty, Evidence, Gate, GateKind};

/// A yes, or a yes that hangs on something: how sure, on what, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How surely.
    pub certainty: Certainty,
    /// What must hold, in words.
    pub conditions: Vec<String>,
    /// What stands in the way.
    pub gates: Vec<Gate>,
    /// What allows it.
    pub evidence: Vec<Evidence>,
}

impl Answer {
    /// Certain, without conditions.
    #[must_use]
    pub fn certain(evidence: Vec<Evidence>) -> Self {
        Self {
            certainty: Certainty::Certain,
            conditions: Vec::new(),
            gates: Vec::new(),
            evidence,
        }
    }

    /// Both are needed: as sure as the less sure one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.certainty = self.certainty.min(other.certainty);
        self.conditions.extend(other.conditions);
        self.gates.extend(other.gates);
        self.evidence.extend(other.evidence);
        self
    }

    /// The same about another resource whose policy says the same: `from` and `to` are the ids of their policies' owners.
    #[must_use]
    pub(crate) fn of_another(mut self, from: &str, to: &str) -> Self {
        for evidence in &mut self.evidence {
            evidence.of_another(from, to);
        }
        self
    }

    /// The same about another resource that nothing but its name tells apart from this one: what it says of the policy that
    /// is not known, it says of that of the other. `None` where it speaks of the resource otherwise.
    #[must_use]
    pub(crate) fn about_another(&self, from: &ResourceEntry, to: &ResourceEntry) -> Option<Self> {
        if from.unknown.len() != to.unknown.len() {
            return None;
        }
        let of_other = |condition: &String| match from
            .unknown
            .iter()
            .zip(&to.unknown)
            .find(|(of, _)| *of == condition)
        {
            Some((_, other)) => Some(other.clone()),
            None => (!condition.contains(&from.arn)).then(|| condition.clone()),
        };
        let conditions = self
            .conditions
            .iter()
            .map(of_other)
            .collect::<Option<_>>()?;
        let rest = Self {
            certainty: self.certainty,
            conditions: Vec::new(),
            gates: self.gates.clone(),
            evidence: self.evidence.clone(),
        };
        (!speaks_of(&rest, &from.arn)).then(|| Self {
            conditions,
            ..rest.of_another(&from.arn, &to.arn)
        })
    }

    /// The same, if something holds that is not known.
    #[must_use]
    pub fn unless_proven(mut self, certainty: Certainty, condition: String) -> Self {
        self.certainty = self.certainty.min(certainty);
        self.conditions.push(condition);
        self
    }
}

/// How sure a yes is that hangs on this. What a statement leaves open is a condition; without a statement a policy is
/// not known, and a default stands in for it.
pub(super) fn remaining_certainty(remaining: &Remaining) -> Certainty {
    if remaining.policy.is_some() || remaining.key.is_some() {
        Certainty::Conditional
    } else {
        Certainty::Assumed
    }
}

/// The gate that a condition on this key is.
pub(super) fn gate(key: Option<&str>, text: &str) -> Option<Gate> {
    let key = key?.to_ascii_lowercase();
    let kind = match key.as_str() {
        "sts:externalid" => GateKind::ExternalId,
        "aws:multifactorauthpresent" | "aws:multifactorauthage" => GateKind::Mfa,
        _ => return None,
    };
    Some(Gate {
        kind,
        detail: text.to_owned(),
    })
}
