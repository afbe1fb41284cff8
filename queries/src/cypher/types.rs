//! Types of relationships: kinds of edges, their families, and whole attack paths.

use blastradius_graph::model::{EdgeFamily, EdgeKind};

use super::words::folded;

/// Every kind of edge and its word.
const KINDS: [(&str, EdgeKind); 13] = [
    ("AUTHENTICATES", EdgeKind::Authenticates),
    ("ASSUMES", EdgeKind::Assumes),
    ("IMPERSONATES", EdgeKind::Impersonates),
    ("TRUSTS", EdgeKind::Trusts),
    ("RUNS_AS", EdgeKind::RunsAs),
    ("CONTROLS", EdgeKind::Controls),
    ("ESCALATES", EdgeKind::Escalates),
    ("HOLDS", EdgeKind::Holds),
    ("MINTS", EdgeKind::Mints),
    ("ADMINISTERS", EdgeKind::Administers),
    ("TOUCHES", EdgeKind::Touches),
    ("FLOWS", EdgeKind::Flows),
    ("PART_OF", EdgeKind::PartOf),
];

/// Words that stand for several kinds.
const FAMILIES: [(&str, EdgeFamily); 3] = [
    ("BECOME", EdgeFamily::Become),
    ("TOUCH", EdgeFamily::Touch),
    ("FLOW", EdgeFamily::Flow),
];

/// Names that Cartography has for the same thing.
const FAMILIAR: [(&str, EdgeKind); 2] = [
    ("STS_ASSUMEROLE_ALLOW", EdgeKind::Assumes),
    ("TRUSTS_AWS_PRINCIPAL", EdgeKind::Trusts),
];

/// In what way the end of an attack path is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Plane {
    /// Acts as it.
    Acting,
    /// Reads, decrypts or invokes it.
    Confidentiality,
    /// Changes it, or something that it is made from.
    Integrity,
    /// Reads something that is made from it.
    Derived,
}

impl Plane {
    pub(crate) const ALL: [Self; 4] = [
        Self::Acting,
        Self::Confidentiality,
        Self::Integrity,
        Self::Derived,
    ];

    /// The value of the property `plane`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Acting => "acting",
            Self::Confidentiality => "confidentiality",
            Self::Integrity => "integrity",
            Self::Derived => "derived",
        }
    }
}

/// Words for whole attack paths.
const PATHS: [(&str, &[Plane]); 5] = [
    ("REACHES", &Plane::ALL),
    ("CAN_ACT_AS", &[Plane::Acting]),
    ("CAN_READ", &[Plane::Confidentiality]),
    ("CAN_CHANGE", &[Plane::Integrity]),
    ("CAN_DERIVE", &[Plane::Derived]),
];

/// A set of types: of edges, or of attack paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Types {
    /// A bit for each of [`KINDS`].
    Edges(u16),
    /// A bit for each of [`Plane::ALL`].
    Paths(u8),
}

const EVERY: u16 = (1 << KINDS.len()) - 1;

fn bit(kind: EdgeKind) -> u16 {
    let place = KINDS.iter().position(|(_, it)| *it == kind);
    place.map_or(0, |place| 1 << place)
}

fn plane_bits(planes: &[Plane]) -> u8 {
    planes
        .iter()
        .fold(0, |bits, plane| bits | 1 << *plane as u8)
}

impl Types {
    /// Every edge.
    pub(crate) const ANY: Self = Self::Edges(EVERY);

    /// The types of a word, in any case.
    pub(crate) fn named(word: &str) -> Option<Self> {
        let wanted = folded(word);
        let is = |name: &str| folded(name) == wanted;
        let kinds = KINDS.iter().chain(&FAMILIAR);
        if let Some((_, kind)) = kinds.into_iter().find(|(name, _)| is(name)) {
            return Some(Self::Edges(bit(*kind)));
        }
        if let Some((_, family)) = FAMILIES.iter().find(|(name, _)| is(name)) {
            let of_it = KINDS.iter().filter(|(_, it)| it.family() == Some(*family));
            return Some(Self::Edges(of_it.fold(0, |bits, (_, it)| bits | bit(*it))));
        }
        let path = PATHS.iter().find(|(name, _)| is(name));
        path.map(|(_, planes)| Self::Paths(plane_bits(planes)))
    }

    /// Both; `None` if one is of edges and the other of paths.
    pub(crate) fn or(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Edges(a), Self::Edges(b)) => Some(Self::Edges(a | b)),
            (Self::Paths(a), Self::Paths(b)) => Some(Self::Paths(a | b)),
            _ => None,
        }
    }

    /// What is in both; `None` if one is of edges and the other of paths.
    pub(crate) fn and(self, other: Self) -> Option<Self> {
        match (self, other) {
            (Self::Edges(a), Self::Edges(b)) => Some(Self::Edges(a & b)),
            (Self::Paths(a), Self::Paths(b)) => Some(Self::Paths(a & b)),
            _ => None,
        }
    }

    /// Every other type of the same sort.
    pub(crate) fn not(self) -> Self {
        match self {
            Self::Edges(bits) => Self::Edges(EVERY & !bits),
            Self::Paths(bits) => Self::Paths(plane_bits(&Plane::ALL) & !bits),
        }
    }

    /// Whether an edge is of one of them.
    pub(crate) fn hold(self, kind: EdgeKind) -> bool {
        matches!(self, Self::Edges(bits) if bits == EVERY || bits & bit(kind) != 0)
    }

    /// The planes of attack paths.
    pub(crate) fn planes(self) -> impl Iterator<Item = Plane> {
        let bits = match self {
            Self::Paths(bits) => bits,
            Self::Edges(_) => 0,
        };
        let planes = Plane::ALL.into_iter();
        planes.filter(move |plane| bits & (1 << *plane as u8) != 0)
    }
}

/// The word of a kind of edge, as `type()` gives it.
pub(crate) fn word(kind: EdgeKind) -> &'static str {
    let known = KINDS.iter().find(|(_, it)| *it == kind);
    known.map_or("EDGE", |(word, _)| word)
}

/// Every word.
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    let kinds = KINDS.iter().map(|(word, _)| *word);
    let families = FAMILIES.iter().map(|(word, _)| *word);
    let paths = PATHS.iter().map(|(word, _)| *word);
    kinds
        .chain(families)
        .chain(paths)
        .chain(FAMILIAR.iter().map(|(word, _)| *word))
}
