//! Columns of a terminal: measuring, shortening and wrapping.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// What stands for what was left out.
const ELLIPSIS: char = '…';

/// How many terminal columns a text takes.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// The text shortened to at most `columns`, the middle left out: names in clouds tell most at their
/// two ends (`arn:aws:iam::111…/trainer`). The end keeps two thirds.
#[must_use]
pub fn elide(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    let room = columns.saturating_sub(1);
    let head = take(text.chars(), room / 3);
    let tail: String = take(text.chars().rev(), room - width(&head));
    let tail: String = tail.chars().rev().collect();
    Cow::Owned(if columns == 0 {
        String::new()
    } else {
        format!("{head}{ELLIPSIS}{tail}")
    })
}

/// The text shortened to at most `columns`, the start left out.
#[must_use]
pub fn elide_start(text: &str, columns: usize) -> Cow<'_, str> {
    if width(text) <= columns {
        return Cow::Borrowed(text);
    }
    if columns == 0 {
        return Cow::Borrowed("");
    }
    let tail: String = take(text.chars().rev(), columns - 1);
    let tail: String = tail.chars().rev().collect();
    Cow::Owned(format!("{ELLIPSIS}{tail}"))
}

/// The first characters that fit in `columns`.
fn take(chars: impl Iterator<Item = char>, columns: usize) -> String {
    let mut used = 0;
    chars
        .take_while(|c| {
            used += c.width().unwrap_or(0);
            used <= columns
        })
        .collect()
}

/// The text in lines of at most `columns`, broken at spaces, and inside a word only when the word
/// alone is too long (an ARN): then after a `/`, `:`, `,` or `-` if there is one.
#[must_use]
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(8);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let mut word = word.to_owned();
        let gap = usize::from(!line.is_empty());
        if width(&line) + gap + width(&word) <= columns {
            if gap == 1 {
                line.push(' ');
            }
            line.push_str(&word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        while width(&word) > columns {
            let piece = take(word.chars(), columns);
            let cut = match piece.rfind(['/', ':', ',', '-']) {
                Some(at) if at * 2 > piece.len() => at + 1,
                _ => piece.len(),
            };
            let rest = word.split_off(cut);
            lines.push(std::mem::replace(&mut word, rest));
        }
        line = word;
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
