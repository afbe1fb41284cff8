//! Differences in words.

use blastradius_queries::answer::{
    AccessChange, ChangedCredential, ChokePoint, ChokePoints, GrantBrief, Required, WhatIf,
};

use crate::sanitize::visible;
use crate::words::{count, node, short, show, type_word};

/// A few differences in words: `no longer reads prod/db`.
pub(crate) fn changes(it: &WhatIf, worst: &[AccessChange]) -> String {
    let one = |change: &AccessChange| {
        let name = node(&it.nodes, &change.id);
        let does = format!("{}s {name}", change.access);
        match (change.before, change.after) {
            (Some(_), None) => format!("no longer {does}"),
            (None, Some(level)) => format!("now {does}, {}", level.name()),
            (Some(before), Some(after)) => {
                format!("{does}, {} → {}", before.name(), after.name())
            }
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

/// The differences of all credentials together, each in its column; nothing is an empty field.
pub(crate) const TALLIES: [&str; 6] = ["class", "access", "lost", "gained", "less sure", "surer"];

/// Whether something that is required works: the words, and whether it broke.
pub(crate) fn works(required: &Required) -> (&'static str, bool) {
    match (required.before, required.after) {
        (_, true) => ("works", false),
        (true, false) => ("breaks", true),
        (false, false) => ("did not work before either", false),
    }
}

/// How much less there is, in percent.
pub(crate) fn less(before: f64, after: f64) -> f64 {
    if before > 0.0 {
        (before - after) / before * 100.0
    } else {
        0.0
    }
}

/// A grant by its kind and place: `statement policy:deploy /Statement/0`.
pub(crate) fn place(grant: &GrantBrief) -> String {
    let place = format!("{} {}", show(&grant.record), show(&grant.pointer));
    format!("{} {}", grant.kind, place.trim_end())
}

/// A grant by its kind and the telling end of its record: `statement policy/deploy ReadAll`.
pub(crate) fn title(point: &ChokePoint) -> String {
    let id = point.grant.record.split_once(':');
    let id = id.map_or(point.grant.record.as_str(), |it| it.1);
    let sid = match &point.sid {
        Some(sid) => format!(" {}", show(sid)),
        None => String::new(),
    };
    format!(
        "{} {} {}{sid}",
        point.order,
        point.grant.kind,
        show(short(id))
    )
}

/// The lines of a statement. Its policy was indented as a whole: what all lines but the first have in front is left out.
pub(crate) fn statement(text: &str) -> Vec<String> {
    let blanks = |line: &str| line.len() - line.trim_start().len();
    let all = text.lines().filter(|line| !line.trim().is_empty());
    let least = all.clone().skip(1).map(blanks).min().unwrap_or(0);
    (0..)
        .zip(all)
        .map(|(n, line): (usize, _)| match n {
            0 => visible(line.trim()).into_owned(),
            _ => {
                let indent = blanks(line).saturating_sub(least);
                format!("{}{}", " ".repeat(indent), visible(line.trim()))
            }
        })
        .collect()
}

/// Who uses a grant: a few of them, and how many more.
pub(crate) fn users(it: &ChokePoints, point: &ChokePoint) -> String {
    let names: Vec<String> = point.used_by.iter().map(|id| node(&it.nodes, id)).collect();
    match point.users.saturating_sub(point.used_by.len()) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// How many classes a choke point names: those that are worth the most.
const TOLD: usize = 4;

/// What a choke point cuts: `3 credentials; pairs: 2 × read secret, 1 × change data`.
pub(crate) fn cut(point: &ChokePoint) -> String {
    let lost = point.tallies.iter().filter(|it| it.lost > 0);
    let more = lost.clone().skip(TOLD).map(|it| it.lost).sum::<usize>();
    let mut parts: Vec<String> = lost
        .take(TOLD)
        .map(|it| format!("{} × {} {}", it.lost, it.access, it.class))
        .collect();
    if more > 0 {
        parts.push(format!("{more} more"));
    }
    let closed = match point.closed {
        0 => String::new(),
        closed => format!("; {closed} out of reach of every credential"),
    };
    let from = match parts.is_empty() {
        true => String::new(),
        false => format!("; pairs: {}", parts.join(", ")),
    };
    format!("{}{from}{closed}", count(point.credentials, "credential"))
}
