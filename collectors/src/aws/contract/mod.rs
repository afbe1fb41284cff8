//! What every AWS service file is written against.

mod operation;
mod reply;

pub use operation::{Argument, Operation, Place, partition, split_pair};
pub use reply::{Reply, ReplyError};
