//! The protocols that the signed client speaks: calls become requests, and answers JSON in the shape that the AWS CLI
//! prints. What a service asks, and where, is data in its own file; nothing here knows a service.

mod answer;
mod json;
mod members;
mod query;
mod rest;
#[cfg(test)]
pub(super) mod tests;
mod xml;

use super::client::{Client, Request};
use super::failure::{Failure, Refusal};
use super::session::Session;
use super::{Call, Page};
use crate::aws::{Endpoint, Protocol, SERVICES};
use crate::coverage::Outcome;

/// Where a call is sent; `None` for the services that have an SDK client.
fn endpoint(call: &Call<'_>) -> Option<&'static Endpoint> {
    call.operation.endpoint.or_else(|| {
        let service = SERVICES.iter().find(|it| it.name() == call.service)?;
        service.endpoint()
    })
}

/// The request of a call. `None` when its service file does not say enough to make it.
pub(super) fn request(call: &Call<'_>) -> Option<Request> {
    let endpoint = endpoint(call)?;
    let shaped = call.operation.shape.is_some();
    let account_in_host = endpoint.host.contains("{account}");
    let mut request = match endpoint.protocol {
        Protocol::Json { version, target } => json::request(call, version, target)?,
        Protocol::RestJson => rest::request(call, account_in_host)?,
        Protocol::RestXml if shaped => rest::request(call, account_in_host)?,
        Protocol::Query { version } if shaped => query::request(call, version, ".member")?,
        Protocol::Ec2Query { version } if shaped => query::request(call, version, "")?,
        _ => return None,
    };
    if endpoint.protocol == Protocol::RestJson {
        // API Gateway answers in HAL otherwise.
        request
            .headers
            .push(("accept", "application/json".to_owned()));
    }
    // S3 Control takes the account in its host, and in a header.
    if account_in_host {
        request
            .headers
            .push(("x-amz-account-id", call.account.to_owned()));
    }
    request.host = endpoint.host.replace("{account}", call.account);
    request.cli = call.operation.cli.0;
    request.signs_as = endpoint.signs_as;
    if endpoint.host == "s3" {
        request.bucket = call.argument.map(str::to_owned);
    }
    Some(request)
}

/// Whether the signed client can make the call.
#[cfg(test)]
pub(super) fn knows(call: &Call<'_>) -> bool {
    request(call).is_some()
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
    let protocol = endpoint(call).ok_or_else(unknown)?.protocol;
    let request = request(call).ok_or_else(unknown)?;
    let in_xml = matches!(
        protocol,
        Protocol::RestXml | Protocol::Query { .. } | Protocol::Ec2Query { .. }
    );
    let failed = |answer: &super::client::Answer| {
        let (code, message) = if in_xml {
            answer::xml_error(answer)
        } else {
            answer::json_error(answer)
        };
        Failure::refused(&Refusal {
            status: answer.status,
            code: code.as_deref(),
            message: &message,
            html: answer.html,
        })
    };
    let body = client.send(session, &request, call.region, failed).await?;
    read(protocol, call, body)
}

/// The page of an answer.
fn read(protocol: Protocol, call: &Call<'_>, body: String) -> Result<Page, Failure> {
    let name = call.operation.name;
    match protocol {
        Protocol::Json { .. } | Protocol::RestJson => answer::json(call, body),
        Protocol::RestXml => answer::rest_xml(call, &body),
        Protocol::Query { .. } => {
            let roots = [format!("{name}Response"), format!("{name}Result")];
            answer::xml(call, &body, &roots)
        }
        Protocol::Ec2Query { .. } => answer::xml(call, &body, &[format!("{name}Response")]),
    }
}
