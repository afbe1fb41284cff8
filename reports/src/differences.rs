//! Differences in words.

use blastradius_queries::answer::{AccessChange, ChangedCredential, ChokePoint, WhatIf};

use crate::words::{count, node, type_word};

/// A few differences in words: `loses read of prod/db`.
pub(crate) fn changes(it: &WhatIf, worst: &[AccessChange]) -> String {
    let one = |change: &AccessChange| {
        let name = node(&it.nodes, &change.id);
        match (change.before, change.after) {
            (Some(_), None) => format!("loses {} of {name}", change.access),
            (None, Some(level)) => format!("gains {} of {name}, {}", change.access, level.name()),
            (_, Some(level)) => format!("{} of {name} only {}", change.access, level.name()),
            (None, None) => String::new(),
        }
    };
    worst.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// Whose a credential is.
pub(crate) fn owner(it: &WhatIf, credential: &ChangedCredential) -> String {
    match credential.identity.as_str() {
        "" => type_word(&credential.kind),
        id => node(&it.nodes, id),
    }
}

/// How many classes a choke point names: those that are worth the most.
const TOLD: usize = 4;

/// What a choke point cuts: `3 credentials from 2 secret (read), 1 data (change)`.
pub(crate) fn cut(point: &ChokePoint) -> String {
    let lost = point.tallies.iter().filter(|it| it.lost > 0);
    let more = lost.clone().skip(TOLD).map(|it| it.lost).sum::<usize>();
    let mut parts: Vec<String> = lost
        .take(TOLD)
        .map(|it| format!("{} {} ({})", it.lost, it.class, it.access))
        .collect();
    if more > 0 {
        parts.push(format!("{more} others"));
    }
    let closed = match point.closed {
        0 => String::new(),
        closed => format!("; {closed} out of reach of every credential"),
    };
    let from = match parts.is_empty() {
        true => String::new(),
        false => format!(": pairs with {}", parts.join(", ")),
    };
    format!("{}{from}{closed}", count(point.credentials, "credential"))
}
