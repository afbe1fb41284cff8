//! The whole collection, from a populated moto server.

use std::collections::BTreeSet;

use blastradius_collectors::aws::live::{Summary, collect};
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::MemorySink;

use crate::estate::{
    buckets, compute, identities, learning, nothing_secret, organization, secrets_and_keys,
};
use crate::moto_server::Moto;
use crate::unimplemented::UNIMPLEMENTED;
use crate::{covered, environment, impatient};

pub(crate) const ACCOUNT: &str = "123456789012";

#[test]
fn a_populated_account_is_collected_whole() {
    if !environment::prepared("moto::a_populated_account_is_collected_whole") {
        return;
    }
    let moto = Moto::start();
    assert_eq!(moto.populate(), ACCOUNT);
    let two = || vec!["us-east-1".to_owned(), "eu-west-1".to_owned()];
    let (summary, mut sink) = run(&moto, |options| options.regions = two());
    assert_eq!(summary.account, ACCOUNT);
    sink.coverage.retain(|it| !of_two_regions(it));

    only_known_gaps(&sink.coverage);
    covered::answered("estate", &sink.coverage);
    identities(&sink.facts);
    organization(&sink.facts);
    buckets(&sink.facts, &sink.coverage);
    secrets_and_keys(&sink.facts, &sink.coverage);
    compute(&sink.facts);
    learning(&sink.facts);
    nothing_secret(&sink);

    // One call at a time, or many: the same facts in the same order.
    let (_, slow) = run(&moto, |options| {
        options.regions = two();
        options.limits.calls = 1;
        options.limits.calls_to_service = 1;
    });
    let fast = sink;
    let mut slow = slow;
    slow.coverage.retain(|it| !of_two_regions(it));
    assert_eq!(fast.facts, slow.facts);
    assert_eq!(fast.coverage, slow.coverage);

    // Named regions only, and that is said.
    let (summary, one) = run(&moto, |options| {
        options.regions = vec!["eu-west-1".to_owned()]
    });
    assert_eq!(summary.regions, ["eu-west-1"]);
    assert!(
        one.facts
            .workloads
            .keys()
            .all(|id| !id.starts_with("arn:aws:lambda"))
    );
    let left_out = one
        .coverage
        .iter()
        .find(|it| it.operation == "ec2:DescribeRegions")
        .unwrap();
    assert_eq!(left_out.outcome, Outcome::NotAsked);
}

/// That not all regions were asked is a gap, and moto has S3 Tables in one of these two.
fn of_two_regions(it: &Coverage) -> bool {
    it.operation == "ec2:DescribeRegions"
        || (it.operation.starts_with("s3tables:") && it.region.as_deref() == Some("eu-west-1"))
}

fn run(
    moto: &Moto,
    change: impl FnOnce(&mut blastradius_collectors::aws::live::Options),
) -> (Summary, MemorySink) {
    let mut options = impatient(&moto.endpoint);
    options.limits.pages = 100;
    change(&mut options);
    let mut sink = MemorySink::default();
    let mut last = 0;
    let summary = collect(&options, &mut sink, &mut |progress| {
        assert!(progress.done <= progress.known);
        last = progress.done;
    })
    .unwrap();
    assert_eq!(summary.asked, last);
    (summary, sink)
}

/// That what moto does not have is the only gap, and that the table of it is true.
pub(crate) fn only_known_gaps(coverage: &[Coverage]) {
    let unknown: BTreeSet<String> = coverage
        .iter()
        .filter(|it| !it.outcome.is_complete())
        .filter(|record| match record.outcome {
            // What depends on a listing that moto does not have is not asked.
            Outcome::NotAsked => !UNIMPLEMENTED
                .iter()
                .any(|it| record.reason.contains(&format!("`{it}`"))),
            _ => !UNIMPLEMENTED.contains(&record.operation.as_str()),
        })
        .map(|record| format!("{}: {}", record.operation, record.reason))
        .collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    for operation in UNIMPLEMENTED {
        let asked = coverage.iter().find(|it| it.operation == *operation);
        assert!(
            asked.is_none_or(|it| !it.outcome.is_complete()),
            "{operation} is in moto now"
        );
    }
}
