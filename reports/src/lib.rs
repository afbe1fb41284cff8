//! Answers to bytes: one file a format.
//!
//! ```text
//! answer of a query -> format::render -> text for a terminal, a file, a page
//!                   -> folder::write  -> a folder of reports
//! graph             -> export          -> a file or folder for another program
//! ```
//! Every name that comes from an estate was chosen by someone else: [`sanitize`] makes it safe in
//! each output language, and every format goes through it.

pub mod answer;
mod chain;
mod changes;
pub mod charts;
mod differences;
pub mod error;
pub mod export;
pub mod folder;
pub mod format;
mod headline;
mod options;
mod picture;
pub mod sanitize;
pub mod style;
mod unseen;
mod whole;
mod words;

pub use answer::{Answer, AnswerKind};
pub use error::ReportError;
pub use format::{FORMATS, Format, find, for_answer, render};
pub use options::Options;
pub use whole::write_file;
