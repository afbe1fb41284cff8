//! What every AWS service file is written against.

mod argument;
mod operation;
mod record;
mod refusal;
mod reply;
mod shape;
mod transport;
mod values;

pub use argument::{Argument, Place, split_pair, words};
pub use operation::{Operation, partition};
pub(crate) use record::repository_of_image;
pub use refusal::outcome_of;
#[cfg(feature = "aws")]
pub(crate) use refusal::{GRANT, WAIT, outcome_of_code};
pub use reply::{Reply, ReplyError};
pub use shape::{Member, Shape, member, repeated};
pub use transport::{Endpoint, Paging, Protocol, Rest};
pub(crate) use values::values_at;
