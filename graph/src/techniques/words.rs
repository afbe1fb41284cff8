//! The target and the permissions of a technique in words, for its page.

use super::definition::{Effect, On, Permission, Target, TargetKind, Technique, Who};
use super::requirement;

/// A technique in words.
impl Technique {
    /// The word of the edges that it makes.
    #[must_use]
    pub fn edge(&self) -> &'static str {
        match self.effect {
            Effect::Control => "controls",
            _ => "escalates",
        }
    }

    /// The permissions, each with what it is asked on.
    #[must_use]
    pub fn needed(&self) -> Vec<String> {
        self.permissions.iter().map(permission).collect()
    }

    /// What it is used on.
    #[must_use]
    pub fn used_on(&self) -> String {
        target(&self.target)
    }

    /// What must be so beside the permissions: about the target, the account, and what no snapshot tells.
    #[must_use]
    pub fn premises(&self) -> Vec<String> {
        let of_target = self.requires.iter().map(|requirement| {
            let words = requirement::describe(*requirement);
            let words = words.split(" (").next().unwrap_or_default();
            format!("the {} {words}", self.target.kind.name())
        });
        let of_account = self
            .needs
            .iter()
            .map(|kind| format!("the account has something of the type `{kind}`"));
        let untold = self
            .conditions
            .iter()
            .map(|condition| format!("{condition} (no snapshot tells: the edge is conditional)"));
        of_target.chain(of_account).chain(untold).collect()
    }
}

/// What a technique is used on.
fn target(target: &Target) -> String {
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
fn permission(permission: &Permission) -> String {
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
