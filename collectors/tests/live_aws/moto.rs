//! The whole collection, from a populated moto server.

use blastradius_collectors::aws::live::{Summary, collect};
use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::snapshot::MemorySink;

use crate::estate::{
    buckets, compute, identities, learning, nothing_secret, organization, secrets_and_keys,
};
use crate::moto_server::Moto;
use crate::{environment, impatient};

pub(crate) const ACCOUNT: &str = "123456789012";

/// What moto does not have. Everything else must be complete.
const UNIMPLEMENTED: [&str; 2] = [
    "iam:ListServiceSpecificCredentials",
    "lambda:ListFunctionUrlConfigs",
];

#[test]
fn a_populated_account_is_collected_whole() {
    if !environment::prepared("moto::a_populated_account_is_collected_whole") {
        return;
    }
    let moto = Moto::start();
    assert_eq!(moto.populate(), ACCOUNT);
    let (summary, sink) = run(&moto, |_| {});
    assert_eq!(summary.account, ACCOUNT);
    assert!(summary.regions.len() > 10, "{:?}", summary.regions);

    only_known_gaps(&sink.coverage);
    identities(&sink.facts);
    organization(&sink.facts);
    buckets(&sink.facts, &sink.coverage);
    secrets_and_keys(&sink.facts, &sink.coverage);
    compute(&sink.facts);
    learning(&sink.facts);
    nothing_secret(&sink);

    // One call at a time, or many: the same facts in the same order.
    let two = || vec!["us-east-1".to_owned(), "eu-west-1".to_owned()];
    let (_, fast) = run(&moto, |options| options.regions = two());
    let (_, slow) = run(&moto, |options| {
        options.regions = two();
        options.limits.calls = 1;
        options.limits.calls_to_service = 1;
    });
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

fn only_known_gaps(coverage: &[Coverage]) {
    for record in coverage.iter().filter(|it| !it.outcome.is_complete()) {
        assert_eq!(record.outcome, Outcome::Unimplemented, "{record:?}");
        assert!(
            UNIMPLEMENTED.contains(&record.operation.as_str()),
            "{record:?}"
        );
    }
    for operation in UNIMPLEMENTED {
        assert!(
            coverage.iter().any(|it| it.operation == operation),
            "{operation} is in moto now"
        );
    }
}
