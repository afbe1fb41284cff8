//! What must be so about the target of a technique.

use blastradius_collectors::facts::{CredentialKind, Identity};

use super::definition::Requirement;
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, Gate, GateKind};

/// The answer so far, if the requirement holds or may hold; `None` if it does not.
pub(super) fn holds(
    estate: &Estate<'_>,
    requirement: Requirement,
    target: &Identity,
    answer: Answer,
) -> Option<Answer> {
    let known = match requirement {
        Requirement::Modifiable => Some(is_modifiable(target)),
        Requirement::HasBoundary => Some(estate.boundary_of(&target.id).is_some()),
        Requirement::AccessKeySlotFree => access_keys(estate, target).map(|keys| keys < 2),
        Requirement::AccessKeySlotsFull => access_keys(estate, target).map(|keys| keys >= 2),
        Requirement::NoConsolePassword => password(estate, target).map(|has| !has),
        Requirement::HasConsolePassword => password(estate, target),
        Requirement::InInstanceProfile => in_instance_profile(estate, target),
        // Of workloads: see `workload::holds`.
        Requirement::HasRole
        | Requirement::Running
        | Requirement::ExecEnabled
        | Requirement::SsmManaged => Some(true),
    };
    match known {
        Some(false) => None,
        Some(true) => Some(gated(estate, requirement, target, answer)),
        None => Some(answer.unless_proven(
            Certainty::Conditional,
            format!("{} {}", target.name, describe(requirement)),
        )),
    }
}

/// The console asks for the second factor of a user that has one.
fn gated(
    estate: &Estate<'_>,
    requirement: Requirement,
    target: &Identity,
    mut answer: Answer,
) -> Answer {
    let password = estate
        .credentials_of(&target.id)
        .find(|credential| credential.kind == CredentialKind::ConsolePassword);
    if requirement == Requirement::HasConsolePassword
        && password.is_some_and(|password| password.mfa == Some(true))
    {
        answer.gates.push(Gate {
            kind: GateKind::Mfa,
            detail: "the console asks for the user's second factor".to_owned(),
        });
    }
    answer
}

/// A requirement in words, as a condition that is not known to hold.
pub(super) fn describe(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Modifiable => "can be changed by the account",
        Requirement::HasBoundary => "has a permissions boundary",
        Requirement::AccessKeySlotFree => "has fewer than two access keys (they were not read)",
        Requirement::AccessKeySlotsFull => "has two access keys (they were not read)",
        Requirement::NoConsolePassword => "has no console password (that was not read)",
        Requirement::HasConsolePassword => "has a console password (that was not read)",
        Requirement::InInstanceProfile => "is in an instance profile (none was collected)",
        Requirement::HasRole => "has an identity",
        Requirement::Running => "runs",
        Requirement::ExecEnabled => "was started with ECS Exec enabled",
        Requirement::SsmManaged => "is managed by AWS Systems Manager",
    }
}

/// Service-linked roles belong to their service, and roles of IAM Identity Center to its permission sets.
/// Page "Service-linked roles" of the IAM user guide; page "Referencing permission sets" of IAM Identity Center.
fn is_modifiable(target: &Identity) -> bool {
    !target.id.contains(":role/aws-service-role/")
        && !target.id.contains(":role/aws-reserved/sso.amazonaws.com/")
}

/// Whether an instance profile holds the role. Instance profiles are listed with the roles, so that where there are some
/// there are no others.
fn in_instance_profile(estate: &Estate<'_>, role: &Identity) -> Option<bool> {
    let profiles = estate.things("aws:ec2:instance-profile", &role.scope);
    if profiles.is_empty() {
        return None;
    }
    let holds = |profile: &&str| {
        let profile = estate.facts.workloads.get(*profile);
        profile.is_some_and(|profile| profile.runs_as.iter().any(|held| held.identity == role.id))
    };
    Some(profiles.iter().any(holds))
}

/// How many access keys a user has, where that was read.
fn access_keys(estate: &Estate<'_>, target: &Identity) -> Option<usize> {
    let keys = estate
        .credentials_of(&target.id)
        .filter(|credential| credential.kind == CredentialKind::AccessKey)
        .count();
    // A key that is known from elsewhere does not say that there is no other.
    let asked = keys >= 2 || estate.was_answered("iam:ListAccessKeys", target);
    asked.then_some(keys)
}

/// Whether a user has a console password, where that was read.
fn password(estate: &Estate<'_>, target: &Identity) -> Option<bool> {
    let has = estate
        .credentials_of(&target.id)
        .any(|credential| credential.kind == CredentialKind::ConsolePassword);
    let asked = has || estate.was_answered("iam:GetLoginProfile", target);
    asked.then_some(has)
}
