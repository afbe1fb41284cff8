//! Pipelines as nodes and edges: what `dot` and `mermaid` draw.

use std::collections::BTreeSet;

use blastradius_graph::model::Certainty;
use blastradius_queries::answer::Pipelines;

use super::{Box, of};
use crate::picture::{Picture, PictureEdge, PictureNode, Shape};

/// A picture has at most so many stages.
const STAGES: usize = 100;

/// The picture of the pipelines of an answer: what starts each, its stages, the gates before them.
pub(crate) fn of_pipelines(answer: &Pipelines) -> Picture {
    let mut picture = Picture {
        downward: true,
        ..Picture::default()
    };
    let mut left_out = 0;
    for pipeline in &answer.pipelines {
        let chain = of(answer, pipeline);
        if picture.nodes.len() + chain.boxes.len() > STAGES {
            left_out += chain.boxes.len();
            continue;
        }
        let start = picture.add(
            vec![chain.title.clone(), chain.triggers.clone()],
            Shape::Subject,
        );
        // The first thing before a stage, where arrows end, and the stage itself.
        let mut ends: Vec<(usize, usize)> = Vec::new();
        for it in &chain.boxes {
            let mut gates = it
                .gates
                .iter()
                .map(|gate| picture.add(vec![gate.clone()], Shape::Scope));
            let gates: Vec<usize> = gates.by_ref().collect();
            let stage = picture.add(label(it), Shape::Actor);
            let way: Vec<usize> = gates.iter().copied().chain([stage]).collect();
            for pair in way.windows(2) {
                if let [from, to] = pair {
                    picture.join(*from, *to, "");
                }
            }
            ends.push((way.first().copied().unwrap_or(stage), stage));
        }
        let entered: BTreeSet<usize> = chain.arrows.iter().map(|arrow| arrow.to).collect();
        for (at, (first, _)) in ends.iter().enumerate() {
            if !entered.contains(&at) {
                picture.join(start, *first, "starts");
            }
        }
        for arrow in &chain.arrows {
            if let (Some((_, from)), Some((to, _))) = (ends.get(arrow.from), ends.get(arrow.to)) {
                picture.join(*from, *to, &arrow.carries);
            }
        }
    }
    if left_out > 0 {
        picture.add(
            vec![format!("{left_out} stages more are not drawn")],
            Shape::Note,
        );
    }
    picture
}

fn label(it: &Box) -> Vec<String> {
    let head = match it.kind.as_str() {
        "" => it.name.clone(),
        kind => format!("{}: {kind}", it.name),
    };
    let lines = it.lines.iter();
    let lines = lines.map(|line| match line.label {
        "" => line.text.clone(),
        label => format!("{label}: {}", line.text),
    });
    std::iter::once(head).chain(lines).collect()
}

impl Picture {
    fn add(&mut self, label: Vec<String>, shape: Shape) -> usize {
        self.nodes.push(PictureNode { label, shape });
        self.nodes.len() - 1
    }

    fn join(&mut self, from: usize, to: usize, label: &str) {
        self.edges.push(PictureEdge {
            from,
            to,
            label: label.to_owned(),
            certainty: Certainty::Certain,
        });
    }
}
