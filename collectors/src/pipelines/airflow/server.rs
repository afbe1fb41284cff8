//! Answers of the REST API: the DAGs as the scheduler has them, and variables.
//!
//! Apache Airflow documentation, "Airflow REST API", `DAG` (`dag_id`, `fileloc`, `is_paused`, `schedule_interval` or
//! `timetable_summary`) and `Variable`. A DAG that is paused runs only when somebody starts it. Of the value of a variable,
//! nothing is kept but what it looks like.

use std::collections::{BTreeMap, BTreeSet};

use super::variables::{self, VARIABLE};
use crate::facts::{AssetClass, Fact, Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft, Value};
use crate::redact::{classify, free_text};
use crate::snapshot::Sink;

/// What waits for the other files: DAGs by their files, and as the scheduler has them.
#[derive(Debug, Default)]
pub(in crate::pipelines) struct Joined {
    /// With their ids.
    read: Vec<(String, String, PipelineDraft)>,
    /// By their ids.
    known: BTreeMap<String, Known>,
}

/// A DAG as the scheduler has it.
#[derive(Debug)]
struct Known {
    /// The name of its file; empty where the answer does not say.
    file: String,
    paused: bool,
    /// What is told of it where its file is not among those that are read.
    alone: PipelineDraft,
}

/// Whether a document is such an answer.
pub(super) fn is_one(root: &Node) -> bool {
    let first = |list: &str| root.get(list).and_then(|it| it.items().first());
    first("dags").is_some_and(is_dag)
        || is_dag(root)
        || first("variables").is_some_and(|it| it.get("key").is_some() && it.get("value").is_some())
}

fn is_dag(one: &Node) -> bool {
    one.get("dag_id").is_some() && one.get("is_paused").is_some()
}

/// Reads an answer.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let listed = root.get("dags").map_or(&[][..], Node::items);
    for one in listed.iter().chain(Some(root).filter(|it| is_dag(it))) {
        dag(one, output);
    }
    for one in root.get("variables").map_or(&[][..], Node::items) {
        let Some(key) = one.text_of("key") else {
            continue;
        };
        let (class, provider) = (AssetClass::Secret, Provider::Other);
        let id = variables::id(key);
        let mut asset = output.new_asset(class, provider, VARIABLE, id, key, one);
        let look = classify(one.text_of("value").unwrap_or_default());
        if let Some(shape) = look.shape {
            asset
                .attributes
                .insert("looks_like".to_owned(), shape.into());
        }
        if let Some(reference) = look.reference {
            asset
                .attributes
                .insert("holds".to_owned(), reference.into());
        }
        output.fact(Fact::Asset(asset));
    }
}

fn dag(one: &Node, output: &mut Output<'_>) {
    let Some(name) = one.text_of("dag_id") else {
        return;
    };
    let id = format!("airflow:dags/{}", free_text(name));
    let mut alone = PipelineDraft::new(output, Provider::Other, "airflow:dag", id, name, one);
    let paused = one.get("is_paused").and_then(Node::as_bool) == Some(true);
    if let Some(schedule) = schedule(one) {
        let trigger = Trigger::new("schedule", free_text(&schedule));
        alone.trigger(Trigger { paused, ..trigger });
    }
    let mut stage = alone.stage("tasks", "job", one);
    let open =
        Value::unresolved("the tasks of the DAG, whose file is not among those that were read");
    stage.unresolved("tasks", "definition", &open);
    let why = "a task has the identity of its worker, and what its connections hold";
    stage.runs_as_default("worker", "airflow:worker-identity", why);
    alone.add(stage);
    let file = one.text_of("fileloc").unwrap_or_default();
    let known = Known {
        file: file.rsplit('/').next().unwrap_or_default().to_owned(),
        paused,
        alone,
    };
    let joined = &mut output.later().airflow;
    joined.known.insert(name.to_owned(), known);
}

/// When it runs: a cron expression, `every N days` and the like, or what the timetable calls itself.
fn schedule(one: &Node) -> Option<String> {
    if let Some(text) = one.text_of("timetable_summary") {
        return Some(text.to_owned());
    }
    let interval = one.get("schedule_interval")?;
    if let Some(text) = interval.as_str().or_else(|| interval.text_of("value")) {
        return Some(text.to_owned());
    }
    let part = |name: &str| {
        let text = interval.text_of(name).filter(|it| *it != "0");
        text.map(|text| format!("{text} {name}"))
    };
    let parts: Vec<String> = ["days", "seconds", "microseconds"]
        .into_iter()
        .filter_map(part)
        .collect();
    (!parts.is_empty()).then(|| format!("every {}", parts.join(" ")))
}

/// A DAG that was read of its file.
pub(super) fn pipeline(name: &str, draft: PipelineDraft, output: &mut Output<'_>) {
    let file = output.file().name().to_owned();
    let joined = &mut output.later().airflow;
    joined.read.push((name.to_owned(), file, draft));
}

impl Joined {
    /// Gives the DAGs, with what the scheduler says of them. Returns how many there are.
    pub(in crate::pipelines) fn give(self, sink: &mut dyn Sink) -> u64 {
        let mut count: u64 = 0;
        let mut met: BTreeSet<&str> = BTreeSet::new();
        for (name, file, mut draft) in self.read {
            let known = self.known.get_key_value(&name);
            let same = known.filter(|(_, it)| it.file.is_empty() || it.file == file);
            if let Some((name, known)) = same {
                met.insert(name);
                for trigger in draft.triggers_mut() {
                    trigger.paused |= known.paused;
                }
            }
            count = count.saturating_add(1);
            for fact in draft.facts() {
                sink.fact(fact);
            }
        }
        let met: BTreeSet<String> = met.into_iter().map(str::to_owned).collect();
        let alone = self
            .known
            .into_iter()
            .filter(|(name, _)| !met.contains(name));
        for (_, known) in alone {
            count = count.saturating_add(1);
            for fact in known.alone.facts() {
                sink.fact(fact);
            }
        }
        count
    }
}
