//! REST with JSON: Lambda.

use super::{Answer, Call, Failure, Page, Protocol, Request, encode, json_error, json_page};

/// Lambda's protocol (AWS Lambda API Reference, "Request Syntax" of each operation).
pub(super) struct RestJson;

impl Protocol for RestJson {
    fn request(&self, call: &Call<'_>) -> Option<Request> {
        let argument = call.argument.map(encode);
        let (path, paged) = match (call.operation.name, argument) {
            ("ListFunctions", _) => ("/2015-03-31/functions/".to_owned(), true),
            ("GetPolicy", Some(function)) => {
                (format!("/2015-03-31/functions/{function}/policy"), false)
            }
            ("ListFunctionUrlConfigs", Some(function)) => {
                (format!("/2021-10-31/functions/{function}/urls"), true)
            }
            ("ListTags", Some(function)) => (format!("/2017-03-31/tags/{function}"), false),
            _ => return None,
        };
        let token = call
            .token
            .map(|token| format!("&Marker={}", encode(token)))
            .unwrap_or_default();
        let query = if paged {
            format!("?MaxItems=50{token}")
        } else {
            String::new()
        };
        Some(Request {
            host: "lambda".to_owned(),
            signs_as: "lambda",
            method: "GET",
            path: format!("{path}{query}"),
            ..Request::default()
        })
    }

    fn page(&self, _: &Call<'_>, body: String) -> Result<Page, Failure> {
        json_page(body, "NextMarker")
    }

    fn error(&self, answer: &Answer) -> (Option<String>, String) {
        json_error(answer)
    }
}
