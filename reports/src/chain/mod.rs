//! A pipeline as a picture: a box for each stage, arrows in the order of the stages, gates on the arrows.
//!
//! All formats that draw a pipeline draw this. Text is [visible](crate::sanitize::visible) already; each format escapes it
//! once more for its own language.

mod picture;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_queries::answer::{DescribedPipeline, DescribedStage, Pipelines, StageAsset};

use crate::sanitize::elide;
use crate::words::{Nodes, count, node, show};
pub(crate) use picture::of_pipelines;
pub(crate) use svg::{THEME, svg};

/// A line of a box is at most this long.
const LINE: usize = 52;
/// A box names so many of each.
const NAMED: usize = 3;

/// A line of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// `runs as`, `reads`, …
    pub(crate) label: &'static str,
    pub(crate) text: String,
    /// Whether it is bad news.
    pub(crate) bad: bool,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Box {
    pub(crate) name: String,
    pub(crate) kind: String,
    /// How many stages come before it on the longest way.
    pub(crate) level: usize,
    pub(crate) lines: Vec<Line>,
    /// What stands before it, in words.
    pub(crate) gates: Vec<String>,
}

/// An arrow between two boxes, by their places.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// What the first writes and the second reads. Empty where one only waits for the other.
    pub(crate) carries: String,
}

/// A pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    pub(crate) title: String,
    /// What starts it.
    pub(crate) triggers: String,
    pub(crate) boxes: Vec<Box>,
    pub(crate) arrows: Vec<Arrow>,
}

/// The picture of a pipeline of an answer.
pub(crate) fn of(answer: &Pipelines, pipeline: &DescribedPipeline) -> Chain {
    let arrows = arrows(answer, &pipeline.stages);
    let mut levels = vec![0usize; pipeline.stages.len()];
    // The stages stand in their order, so that one sweep tells the longest way to each. An arrow back, of stages that wait for
    // each other, counts for nothing.
    for at in 0..pipeline.stages.len() {
        let before = arrows
            .iter()
            .filter(|arrow| arrow.to == at && arrow.from < at);
        let level = before.filter_map(|arrow| levels.get(arrow.from)).max();
        let level = level.map_or(0, |level| level + 1);
        if let Some(slot) = levels.get_mut(at) {
            *slot = level;
        }
    }
    let boxes = pipeline.stages.iter().zip(levels);
    Chain {
        title: show(&pipeline.name),
        triggers: triggers(pipeline),
        boxes: boxes
            .map(|(stage, level)| Box {
                name: elide(&show(&stage.name), LINE).into_owned(),
                kind: elide(&show(&stage.kind), LINE).into_owned(),
                level,
                lines: lines(&answer.nodes, stage),
                gates: stage
                    .gates
                    .iter()
                    .map(|gate| {
                        elide(
                            &format!("{}: {}", show(&gate.kind), show(&gate.detail)),
                            LINE,
                        )
                        .into_owned()
                    })
                    .collect(),
            })
            .collect(),
        arrows,
    }
}

/// What starts a pipeline, in words.
pub(crate) fn triggers(pipeline: &DescribedPipeline) -> String {
    if pipeline.triggers.is_empty() {
        return "started by hand, or by what the definition does not say".to_owned();
    }
    let words: Vec<String> = pipeline
        .triggers
        .iter()
        .map(|it| {
            let paused = if it.paused { " (paused)" } else { "" };
            let text = format!("{} {}", show(&it.kind), show(&it.detail));
            format!("{}{paused}", text.trim_end())
        })
        .collect();
    words.join(", ")
}

