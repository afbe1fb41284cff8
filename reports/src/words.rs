//! Words for people, the same in every format that people read. All of them are
//! [visible](crate::sanitize::visible): no name comes out raw.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Access, AccessSet, EdgeKind, Evidence, Gate, NodeKind};
use blastradius_queries::answer::{Hop, NodeBrief, ReachedAsset, Runs, StageFinding};

use crate::sanitize::{elide, visible};
pub(crate) use crate::unseen::{unresolved_sentence, unseen};

/// No name is shown to people longer than this; machine formats have the whole.
pub(crate) const LONGEST: usize = 200;

/// The nodes that an answer names.
pub(crate) type Nodes = BTreeMap<String, NodeBrief>;

/// More characters than this are cut before anything else looks at them.
const ENDLESS: usize = 4_096;

/// Text of the estate, safe to show and not endless.
pub(crate) fn show(text: &str) -> String {
    if text.len() <= ENDLESS {
        return elide(&visible(text), LONGEST).into_owned();
    }
    let head = text.chars().take(ENDLESS / 4);
    let tail: Vec<char> = text.chars().rev().take(ENDLESS / 4).collect();
    let cut: String = head.chain(tail.into_iter().rev()).collect();
    elide(&visible(&cut), LONGEST).into_owned()
}

/// `1 secret`, `12 data sets`.
pub(crate) fn count(n: usize, one: &str) -> String {
    if n == 1 {
        return format!("1 {one}");
    }
    match one.strip_suffix('y') {
        Some(stem) if !one.ends_with("ey") => format!("{n} {stem}ies"),
        _ if one.ends_with('x') => format!("{n} {one}es"),
        _ => format!("{n} {one}s"),
    }
}

/// What one of a class is called.
pub(crate) fn class_one(class: AssetClass) -> &'static str {
    match class {
        AssetClass::Data => "data set",
        AssetClass::Index => "index made from data",
        other => other.name(),
    }
}

/// What a class is called in headings.
pub(crate) fn class_many(class: AssetClass) -> &'static str {
    match class {
        AssetClass::Data => "data sets",
        AssetClass::Model => "models",
        AssetClass::Secret => "secrets",
        AssetClass::Index => "indexes",
        AssetClass::Code => "code",
        AssetClass::Image => "images",
        AssetClass::Log => "logs",
        AssetClass::Key => "keys",
        _ => "others",
    }
}

/// The last part of a type, in words: `aws:iam:access-key` is an `access key`.
pub(crate) fn type_word(type_name: &str) -> String {
    show(
        &type_name
            .rsplit(':')
            .next()
            .unwrap_or(type_name)
            .replace('-', " "),
    )
}

/// A node as people call it: `role deploy`, `secret prod/db`. Without a brief, its [short](short) id.
pub(crate) fn node(nodes: &Nodes, id: &str) -> String {
    match nodes.get(id) {
        Some(brief) if !brief.name.is_empty() => {
            let (kind, name) = (type_word(&brief.type_name), show(&brief.name));
            // An `environment of lake-catalog` need not be called a function environment first.
            let said = kind
                .rsplit(' ')
                .next()
                .is_some_and(|word| name.starts_with(word));
            // `anyone with a GitHub account` says what it is.
            let phrase = ["who ", "whoever ", "anyone ", "any "];
            let said = said || phrase.iter().any(|word| name.starts_with(word));
            if said { name } else { format!("{kind} {name}") }
        }
        _ => show(short(id)),
    }
}

/// The end of a path: `administrator of prod`, `secret prod/db`.
pub(crate) fn goal(nodes: &Nodes, id: &str) -> String {
    match nodes
        .get(id)
        .is_some_and(|brief| brief.kind == NodeKind::Scope)
    {
        true => format!("administrator of {}", scope(nodes, id)),
        false => node(nodes, id),
    }
}

