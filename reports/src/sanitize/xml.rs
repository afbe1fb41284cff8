//! Text of an XML document: SVG.

use super::visible;

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
