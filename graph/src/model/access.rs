//! What an identity may do to an asset.

use serde::{Serialize, Serializer, ser::SerializeSeq};

/// One way to touch an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Access {
    /// See that it exists, and its names.
    List = 1,
    /// Read its content.
    Read = 1 << 1,
    /// Change its content.
    Write = 1 << 2,
    /// Remove it or its content.
    Delete = 1 << 3,
    /// Decrypt with it or invoke it.
    Use = 1 << 4,
    /// Change who may touch it.
    Administer = 1 << 5,
}

impl Access {
    /// Every way, in the order of output.
    pub const ALL: [Self; 6] = [
        Self::List,
        Self::Read,
        Self::Write,
        Self::Delete,
        Self::Use,
        Self::Administer,
    ];

    /// The word used in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Read => "read",
            Self::Write => "write",
            Self::Delete => "delete",
            Self::Use => "use",
            Self::Administer => "administer",
        }
    }
}

/// A set of ways to touch an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct AccessSet(u8);

impl AccessSet {
    /// No access.
    pub const EMPTY: Self = Self(0);
    /// The ways that break confidentiality: read and use.
    pub const CONFIDENTIALITY: Self = Self(Access::Read as u8 | Access::Use as u8);
    /// The ways that break integrity: write, delete and administer.
    pub const INTEGRITY: Self =
        Self(Access::Write as u8 | Access::Delete as u8 | Access::Administer as u8);

    /// The set as a number: a bit for each way.
    pub(super) fn bits(self) -> u8 {
        self.0
    }

    /// The set of such a number, unless it has a bit that is no way.
    pub(super) fn from_bits(bits: u32) -> Option<Self> {
        let bits = u8::try_from(bits).ok()?;
        (bits >> Access::ALL.len() == 0).then_some(Self(bits))
    }

    /// The set with `access` added.
    #[must_use]
    pub fn with(self, access: Access) -> Self {
        Self(self.0 | access as u8)
    }

    /// Both sets together.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets share a way.
    #[must_use]
    pub fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether `access` is in the set.
    #[must_use]
    pub fn contains(self, access: Access) -> bool {
        self.0 & access as u8 != 0
    }

    /// Whether the set is empty.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The ways in the set, in the order of output.
    pub fn iter(self) -> impl Iterator<Item = Access> {
        Access::ALL
            .into_iter()
            .filter(move |access| self.contains(*access))
    }
}

impl FromIterator<Access> for AccessSet {
    fn from_iter<I: IntoIterator<Item = Access>>(iter: I) -> Self {
        iter.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl Serialize for AccessSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut seq = serializer.serialize_seq(None)?;
        for access in self.iter() {
            seq.serialize_element(&access)?;
        }
        seq.end()
    }
}
