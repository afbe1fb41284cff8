//! Which records that differ may forbid or allow a hop without being named in its evidence.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Policy;
use blastradius_graph::model::Graph;
use serde_json::Value;

use super::gaps::Gaps;
use super::sides::Side;
use crate::answer::{FactChange, Hop, RecordChange};
use crate::narrate::base_identity;

/// How far up the scopes are followed: an organisation of AWS has five levels of units.
const LEVELS: usize = 16;

/// The records that differ, by whom they are about.
pub(super) struct Related<'a> {
    sides: [Side<'a>; 2],
    changes: &'a BTreeMap<String, FactChange>,
    by_owner: BTreeMap<String, BTreeSet<&'a str>>,
    /// Whom of these an asset or workload mentions, by the text: an access point says which bucket it is of.
    mentions: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Related<'a> {
    pub(super) fn new(sides: [Side<'a>; 2], changes: &'a BTreeMap<String, FactChange>) -> Self {
        let mut attached: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for side in sides {
            for it in side.facts().attachments.values() {
                attached.entry(&it.policy).or_default().insert(&it.target);
            }
        }
        let mut by_owner: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for record in changes.keys() {
            let Some((kind, id)) = record.split_once(':') else {
                continue;
            };
            let mut owners: BTreeSet<&str> = BTreeSet::new();
            match kind {
                "attachment" => {
                    let found = sides
                        .iter()
                        .find_map(|side| side.facts().attachments.get(id));
                    owners.extend(found.map(|it| it.target.as_str()));
                }
                "policy" => {
                    owners.extend(attached.get(id).into_iter().flatten());
                    owners.extend(id.split_once('#').map(|(owner, _)| owner));
                }
                "lineage" => {
                    let found = sides.iter().find_map(|side| side.facts().lineage.get(id));
                    owners.extend(
                        found
                            .into_iter()
                            .flat_map(|it| [it.from.as_str(), it.to.as_str()]),
                    );
                }
                _ => owners.extend([id]),
            }
            for owner in owners {
                by_owner.entry(owner.to_owned()).or_default().insert(record);
            }
        }
        Self {
            sides,
            changes,
            mentions: mentions(sides, by_owner.keys()),
            by_owner,
        }
    }

    /// The records that differ and may be why a hop is in one graph alone: first those that deny what it needs, else those
    /// that speak of it, else all.
    pub(super) fn of(&self, hop: &Hop, graph: &Graph, missing: RecordChange) -> Vec<&'a str> {
        let owners = self.owners(hop, graph);
        let found: BTreeSet<&str> = (owners.iter())
            .filter_map(|owner| self.by_owner.get(owner))
            .flatten()
            .copied()
            .collect();
        let actions: Vec<&str> = hop
            .evidence
            .iter()
            .filter_map(|it| it.note.strip_prefix("allows "))
            .collect();
        let speaks = |deny: bool| {
            let of = |record: &&&str| self.speaks(record, &actions, deny, missing);
            found.iter().filter(of).copied().collect::<Vec<&str>>()
        };
        let denying = speaks(true);
        if !denying.is_empty() {
            return denying;
        }
        let speaking = speaks(false);
        if !speaking.is_empty() {
            return speaking;
        }
        found.into_iter().collect()
    }

    /// Whether the statements of a record that differ are about an action. Attachments speak with their policy.
    fn speaks(&self, record: &str, actions: &[&str], deny: bool, missing: RecordChange) -> bool {
        let (id, whole) = match record.split_once(':') {
            Some(("policy", id)) => (id, false),
            Some(("attachment", id)) => {
                let mut sides = self.sides.iter();
                match sides.find_map(|side| side.facts().attachments.get(id)) {
                    Some(attachment) => (attachment.policy.as_str(), true),
                    None => return false,
                }
            }
            _ => return false,
        };
        let Some(change) = self.changes.get(record) else {
            return false;
        };
        // What forbids a hop of the earlier snapshot is in the later one, and the other way round.
        let [old, new] = self.sides.map(|side| side.facts().policies.get(id));
        let (with, without) = match missing {
            RecordChange::Removed => (new, old),
            _ => (old, new),
        };
        let pointers = |added: bool| match added {
            _ if whole || change.change != RecordChange::Edited => None,
            true => Some(&change.added),
            false => Some(&change.removed),
        };
        let later = missing == RecordChange::Removed;
        let says = |policy: Option<&Policy>, only, deny| {
            policy.is_some_and(|it| about(&it.document, only, actions, deny))
        };
        match deny {
            true => change.change != missing && says(with, pointers(later), true),
            false => says(with, pointers(later), false) || says(without, pointers(!later), false),
        }
    }

    /// Whom a hop is about: both ends, their groups, what they are a part of, their key, and the scopes above them.
    fn owners(&self, hop: &Hop, graph: &Graph) -> BTreeSet<String> {
        let mut owners = BTreeSet::new();
        for end in [&hop.from, &hop.to] {
            owners.insert(end.clone());
            let node = graph.find(end);
            let base = node.and_then(|id| base_identity(graph, id)).or(node);
            let Some(base) = base.map(|id| graph.node(id)) else {
                continue;
            };
            owners.insert(base.id.to_owned());
            owners.extend(base.part_of.map(str::to_owned));
            for text in [base.id, base.name] {
                owners.extend(self.mentions.get(text).into_iter().flatten().cloned());
            }
            for side in self.sides {
                let facts = side.facts();
                if let Some(identity) = facts.identities.get(base.id) {
                    owners.extend(identity.member_of.iter().cloned());
                }
                if let Some(asset) = facts.assets.get(base.id) {
                    owners.extend(asset.encryption_key.clone());
                    owners.extend(asset.part_of.clone());
                }
                let mut scope = base.scope.map(str::to_owned);
                for _ in 0..LEVELS {
                    let Some(id) = scope else { break };
                    scope = facts.scopes.get(&id).and_then(|it| it.parent.clone());
                    owners.insert(id);
                }
            }
        }
        owners
    }

    /// What was not read of the scopes above a hop, or of whom it is about.
    pub(super) fn unread(&self, hop: &Hop, graph: &Graph, gaps: &Gaps) -> Vec<String> {
        let owners = self.owners(hop, graph);
        let hiding = owners
            .iter()
            .map(|owner| gaps.hiding("scope", owner, Some(owner), None));
        hiding.flatten().collect()
    }
}

