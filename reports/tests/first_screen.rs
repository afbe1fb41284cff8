//! A responder must see the answer on the first screen.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod common;

use blastradius_graph::model::Certainty;
use blastradius_reports::sanitize::width;
use blastradius_reports::style::{ColorChoice, mark};
use blastradius_reports::{Answer, Options, find, render};

fn screen(columns: usize, buckets: usize) -> String {
    let reach = common::reach_of(&common::plain, buckets);
    render(
        &Answer::Reach(&reach),
        find("table").unwrap(),
        &Options::terminal(columns, false),
    )
    .unwrap()
}

#[test]
fn it_fits_24_lines_and_answers() {
    for columns in [80, 100, 120, 200] {
        let text = screen(columns, 5);
        let rows: usize = text
            .lines()
            .map(|line| width(line).div_ceil(columns).max(1))
            .sum();
        assert!(rows <= 23, "{rows} rows at {columns} columns\n{text}");
        for needed in [
            "AKIAIOSFODNN7EXAMPLE",
            "user/ci-deployer",
            "never used",
            "ADMINISTRATOR of acme-prod (111122223333)",
            "1 secret (1●) · 1 model (0●) · 6 data sets (6●)",
            "aws iam update-access-key --user-name ci-deployer --access-key-id AKIAIOSFODNN7EXAMPLE --status Inactive",
            "/Statement/0",
            "5 questions unanswered",
        ] {
            assert!(
                text.contains(needed),
                "`{needed}` is missing at {columns} columns\n{text}"
            );
        }
    }
}

#[test]
fn it_does_not_grow_with_the_estate() {
    assert_eq!(
        screen(100, 5).lines().count(),
        screen(100, 5_000).lines().count()
    );
}

#[test]
fn a_long_path_keeps_its_ends() {
    let mut reach = common::reach(&common::plain);
    let hop = reach.admin[0].path[1].clone();
    let mut path = vec![hop; 30];
    path.push(reach.admin[0].path[2].clone());
    reach.admin[0].path = path;
    let text = render(
        &Answer::Reach(&reach),
        find("table").unwrap(),
        &Options::terminal(100, false),
    )
    .unwrap();
    assert!(
        text.contains(" hops more …") && text.contains("AdministratorAccess"),
        "{text}"
    );
    assert!(text.lines().count() <= 23, "{text}");
}

#[test]
fn nothing_reached_is_said_plainly_and_gaps_reserve_it() {
    let mut reach = common::nothing(&common::plain);
    let table = find("table").unwrap();
    let sure = render(
        &Answer::Reach(&reach),
        table,
        &Options::terminal(100, false),
    )
    .unwrap();
    assert!(sure.contains("no account can be administered\n"), "{sure}");
    reach.coverage = common::reach(&common::plain).coverage;
    let unsure = render(
        &Answer::Reach(&reach),
        table,
        &Options::terminal(100, false),
    )
    .unwrap();
    assert!(
        unsure.contains("administered, as far as could be read"),
        "{unsure}"
    );
}

#[test]
fn details_have_everything() {
    let reach = common::reach(&common::plain);
    let text = render(
        &Answer::Reach(&reach),
        find("table").unwrap(),
        &Options::default(),
    )
    .unwrap();
    for asset in &reach.assets {
        assert!(text.contains(&asset.name), "{}", asset.name);
    }
    for action in &reach.containment {
        assert!(
            action
                .commands
                .iter()
                .all(|command| text.contains(command.as_str()))
        );
    }
}

#[test]
fn color_follows_the_choice_and_the_environment() {
    use ColorChoice::{Always, Auto, Never};
    let cases = [
        (Auto, true, None, Some("xterm"), true),
        (Auto, false, None, Some("xterm"), false),
        (Auto, true, Some("1"), Some("xterm"), false),
        (Auto, true, Some(""), Some("xterm"), true),
        (Auto, true, None, Some("dumb"), false),
        (Always, false, Some("1"), Some("dumb"), true),
        (Never, true, None, Some("xterm"), false),
    ];
    for (choice, terminal, no_color, term, wanted) in cases {
        assert_eq!(
            choice.resolve(terminal, no_color, term),
            wanted,
            "{choice:?} {terminal} {no_color:?} {term:?}"
        );
    }
}

#[test]
fn color_changes_nothing_but_the_color() {
    let reach = common::reach(&common::plain);
    let table = find("table").unwrap();
    let plain = render(
        &Answer::Reach(&reach),
        table,
        &Options::terminal(100, false),
    )
    .unwrap();
    let colored = render(&Answer::Reach(&reach), table, &Options::terminal(100, true)).unwrap();
    assert!(!plain.contains('\u{1b}') && colored.contains('\u{1b}'));
    let mut stripped = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    stripped.push_str(rest);
    assert_eq!(stripped, plain);
}

#[test]
fn marks_differ_without_color() {
    let mut marks: Vec<&str> = Certainty::ALL.iter().map(|level| mark(*level)).collect();
    marks.sort_unstable();
    marks.dedup();
    assert_eq!(marks.len(), 4);
}
