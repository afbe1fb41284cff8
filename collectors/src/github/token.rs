//! The token: sent, and never shown.

use std::fmt;

/// A token of GitHub. It has no form that can be printed.
pub struct Token(String);

impl Token {
    /// A token as GitHub wrote it; `None` for an empty text, and for one that no header can carry.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let sendable = text.bytes().all(|byte| byte.is_ascii_graphic());
        (!text.is_empty() && sendable).then(|| Self(text.to_owned()))
    }

    /// The value of the header that carries it.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[token]")
    }
}
