//! One field of a cron expression, as bits.

/// How days of the week are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Numbering {
    /// From 0 for Sunday, which is 7 too: crontab(5).
    FromZero,
    /// From 1 for Sunday: AWS, Quartz.
    FromOne,
}

pub(super) const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
pub(super) const WEEKDAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// The values of a field: `*`, `?`, `5`, `1-5`, `0/15`, `*/2`, `1-9/2`, `MON,WED`. `names` are those of the values from `least`.
pub(super) fn field(text: &str, least: u32, most: u32, names: &[&str]) -> Option<u64> {
    let mut bits = 0u64;
    for part in text.split(',') {
        let (range, step) = match part.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<u32>().ok().filter(|it| *it > 0)?)),
            None => (part, None),
        };
        let (from, to) = match range {
            "*" | "?" => (least, most),
            range => match range.split_once('-') {
                Some((from, to)) => (value(from, least, names)?, value(to, least, names)?),
                None => {
                    let from = value(range, least, names)?;
                    (from, if step.is_some() { most } else { from })
                }
            },
        };
        if from < least || from > most || to < least || to > most {
            return None;
        }
        let step = usize::try_from(step.unwrap_or(1)).ok()?;
        // `FRI-MON` goes over the end.
        let round: Vec<u32> = match from <= to {
            true => (from..=to).collect(),
            false => (from..=most).chain(least..=to).collect(),
        };
        for it in round.into_iter().step_by(step) {
            bits |= 1u64.checked_shl(it)?;
        }
    }
    Some(bits)
}

/// A number, or the name of one.
pub(super) fn value(text: &str, least: u32, names: &[&str]) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let at = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text))?;
    Some(u32::try_from(at).ok()? + least)
}
