//! The protocols of the services that the signed client asks: one file a protocol.
//!
//! Each makes a request of a call, and of the answer JSON in the shape that the AWS CLI prints.

mod ec2;
mod json;
mod lambda;
mod s3;
mod xml;

use super::client::{Answer, Client, Request, encode};
use super::failure::{Failure, Refusal};
use super::session::Session;
use super::{Call, Page};
use crate::aws::values_at;
use crate::coverage::Outcome;

/// A protocol: how calls become requests, and answers pages.
trait Protocol: Sync {
    /// The request, without a page token.
    fn request(&self, call: &Call<'_>) -> Option<Request>;
    /// The JSON of an answer.
    fn page(&self, call: &Call<'_>, body: String) -> Result<Page, Failure>;
    /// The error code and message of an answer that is no success.
    fn error(&self, answer: &Answer) -> (Option<String>, String);
}

/// The protocol of a service; `None` for those that have an SDK client.
fn protocol(service: &str) -> Option<&'static dyn Protocol> {
    match service {
        "s3" => Some(&s3::RestXml),
        "ssm" => Some(&json::SSM),
        "kms" => Some(&json::KMS),
        "sagemaker" => Some(&json::SAGEMAKER),
        "lambda" => Some(&lambda::RestJson),
        "ec2" => Some(&ec2::Query),
        _ => None,
    }
}

/// Whether the signed client can make the call.
#[cfg(test)]
pub(super) fn knows(call: &Call<'_>) -> bool {
    protocol(call.service).is_some_and(|protocol| protocol.request(call).is_some())
}

/// Asks for one page.
pub(super) async fn page(
    session: &Session,
    client: &Client,
    call: &Call<'_>,
) -> Result<Page, Failure> {
    let unknown = || {
        Failure::new(
            Outcome::Unimplemented,
            "the collector cannot make this call",
            "",
        )
    };
    let protocol = protocol(call.service).ok_or_else(unknown)?;
    let request = protocol.request(call).ok_or_else(unknown)?;
    let failed = |answer: &Answer| {
        let (code, message) = protocol.error(answer);
        Failure::refused(&Refusal {
            status: answer.status,
            code: code.as_deref(),
            message: &message,
            html: answer.html,
        })
    };
    let body = client.send(session, &request, call.region, failed).await?;
    protocol.page(call, body)
}

/// A page of JSON as the service sent it. Only that it is whole is checked here.
fn json_page(body: String, token: &str) -> Result<Page, Failure> {
    match serde_json::from_str::<serde::de::IgnoredAny>(&body) {
        Ok(_) => {
            let next = values_at(&body, token).into_iter().next();
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

/// A page of XML, read by its description.
fn xml_page(value: Result<serde_json::Value, xml::XmlError>, token: &str) -> Result<Page, Failure> {
    let value = value.map_err(|error| match error {
        xml::XmlError::Ends => Failure::cut_off("the answer ends early"),
        xml::XmlError::Malformed => {
            Failure::new(Outcome::Unreadable, "the answer is not well-formed XML", "")
        }
        xml::XmlError::Value | xml::XmlError::Another => Failure::new(
            Outcome::Unreadable,
            "the answer is not of the documented shape",
            "",
        ),
    })?;
    let next = value
        .get(token)
        .and_then(serde_json::Value::as_str)
        .filter(|token| !token.is_empty())
        .map(str::to_owned);
    Ok(Page {
        body: value.to_string(),
        next,
    })
}

/// The code and message of an XML error, in any of the forms that S3, S3 Control and EC2 use.
fn xml_error(answer: &Answer) -> (Option<String>, String) {
    (
        xml::first_text(&answer.body, "Code"),
        xml::first_text(&answer.body, "Message").unwrap_or_default(),
    )
}

/// The code and message of a JSON error.
fn json_error(answer: &Answer) -> (Option<String>, String) {
    let body = answer.body.as_str();
    let first = |path: &str| values_at(body, path).into_iter().next();
    let code = answer
        .error_type
        .clone()
        .or_else(|| first("__type"))
        .or_else(|| first("code"));
    // `com.amazonaws.ssm#ThrottlingException:http://…` is a ThrottlingException.
    let code = code.map(|code| {
        let code = code.split(':').next().unwrap_or_default();
        code.rsplit('#').next().unwrap_or_default().to_owned()
    });
    let message = first("message").or_else(|| first("Message"));
    (code, message.unwrap_or_default())
}
