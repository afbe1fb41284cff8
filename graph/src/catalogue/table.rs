//! Reads the table. Its lines are described in its head.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use super::Level;

static TEXT: &str = include_str!("../../data/aws/catalogue.txt");

/// What several actions share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) level: Level,
    /// Whether each of the types is asked for, and not any one of them.
    pub(super) all: bool,
    pub(super) types: Vec<&'static str>,
    pub(super) keys: Vec<&'static str>,
}

/// An action.
#[derive(Debug)]
pub(super) struct Action {
    /// As AWS spells it.
    pub(super) name: &'static str,
    pub(super) shared: &'static Shared,
}

/// A resource type.
#[derive(Debug)]
pub(super) struct ResourceType {
    pub(super) arn: &'static str,
    pub(super) keys: Vec<&'static str>,
}

/// A service.
#[derive(Debug, Default)]
pub(super) struct Service {
    pub(super) types: BTreeMap<&'static str, ResourceType>,
    /// By their names in lower case.
    pub(super) actions: HashMap<String, Action>,
    /// Its own condition keys, with its prefix, but for those of tags.
    pub(super) own_keys: Vec<String>,
}

/// Every service by its prefix. Read once, when it is first asked for.
pub(super) static SERVICES: LazyLock<BTreeMap<&'static str, Service>> = LazyLock::new(read);

fn read() -> BTreeMap<&'static str, Service> {
    let mut services: BTreeMap<&'static str, Service> = BTreeMap::new();
    let mut current = "";
    for line in TEXT.lines() {
        let Some((word, rest)) = line.split_once(' ') else {
            continue;
        };
        match word {
            "service" => current = rest,
            "type" => {
                let mut words = rest.split(' ');
                if let (Some(name), Some(arn)) = (words.next(), words.next()) {
                    let keys = words.collect();
                    let service = services.entry(current).or_default();
                    service.types.insert(name, ResourceType { arn, keys });
                }
            }
            _ => {
                if let Some(level) = level(word) {
                    actions(level, rest, services.entry(current).or_default());
                }
            }
        }
    }
    for (prefix, service) in &mut services {
        service.own_keys = own_keys(prefix, service);
    }
    services
}

/// Those of the service have no prefix in the table.
fn own_keys(prefix: &str, service: &Service) -> Vec<String> {
    let of_actions = service.actions.values().flat_map(|it| &it.shared.keys);
    let of_types = service.types.values().flat_map(|it| &it.keys);
    let own: BTreeSet<&str> = of_actions
        .chain(of_types)
        .copied()
        .filter(|key| !key.contains(':') && !key.contains("{}"))
        .filter(|key| !key.to_ascii_lowercase().contains("tag/"))
        .collect();
    own.into_iter()
        .map(|key| format!("{prefix}:{key}"))
        .collect()
}

fn level(word: &str) -> Option<Level> {
    Some(match word {
        "list" => Level::List,
        "read" => Level::Read,
        "write" => Level::Write,
        "tag" => Level::Tagging,
        "permit" => Level::PermissionsManagement,
        _ => return None,
    })
}

/// `TYPES | KEYS : ACTION …`
fn actions(level: Level, line: &'static str, service: &mut Service) {
    let Some((types, rest)) = line.split_once(" |") else {
        return;
    };
    let Some((keys, names)) = rest.split_once(" : ") else {
        return;
    };
    let mut types = types.split(' ');
    let all = types.next() == Some("all");
    // The table lives as long as the program.
    let shared: &'static Shared = Box::leak(Box::new(Shared {
        level,
        all,
        types: types.collect(),
        keys: keys.split_whitespace().collect(),
    }));
    for name in names.split(' ') {
        service
            .actions
            .insert(name.to_ascii_lowercase(), Action { name, shared });
    }
}
