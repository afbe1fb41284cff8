//! What was found, in the words of the cases.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::coverage::Coverage;
use blastradius_collectors::facts::{Fact, Lineage, LineageKind, Pipeline, RunsAs, Stage};
use blastradius_collectors::snapshot::{Facts, MemorySink};
use serde_json::Value;

fn assumed(why: Option<&String>) -> String {
    why.map_or_else(String::new, |why| format!(" assumed: {why}"))
}

pub fn triggers(pipeline: &Pipeline) -> Vec<String> {
    let shown = pipeline.triggers.iter().map(|it| {
        let paused = if it.paused { " (paused)" } else { "" };
        format!("{} {}", it.kind, it.detail).trim_end().to_owned() + paused
    });
    shown.collect()
}

pub fn runs_as(all: &[RunsAs]) -> Vec<String> {
    let shown = all.iter().map(|it| {
        format!(
            "{} ({}){}",
            it.identity,
            it.how,
            assumed(it.assumed.as_ref())
        )
    });
    shown.collect()
}

pub fn secrets(stage: &Stage) -> Vec<String> {
    let shown = stage.secrets.iter().map(|it| {
        let name = if it.name.is_empty() { "" } else { " " };
        format!(
            "{}{name}{} = {}{}",
            it.how,
            it.name,
            it.secret,
            assumed(it.assumed.as_ref())
        )
    });
    shown.collect()
}

pub fn environment(stage: &Stage) -> Vec<String> {
    let shown = stage.environment.iter().map(|it| {
        let reference = it
            .reference
            .as_ref()
            .map_or_else(String::new, |it| format!(" -> {it}"));
        let shape = it
            .shape
            .as_ref()
            .map_or_else(String::new, |it| format!(" looks like {it}"));
        format!("{}{reference}{shape}", it.name)
    });
    shown.collect()
}

pub fn tokens(stage: &Stage) -> Vec<String> {
    let shown = stage.tokens.iter().map(|it| {
        let claims = it
            .claims
            .iter()
            .map(|(name, values)| format!("{name}={}", values.join("|")));
        let parts = [
            it.subjects.join(", "),
            it.audiences.join(", "),
            claims.collect::<Vec<_>>().join(", "),
        ];
        format!("{} | {}", it.issuer, parts.join(" | "))
            .trim_end_matches([' ', '|'])
            .to_owned()
    });
    shown.collect()
}

pub fn gates(stage: &Stage) -> Vec<String> {
    stage
        .gates
        .iter()
        .map(|it| format!("{}: {}", it.kind, it.detail))
        .collect()
}

pub fn unresolved(stage: &Stage) -> Vec<String> {
    let shown = stage.unresolved.iter().map(|it| {
        let member = it
            .id
            .strip_prefix(&format!("unresolved:{}/", stage.id))
            .unwrap_or(&it.id);
        format!("{} {member}: {}", it.kind, it.expression)
    });
    shown.collect()
}

fn kind(lineage: &Lineage) -> &'static str {
    match lineage.kind {
        LineageKind::Data => "data",
        LineageKind::Model => "model",
        LineageKind::Code => "code",
        LineageKind::Image => "image",
        LineageKind::Index => "index",
        _ => "other",
    }
}

fn flow(lineage: &Lineage, end: &str) -> String {
    let pinned = lineage
        .pinned
        .as_ref()
        .map_or_else(String::new, |it| format!(" pinned {it}"));
    format!(
        "{} {end}{pinned}{}",
        kind(lineage),
        assumed(lineage.assumed.as_ref())
    )
}

pub fn inputs(facts: &Facts, stage: &str) -> Vec<String> {
    let into = facts.lineage.values().filter(|it| it.to == stage);
    into.map(|it| flow(it, &it.from)).collect()
}

pub fn outputs(facts: &Facts, stage: &str) -> Vec<String> {
    let out = facts.lineage.values().filter(|it| it.from == stage);
    out.map(|it| flow(it, &it.to)).collect()
}

/// Flows that no stage is an end of.
pub fn flows(facts: &Facts, stages: &[&Stage]) -> Vec<String> {
    let own: BTreeSet<&str> = stages.iter().map(|it| it.id.as_str()).collect();
    let others = facts
        .lineage
        .values()
        .filter(|it| !own.contains(&*it.from) && !own.contains(&*it.to));
    others
        .map(|it| flow(it, &format!("{} -> {}", it.from, it.to)))
        .collect()
}

pub fn attributes(all: &BTreeMap<String, Value>) -> Vec<String> {
    all.iter()
        .map(|(name, value)| format!("{name} = {value}"))
        .collect()
}

/// Those of the attributes that are asked for.
pub fn some_attributes(
    all: &BTreeMap<String, Value>,
    asked: &BTreeMap<String, Value>,
) -> Vec<String> {
    let some = all.iter().filter(|(name, _)| asked.contains_key(*name));
    some.map(|(name, value)| format!("{name} = {value}"))
        .collect()
}

/// Whether every member that is asked for is there. Lists are whole.
pub fn within(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => expected
            .iter()
            .all(|(name, value)| found.get(name).is_some_and(|it| within(value, it))),
        _ => expected == found,
    }
}

pub fn as_json(sink: &MemorySink) -> Vec<Value> {
    let json = |fact: &Fact| match fact {
        Fact::Scope(it) => serde_json::to_value(it),
        Fact::Identity(it) => serde_json::to_value(it),
        Fact::Credential(it) => serde_json::to_value(it),
        Fact::Policy(it) => serde_json::to_value(it),
        Fact::Attachment(it) => serde_json::to_value(it),
        Fact::Workload(it) => serde_json::to_value(it),
        Fact::Pipeline(it) => serde_json::to_value(it),
        Fact::Asset(it) => serde_json::to_value(it),
        Fact::Lineage(it) => serde_json::to_value(it),
        Fact::Federation(it) => serde_json::to_value(it),
        _ => Ok(Value::Null),
    };
    sink.facts
        .clone()
        .into_facts()
        .map(|it| json(&it).unwrap())
        .collect()
}

fn shown(record: &Coverage) -> String {
    let line = record.origin.pointer.split(':').next().unwrap_or_default();
    format!("{}:{line}: {}", record.origin.source, record.reason)
}

/// `FILE:LINE: part of the reason`.
fn fits(gap: &str, record: &Coverage) -> bool {
    let shown = shown(record);
    match gap.split_once(": ") {
        Some((place, part)) => shown.starts_with(&format!("{place}:")) && shown.contains(part),
        None => false,
    }
}

fn open(sink: &MemorySink) -> impl Iterator<Item = &Coverage> {
    sink.coverage.iter().filter(|it| !it.outcome.is_complete())
}

/// The gaps that are expected: those that fit a record are told as that record is.
pub fn matched(expected: &[String], sink: &MemorySink) -> Vec<String> {
    let tell = |gap: &String| {
        open(sink)
            .find(|it| fits(gap, it))
            .map_or_else(|| gap.clone(), shown)
    };
    expected.iter().map(tell).collect()
}

/// The gaps that were found.
pub fn gaps(sink: &MemorySink) -> Vec<String> {
    open(sink).map(shown).collect()
}

/// The same with paths that begin at the root of the repository.
pub fn relative(mut sink: MemorySink, root: &str) -> MemorySink {
    for record in &mut sink.coverage {
        record.origin.source = record.origin.source.replace(root, "");
        record.reason = record.reason.replace(root, "");
    }
    sink
}
