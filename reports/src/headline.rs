//! What a responder must know first: the worst things in reach and the best path to each.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{Certainty, EdgeKind, Gate};
use blastradius_queries::answer::{Action, Hop, Plane, Reach, ReachSubject, ReachedAsset};

use crate::words::{class_many, class_one, count, scope, show, type_word};

/// One of the worst things, with its path.
#[derive(Debug, Clone)]
pub(crate) struct Headline<'a> {
    /// `administrator of prod (111122223333)`, `secret prod/db`.
    pub(crate) what: String,
    pub(crate) certainty: Certainty,
    pub(crate) gates: &'a [Gate],
    pub(crate) path: &'a [Hop],
}

impl Headline<'_> {
    /// The hops that are news: that the leaked credential proves its owner is said already.
    pub(crate) fn news(&self) -> &[Hop] {
        match self.path.split_first() {
            Some((first, rest)) if first.edge == EdgeKind::Authenticates && !rest.is_empty() => {
                rest
            }
            _ => self.path,
        }
    }
}

/// The worst things in reach, the worst first: administration, then the nearest and surest secret,
/// model and data set that can be read, model and data set that can be changed, and the
/// administration of other scopes.
pub(crate) fn worst(reach: &Reach) -> Vec<Headline<'_>> {
    let mut admins = reach.admin.iter().map(|admin| Headline {
        what: format!("administrator of {}", scope(&reach.nodes, &admin.id)),
        certainty: admin.certainty,
        gates: &admin.gates,
        path: &admin.path,
    });
    let mut lines: Vec<Headline<'_>> = admins.next().into_iter().collect();
    let read = [AssetClass::Secret, AssetClass::Model, AssetClass::Data];
    let read = read.map(|class| (class, Plane::Confidentiality, ""));
    let change = [AssetClass::Model, AssetClass::Data];
    let change = change.map(|class| (class, Plane::Integrity, "change "));
    for (class, plane, doing) in read.into_iter().chain(change) {
        let found = reach
            .assets
            .iter()
            .find(|a| a.class == class && a.plane.contains(&plane) && !a.derived);
        if let Some(asset) = found
            && !lines.iter().any(|line| line.path == asset.path)
        {
            lines.push(headline(asset, doing));
        }
    }
    lines.extend(admins.take(2));
    lines
}

fn headline<'a>(asset: &'a ReachedAsset, doing: &str) -> Headline<'a> {
    let holds = if asset.holds.is_empty() {
        String::new()
    } else {
        format!(", which holds {}", count(asset.holds.len(), "credential"))
    };
    Headline {
        what: format!(
            "{doing}{} {}{holds}",
            class_one(asset.class),
            show(&asset.name)
        ),
        certainty: asset.certainty,
        gates: &asset.gates,
        path: &asset.path,
    }
}

/// A subject in one line: `AKIA… access key · inactive`.
pub(crate) fn subject(subject: &ReachSubject) -> (String, String) {
    let mut rest = vec![type_word(&subject.type_name)];
    rest.extend(subject.notes.iter().map(|note| show(note)));
    (show(&subject.name), rest.join(" · "))
}

/// The owner of a subject, or what an identity's full id is: label and text.
pub(crate) fn owner(reach: &Reach, subject: &ReachSubject) -> (&'static str, String) {
    let place = subject
        .scope
        .as_deref()
        .map(|id| format!(" in {}", scope(&reach.nodes, id)))
        .unwrap_or_default();
    match &subject.identity {
        Some(identity) => ("owner", format!("{}{place}", show(identity))),
        None if subject.id == subject.name => ("where", place.trim_start().to_owned()),
        None => ("id", format!("{}{place}", show(&subject.id))),
    }
}

/// The verdict: whether anything can be administered.
pub(crate) fn verdict(reach: &Reach) -> (Option<Certainty>, String) {
    // The surest and nearest first: that is the path which the screen shows.
    let Some((first, more)) = reach.admin.split_first() else {
        let reserve = if reach.coverage.complete && reach.unlisted.is_empty() {
            ""
        } else {
            ", as far as could be read"
        };
        return (None, format!("no account can be administered{reserve}"));
    };
    let tail = if more.is_empty() {
        String::new()
    } else {
        format!(" and {} more", more.len())
    };
    (
        Some(first.certainty),
        format!("ADMINISTRATOR of {}{tail}", scope(&reach.nodes, &first.id)),
    )
}

/// What can be read: three numbers, and how many of each are certain where there are any.
pub(crate) fn readable(reach: &Reach) -> Vec<(String, Option<usize>)> {
    let all = &reach.summary;
    [
        (all.secrets, all.certain.secrets, "secret"),
        (all.models, all.certain.models, "model"),
        (all.data, all.certain.data, "data set"),
    ]
    .into_iter()
    .map(|(n, certain, name)| (count(n, name), (n > 0).then_some(certain)))
    .collect()
}

/// What is said after the numbers where an account was not completely asked for what it holds.
pub(crate) fn reserve(reach: &Reach) -> &'static str {
    if reach.unlisted.is_empty() {
        ""
    } else {
        ", as far as could be read"
    }
}

/// What can be changed, and what else there is.
pub(crate) fn changeable(reach: &Reach) -> String {
    let all = &reach.summary;
    let mut parts = vec![
        count(all.integrity.models, "model"),
        count(all.integrity.data, "data set"),
    ];
    if all.derived > 0 {
        parts.push(format!(
            "{} exposed through what is made from them",
            count(all.derived, "data set")
        ));
    }
    parts.join(" · ")
}

/// What is listed, where that is not everything: `data sets, by reading; the numbers are of everything`.
pub(crate) fn listed(reach: &Reach) -> Option<String> {
    let listed = &reach.listed;
    let all = [Plane::Confidentiality, Plane::Integrity];
    let every_plane = all.iter().all(|plane| listed.planes.contains(plane));
    if every_plane && listed.classes.is_empty() {
        return None;
    }
    let mut parts: Vec<&str> = listed.classes.iter().map(|c| class_many(*c)).collect();
    if parts.is_empty() {
        parts.push("every class");
    }
    let mut text = parts.join(", ");
    if !every_plane {
        let planes: Vec<&str> = listed.planes.iter().map(|plane| plane.name()).collect();
        text = format!("{text}, {}", planes.join(" and "));
    }
    Some(format!("{text} only; the numbers above are of everything"))
}

/// What a step is about, unless its commands name it.
pub(crate) fn items(action: &Action) -> impl Iterator<Item = String> {
    action.items.iter().filter_map(|item| {
        let name = item.rsplit('/').next().unwrap_or(item);
        let named = action.commands.iter().any(|command| command.contains(name));
        (!named).then(|| show(item))
    })
}
