//! A pipeline as a picture: a box for each stage, arrows in the order of the stages, gates on the arrows. What else is drawn
//! as boxes and arrows is made into the same shape: see [`of_drawing`].
//!
//! All formats that draw a pipeline draw this. Text is [visible](crate::sanitize::visible) already; each format escapes it
//! once more for its own language.

mod drawing;
mod picture;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_queries::answer::{DescribedPipeline, DescribedStage, Pipelines, StageAsset};

use crate::sanitize::elide;
use crate::words::{Nodes, count, node, show};
pub(crate) use drawing::{name_of, of_drawing, title_of};
pub(crate) use picture::of_pipelines;
pub(crate) use svg::{THEME, svg};

/// What stands beside a label in a box is at most this long.
const LINE: usize = 58;
/// A line without a label, and a gate, are at most this long.
const WHOLE: usize = 66;
/// A box names so many of each.
const NAMED: usize = 3;

/// A line of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// `runs as`, `reads`, …; empty where it goes on with what the line before is about.
    pub(crate) label: &'static str,
    pub(crate) text: String,
    /// Whether it is bad news.
    pub(crate) bad: bool,
}

/// What a box is, told by the colour of its head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// A stage, a job, an application.
    Stage,
    /// Data, and what is made of it to be asked.
    Data,
    /// A model or an endpoint.
    Model,
    /// Whose permissions are used.
    Identity,
    /// Who asks, or starts.
    Party,
}

/// A stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Box {
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) look: Look,
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
    /// Whether it holds in any case.
    pub(crate) certain: bool,
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
    let levels = levels(pipeline.stages.len(), &arrows);
    let boxes = pipeline.stages.iter().zip(levels);
    Chain {
        title: show(&pipeline.name),
        triggers: triggers(pipeline),
        boxes: boxes
            .map(|(stage, level)| Box {
                name: elide(&show(&stage.name), LINE).into_owned(),
                kind: elide(&show(&stage.kind), LINE).into_owned(),
                look: Look::Stage,
                level,
                lines: lines(&answer.nodes, stage),
                gates: stage
                    .gates
                    .iter()
                    .map(|gate| {
                        elide(
                            &format!("{}: {}", show(&gate.kind), show(&gate.detail)),
                            WHOLE,
                        )
                        .into_owned()
                    })
                    .collect(),
            })
            .collect(),
        arrows,
    }
}

/// How many boxes come before each on the longest way. They stand in their order, so that one sweep tells; an arrow back, of
/// stages that wait for each other, counts for nothing.
fn levels(boxes: usize, arrows: &[Arrow]) -> Vec<usize> {
    let mut levels = vec![0usize; boxes];
    for at in 0..boxes {
        let before = arrows
            .iter()
            .filter(|arrow| arrow.to == at && arrow.from < at);
        let level = before.filter_map(|arrow| levels.get(arrow.from)).max();
        let level = level.map_or(0, |level| level + 1);
        if let Some(slot) = levels.get_mut(at) {
            *slot = level;
        }
    }
    levels
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
            carries: carries(carried),
            certain: true,
        })
        .collect()
}

/// What an arrow carries: the first thing in full, so that no name is cut for the sake of the next.
fn carries(all: BTreeSet<String>) -> String {
    let more = match all.len() {
        0 | 1 => String::new(),
        several => format!(" +{}", several - 1),
    };
    let first = all.into_iter().next().unwrap_or_default();
    let room = LINE.saturating_sub(more.len());
    format!("{}{more}", elide(&first, room))
}

/// The lines of a box, as they are added.
#[derive(Default)]
struct Lines(Vec<Line>);

impl Lines {
    fn add(&mut self, label: &'static str, text: &str, bad: bool) {
        if !text.is_empty() {
            // Bad news is bold, and wider.
            let room = if bad { LINE - 8 } else { LINE };
            let text = elide(text, room).into_owned();
            self.0.push(Line { label, text, bad });
        }
    }

    /// A line for each of a group, in a box without labels.
    fn group(&mut self, all: impl IntoIterator<Item = String>, more: usize) {
        let more = (more > 0).then(|| format!("{more} more"));
        for text in all.into_iter().chain(more) {
            self.0.push(Line {
                label: "",
                text: elide(&text, WHOLE).into_owned(),
                bad: false,
            });
        }
    }

    /// A line for each, but for those after the first few, which are counted with `more`.
    fn list(&mut self, label: &'static str, all: impl IntoIterator<Item = String>, more: usize) {
        let all: Vec<String> = all.into_iter().collect();
        let more = more + all.len().saturating_sub(NAMED);
        for (at, text) in all.iter().take(NAMED).enumerate() {
            let label = if at == 0 { label } else { "" };
            self.add(label, text, false);
        }
        if more > 0 {
            let label = if all.is_empty() { label } else { "" };
            self.add(label, &format!("{more} more"), false);
        }
    }
}

fn lines(nodes: &Nodes, stage: &DescribedStage) -> Vec<Line> {
    let mut lines = Lines::default();
    lines.list("runs as", identities(nodes, stage), 0);
    let named =
        |all: &[StageAsset]| -> Vec<String> { all.iter().map(|it| node(nodes, &it.id)).collect() };
    let secrets = stage.secrets.iter().map(|it| node(nodes, &it.secret));
    lines.list("secrets", secrets, 0);
    lines.list("reads", named(&stage.inputs), 0);
    lines.list("code", named(&stage.code), 0);
    lines.list("writes", named(&stage.outputs), 0);
    let (excess, bad) = excess(stage);
    for (at, part) in excess.split("; ").enumerate() {
        lines.add(if at == 0 { "excess" } else { "" }, part, bad);
    }
    let open = stage.unresolved.iter();
    let open = open.map(|it| format!("{} {}", show(&it.kind), show(&it.expression)));
    lines.list("unresolved", open, 0);
    lines.0
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
            .map(|(class, n)| match *class {
                "data" => count(*n, "data set"),
                "code" => format!("{n} code"),
                class => count(*n, class),
            })
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
        let is_role = |id: &str| id.contains(":role/");
        let all = excess.assumable.len();
        parts.push(match excess.assumable.iter().all(|it| is_role(&it.id)) {
            true => format!("assumes {}", count(all, "role")),
            false => format!("acts as {all} more"),
        });
    }
    let bad = !parts.is_empty();
    if !excess.known {
        parts.push("not known in full".to_owned());
    } else if parts.is_empty() && !stage.identities.is_empty() {
        parts.push("none".to_owned());
    }
    (parts.join("; "), bad)
}
