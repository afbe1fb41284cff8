//! Techniques on workloads that exist: permissions on them, and what must be so about them.

use blastradius_collectors::facts::Workload;
use serde_json::Value;

use super::ask::permitted;
use super::beside::Beside;
use super::definition::{On, Requirement, Technique};
use super::needless::Needless;
use super::requirement::describe;
use crate::edges::Findings;
use crate::estate::{Answer, Estate, Lens};
use crate::model::{Certainty, EdgeKind};

/// Draws the edges of one actor to the workloads that it controls.
///
/// Time: the workloads of these types in the actor's account where a policy of the actor names the actions, and those that
/// have a policy of their own, which may let in others.
pub(super) fn apply(
    lens: &Lens<'_, '_>,
    technique: &Technique,
    needless: &mut Needless,
    found: &mut Findings,
) {
    let on_target: Vec<_> = technique
        .permissions
        .iter()
        .filter(|permission| permission.on == On::Target)
        .collect();
    let mut on_any = on_target.iter();
    if !on_any.all(|permission| lens.is_thinkable(&permission.action)) {
        return;
    }
    let beside = Beside::of(technique);
    let mentioned = technique
        .permissions
        .iter()
        .all(|permission| lens.actor.mentions(&permission.action));
    let mut targets: Vec<&str> = Vec::new();
    for kind in &technique.target.types {
        if mentioned {
            targets.extend(lens.estate.things(kind, &lens.actor.scope));
        }
        targets.extend(lens.estate.things_with_policy(kind));
    }
    targets.sort_unstable();
    targets.dedup();
    // Asked when the first workload is found that the actor may touch.
    let mut fixed: Option<Option<Answer>> = None;
    targets.retain(|id| !needless.is_certain(id));
    for id in targets {
        let (Some(workload), Some(entry)) = (
            lens.estate.facts.workloads.get(id),
            lens.estate.resource(id),
        ) else {
            continue;
        };
        let own = workload.scope == lens.actor.scope;
        // What stands beside a workload is in the actor's own account.
        if !own && on_target.len() != technique.permissions.len() {
            continue;
        }
        let answer = on_target
            .iter()
            .try_fold(Answer::certain(Vec::new()), |answer, permission| {
                Some(answer.and(permitted(lens, permission, entry, &[], id)?))
            })
            .and_then(|answer| {
                technique
                    .requires
                    .iter()
                    .try_fold(answer, |answer, requirement| {
                        holds(lens.estate, *requirement, workload, answer)
                    })
            })
            .and_then(|answer| {
                let fixed = fixed.get_or_insert_with(|| beside.fixed(lens));
                Some(answer.and(fixed.clone()?).and(beside.by_target(lens, id)?))
            })
            .map(|answer| super::interpret::conditions(technique, answer));
        if let Some(answer) = answer
            && !needless.adds_nothing(id, &answer)
        {
            found.become_edge(
                &lens.actor.id,
                id,
                EdgeKind::Controls,
                Some(&technique.id),
                answer,
            );
        }
    }
}

/// The answer so far, if the requirement holds or may hold; `None` if it does not.
fn holds(
    estate: &Estate<'_>,
    requirement: Requirement,
    workload: &Workload,
    answer: Answer,
) -> Option<Answer> {
    let attribute = |name: &str| workload.attributes.get(name);
    let known = match requirement {
        Requirement::HasRole => Some(!workload.runs_as.is_empty()),
        Requirement::ExecEnabled => attribute("enable_execute_command").and_then(Value::as_bool),
        Requirement::SsmManaged => return managed(estate, workload, answer),
        Requirement::Running => return Some(running(workload, answer)),
        _ => Some(true),
    };
    match known {
        Some(true) => Some(answer),
        Some(false) => None,
        None => Some(unknown(requirement, workload, answer)),
    }
}

fn unknown(requirement: Requirement, workload: &Workload, answer: Answer) -> Answer {
    answer.unless_proven(
        Certainty::Conditional,
        format!("{} {}", workload.name, describe(requirement)),
    )
}

/// Systems Manager lists the instances that it manages, and when each was last heard of.
fn managed(estate: &Estate<'_>, workload: &Workload, answer: Answer) -> Option<Answer> {
    let ping = workload.attributes.get("ssm_ping").and_then(Value::as_str);
    match ping {
        Some("Online") => Some(answer),
        Some(ping) => Some(answer.unless_proven(
            Certainty::Conditional,
            format!(
                "{} is heard of by AWS Systems Manager again: it was {ping}",
                workload.name
            ),
        )),
        None => {
            let listed =
                estate.was_listed_everywhere("ssm:DescribeInstanceInformation", &workload.scope);
            (!listed).then(|| unknown(Requirement::SsmManaged, workload, answer))
        }
    }
}

/// What does not run may be started by somebody; what is gone cannot.
fn running(workload: &Workload, answer: Answer) -> Answer {
    let state = workload.attributes.get("state").and_then(Value::as_str);
    match state {
        Some(state) if RUNS.iter().any(|runs| state.eq_ignore_ascii_case(runs)) => answer,
        Some(state) => answer.unless_proven(
            Certainty::Conditional,
            format!("{} is started: it was {state}", workload.name),
        ),
        None => unknown(Requirement::Running, workload, answer),
    }
}

/// The states in which a workload runs, in the words of EC2, ECS, SageMaker, Glue, EMR and others.
const RUNS: &[&str] = &[
    "running",
    "InService",
    "READY",
    "ACTIVE",
    "AVAILABLE",
    "WAITING",
];
