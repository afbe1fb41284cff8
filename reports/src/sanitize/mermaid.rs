//! Labels of a Mermaid diagram.

use std::fmt::Write as _;

use super::visible;

/// The label, to stand in double quotes. Letters, digits and a few harmless marks stay; every other ASCII
/// character is an entity code (`#35;`), which Mermaid shows and does not interpret.
#[must_use]
pub fn mermaid_label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        if c.is_alphanumeric()
            || matches!(c, ' ' | '.' | '-' | '_' | '/' | ':' | ',')
            || !c.is_ascii()
        {
            out.push(c);
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "#{};", u32::from(c));
        }
    }
    out
}
