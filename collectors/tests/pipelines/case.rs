//! The form of a case.

use std::collections::BTreeMap;
use std::path::Path;

use blastradius_collectors::snapshot::MemorySink;
use serde::Deserialize;
use serde_json::Value;

use crate::found;

/// One case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it shows.
    pub about: String,
    /// The remote of the repository; without one, the folder is `acme/repo`.
    pub remote: Option<String>,
    /// The files.
    pub file: Vec<CaseFile>,
    /// The pipelines that must be found.
    #[serde(default)]
    pub pipeline: Vec<CasePipeline>,
    /// All stages that must be found, in the order of their ids.
    #[serde(default)]
    pub stage: Vec<CaseStage>,
    /// Assets that must be found, beside others.
    #[serde(default)]
    pub asset: Vec<CaseAsset>,
    /// Other facts that must be found, as they are stored; members that are not named are not looked at.
    #[serde(default)]
    pub fact: Vec<BTreeMap<String, Value>>,
    /// Flows between things that are no stages: `data FROM -> TO`. All of them.
    #[serde(default)]
    pub flows: Vec<String>,
    /// What could not be read: `FILE:LINE: part of the reason`. All of them.
    #[serde(default)]
    pub gaps: Vec<String>,
    /// Texts that no fact and no coverage may hold.
    #[serde(default)]
    pub never: Vec<String>,
}

/// A file of a case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// Its path in the repository.
    pub path: String,
    /// Its text.
    pub text: Option<String>,
    /// A file beside the case that holds its text.
    pub from: Option<String>,
}

impl CaseFile {
    /// What is in it.
    pub fn content(&self, beside: &Path) -> Vec<u8> {
        match (&self.text, &self.from) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(name)) => std::fs::read(beside.join(name)).unwrap(),
            _ => panic!("{}: a file has either `text` or `from`", self.path),
        }
    }
}

/// A pipeline.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CasePipeline {
    /// Its id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name: String,
    /// `KIND DETAIL`, and ` (paused)`.
    #[serde(default)]
    pub triggers: Vec<String>,
    /// Attributes that it must have, beside others.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
}

/// A stage. What is not named must be empty.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseStage {
    /// Its id.
    pub id: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub kind: String,
    /// `IDENTITY (HOW)`, and ` assumed: WHY`.
    #[serde(default)]
    pub runs_as: Vec<String>,
    /// Ids of the stages before it.
    #[serde(default)]
    pub after: Vec<String>,
    /// `HOW NAME = SECRET`, and ` assumed: WHY`.
    #[serde(default)]
    pub secrets: Vec<String>,
    /// `NAME`, `NAME -> REFERENCE`, `NAME looks like SHAPE`.
    #[serde(default)]
    pub environment: Vec<String>,
    /// `ISSUER | SUBJECT, SUBJECT | AUDIENCE | CLAIM=PATTERN`.
    #[serde(default)]
    pub tokens: Vec<String>,
    /// `KIND: DETAIL`.
    #[serde(default)]
    pub gates: Vec<String>,
    /// `TYPE MEMBER: EXPRESSION`.
    #[serde(default)]
    pub unresolved: Vec<String>,
    /// `data ID`, and ` pinned DIGEST`, ` assumed: WHY`: data, code, images, models and indexes that it takes.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// The same, that it makes.
    #[serde(default)]
    pub outputs: Vec<String>,
    /// Attributes that it must have, beside others.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
}

/// An asset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseAsset {
    /// Its id.
    pub id: String,
    /// Its class.
    pub class: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Attributes that it must have, beside others.
    #[serde(default)]
    pub attributes: BTreeMap<String, Value>,
}

