//! What a rule waits for, as far as it is the approval of a model in the registry of SageMaker.

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
