//! No secret value gets in.
//!
//! Redaction happens in the parser, closest to the source, and never in a renderer. Three tools:
//! [`Redacted`] skips a value without keeping any of it; [`EnvironmentNames`] and [`EnvironmentList`] keep the names
//! of environment variables and what their values look like; [`free_text`] masks what has the shape
//! of a secret in text that people wrote (descriptions, tags).
//!
//! The table of shapes is made of facts (prefixes, alphabets and lengths that the issuers and the
//! public rule sets of gitleaks, MIT, document); no pattern of theirs is copied.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::facts::EnvironmentVariable;

mod document;
mod listed;
mod shapes;

pub use document::document;
pub use listed::EnvironmentList;

/// A value that is skipped: it never becomes a value of the program.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl<'de> Deserialize<'de> for Redacted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self)
    }
}

/// The id that a text consists of, taken while it is parsed; any other text is dropped. For members that hold either
/// a place or the thing itself (the build specification of a build).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reference(pub Option<String>);

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Look::deserialize(deserializer).map(|Look(look)| Self(look.reference))
    }
}

/// What a value looks like. Never the value, unless it is an identifier.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Classified {
    /// The id of what the value names, when it is an identifier and no secret: an ARN,
    /// `aws:access-key/AKIA…`, `arn:aws:s3:::bucket/key` for an `s3://` address.
    pub reference: Option<String>,
    /// The kind of secret that the value has the shape of: `jwt`, `github_pat_classic`.
    pub shape: Option<&'static str>,
}

/// The longest value that is taken for an identifier. ARNs are at most 2,048 characters
/// (IAM and STS quotas, "IAM name limits").
const LONGEST_IDENTIFIER: usize = 2048;

/// Tells what a value looks like. Nothing of the value is kept unless it is an identifier.
#[must_use]
pub fn classify(value: &str) -> Classified {
    let value = value.trim();
    let shape = shapes::find(value).map(|found| found.name);
    let reference = if value.len() > LONGEST_IDENTIFIER || value.chars().any(char::is_control) {
        None
    } else if is_access_key_id(value) {
        Some(format!("aws:access-key/{value}"))
    } else if shape.is_some() || value.contains(char::is_whitespace) {
        None
    } else if value.starts_with("arn:") && value.split(':').count() >= 6 {
        Some(value.to_owned())
    } else {
        value
            .strip_prefix("s3://")
            .filter(|rest| !rest.is_empty() && !rest.contains(['?', '@']))
            .map(|rest| format!("arn:aws:s3:::{rest}"))
    };
    let shape = shape.or_else(|| is_access_key_id(value).then_some("aws_access_key"));
    Classified { reference, shape }
}

/// Whether the text is an AWS access key id: an identifier, not a secret
/// (IAM identifiers, "Understanding unique ID prefixes").
#[must_use]
pub fn is_access_key_id(text: &str) -> bool {
    let prefix = ["AKIA", "ASIA", "ABIA", "ACCA"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    (16..=128).contains(&text.len())
        && prefix
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// The shape of a word that is a token as a whole, known by the prefix that its issuer gives it:
/// `github_pat_classic`, and what follows the prefix.
#[must_use]
pub fn token(word: &str) -> Option<(&'static str, &str)> {
    shapes::token(word)
}

/// How what stands in the place of a secret begins; the name of the shape and `]` follow.
pub const MASK: &str = "[redacted ";

/// Masks every part of the text that has the shape of a secret: `[redacted jwt]`.
#[must_use]
pub fn free_text(text: &str) -> Cow<'_, str> {
    let mut rest = text;
    let mut clean = String::new();
    while let Some(found) = shapes::find(rest) {
        clean.push_str(rest.get(..found.start).unwrap_or_default());
        clean.push_str(MASK);
        clean.push_str(found.name);
        clean.push(']');
        rest = rest.get(found.end..).unwrap_or_default();
    }
    if clean.is_empty() {
        return Cow::Borrowed(text);
    }
    clean.push_str(rest);
    Cow::Owned(clean)
}

/// The environment of a workload (`{"NAME": "value"}`): names and shapes. The values are dropped
/// while they are parsed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnvironmentNames(pub Vec<EnvironmentVariable>);

impl<'de> Deserialize<'de> for EnvironmentNames {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = EnvironmentNames;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of environment variables")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(EnvironmentNames::default())
            }

            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(EnvironmentNames::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut names = Vec::new();
                while let Some((name, Look(look))) = map.next_entry::<String, Look>()? {
                    names.push(EnvironmentVariable {
                        name: free_text(&name).into_owned(),
                        reference: look.reference,
                        shape: look.shape.map(str::to_owned),
                    });
                }
                names.sort();
                names.dedup();
                Ok(EnvironmentNames(names))
            }
        }
        deserializer.deserialize_any(Names)
    }
}

/// The look of a value, taken while it is parsed.
struct Look(Classified);

impl<'de> Deserialize<'de> for Look {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        /// A string of any origin; anything that is no string has no look.
        #[derive(serde::Deserialize)]
        #[serde(untagged)]
        enum Value<'a> {
            Text(#[serde(borrow)] Cow<'a, str>),
            Other(IgnoredAny),
        }
        Value::deserialize(deserializer).map(|value| match value {
            Value::Text(text) => Self(classify(&text)),
            Value::Other(IgnoredAny) => Self(Classified::default()),
        })
    }
}
