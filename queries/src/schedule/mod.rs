//! When something that runs on a schedule runs next.
//!
//! Understood: `at(TIME)`, `rate(N unit)` and `cron(…)` of AWS ("Schedule types on EventBridge Scheduler": minutes, hours, day of the month, month,
//! day of the week from 1 for Sunday, year; `?`, `L`, `W`, `#`), five fields of cron (crontab(5): days of the week from 0 for Sunday,
//! and a day that fits either restricted field), five fields with the seconds before them (KFP), and Quartz (seconds first, `?`,
//! 1 for Sunday). Times are UTC: a time zone beside the expression is not looked at, and one within it (`TZ=…`) is not understood.

mod day;
mod field;

use day::Days;
use field::{Numbering, field};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan as _};

/// So many days are looked at: eight years hold every leap day but one of a century.
const HORIZON: usize = 366 * 8;

/// When something runs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// At this time.
    At(Timestamp),
    /// No later than this: when a rate began is not known.
    By(Timestamp),
    /// Not within eight years.
    Never,
}

/// The first time after `from`. `None` where the expression is not understood.
#[must_use]
pub fn next(expression: &str, from: Timestamp) -> Option<Next> {
    let text = expression.trim();
    if let Some(rate) = inside(text, "rate") {
        return Some(Next::By(from.checked_add(span(rate)?).ok()?));
    }
    if let Some(once) = inside(text, "at") {
        let at: DateTime = once.parse().ok()?;
        let at = at.to_zoned(TimeZone::UTC).ok()?.timestamp();
        return Some(if at > from { Next::At(at) } else { Next::Never });
    }
    let schedule = Schedule::parse(text)?;
    Some(
        match schedule.after(from.to_zoned(TimeZone::UTC).datetime()) {
            Some(at) => Next::At(at.to_zoned(TimeZone::UTC).ok()?.timestamp()),
            None => Next::Never,
        },
    )
}

fn inside<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(name)?.trim_start();
    Some(rest.strip_prefix('(')?.strip_suffix(')')?.trim())
}

/// `5 minutes`.
fn span(text: &str) -> Option<Span> {
    let (number, unit) = text.split_once(char::is_whitespace)?;
    let number: i64 = number
        .parse()
        .ok()
        .filter(|it| (1..=1_000_000).contains(it))?;
    let hours = match unit.trim().trim_end_matches('s') {
        "minute" => return Some(number.minutes()),
        "hour" => number,
        "day" => number * 24,
        "week" => number * 24 * 7,
        _ => return None,
    };
    Some(hours.hours())
}

/// A cron expression. Minutes and hours are bits.
struct Schedule {
    minutes: u64,
    hours: u64,
    months: u64,
    days: Days,
    /// Any year when empty.
    years: Vec<(i16, i16)>,
}

impl Schedule {
    fn parse(text: &str) -> Option<Self> {
        let aws = inside(text, "cron");
        let text = match aws.unwrap_or(text) {
            "@yearly" | "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" | "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            text => text,
        };
        if text.len() > 512 {
            return None;
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        let (rest, year, numbering) = match (fields.as_slice(), aws.is_some()) {
            ([rest @ .., year], true) if rest.len() == 5 => (rest, Some(*year), Numbering::FromOne),
            (rest, _) if rest.len() == 5 => (rest, None, Numbering::FromZero),
            // With the seconds first. A question mark is Quartz's.
            ([seconds, rest @ ..], false) if rest.len() == 5 => {
                field(seconds, 0, 59, &[])?;
                let numbering = match rest.contains(&"?") {
                    true => Numbering::FromOne,
                    false => Numbering::FromZero,
                };
                (rest, None, numbering)
            }
            ([seconds, rest @ .., year], false) if rest.len() == 5 => {
                field(seconds, 0, 59, &[])?;
                (rest, Some(*year), Numbering::FromOne)
            }
            _ => return None,
        };
        let [minutes, hours, day, month, weekday] = rest else {
            return None;
        };
        Some(Self {
            minutes: field(minutes, 0, 59, &[])?,
            hours: field(hours, 0, 23, &[])?,
            months: field(month, 1, 12, &field::MONTHS)?,
            days: Days::parse(day, weekday, numbering)?,
            years: years(year.unwrap_or("*"))?,
        })
    }

    fn after(&self, from: DateTime) -> Option<DateTime> {
        let mut date = from.date();
        let mut earliest = Some((from.hour(), from.minute()));
        for _ in 0..HORIZON {
            if self.has(date)
                && let Some((hour, minute)) = self.time(earliest)
            {
                return Some(date.at(hour, minute, 0, 0));
            }
            earliest = None;
            date = date.tomorrow().ok()?;
        }
        None
    }

    fn has(&self, date: Date) -> bool {
        let year = date.year();
        self.months >> date.month() & 1 == 1
            && (self.years.is_empty() || self.years.iter().any(|(a, b)| (*a..=*b).contains(&year)))
            && self.days.has(date)
    }

    /// The first time of a day, later than `earliest` where that is given.
    fn time(&self, earliest: Option<(i8, i8)>) -> Option<(i8, i8)> {
        let hours = (0..24).filter(|hour| self.hours >> hour & 1 == 1);
        let minutes = || (0..60).filter(|minute| self.minutes >> minute & 1 == 1);
        hours
            .flat_map(|hour| minutes().map(move |minute| (hour, minute)))
            .find(|time| earliest.is_none_or(|earliest| *time > earliest))
    }
}

fn years(text: &str) -> Option<Vec<(i16, i16)>> {
    if matches!(text, "*" | "?") {
        return Some(Vec::new());
    }
    let ranges = text.split(',').map(|part| {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        Some((from.parse().ok()?, to.parse().ok()?))
    });
    ranges.collect()
}
