//! Whether a text that led nowhere may be shown again.

use super::recognise;

/// The longest word of a name that is taken for one: longer words that mix letters and digits are
/// taken for secrets.
const WORD: usize = 15;

/// Whether a text that leads to nothing may be repeated in an error: only if it is made of the
/// characters of identifiers and nothing in it has the look of a secret. When in doubt, no: people
/// paste passwords and connection strings.
#[must_use]
pub fn is_showable(text: &str) -> bool {
    let identifier = |c: char| c.is_alphanumeric() || "-_./:@#*?, ".contains(c);
    let credentials_in_url = text
        .split_once("://")
        .is_some_and(|(_, rest)| rest.contains('@'));
    text.len() <= 512
        && text.chars().all(identifier)
        && !credentials_in_url
        && recognise(text).is_none()
        && text
            .split(|c: char| !c.is_alphanumeric())
            .all(|word| !looks_random(word))
}

/// A long word of letters and digits in no order. The ids of access keys and the like, in capitals, are no secrets.
fn looks_random(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let lower = word.chars().any(char::is_lowercase);
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    word.chars().count() > WORD && lower && digits > 0 && letters > 0
}
