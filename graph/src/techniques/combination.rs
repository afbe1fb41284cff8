//! Words of a technique file that mean nothing together.

use super::definition::{After, Effect, On, Permission, Requirement, TargetKind, Technique, Who};
use super::services::{is_principal, nearest_principal};
use crate::catalogue::types_of;

/// Words that mean nothing together.
pub(super) struct Fault {
    /// A word near the place.
    pub(super) needle: String,
    pub(super) message: String,
    /// May be empty.
    pub(super) help: String,
}

fn fault(needle: &str, message: impl Into<String>, help: &str) -> Fault {
    Fault {
        needle: needle.to_owned(),
        message: message.into(),
        help: help.to_owned(),
    }
}

/// Everything about a technique that the interpreter has no meaning for.
pub(super) fn faults(technique: &Technique) -> Vec<Fault> {
    let mut faults = effects(technique);
    faults.extend(targets(technique));
    faults.extend(requirements(technique));
    for permission in &technique.permissions {
        faults.extend(permissions(technique, permission));
    }
    faults
}

fn effects(technique: &Technique) -> Vec<Fault> {
    let (kind, effect) = (technique.target.kind, technique.effect);
    let mut faults = Vec::new();
    if effect == Effect::Join && kind != TargetKind::Group {
        faults.push(fault("join", "only a group can be joined", ""));
    }
    if kind == TargetKind::Group && !matches!(effect, Effect::Join | Effect::AddEverything) {
        let message =
            "a group is no principal: its effect is `join`, or `add-everything` for its members";
        faults.push(fault("effect", message, ""));
    }
    if kind == TargetKind::Group
        && effect == Effect::AddEverything
        && technique.target.who != Some(Who::Own)
    {
        let message = "everything can be added to the attacker through its own group only";
        faults.push(fault("who", message, ""));
    }
    if (kind == TargetKind::Workload) != (effect == Effect::Control) {
        let message = "`control` is the effect on a workload, and the only one";
        faults.push(fault("effect", message, ""));
    }
    if kind == TargetKind::PassedRole && effect != Effect::Become {
        let message = "who passes a role becomes it: its effect is `become`";
        faults.push(fault("effect", message, ""));
    }
    if technique.after.contains(&After::AssumeAsTrusted) && kind != TargetKind::Role {
        faults.push(fault("after", "only a role can be assumed", ""));
    }
    faults
}

fn targets(technique: &Technique) -> Vec<Fault> {
    let target = &technique.target;
    let passed = target.kind == TargetKind::PassedRole;
    let workload = target.kind == TargetKind::Workload;
    let mut faults = Vec::new();
    if target.who.is_none() != (passed || workload) {
        let message = "users, roles, groups and principals need `who`, and nothing else has it";
        faults.push(fault("target", message, "`own`, `other` or `any`"));
    }
    if target.to.is_empty() == passed {
        let message =
            "a passed role needs the services that it is passed `to`, and nothing else has them";
        faults.push(fault(
            "target",
            message,
            "such as `to = [\"lambda.amazonaws.com\"]`",
        ));
    }
    if target.types.is_empty() == workload {
        let message = "a workload needs its `types`, and nothing else has them";
        faults.push(fault(
            "target",
            message,
            "such as `types = [\"aws:lambda:function\"]`",
        ));
    }
    for service in &target.to {
        if !is_principal(service) {
            let help = match nearest_principal(service) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => "services are named as in trust policies, such as `lambda.amazonaws.com`"
                    .to_owned(),
            };
            faults.push(fault(
                service,
                format!("AWS has no service principal `{service}`"),
                &help,
            ));
        }
    }
    let types = target.types.iter().chain(&technique.needs);
    faults.extend(types.filter_map(|kind| not_a_type(kind)));
    if !technique.needs.is_empty() && !passed && !workload {
        let message = "`needs` goes with a passed role or a workload";
        faults.push(fault("needs", message, ""));
    }
    faults
}

/// Types of facts have the form `platform:service:thing`.
fn not_a_type(kind: &str) -> Option<Fault> {
    let fits =
        kind.starts_with("aws:") && kind.split(':').filter(|part| !part.is_empty()).count() == 3;
    let message = format!("`{kind}` is no type");
    (!fits).then(|| {
        fault(
            kind,
            message,
            "types of workloads look like `aws:lambda:function`",
        )
    })
}

fn requirements(technique: &Technique) -> Vec<Fault> {
    let kind = technique.target.kind;
    let fits = |requirement: Requirement| match requirement {
        Requirement::AccessKeySlotFree
        | Requirement::AccessKeySlotsFull
        | Requirement::NoConsolePassword
        | Requirement::HasConsolePassword => (
            kind == TargetKind::User,
            "only a user has access keys and a console password",
        ),
        Requirement::InInstanceProfile => (
            matches!(kind, TargetKind::Role | TargetKind::PassedRole),
            "only a role is in an instance profile",
        ),
        Requirement::HasRole
        | Requirement::Running
        | Requirement::ExecEnabled
        | Requirement::SsmManaged => (kind == TargetKind::Workload, "only a workload runs"),
        Requirement::Modifiable | Requirement::HasBoundary => (
            kind != TargetKind::Workload,
            "a workload is no identity and has no boundary",
        ),
    };
    technique
        .requires
        .iter()
        .map(|requirement| fits(*requirement))
        .filter(|(fits, _)| !fits)
        .map(|(_, message)| fault("requires", message, ""))
        .collect()
}

fn permissions(technique: &Technique, permission: &Permission) -> Vec<Fault> {
    let action = &permission.action;
    let kind = technique.target.kind;
    let mut faults = Vec::new();
    let beside = matches!(permission.on, On::New | On::Existing | On::Arn);
    if beside && !matches!(kind, TargetKind::PassedRole | TargetKind::Workload) {
        let message = "`new`, `existing` and `arn` go with a passed role or a workload";
        faults.push(fault("on", message, ""));
    }
    if kind == TargetKind::PassedRole && permission.on == On::Target && !action.starts_with("iam:")
    {
        let message = format!("`{action}` is not asked on the role that is passed");
        faults.push(fault(
            action,
            message,
            "say on what it is asked: `on = \"new\"`, `existing` or `arn`",
        ));
    }
    if kind == TargetKind::Workload && permission.on == On::AttachedPolicy {
        faults.push(fault(
            "attached-policy",
            "no policy of IAM is attached to a workload",
            "",
        ));
    }
    if (permission.on == On::Existing && permission.types.is_empty())
        || (!permission.types.is_empty() && !matches!(permission.on, On::Existing | On::New))
    {
        let message = "`types` are of what is `existing` or `new`, and `existing` needs them";
        faults.push(fault("types", message, ""));
    }
    if (permission.on == On::Arn) == permission.arns.is_empty() {
        let message = "`arns` are needed where a permission is `on = \"arn\"`, and nowhere else";
        faults.push(fault("arns", message, ""));
    }
    match permission.on {
        On::Existing => faults.extend(permission.types.iter().filter_map(|kind| not_a_type(kind))),
        On::New => {
            let known = types_of(action);
            for unknown in permission
                .types
                .iter()
                .filter(|kind| !known.contains(kind.as_str()))
            {
                let known: Vec<&str> = known.iter().copied().collect();
                let message =
                    format!("the service of `{action}` has no type of resource `{unknown}`");
                let help = format!("it has {}", known.join(", "));
                faults.push(fault(unknown, message, &help));
            }
        }
        _ => {}
    }
    faults
}
