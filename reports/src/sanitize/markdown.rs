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
    for c in visible(text).chars() {
        if c.is_ascii_alphanumeric()
            || matches!(c, ' ' | ',' | ';' | '/' | '?' | '\'')
            || !c.is_ascii()
        {
            out.push(c);
        } else if matches!(c, '.' | '-')
            && out.ends_with(|c: char| c.is_ascii_alphanumeric())
            && !out.ends_with("www")
        {
            // In the middle of a word a dot or dash starts no list and no heading underline.
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "&#{};", u32::from(c));
        }
    }
    out
}
