//! The tags of sessions that a document asks about, and their source identity.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{condition_values, strings};

/// The keys of tags in the request that conditions ask about, lower-cased, and the values that they compare with.
pub(super) fn request_tags(statements: &[Value]) -> BTreeMap<String, BTreeSet<String>> {
    let mut tags: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for statement in statements {
        let tests = statement.get("Condition").and_then(Value::as_object);
        for test in tests.into_iter().flat_map(|tests| tests.values()) {
            for (key, values) in test.as_object().into_iter().flatten() {
                let key = key.to_ascii_lowercase();
                if let Some(tag) = key.strip_prefix("aws:requesttag/") {
                    let spoken = tags.entry(tag.to_owned()).or_default();
                    spoken.extend(strings(values).map(str::to_owned));
                }
            }
        }
    }
    tags
}

/// What follows the prefix in the statements: the name of a condition key, or a variable in a value.
pub(super) fn tag_keys(statements: &[Value], prefix: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for statement in statements {
        let text = statement.to_string().to_ascii_lowercase();
        let after = text.split(prefix).skip(1);
        keys.extend(
            after
                .filter_map(|rest| rest.split(['"', '}', ',']).next())
                .map(str::trim)
                .filter(|key| !key.is_empty())
                .map(str::to_owned),
        );
    }
    keys
}

/// The values that conditions compare a source identity with, that of the session or that of the request; `None` where
/// the statements do not speak of one.
pub(super) fn source_identities(statements: &[Value]) -> Option<BTreeSet<String>> {
    let speaks = |statement: &Value| {
        let text = statement.to_string().to_ascii_lowercase();
        text.contains("aws:sourceidentity") || text.contains("sts:sourceidentity")
    };
    statements.iter().any(speaks).then(|| {
        let compared = |statement| {
            let keys = ["aws:SourceIdentity", "sts:SourceIdentity"].into_iter();
            keys.flat_map(move |key| condition_values(statement, key))
        };
        statements.iter().flat_map(compared).collect()
    })
}
