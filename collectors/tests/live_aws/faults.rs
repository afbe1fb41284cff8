//! Every way to fail, in every protocol: the run ends, the failure is named, and nothing else is lost.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use blastradius_collectors::aws::live::{CollectError, Options, collect};
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::MemorySink;

use crate::answers::{empty_account, named};
use crate::fault::{FAULTS, Fault};
use crate::stub::{Behaviour, Stub, xml};
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

fn gaps(sink: &MemorySink) -> Vec<&Coverage> {
    sink.coverage
        .iter()
        .filter(|it| !it.outcome.is_complete())
        .collect()
}

fn run(stub: &Stub) -> (MemorySink, Duration) {
    let mut options = impatient(&stub.endpoint);
    // Long enough for a busy machine; the silence is longer.
    options.limits.timeout = Duration::from_secs(5);
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
    let (service, operation) = named(target);
    let operation = operation.name;
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
        Fault::Denied | Fault::DeniedByOrganization | Fault::RegionOff | Fault::Expired
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
    let about = of_bucket
        .iter()
        .filter(|it| it.subject.as_deref() == Some("arn:aws:s3:::b"));
    assert!(about.clone().count() >= 7, "{of_bucket:?}");
    assert!(
        about
            .clone()
            .all(|it| it.reason.contains("PermanentRedirect"))
    );
    assert!(stub.count("GetBucketAcl") <= 2);
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

#[test]
fn profile_region_and_endpoint_come_from_the_configuration_file() {
    if !environment::prepared(
        "faults::profile_region_and_endpoint_come_from_the_configuration_file",
    ) {
        return;
    }
    let stub = Stub::start(|asked, _| empty_account(asked));
    let file = environment::configuration();
    let text = format!(
        "[profile audit]\nregion = us-east-1\nendpoint_url = {}\n",
        stub.endpoint
    );
    std::fs::write(&file, text).unwrap();
    let mut options = Options::default();
    options.profiles = vec!["audit".to_owned()];
    let summary = collect(&options, &mut MemorySink::default(), &mut |_| {}).unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!((summary.gaps, summary.regions.len()), (0, 1));
    // The SDK's services and ours alike.
    for operation in [
        "ListUsers",
        "ListSecrets",
        "ListKeys",
        "ListFunctions",
        "ListBuckets",
    ] {
        assert_eq!(stub.count(operation), 1, "{operation}");
    }
    // Without the profile there is no region, and that is said.
    let error = collect(&Options::default(), &mut MemorySink::default(), &mut |_| {}).unwrap_err();
    assert!(matches!(error, CollectError::NoRegion), "{error}");
}
