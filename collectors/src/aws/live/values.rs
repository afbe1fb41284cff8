//! The values that other operations are asked about, out of an answer.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The texts at a path of fields and flattened lists (`Buckets[].Name`): a subset of JMESPath.
///
/// Only what lies on the path is parsed. What is missing or of another shape gives nothing.
pub(super) fn at<'a>(body: &'a str, path: &str) -> Vec<Cow<'a, str>> {
    objects(body, path).into_iter().filter_map(text).collect()
}

/// The pairs of texts that stand in the same object: `Policy` with the fields `Arn` and `DefaultVersionId`.
pub(super) fn pairs<'a>(
    body: &'a str,
    path: &str,
    fields: (&str, &str),
) -> Vec<(Cow<'a, str>, Cow<'a, str>)> {
    objects(body, path)
        .into_iter()
        .filter_map(|raw| {
            let object: Object<'a> = serde_json::from_str(raw).ok()?;
            let field = |name: &str| text(object.get(name)?.get());
            Some((field(fields.0)?, field(fields.1)?))
        })
        .collect()
}

/// The members of the list `name` of several pages, as one answer with all of them. `None` when a page has no
/// such list. Nothing inside the members is parsed.
pub(super) fn joined(pages: &[String], name: &str) -> Option<String> {
    let mut members: Vec<&str> = Vec::new();
    for page in pages {
        let object: Object<'_> = serde_json::from_str(page).ok()?;
        let list: Vec<&RawValue> = serde_json::from_str(object.get(name)?.get()).ok()?;
        members.extend(list.into_iter().map(RawValue::get));
    }
    Some(format!("{{\"{name}\":[{}]}}", members.join(",")))
}

fn text(raw: &str) -> Option<Cow<'_, str>> {
    // `null` (an endpoint that has no configuration) is no value.
    serde_json::from_str::<Option<String>>(raw)
        .ok()
        .flatten()
        .filter(|text| !text.is_empty())
        .map(Cow::Owned)
}

/// The texts of the JSON values at a path.
fn objects<'a>(body: &'a str, path: &str) -> Vec<&'a str> {
    let mut values = vec![body];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (name, list) = match step.strip_suffix("[]") {
            Some(name) => (name, true),
            None => (step, false),
        };
        let mut next: Vec<&'a str> = Vec::new();
        for value in values {
            let Ok(object) = serde_json::from_str::<Object<'a>>(value) else {
                continue;
            };
            let Some(member) = object.get(name) else {
                continue;
            };
            if list {
                let members: Vec<&'a RawValue> =
                    serde_json::from_str(member.get()).unwrap_or_default();
                next.extend(members.into_iter().map(RawValue::get));
            } else {
                next.push(member.get());
            }
        }
        values = next;
    }
    values
}

#[cfg(test)]
mod tests {
    use super::{at, joined, pairs};

    #[test]
    fn paths_go_through_fields_and_lists() {
        let body = r#"{"A": [{"B": {"C": "x"}}, {"B": null}, 3, {"B": {"C": null}}, {"B": {"C": "y"}}], "D": "z"}"#;
        assert_eq!(at(body, "A[].B.C"), ["x", "y"]);
        assert_eq!(at(body, "D"), ["z"]);
        assert!(at(body, "E[].F").is_empty());
        assert!(at("not json", "A").is_empty());
        assert_eq!(
            pairs(r#"{"P": {"A": "a", "V": "v1"}}"#, "P", ("A", "V")),
            [("a".into(), "v1".into())]
        );
    }

    #[test]
    fn pages_are_joined_without_a_look_inside() {
        let pages = [
            r#"{"L": [{"a": 1}], "N": "t"}"#.to_owned(),
            r#"{"L": []}"#.to_owned(),
        ];
        assert_eq!(joined(&pages, "L").unwrap(), r#"{"L":[{"a": 1}]}"#);
        assert!(joined(&["{}".to_owned()], "L").is_none());
    }
}
