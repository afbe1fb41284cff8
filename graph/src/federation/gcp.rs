//! Workload identity pools of Google Cloud: the condition of the provider, its mapping, and the member of the allow policy.
//!
//! Google Cloud documentation, "Workload Identity Federation": a token is let in if the condition holds; the member names
//! a mapped attribute.

use std::collections::BTreeMap;

use super::cel::{Value, condition, parse};
use super::formula::Formula;

/// What a member of an allow policy asks of a token, through the provider of its pool.
pub(super) fn formula(
    member: &str,
    mapping: &BTreeMap<String, String>,
    attribute_condition: Option<&str>,
) -> Formula {
    let lets_in = match attribute_condition
        .map(str::trim)
        .filter(|it| !it.is_empty())
    {
        None => Formula::True,
        Some(text) => match parse(text) {
            Ok(expr) => condition(&expr, Some(mapping)).yes,
            Err(why) => Formula::Unknown(format!("the condition of the provider: {why}")),
        },
    };
    lets_in.and(of_member(member, mapping))
}

fn of_member(member: &str, mapping: &BTreeMap<String, String>) -> Formula {
    let Some((_, rest)) = member.split_once("/workloadIdentityPools/") else {
        return Formula::Unknown(format!("the member {member} is not of a pool"));
    };
    let selector = rest.split_once('/').map_or("", |it| it.1);
    let (kind, value) = selector.split_once('/').unwrap_or((selector, ""));
    let attribute = match kind {
        "*" => return Formula::True,
        "subject" => "google.subject",
        "group" => return Formula::Unknown(format!("the token is of the group {value}")),
        kind if kind.starts_with("attribute.") => kind,
        _ => return Formula::Unknown(format!("the member {member} is not understood")),
    };
    match Value::mapped(attribute, Some(mapping)) {
        Ok(mapped) => mapped.equals(value),
        // What is not mapped, no token has.
        Err(_) if !mapping.contains_key(attribute) => Formula::False,
        Err(why) => Formula::Unknown(why),
    }
}
