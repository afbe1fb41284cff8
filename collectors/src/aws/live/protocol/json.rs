//! AWS JSON: every call is a `POST` to `/`, the operation in a header (Smithy, "AWS JSON 1.0 protocol" and "1.1").

use super::super::Call;
use super::super::client::Request;
use super::members;

pub(super) fn request(call: &Call<'_>, version: &str, target: &str) -> Option<Request> {
    let mut body = members::fixed(call)?;
    for (name, value) in members::of_argument(call)? {
        members::insert(&mut body, name, value.into());
    }
    body.extend(
        members::page(call)
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    Some(Request {
        method: "POST",
        path: "/".to_owned(),
        headers: vec![
            ("content-type", format!("application/x-amz-json-{version}")),
            ("x-amz-target", format!("{target}.{}", call.operation.name)),
        ],
        body: serde_json::Value::Object(body).to_string(),
        ..Request::default()
    })
}
