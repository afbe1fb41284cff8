//! Facts -> what is known of indexes beside their edges.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::{Asset, AssetClass, LineageKind, Workload};
use blastradius_collectors::snapshot::Facts;
use serde_json::Value;

use crate::model::{GraphBuilder, IndexDetail};

/// Adds what is known of every index. A part of an index (a source of a knowledge base) is none of its own, and neither is
/// the store of one. Time: the flows and the assets, once each.
pub(crate) fn add(facts: &Facts, graph: &mut GraphBuilder) {
    let assets = || facts.assets.values();
    let indexes = assets().filter(|it| it.class == AssetClass::Index && it.part_of.is_none());
    let mut parts: BTreeMap<&str, Vec<&Asset>> = BTreeMap::new();
    for asset in assets() {
        if let Some(whole) = &asset.part_of {
            parts.entry(whole).or_default().push(asset);
        }
    }
    let mut into: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for lineage in facts
        .lineage
        .values()
        .filter(|it| it.kind == LineageKind::Index)
    {
        into.entry(&lineage.to).or_default().insert(&lineage.from);
    }
    let flows = |from: &str, to: &str| into.get(to).is_some_and(|it| it.contains(from));
    // What the answers of the models of an account and region go into.
    let workloads = facts.workloads.values();
    let logging: Vec<&Workload> = workloads
        .filter(|it| it.kind == "aws:bedrock:invocation-logging")
        .collect();
    for index in indexes {
        let mut stores = texts(index, "stores");
        let both_ways = into.get(index.id.as_str()).into_iter().flatten();
        stores.extend(
            both_ways
                .filter(|it| flows(&index.id, it))
                .map(|it| (*it).to_owned()),
        );
        stores.sort();
        stores.dedup();
        let mut logs = texts(index, "logs");
        let here =
            |it: &&&Workload| Some(&it.scope) == index.scope.as_ref() && it.region == index.region;
        if index.kind.starts_with("aws:bedrock:") {
            logs.extend(
                logging
                    .iter()
                    .filter(here)
                    .flat_map(|it| targets(facts, it)),
            );
        }
        let parts = parts
            .get(index.id.as_str())
            .map(Vec::as_slice)
            .unwrap_or_default();
        // Times of one form sort as text.
        let times = |name: &str| {
            parts
                .iter()
                .chain([&index])
                .filter_map(|it| text(it, name))
                .collect::<Vec<_>>()
        };
        let (stale, doubts) = syncs(parts);
        graph.index(IndexDetail {
            id: index.id.clone(),
            stale,
            doubts,
            logs,
            enforcement: enforcement(index),
            last_sync: times("last_ingestion").into_iter().min().map(str::to_owned),
            policy_changed: sources(facts, &into, index)
                .filter_map(|it| text(it, "policy_changed"))
                .max()
                .map(str::to_owned),
            stores,
        });
    }
}

/// What the sources of a knowledge base show, and leave open: "Sync your data with your Amazon Bedrock knowledge base" and
/// "Delete a data source from your Amazon Bedrock knowledge base", Amazon Bedrock User Guide.
fn syncs(parts: &[&Asset]) -> (Vec<String>, Vec<String>) {
    let (mut stale, mut doubts) = (Vec::new(), Vec::new());
    for part in parts {
        if part.kind != "aws:bedrock:data-source" {
            continue;
        }
        let name = &part.name;
        let last = text(part, "last_ingestion");
        if text(part, "state") == Some("DELETE_UNSUCCESSFUL") {
            stale.push(format!(
                "source {name} was deleted, and what was made of it was not"
            ));
        }
        match (last, text(part, "failed_ingestion")) {
            (Some(last), Some(failed)) => stale.push(format!(
                "the sync of source {name} at {failed} did not end: it is as it was at {last}"
            )),
            (None, Some(failed)) => doubts.push(format!(
                "the sync of source {name} at {failed} did not end, and no other was read"
            )),
            (None, None) => doubts.push(format!("no sync of source {name} was read")),
            (Some(_), None) => {}
        }
        if let Some(n) = part
            .attributes
            .get("failed_documents")
            .and_then(Value::as_u64)
        {
            doubts.push(format!(
                "{n} documents of source {name} failed in its last sync: what stood in them before may still be in it"
            ));
        }
    }
    stale.sort();
    doubts.sort();
    (stale, doubts)
}

fn sources<'a>(
    facts: &'a Facts,
    into: &'a BTreeMap<&str, BTreeSet<&str>>,
    index: &Asset,
) -> impl Iterator<Item = &'a Asset> {
    let from = into.get(index.id.as_str()).into_iter().flatten();
    from.filter_map(|id| facts.assets.get(*id))
}

/// Where invocation logs go: the assets that the record of the configuration flows into.
fn targets<'a>(facts: &'a Facts, logging: &'a Workload) -> impl Iterator<Item = String> + 'a {
    let flows = facts.lineage.values().filter(|it| it.from == logging.id);
    flows.map(|it| it.to.clone())
}

/// A knowledge base lets whoever may retrieve see all of it; a managed one believes what the caller says of the user that asks
/// (Amazon Bedrock User Guide, "Query a knowledge base and retrieve data", "Access control in managed knowledge bases").
fn enforcement(index: &Asset) -> Option<(String, String)> {
    let at = |name: &str| format!("asset:{} /attributes/{name}", index.id);
    if let Some(word) = text(index, "enforcement") {
        return Some((word.to_owned(), at("enforcement")));
    }
    if index.kind != "aws:bedrock:knowledge-base" {
        return None;
    }
    match text(index, "kind") {
        Some("MANAGED") => Some(("caller_asserted".to_owned(), at("kind"))),
        Some("VECTOR") => Some(("none".to_owned(), at("kind"))),
        _ => None,
    }
}

fn text<'a>(asset: &'a Asset, name: &str) -> Option<&'a str> {
    asset.attributes.get(name).and_then(Value::as_str)
}

fn texts(asset: &Asset, name: &str) -> Vec<String> {
    let list = asset.attributes.get(name).and_then(Value::as_array);
    let texts = list.into_iter().flatten().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
