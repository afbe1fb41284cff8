//! Anyone with an account -> a job that runs what they wrote with the rights of the repository.

use std::collections::BTreeMap;

use blastradius_collectors::facts::Pipeline;
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta};
use crate::actions::{self, Job, OUTSIDER, Outsider, Settings, jobs};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "pull-request-target",
    title: "Somebody from outside runs code in a job",
    does: "`pull_request_target`, `issue_comment`, `issues`, `discussion`, `workflow_run` and the like run with the secrets \
           and the token of the repository, for people that have no right in it. Where such a job checks out the head of \
           a pull request and runs something of it, or expands text of theirs in a script, they run code there. `actions/checkout` \
           from v7 on refuses such a head. Conditions, labels and environments are printed. `pull_request` of a fork has no \
           secrets, no write token and no identity token: it is not drawn here.",
    matters: "No credential is needed: a pull request or a comment becomes the job, its secrets and its cloud roles.",
    permissions: &[],
    references: &[
        "https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target",
        "https://docs.github.com/en/actions/concepts/security/script-injections",
        "ATT&CK T1677",
        "OWASP CICD-SEC-4",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        let mut named: BTreeMap<(&str, &str), &Pipeline> = BTreeMap::new();
        for pipeline in estate.facts.pipelines.values() {
            named.insert((&pipeline.scope, &pipeline.name), pipeline);
        }
        let before = found.edges.len();
        for job in jobs(estate) {
            let settings = Settings::of(estate, job.repository());
            // Nobody from outside sees a repository that is not public.
            if settings.is_public() == Some(false) {
                continue;
            }
            for outsider in job.outsiders() {
                let ways = [injected(&job, outsider), checked_out(&job, outsider)];
                for answer in ways.into_iter().flatten() {
                    let answer = by_event(&job, outsider, &named, answer);
                    let Some(answer) = answer else { continue };
                    let answer = job.gated(settings, job.if_it_runs(answer));
                    let answer = public(settings, answer);
                    found.become_edge(OUTSIDER, job.id(), EdgeKind::Controls, None, answer);
                }
            }
        }
        if found.edges.len() > before {
            found.nodes.push(actions::outsider());
        }
    }
}

/// The answer, if the repository is public.
pub(super) fn public(settings: Settings<'_>, answer: Answer) -> Answer {
    match settings.is_public() {
        Some(true) => answer,
        _ => answer.unless_proven(
            Certainty::Conditional,
            "the repository is public: its visibility was not read".to_owned(),
        ),
    }
}

/// Text of theirs in a script, of an event that has it.
fn injected(job: &Job<'_>, outsider: Outsider<'_>) -> Option<Answer> {
    let injections = job.list("script_injections");
    let (index, context) = injections.iter().enumerate().find_map(|(index, it)| {
        let context = it.get("context")?.as_str()?;
        comes_with(context, outsider.event).then_some((index, context))
    })?;
    let at = format!("/attributes/script_injections/{index}");
    Some(Answer::certain(
        job.evidence(&at, format!("expands `{context}` in a script")),
    ))
}

/// Whether an event has a context that is theirs to write.
fn comes_with(context: &str, event: &str) -> bool {
    let of = |start: &str| context == start || context.starts_with(&format!("{start}."));
    let payload = context.strip_prefix("github.event.");
    let part = payload.map(|it| it.split('.').next().unwrap_or(it));
    match (part, event) {
        // The whole event, or all that the platform tells.
        _ if context == "github" || context == "github.event" => true,
        (Some("pull_request" | "changes"), "pull_request_target") => true,
        (Some("issue"), "issues" | "issue_comment") => true,
        (Some("comment"), "issue_comment" | "discussion_comment") => true,
        (Some("discussion"), "discussion" | "discussion_comment") => true,
        (Some("changes"), "issues" | "issue_comment" | "discussion") => true,
        (Some("workflow_run"), "workflow_run") => true,
        (Some("pages"), "gollum") => true,
        _ => of("github.head_ref") && event == "pull_request_target",
    }
}

/// Code of theirs that is checked out and run.
fn checked_out(job: &Job<'_>, outsider: Outsider<'_>) -> Option<Answer> {
    if !matches!(
        outsider.event,
        "pull_request_target" | "issue_comment" | "workflow_run"
    ) {
        return None;
    }
    let head = job.attribute("pull_request_head")?;
    let text = |name: &str| head.get(name).and_then(Value::as_str);
    let evidence = job.evidence(
        "/attributes/pull_request_head",
        "checks out the head of a pull request and runs it",
    );
    let mut answer = Answer::certain(evidence);
    match head.get("runs") {
        Some(Value::Bool(false)) => return None,
        Some(Value::Bool(true)) => {}
        _ => {
            answer = answer.unless_proven(
                Certainty::Conditional,
                "a later step runs what is checked out".to_owned(),
            );
        }
    }
    if let Some(why) = text("why") {
        answer = answer.unless_proven(Certainty::Conditional, why.to_owned());
    }
    if let Some(condition) = text("if") {
        let holds = format!("the condition of the step holds: `{condition}`");
        answer = answer.unless_proven(Certainty::Conditional, holds);
    }
    Some(answer)
}

/// What the event asks for: a label that somebody sets, a workflow that ran before. `None` where nobody from outside
/// brings it about.
fn by_event(
    job: &Job<'_>,
    outsider: Outsider<'_>,
    named: &BTreeMap<(&str, &str), &Pipeline>,
    answer: Answer,
) -> Option<Answer> {
    let list = |name: &str| -> Vec<&str> {
        let list = outsider.filters.get(name).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    };
    let types = list("types");
    // Labels, assignments and the like are for people with a right in the repository.
    let theirs = [
        "labeled",
        "unlabeled",
        "assigned",
        "unassigned",
        "milestoned",
        "pinned",
        "answered",
        "locked",
    ];
    if !types.is_empty() && types.iter().all(|it| theirs.contains(it)) {
        let detail = format!(
            "somebody with a right in the repository does it: {}",
            types.join(", ")
        );
        let mut answer = answer.unless_proven(Certainty::Conditional, detail.clone());
        answer.gates.push(Gate {
            kind: GateKind::Approval,
            detail,
        });
        return Some(answer);
    }
    if outsider.event != "workflow_run" {
        return Some(answer);
    }
    // It is theirs where one of the workflows before it runs for pull requests.
    let workflows = list("workflows");
    let before: Vec<Option<&&Pipeline>> = workflows
        .iter()
        .map(|name| named.get(&(job.repository(), *name)))
        .collect();
    let on = |it: &Pipeline| {
        it.attributes
            .get("on")
            .is_some_and(|on| on.get("pull_request").is_some())
    };
    if before.iter().flatten().any(|it| on(it)) {
        return Some(answer);
    }
    match before.is_empty() || before.iter().any(Option::is_none) {
        true => Some(answer.unless_proven(
            Certainty::Conditional,
            format!(
                "one of the workflows before it runs for pull requests: {}",
                workflows.join(", ")
            ),
        )),
        false => None,
    }
}