impl Case {
    /// What is not as it must be.
    pub fn problems(&self, sink: &MemorySink) -> Vec<String> {
        let facts = &sink.facts;
        let mut problems = Vec::new();
        let mut compare = |what: &str, expected: &[String], found: Vec<String>| {
            let mut expected = expected.to_vec();
            expected.sort();
            let mut found = found;
            found.sort();
            for missing in expected.iter().filter(|it| !found.contains(it)) {
                problems.push(format!("{what}: missing  {missing}"));
            }
            for more in found.iter().filter(|it| !expected.contains(it)) {
                problems.push(format!("{what}: found    {more}"));
            }
        };
        for expected in &self.pipeline {
            let Some(pipeline) = facts.pipelines.get(&expected.id) else {
                compare(
                    "pipelines",
                    std::slice::from_ref(&expected.id),
                    facts.pipelines.keys().cloned().collect(),
                );
                continue;
            };
            let of = format!("pipeline {}", expected.id);
            compare(
                &of,
                std::slice::from_ref(&expected.kind),
                vec![pipeline.kind.clone()],
            );
            compare(
                &of,
                std::slice::from_ref(&expected.name),
                vec![pipeline.name.clone()],
            );
            compare(
                &format!("{of} triggers"),
                &expected.triggers,
                found::triggers(pipeline),
            );
            compare(
                &format!("{of} attributes"),
                &found::attributes(&expected.attributes),
                found::some_attributes(&pipeline.attributes, &expected.attributes),
            );
        }
        let stages: Vec<_> = facts.pipelines.values().flat_map(|it| &it.stages).collect();
        compare(
            "stages",
            &self
                .stage
                .iter()
                .map(|it| it.id.clone())
                .collect::<Vec<_>>(),
            stages.iter().map(|it| it.id.clone()).collect(),
        );
        for expected in &self.stage {
            let Some(stage) = stages.iter().find(|it| it.id == expected.id) else {
                continue;
            };
            let of = |what: &str| format!("stage {} {what}", expected.id);
            compare(
                &of("type"),
                std::slice::from_ref(&expected.kind),
                vec![stage.kind.clone()],
            );
            compare(
                &of("runs_as"),
                &expected.runs_as,
                found::runs_as(&stage.runs_as),
            );
            compare(&of("after"), &expected.after, stage.after.clone());
            compare(&of("secrets"), &expected.secrets, found::secrets(stage));
            compare(
                &of("environment"),
                &expected.environment,
                found::environment(stage),
            );
            compare(&of("tokens"), &expected.tokens, found::tokens(stage));
            compare(&of("gates"), &expected.gates, found::gates(stage));
            compare(
                &of("unresolved"),
                &expected.unresolved,
                found::unresolved(stage),
            );
            compare(
                &of("inputs"),
                &expected.inputs,
                found::inputs(facts, &stage.id),
            );
            compare(
                &of("outputs"),
                &expected.outputs,
                found::outputs(facts, &stage.id),
            );
            compare(
                &of("attributes"),
                &found::attributes(&expected.attributes),
                found::some_attributes(&stage.attributes, &expected.attributes),
            );
        }
        for expected in &self.asset {
            let found = facts.assets.get(&expected.id).map(|it| {
                let attributes = found::some_attributes(&it.attributes, &expected.attributes);
                format!("{} {} {} {attributes:?}", it.id, it.class.name(), it.kind)
            });
            let attributes = found::attributes(&expected.attributes);
            let wanted = format!(
                "{} {} {} {attributes:?}",
                expected.id, expected.class, expected.kind
            );
            compare("assets", &[wanted], found.into_iter().collect());
        }
        for expected in &self.fact {
            let all = found::as_json(sink);
            let fits = |it: &Value| {
                expected
                    .iter()
                    .all(|(name, value)| found::within(value, &it[name]))
            };
            if !all.iter().any(fits) {
                let id = expected
                    .get("id")
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                let like: Vec<_> = all
                    .iter()
                    .filter(|it| it["id"] == id)
                    .map(Value::to_string)
                    .collect();
                compare("facts", &[format!("{expected:?}")], like);
            }
        }
        compare("flows", &self.flows, found::flows(facts, &stages));
        compare("gaps", &found::matched(&self.gaps, sink), found::gaps(sink));
        let everything = format!("{:?} {:?}", sink.facts, sink.coverage);
        for never in self
            .never
            .iter()
            .filter(|it| everything.contains(it.as_str()))
        {
            problems.push(format!("it holds `{never}`"));
        }
        problems
    }
}