fn arrows(answer: &Pipelines, stages: &[DescribedStage]) -> Vec<Arrow> {
    let place: BTreeMap<&str, usize> = (0..)
        .zip(stages)
        .map(|(at, stage): (usize, _)| (stage.id.as_str(), at))
        .collect();
    let mut writers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, stage) in stages.iter().enumerate() {
        for output in &stage.outputs {
            writers.entry(&output.id).or_default().push(at);
        }
    }
    let mut found: BTreeMap<(usize, usize), BTreeSet<String>> = BTreeMap::new();
    for (to, stage) in stages.iter().enumerate() {
        for before in &stage.after {
            if let Some(from) = place.get(before.as_str()) {
                found.entry((*from, to)).or_default();
            }
        }
        for input in stage.inputs.iter().chain(&stage.code) {
            if let Some(from) = place.get(input.id.as_str()) {
                found.entry((*from, to)).or_default();
                continue;
            }
            for from in writers.get(input.id.as_str()).into_iter().flatten() {
                let carried = found.entry((*from, to)).or_default();
                carried.insert(node(&answer.nodes, &input.id));
            }
        }
    }
    let arrows = found.into_iter().filter(|((from, to), _)| from != to);
    arrows
        .map(|((from, to), carried)| Arrow {
            from,
            to,
            carries: elide(&some(carried.into_iter().collect()), LINE).into_owned(),
        })
        .collect()
}

/// The first few, and how many more.
fn some(all: Vec<String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let first: Vec<String> = all.into_iter().take(NAMED).collect();
    match more {
        0 => first.join(", "),
        more => format!("{} +{more}", first.join(", ")),
    }
}

fn lines(nodes: &Nodes, stage: &DescribedStage) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut add = |label, text: String, bad| {
        if !text.is_empty() {
            let text = elide(&text, LINE).into_owned();
            lines.push(Line { label, text, bad });
        }
    };
    for text in identities(nodes, stage) {
        add("runs as", text, false);
    }
    let assets =
        |assets: &[StageAsset]| some(assets.iter().map(|it| node(nodes, &it.id)).collect());
    let secrets = stage.secrets.iter().map(|it| node(nodes, &it.secret));
    add("secrets", some(secrets.collect()), false);
    add("reads", assets(&stage.inputs), false);
    add("code", assets(&stage.code), false);
    add("writes", assets(&stage.outputs), false);
    let (excess, bad) = excess(stage);
    add("excess", excess, bad);
    if !stage.unresolved.is_empty() {
        let open = stage.unresolved.iter();
        let open = open.map(|it| format!("{} {}", show(&it.kind), show(&it.expression)));
        add("unresolved", some(open.collect()), false);
    }
    lines
}

/// As whom a stage runs, in words.
pub(crate) fn identities(nodes: &Nodes, stage: &DescribedStage) -> Vec<String> {
    if stage.identities.is_empty() {
        return vec!["no identity of its own".to_owned()];
    }
    let all = stage.identities.iter();
    all.map(|it| {
        let mark = crate::style::mark(it.certainty);
        let assumed = if it.assumed.is_some() {
            " (assumed)"
        } else {
            ""
        };
        format!("{mark} {}{assumed}", node(nodes, &it.id))
    })
    .collect()
}

/// The excess of a stage in words, and whether it is bad news.
pub(crate) fn excess(stage: &DescribedStage) -> (String, bool) {
    let excess = &stage.excess;
    let list = |counts: &BTreeMap<&'static str, usize>| {
        let parts: Vec<String> = counts
            .iter()
            .map(|(class, n)| format!("{n} {class}"))
            .collect();
        parts.join(", ")
    };
    let mut parts = Vec::new();
    if !excess.administers.is_empty() {
        parts.push(format!(
            "administers {}",
            count(excess.administers.len(), "scope")
        ));
    }
    if !excess.confidentiality.is_empty() {
        parts.push(format!("reads {}", list(&excess.confidentiality)));
    }
    if !excess.integrity.is_empty() {
        parts.push(format!("changes {}", list(&excess.integrity)));
    }
    if !excess.assumable.is_empty() {
        parts.push(format!("assumes {}", count(excess.assumable.len(), "role")));
    }
    let bad = !parts.is_empty();
    if !excess.known {
        parts.push("not known in full".to_owned());
    } else if parts.is_empty() && !stage.identities.is_empty() {
        parts.push("none".to_owned());
    }
    (parts.join("; "), bad)
}
