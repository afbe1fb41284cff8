//! The live AWS collector, against a real moto server and against a server that fails in every way.

#![cfg(feature = "aws")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "the helpers of tests fail the test by panicking"
)]

mod ai;
mod answers;
mod compute;
mod compute_pages;
mod covered;
mod data;
mod environment;
mod estate;
mod every_operation;
mod fault;
mod faults;
mod moto;
mod moto_server;
mod organization;
mod pages;
mod resume;
mod stub;
mod unimplemented;
mod wire;

use std::time::Duration;

use blastradius_collectors::aws::live::Options;

/// Options that do not wait: a few attempts, close together.
fn impatient(endpoint: &str) -> Options {
    let mut options = Options::default();
    options.endpoint = Some(endpoint.to_owned());
    options.region = Some("us-east-1".to_owned());
    options.limits.attempts = 3;
    options.limits.backoff = Duration::from_millis(1);
    options.limits.pages = 5;
    options.limits.calls = 8;
    options.limits.calls_a_second = 10_000.0;
    options
}