/// How many texts of a fact are looked at.
const TEXTS: usize = 256;

/// Which of the owners mention a text in their attributes.
fn mentions<'o>(
    sides: [Side<'_>; 2],
    owners: impl Iterator<Item = &'o String>,
) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for owner in owners {
        for side in sides {
            let asset = side.facts().assets.get(owner).map(|it| &it.attributes);
            let workload = side.facts().workloads.get(owner).map(|it| &it.attributes);
            let mut open: Vec<&Value> = asset
                .into_iter()
                .chain(workload)
                .flat_map(|it| it.values())
                .collect();
            let mut left = TEXTS;
            while let Some(value) = open.pop() {
                match value {
                    Value::String(text) if left > 0 => {
                        left -= 1;
                        found.entry(text.clone()).or_default().insert(owner.clone());
                    }
                    Value::Array(values) => open.extend(values),
                    Value::Object(members) => open.extend(members.values()),
                    _ => {}
                }
            }
        }
    }
    found
}

/// Whether a document has a statement about one of the actions; about anything where no action is known.
fn about(document: &str, only: Option<&Vec<String>>, actions: &[&str], deny: bool) -> bool {
    let Ok(parsed) = serde_json::from_str::<Value>(document) else {
        return true;
    };
    let statements = match parsed.get("Statement") {
        Some(Value::Array(many)) => many.iter().collect(),
        Some(one) => vec![one],
        None => return !deny,
    };
    statements.into_iter().enumerate().any(|(at, statement)| {
        let place = format!("/Statement/{at}");
        if only
            .is_some_and(|only| !only.contains(&place) && !only.iter().any(|it| it == "/Statement"))
        {
            return false;
        }
        let denies = statement.get("Effect").and_then(Value::as_str) == Some("Deny");
        if deny && !denies {
            return false;
        }
        let names = |member: &str| {
            let matches = |it: &Value| {
                let pattern = it.as_str().unwrap_or_default();
                actions.iter().any(|action| glob(pattern, action))
            };
            match statement.get(member) {
                Some(Value::Array(many)) => Some(many.iter().any(matches)),
                Some(one) => Some(matches(one)),
                None => None,
            }
        };
        actions.is_empty()
            || names("Action")
                .or_else(|| names("NotAction").map(|named| !named))
                .unwrap_or(true)
    })
}

/// Whether a pattern of an action with `*` and `?` matches, without regard to case. Time: the product of the lengths.
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t, mut star) = (0, 0, None);
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(it) if *it == b'?' || it.eq_ignore_ascii_case(byte) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    p = at + 1;
                    t = from + 1;
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern
        .get(p..)
        .unwrap_or_default()
        .iter()
        .all(|it| *it == b'*')
}
