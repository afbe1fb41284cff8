//! What the user calls a thing -> the fact.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{FactKind, UNRESOLVED};
use blastradius_collectors::snapshot::Facts;

use super::error::ChangeError;
use crate::subject::near::distance;

/// How many near misses are named.
const MOST: usize = 8;

/// Names longer than this are no slip of the pen.
const LONGEST: usize = 200;

/// A thing that has a name: its kind, id and what people call it.
pub(super) type Named<'a> = (FactKind, &'a str, &'a str);

/// Everything of some kinds.
pub(super) fn all<'a>(facts: &'a Facts, kinds: &[FactKind]) -> Vec<Named<'a>> {
    let mut found: Vec<Named<'a>> = Vec::new();
    for kind in kinds {
        match kind {
            FactKind::Scope => found.extend(facts.scopes.values().map(|it| {
                let name = it.name.as_deref().unwrap_or_default();
                (*kind, it.id.as_str(), name)
            })),
            FactKind::Identity => found.extend(
                facts
                    .identities
                    .values()
                    .map(|it| (*kind, &*it.id, &*it.name)),
            ),
            FactKind::Credential => found.extend(
                facts
                    .credentials
                    .values()
                    .map(|it| (*kind, &*it.id, &*it.name)),
            ),
            FactKind::Policy => found.extend(
                facts
                    .policies
                    .values()
                    .map(|it| (*kind, &*it.id, &*it.name)),
            ),
            FactKind::Workload => found.extend(
                facts
                    .workloads
                    .values()
                    .map(|it| (*kind, &*it.id, &*it.name)),
            ),
            FactKind::Pipeline => found.extend(
                facts
                    .pipelines
                    .values()
                    .map(|it| (*kind, &*it.id, &*it.name)),
            ),
            FactKind::Asset => {
                found.extend(facts.assets.values().map(|it| (*kind, &*it.id, &*it.name)))
            }
            FactKind::Federation => found.extend(
                facts
                    .federations
                    .values()
                    .map(|it| (*kind, &*it.id, &*it.issuer)),
            ),
            FactKind::Attachment | FactKind::Lineage => {}
        }
    }
    found
}

/// Every identity: what facts describe, and what they name as the one that something runs as or becomes. Of clouds that are not
/// collected that is all there is.
pub(super) fn identities(facts: &Facts) -> Vec<Named<'_>> {
    let mut found = all(facts, &[FactKind::Identity]);
    let stages = facts.pipelines.values().flat_map(|it| &it.stages);
    let runs_as = (facts.workloads.values().flat_map(|it| &it.runs_as))
        .chain(stages.flat_map(|it| &it.runs_as))
        .map(|it| it.identity.as_str());
    let trusted = facts.federations.values().map(|it| it.identity.as_str());
    let named: BTreeSet<&str> = (runs_as.chain(trusted))
        .filter(|id| !facts.identities.contains_key(*id) && !id.starts_with(UNRESOLVED))
        .collect();
    found.extend(named.into_iter().map(|id| {
        let name = id.rsplit('/').next().unwrap_or(id);
        (FactKind::Identity, id, name)
    }));
    found
}

/// The one thing that a text means.
pub(super) fn one<'a>(
    facts: &'a Facts,
    text: &str,
    kinds: &[FactKind],
    what: &str,
) -> Result<Named<'a>, ChangeError> {
    among(all(facts, kinds), text, what)
}

/// The one of some things that a text means.
pub(super) fn among<'a>(
    things: Vec<Named<'a>>,
    text: &str,
    what: &str,
) -> Result<Named<'a>, ChangeError> {
    let text = text.trim();
    let lower = text.to_lowercase();
    let prefixed = [format!("aws:access-key/{text}"), format!("aws:{text}")];
    let ends = |id: &str| {
        // `user/ci` of an ARN; the key id of `aws:access-key/AKIA…`.
        id.strip_suffix(text)
            .is_some_and(|start| start.ends_with([':', '/', '#']))
    };
    let id = |it: &Named<'_>| it.1 == text || prefixed.iter().any(|id| id == it.1);
    let exact = |it: &Named<'_>| it.2 == text || ends(it.1);
    let any_case = |it: &Named<'_>| it.2.to_lowercase() == lower;
    let part = |it: &Named<'_>| {
        it.1.to_lowercase().contains(&lower) || it.2.to_lowercase().contains(&lower)
    };
    let tries: [&dyn Fn(&Named<'_>) -> bool; 4] = [&id, &exact, &any_case, &part];
    for matches in tries.into_iter().take(if text.is_empty() { 0 } else { 4 }) {
        let hits: Vec<Named<'a>> = things.iter().copied().filter(|it| matches(it)).collect();
        match hits.as_slice() {
            [] => {}
            [one] => return Ok(*one),
            _ => {
                let ids: BTreeSet<&str> = hits.iter().map(|it| it.1).collect();
                return Err(ChangeError::Ambiguous {
                    text: text.to_owned(),
                    among: ids.into_iter().take(20).map(str::to_owned).collect(),
                });
            }
        }
    }
    Err(ChangeError::Unknown {
        what: what.to_owned(),
        text: text.to_owned(),
        near: near(&things, &lower),
    })
}

/// The things that are spelt almost so; where there are few, all.
fn near(things: &[Named<'_>], lower: &str) -> Vec<String> {
    let wanted: Vec<char> = lower.chars().take(LONGEST).collect();
    let limit = 1 + wanted.len() / 5;
    let mut hits: Vec<(usize, &str)> = things
        .iter()
        .filter_map(|(_, id, name)| {
            let tail = id.rsplit(['/', ':']).next().unwrap_or(id);
            let best = [*name, tail, id]
                .into_iter()
                .filter_map(|name| distance(&wanted, name, limit))
                .min()?;
            Some((best, *id))
        })
        .collect();
    hits.sort_unstable();
    if hits.is_empty() && things.len() <= MOST {
        hits = things.iter().map(|it| (0, it.1)).collect();
    }
    hits.into_iter()
        .take(MOST)
        .map(|it| it.1.to_owned())
        .collect()
}
