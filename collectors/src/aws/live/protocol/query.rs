//! Forms: the AWS query protocol, and that of EC2 (Smithy, "AWS query protocol" and "AWS EC2 query protocol").

use serde_json::Value;

use super::super::Call;
use super::super::client::{Request, encode};
use super::members;

/// A form. `item` stands between the name of a list and the number of its member: `.member` in AWS query, nothing in EC2's.
pub(super) fn request(call: &Call<'_>, version: &str, item: &str) -> Option<Request> {
    let mut members = members::fixed(call)?;
    for (name, value) in members::of_argument(call)? {
        members::insert(&mut members, name, value.into());
    }
    let mut body = format!("Action={}&Version={version}", call.operation.name);
    let page = members::page(call)
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    for (name, value) in members.into_iter().chain(page) {
        add(&mut body, &name, &value, item);
    }
    Some(Request {
        method: "POST",
        path: "/".to_owned(),
        headers: vec![(
            "content-type",
            "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
        )],
        body,
        ..Request::default()
    })
}

/// Adds a member: lists are numbered from 1, structures have their names one after the other. As deep as a service file
/// writes it.
fn add(body: &mut String, name: &str, value: &Value, item: &str) {
    match value {
        Value::Null => {}
        Value::String(text) => body.push_str(&format!("&{name}={}", encode(text))),
        Value::Bool(_) | Value::Number(_) => body.push_str(&format!("&{name}={value}")),
        Value::Array(list) => {
            for (index, value) in (1..).zip(list) {
                add(body, &format!("{name}{item}.{index}"), value, item);
            }
        }
        Value::Object(object) => {
            for (member, value) in object {
                add(body, &format!("{name}.{member}"), value, item);
            }
        }
    }
}
