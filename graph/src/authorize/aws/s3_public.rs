//! Whether Amazon S3 takes a bucket policy to be public.
//!
//! Source: S3 User Guide, `Blocking public access to your Amazon S3 storage`, the meaning of
//! "public".

use super::compare::{Network, Wanted};
use super::condition::Test;
use super::decision::StatementEffect;
use super::document::Document;
use super::operator::Compare;
use super::statement::{Listed, Statement};

/// Keys that make a grant to everyone not public when they are fixed.
const FIXING_KEYS: [&str; 14] = [
    "aws:principalaccount",
    "aws:principalarn",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:sourceaccount",
    "aws:sourcearn",
    "aws:sourceip",
    "aws:sourceorgid",
    "aws:sourceowner",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:userid",
    "s3:dataaccesspointaccount",
    "s3:dataaccesspointarn",
];

/// Whether some statement grants to everyone without fixing who that is.
pub(super) fn is_public(policy: &Document) -> bool {
    policy.statements().iter().any(|statement| {
        statement.effect == StatementEffect::Allow
            && is_for_everyone(statement)
            && !statement.conditions.iter().any(is_fixed)
    })
}

fn is_for_everyone(statement: &Statement) -> bool {
    match &statement.principal {
        Some(Listed::In(elements)) => elements.iter().any(|element| element.everyone),
        Some(Listed::NotIn(_)) => true,
        None => false,
    }
}

/// Whether a test names fixed values: no opposite, nothing that an absent key satisfies, no
/// wildcard and no variable.
fn is_fixed(test: &Test) -> bool {
    let operator = test.operator();
    let named = FIXING_KEYS.contains(&test.lower())
        || test.lower() == "s3:x-amz-server-side-encryption-aws-kms-key-id";
    named
        && !operator.negated
        && !operator.if_exists
        && operator.compare != Compare::Null
        && operator.set.is_none()
        && !test.wanted().is_empty()
        && test.wanted().iter().all(|wanted| match wanted {
            Wanted::Text(template) => {
                let free = fixed_part(test.lower(), template.raw()).contains(['*', '?']);
                !free && template.fixed().is_some()
            }
            Wanted::Network(network, _) => is_narrow(*network),
            _ => false,
        })
}

/// The part of a value that must not hold wildcards: of an access point's ARN, all before the
/// access point's name. Ranges of other keys have no such exception.
fn fixed_part<'a>(key: &str, value: &'a str) -> &'a str {
    match key {
        "s3:dataaccesspointarn" => value
            .split_once(":accesspoint/")
            .map_or(value, |(before, _)| before),
        _ => value,
    }
}

/// Ranges wider than /8 (IPv4) or /32 (IPv6) are public.
fn is_narrow(network: Network) -> bool {
    let narrowest = if network.address().is_ipv4() { 8 } else { 32 };
    network.prefix() >= narrowest
}
