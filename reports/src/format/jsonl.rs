//! `jsonl`: one record a line, for `jq`, logs and databases.
//!
//! Each line has a `record` that names its kind; the rest is the same as in `json`. The first line
//! says what was asked and when (`record` = `answer`), the last what could not be seen
//! (`record` = `coverage`), so that a gap is not lost with the lines.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::json::to_line;

pub(super) static FORMAT: Format = Format {
    name: "jsonl",
    about: "one record a line",
    extension: "jsonl",
    answers: &AnswerKind::ALL,
    render,
};

/// A record with its kind in front.
#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    record: &'static str,
    #[serde(flatten)]
    value: &'a T,
}

/// The lines written so far.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn push<T: Serialize>(&mut self, record: &'static str, value: &T) -> Result<(), ReportError> {
        let line = to_line(&Line { record, value }).map_err(|reason| ReportError::Serialise {
            format: FORMAT.name,
            reason: reason.to_string(),
        })?;
        self.0.push_str(&line);
        self.0.push('\n');
        Ok(())
    }

    fn all<T: Serialize>(&mut self, record: &'static str, values: &[T]) -> Result<(), ReportError> {
        values.iter().try_for_each(|value| self.push(record, value))
    }
}

fn render(answer: &Answer<'_>, _: &Options) -> Result<String, ReportError> {
    let mut lines = Lines::default();
    match answer {
        Answer::Reach(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "summary": it.summary, "listed": it.listed, "unlisted": it.unlisted}),
            )?;
            lines.all("subject", &it.subjects)?;
            lines.all("admin", &it.admin)?;
            lines.all("identity", &it.identities)?;
            lines.all("workload", &it.workloads)?;
            lines.all("asset", &it.assets)?;
            lines.all("consumer", &it.consumers)?;
            lines.all("action", &it.containment)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Rank(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "ranked": it.ranked}),
            )?;
            lines.all("credential", &it.credentials)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Who(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "asset": it.asset, "summary": it.summary}),
            )?;
            lines.all("credential", &it.credentials)?;
            lines.all("identity", &it.identities)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Paths(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "from": it.from, "to": it.to, "more": it.more}),
            )?;
            lines.all("path", &it.paths)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Rag(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "summary": it.summary}),
            )?;
            lines.all("index", &it.indexes)?;
            lines.all("model", &it.models)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Diff(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "old": it.old, "new": it.new, "context": it.context, "summary": it.summary}),
            )?;
            lines.all("credential", &it.credentials)?;
            lines.all("identity", &it.identities)?;
            lines.all("change", &it.changes)?;
            lines.push("old_coverage", &it.old_coverage)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Query(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "preset": it.preset, "columns": it.columns, "truncated": it.truncated, "truncated_by": it.truncated_by}),
            )?;
            for row in &it.rows {
                let values: BTreeMap<_, _> = it.columns.iter().zip(row).collect();
                lines.push("row", &BTreeMap::from([("values", values)]))?;
            }
            lines.push("coverage", &it.coverage)?;
        }
        Answer::ChokePoints(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "summary": it.summary, "minimum": it.minimum}),
            )?;
            lines.all("point", &it.points)?;
            lines.all("dropped", &it.dropped)?;
            lines.all("required", &it.required)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::WhatIf(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "summary": it.summary}),
            )?;
            lines.all("change", &it.changes)?;
            lines.all("credential", &it.credentials)?;
            lines.all("kept", &it.kept)?;
            lines.all("required", &it.required)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Pipelines(it) | Answer::Pipeline(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "context": it.context, "summary": it.summary}),
            )?;
            lines.all("pipeline", &it.pipelines)?;
            lines.all("shared", &it.shared)?;
            lines.all("finding", &it.findings)?;
            lines.all("trust", &it.trusts)?;
            lines.push("coverage", &it.coverage)?;
        }
        Answer::Coverage(it) => {
            lines.push(
                "answer",
                &serde_json::json!({"schema": it.schema, "snapshot": it.snapshot, "complete": it.complete, "unresolved": it.unresolved}),
            )?;
            lines.all("scope", &it.scopes)?;
        }
        Answer::Rules(it) => lines.all("rule", &it.rules)?,
        Answer::Presets(it) => lines.all("preset", &it.presets)?,
        Answer::Rule(it) => lines.push("rule", it)?,
        // The form of `authorize --cases` is fixed and has no `record`.
        Answer::Authorization(it) => {
            let line = to_line(it).map_err(|reason| ReportError::Serialise {
                format: FORMAT.name,
                reason: reason.to_string(),
            })?;
            lines.0 = line + "\n";
        }
    }
    Ok(lines.0)
}
