//! Yes, no, or not known: Kleene's three values, with what the answer hangs on.

/// Something that is not known, in words.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Unknown {
    /// The condition key, when one is meant.
    pub(super) key: Option<String>,
    /// What would have to hold for a yes.
    pub(super) text: String,
    /// Whether the answer is yes for a part of the resources that are asked about.
    pub(super) part: bool,
}

/// A three-valued answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Truth {
    /// It holds.
    Yes,
    /// It does not hold.
    No,
    /// It holds if all of these do.
    Unknown(Vec<Unknown>),
}

impl Truth {
    /// It is not known; it holds if the text does.
    pub(super) fn unknown(key: Option<&str>, text: impl Into<String>) -> Self {
        Self::Unknown(vec![Unknown {
            key: key.map(str::to_owned),
            text: text.into(),
            part: false,
        }])
    }

    /// It holds for a part of what is asked about: where the text holds.
    pub(super) fn in_part(text: impl Into<String>) -> Self {
        Self::Unknown(vec![Unknown {
            key: None,
            text: text.into(),
            part: true,
        }])
    }

    /// Holds if both do. The second is not looked at when the first does not hold.
    pub(super) fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::No => Self::No,
            Self::Yes => other(),
            Self::Unknown(mut first) => match other() {
                Self::No => Self::No,
                Self::Yes => Self::Unknown(first),
                Self::Unknown(second) => {
                    first.extend(second);
                    Self::Unknown(first)
                }
            },
        }
    }

    /// Holds if one of them does. Of two that are not known, the one that asks for less stays.
    pub(super) fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Yes => Self::Yes,
            Self::No => other(),
            Self::Unknown(first) => match other() {
                Self::Yes => Self::Yes,
                Self::No => Self::Unknown(first),
                Self::Unknown(second) if second.len() < first.len() => Self::Unknown(second),
                Self::Unknown(_) => Self::Unknown(first),
            },
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::Yes } else { Self::No }
    }
}