/// A scope as people call it: `prod (111122223333)`.
pub(crate) fn scope(nodes: &Nodes, id: &str) -> String {
    let number = id.strip_prefix("aws:").unwrap_or(id);
    match nodes.get(id) {
        Some(brief) if !brief.name.is_empty() && brief.name != number && brief.name != id => {
            format!("{} ({})", show(&brief.name), show(number))
        }
        _ => show(number),
    }
}

/// The telling end of an id: of an ARN what follows the account.
pub(crate) fn short(id: &str) -> &str {
    if id.starts_with("arn:") {
        id.splitn(6, ':')
            .nth(5)
            .filter(|rest| !rest.is_empty())
            .unwrap_or(id)
    } else {
        id.strip_prefix("aws:").unwrap_or(id)
    }
}

/// What a hop does: `assumes`, `escalates (iam-002)`, `can read, write`.
pub(crate) fn deed(hop: &Hop) -> String {
    let verb = match hop.edge {
        EdgeKind::Touches if hop.reverse => "is asked by".to_owned(),
        EdgeKind::Touches if !hop.access.is_empty() => format!("can {}", ways(hop.access)),
        EdgeKind::RunsAs => "runs as".to_owned(),
        EdgeKind::PartOf => "part of".to_owned(),
        EdgeKind::Flows if hop.reverse => "carries".to_owned(),
        kind => kind.name().to_owned(),
    };
    match &hop.technique {
        Some(technique) => format!("{verb} ({})", show(technique)),
        None => verb,
    }
}

/// The ways that matter: who may change who touches it has every other; who reads sees the names.
pub(crate) fn ways(access: AccessSet) -> String {
    if access.contains(Access::Administer) {
        return Access::Administer.name().to_owned();
    }
    let telling = access
        .iter()
        .filter(|way| *way != Access::List || !access.contains(Access::Read));
    telling.map(Access::name).collect::<Vec<_>>().join(", ")
}

/// Which statement makes a hop, briefly: `policy/deploy /Statement/0`. Several: the first and how many more. How the
/// policies come to the principal stands in the proof in full only.
pub(crate) fn proof(hop: &Hop) -> String {
    let Some(first) = hop.evidence.first() else {
        return String::new();
    };
    let places: BTreeSet<(&str, &str)> = hop
        .evidence
        .iter()
        .filter(|evidence| !evidence.is_provenance())
        .map(|evidence| (evidence.record.as_str(), evidence.pointer.as_str()))
        .collect();
    let more = places.len().saturating_sub(1);
    let tail = if more == 0 {
        String::new()
    } else {
        format!(" +{more}")
    };
    format!("{}{tail}", brief(first))
}

/// A piece of evidence, briefly.
pub(crate) fn brief(evidence: &Evidence) -> String {
    let (kind, id) = evidence
        .record
        .split_once(':')
        .unwrap_or(("", &evidence.record));
    let name = show(short(id));
    let name = if kind == "policy" || kind.is_empty() || name.starts_with(kind) {
        name
    } else {
        format!("{} {name}", show(kind))
    };
    match evidence.pointer.as_str() {
        "" => name,
        pointer => format!("{name} {}", show(pointer)),
    }
}

/// The evidence of a hop in full: the records with the places in them, each once, and what each
/// shows: `allows iam:CreateUser, iam:CreateRole`.
pub(crate) fn proofs(hop: &Hop) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for evidence in &hop.evidence {
        let place = format!("{} {}", show(&evidence.record), show(&evidence.pointer));
        let place = place.trim_end().to_owned();
        let note = show(&evidence.note);
        match all.iter_mut().find(|(known, _)| *known == place) {
            Some((_, notes)) if !note.is_empty() && *notes != note => {
                let (verb, _) = notes.split_once(' ').unwrap_or_default();
                let more = note
                    .strip_prefix(verb)
                    .map_or(note.as_str(), str::trim_start);
                let more = format!(", {more}");
                notes.push_str(&more);
            }
            Some(_) => {}
            None => all.push((place, note)),
        }
    }
    all
}

/// The conditions of a path, each once.
pub(crate) fn conditions(path: &[Hop]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for condition in path.iter().flat_map(|hop| &hop.conditions) {
        let condition = show(condition);
        if !all.contains(&condition) {
            all.push(condition);
        }
    }
    all
}

