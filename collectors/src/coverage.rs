//! What was asked, what answered, what was refused.
//!
//! A gap never becomes a no. Whatever could not be read is a [`Coverage`] record
//! with a reason, and every answer carries them.

use serde::{Deserialize, Serialize};

use crate::facts::Origin;

/// How a question to a provider (or a file) ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// Answered in full.
    Answered,
    /// Answered: there is no such thing (no bucket policy). Complete, and a fact.
    Absent,
    /// Refused for want of permission.
    Refused,
    /// Refused by a service control policy or another guard of the organisation.
    RefusedByOrganization,
    /// Throttled until the retries ran out.
    Throttled,
    /// The endpoint does not know the operation.
    Unimplemented,
    /// The answer ended early: a lost page, a truncated body or file.
    CutOff,
    /// The region or service is not enabled.
    NotEnabled,
    /// The answer or file could not be understood, whole or in part.
    Unreadable,
    /// Two sources contradicted each other; the later was kept.
    Contradicted,
    /// The input format cannot carry this (a GAAD has no access keys).
    NotInInput,
    /// Not asked, because what it depends on failed or the user left it out.
    NotAsked,
    /// Any other failure: network, internal error of the provider.
    Failed,
}

impl Outcome {
    /// Every outcome, in the order of their declaration, which is how they sort.
    pub const ALL: [Self; 13] = [
        Self::Answered,
        Self::Absent,
        Self::Refused,
        Self::RefusedByOrganization,
        Self::Throttled,
        Self::Unimplemented,
        Self::CutOff,
        Self::NotEnabled,
        Self::Unreadable,
        Self::Contradicted,
        Self::NotInInput,
        Self::NotAsked,
        Self::Failed,
    ];

    /// Whether what was asked is now known.
    #[must_use]
    pub fn is_complete(self) -> bool {
        matches!(self, Self::Answered | Self::Absent)
    }

    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Absent => "absent",
            Self::Refused => "refused",
            Self::RefusedByOrganization => "refused by organisation",
            Self::Throttled => "throttled",
            Self::Unimplemented => "unimplemented",
            Self::CutOff => "cut off",
            Self::NotEnabled => "not enabled",
            Self::Unreadable => "unreadable",
            Self::Contradicted => "contradicted",
            Self::NotInInput => "not in input",
            Self::NotAsked => "not asked",
            Self::Failed => "failed",
        }
    }
}

/// One question and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Coverage {
    /// The id of the scope that was asked about (`aws:111122223333`), or the file when no scope is known.
    pub scope: String,
    /// The region, when the question has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// What was asked, in the provider's words: `s3:GetBucketPolicy`, or the import format.
    pub operation: String,
    /// About what: a bucket name, a key ARN. `None` for a listing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// How it ended.
    pub outcome: Outcome,
    /// How many records it gave.
    #[serde(default)]
    pub records: u64,
    /// Why it ended so, for people; empty when it is complete. Never holds a secret value.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// What to do about it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    /// Where it was read.
    pub origin: Origin,
}
