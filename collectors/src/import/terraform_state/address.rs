//! Addresses of resources, as Terraform writes them ("Resource Addressing", Terraform documentation).

use serde::Deserialize;

/// The key of an instance: that of `count` or of `for_each`.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Index {
    Count(u64),
    Each(String),
}

pub(super) fn of(module: Option<&str>, kind: &str, name: &str) -> String {
    match module {
        Some(module) if !module.is_empty() => format!("{module}.{kind}.{name}"),
        _ => format!("{kind}.{name}"),
    }
}

pub(super) fn with_index(address: &str, index: Option<&Index>) -> String {
    match index {
        None => address.to_owned(),
        Some(Index::Count(number)) => format!("{address}[{number}]"),
        Some(Index::Each(key)) => format!("{address}[{}]", serde_json::Value::from(key.as_str())),
    }
}