/// Gates in words.
pub(crate) fn gates(gates: &[Gate]) -> Vec<String> {
    gates.iter().map(|gate| show(&gate.detail)).collect()
}

/// What a path hangs on: `behind a second factor; if aws:SourceVpce is …`.
pub(crate) fn reservations(path: &[Hop], with: &[Gate]) -> String {
    let mut all: Vec<String> = gates(with)
        .into_iter()
        .map(|gate| format!("behind {gate}"))
        .collect();
    let conditions = conditions(path);
    if !conditions.is_empty() {
        all.push(format!("if {}", conditions.join(" and ")));
    }
    all.join("; ")
}

/// What must run before a change has gone along a path: `by itself, next run 2026-11-24 02:00`.
pub(crate) fn runs(runs: Option<&Runs>) -> String {
    let Some(runs) = runs else {
        return String::new();
    };
    let next = runs.next_run.as_deref().map(|time| {
        let latest = if runs.at_latest { "by" } else { "at" };
        format!(", {latest} {} UTC", moment(time))
    });
    format!(
        "{}{}: {}",
        runs.happens.name(),
        next.unwrap_or_default(),
        show(&runs.why)
    )
}

/// What a stage rule found: what is wrong, what to write instead, then the names.
pub(crate) fn finding(finding: &StageFinding) -> String {
    let mut text = show(&finding.what);
    if !finding.instead.is_empty() {
        let instead: Vec<String> = finding.instead.iter().map(|it| copied(it)).collect();
        text.push_str(&format!(". Write instead: {}", instead.join(" or ")));
    }
    if let Some(names) = &finding.names {
        text.push_str(&format!(". {}", copied(names)));
    }
    text
}

/// The parts of [`finding`], each of which is for lines of its own where there are lines.
pub(crate) fn finding_parts(finding: &StageFinding) -> Vec<String> {
    let mut parts = vec![show(&finding.what)];
    let words = std::iter::once("Write instead").chain(std::iter::repeat("or"));
    let instead = words.zip(&finding.instead);
    parts.extend(instead.map(|(word, it)| format!("{word}: {}", copied(it))));
    parts.extend(finding.names.as_deref().map(copied));
    parts
}

/// What is to be copied: a line of a policy with a subject is longer than a name, and useless without its middle.
fn copied(text: &str) -> String {
    elide(&visible(text), 5 * LONGEST).into_owned()
}

/// The way of a path by the names of its nodes, without start and end.
pub(crate) fn via(nodes: &Nodes, path: &[Hop]) -> String {
    let inner = path.len().saturating_sub(1);
    let names: Vec<String> = path
        .iter()
        .take(inner)
        .map(|hop| node(nodes, &hop.to))
        .collect();
    names.join(" → ")
}

/// A time without seconds and zone letter: `2026-11-23 02:00`. Anything else is shown as it is.
pub(crate) fn moment(time: &str) -> String {
    let bytes = time.as_bytes();
    match (time.get(..10), time.get(11..16)) {
        (Some(day), Some(clock)) if bytes.get(10) == Some(&b'T') => show(&format!("{day} {clock}")),
        _ => show(time),
    }
}

/// How many different assets there are: one may have an entry for each radius.
pub(crate) fn distinct<'a>(assets: impl IntoIterator<Item = &'a ReachedAsset>) -> usize {
    let ids: BTreeSet<&str> = assets.into_iter().map(|asset| asset.id.as_str()).collect();
    ids.len()
}

/// Why the answer of a query is not whole, if it is not.
pub(crate) fn truncated(answer: &blastradius_queries::answer::Query) -> Option<String> {
    let limit = match answer.truncated_by? {
        "time" => "the time was up: raise --timeout",
        "rows" => "there are more rows: raise --max-rows, or ask for fewer with LIMIT or WHERE",
        _ => "too much would have to be kept: raise --memory, or ask for less",
    };
    Some(format!("not all: {limit}; counts may be too low"))
}
