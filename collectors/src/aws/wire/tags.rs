//! Tags, in the two forms that services write them.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::facts::Tags;
use crate::redact::free_text;

/// One `{"Key": …, "Value": …}`. Some services spell the members in lower case.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Tag {
    #[serde(rename = "Key", alias = "key", alias = "TagKey")]
    key: String,
    #[serde(rename = "Value", alias = "value", alias = "TagValue", default)]
    value: String,
}

/// A list of tags: `[{"Key": "team", "Value": "ml"}]`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct TagList(Vec<Tag>);

impl TagList {
    /// The tags as a map; what has the shape of a secret is masked.
    #[must_use]
    pub fn tags(self) -> Tags {
        self.0
            .into_iter()
            .map(|tag| clean(&tag.key, &tag.value))
            .collect()
    }
}

/// A map of tags (`{"team": "ml"}`) as Lambda and others write them; secrets are masked.
#[must_use]
pub fn tags_of_map(map: &BTreeMap<String, String>) -> Tags {
    map.iter().map(|(key, value)| clean(key, value)).collect()
}

fn clean(key: &str, value: &str) -> (String, String) {
    (free_text(key).into_owned(), free_text(value).into_owned())
}
