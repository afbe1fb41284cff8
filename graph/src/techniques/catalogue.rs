//! Every action of AWS, so that a misspelt one in a technique file is an error and not a technique that never works.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// One service a line: its prefix, then its actions. The head of the file names its source.
static TEXT: &str = include_str!("../../data/aws-actions.txt");

static ACTIONS: LazyLock<BTreeMap<&str, BTreeSet<String>>> = LazyLock::new(|| {
    TEXT.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (service, actions) = line.split_once(' ')?;
            let actions = actions.split(' ').map(str::to_ascii_lowercase).collect();
            Some((service, actions))
        })
        .collect()
});

/// Whether AWS has this action. Case does not matter, as in policies.
#[must_use]
pub fn is_action(action: &str) -> bool {
    action.split_once(':').is_some_and(|(service, name)| {
        ACTIONS
            .get(service.to_ascii_lowercase().as_str())
            .is_some_and(|actions| actions.contains(&name.to_ascii_lowercase()))
    })
}
