//! The words of a technique file.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What kind of principal a technique is used on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TargetKind {
    /// An IAM user.
    User,
    /// A role.
    Role,
    /// A group.
    Group,
    /// A user or a role.
    Principal,
}

impl TargetKind {
    /// The word used in documentation.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Role => "role",
            Self::Group => "group",
            Self::Principal => "principal",
        }
    }
}

/// Which of them, seen from the attacker. Always in the attacker's own account: IAM can be written only there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The attacker's own identity; for groups: one that it is a member of.
    Own,
    /// Another identity; for groups: one that it is no member of.
    Other,
    /// Any of them.
    Any,
}

/// What a technique is used on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Of which kind.
    pub kind: TargetKind,
    /// Which of them.
    pub who: Who,
}

/// On what a permission is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum On {
    /// The target.
    #[default]
    Target,
    /// A policy of the customer's that is attached to the target, or to a group of the target's.
    AttachedPolicy,
}

/// One permission that the attacker must have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Permission {
    /// `service:Action`.
    pub action: String,
    /// On what.
    #[serde(default)]
    pub on: On,
    /// Values that the attacker may put into the request for these condition keys; one of them must be allowed.
    #[serde(default)]
    pub choose: BTreeMap<String, Vec<String>>,
}

/// What must be so about the target. What is not known gives a conditional edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// The identity can be changed by the account: not a service-linked role, not a role of IAM Identity Center.
    Modifiable,
    /// It has a permissions boundary.
    HasBoundary,
    /// The user has fewer than two access keys.
    AccessKeySlotFree,
    /// The user has two access keys.
    AccessKeySlotsFull,
    /// The user has no console password.
    NoConsolePassword,
    /// The user has a console password.
    HasConsolePassword,
}

/// What must not be stopped after the permissions were used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum After {
    /// `sts:AssumeRole` on the target, once its trust policy names the attacker.
    AssumeAsTrusted,
}

/// What the attacker has then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It is the target.
    Become,
    /// It is the target, to which everything is now allowed.
    AddEverything,
    /// It is a member of the target group.
    Join,
    /// It is the target without its permissions boundary.
    DropBoundary,
}

impl Effect {
    /// In words, for documentation.
    #[must_use]
    pub fn describe(self) -> &'static str {
        match self {
            Self::Become => "the attacker is the target",
            Self::AddEverything => {
                "the attacker is the target and everything is allowed to it, within its boundary and the service control policies"
            }
            Self::Join => "the attacker has the policies of the group too",
            Self::DropBoundary => "the attacker is the target without its permissions boundary",
        }
    }
}

/// A technique: which permissions, on what, give control of what.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Technique {
    /// The id: `iam-002`.
    pub id: String,
    /// One line.
    pub title: String,
    /// What it does.
    pub does: String,
    /// Why it matters.
    pub matters: String,
    /// A command or two that show it.
    pub example: String,
    /// Where it is described; ATT&CK and OWASP NHI ids.
    pub references: Vec<String>,
    /// Who listed it first, with licence.
    pub source: String,
    /// What it is used on.
    pub target: Target,
    /// What must be so about the target.
    #[serde(default)]
    pub requires: Vec<Requirement>,
    /// What the attacker must be allowed.
    pub permissions: Vec<Permission>,
    /// What must not be stopped then.
    #[serde(default)]
    pub after: Vec<After>,
    /// What the attacker has then.
    pub effect: Effect,
}
