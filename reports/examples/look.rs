//! Prints every answer in a format, to look at it: `cargo run --example look FORMAT [COLUMNS]`.
#[path = "../tests/common/mod.rs"]
mod common;
use blastradius_reports::{Answer, Options, find, render};
fn main() {
    let mut args = std::env::args().skip(1);
    let format = find(&args.next().expect("a format")).expect("a format");
    let only = args.next().unwrap_or_default();
    let options = match args.next() {
        Some(n) => Options {
            details: args.next().is_some(),
            ..Options::terminal(n.parse().expect("columns"), true)
        },
        None => Options::default(),
    };
    let f = &common::plain;
    let (reach, rank, who, paths, coverage, rules, rule, auth, none) = (
        common::reach(f),
        common::rank(f),
        common::who(f),
        common::paths(f),
        common::coverage_report(f),
        common::rules(f),
        common::rule(f),
        common::authorization(f),
        common::nothing(f),
    );
    for (name, answer) in [
        ("reach", Answer::Reach(&reach)),
        ("nothing", Answer::Reach(&none)),
        ("rank", Answer::Rank(&rank)),
        ("who", Answer::Who(&who)),
        ("path", Answer::Paths(&paths)),
        ("coverage", Answer::Coverage(&coverage)),
        ("rules", Answer::Rules(&rules)),
        ("rule", Answer::Rule(&rule)),
        ("authorize", Answer::Authorization(&auth)),
    ] {
        if only.is_empty() || only == name || only == "all" {
            match render(&answer, format, &options) {
                Ok(t) => print!("{t}"),
                Err(e) => println!("error: {e}"),
            }
            if only != name {
                println!("==================");
            }
        }
    }
}
