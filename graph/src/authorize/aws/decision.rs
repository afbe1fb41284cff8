//! What was decided, and why.

use std::collections::BTreeMap;

use serde::Serialize;

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Yes.
    Allowed,
    /// No, because a policy says so.
    ExplicitlyDenied,
    /// No, because no policy says yes.
    ImplicitlyDenied,
    /// Yes if what [remains](Decision::remaining) holds.
    Conditional,
}

/// In which role a policy took part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PolicyRole {
    /// Identity policy.
    Identity,
    /// Permissions boundary.
    Boundary,
    /// Session policy.
    Session,
    /// Resource policy, key policy or trust policy.
    Resource,
    /// KMS grant.
    Grant,
    /// Service control policy.
    Scp,
    /// Resource control policy.
    Rcp,
    /// VPC endpoint policy.
    VpcEndpoint,
    /// A rule of AWS itself: an action that needs no permission, Block Public Access.
    Service,
}

/// What a statement did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementEffect {
    /// It allowed.
    Allow,
    /// It denied.
    Deny,
}

/// A statement that took part in the decision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Decided {
    /// The id of the policy.
    pub policy: String,
    /// The index of the statement; `None` for grants and service rules.
    pub statement: Option<usize>,
    /// The `Sid`, when it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<String>,
    /// In which role the policy took part.
    pub role: PolicyRole,
    /// What it did.
    pub effect: StatementEffect,
    /// For SCPs and RCPs: the level, 0 = root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<usize>,
}

/// Something that is not known and on which the decision hangs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Remaining {
    /// The policy, when a condition of one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The statement in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<usize>,
    /// The condition key, when one is meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// In words: `aws:SourceVpce is vpce-1a2b3c4d`, `not: s3:ExistingObjectTag/class is secret`,
    /// `the boundary arn:… is not in the snapshot`.
    pub text: String,
    /// Whether this is no gap in what is known: a statement allows a part of the resources that
    /// are asked about, those for which the text holds.
    #[serde(skip)]
    pub part: bool,
}

/// A decision with its proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Decision {
    /// What was decided.
    pub outcome: Outcome,
    /// The statements that decided: for an allow, one that allows for each role that had to; for an
    /// explicit deny, the denies; for an implicit deny, nothing or the allows that were not enough.
    pub by: Vec<Decided>,
    /// What remains to be known. Empty unless the outcome is conditional.
    pub remaining: Vec<Remaining>,
    /// For an implicit deny: which role did not allow (`scp level 1`, `boundary`), in words.
    pub lacking: Vec<String>,
    /// Values that the caller has to choose for the request to be allowed, by condition key;
    /// an empty list means: leave the key out.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub chosen: BTreeMap<String, Vec<String>>,
}

impl Decided {
    /// A rule of AWS itself that allows.
    pub(super) fn service_rule(rule: &str) -> Self {
        Self {
            policy: rule.to_owned(),
            statement: None,
            sid: None,
            role: PolicyRole::Service,
            effect: StatementEffect::Allow,
            level: None,
        }
    }
}

impl Decision {
    /// No policy allows: the answer where nothing else is found.
    pub(super) fn implicit_deny() -> Self {
        Self {
            outcome: Outcome::ImplicitlyDenied,
            by: Vec::new(),
            remaining: Vec::new(),
            lacking: Vec::new(),
            chosen: BTreeMap::new(),
        }
    }

    /// Allowed, if all that remains holds.
    pub(super) fn allowed_if(by: Vec<Decided>, mut remaining: Vec<Remaining>) -> Self {
        remaining.sort();
        remaining.dedup();
        Self {
            outcome: if remaining.is_empty() {
                Outcome::Allowed
            } else {
                Outcome::Conditional
            },
            by,
            remaining,
            ..Self::implicit_deny()
        }
    }
}
