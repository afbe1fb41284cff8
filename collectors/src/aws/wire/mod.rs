//! What all AWS answers have in common: policy documents, times, tags, ARNs, lists.

mod arn;
mod attributes;
mod container;
mod document;
mod facts;
mod list;
mod tagged;
mod tags;
mod time;

pub use arn::Arn;
pub(crate) use arn::is_account_id;
pub(crate) use attributes::{FreeText, Keep, attributes};
pub(crate) use container::Container;
pub use document::DocumentText;
pub(crate) use document::percent_decode;
pub(crate) use facts::runs_as;
pub(crate) use list::{position, reason};
pub(crate) use tagged::Thing;
pub use tags::{TagList, tags_of_map};
pub use time::When;
