//! A policy document, parsed.

/// A parsed policy document.
#[derive(Debug)]
pub struct Document {
    /// The id by which proofs name it.
    pub id: String,
}
