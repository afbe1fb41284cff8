//! What must happen before a change has gone all the way: nothing, a run, a person.

use std::collections::HashMap;

use blastradius_graph::model::{EdgeKind, GateKind, Graph, NodeKind, PipelineChain};
use jiff::Timestamp;

use crate::answer::{Happens, Runs};
use crate::schedule::{Next, next};
use crate::search::Step;

/// The pipelines of the graph by the ids of their stages.
pub(super) type Chains<'g> = HashMap<&'g str, &'g PipelineChain>;

pub(super) fn chains(graph: &Graph) -> Chains<'_> {
    let stages = graph.pipelines().iter().flat_map(|chain| {
        let stages = chain.stages.iter();
        stages.map(move |stage| (stage.id.as_str(), chain))
    });
    stages.collect()
}

/// What starts a pipeline when a person wants it.
const BY_HAND: &[&str] = &["manual", "api", "workflow_dispatch"];

/// What must run for a change to go along a path. `None` where nothing on it has to run.
pub(super) fn runs(graph: &Graph, chains: &Chains<'_>, steps: &[Step]) -> Option<Runs> {
    let mut happens: Option<(Happens, String)> = None;
    let mut at: Option<Timestamp> = graph.snapshot().taken.parse().ok();
    let (mut scheduled, mut at_latest) = (false, false);
    let mut last: Option<&str> = None;
    let mut worse = |how: Happens, why: String| {
        if happens.as_ref().is_none_or(|(had, _)| *had < how) {
            happens = Some((how, why));
        }
    };
    for step in steps {
        let edge = graph.edge(step.edge);
        let to = graph.node(step.to.node);
        if edge.kind != EdgeKind::Flows {
            continue;
        }
        let asks = |kind| matches!(kind, GateKind::Approval | GateKind::Environment);
        if let Some(gate) = edge.gates.iter().find(|gate| asks(gate.kind)) {
            worse(Happens::NeedsHuman, gate.detail.clone());
        }
        match to.kind {
            NodeKind::Stage => {}
            NodeKind::Workload => {
                worse(
                    Happens::NeedsRun,
                    format!("nothing that was read starts {} again", to.name),
                );
                at = None;
                continue;
            }
            _ => continue,
        }
        let Some(chain) = chains.get(to.id.as_str()) else {
            worse(
                Happens::NeedsRun,
                format!("nothing that was read starts {}", to.name),
            );
            at = None;
            continue;
        };
        // One run of a pipeline goes through all of its stages.
        if last == Some(chain.id.as_str()) {
            continue;
        }
        last = Some(&chain.id);
        let on: Vec<_> = chain.triggers.iter().filter(|it| !it.paused).collect();
        let by_itself: Vec<_> = on
            .iter()
            .filter(|it| !BY_HAND.contains(&it.kind.as_str()))
            .collect();
        match (by_itself.is_empty(), on.is_empty()) {
            (false, _) => worse(
                Happens::Automatic,
                format!("{} starts by itself", chain.name),
            ),
            (true, false) => worse(
                Happens::NeedsHuman,
                format!("somebody has to start {}", chain.name),
            ),
            (true, true) => worse(
                Happens::NeedsRun,
                format!("nothing that was read starts {}", chain.name),
            ),
        }
        let schedules = by_itself.iter().filter(|it| it.kind == "schedule");
        // What an event starts runs at once.
        let only_schedules = by_itself.iter().all(|it| it.kind == "schedule");
        let times: Vec<Option<(Timestamp, bool)>> = schedules
            .map(|it| match next(&it.detail, at?)? {
                Next::At(time) => Some((time, false)),
                Next::By(time) => Some((time, true)),
                Next::Never => None,
            })
            .collect();
        match (times.iter().flatten().min(), only_schedules) {
            (Some((time, latest)), true) => {
                at = Some(*time);
                scheduled = true;
                at_latest |= latest;
            }
            (None, true) => at = None,
            (_, false) => {}
        }
    }
    let (happens, why) = happens?;
    let next_run = at.filter(|_| scheduled && happens == Happens::Automatic);
    Some(Runs {
        happens,
        why,
        next_run: next_run.map(|it| it.to_string()),
        at_latest: next_run.is_some() && at_latest,
    })
}
