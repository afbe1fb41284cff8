//! Trust policies of AWS: what they ask of the tokens of a provider.

use super::formula::Formula;
use super::glob::{Glob, Step};
use super::issuer::is_github;
use crate::authorize::aws::{Ask, AskOf, Context, Document, Symbol, asks};

/// The action by which a token becomes a role.
pub const WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";

/// Claims of the tokens of GitHub that are condition keys of AWS. IAM User Guide, "IAM and AWS STS condition context keys",
/// available keys for OIDC federation.
const OF_GITHUB: [&str; 12] = [
    "aud",
    "sub",
    "repository",
    "repository_id",
    "repository_owner_id",
    "ref",
    "job_workflow_ref",
    "workflow",
    "actor",
    "actor_id",
    "environment",
    "enterprise_id",
];

/// Claims that are condition keys for every provider. The same page.
const OF_ALL: [&str; 5] = ["aud", "sub", "amr", "azp", "email"];

/// The host and path of a provider, which name it in condition keys: what follows `oidc-provider/` in its ARN.
#[must_use]
pub fn host_of(provider: &str) -> &str {
    provider
        .split_once(":oidc-provider/")
        .map_or(provider, |(_, host)| host)
}

/// Whether AWS documents that it makes this claim a condition key.
fn is_key(host: &str, claim: &str) -> bool {
    match is_github(host) {
        true => OF_GITHUB.contains(&claim),
        false => OF_ALL.contains(&claim),
    }
}

/// What a trust policy asks of the tokens of a provider, which it names by ARN. Conditions on anything but the token
/// are decided on `context`.
#[must_use]
pub fn formula(document: &Document, provider: &str, context: &Context) -> Formula {
    let host = host_of(provider);
    let (allows, denies): (Vec<Ask>, Vec<Ask>) =
        asks(document, provider, host, WEB_IDENTITY, context)
            .into_iter()
            .partition(|it| it.allows);
    let any = |statements: Vec<Ask>| {
        let all = statements.iter().map(|statement| {
            let tests = statement.all.iter().map(|it| test(host, it));
            Formula::All(tests.collect())
        });
        Formula::Any(all.collect())
    };
    any(allows).and(any(denies).negated())
}

fn test(host: &str, ask: &AskOf) -> Formula {
    match ask {
        AskOf::Known(true) => Formula::True,
        AskOf::Known(false) => Formula::False,
        AskOf::Unknown(why) => Formula::Unknown(why.clone()),
        AskOf::Absent {
            claim,
            absent,
            present,
        } => {
            let there = there(claim);
            let mut any = Vec::new();
            if *absent {
                any.push(there.clone().negated());
            }
            if *present {
                any.push(there);
            }
            documented(host, claim, Formula::Any(any))
        }
        AskOf::In {
            claim,
            patterns,
            ignore_case,
            negated,
            absent_holds,
        } => {
            let globs = patterns.iter().map(|it| glob(it)).collect();
            let is_in = Formula::within(claim, globs, *ignore_case);
            let there = there(claim);
            let fits = match (negated, absent_holds) {
                (false, false) => is_in,
                (false, true) => is_in.or(there.negated()),
                // What is not there is accepted by nothing.
                (true, true) => is_in.negated(),
                (true, false) => is_in.negated().and(there),
            };
            documented(host, claim, fits)
        }
    }
}

/// Whether a claim is in the token. Each has a subject (OpenID Connect Core 1.0, section 2): an operator that also takes
/// what is not there, as `ForAllValues` does, makes no way in of it.
fn there(claim: &str) -> Formula {
    match claim {
        "sub" => Formula::True,
        _ => Formula::present(claim),
    }
}

/// A key that AWS may not know is absent there, whatever the token says.
fn documented(host: &str, claim: &str, formula: Formula) -> Formula {
    match is_key(host, claim) {
        true => formula,
        false => formula.and(Formula::Unknown(format!(
            "AWS makes the claim {claim} of {host} a condition key, which it does not document"
        ))),
    }
}

fn glob(pattern: &[Symbol]) -> Glob {
    Glob::of_steps(pattern.iter().map(|symbol| match symbol {
        Symbol::Character(c) => Step::Literal(*c),
        Symbol::One => Step::One,
        Symbol::Many => Step::Many,
    }))
}
