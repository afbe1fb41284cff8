//! The attributes of a fact: only those that the answer had.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::When;
use crate::redact::free_text;

/// Text that people wrote: what has the shape of a secret is masked while it is parsed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub(crate) struct FreeText(String);

impl From<String> for FreeText {
    fn from(text: String) -> Self {
        Self(free_text(&text).into_owned())
    }
}

/// A member of an answer that may become an attribute.
pub(crate) trait Keep {
    /// The value, when there is one that says something.
    fn keep(self) -> Option<Value>;
}

impl Keep for String {
    fn keep(self) -> Option<Value> {
        (!self.is_empty()).then(|| self.into())
    }
}

impl Keep for FreeText {
    fn keep(self) -> Option<Value> {
        self.0.keep()
    }
}

impl Keep for bool {
    fn keep(self) -> Option<Value> {
        Some(self.into())
    }
}

impl Keep for i64 {
    fn keep(self) -> Option<Value> {
        Some(self.into())
    }
}

impl Keep for When {
    /// The same moment becomes the same text, whether it came as text or as seconds.
    fn keep(self) -> Option<Value> {
        self.0.map(|at| at.to_string().into())
    }
}

impl<T: Keep> Keep for Vec<T> {
    fn keep(self) -> Option<Value> {
        let kept: Vec<Value> = self.into_iter().filter_map(Keep::keep).collect();
        (!kept.is_empty()).then(|| kept.into())
    }
}

impl<T: Keep> Keep for Option<T> {
    fn keep(self) -> Option<Value> {
        self.and_then(Keep::keep)
    }
}

/// The attributes that are there.
pub(crate) fn attributes<const N: usize>(
    all: [(&str, Option<Value>); N],
) -> BTreeMap<String, Value> {
    all.into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
        .collect()
}
