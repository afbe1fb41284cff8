//! Text inside Markdown (CommonMark with GitHub's tables, autolinks and mentions).

use std::fmt::Write as _;

use super::visible;

/// A name as code. Nothing is interpreted inside a code span, neither links, HTML, `@mentions` nor
/// `#references`; the characters that could end the span or a table cell make it a `<code>` element
/// with entities instead, which holds in tables and outside.
#[must_use]
pub fn markdown_code(text: &str) -> String {
    let shown = visible(text);
    if shown.is_empty() {
        return "(empty)".to_owned();
    }
    if shown.contains(['`', '|', '\\']) || shown.starts_with(' ') || shown.ends_with(' ') {
        format!("<code>{}</code>", markdown_text(&shown))
    } else {
        format!("`{shown}`")
    }
}

/// Prose that may hold a name, such as a condition. Every ASCII character that Markdown, HTML or
/// GitHub gives a meaning is a numeric entity; entities are never syntax (CommonMark section 2.5).
#[must_use]
pub fn markdown_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let shown = visible(text);
    let mut chars = shown.chars().peekable();
    while let Some(c) = chars.next() {
        let after_word = out.ends_with(|c: char| c.is_ascii_alphanumeric());
        let plain = match c {
            c if !c.is_ascii() || c.is_ascii_alphanumeric() => true,
            ' ' | ',' | ';' | '/' | '?' | '\'' | '(' | ')' => true,
            // In the middle of a word a dot or dash starts no list and no heading underline.
            '.' | '-' => after_word && !out.ends_with("www"),
            // Only before a slash is it part of a link.
            ':' => chars.peek() != Some(&'/'),
            _ => false,
        };
        if plain {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
    out
}
