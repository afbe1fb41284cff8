//! Python as far as it can be read without running it: calls, assignments and the names that they bind.
//!
//! The reader is tolerant: what it does not understand is an expression of no known value, and the next line is read again. Nothing
//! is executed, and nothing is followed into other files.

mod expression;
mod module;
mod parser;
mod tokens;

pub(super) use expression::{Call, Expr};
pub(super) use module::{Module, Statement};
