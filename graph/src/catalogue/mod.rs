//! The actions of AWS: on which resources each is asked, which condition keys it knows, what kind of access it is.
//!
//! The table is generated (`cargo xtask catalogue`) from the Service Authorization Reference; its head names the release
//! and describes its lines.

mod spelling;
mod table;

use std::collections::BTreeSet;

pub(crate) use spelling::distance;
pub use spelling::nearest_action;

use table::{SERVICES, Service};

/// What kind of access an action is, as the Service Authorization Reference sorts them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Sees what there is.
    List,
    /// Reads content or settings.
    Read,
    /// Makes, changes or removes.
    Write,
    /// Changes tags only.
    Tagging,
    /// Changes who may do what.
    PermissionsManagement,
}

impl Level {
    /// The word of the reference.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Tagging => "tagging",
            Self::PermissionsManagement => "permissions management",
        }
    }
}

/// On what an action is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It knows no resource: on `*`.
    Nothing,
    /// On one of each of these types.
    Each(&'static [&'static str]),
    /// On one of any of these types.
    Any(&'static [&'static str]),
}

fn service_of(action: &str) -> Option<(&'static Service, String)> {
    let (service, name) = action.split_once(':')?;
    let service = SERVICES.get(service.to_ascii_lowercase().as_str())?;
    Some((service, name.to_ascii_lowercase()))
}

fn action_of(action: &str) -> Option<&'static table::Action> {
    let (service, name) = service_of(action)?;
    service.actions.get(&name)
}

/// Whether AWS has this action. Case does not matter, as in policies.
#[must_use]
pub fn is_action(action: &str) -> bool {
    action_of(action).is_some()
}

/// How many actions the catalogue has.
#[must_use]
pub fn action_count() -> usize {
    SERVICES.values().map(|service| service.actions.len()).sum()
}

/// The prefixes of the actions of AWS.
pub(crate) fn prefixes() -> impl Iterator<Item = &'static str> {
    SERVICES.keys().copied()
}

/// Whether AWS has actions with this prefix.
pub(crate) fn is_service(prefix: &str) -> bool {
    SERVICES.contains_key(prefix)
}

/// What kind of access an action is; `None` for one that AWS does not have.
#[must_use]
pub fn level(action: &str) -> Option<Level> {
    action_of(action).map(|action| action.shared.level)
}

/// On which types of resource an action is asked; `None` for one that AWS does not have.
/// Page "Actions, resources, and condition keys for AWS services": a type with a star is required.
#[must_use]
pub fn asked(action: &str) -> Option<Asked> {
    action_of(action).map(|action| of(action.shared))
}

fn of(shared: &'static table::Shared) -> Asked {
    match (shared.types.as_slice(), shared.all) {
        ([], _) => Asked::Nothing,
        (types, true) => Asked::Each(types),
        (types, false) => Asked::Any(types),
    }
}

/// Whether AWS has the action, given in lower case, and it knows no resource: policies can name only `*` for it.
pub(crate) fn knows_no_resource(action: &str) -> bool {
    let Some((service, name)) = action.split_once(':') else {
        return false;
    };
    let service = SERVICES.get(service);
    let action = service.and_then(|service| service.actions.get(name));
    action.is_some_and(|action| action.shared.types.is_empty())
}

/// The condition keys of an action, without those of its resources: `{}` stands for a tag key.
#[must_use]
pub fn condition_keys(action: &str) -> Option<Vec<String>> {
    let (prefix, _) = action.split_once(':')?;
    let keys = action_of(action)?.shared.keys.iter();
    Some(keys.map(|key| whole(prefix, key)).collect())
}

/// How the ARNs of a type of resource look that the service of an action names: `{partition}`, `{region}`, `{account}`,
/// and `{}` for a name.
#[must_use]
pub fn arn_of(action: &str, kind: &str) -> Option<&'static str> {
    Some(service_of(action)?.0.types.get(kind)?.arn)
}

/// The types of resource that the service of an action names.
pub(crate) fn types_of(action: &str) -> BTreeSet<&'static str> {
    service_of(action)
        .map(|(service, _)| service.types.keys().copied().collect())
        .unwrap_or_default()
}

/// The condition keys of the service of an action, without those of tags: what they ask about is in the request.
pub(crate) fn keys_of(action: &str) -> &'static [String] {
    service_of(action).map_or(&[], |(service, _)| service.own_keys.as_slice())
}

fn whole(prefix: &str, key: &str) -> String {
    if key.contains(':') {
        key.to_owned()
    } else {
        format!("{prefix}:{key}")
    }
}
