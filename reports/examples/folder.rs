//! Writes a folder of reports of made-up answers, to look at it: `cargo run --example folder DIR`.
#[path = "../tests/common/mod.rs"]
mod common;
use blastradius_reports::folder::{Reports, write};
fn main() {
    let f = &common::plain;
    let (rank, reach, coverage) = (
        common::rank(f),
        common::reach_of(f, 30),
        common::coverage_report(f),
    );
    let credentials = common::credentials(f);
    let reports = Reports {
        rank: &rank,
        worst: Some(&reach),
        coverage: Some(&coverage),
        credentials: &credentials,
    };
    let dir = std::env::args().nth(1).expect("a folder");
    println!(
        "{}",
        write(dir.as_ref(), &reports).expect("writes").display()
    );
}
