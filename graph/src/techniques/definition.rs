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
    /// A role of the attacker's account that a service may take on, passed to that service with `iam:PassRole`.
    PassedRole,
    /// Something that exists and runs code: a function, an instance, a job.
    Workload,
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
            Self::PassedRole => "passed role",
            Self::Workload => "workload",
        }
    }
}

/// Which identities, seen from the attacker. Always in the attacker's own account: IAM can be written only there.
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
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Of which kind.
    pub kind: TargetKind,
    /// Which of them: for users, roles, groups and principals.
    pub who: Option<Who>,
    /// For a passed role: the service principals to which it may be passed, of which its trust policy must let one in.
    #[serde(default)]
    pub to: Vec<String>,
    /// For a workload: its types, such as `aws:lambda:function`.
    #[serde(default)]
    pub types: Vec<String>,
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
    /// Something that the attacker makes and names: one of each type of resource that the action is asked on, in any
    /// region of the attacker's account. Permissions on the same type are about the same thing. An action that knows no
    /// resource is asked on `*`.
    New,
    /// Something of the account that exists already, of one of the `types` of facts. Permissions on the same types are
    /// about the same thing.
    Existing,
    /// One of the `arns`.
    Arn,
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
    /// With `new`: the types of resource, as the catalogue of actions names them, where not all that it says are needed.
    /// With `existing`: types of facts.
    #[serde(default)]
    pub types: Vec<String>,
    /// With `arn`: ARNs, of which one must be allowed. `{partition}`, `{region}` and `{account}` are those of the target,
    /// `{1}` what follows its first `/`, `{2}` its second; `{}` is any name.
    #[serde(default)]
    pub arns: Vec<String>,
    /// Values that the attacker may put into the request for these condition keys; one of them must be allowed.
    /// `*` is whatever is asked for, `{target}` the ARN of the target.
    #[serde(default)]
    pub choose: BTreeMap<String, Vec<String>>,
}

impl Permission {
    /// Whether what is asked depends on the target.
    pub(super) fn is_about_target(&self) -> bool {
        matches!(self.on, On::Target | On::AttachedPolicy)
            || self.arns.iter().any(|arn| arn.contains('{'))
            || self.names_target()
    }

    /// Whether the attacker chooses the target itself as a value.
    pub(super) fn names_target(&self) -> bool {
        self.choose.values().flatten().any(|value| value == TARGET)
    }
}

/// Stands for the ARN of the target in a chosen value.
pub(super) const TARGET: &str = "{target}";

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
    /// The role is in an instance profile.
    InInstanceProfile,
    /// The workload has an identity.
    HasRole,
    /// The workload runs. One that did not when it was collected may be started.
    Running,
    /// ECS Exec is enabled for the task.
    ExecEnabled,
    /// The instance is managed by AWS Systems Manager.
    SsmManaged,
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
    /// Its code runs in the target, which is a workload.
    Control,
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
            Self::Control => {
                "the attacker's code runs in the target, with the identity that it has"
            }
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
    /// Types of facts of which the account must have something, whatever may be done to it. Where the snapshot has none and
    /// nobody listed them, the edge is conditional.
    #[serde(default)]
    pub needs: Vec<String>,
    /// What must hold too and no snapshot tells: an edge with such a condition is never certain.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// What the attacker must be allowed.
    pub permissions: Vec<Permission>,
    /// What must not be stopped then.
    #[serde(default)]
    pub after: Vec<After>,
    /// What the attacker has then.
    pub effect: Effect,
}
