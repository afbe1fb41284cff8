//! Policy documents, verbatim.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, IgnoredAny};
use serde_json::value::RawValue;

/// The text of a policy document as the provider keeps it.
///
/// The API returns documents percent-encoded (RFC 3986) in a string, the AWS CLI and the SDKs decode
/// IAM's to JSON objects, and other services return JSON in a string. All become the same text; it is
/// not parsed here, and need not be valid.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct DocumentText(pub String);

impl fmt::Debug for DocumentText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl DocumentText {
    /// Why the text can be no policy, when it is no JSON object. What the object says is not looked at.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        match serde_json::from_str::<IgnoredAny>(&self.0) {
            Err(error) => Some(format!("it is not valid JSON: {}", super::reason(&error))),
            Ok(_) if !self.0.trim_start().starts_with('{') => Some("it is no object".to_owned()),
            Ok(_) => None,
        }
    }
}

impl<'de> Deserialize<'de> for DocumentText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?.get();
        if !raw.starts_with('"') {
            return Ok(Self(raw.to_owned()));
        }
        let text: String = serde_json::from_str(raw)
            .map_err(|_| D::Error::custom("the string of a policy document is not valid"))?;
        // A document that starts with `{` is not encoded; `%7B` is its encoded first character.
        if text.trim_start().starts_with('%') {
            return percent_decode(&text).map(Self).ok_or_else(|| {
                D::Error::custom("the policy document is not percent-encoded UTF-8")
            });
        }
        Ok(Self(text))
    }
}

/// Decodes `%XX`; `None` when a `%` is not followed by two hexadecimal digits or the result is not UTF-8.
pub(crate) fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let (high, low) = (hex(rest.next()?)?, hex(rest.next()?)?);
            bytes.push(high << 4 | low);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}
