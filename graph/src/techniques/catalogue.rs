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

/// The prefixes of the actions of AWS.
pub(super) fn prefixes() -> impl Iterator<Item = &'static str> {
    ACTIONS.keys().copied()
}

/// Whether AWS has actions with this prefix.
pub(crate) fn is_service(prefix: &str) -> bool {
    ACTIONS.contains_key(prefix)
}

/// The action that is spelt most like this one, as AWS spells it; `None` if none comes close.
#[must_use]
pub fn nearest_action(action: &str) -> Option<String> {
    let (service, name) = action.split_once(':')?;
    if name.len() > LONGEST || service.len() > LONGEST {
        return None;
    }
    let (service, name) = (service.to_ascii_lowercase(), name.to_ascii_lowercase());
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    let (there, actions) = lines
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(there, actions)| Some((distance(&service, there, 1)?, there, actions)))
        .min_by_key(|(far, ..)| *far)
        .map(|(_, there, actions)| (there, actions))?;
    let limit = 1 + name.len() / 5;
    let near = actions.split(' ').filter_map(|known| {
        let far = distance(&name, &known.to_ascii_lowercase(), limit)?;
        Some((far, known))
    });
    near.min().map(|(_, known)| format!("{there}:{known}"))
}

/// Longer texts are no slip of the pen.
const LONGEST: usize = 100;

/// The Levenshtein distance in bytes, if it is at most `limit`.
pub(super) fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    if a.len().max(b.len()) > LONGEST {
        return None;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, a) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut last = i + 1;
        let mut next = vec![last];
        for (b, above) in b.bytes().zip(row.iter().skip(1)) {
            last = (diagonal + usize::from(a != b))
                .min(above + 1)
                .min(last + 1);
            diagonal = *above;
            next.push(last);
        }
        row = next;
    }
    row.last().copied().filter(|far| *far <= limit)
}
