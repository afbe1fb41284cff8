//! Secrets that people wrote into policy documents.
//!
//! A document is kept as it is written, except for what has the shape of a secret in the strings of
//! its conditions and names. Actions, resources and principals are identifiers, and are never changed:
//! a name with a part masked would be that of another thing.

use std::borrow::Cow;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{free_text, shapes};

/// The elements of a statement that hold identifiers (IAM user guide, "IAM JSON policy elements
/// reference").
const IDENTIFIERS: &[&str] = &[
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
];

/// Deeper than any policy: statement list, statement, condition, operator, key, list of values.
const DEEPEST: usize = 8;

/// The document with every secret-shaped part of its strings masked: `[redacted jwt]`. Nothing else
/// of the text changes, white space neither. A text that is not JSON is masked as text.
#[must_use]
pub fn document(text: &str) -> Cow<'_, str> {
    // An escape may hide a shape; most documents have neither.
    if !text.contains('\\') && shapes::find(text).is_none() {
        return Cow::Borrowed(text);
    }
    let mut edits = Vec::new();
    let walked = serde_json::from_str::<&RawValue>(text)
        .ok()
        .and_then(|raw| walk(raw.get(), text, 0, &mut edits));
    if walked.is_none() {
        return free_text(text);
    }
    if edits.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut clean, mut at) = (String::with_capacity(text.len()), 0);
    for (place, masked) in edits {
        clean.push_str(text.get(at..place.start).unwrap_or_default());
        clean.push_str(&masked);
        at = place.end;
    }
    clean.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(clean)
}

/// Notes what to put in place of the strings of one value. `None` when the text is nested deeper than a
/// policy can be.
fn walk(
    part: &str,
    text: &str,
    depth: usize,
    edits: &mut Vec<(Range<usize>, String)>,
) -> Option<()> {
    if depth > DEEPEST {
        return None;
    }
    match part.as_bytes().first()? {
        b'{' => {
            let Members(members) = serde_json::from_str(part).ok()?;
            for (name, value) in members {
                if !IDENTIFIERS.contains(&name.as_str()) {
                    walk(value.get(), text, depth + 1, edits)?;
                }
            }
        }
        b'[' => {
            for value in serde_json::from_str::<Vec<&RawValue>>(part).ok()? {
                walk(value.get(), text, depth + 1, edits)?;
            }
        }
        b'"' => {
            let value: String = serde_json::from_str(part).ok()?;
            // Names of things are no secrets, whatever they look like.
            let name = value.starts_with("arn:") && !value.contains(char::is_whitespace);
            if let (false, Cow::Owned(masked)) = (name, free_text(&value)) {
                // The part borrows from the text: the distance of their addresses is its place.
                let start = (part.as_ptr() as usize).checked_sub(text.as_ptr() as usize)?;
                let end = start.checked_add(part.len())?;
                edits.push((start..end, serde_json::to_string(&masked).ok()?));
            }
        }
        _ => {}
    }
    Some(())
}

/// The members of an object in their order, those that come twice too.
struct Members<'t>(Vec<(String, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct All;
        impl<'de> Visitor<'de> for All {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(All)
    }
}
