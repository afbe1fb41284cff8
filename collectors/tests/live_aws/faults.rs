//! Every way to fail, in every protocol: the run ends, the failure is named, and nothing else is lost.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use blastradius_collectors::aws::live::{CollectError, collect};
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::MemorySink;

use crate::stub::{Asked, Behaviour, Stub, empty_account, json, xml};
use crate::{environment, impatient};

/// One operation of each protocol: operation as coverage names it, whether the SDK asks it.
const TARGETS: [(&str, bool); 6] = [
    ("iam:ListUsers", true),
    ("secretsmanager:ListSecrets", true),
    ("kms:ListKeys", false),
    ("lambda:ListFunctions", false),
    ("ec2:DescribeInstances", false),
    ("s3:ListBuckets", false),
];

#[derive(Debug, Clone, Copy, PartialEq)]
enum Fault {
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

const FAULTS: [Fault; 16] = [
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
    fn expected(self, sdk: bool) -> &'static [Outcome] {
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
    fn applies(self, sdk: bool) -> bool {
        !(sdk && matches!(self, Self::Huge | Self::AnotherAnswer))
    }

    fn behaviour(self, asked: &Asked, before: usize) -> Behaviour {
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

fn gaps(sink: &MemorySink) -> Vec<&Coverage> {
    sink.coverage
        .iter()
        .filter(|it| !it.outcome.is_complete())
        .collect()
}

fn run(stub: &Stub) -> (MemorySink, Duration) {
    let mut options = impatient(&stub.endpoint);
    options.limits.timeout = Duration::from_millis(500);
    options.limits.page_bytes = 1 << 20;
    let mut sink = MemorySink::default();
    let start = Instant::now();
    let summary = collect(&options, &mut sink, &mut |_| {}).unwrap();
    assert_eq!(summary.account, "111122223333");
    assert_eq!(summary.gaps, u64::try_from(gaps(&sink).len()).unwrap());
    (sink, start.elapsed())
}

#[test]
fn an_empty_account_is_complete() {
    if !environment::prepared("faults::an_empty_account_is_complete") {
        return;
    }
    let stub = Stub::start(|asked, _| empty_account(asked));
    let (sink, _) = run(&stub);
    assert!(gaps(&sink).is_empty(), "{:?}", gaps(&sink));
    let outcome = |operation: &str| {
        let found: BTreeSet<Outcome> = sink
            .coverage
            .iter()
            .filter(|it| it.operation == operation)
            .map(|it| it.outcome)
            .collect();
        found.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(
        outcome("organizations:DescribeOrganization"),
        [Outcome::Absent]
    );
    assert_eq!(outcome("s3:GetPublicAccessBlock"), [Outcome::Absent]);
    assert_eq!(outcome("iam:ListUsers"), [Outcome::Answered]);
}

#[test]
fn every_fault_in_every_protocol_is_a_named_gap_and_nothing_else_is_lost() {
    if !environment::prepared(
        "faults::every_fault_in_every_protocol_is_a_named_gap_and_nothing_else_is_lost",
    ) {
        return;
    }
    let runs = std::thread::scope(|scope| {
        let threads = TARGETS.map(|(target, sdk)| {
            scope.spawn(move || {
                let faults = FAULTS.into_iter().filter(|fault| fault.applies(sdk));
                faults.map(|fault| one(target, sdk, fault)).count()
            })
        });
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .sum::<usize>()
    });
    assert_eq!(runs, TARGETS.len() * FAULTS.len() - 4);
}

fn one(target: &'static str, sdk: bool, fault: Fault) {
    let (service, operation) = target.split_once(':').unwrap();
    let stub = Stub::start(move |asked, before| {
        if asked.service == service && asked.operation == operation {
            return fault.behaviour(asked, before);
        }
        empty_account(asked)
    });
    let (sink, took) = run(&stub);
    let case = format!("{target} {fault:?}: {:?}", gaps(&sink));
    let records: Vec<&Coverage> = sink
        .coverage
        .iter()
        .filter(|it| it.operation == target)
        .collect();
    assert_eq!(records.len(), 1, "{case}");
    let expected = fault.expected(sdk);
    if expected.is_empty() {
        assert!(gaps(&sink).is_empty(), "{case}");
        assert_eq!(stub.count(operation), 3, "{case}");
    } else {
        assert!(expected.contains(&records[0].outcome), "{case}");
        assert!(!records[0].reason.is_empty(), "{case}");
    }
    // A refusal is final: it is never asked again.
    if matches!(
        fault,
        Fault::Denied | Fault::DeniedByOrganization | Fault::RegionOff
    ) {
        assert_eq!(stub.count(operation), 1, "{case}");
    }
    for gap in gaps(&sink).into_iter().filter(|it| it.operation != target) {
        assert_eq!(gap.outcome, Outcome::NotAsked, "{case}");
        assert!(gap.operation.starts_with(service), "{case}");
        assert!(gap.reason.contains(target), "{case}");
    }
    assert!(took < Duration::from_secs(60), "{case} took {took:?}");
}

#[test]
fn a_bucket_elsewhere_is_asked_where_it_is() {
    if !environment::prepared("faults::a_bucket_elsewhere_is_asked_where_it_is") {
        return;
    }
    let stub = Stub::start(|asked, before| {
        match (asked.service.as_str(), asked.operation.as_str()) {
            ("s3", "ListBuckets") => xml(
                200,
                "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets></ListAllMyBucketsResult>",
            ),
            // Every question about the bucket is sent on for ever: it is followed once, and then it is a gap.
            ("s3", _) => Behaviour::Answer(
                301,
                format!("x-amz-bucket-region: eu-west-{}", before + 1),
                "<Error><Code>PermanentRedirect</Code></Error>".to_owned(),
            ),
            _ => empty_account(asked),
        }
    });
    let (sink, _) = run(&stub);
    let of_bucket = gaps(&sink);
    assert_eq!(of_bucket.len(), 8, "{of_bucket:?}");
    assert!(
        of_bucket
            .iter()
            .all(|it| it.reason.contains("PermanentRedirect"))
    );
    assert!(stub.count("GetPublicAccessBlock") <= 16);
}

#[test]
fn without_an_account_there_is_an_error_and_no_facts() {
    if !environment::prepared("faults::without_an_account_there_is_an_error_and_no_facts") {
        return;
    }
    for fault in [
        Fault::RegionOff,
        Fault::WebPage500,
        Fault::Reset,
        Fault::Silence,
        Fault::CutShort,
    ] {
        let stub = Stub::start(move |asked, before| fault.behaviour(asked, before));
        let mut options = impatient(&stub.endpoint);
        options.limits.timeout = Duration::from_millis(300);
        let mut sink = MemorySink::default();
        let error = collect(&options, &mut sink, &mut |_| {}).unwrap_err();
        assert!(
            matches!(error, CollectError::Identity { .. }),
            "{fault:?}: {error}"
        );
        assert!(error.to_string().contains("help: "), "{error}");
        assert!(!error.to_string().contains("CANARY"), "{error}");
        assert!(sink.facts.is_empty());
    }
}

#[test]
fn a_region_that_is_none_is_refused_before_anything_is_sent() {
    if !environment::prepared("faults::a_region_that_is_none_is_refused_before_anything_is_sent") {
        return;
    }
    for region in ["", "us-east-1.evil.example/", "EU", "a b"] {
        let mut options = impatient("http://127.0.0.1:9");
        options.regions = vec![region.to_owned()];
        let error = collect(&options, &mut MemorySink::default(), &mut |_| {}).unwrap_err();
        assert!(matches!(error, CollectError::BadRegion(_)), "{error}");
    }
}
