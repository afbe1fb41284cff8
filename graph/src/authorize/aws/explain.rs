//! A decision in words.

use super::decision::{Decided, Decision, Outcome, PolicyRole, Remaining, StatementEffect};
use super::request::{Principal, Request};

/// A short explanation, one line an element: the outcome first, then each policy and statement
/// that took part, then what is missing or remains to be known.
///
/// The lines hold names from policies as they are; whoever prints them must escape them.
#[must_use]
pub fn explain(request: &Request, decision: &Decision) -> Vec<String> {
    let asked = format!(
        "{} {} on {}",
        principal(&request.principal),
        request.action,
        request.resource.arn
    );
    let mut lines = vec![format!("{}: {asked}", headline(decision.outcome))];
    for decided in &decision.by {
        lines.push(format!("  {}", took_part(decided, decision.outcome)));
    }
    match decision.outcome {
        Outcome::ImplicitlyDenied => {
            for lacking in &decision.lacking {
                lines.push(format!("  no allow: {lacking}"));
            }
        }
        Outcome::Conditional => {
            for remaining in &decision.remaining {
                lines.push(format!("  if {}", remains(remaining)));
            }
        }
        Outcome::Allowed | Outcome::ExplicitlyDenied => {}
    }
    for (key, values) in &decision.chosen {
        lines.push(match values.as_slice() {
            [] => format!("  the caller leaves out {key}"),
            values => format!("  the caller sets {key} to {}", values.join(", ")),
        });
    }
    lines
}

fn headline(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Allowed => "allowed",
        Outcome::ExplicitlyDenied => "denied by a policy",
        Outcome::ImplicitlyDenied => "denied, for not everything that must allow it does",
        Outcome::Conditional => "allowed on conditions",
    }
}

fn principal(principal: &Principal) -> &str {
    match principal {
        Principal::Arn { arn, .. } => arn,
        Principal::Service(name) => name,
        Principal::Federated(provider) => provider,
        Principal::Anonymous => "anyone, unsigned,",
    }
}

fn took_part(decided: &Decided, outcome: Outcome) -> String {
    let verb = match (decided.effect, outcome) {
        (StatementEffect::Deny, _) => "denies, and that decides",
        (StatementEffect::Allow, Outcome::ImplicitlyDenied) => "allows, which is not enough",
        (StatementEffect::Allow, _) => "allows",
    };
    let level = match decided.level {
        Some(level) => format!(" at level {level}"),
        None => String::new(),
    };
    format!(
        "{}{level} {} {verb}",
        role(decided.role),
        place(&decided.policy, decided.statement, decided.sid.as_deref())
    )
}

fn place(policy: &str, statement: Option<usize>, sid: Option<&str>) -> String {
    match (statement, sid) {
        (None, _) => format!("`{policy}`"),
        (Some(index), None) => format!("`{policy}` statement {index}"),
        (Some(index), Some(sid)) => format!("`{policy}` statement {index} (`{sid}`)"),
    }
}

fn role(role: PolicyRole) -> &'static str {
    match role {
        PolicyRole::Identity => "identity policy",
        PolicyRole::Boundary => "permissions boundary",
        PolicyRole::Session => "session policy",
        PolicyRole::Resource => "resource policy",
        PolicyRole::Grant => "grant",
        PolicyRole::Scp => "service control policy",
        PolicyRole::Rcp => "resource control policy",
        PolicyRole::VpcEndpoint => "vpc endpoint policy",
        PolicyRole::Service => "rule of the service:",
    }
}

fn remains(remaining: &Remaining) -> String {
    match &remaining.policy {
        None => remaining.text.clone(),
        Some(policy) => format!(
            "{} ({})",
            remaining.text,
            place(policy, remaining.statement, None)
        ),
    }
}
