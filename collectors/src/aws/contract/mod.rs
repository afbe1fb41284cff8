//! What every AWS service file is written against.

mod operation;
mod refusal;
mod reply;
mod values;

pub use operation::{Argument, Operation, Place, partition, split_pair};
pub use refusal::outcome_of;
#[cfg(feature = "aws")]
pub(crate) use refusal::{GRANT, WAIT, outcome_of_code};
pub use reply::{Reply, ReplyError};
pub(crate) use values::values_at;
