//! The target and the permissions of a technique in words, for its page.

use super::definition::{On, Permission, Target, TargetKind, Who};

/// What a technique is used on.
pub(super) fn target(target: &Target) -> String {
    let quoted = |list: &[String]| -> String {
        let list: Vec<String> = list.iter().map(|item| format!("`{item}`")).collect();
        list.join(" or ")
    };
    match target.kind {
        TargetKind::PassedRole => format!(
            "a role of the attacker's account that may be passed to {} and trusts it",
            quoted(&target.to)
        ),
        TargetKind::Workload => format!("a workload of the type {}", quoted(&target.types)),
        kind => {
            let who = match target.who {
                Some(Who::Own) => "the attacker's own",
                Some(Who::Other) => "another",
                Some(Who::Any) | None => "any",
            };
            format!("{who} {} of the attacker's account", kind.name())
        }
    }
}

/// A permission, and on what it is asked.
pub(super) fn permission(permission: &Permission) -> String {
    let action = format!("`{}`", permission.action);
    let on = match permission.on {
        On::Target => String::new(),
        On::AttachedPolicy => " on a policy that is attached to the target".to_owned(),
        On::New if permission.types.is_empty() => " on something new".to_owned(),
        On::New => format!(" on a new {}", permission.types.join(" and a new ")),
        On::Existing => format!(
            " on something that is there: {}",
            permission.types.join(" or ")
        ),
        On::Arn => format!(" on {}", permission.arns.join(" or ")),
    };
    let chosen: Vec<String> = permission
        .choose
        .iter()
        .map(|(key, values)| format!("`{key}` is {}", values.join(" or ")))
        .collect();
    match chosen.is_empty() {
        true => format!("{action}{on}"),
        false => format!("{action}{on}, where {}", chosen.join(" and ")),
    }
}
