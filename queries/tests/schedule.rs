//! Schedules: the examples of the documentation of each platform, worked out by a calendar.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use blastradius_queries::schedule::{Next, next};

/// A Monday.
const FROM: &str = "2026-11-23T02:00:00Z";

fn at(expression: &str) -> String {
    match next(expression, FROM.parse().unwrap()) {
        Some(Next::At(at)) => at.to_string(),
        other => panic!("{expression}: {other:?}"),
    }
}

#[test]
fn examples_have_their_next_time() {
    for (expression, expected) in [
        // AWS: minutes, hours, day of the month, month, day of the week from 1 for Sunday, year.
        ("cron(0 10 * * ? *)", "2026-11-23T10:00:00Z"),
        ("cron(15 12 * * ? *)", "2026-11-23T12:15:00Z"),
        ("cron(0 18 ? * MON-FRI *)", "2026-11-23T18:00:00Z"),
        ("cron(0 8 1 * ? *)", "2026-12-01T08:00:00Z"),
        ("cron(0/15 * * * ? *)", "2026-11-23T02:15:00Z"),
        ("cron(0/5 8-17 ? * MON-FRI *)", "2026-11-23T08:00:00Z"),
        ("cron(0 9 ? * 2#1 *)", "2026-12-07T09:00:00Z"),
        ("cron(0 9 ? * 1 *)", "2026-11-29T09:00:00Z"),
        ("cron(30 20 L * ? *)", "2026-11-30T20:30:00Z"),
        ("cron(0 0 L-2 * ? *)", "2026-11-28T00:00:00Z"),
        ("cron(0 12 ? * 6L *)", "2026-11-27T12:00:00Z"),
        ("cron(0 12 LW * ? *)", "2026-11-30T12:00:00Z"),
        // The 28th is a Saturday.
        ("cron(0 12 28W * ? *)", "2026-11-27T12:00:00Z"),
        ("cron(0 12 * * ? 2028)", "2028-01-01T12:00:00Z"),
        // crontab(5): 0 and 7 are Sunday.
        ("0 2 * * *", "2026-11-24T02:00:00Z"),
        ("0 3 * * 0", "2026-11-29T03:00:00Z"),
        ("0 3 * * 7", "2026-11-29T03:00:00Z"),
        ("*/20 2 * * *", "2026-11-23T02:20:00Z"),
        ("0 0 29 2 *", "2028-02-29T00:00:00Z"),
        // A day that fits either field.
        ("0 0 1 * FRI", "2026-11-27T00:00:00Z"),
        // A day that fits both: one of the fields begins with a star.
        ("0 0 */2 * MON", "2026-12-07T00:00:00Z"),
        ("0 0 * * sat-sun", "2026-11-28T00:00:00Z"),
        ("@daily", "2026-11-24T00:00:00Z"),
        // Seconds first.
        ("0 30 2 * * *", "2026-11-23T02:30:00Z"),
        // Quartz.
        ("0 0 4 ? * 2", "2026-11-23T04:00:00Z"),
        ("0 0 4 * * ? 2027", "2027-01-01T04:00:00Z"),
    ] {
        assert_eq!(at(expression), expected, "{expression}");
    }
}

#[test]
fn a_rate_is_over_by_its_length() {
    let by = |text| next(text, FROM.parse().unwrap());
    assert_eq!(
        by("rate(1 hour)"),
        Some(Next::By("2026-11-23T03:00:00Z".parse().unwrap()))
    );
    assert_eq!(
        by("rate(2 days)"),
        Some(Next::By("2026-11-25T02:00:00Z".parse().unwrap()))
    );
}

#[test]
fn what_never_comes_is_not_what_is_not_understood() {
    let ask = |text| next(text, FROM.parse().unwrap());
    assert_eq!(ask("cron(0 12 * * ? 2020)"), Some(Next::Never));
    assert_eq!(ask("0 0 31 2 *"), Some(Next::Never));
    for text in [
        "",
        "often",
        "rate(0 hours)",
        "rate(1 moon)",
        "61 * * * *",
        "* * * *",
        "cron(0 12)",
        "0/0 * * * *",
        "0 0 32W * *",
        "0 0 * * 8",
        "TZ=America/New_York 0 2 * * *",
        "CRON_TZ=UTC 0 2 * * *",
        "60 0 2 * * *",
        "99999999999999999999 * * * *",
    ] {
        assert_eq!(ask(text), None, "{text}");
    }
    assert_eq!(ask(&"1,".repeat(100_000)), None);
}
