//! Text of an XML document: SVG, GraphML.

use super::{is_hidden, visible};

/// The text, for the content of an element or an attribute in double quotes. What cannot be seen is written as an escape, so
/// that no character is left which XML 1.0 forbids (section 2.2).
#[must_use]
pub fn xml_text(text: &str) -> String {
    visible(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// The text, for the content of an element or an attribute in double quotes, of which a parser makes the same text again.
///
/// What cannot be seen is written as a character reference. What XML 1.0 forbids even so (section 2.2: most control characters,
/// U+FFFE, U+FFFF) is written as the escape of [`visible`], and that alone is lost.
#[must_use]
pub fn xml_exact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if !allowed(c) => out.push_str(&visible(c.encode_utf8(&mut [0; 4]))),
            c if is_hidden(c) => out.push_str(&format!("&#x{:x};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

/// The production `Char` of XML 1.0.
fn allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}')
}
