//! Changes between two snapshots in words: what every format for people says of them.

use blastradius_queries::answer::{Changed, Diff, FactChange, ReachChange, Way};

use crate::words::{count, short, show};

/// The kinds of changes in the order of output, each with its heading.
pub(crate) const KINDS: [(Changed, &str); 4] = [
    (Changed::New, "newly reached"),
    (Changed::Changed, "reached in another way"),
    (Changed::Unknown, "not known: something could not be read"),
    (Changed::Closed, "no longer reached"),
];

/// What changed, in one sentence.
pub(crate) fn sentence(diff: &Diff) -> String {
    let s = &diff.summary;
    if diff.changes.is_empty() && diff.credentials.is_empty() && diff.identities.is_empty() {
        return "nothing changed in what credentials reach".to_owned();
    }
    format!(
        "{} new, {} closed, {} changed, {} not known, for {}",
        s.new,
        s.closed,
        s.changed,
        s.unknown,
        count(s.credentials_changed, "credential")
    )
}

/// Credentials and identities that came and went, in one sentence; empty where none did.
pub(crate) fn came_and_went(diff: &Diff) -> String {
    let s = &diff.summary;
    let parts = [
        (s.credentials_came, "credential", "came"),
        (s.credentials_went, "credential", "went"),
        (s.identities_came, "identity", "came"),
        (s.identities_went, "identity", "went"),
    ];
    let said = parts.into_iter().filter(|(n, ..)| *n > 0);
    let said: Vec<String> = said
        .map(|(n, what, how)| format!("{} {how}", count(n, what)))
        .collect();
    said.join(", ")
}

/// Which radius an entry is about.
pub(crate) fn radius(change: &ReachChange) -> &'static str {
    match (change.plane, change.derived) {
        (None, _) => "administers",
        (Some(_), true) => "derived",
        (Some(plane), false) => plane.name(),
    }
}

fn way(way: &Way) -> String {
    let access: Vec<&str> = way.access.iter().map(|access| access.name()).collect();
    let mut said = match access.as_slice() {
        [] => way.certainty.name().to_owned(),
        some => format!("{}, {}", some.join(" "), way.certainty.name()),
    };
    if !way.gates.is_empty() {
        said.push_str(&format!(", {}", count(way.gates.len(), "gate")));
    }
    said
}

/// In what way: before and after where there are both.
pub(crate) fn ways(change: &ReachChange) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) => format!("{} → {}", way(before), way(after)),
        (Some(one), None) | (None, Some(one)) => way(one),
        (None, None) => String::new(),
    }
}

/// A record that differs: `edited policy data /Statement/1: denies s3:GetObject`.
pub(crate) fn fact(fact: &FactChange) -> String {
    let (kind, id) = fact
        .record
        .split_once(':')
        .unwrap_or(("record", &fact.record));
    let place = fact.added.first().or(fact.removed.first());
    let place = place.map(|place| format!(" {place}")).unwrap_or_default();
    let what = match fact.what.as_str() {
        "" => String::new(),
        what => format!(": {what}"),
    };
    show(&format!(
        "{} {kind} {}{place}{what}",
        fact.change.name(),
        name(id)
    ))
}

/// The last part of an id; of an inline policy or an attachment with its owner.
fn name(id: &str) -> String {
    match id.split_once('#') {
        Some((owner, own)) => format!("{} of {}", short(own), short(owner)),
        None => short(id).to_owned(),
    }
}

/// Why, in full: the records that differ, or what could not be read.
pub(crate) fn reasons(change: &ReachChange) -> Vec<String> {
    let facts = change.facts.iter().map(fact);
    facts
        .chain(
            change
                .gaps
                .iter()
                .map(|gap| format!("not read: {}", show(gap))),
        )
        .collect()
}

/// Why, on one line.
pub(crate) fn because(change: &ReachChange) -> String {
    let reasons = reasons(change);
    match reasons.split_first() {
        None => "the records that made it are the same in both".to_owned(),
        Some((first, [])) => first.clone(),
        Some((first, more)) => format!("{first}, and {} more", more.len()),
    }
}
