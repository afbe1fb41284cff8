//! What every AWS service file is written against.

mod operation;
mod refusal;
mod reply;
mod values;

pub use operation::{Argument, Operation, Place, partition, split_pair};
pub use refusal::outcome_of;
pub use reply::{Reply, ReplyError};
pub(crate) use values::values_at;
