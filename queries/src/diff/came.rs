//! Credentials and identities that are in one of the snapshots only.

use std::collections::BTreeMap;

use blastradius_graph::model::{Graph, NodeId, NodeKind};

use super::gaps::Gaps;
use super::severity::severity;
use super::ways::Ways;
use super::{DiffOptions, Side};
use crate::answer::{CameOrWent, Changed, RankedCredential, ReachSize, Severity};
use crate::engine::states::Frozen;
use crate::narrate::base_identity;
use crate::rank::{RankOptions, rank};

/// A snapshot, with its graph frozen for searches.
type Frost<'a> = (Side<'a>, &'a Frozen);

/// Those of a kind that came and went; what came first. `gaps` are what each could not see of the other.
pub(super) fn came_and_went(
    (old, unread_old): (Frost<'_>, &Gaps),
    (new, unread_new): (Frost<'_>, &Gaps),
    kind: NodeKind,
    options: &DiffOptions,
) -> Vec<CameOrWent> {
    let mut found = one_way(new, old.0, unread_old, kind, true, options);
    found.extend(one_way(old, new.0, unread_new, kind, false, options));
    found
}

fn one_way(
    (has, frozen): Frost<'_>,
    lacks: Side<'_>,
    gaps: &Gaps,
    kind: NodeKind,
    now: bool,
    options: &DiffOptions,
) -> Vec<CameOrWent> {
    let graph = has.graph;
    let only: Vec<_> = graph
        .nodes()
        .filter(|(id, node)| {
            node.kind == kind
                && lacks.graph.find(node.id).is_none()
                && base_identity(graph, *id).is_none()
        })
        .collect();
    let mut ranked: BTreeMap<String, RankedCredential> = BTreeMap::new();
    if kind == NodeKind::Credential && !only.is_empty() {
        let options = RankOptions {
            min_certainty: options.min_certainty,
            kind,
            context: options.context.clone(),
        };
        let all = rank(graph, &options).credentials.into_iter();
        ranked = all.map(|it| (it.id.clone(), it)).collect();
    }
    let mut found: Vec<CameOrWent> = only
        .into_iter()
        .map(|(id, node)| {
            let record = node.record.map(str::to_owned);
            let record = record.unwrap_or_else(|| format!("{}:{}", kind.name(), node.id));
            let gaps = has.hiding(gaps, &record);
            let change = match (gaps.is_empty(), now) {
                (false, _) => Changed::Unknown,
                (true, true) => Changed::New,
                (true, false) => Changed::Closed,
            };
            let entry = ranked.get(node.id);
            let worst = match entry {
                Some(_) => worst(graph, frozen, id, options),
                None => Severity::Low,
            };
            CameOrWent {
                change,
                now,
                id: node.id.to_owned(),
                name: node.name.to_owned(),
                type_name: node.type_name.to_owned(),
                identity: entry.map(|it| it.identity.clone()).unwrap_or_default(),
                reach: entry.map(|it| ReachSize {
                    data: it.data,
                    models: it.models,
                    secrets: it.secrets,
                    admin_of: it.admin_of.clone(),
                    integrity: it.integrity,
                }),
                severity: worst,
                gaps,
            }
        })
        .collect();
    found.sort_by(|a, b| {
        (std::cmp::Reverse(a.severity), &a.id).cmp(&(std::cmp::Reverse(b.severity), &b.id))
    });
    found
}

/// The worst of what a credential reaches.
fn worst(graph: &Graph, frozen: &Frozen, id: NodeId, options: &DiffOptions) -> Severity {
    let ways = Ways::new((graph, frozen), id, &options.planes, options.min_certainty);
    let levels = ways.levels().map(|(target, level)| {
        let node = graph.find(&target.0).map(|id| graph.node(id));
        severity(node.and_then(|node| node.class), level)
    });
    levels.max().unwrap_or(Severity::Low)
}
