//! What a rule waits for: the sources of its events, and whether it is the approval of a model in the registry of SageMaker.

use serde_json::Value;

use crate::aws::wire::DocumentText;

/// The names of the groups of models whose approval the pattern waits for, none for all of them; `None` where it waits for
/// something else. Nothing else of the pattern is kept. Pages "Amazon EventBridge event patterns" of the EventBridge user
/// guide, "Events that SageMaker AI sends to Amazon EventBridge" of the SageMaker developer guide.
pub(super) fn approval(pattern: &DocumentText) -> Option<Vec<String>> {
    let pattern: Value = serde_json::from_str(&pattern.0).ok()?;
    let detail = pattern.get("detail");
    let waits = may_be(pattern.get("source"), "aws.sagemaker")
        && named(
            pattern.get("detail-type"),
            "SageMaker Model Package State Change",
        )
        && may_be(
            detail.and_then(|it| it.get("ModelApprovalStatus")),
            "Approved",
        );
    waits.then(|| {
        let groups = detail
            .and_then(|it| it.get("ModelPackageGroupName"))
            .and_then(Value::as_array);
        let groups = groups.map(Vec::as_slice).unwrap_or_default();
        // A test other than for a name (`{"prefix": …}`) may let any of them through.
        let names: Option<Vec<String>> = groups
            .iter()
            .map(|name| name.as_str().map(str::to_owned))
            .collect();
        let mut names = names.unwrap_or_default();
        names.sort();
        names
    })
}

/// The sources of the events that the pattern waits for, with the kinds of events: `aws.s3 Object Created`. A test other than
/// for a name is `*`; of a source that is no service of AWS nothing but `custom` is kept, because its words may be anything.
/// Nothing for what is no pattern.
pub(super) fn sources(pattern: &DocumentText) -> Vec<String> {
    /// As many are told.
    const MOST: usize = 20;
    let Ok(pattern) = serde_json::from_str::<Value>(&pattern.0) else {
        return Vec::new();
    };
    if pattern.as_object().is_none_or(serde_json::Map::is_empty) {
        return Vec::new();
    }
    let tests = |member: &str| {
        let tests = pattern.get(member).and_then(Value::as_array);
        tests.map_or(&[][..], Vec::as_slice).iter().take(MOST)
    };
    let kinds: Vec<String> = tests("detail-type")
        .map(|test| match test.as_str() {
            Some(text) => crate::redact::free_text(text).into_owned(),
            None => "*".to_owned(),
        })
        .collect();
    let mut all: Vec<String> = Vec::new();
    for source in tests("source") {
        match source.as_str() {
            Some(text) if text.starts_with("aws.") && !text.contains('/') => {
                let source = crate::redact::free_text(text);
                if kinds.is_empty() {
                    all.push(source.into_owned());
                } else {
                    all.extend(kinds.iter().map(|kind| format!("{source} {kind}")));
                }
            }
            Some(_) => all.push("custom".to_owned()),
            None => all.push("*".to_owned()),
        }
    }
    if all.is_empty() {
        all.push("*".to_owned());
    }
    all.truncate(MOST);
    all.sort();
    all.dedup();
    all
}

/// Whether a member lets a value through; one that is not there does.
fn may_be(tests: Option<&Value>, value: &str) -> bool {
    let Some(tests) = tests.and_then(Value::as_array) else {
        return true;
    };
    let passes = |test: &Value| test.as_str().is_none_or(|text| text == value);
    tests.iter().any(passes)
}

/// Whether a member names a value.
fn named(tests: Option<&Value>, value: &str) -> bool {
    let tests = tests.and_then(Value::as_array);
    tests.is_some_and(|tests| tests.iter().any(|test| test == value))
}
