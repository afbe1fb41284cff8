//! What counts in a ranking, and how much.

use blastradius_collectors::facts::AssetClass;

/// What counts once each: an asset that can be read or used, one that can be changed, a scope that is administered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Worth {
    Read(AssetClass),
    Changed(AssetClass),
    Administered,
}

/// How many kinds of worth there are.
pub(crate) const CLASSES: usize = AssetClass::ALL.len() * 2 + 1;

impl Worth {
    /// Of its number among the classes of targets.
    pub(crate) fn of_class(class: u8) -> Self {
        let asset = AssetClass::ALL.get(usize::from(class / 2)).copied();
        match asset {
            Some(asset) if class.is_multiple_of(2) => Self::Read(asset),
            Some(asset) => Self::Changed(asset),
            None => Self::Administered,
        }
    }

    /// What it adds to a score at full certainty, in halves.
    pub(crate) fn weight(self) -> u64 {
        match self {
            Self::Administered => 2000,
            Self::Read(class) => 2 * super::weight(class),
            Self::Changed(class) => super::weight(class),
        }
    }

    /// Its number among the classes of targets.
    pub(crate) fn class(self) -> u8 {
        let of = |class: AssetClass| {
            let place = AssetClass::ALL.iter().position(|it| *it == class);
            place.unwrap_or_default() as u8
        };
        match self {
            Self::Read(class) => of(class) * 2,
            Self::Changed(class) => of(class) * 2 + 1,
            Self::Administered => CLASSES as u8 - 1,
        }
    }
}
