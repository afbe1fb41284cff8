//! The ways to fail, as each protocol shows them.

use std::time::Duration;

use blastradius_collectors::coverage::Outcome;

use crate::stub::{Asked, Behaviour, empty_account, json, xml};

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Fault {
    Throttled,
    ThrottledTwice,
    Denied,
    DeniedByOrganization,
    RegionOff,
    WebPage500,
    WebPage200,
    ServerError,
    CutShort,
    Broken,
    Reset,
    Silence,
    NewTokens,
    SameToken,
    Huge,
    AnotherAnswer,
}

pub(crate) const FAULTS: [Fault; 16] = [
    Fault::Throttled,
    Fault::ThrottledTwice,
    Fault::Denied,
    Fault::DeniedByOrganization,
    Fault::RegionOff,
    Fault::WebPage500,
    Fault::WebPage200,
    Fault::ServerError,
    Fault::CutShort,
    Fault::Broken,
    Fault::Reset,
    Fault::Silence,
    Fault::NewTokens,
    Fault::SameToken,
    Fault::Huge,
    Fault::AnotherAnswer,
];

impl Fault {
    /// The outcomes that are right; none: the answer is complete in the end.
    pub(crate) fn expected(self, sdk: bool) -> &'static [Outcome] {
        match self {
            Self::ThrottledTwice => &[],
            Self::Throttled => &[Outcome::Throttled],
            Self::Denied => &[Outcome::Refused],
            Self::DeniedByOrganization => &[Outcome::RefusedByOrganization],
            Self::RegionOff => &[Outcome::NotEnabled],
            Self::WebPage500 => &[Outcome::Unimplemented],
            Self::WebPage200 | Self::AnotherAnswer => &[Outcome::Unreadable],
            Self::ServerError | Self::Reset | Self::Silence => &[Outcome::Failed],
            // The SDK does not tell a broken body from a broken connection.
            Self::Broken if sdk => &[Outcome::CutOff, Outcome::Failed],
            Self::CutShort | Self::Broken | Self::NewTokens | Self::SameToken | Self::Huge => {
                &[Outcome::CutOff]
            }
        }
    }

    /// The SDK has no bound on the size of an answer, and fills in what is missing from one.
    pub(crate) fn applies(self, sdk: bool) -> bool {
        !(sdk && matches!(self, Self::Huge | Self::AnotherAnswer))
    }

    pub(crate) fn behaviour(self, asked: &Asked, before: usize) -> Behaviour {
        match self {
            Self::ThrottledTwice if before >= 2 => empty_account(asked),
            Self::Throttled | Self::ThrottledTwice => {
                let code = match asked.service.as_str() {
                    "s3" => "SlowDown",
                    "ec2" => "RequestLimitExceeded",
                    "lambda" => "TooManyRequestsException",
                    "iam" => "Throttling",
                    _ => "ThrottlingException",
                };
                error(asked, 429, code, "slow down")
            }
            Self::Denied => error(asked, 403, denied(asked), "you may not"),
            Self::DeniedByOrganization => {
                let message = "not authorized with an explicit deny in a service control policy";
                error(asked, 403, denied(asked), message)
            }
            Self::RegionOff => error(
                asked,
                403,
                "UnrecognizedClientException",
                "no such token here",
            ),
            Self::WebPage500 => web_page(500),
            Self::WebPage200 => web_page(200),
            Self::ServerError => error(asked, 503, "InternalFailure", "sorry"),
            Self::CutShort => match empty_account(asked) {
                Behaviour::Answer(status, header, body) => {
                    let half = body.chars().take(body.len() / 2).collect();
                    Behaviour::Answer(status, header, half)
                }
                other => other,
            },
            Self::Broken => match empty_account(asked) {
                Behaviour::Answer(_, _, body) => Behaviour::Broken(body),
                other => other,
            },
            Self::Reset => Behaviour::Reset,
            Self::Silence => Behaviour::Silence(Duration::from_secs(3)),
            Self::NewTokens => more(asked, &format!("token-{before}")),
            Self::SameToken => more(asked, "token"),
            Self::Huge => json(200, &" ".repeat(3 << 20)),
            Self::AnotherAnswer => match asked.service.as_str() {
                "ec2" | "s3" => xml(200, "<Something><Else/></Something>"),
                _ => json(200, r#"{"Something": "else"}"#),
            },
        }
    }
}

fn denied(asked: &Asked) -> &'static str {
    match asked.service.as_str() {
        "ec2" => "UnauthorizedOperation",
        "s3" | "iam" => "AccessDenied",
        _ => "AccessDeniedException",
    }
}

fn web_page(status: u16) -> Behaviour {
    let page = "<!doctype html><html lang=en><title>Oh</title></html>";
    Behaviour::Answer(
        status,
        "content-type: text/html; charset=utf-8".to_owned(),
        page.to_owned(),
    )
}

fn error(asked: &Asked, status: u16, code: &str, message: &str) -> Behaviour {
    let details = format!("<Code>{code}</Code><Message>{message}</Message>");
    match asked.service.as_str() {
        "ec2" => xml(
            status,
            &format!("<Response><Errors><Error>{details}</Error></Errors></Response>"),
        ),
        "s3" => xml(status, &format!("<Error>{details}</Error>")),
        "iam" => xml(
            status,
            &format!("<ErrorResponse><Error>{details}</Error></ErrorResponse>"),
        ),
        "lambda" => {
            let body = format!("{{\"message\":\"{message}\"}}");
            Behaviour::Answer(status, format!("x-amzn-errortype: {code}:http://x"), body)
        }
        _ => json(
            status,
            &format!("{{\"__type\":\"com.amazon#{code}\",\"message\":\"{message}\"}}"),
        ),
    }
}

/// An empty page with another behind it.
fn more(asked: &Asked, token: &str) -> Behaviour {
    match asked.service.as_str() {
        "iam" => xml(
            200,
            &format!(
                "<ListUsersResponse><ListUsersResult><Users/><IsTruncated>true</IsTruncated><Marker>{token}</Marker></ListUsersResult></ListUsersResponse>"
            ),
        ),
        "ec2" => xml(
            200,
            &format!(
                "<DescribeInstancesResponse><reservationSet/><nextToken>{token}</nextToken></DescribeInstancesResponse>"
            ),
        ),
        "s3" => xml(
            200,
            &format!(
                "<ListAllMyBucketsResult><Buckets/><ContinuationToken>{token}</ContinuationToken></ListAllMyBucketsResult>"
            ),
        ),
        "kms" => json(
            200,
            &format!("{{\"Keys\":[],\"Truncated\":true,\"NextMarker\":\"{token}\"}}"),
        ),
        "lambda" => json(
            200,
            &format!("{{\"Functions\":[],\"NextMarker\":\"{token}\"}}"),
        ),
        _ => json(
            200,
            &format!("{{\"SecretList\":[],\"NextToken\":\"{token}\"}}"),
        ),
    }
}
