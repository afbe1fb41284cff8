//! Answers: the page of a success, and the code and message of a failure.

use serde_json::Value;

use super::super::client::Answer;
use super::super::failure::Failure;
use super::super::{Call, Page};
use super::xml::{self, XmlError};
use crate::aws::{Member, Shape, values_at};
use crate::coverage::Outcome;

/// Where the next page begins: what stands at the path of the token, which is empty or missing on the last page.
fn next(call: &Call<'_>, body: &str) -> Option<String> {
    let paging = call.operation.paging?;
    values_at(body, paging.token.1).into_iter().next()
}

/// A page of JSON as the service sent it. Only that it is whole is checked here.
pub(super) fn json(call: &Call<'_>, body: String) -> Result<Page, Failure> {
    match serde_json::from_str::<serde::de::IgnoredAny>(&body) {
        Ok(_) => {
            let next = next(call, &body);
            Ok(Page { body, next })
        }
        Err(error) if error.is_eof() => Err(Failure::cut_off("the answer ends early")),
        Err(_) => Err(Failure::new(
            Outcome::Unreadable,
            "the answer is not JSON",
            "",
        )),
    }
}

/// A page of XML whose wanted elements lie in the elements of these names, one in the other.
pub(super) fn xml(call: &Call<'_>, body: &str, roots: &[String]) -> Result<Page, Failure> {
    let shape = call.operation.shape.unwrap_or(&Shape::Present);
    page(call, xml::within(body, roots, shape))
}

/// A page of REST-XML. The shape may name the root element as its only member: then what the AWS CLI puts around it is
/// there too. Without a name in JSON nothing is put around it, and without one in XML the answer is no XML at all.
pub(super) fn rest_xml(call: &Call<'_>, body: &str) -> Result<Page, Failure> {
    let shape = call.operation.shape.unwrap_or(&Shape::Present);
    let Shape::Structure([root]) = shape else {
        return page(call, xml::any_root(body, shape));
    };
    if root.xml.is_empty() {
        // What is no XML is a document in JSON: one that breaks off is not taken for a whole one.
        let whole = serde_json::from_str::<serde::de::IgnoredAny>(body);
        if whole.is_err_and(|error| error.is_eof()) {
            return page(call, Err(XmlError::Ends));
        }
        return page(call, Ok(around(root, body.into())));
    }
    match xml::within(body, &[root.xml.to_owned()], &root.shape) {
        // The only member may be a child of the root just as well.
        Err(XmlError::Another) => page(call, xml::any_root(body, shape)),
        value => page(call, value.map(|value| around(root, value))),
    }
}

fn around(root: &Member, value: Value) -> Value {
    if root.json.is_empty() {
        return value;
    }
    Value::Object([(root.json.to_owned(), value)].into_iter().collect())
}

fn page(call: &Call<'_>, value: Result<Value, XmlError>) -> Result<Page, Failure> {
    let body = value
        .map_err(|error| match error {
            XmlError::Ends => Failure::cut_off("the answer ends early"),
            XmlError::Malformed => {
                Failure::new(Outcome::Unreadable, "the answer is not well-formed XML", "")
            }
            XmlError::Value | XmlError::Another => Failure::new(
                Outcome::Unreadable,
                "the answer is not of the documented shape",
                "",
            ),
        })?
        .to_string();
    let next = next(call, &body);
    Ok(Page { body, next })
}

/// The code and message of an XML error, in any of the forms that S3, S3 Control, EC2 and the query protocol use.
pub(super) fn xml_error(answer: &Answer) -> (Option<String>, String) {
    (
        xml::first_text(&answer.body, "Code"),
        xml::first_text(&answer.body, "Message").unwrap_or_default(),
    )
}

/// The code and message of a JSON error.
pub(super) fn json_error(answer: &Answer) -> (Option<String>, String) {
    let body = answer.body.as_str();
    let first = |path: &str| values_at(body, path).into_iter().next();
    let code = answer
        .error_type
        .clone()
        .or_else(|| first("__type"))
        .or_else(|| first("code"))
        .or_else(|| first("Code"));
    // `com.amazonaws.ssm#ThrottlingException:http://…` is a ThrottlingException.
    let code = code.map(|code| {
        let code = code.split(':').next().unwrap_or_default();
        code.rsplit('#').next().unwrap_or_default().to_owned()
    });
    let message = first("message").or_else(|| first("Message"));
    (code, message.unwrap_or_default())
}
