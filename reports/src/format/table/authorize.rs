//! `authorize`: one decision, explained.

use blastradius_graph::authorize::aws::{Decided, Outcome, PolicyRole, StatementEffect};

use super::out::Out;
use crate::answer::{Authorization, outcome_words};
use crate::style::Role;
use crate::words::show;

pub(super) fn authorize(out: &mut Out, it: &Authorization) {
    let decision = &it.decision;
    let role = match decision.outcome {
        Outcome::Allowed => Role::Danger,
        Outcome::Conditional => Role::Warning,
        Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => Role::Good,
    };
    let verdict = out.paint(role, outcome_words(decision.outcome));
    out.line(&verdict);
    if let Some(id) = &it.id {
        out.labelled("case", 12, &show(id));
    }
    out.labelled("who", 12, &show(&it.principal));
    out.labelled("does", 12, &show(&it.action));
    out.labelled("on", 12, &show(&it.resource));
    for also in &it.also_needs {
        let text = format!(
            "{} on {}: {}",
            show(&also.action),
            show(&also.resource),
            outcome_words(also.decision.outcome)
        );
        out.labelled("also needs", 12, &text);
        for remaining in &also.decision.remaining {
            out.labelled("", 12, &show(&remaining.text));
        }
    }
    if !decision.remaining.is_empty() {
        out.heading("what remains to be known");
        for remaining in &decision.remaining {
            out.labelled("?", 2, &show(&remaining.text));
            if let Some(policy) = &remaining.policy {
                let place = place(policy, remaining.statement, None);
                out.labelled("", 4, &place);
            }
        }
    }
    if !decision.chosen.is_empty() {
        out.heading("the caller chooses");
        for (key, values) in &decision.chosen {
            let value = match values.as_slice() {
                [] => "left out".to_owned(),
                some => some.join(", "),
            };
            out.labelled("-", 2, &show(&format!("{key}: {value}")));
        }
    }
    if !decision.by.is_empty() {
        let title = match decision.outcome {
            Outcome::Allowed | Outcome::ExplicitlyDenied => "decided by",
            Outcome::ImplicitlyDenied => "allowed by, but not by enough",
            Outcome::Conditional => "statements that took part",
        };
        out.heading(title);
        for by in &decision.by {
            statement(out, by);
        }
    }
    if !decision.lacking.is_empty() {
        out.heading("did not allow");
        for lacking in &decision.lacking {
            out.labelled("-", 2, &show(lacking));
        }
    }
}

fn statement(out: &mut Out, by: &Decided) {
    let effect = match by.effect {
        StatementEffect::Allow => "allow",
        StatementEffect::Deny => "deny",
    };
    let level = by
        .level
        .map(|level| format!(" level {level}"))
        .unwrap_or_default();
    let text = format!(
        "{}{level}: {}",
        policy_role(by.role),
        place(&by.policy, by.statement, by.sid.as_deref())
    );
    out.labelled(effect, 7, &text);
}

/// A statement of a policy as a reader finds it.
fn place(policy: &str, statement: Option<usize>, sid: Option<&str>) -> String {
    let mut text = show(policy);
    if let Some(statement) = statement {
        text.push_str(&format!(" /Statement/{statement}"));
    }
    if let Some(sid) = sid {
        text.push_str(&format!(" (Sid {})", show(sid)));
    }
    text
}

fn policy_role(role: PolicyRole) -> &'static str {
    match role {
        PolicyRole::Identity => "identity policy",
        PolicyRole::Boundary => "permissions boundary",
        PolicyRole::Session => "session policy",
        PolicyRole::Resource => "resource policy",
        PolicyRole::Grant => "KMS grant",
        PolicyRole::Scp => "service control policy",
        PolicyRole::Rcp => "resource control policy",
        PolicyRole::VpcEndpoint => "VPC endpoint policy",
        PolicyRole::Service => "rule of the service",
        _ => "policy",
    }
}
