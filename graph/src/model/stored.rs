//! A graph as bytes, and what must hold of the bytes so that they are one.

use roaring::RoaringBitmap;

use super::group::Place;
use super::lists::Lists;
use super::numbers::{Malformed, Reader, Writer};
use super::row::{CoverageRow, EdgeRow, EvidenceRow, GateRow, NodeRow, ProvenanceRow};
use super::rows::Rows;
use super::store::Store;
use super::texts::Texts;
use super::{GateKind, Graph, SnapshotInfo};

impl Graph {
    /// The graph as bytes: equal graphs have equal bytes.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Writer::default();
        out.bytes(self.snapshot.id.as_bytes());
        out.bytes(self.snapshot.taken.as_bytes());
        out.bytes(self.store.texts.all.as_bytes());
        out.places(&self.store.texts.ends);
        for lists in [
            &self.store.lists,
            &self.store.gate_lists,
            &self.store.evidence_lists,
        ] {
            out.numbers(&lists.ends);
            out.numbers(&lists.items);
        }
        out.rows(&self.store.gates);
        out.rows(&self.store.evidence);
        out.rows(&self.nodes);
        out.rows(&self.provenance);
        out.rows(&self.coverage);
        // Of each group where it begins and ends to hold consecutive nodes.
        let (mut ends, mut runs) = (Vec::new(), Vec::new());
        for group in self.rows.groups() {
            let mut members = group.iter();
            while let Some(run) = members.next_range() {
                runs.extend([*run.start(), *run.end()]);
            }
            ends.push(runs.len() as u64);
        }
        out.places(&ends);
        out.numbers(&runs);
        out.rows(&self.rows.edges);
        // What has no number has a JSON form.
        out.bytes(&serde_json::to_vec(&self.pipelines).unwrap_or_default());
        out.bytes(&serde_json::to_vec(&self.started).unwrap_or_default());
        out.bytes(&serde_json::to_vec(&self.indexes).unwrap_or_default());
        out.bytes(&serde_json::to_vec(&self.trusts).unwrap_or_default());
        out.0
    }

    /// The graph of bytes, if they are one: every number in them is of something that is there, and everything stands in the
    /// order that looking it up relies on.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, Malformed> {
        let mut read = Reader(bytes);
        let snapshot = SnapshotInfo {
            id: read.text()?.to_owned(),
            taken: read.text()?.to_owned(),
        };
        let texts = Texts {
            all: read.text()?.to_owned(),
            ends: read.places()?,
        };
        texts_are_sound(&texts)?;
        let mut lists = || -> Result<Lists, Malformed> {
            let lists = Lists {
                ends: read.numbers()?,
                items: read.numbers()?,
            };
            lists_are_sound(&lists)
                .then_some(lists)
                .ok_or(Malformed("a list has no end"))
        };
        let (plain, gate_lists, evidence_lists) = (lists()?, lists()?, lists()?);
        let store = Store {
            texts,
            lists: plain,
            gates: read.rows()?,
            gate_lists,
            evidence: read.rows()?,
            evidence_lists,
        };
        let nodes: Vec<NodeRow> = read.rows()?;
        let provenance: Vec<ProvenanceRow> = read.rows()?;
        let coverage: Vec<CoverageRow> = read.rows()?;
        let check = Check {
            store: &store,
            nodes: nodes.len(),
        };
        check.store()?;
        check.nodes(&nodes)?;
        check.provenance(&provenance)?;
        check.coverage(&coverage)?;
        let groups = check.groups(&read.places()?, &read.numbers()?)?;
        let edges: Vec<EdgeRow> = read.rows()?;
        check.edges(&edges, groups.len())?;
        let json = Malformed("its pipelines, indexes or trusts cannot be understood");
        let pipelines = serde_json::from_slice(read.bytes()?).map_err(|_| json)?;
        let started = serde_json::from_slice(read.bytes()?).map_err(|_| json)?;
        let indexes = serde_json::from_slice(read.bytes()?).map_err(|_| json)?;
        let trusts = serde_json::from_slice(read.bytes()?).map_err(|_| json)?;
        read.end()?;
        Ok(Self {
            rows: Rows::new(nodes.len(), edges, groups),
            store,
            nodes,
            provenance,
            snapshot,
            coverage,
            pipelines,
            started,
            indexes,
            trusts,
        })
    }
}

/// Each text ends where the next begins, none in the middle of a character, and each is greater than the one before it.
fn texts_are_sound(texts: &Texts) -> Result<(), Malformed> {
    let mut before: Option<(&str, usize)> = None;
    for end in &texts.ends {
        let start = before.map_or(0, |(_, end)| end);
        let end = usize::try_from(*end).unwrap_or(usize::MAX);
        let text = texts.all.get(start..end);
        let text = text.ok_or(Malformed("a text has no end"))?;
        if before.is_some_and(|(before, _)| before >= text) {
            return Err(Malformed("its texts are out of order"));
        }
        before = Some((text, end));
    }
    match before.map_or(0, |(_, end)| end) == texts.all.len() {
        true => Ok(()),
        false => Err(Malformed("a text has no end")),
    }
}

/// The first list is empty, and each ends where the next begins.
fn lists_are_sound(lists: &Lists) -> bool {
    lists.ends.first() == Some(&0)
        && lists.ends.is_sorted()
        && lists.ends.last().map(|end| *end as usize) == Some(lists.items.len())
}

/// What numbers may stand for.
struct Check<'g> {
    store: &'g Store,
    nodes: usize,
}

