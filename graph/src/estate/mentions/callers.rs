//! Whom the conditions of a document tell apart.

use serde_json::Value;

use super::condition_values;

/// Whom the conditions of a document tell apart within an account.
#[derive(Debug, Default)]
pub(super) struct Callers {
    /// Values of conditions on `aws:PrincipalArn`.
    pub(super) arns: Vec<String>,
    /// Values of conditions on `aws:PrincipalAccount`.
    pub(super) accounts: Vec<String>,
    /// Some condition or variable is about the caller's tags, name or id.
    pub(super) otherwise: bool,
    /// Some statement denies.
    pub(super) denies: bool,
}

/// Gathers it from the statements.
pub(super) fn callers(statements: &[Value]) -> Callers {
    let mut callers = Callers::default();
    for statement in statements {
        let text = statement.to_string().to_ascii_lowercase();
        callers.denies |= statement
            .get("Effect")
            .and_then(Value::as_str)
            .is_some_and(|effect| effect.eq_ignore_ascii_case("deny"));
        callers.otherwise |= [
            "aws:principaltag/",
            "aws:principaltype",
            "aws:userid",
            "aws:username",
            "${aws:principal",
            "aws:sourceidentity",
        ]
        .iter()
        .any(|key| text.contains(key));
        callers
            .arns
            .extend(condition_values(statement, "aws:PrincipalArn"));
        callers
            .accounts
            .extend(condition_values(statement, "aws:PrincipalAccount"));
    }
    callers
}
