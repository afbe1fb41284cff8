//! Identity -> agent, flow or runtime of Bedrock -> the functions that it calls: what is asked decides what is called.

use std::collections::BTreeMap;

use blastradius_collectors::facts::Workload;
use serde_json::Value;

use super::touch::{attribute, touchable, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate, Lens};
use crate::model::{Access, Certainty, EdgeKind, Evidence, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

/// Aliases, and the technique; the ids are this program's own.
const INVOKED: [(&str, &str); 3] = [
    ("aws:bedrock:agent-alias", "bedrock-agent-001"),
    ("aws:bedrock:flow-alias", "bedrock-flow-001"),
    (
        "aws:bedrock-agentcore:runtime-endpoint",
        "bedrock-agentcore-agent-001",
    ),
];

static META: RuleMeta = RuleMeta {
    id: "agent-influence",
    title: "A principal may have an agent act for it",
    does: "`bedrock-agent-001` invokes the alias of an agent, `bedrock-flow-001` that of a flow, `bedrock-agentcore-agent-001` \
           the endpoint of a runtime of AgentCore: what is asked steers which \
           functions of its action groups it calls, with which arguments, and it reads and calls as its own role. What \
           the model makes of a prompt is not known, so that the edge is an influence, and so are those from the agent \
           to the functions. Where a call must be confirmed by whoever invokes the agent, the attacker confirms it.",
    matters: "The agent does what its caller may not, and all that it takes is to ask.",
    permissions: &[
        "bedrock:InvokeAgent",
        "bedrock:InvokeFlow",
        "bedrock-agentcore:InvokeAgentRuntime",
    ],
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/agents-action-create.html",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-injection.html",
        "ATT&CK T1651",
        "MITRE ATLAS AML.T0051",
        "MITRE ATLAS AML.T0053",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for agent in estate.workloads_of("aws:bedrock:agent") {
            for (function, answer) in called(agent) {
                if estate.facts.workloads.contains_key(function) {
                    let (from, kind) = (&agent.id, EdgeKind::Controls);
                    found.become_edge(from, function, kind, None, answer);
                }
            }
        }
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        for (kind, technique) in INVOKED {
            for alias in touchable(lens, &[kind]) {
                let of = attribute(alias, "of")
                    .filter(|of| lens.estate.facts.workloads.contains_key(*of));
                let Some(of) = of else {
                    continue;
                };
                let Some(mut answer) = way(lens, alias, Access::Use) else {
                    continue;
                };
                answer.evidence.push(Evidence {
                    record: format!("asset:{}", alias.id),
                    pointer: "/attributes/of".to_owned(),
                    note: "leads to it".to_owned(),
                });
                let answer = answer.unless_proven(
                    Certainty::Influence,
                    format!("{} does what it is asked", alias.name),
                );
                let (from, kind) = (&lens.actor.id, EdgeKind::Controls);
                found.become_edge(from, of, kind, Some(technique), answer);
            }
        }
    }
}

/// The functions of the action groups of an agent, in all of its versions. Attributes: `action_group:VERSION:NAME`.
fn called(agent: &Workload) -> BTreeMap<&str, Answer> {
    let mut functions: BTreeMap<&str, Answer> = BTreeMap::new();
    for (name, group) in &agent.attributes {
        if !name.starts_with("action_group:") {
            continue;
        }
        let text = |name: &str| group.get(name).and_then(Value::as_str);
        if text("state").is_some_and(|state| state != "ENABLED") {
            continue;
        }
        let Some(function) = text("lambda").map(unqualified) else {
            continue;
        };
        let pointer = name.replace('~', "~0").replace('/', "~1");
        let mut answer = Answer::certain(vec![Evidence {
            record: format!("workload:{}", agent.id),
            pointer: format!("/attributes/{pointer}/lambda"),
            note: "calls it".to_owned(),
        }])
        .unless_proven(
            Certainty::Influence,
            format!(
                "{} calls it when the text that it reads asks for it",
                agent.name
            ),
        );
        if must_confirm(group) {
            answer.gates.push(Gate {
                kind: GateKind::Approval,
                detail: "whoever invokes the agent confirms the call".to_owned(),
            });
        }
        functions
            .entry(function)
            .and_modify(|had| {
                // A group that asks nobody is the shorter way.
                if had.gates.len() > answer.gates.len() {
                    had.clone_from(&answer);
                }
            })
            .or_insert(answer);
    }
    functions
}

/// Whether every function of a group must be confirmed.
fn must_confirm(group: &Value) -> bool {
    let functions = group.get("functions").and_then(Value::as_array);
    functions.is_some_and(|functions| {
        functions.iter().all(|function| {
            function.get("needs_confirmation").and_then(Value::as_bool) == Some(true)
        })
    })
}

/// A function by its ARN without version or alias.
fn unqualified(function: &str) -> &str {
    match function.match_indices(':').nth(6) {
        Some((end, _)) => function.get(..end).unwrap_or(function),
        None => function,
    }
}
