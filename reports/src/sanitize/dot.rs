//! Labels of a Graphviz file.

use super::visible;

/// The label, to stand in double quotes. `"` and `\` are escaped, so that neither the string nor an
/// escape of the `escString` type (`\N`, `\G`, `\l`) can be made by a name. HTML-like labels are
/// never written; `&` is an entity because Graphviz decodes entities in every label.
#[must_use]
pub fn dot_label(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in visible(text).chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
    out
}
