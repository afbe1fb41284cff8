//! Which resources an action is asked on, and how their ARNs look: the catalogue by which a technique asks about
//! things that the attacker would make.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The head of the file describes its lines and names its source.
static TEXT: &str = include_str!("../../data/aws/resource-types.txt");

/// On what an action is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked<'c> {
    /// It knows no resource: on `*`.
    Nothing,
    /// On one of each of these types.
    Each(&'c [&'static str]),
    /// On one of any of these types.
    Any(&'c [&'static str]),
}

#[derive(Debug, Default)]
struct Service {
    keys: Vec<&'static str>,
    arns: BTreeMap<&'static str, &'static str>,
    /// Lower-cased action -> whether each type is asked for, and the types.
    actions: BTreeMap<String, (bool, Vec<&'static str>)>,
}

static SERVICES: LazyLock<BTreeMap<&'static str, Service>> = LazyLock::new(read);

fn read() -> BTreeMap<&'static str, Service> {
    let mut services: BTreeMap<&'static str, Service> = BTreeMap::new();
    let mut name = "";
    for line in TEXT.lines() {
        let Some((word, rest)) = line.split_once(' ') else {
            continue;
        };
        if word == "service" {
            name = rest;
            continue;
        }
        let service = services.entry(name).or_default();
        match word {
            "keys" => service.keys = rest.split(' ').collect(),
            "type" => service.arns.extend(rest.split_once(' ')),
            "on" | "any" => {
                let Some((types, actions)) = rest.split_once(" : ") else {
                    continue;
                };
                let types: Vec<&'static str> = types.split(' ').collect();
                for action in actions.split(' ') {
                    let asked = (word == "on", types.clone());
                    service.actions.insert(action.to_ascii_lowercase(), asked);
                }
            }
            _ => {}
        }
    }
    services
}

fn service_of(action: &str) -> Option<(&'static Service, String)> {
    let (service, name) = action.split_once(':')?;
    let service = SERVICES.get(service.to_ascii_lowercase().as_str())?;
    Some((service, name.to_ascii_lowercase()))
}

/// On which types of resource an action is asked.
/// Page "Actions, resources, and condition keys for AWS services": a type with a star is required.
pub(crate) fn asked(action: &str) -> Asked<'static> {
    match service_of(action).and_then(|(service, name)| service.actions.get(&name)) {
        None => Asked::Nothing,
        Some((true, types)) => Asked::Each(types),
        Some((false, types)) => Asked::Any(types),
    }
}

/// How the ARNs of a type of resource look that a service names: `{partition}`, `{region}`, `{account}`, and `{}` for
/// a name.
pub(crate) fn arn_of(action: &str, kind: &str) -> Option<&'static str> {
    service_of(action)?.0.arns.get(kind).copied()
}

/// The types of resource that the service of an action names.
pub(crate) fn types_of(action: &str) -> BTreeSet<&'static str> {
    service_of(action)
        .map(|(service, _)| service.arns.keys().copied().collect())
        .unwrap_or_default()
}

/// The condition keys of the service of an action, without those of tags: what they ask about is in the request.
pub(crate) fn keys_of(action: &str) -> impl Iterator<Item = String> {
    let prefix = action.split_once(':').map_or("", |(prefix, _)| prefix);
    let keys = service_of(action).map_or(&[][..], |(service, _)| service.keys.as_slice());
    keys.iter().map(move |key| format!("{prefix}:{key}"))
}
