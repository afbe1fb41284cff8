//! What all AWS answers have in common: policy documents, times, tags, ARNs, lists.

mod arn;
mod document;
mod list;
mod tags;
mod time;

pub use arn::Arn;
pub use document::DocumentText;
pub(crate) use list::reason;
pub use tags::{TagList, tags_of_map};
pub use time::When;
