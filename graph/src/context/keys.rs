//! The condition keys that there are, and which values they take.
//!
//! Source: IAM User Guide, "AWS global condition context keys" (names and data types); for services only their
//! prefixes are known, from the list of their actions.

use std::net::IpAddr;

use jiff::Timestamp;

use crate::catalogue::is_service;

/// What the values of a key are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Address,
    Bool,
    Date,
    Number,
    Arn,
}

/// The global keys; a name that ends in `/` is followed by the key of a tag.
const GLOBAL: &[(&str, Kind)] = &[
    ("AssumedRoot", Kind::Text),
    ("CalledVia", Kind::Text),
    ("CalledViaFirst", Kind::Text),
    ("CalledViaLast", Kind::Text),
    ("ChatbotSourceArn", Kind::Arn),
    ("CurrentTime", Kind::Date),
    ("Ec2InstanceSourcePrivateIPv4", Kind::Address),
    ("Ec2InstanceSourceVpc", Kind::Text),
    ("EpochTime", Kind::Date),
    ("FederatedProvider", Kind::Text),
    ("IsMcpServiceAction", Kind::Bool),
    ("MultiFactorAuthAge", Kind::Number),
    ("MultiFactorAuthPresent", Kind::Bool),
    ("PrincipalAccount", Kind::Text),
    ("PrincipalArn", Kind::Arn),
    ("PrincipalIsAWSService", Kind::Bool),
    ("PrincipalOrgID", Kind::Text),
    ("PrincipalOrgPaths", Kind::Text),
    ("PrincipalServiceName", Kind::Text),
    ("PrincipalServiceNamesList", Kind::Text),
    ("PrincipalTag/", Kind::Text),
    ("PrincipalType", Kind::Text),
    ("Referer", Kind::Text),
    ("RequestTag/", Kind::Text),
    ("RequestedRegion", Kind::Text),
    ("ResourceAccount", Kind::Text),
    ("ResourceOrgID", Kind::Text),
    ("ResourceOrgPaths", Kind::Text),
    ("ResourceTag/", Kind::Text),
    ("SecureTransport", Kind::Bool),
    ("SourceAccount", Kind::Text),
    ("SourceArn", Kind::Arn),
    ("SourceIdentity", Kind::Text),
    ("SourceIp", Kind::Address),
    ("SourceOrgID", Kind::Text),
    ("SourceOrgPaths", Kind::Text),
    ("SourceOwner", Kind::Text),
    ("SourceVpc", Kind::Text),
    ("SourceVpcArn", Kind::Arn),
    ("SourceVpce", Kind::Text),
    ("TagKeys", Kind::Text),
    ("TokenIssueTime", Kind::Date),
    ("UserAgent", Kind::Text),
    ("ViaAWSMCPService", Kind::Bool),
    ("ViaAWSService", Kind::Bool),
    ("VpceAccount", Kind::Text),
    ("VpceOrgID", Kind::Text),
    ("VpceOrgPaths", Kind::Text),
    ("VpcSourceIp", Kind::Address),
    ("userid", Kind::Text),
    ("username", Kind::Text),
];

/// Prefixes of keys that are no prefixes of actions: identity providers that AWS knows by name.
const PROVIDERS: &[&str] = &[
    "accounts.google.com",
    "cognito-identity.amazonaws.com",
    "graph.facebook.com",
    "saml",
    "www.amazon.com",
];

/// Whether a condition key may exist: a global one of this name, or one of a service that there is. An identity
/// provider of the user's own makes keys that begin with its domain.
pub(super) fn is_known(key: &str) -> bool {
    let Some((prefix, name)) = key.split_once(':') else {
        return false;
    };
    if prefix.eq_ignore_ascii_case("aws") {
        return global(name).is_some();
    }
    let prefix = prefix.to_ascii_lowercase();
    is_service(&prefix) || PROVIDERS.contains(&prefix.as_str()) || prefix.contains('.')
}

/// What the values of a key are, in words with an example, if this value is none.
pub(super) fn misfit(key: &str, value: &str) -> Option<&'static str> {
    let name = key
        .split_once(':')
        .filter(|(prefix, _)| prefix.eq_ignore_ascii_case("aws"))
        .map(|(_, name)| name)?;
    let (fits, wants) = match global(name)? {
        Kind::Text => return None,
        Kind::Address => (
            is_address(value),
            "an IP address or a range, such as `203.0.113.7`",
        ),
        Kind::Bool => (
            value.eq_ignore_ascii_case("true") || value.eq_ignore_ascii_case("false"),
            "`true` or `false`",
        ),
        Kind::Date => (
            is_date(value),
            "a time, such as `2026-01-31T12:00:00Z`, or seconds since 1970",
        ),
        Kind::Number => (
            value.parse::<f64>().is_ok_and(f64::is_finite),
            "a number, such as `300`",
        ),
        Kind::Arn => (
            value.starts_with("arn:") && value.split(':').count() >= 6,
            "an ARN, such as `arn:aws:iam::111122223333:role/name`",
        ),
    };
    (!fits).then_some(wants)
}

fn global(name: &str) -> Option<Kind> {
    let is = |known: &str| match known.strip_suffix('/') {
        Some(tags) => name
            .split_once('/')
            .is_some_and(|(first, tag)| first.eq_ignore_ascii_case(tags) && !tag.is_empty()),
        None => name.eq_ignore_ascii_case(known),
    };
    let found = GLOBAL.iter().find(|(known, _)| is(known));
    found.map(|(_, kind)| *kind)
}

/// An address, or a range in CIDR notation (RFC 4632, RFC 4291).
fn is_address(value: &str) -> bool {
    let (address, length) = match value.split_once('/') {
        Some((address, length)) => (address, Some(length)),
        None => (value, None),
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return false;
    };
    let longest = if address.is_ipv4() { 32 } else { 128 };
    length.is_none_or(|length| length.parse::<u8>().is_ok_and(|length| length <= longest))
}

/// The W3C profile of ISO 8601, a day alone too, or seconds since 1970.
fn is_date(value: &str) -> bool {
    value.parse::<Timestamp>().is_ok()
        || value.parse::<jiff::civil::Date>().is_ok()
        || value.parse::<i64>().is_ok()
}
