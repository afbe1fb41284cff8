//! The two fields of a cron expression that tell the days.

use jiff::civil::{Date, Weekday};

use super::field::{Numbering, WEEKDAYS, field, value};

/// Which days.
pub(super) struct Days {
    /// `None` where the field leaves it open.
    month: Option<OfMonth>,
    week: Option<OfWeek>,
    /// Whether a day that fits one of the two is enough: crontab(5).
    either: bool,
}

enum OfMonth {
    Bits(u64),
    /// `L`, `L-3`.
    Last(i8),
    /// `LW`.
    LastWorkday,
    /// `15W`.
    Workday(i8),
}

/// Days of the week from 0 for Sunday.
enum OfWeek {
    Bits(u64),
    /// `5L`: the last of the month.
    Last(i8),
    /// `6#3`: the third of the month.
    Nth(i8, i8),
}

impl Days {
    pub(super) fn parse(day: &str, weekday: &str, numbering: Numbering) -> Option<Self> {
        Some(Self {
            month: of_month(day)?,
            week: of_week(weekday, numbering)?,
            // A field that begins with a star restricts nothing in this sense: `*/2`.
            either: numbering == Numbering::FromZero
                && !day.starts_with('*')
                && !weekday.starts_with('*'),
        })
    }

    pub(super) fn has(&self, date: Date) -> bool {
        let month = self.month.as_ref().map(|it| it.has(date));
        let week = self.week.as_ref().map(|it| it.has(date));
        match (month, week) {
            (Some(month), Some(week)) if self.either => month || week,
            (month, week) => month.unwrap_or(true) && week.unwrap_or(true),
        }
    }
}

fn of_month(text: &str) -> Option<Option<OfMonth>> {
    let upper = text.to_ascii_uppercase();
    let day = |text: &str| text.parse().ok().filter(|it| (1..=31).contains(it));
    Some(match upper.as_str() {
        "*" | "?" => None,
        "L" => Some(OfMonth::Last(0)),
        "LW" => Some(OfMonth::LastWorkday),
        text => Some(match (text.strip_prefix("L-"), text.strip_suffix('W')) {
            (Some(before), _) => OfMonth::Last(day(before)?),
            (_, Some(near)) => OfMonth::Workday(day(near)?),
            _ => OfMonth::Bits(field(text, 1, 31, &[])?),
        }),
    })
}

fn of_week(text: &str, numbering: Numbering) -> Option<Option<OfWeek>> {
    let upper = text.to_ascii_uppercase();
    let (least, most) = match numbering {
        Numbering::FromZero => (0, 7),
        Numbering::FromOne => (1, 7),
    };
    let one = |text: &str| {
        let number = value(text, least, &WEEKDAYS).filter(|it| (least..=most).contains(it))?;
        i8::try_from((number - least) % 7).ok()
    };
    Some(match upper.as_str() {
        "*" | "?" => None,
        "L" => Some(OfWeek::Bits(1 << 6)),
        text => Some(match (text.split_once('#'), text.strip_suffix('L')) {
            (Some((day, nth)), _) => OfWeek::Nth(
                one(day)?,
                nth.parse().ok().filter(|it| (1..=5).contains(it))?,
            ),
            (_, Some(day)) => OfWeek::Last(one(day)?),
            _ => {
                let bits = field(text, least, most, &WEEKDAYS)? >> least;
                // Sunday has two numbers.
                OfWeek::Bits((bits | bits >> 7) & 0x7f)
            }
        }),
    })
}

fn weekday(date: Date) -> i8 {
    date.weekday().to_sunday_zero_offset()
}

fn is_workday(date: Date) -> bool {
    !matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

impl OfMonth {
    fn has(&self, date: Date) -> bool {
        let last = date.days_in_month();
        match self {
            Self::Bits(bits) => bits >> date.day() & 1 == 1,
            Self::Last(before) => date.day() == last - before,
            Self::LastWorkday => {
                is_workday(date) && (date.day()..last).all(|day| is_later_weekend(date, day + 1))
            }
            Self::Workday(near) => is_nearest(date, *near),
        }
    }
}

fn is_later_weekend(date: Date, day: i8) -> bool {
    Date::new(date.year(), date.month(), day).is_ok_and(|it| !is_workday(it))
}

/// Whether a day is the workday nearest to a day of its month, in the same month.
fn is_nearest(date: Date, near: i8) -> bool {
    let near = near.min(date.days_in_month());
    let Ok(wanted) = Date::new(date.year(), date.month(), near) else {
        return false;
    };
    let shift = match wanted.weekday() {
        Weekday::Saturday if near == 1 => 2,
        Weekday::Saturday => -1,
        Weekday::Sunday if near == date.days_in_month() => -2,
        Weekday::Sunday => 1,
        _ => 0,
    };
    date.day() == near + shift
}

impl OfWeek {
    fn has(&self, date: Date) -> bool {
        match self {
            Self::Bits(bits) => bits >> weekday(date) & 1 == 1,
            Self::Last(day) => weekday(date) == *day && date.day() + 7 > date.days_in_month(),
            Self::Nth(day, nth) => weekday(date) == *day && (date.day() - 1) / 7 + 1 == *nth,
        }
    }
}
