//! Pages that must be read as one answer.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

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

#[cfg(test)]
mod tests {
    use super::joined;

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
