//! Fields of a CSV file that a spreadsheet will open.

use std::borrow::Cow;

use super::visible;

/// The field with hidden characters escaped, and with `'` before it where a spreadsheet would take
/// it for a formula: OWASP ASVS 1.2.10 names `=`, `+`, `-`, `@`, TAB, CR and NUL; LF and the
/// full-width forms behave the same in some programs. Leading spaces do not hide the character.
/// Quoting as in RFC 4180 is left to the writer.
///
/// Numbers are not given to this function: a negative number is no formula.
#[must_use]
pub fn csv_field(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    let first = text.trim_start_matches(' ').chars().next();
    if matches!(
        first,
        Some(
            '=' | '+'
                | '-'
                | '@'
                | '\t'
                | '\r'
                | '\n'
                | '\0'
                | '\u{ff1d}'
                | '\u{ff0b}'
                | '\u{ff0d}'
                | '\u{ff20}'
        )
    ) {
        Cow::Owned(format!("'{shown}"))
    } else {
        shown
    }
}