impl Check<'_> {
    fn texts(&self, ids: &[u32]) -> Result<(), Malformed> {
        let known = ids.iter().all(|id| (*id as usize) < self.store.texts.len());
        known
            .then_some(())
            .ok_or(Malformed("it names a text that it does not have"))
    }

    /// One greater, or none.
    fn options(&self, ids: &[u32]) -> Result<(), Malformed> {
        let known = ids.iter().all(|id| *id as usize <= self.store.texts.len());
        known
            .then_some(())
            .ok_or(Malformed("it names a text that it does not have"))
    }

    fn list(&self, lists: &Lists, id: u32) -> Result<(), Malformed> {
        let known = (id as usize) < lists.len();
        known
            .then_some(())
            .ok_or(Malformed("it names a list that it does not have"))
    }

    fn store(&self) -> Result<(), Malformed> {
        self.texts(&self.store.lists.items)?;
        for row in &self.store.gates {
            let GateRow { kind, detail } = *row;
            self.texts(&[detail])?;
            if kind as usize >= GateKind::ALL.len() {
                return Err(Malformed("it has a gate of a kind that there is not"));
            }
        }
        for row in &self.store.evidence {
            let EvidenceRow {
                record,
                pointer,
                note,
            } = *row;
            self.texts(&[record, pointer, note])?;
        }
        for (lists, length) in [
            (&self.store.gate_lists, self.store.gates.len()),
            (&self.store.evidence_lists, self.store.evidence.len()),
        ] {
            if lists.items.iter().any(|id| *id as usize >= length) {
                return Err(Malformed(
                    "it names a gate or evidence that it does not have",
                ));
            }
        }
        Ok(())
    }

    fn nodes(&self, nodes: &[NodeRow]) -> Result<(), Malformed> {
        for row in nodes {
            self.texts(&[row.id, row.type_name, row.name])?;
            self.options(&[row.scope, row.part_of, row.record])?;
            self.list(&self.store.lists, row.notes)?;
            row.known()
                .ok_or(Malformed("it has a node of a kind that there is not"))?;
        }
        let ascend = nodes.is_sorted_by(|a, b| a.id < b.id);
        ascend
            .then_some(())
            .ok_or(Malformed("its nodes are out of order"))
    }

    fn provenance(&self, rows: &[ProvenanceRow]) -> Result<(), Malformed> {
        for row in rows {
            self.node(row.node)?;
            self.texts(&[row.record])?;
            self.list(&self.store.evidence_lists, row.evidence)?;
        }
        let ascend = rows.is_sorted_by(|a, b| (a.node, a.record) < (b.node, b.record));
        ascend
            .then_some(())
            .ok_or(Malformed("its provenance is out of order"))
    }

    fn coverage(&self, rows: &[CoverageRow]) -> Result<(), Malformed> {
        for row in rows {
            self.texts(&[
                row.scope,
                row.operation,
                row.reason,
                row.help,
                row.source,
                row.pointer,
            ])?;
            self.options(&[row.region, row.subject])?;
            row.known()
                .ok_or(Malformed("it has coverage of a kind that there is not"))?;
        }
        let ascend = rows.is_sorted_by(|a, b| a < b);
        ascend
            .then_some(())
            .ok_or(Malformed("its coverage is out of order"))
    }

    fn node(&self, id: u32) -> Result<(), Malformed> {
        let known = (id as usize) < self.nodes;
        known
            .then_some(())
            .ok_or(Malformed("it names a node that it does not have"))
    }

    /// The groups of runs of nodes, each run behind the one before it.
    fn groups(&self, ends: &[u64], runs: &[u32]) -> Result<Vec<RoaringBitmap>, Malformed> {
        let broken = Malformed("a group has no end");
        let mut groups = Vec::with_capacity(ends.len());
        let mut start = 0;
        for end in ends {
            let end = usize::try_from(*end).map_err(|_| broken)?;
            let (runs, []) = runs.get(start..end).ok_or(broken)?.as_chunks::<2>() else {
                return Err(broken);
            };
            let mut group = RoaringBitmap::new();
            let mut next = 0;
            for [first, last] in runs {
                if *first < next || last < first {
                    return Err(Malformed("the nodes of a group are out of order"));
                }
                self.node(*last)?;
                group.insert_range(*first..=*last);
                // No node has the last number: there are fewer.
                next = last.saturating_add(1);
            }
            groups.push(group);
            start = end;
        }
        match start == runs.len() {
            true => Ok(groups),
            false => Err(broken),
        }
    }

    fn edges(&self, edges: &[EdgeRow], groups: usize) -> Result<(), Malformed> {
        for row in edges {
            for place in [row.place_from(), row.place_to()] {
                match place {
                    Place::Node(node) => self.node(node.0)?,
                    Place::Group(group) if (group as usize) < groups => {}
                    Place::Group(_) => {
                        return Err(Malformed("it names a group that it does not have"));
                    }
                }
            }
            row.known()
                .ok_or(Malformed("it has an edge of a kind that there is not"))?;
            self.options(&[row.technique, row.source, row.target])?;
            self.list(&self.store.lists, row.conditions)?;
            self.list(&self.store.gate_lists, row.gates)?;
            self.list(&self.store.evidence_lists, row.evidence)?;
        }
        let ascend = edges.is_sorted_by(|a, b| a.key() < b.key());
        ascend
            .then_some(())
            .ok_or(Malformed("its edges are out of order"))
    }
}
