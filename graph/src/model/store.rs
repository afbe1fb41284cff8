//! The texts and lists that the rows of a graph stand for.

use super::lists::Lists;
use super::row::{EvidenceRow, GateRow};
use super::texts::Texts;
use super::{Evidence, Gate, GateKind};

/// The texts and lists of a graph.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Store {
    /// Sorted.
    pub(super) texts: Texts,
    /// Lists of texts: conditions, notes.
    pub(super) lists: Lists,
    pub(super) gates: Vec<GateRow>,
    pub(super) gate_lists: Lists,
    pub(super) evidence: Vec<EvidenceRow>,
    pub(super) evidence_lists: Lists,
}

impl Store {
    /// The texts of a list.
    pub(super) fn list(&self, id: u32) -> impl Iterator<Item = &str> {
        self.lists.get(id).iter().map(|id| self.texts.get(*id))
    }

    pub(super) fn gate_kind(&self, id: u32) -> Option<GateKind> {
        let row = self.gates.get(id as usize)?;
        GateKind::ALL.get(row.kind as usize).copied()
    }

    pub(super) fn gate(&self, id: u32) -> Option<Gate> {
        Some(Gate {
            kind: self.gate_kind(id)?,
            detail: self
                .texts
                .get(self.gates.get(id as usize)?.detail)
                .to_owned(),
        })
    }

    /// A list of evidence.
    pub(super) fn evidence(&self, list: u32) -> impl Iterator<Item = Evidence> {
        let rows = self.evidence_lists.get(list).iter();
        let rows = rows.filter_map(|id| self.evidence.get(*id as usize));
        rows.map(|row| Evidence {
            record: self.texts.get(row.record).to_owned(),
            pointer: self.texts.get(row.pointer).to_owned(),
            note: self.texts.get(row.note).to_owned(),
        })
    }
}
