//! The ways to fail, as each protocol shows them.

use std::time::Duration;

use blastradius_collectors::coverage::Outcome;

use blastradius_collectors::aws::{Member, Protocol, SERVICES, Shape};

use crate::answers::{empty_account, full_account};
use crate::stub::{Asked, Behaviour, json, xml};

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
    Expired,
    Reset,
    Silence,
    NewTokens,
    SameToken,
    Huge,
    AnotherAnswer,
}

pub(crate) const FAULTS: [Fault; 17] = [
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
    Fault::Expired,
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
            Self::ServerError | Self::Expired | Self::Reset | Self::Silence => &[Outcome::Failed],
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

    /// How the server of an empty account behaves.
    pub(crate) fn behaviour(self, asked: &Asked, before: usize) -> Behaviour {
        self.instead_of(empty_account(asked), asked, before)
    }

    /// How a server behaves that would have answered otherwise.
    pub(crate) fn instead_of(self, good: Behaviour, asked: &Asked, before: usize) -> Behaviour {
        match self {
            Self::ThrottledTwice if before >= 2 => good,
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
            Self::CutShort => match good {
                Behaviour::Answer(status, header, body) => {
                    let half = body.chars().take(body.len() / 2).collect();
                    Behaviour::Answer(status, header, half)
                }
                other => other,
            },
            Self::Broken => match good {
                Behaviour::Answer(_, _, body) => Behaviour::Broken(body),
                other => other,
            },
            Self::Expired => error(asked, 403, "ExpiredTokenException", "it has expired"),
            Self::Reset => Behaviour::Reset,
            Self::Silence => Behaviour::Silence(Duration::from_secs(8)),
            Self::NewTokens => more(good, asked, &format!("token-{before}")),
            Self::SameToken => more(good, asked, "token"),
            Self::Huge => json(200, &" ".repeat(3 << 20)),
            Self::AnotherAnswer if in_xml(asked) => xml(200, "<Something><Else/></Something>"),
            Self::AnotherAnswer => json(200, r#"{"Something": "else"}"#),
        }
    }
}

/// The protocol that an operation is asked in; the SDK's are known.
fn protocol(asked: &Asked) -> Option<Protocol> {
    let (service, operation) = asked.known?;
    let service = SERVICES.iter().find(|it| it.name() == service)?;
    let endpoint = operation.endpoint.or(service.endpoint())?;
    Some(endpoint.protocol)
}

fn in_xml(asked: &Asked) -> bool {
    match protocol(asked) {
        None => matches!(asked.service.as_str(), "iam" | "sts"),
        Some(it) => !matches!(it, Protocol::Json { .. } | Protocol::RestJson),
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

pub(crate) fn error(asked: &Asked, status: u16, code: &str, message: &str) -> Behaviour {
    let details = format!("<Code>{code}</Code><Message>{message}</Message>");
    match protocol(asked) {
        Some(Protocol::Ec2Query { .. }) => xml(
            status,
            &format!("<Response><Errors><Error>{details}</Error></Errors></Response>"),
        ),
        Some(Protocol::RestXml) => xml(status, &format!("<Error>{details}</Error>")),
        Some(Protocol::RestJson) => {
            let body = format!("{{\"message\":\"{message}\"}}");
            Behaviour::Answer(status, format!("x-amzn-errortype: {code}:http://x"), body)
        }
        _ if in_xml(asked) => xml(
            status,
            &format!("<ErrorResponse><Error>{details}</Error></ErrorResponse>"),
        ),
        _ => json(
            status,
            &format!("{{\"__type\":\"com.amazon#{code}\",\"message\":\"{message}\"}}"),
        ),
    }
}

/// A page with another behind it; what has no pages is answered as ever.
fn more(good: Behaviour, asked: &Asked, token: &str) -> Behaviour {
    let Some((service, operation)) = asked.known else {
        return good;
    };
    let Behaviour::Answer(200, _, body) = &good else {
        return good;
    };
    if service == "iam" {
        let more = format!(
            "<IsTruncated>true</IsTruncated><Marker>{token}</Marker></{}Result>",
            operation.name
        );
        return xml(
            200,
            &body.replace(&format!("</{}Result>", operation.name), &more),
        );
    }
    let path = match (operation.paging, service) {
        (Some(paging), _) => paging.token.1,
        (None, "organizations" | "secretsmanager") => "NextToken",
        _ => return good,
    };
    let Some(shape) = operation.shape else {
        let mut value: serde_json::Value = serde_json::from_str(body).unwrap();
        let mut at = &mut value;
        for step in path.split('.') {
            at = &mut at[step];
        }
        *at = token.into();
        return json(200, &value.to_string());
    };
    let name = element(shape, path).unwrap();
    let end = match protocol(asked) {
        Some(Protocol::Query { .. }) => body.find(&format!("</{}Result>", operation.name)),
        _ => body.rfind("</"),
    };
    let (head, tail) = body.split_at(end.unwrap());
    xml(200, &format!("{head}<{name}>{token}</{name}>{tail}"))
}

/// The element that is the member of this name in JSON.
fn element(shape: &Shape, name: &str) -> Option<&'static str> {
    let Shape::Structure(members) = shape else {
        return None;
    };
    let own = |it: &&Member| it.json == name;
    members
        .iter()
        .find(own)
        .map(|it| it.xml)
        .or_else(|| members.iter().find_map(|it| element(&it.shape, name)))
}

impl Fault {
    /// How the server of an account that has one of each behaves.
    pub(crate) fn in_full(self, asked: &Asked, before: usize) -> Behaviour {
        self.instead_of(full_account(asked), asked, before)
    }
}
