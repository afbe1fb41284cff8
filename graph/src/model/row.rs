//! What a graph keeps of a node, an edge and a record of coverage: numbers.
//!
//! Texts stand for their number in [`Texts`](super::texts::Texts), lists for theirs. What may be missing is one greater, and 0
//! where it is missing.

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::AssetClass;

use super::group::Place;
use super::{AccessSet, Certainty, EdgeKind, NodeId, NodeKind};

/// An edge between groups has these bits.
const FROM_GROUP: u32 = 1 << 24;
const TO_GROUP: u32 = 1 << 25;

/// Numbers that are kept and read one after another.
pub(super) trait Row: Sized + Copy {
    /// How many.
    const WIDTH: usize;
    /// They.
    fn numbers(&self) -> impl AsRef<[u32]>;
    /// From them; nothing unless there are as many as it takes.
    fn read(numbers: &[u32]) -> Option<Self>;
}

macro_rules! row {
    ($(#[$about:meta])* $name:ident { $($(#[$field_about:meta])* $field:ident),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
        pub(super) struct $name {
            $($(#[$field_about])* pub(super) $field: u32,)+
        }

        impl Row for $name {
            const WIDTH: usize = [$(stringify!($field)),+].len();

            fn numbers(&self) -> impl AsRef<[u32]> {
                [$(self.$field),+]
            }

            fn read(numbers: &[u32]) -> Option<Self> {
                let [$($field),+] = numbers else {
                    return None;
                };
                Some(Self { $($field: *$field),+ })
            }
        }
    };
}

row! {
    /// An edge and its ends.
    EdgeRow {
        from,
        to,
        /// Kind, certainty and access in a byte each, then which end is a group.
        bits,
        technique,
        /// A list of texts.
        conditions,
        /// A list of gates.
        gates,
        /// A list of evidence.
        evidence,
        /// The member of a group that the content names, at the source.
        source,
        /// At the target.
        target,
    }
}

row! {
    /// A node.
    NodeRow {
        id,
        /// Kind, then class, which may be missing, in a byte each.
        bits,
        type_name,
        name,
        scope,
        part_of,
        record,
        /// A list of texts.
        notes,
    }
}

row! {
    /// Evidence: three texts.
    EvidenceRow { record, pointer, note }
}

row! {
    /// A gate: its kind and a text.
    GateRow { kind, detail }
}

row! {
    /// How a policy comes to a principal: a node, the record of the policy, a list of evidence.
    ProvenanceRow { node, record, evidence }
}

row! {
    /// A record of coverage, in the order in which such records are sorted.
    CoverageRow {
        scope,
        region,
        operation,
        subject,
        outcome,
        /// The upper half of the number of records.
        records_high,
        records_low,
        reason,
        help,
        source,
        pointer,
    }
}

impl EdgeRow {
    /// The bits of an edge between nodes.
    pub(super) fn bits(kind: EdgeKind, certainty: Certainty, access: AccessSet) -> u32 {
        kind as u32 | (certainty as u32) << 8 | u32::from(access.bits()) << 16
    }

    pub(super) fn with_ends(mut self, from: Place, to: Place) -> Self {
        self.bits &= !(FROM_GROUP | TO_GROUP);
        for (end, place, bit) in [
            (&mut self.from, from, FROM_GROUP),
            (&mut self.to, to, TO_GROUP),
        ] {
            *end = match place {
                Place::Node(node) => node.0,
                Place::Group(group) => {
                    self.bits |= bit;
                    group
                }
            };
        }
        self
    }

    pub(super) fn place_from(&self) -> Place {
        match self.bits & FROM_GROUP {
            0 => Place::Node(NodeId(self.from)),
            _ => Place::Group(self.from),
        }
    }

    pub(super) fn place_to(&self) -> Place {
        match self.bits & TO_GROUP {
            0 => Place::Node(NodeId(self.to)),
            _ => Place::Group(self.to),
        }
    }

    /// The kind and certainty, unless the bits are not those of an edge.
    #[inline]
    pub(super) fn known(&self) -> Option<(EdgeKind, Certainty, AccessSet)> {
        if self.bits >> 26 != 0 {
            return None;
        }
        Some((
            *EdgeKind::ALL.get((self.bits & 0xff) as usize)?,
            Certainty::of((self.bits >> 8) & 0xff)?,
            AccessSet::from_bits((self.bits >> 16) & 0xff)?,
        ))
    }

    /// What edges are ordered by, and told apart by.
    pub(super) fn key(&self) -> impl Ord + use<> {
        (
            (self.place_from(), self.place_to()),
            (self.bits & 0xff, self.technique),
            ((self.bits >> 8) & 0xff, self.conditions),
            (self.source, self.target),
        )
    }

    /// Takes in the ways to touch of another edge.
    pub(super) fn unite(&mut self, other: &Self) {
        self.bits |= other.bits & 0x00ff_0000;
    }
}

impl NodeRow {
    pub(super) fn bits(kind: NodeKind, class: Option<AssetClass>) -> u32 {
        let class = class.and_then(|class| AssetClass::ALL.iter().position(|it| *it == class));
        let class = class.map_or(0, |at| u32::try_from(at + 1).unwrap_or(0));
        kind as u32 | class << 8
    }

    /// The kind and class, unless the bits are not those of a node.
    #[inline]
    pub(super) fn known(&self) -> Option<(NodeKind, Option<AssetClass>)> {
        if self.bits >> 16 != 0 {
            return None;
        }
        let kind = *NodeKind::ALL.get((self.bits & 0xff) as usize)?;
        let class = match self.bits >> 8 {
            0 => None,
            class => Some(*AssetClass::ALL.get(class as usize - 1)?),
        };
        Some((kind, class))
    }
}

impl CoverageRow {
    /// The number of an outcome, which orders as outcomes do.
    pub(super) fn outcome(outcome: Outcome) -> u32 {
        let at = Outcome::ALL.iter().position(|it| *it == outcome);
        at.and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX)
    }

    /// The outcome, unless there is no such one.
    pub(super) fn known(&self) -> Option<Outcome> {
        Outcome::ALL.get(self.outcome as usize).copied()
    }
}
