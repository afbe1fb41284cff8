//! The values of an answer that other operations are asked about.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::{Argument, Operation};

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

impl Operation {
    /// The arguments that an answer to `parent`, asked with the argument `asked`, gives to this operation, in their order. Only what lies
    /// on the way to them is parsed; what is missing or of another shape gives none.
    #[must_use]
    pub fn arguments_from(
        &self,
        parent: &Operation,
        asked: Option<&str>,
        body: &str,
    ) -> Vec<String> {
        match self.argument {
            Argument::Each { of, .. } => of
                .iter()
                .filter(|(source, _)| *source == parent.name)
                .flat_map(|(_, path)| objects(body, path))
                .filter_map(text)
                .collect(),
            Argument::Pairs { of, .. } if of.0 == parent.name => objects(body, of.1)
                .into_iter()
                .filter_map(|object| {
                    let object: Object<'_> = serde_json::from_str(object).ok()?;
                    let field = |name: &str| text(object.get(name)?.get());
                    Some(format!("{} {}", field(of.2.0)?, field(of.2.1)?))
                })
                .collect(),
            Argument::Under { of, .. } if of.0 == parent.name => objects(body, of.1)
                .into_iter()
                .filter_map(text)
                .filter_map(|value| Some(format!("{} {value}", asked?)))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// The names of the operations whose answers give this one its arguments.
    #[must_use]
    pub fn parents(&self) -> Vec<&'static str> {
        let mut parents: Vec<&'static str> = match self.argument {
            Argument::Each { of, .. } => of.iter().map(|(source, _)| *source).collect(),
            Argument::Pairs { of, .. } => vec![of.0],
            Argument::Under { of, .. } => vec![of.0],
            _ => Vec::new(),
        };
        parents.dedup();
        parents
    }
}

/// The texts at a path of fields and flattened lists (`Regions[].RegionName`) of an answer.
pub(crate) fn values_at(body: &str, path: &str) -> Vec<String> {
    objects(body, path).into_iter().filter_map(text).collect()
}

/// A text that is not empty, or a whole number (the version of a layer); `null` is none.
fn text(raw: &str) -> Option<String> {
    if let Ok(number) = serde_json::from_str::<i64>(raw) {
        return Some(number.to_string());
    }
    serde_json::from_str::<Option<String>>(raw)
        .ok()
        .flatten()
        .filter(|text| !text.is_empty())
}

/// The JSON values at a path of fields and flattened lists (`Buckets[].Name`): a subset of JMESPath. Members of a list may
/// be left out by the text of one field: `Versions[?Version!='$LATEST'].FunctionArn`.
fn objects<'a>(body: &'a str, path: &str) -> Vec<&'a str> {
    let mut values = vec![body];
    for step in path.split('.') {
        let filtered = step.split_once("[?");
        let name = step.strip_suffix("[]").or(filtered.map(|(name, _)| name));
        let without = filtered.and_then(|(_, rest)| rest.strip_suffix("']")?.split_once("!='"));
        let mut next = Vec::new();
        for value in values {
            let object: Option<Object<'a>> = serde_json::from_str(value).ok();
            let Some(member) = object.and_then(|it| it.get(name.unwrap_or(step)).copied()) else {
                continue;
            };
            if name.is_some() {
                let members: Vec<&'a RawValue> =
                    serde_json::from_str(member.get()).unwrap_or_default();
                let members = members.into_iter().map(RawValue::get);
                next.extend(members.filter(|it| without.is_none_or(|not| !says(it, not))));
            } else {
                next.push(member.get());
            }
        }
        values = next;
    }
    values
}

/// Whether the field of an object has the text.
fn says(object: &str, (field, expected): (&str, &str)) -> bool {
    let object: Option<Object<'_>> = serde_json::from_str(object).ok();
    let found = object.and_then(|it| text(it.get(field)?.get()));
    found.as_deref() == Some(expected)
}

#[cfg(test)]
mod tests {
    use super::{Operation, values_at};
    use crate::aws::Place;

    const LIST: Operation = Operation::listing("List", ("s", "list"), &["s:List"], Place::Global);

    #[test]
    fn paths_go_through_fields_and_lists() {
        let body = r#"{"A": [{"B": {"C": "x"}}, {"B": null}, 3, {"B": {"C": null}}, {"B": {"C": "y"}}], "D": "z"}"#;
        assert_eq!(values_at(body, "A[].B.C"), ["x", "y"]);
        assert_eq!(values_at(body, "D"), ["z"]);
        assert_eq!(
            values_at(r#"{"A": [{"V": 3}, {"V": 1.5}]}"#, "A[].V"),
            ["3"]
        );
        let body =
            r#"{"V": [{"N": "$LATEST", "A": "a:$LATEST"}, {"N": "1", "A": "a:1"}, {"A": "a"}]}"#;
        assert_eq!(values_at(body, "V[?N!='$LATEST'].A"), ["a:1", "a"]);
        assert!(values_at(body, "E[].F").is_empty());
        assert!(values_at("not json", "A").is_empty());
    }

    #[test]
    fn arguments_come_from_the_answers_of_their_parents() {
        let each = LIST.each("--a", "A", &[("List", "L[].N")], "{argument}");
        let body = r#"{"L": [{"N": "a", "V": "v1"}, {"N": "b"}]}"#;
        assert_eq!(each.arguments_from(&LIST, None, body), ["a", "b"]);
        let of = ("List", "L[]", ("N", "V"));
        let pairs = LIST.pairs(("--a", "--b"), ("A", "B"), of, "{argument}");
        assert_eq!(pairs.arguments_from(&LIST, None, body), ["a v1"]);
        let other = Operation {
            name: "Other",
            ..LIST
        };
        assert!(pairs.arguments_from(&other, None, body).is_empty());
        let under = LIST.under(&["--c", "--n"], &["c", "n"], ("List", "L[].N"), "x/{0}/{1}");
        assert_eq!(under.arguments_from(&LIST, Some("k"), body), ["k a", "k b"]);
        assert_eq!(
            under.subject_of("aws", None, "1", Some("k a b")).as_deref(),
            Some("x/k/a b")
        );
    }
}
