//! How surely a hop works.

use serde::{Deserialize, Serialize};

/// How surely a hop works. A path is as certain as its weakest hop.
///
/// Ordered: a greater value is more certain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Only by influence on what a model is shown (retrieved content, a prompt).
    Influence,
    /// A default or an unresolved reference stood in for a fact.
    Assumed,
    /// A condition whose value is not known at audit time; it is printed.
    Conditional,
    /// The policies say yes.
    Certain,
}

impl Certainty {
    /// Every level, the most certain first.
    pub const ALL: [Self; 4] = [
        Self::Certain,
        Self::Conditional,
        Self::Assumed,
        Self::Influence,
    ];

    /// The level of a number: 0 is the least certain.
    #[inline]
    pub(super) fn of(number: u32) -> Option<Self> {
        Some(match number {
            0 => Self::Influence,
            1 => Self::Assumed,
            2 => Self::Conditional,
            3 => Self::Certain,
            _ => return None,
        })
    }

    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Conditional => "conditional",
            Self::Assumed => "assumed",
            Self::Influence => "influence",
        }
    }
}
