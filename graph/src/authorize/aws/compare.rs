//! Comparing one value of a request with one value of a policy.
//!
//! Source: IAM User Guide, `IAM JSON policy elements: Condition operators`.

use std::net::IpAddr;

use jiff::Timestamp;
use jiff::civil;
use jiff::tz::TimeZone;

use super::context_keys::Keys;
use super::operator::{Compare, Operator};
use super::template::{Rendered, Template};

/// A value that a policy asks for.
#[derive(Debug)]
pub(super) enum Wanted {
    /// A text, perhaps with wildcards and variables.
    Text(Template),
    /// A number, with its text.
    Number(f64, String),
    /// A time, with its text.
    Date(Timestamp, String),
    /// A range of addresses, with its text.
    Network(Network, String),
    /// A text that is not of the kind the operator compares: nothing matches it.
    Invalid(String),
}

impl Wanted {
    /// Reads a value as its operator asks.
    pub(super) fn parse(operator: Operator, raw: &str, variables: bool) -> Self {
        let parsed = match operator.compare {
            Compare::Numeric(_) => number(raw).map(|n| Self::Number(n, raw.to_owned())),
            Compare::Date(_) => date(raw).map(|d| Self::Date(d, raw.to_owned())),
            Compare::IpAddress => Network::parse(raw).map(|n| Self::Network(n, raw.to_owned())),
            Compare::Bool | Compare::Null => {
                let valid = raw.eq_ignore_ascii_case("true") || raw.eq_ignore_ascii_case("false");
                valid.then(|| Self::Text(Template::new(raw, false)))
            }
            _ => {
                let variables = variables && operator.has_variables();
                Some(Self::Text(Template::new(raw, variables)))
            }
        };
        parsed.unwrap_or_else(|| Self::Invalid(raw.to_owned()))
    }

    /// The keys of the variables in it, lower-cased.
    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        let template = match self {
            Self::Text(template) => Some(template),
            _ => None,
        };
        template.into_iter().flat_map(Template::variables)
    }

    /// The value as written.
    pub(super) fn raw(&self) -> &str {
        match self {
            Self::Text(template) => template.raw(),
            Self::Number(_, raw)
            | Self::Date(_, raw)
            | Self::Network(_, raw)
            | Self::Invalid(raw) => raw,
        }
    }
}

/// Whether a value of the request is what the policy asks for; `None` where that hangs on a
/// variable whose value is not known.
pub(super) fn matches(
    compare: Compare,
    wanted: &Wanted,
    value: &str,
    keys: &Keys<'_>,
) -> Option<bool> {
    match (compare, wanted) {
        (Compare::Numeric(order), Wanted::Number(wanted, _)) => Some(
            number(value)
                .and_then(|value| value.partial_cmp(wanted))
                .is_some_and(|ordering| order.holds(ordering)),
        ),
        (Compare::Date(order), Wanted::Date(wanted, _)) => {
            Some(date(value).is_some_and(|value| order.holds(value.cmp(wanted))))
        }
        (Compare::IpAddress, Wanted::Network(network, _)) => {
            Some(value.parse().is_ok_and(|address| network.contains(address)))
        }
        (_, Wanted::Text(template)) => text(compare, template, value, keys),
        _ => Some(false),
    }
}

fn text(compare: Compare, template: &Template, value: &str, keys: &Keys<'_>) -> Option<bool> {
    match compare {
        Compare::StringEquals | Compare::BinaryEquals => known(template.text(keys), |t| t == value),
        Compare::Bool => known(template.text(keys), |t| t.eq_ignore_ascii_case(value)),
        Compare::StringEqualsIgnoreCase => {
            let value = value.to_lowercase();
            known(template.text(keys), |t| t.to_lowercase() == value)
        }
        Compare::StringLike => match template.fixed() {
            Some(pattern) => Some(pattern.matches(value)),
            None => known(template.pattern(keys), |pattern| pattern.matches(value)),
        },
        Compare::Arn => match template.fixed() {
            Some(pattern) => Some(pattern.matches_arn(value)),
            None => known(template.pattern(keys), |pattern| pattern.matches_arn(value)),
        },
        _ => Some(false),
    }
}

fn known<T>(rendered: Rendered<T>, matches: impl FnOnce(T) -> bool) -> Option<bool> {
    match rendered {
        Rendered::Known(value) => Some(matches(value)),
        Rendered::Nothing => Some(false),
        Rendered::Unknown(..) => None,
    }
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|n: &f64| n.is_finite())
}

/// A time in one of the W3C forms of ISO 8601, or in seconds since 1970.
fn date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(time) = text.parse::<Timestamp>() {
        return Some(time);
    }
    if let Ok(seconds) = text.parse::<i64>() {
        return Timestamp::from_second(seconds).ok();
    }
    // `2026-01-31T12:00Z` lacks seconds; `2026-01-31` and no offset mean UTC.
    let local = text.trim_end_matches(['Z', 'z']);
    local
        .parse::<civil::DateTime>()
        .or_else(|_| format!("{local}:00").parse())
        .or_else(|_| {
            civil::Date::strptime("%Y-%m-%d", local)
                .map(|day| day.to_datetime(civil::Time::midnight()))
        })
        .or_else(|_| {
            civil::Date::strptime("%Y-%m-%d", format!("{local}-01"))
                .map(|day| day.to_datetime(civil::Time::midnight()))
        })
        .and_then(|time| time.to_zoned(TimeZone::UTC))
        .map(|time| time.timestamp())
        .ok()
}

/// A range of addresses in CIDR form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32` or one address.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u8>().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(longest);
        (prefix <= longest).then_some(Self { address, prefix })
    }

    /// The address that was written before the slash.
    pub(super) fn address(self) -> IpAddr {
        self.address
    }

    /// How many leading bits are fixed.
    pub(super) fn prefix(self) -> u8 {
        self.prefix
    }

    fn contains(self, other: IpAddr) -> bool {
        let (a, b, width) = match (self.address, other) {
            (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits().into(), b.to_bits().into(), 32),
            (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits(), b.to_bits(), 128_u32),
            _ => return false,
        };
        let differing: u128 = a ^ b;
        // A shift by the whole width would overflow: /0 contains everything.
        differing
            .checked_shr(width - u32::from(self.prefix))
            .unwrap_or(0)
            == 0
    }
}
