//! The Principal and NotPrincipal elements.
//!
//! Source: IAM User Guide, `AWS JSON policy elements: Principal` and `… NotPrincipal`.

use super::document::Problem;
use super::json::{Json, step};

/// Whom a statement of a resource policy is about.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PrincipalElement {
    /// Everyone, even unsigned requests: `"*"` or `{"AWS": "*"}`.
    pub(super) everyone: bool,
    /// Accounts, by id.
    pub(super) accounts: Vec<String>,
    /// Users, roles and sessions, by ARN.
    pub(super) arns: Vec<String>,
    /// Users and roles, by unique id: what AWS puts in the place of an ARN.
    pub(super) unique_ids: Vec<String>,
    /// Services.
    pub(super) services: Vec<String>,
    /// Identity providers.
    pub(super) federated: Vec<String>,
    /// Accounts, by canonical user id.
    pub(super) canonical: Vec<String>,
}

/// Reads a Principal or NotPrincipal element.
pub(super) fn parse(json: &Json, pointer: &str, problems: &mut Vec<Problem>) -> PrincipalElement {
    let mut element = PrincipalElement::default();
    match json {
        Json::String(text) if text == "*" => element.everyone = true,
        Json::String(text) => problems.push(Problem::new(
            pointer,
            format!("a principal is `*` or an object such as {{\"AWS\": …}}, found `{text}`"),
        )),
        Json::Object(members) => {
            for (kind, values) in members {
                let pointer = step(pointer, kind);
                for value in strings(values, &pointer, problems) {
                    match kind.as_str() {
                        "AWS" => element.add_aws(value, &pointer, problems),
                        "Service" => element.services.push(value),
                        "Federated" => element.federated.push(value),
                        "CanonicalUser" => element.canonical.push(value),
                        _ => {}
                    }
                }
                if !matches!(
                    kind.as_str(),
                    "AWS" | "Service" | "Federated" | "CanonicalUser"
                ) {
                    problems.push(Problem::new(
                        &pointer,
                        format!("unknown kind of principal `{kind}`"),
                    ));
                }
            }
        }
        other => problems.push(Problem::expected(
            pointer,
            "a principal",
            "`*` or an object",
            other,
        )),
    }
    element
}

impl PrincipalElement {
    /// The element that names the grantee of a grant: an ARN or a service.
    pub(super) fn of_grantee(grantee: &str) -> Self {
        let grantee = grantee.to_owned();
        let mut element = Self::default();
        match account_id(&grantee) {
            Some(account) => element.accounts.push(account.to_owned()),
            None if grantee.starts_with("arn:") => element.arns.push(grantee),
            None => element.services.push(grantee),
        }
        element
    }

    fn add_aws(&mut self, value: String, pointer: &str, problems: &mut Vec<Problem>) {
        if value == "*" {
            self.everyone = true;
        } else if let Some(account) = account_id(&value) {
            self.accounts.push(account.to_owned());
        } else if value.contains(['*', '?']) {
            problems.push(Problem::new(
                pointer,
                format!("a principal is matched whole: `{value}` must not hold wildcards"),
            ));
        } else if value.contains(":group/") {
            problems.push(Problem::new(
                pointer,
                format!("a group cannot be a principal: `{value}`"),
            ));
        } else if value.starts_with("arn:") {
            self.arns.push(value);
        } else if is_unique_id(&value) {
            self.unique_ids.push(value);
        } else {
            problems.push(Problem::new(
                pointer,
                format!("`{value}` is no account, ARN or unique id"),
            ));
        }
    }
}

/// `111122223333` and `arn:aws:iam::111122223333:root` both name the account.
fn account_id(value: &str) -> Option<&str> {
    let is_id = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if is_id(value) {
        return Some(value);
    }
    let mut segments = value.splitn(6, ':');
    let arn = segments.next() == Some("arn");
    let iam = segments.nth(1) == Some("iam");
    let account = segments.nth(1)?;
    (arn && iam && is_id(account) && segments.next() == Some("root")).then_some(account)
}

/// Source: IAM User Guide, `IAM identifiers`, unique identifiers.
fn is_unique_id(value: &str) -> bool {
    value.len() >= 16
        && value.starts_with('A')
        && value
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// One string or a list of strings.
pub(super) fn strings(json: &Json, pointer: &str, problems: &mut Vec<Problem>) -> Vec<String> {
    let items = match json {
        Json::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Json::String(text) => texts.push(text.clone()),
            other => problems.push(Problem::expected(
                pointer,
                "this element",
                "a string or a list of strings",
                other,
            )),
        }
    }
    texts
}
