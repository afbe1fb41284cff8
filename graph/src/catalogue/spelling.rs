//! The action that somebody may have meant.

use super::table::SERVICES;

/// Longer texts are no slip of the pen.
const LONGEST: usize = 100;

/// The action that is spelt most like this one, as AWS spells it; `None` if none comes close.
#[must_use]
pub fn nearest_action(action: &str) -> Option<String> {
    let (service, name) = action.split_once(':')?;
    if name.len() > LONGEST || service.len() > LONGEST {
        return None;
    }
    let (service, name) = (service.to_ascii_lowercase(), name.to_ascii_lowercase());
    let (_, prefix, there) = SERVICES
        .iter()
        .filter_map(|(prefix, there)| Some((distance(&service, prefix, 1)?, *prefix, there)))
        .min_by_key(|(far, prefix, _)| (*far, *prefix))?;
    let limit = 1 + name.len() / 5;
    let near = there.actions.iter().filter_map(|(lower, action)| {
        let far = distance(&name, lower, limit)?;
        Some((far, action.name))
    });
    near.min().map(|(_, known)| format!("{prefix}:{known}"))
}

/// The Levenshtein distance in bytes, if it is at most `limit`.
pub(crate) fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit || a.len().max(b.len()) > LONGEST {
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
