//! Sizes and times as they are written on the command line.

/// A number before a unit, times what the unit is worth; `None` for what is not written so. Case does not count.
pub(crate) fn measured<'a>(text: &'a str, units: &[(&'a str, u64)]) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = text.strip_prefix(digits)?.trim();
    let number: u64 = digits.parse().ok()?;
    let (_, factor) = units.iter().find(|(it, _)| it.eq_ignore_ascii_case(unit))?;
    number.checked_mul(*factor)
}

/// A size of memory in bytes, as it is written: `512MiB`, `4GiB`. A number alone is bytes.
pub(crate) fn bytes(text: &str) -> Result<u64, String> {
    let units = [
        ("", 1),
        ("b", 1),
        ("k", 1 << 10),
        ("kib", 1 << 10),
        ("m", 1 << 20),
        ("mib", 1 << 20),
        ("g", 1 << 30),
        ("gib", 1 << 30),
        ("t", 1 << 40),
        ("tib", 1 << 40),
        ("kb", 1000),
        ("mb", 1_000_000),
        ("gb", 1_000_000_000),
        ("tb", 1_000_000_000_000),
    ];
    measured(text, &units)
        .ok_or_else(|| "a size is a number with KiB, MiB or GiB: `4GiB`".to_owned())
}
