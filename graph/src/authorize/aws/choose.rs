//! Keys whose values the caller chooses.
//!
//! An Allow that asks for some value of such a key can be satisfied and a Deny avoided, but one
//! value has to do both. So values are tried: none at all, those that the policies speak of, and
//! one that none speaks of. If the request is allowed with one choice, that is the witness. If no
//! tried choice is allowed the answer stays conditional, for they are not all there are.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compare::{Network, Wanted};
use super::condition::Test;
use super::context_keys::Keys;
use super::decision::{Decision, Outcome};
use super::document::Document;
use super::evaluate::evaluate;
use super::policies::PolicySet;
use super::request::{ContextValue, Request};
use super::template::Rendered;

/// How many combinations are tried at most.
const MOST_TRIED: usize = 512;

/// A value that no policy speaks of.
const UNSPOKEN: &str = "unspoken";

/// Tries to find values that make a conditional decision an allow, or leave less open.
pub(super) fn improve(request: &Request, policies: &PolicySet, decision: Decision) -> Decision {
    if decision.outcome != Outcome::Conditional {
        return decision;
    }
    let candidates = candidates(request, policies);
    let combinations = candidates
        .values()
        .try_fold(1_usize, |product, values| product.checked_mul(values.len()));
    if candidates.is_empty() || combinations.is_none_or(|count| count > MOST_TRIED) {
        return decision;
    }
    let mut best = decision;
    for choice in 0..combinations.unwrap_or(0) {
        let chosen = nth_choice(&candidates, choice);
        let mut tried = request.clone();
        for (key, values) in &chosen {
            tried.context.set(key, ContextValue::Is(values.clone()));
        }
        let outcome = evaluate(&tried, policies);
        let better = match outcome.outcome {
            Outcome::Allowed => true,
            Outcome::Conditional => outcome.remaining.len() < best.remaining.len(),
            Outcome::ExplicitlyDenied | Outcome::ImplicitlyDenied => false,
        };
        if better {
            best = Decision { chosen, ..outcome };
        }
        if best.outcome == Outcome::Allowed {
            break;
        }
    }
    best
}

/// The values of one combination; an empty list leaves the key out.
fn nth_choice(
    candidates: &BTreeMap<String, Vec<Vec<String>>>,
    mut choice: usize,
) -> BTreeMap<String, Vec<String>> {
    let mut chosen = BTreeMap::new();
    for (key, values) in candidates {
        if let Some(value) = values.get(choice % values.len().max(1)) {
            chosen.insert(key.clone(), value.clone());
        }
        choice /= values.len().max(1);
    }
    chosen
}

/// For each key that is chosen and asked about: what to try.
fn candidates(request: &Request, policies: &PolicySet) -> BTreeMap<String, Vec<Vec<String>>> {
    let keys = Keys::of(request);
    let action = request.action.to_ascii_lowercase();
    let mut spoken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // Only keys that a set operator asks about take several values at once. With several values
    // in a single-valued key, `is a` and `is b` would both hold.
    let mut multivalued = BTreeSet::new();
    for document in documents(policies) {
        let statements = document.statements().iter();
        for statement in statements.filter(|s| s.is_about_lower(&action)) {
            for test in &statement.conditions {
                for (key, value) in compared(test, &keys) {
                    spoken.entry(key).or_default().insert(value);
                }
                if matches!(keys.get(test.lower()).as_ref(), ContextValue::Chosen) {
                    let values = spoken.entry(test.lower().to_owned()).or_default();
                    values.extend(spoken_of(test, &keys));
                    if test.operator().set.is_some() {
                        multivalued.insert(test.lower().to_owned());
                    }
                }
            }
        }
    }
    spoken
        .into_iter()
        .map(|(key, values)| {
            let mut tried = vec![Vec::new()];
            tried.extend(values.iter().map(|value| vec![value.clone()]));
            if values.len() > 1 && multivalued.contains(&key) {
                tried.push(values.into_iter().collect());
            }
            tried.push(vec![UNSPOKEN.to_owned()]);
            (key, tried)
        })
        .collect()
}

fn documents(policies: &PolicySet) -> impl Iterator<Item = &Arc<Document>> {
    let levels = policies.scps.iter().chain(&policies.rcps).flatten();
    (policies.identity.iter())
        .chain(policies.boundaries.iter().flatten())
        .chain(policies.session.iter().flatten())
        .chain(&policies.resource)
        .chain(policies.vpc_endpoint.iter().flatten())
        .chain(levels)
}

/// Values of a known key that are compared with nothing but a variable of a chosen key: the caller chooses that very value
/// (`aws:ResourceTag/team` is `${aws:PrincipalTag/team}`).
fn compared(test: &Test, keys: &Keys<'_>) -> Vec<(String, String)> {
    let has = match keys.get(test.lower()).as_ref() {
        ContextValue::Is(values) => values.clone(),
        _ => return Vec::new(),
    };
    let variables = test.wanted().iter().filter_map(|wanted| match wanted {
        Wanted::Text(template) => template.variable(),
        _ => None,
    });
    variables
        .filter(|key| matches!(keys.get(key).as_ref(), ContextValue::Chosen))
        .flat_map(|key| has.iter().map(move |value| (key.to_owned(), value.clone())))
        .collect()
}

/// Values about which a test speaks: those that satisfy it and those on its edge.
fn spoken_of(test: &Test, keys: &Keys<'_>) -> Vec<String> {
    let mut values = Vec::new();
    for wanted in test.wanted() {
        match wanted {
            Wanted::Text(template) => {
                if let Rendered::Known(text) = template.text(keys) {
                    values.push(text.replace(['*', '?'], "x"));
                    values.push(text.replace('*', "").replace('?', "x"));
                }
            }
            Wanted::Number(number, raw) => {
                values.push(raw.clone());
                values.push((number - 1.0).to_string());
                values.push((number + 1.0).to_string());
            }
            Wanted::Date(time, raw) => {
                values.push(raw.clone());
                values.push((time.as_second() - 1).to_string());
                values.push((time.as_second() + 1).to_string());
            }
            Wanted::Network(network, _) => values.push(Network::address(*network).to_string()),
            Wanted::Invalid(_) => {}
        }
    }
    values
}
