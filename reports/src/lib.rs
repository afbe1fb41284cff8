//! Answers to bytes: one file a format.

pub mod charts;
pub mod sanitize;
pub mod style;
