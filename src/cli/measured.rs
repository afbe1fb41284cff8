//! Sizes and times as they are written on the command line.

/// A number before a unit, times what the unit is worth; `None` for what is not written so. Case does not count.
pub(crate) fn measured<'a>(text: &'a str, units: &[(&'a str, u64)]) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.strip_prefix(digits)?.trim();
    let number: u64 = digits.parse().ok()?;
    let (_, factor) = units.iter().find(|(it, _)| it.eq_ignore_ascii_case(unit))?;
    number.checked_mul(*factor)
}
