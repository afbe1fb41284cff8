//! Makes attacker-chosen names safe to show, one file an output language.
//!
//! Every name, path, condition and reason that comes from an estate was chosen by someone: a bucket
//! may be called `\u{1b}]0;pwned\u{7}`, a tag `=HYPERLINK(…)`, a role `<script>`. Each format shows
//! such a name so that a reader sees what it is and nothing interprets it. All of them start from
//! [`visible`], which writes characters that cannot be seen as escapes; JSON instead keeps the exact
//! name and escapes the same characters in JSON's own way ([`json`]).

mod csv;
mod dot;
mod invisible;
pub mod json;
mod markdown;
mod mermaid;
mod width;
mod xml;

pub use csv::csv_field;
pub use dot::dot_label;
pub use invisible::{is_hidden, visible};
pub use markdown::{markdown_code, markdown_text};
pub use mermaid::mermaid_label;
pub use width::{elide, elide_start, width, wrap};
pub use xml::{xml_exact, xml_text};
