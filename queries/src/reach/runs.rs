//! What must happen before a change has gone all the way: nothing, a run, a person.

use std::collections::HashMap;

use blastradius_collectors::facts::Trigger;
use blastradius_graph::model::{EdgeKind, GateKind, Graph, NodeKind, PipelineChain, Started};
use jiff::Timestamp;

use crate::answer::{Happens, Runs};
use crate::schedule::{Next, next};
use crate::search::Step;

/// What starts what: the pipelines of the graph by the ids of their stages, and the workloads that rules start by their ids.
pub(super) struct Chains<'g> {
    stages: HashMap<&'g str, &'g PipelineChain>,
    workloads: HashMap<&'g str, &'g Started>,
}

pub(super) fn chains(graph: &Graph) -> Chains<'_> {
    let stages = graph.pipelines().iter().flat_map(|chain| {
        let stages = chain.stages.iter();
        stages.map(move |stage| (stage.id.as_str(), chain))
    });
    let workloads = graph.started().iter().map(|it| (it.id.as_str(), it));
    Chains {
        stages: stages.collect(),
        workloads: workloads.collect(),
    }
}

/// What starts a pipeline when a person wants it: `web` is the button of GitLab.
const BY_HAND: &[&str] = &["manual", "api", "web", "workflow_dispatch"];

/// What only another definition starts, which need not run by itself.
const CALLED: &[&str] = &["uses", "workflow_call"];

/// The types of pipelines whose schedules are in UTC where the expression names no zone. Elsewhere the zone stands beside the
/// expression, or is that of the machine, and no time is told.
const IN_UTC: &[&str] = &["aws:", "azure-pipelines:", "circleci:", "gcp:vertex:"];

/// What must run for a change to go along a path. `None` where nothing on it has to run.
pub(super) fn runs(graph: &Graph, chains: &Chains<'_>, steps: &[Step]) -> Option<Runs> {
    let mut happens: Option<(Happens, String)> = None;
    let taken: Option<Timestamp> = graph.snapshot().taken.parse().ok();
    let mut at = taken;
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
        if let Some(gate) = edge.gates().find(|gate| asks(gate.kind)) {
            worse(Happens::NeedsHuman, gate.detail);
        }
        // The id of what is started, its name, what starts it, and whether its schedules are in UTC.
        let (id, name, triggers, in_utc) = match to.kind {
            NodeKind::Workload => match chains.workloads.get(to.id) {
                // Of a schedule in another zone the zone stands beside the expression.
                Some(it) => (it.id.as_str(), to.name, &it.triggers, true),
                None => {
                    worse(
                        Happens::NeedsRun,
                        format!("nothing that was read starts {} again", to.name),
                    );
                    at = None;
                    continue;
                }
            },
            NodeKind::Stage => match chains.stages.get(to.id) {
                Some(chain) => {
                    let utc = IN_UTC.iter().any(|it| chain.type_name.starts_with(it));
                    (chain.id.as_str(), chain.name.as_str(), &chain.triggers, utc)
                }
                None => {
                    worse(
                        Happens::NeedsRun,
                        format!("nothing that was read starts {}", to.name),
                    );
                    at = None;
                    continue;
                }
            },
            _ => continue,
        };
        // One run of a pipeline goes through all of its stages.
        if last == Some(id) {
            continue;
        }
        last = Some(id);
        let starts = |it: &&Trigger| {
            !it.paused && !CALLED.contains(&it.kind.as_str()) && !is_over(it, taken)
        };
        let on: Vec<&Trigger> = triggers.iter().filter(starts).collect();
        let by_itself: Vec<_> = on
            .iter()
            .filter(|it| !BY_HAND.contains(&it.kind.as_str()))
            .collect();
        match (by_itself.is_empty(), on.is_empty()) {
            (false, _) => worse(Happens::Automatic, format!("{name} starts by itself")),
            (true, false) => worse(Happens::NeedsHuman, format!("somebody has to start {name}")),
            (true, true) => worse(
                Happens::NeedsRun,
                format!("nothing that was read starts {name}"),
            ),
        }
        let schedules = by_itself
            .iter()
            .filter(|it| in_utc && it.kind == "schedule");
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

/// Whether it is a schedule that does not come again.
fn is_over(trigger: &Trigger, taken: Option<Timestamp>) -> bool {
    let next = taken.and_then(|it| next(&trigger.detail, it));
    trigger.kind == "schedule" && next == Some(Next::Never)
}
