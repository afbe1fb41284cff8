//! A graph made ready for many questions about how much: how much one vertex reaches, how many reach one target.

use blastradius_graph::csr::Csr;

use super::blocks::{Counts, Part, TooLittleMemory, count, count_within};
use super::components::{Components, LEAF, NOWHERE, components};
use super::condense::{Condensation, condense};
use super::pivot::{Pivot, pivot};

/// What is asked about: which vertices are targets, and where attackers start.
#[derive(Debug, Clone)]
pub struct Question {
    /// For each vertex the class of target that it is, below `classes`, or [`NO_TARGET`](super::components::NO_TARGET).
    pub class: Vec<u8>,
    /// How many classes there are.
    pub classes: usize,
    /// The vertices from which reach is asked.
    pub sources: Vec<u32>,
}

/// A graph made ready.
#[derive(Debug)]
pub struct Prepared {
    /// For each vertex its component or target.
    place: Vec<u32>,
    condensation: Condensation,
    pivot: Option<Pivot>,
    /// The vertex and the class of each target.
    targets: Vec<u32>,
    class: Vec<u8>,
    /// The targets that are no leaves: vertex and target, by vertex.
    own: Vec<(u32, u32)>,
    classes: usize,
    /// What the pivot reaches, by class.
    shared: Vec<u32>,
    /// How many sources each row has, and how many of them lead to the pivot.
    sources: Vec<u32>,
    leading: u32,
}

impl Prepared {
    /// Makes a graph ready. Time: linear in the edges that the sources reach.
    #[must_use]
    pub fn new(graph: &Csr, question: &Question) -> Self {
        let found = components(graph, &question.class, &question.sources);
        let condensation = condense(graph, &found);
        let pivot = pivot(&condensation, &found.starts);
        let Components {
            place,
            targets,
            own,
            ..
        } = found;
        let mut own: Vec<(u32, u32)> = own
            .into_iter()
            .filter_map(|(_, target)| Some((*targets.get(target as usize)?, target)))
            .collect();
        own.sort_unstable();
        let class: Vec<u8> = targets
            .iter()
            .filter_map(|vertex| question.class.get(*vertex as usize).copied())
            .collect();
        let mut shared = vec![0; question.classes];
        for (class, _) in class
            .iter()
            .zip(pivot.iter().flat_map(|it| &it.reaches))
            .filter(|(_, reached)| **reached)
        {
            if let Some(count) = shared.get_mut(usize::from(*class)) {
                *count += 1;
            }
        }
        let mut prepared = Self {
            sources: vec![0; condensation.rows() as usize],
            leading: 0,
            classes: question.classes,
            place,
            condensation,
            pivot,
            targets,
            class,
            own,
            shared,
        };
        for source in &question.sources {
            if let Some(row) = prepared.row(*source) {
                if let Some(count) = prepared.sources.get_mut(row as usize) {
                    *count += 1;
                }
                prepared.leading += u32::from(prepared.leads(row));
            }
        }
        prepared
    }

    /// The row of a vertex; `None` if it reaches no target, or no source reaches it.
    #[must_use]
    pub fn row(&self, vertex: u32) -> Option<u32> {
        let place = self.place.get(vertex as usize).copied()?;
        let row = self.condensation.row_of.get(place as usize).copied()?;
        (row != NOWHERE).then_some(row)
    }

    /// Whether a vertex that a source reaches is a target or leads to one.
    #[must_use]
    pub fn leads_on(&self, vertex: u32) -> bool {
        let place = self.place.get(vertex as usize).copied();
        place.is_some_and(|place| place >= LEAF && place != NOWHERE) || self.row(vertex).is_some()
    }

    /// How many rows there are: vertices of one row reach the same.
    #[must_use]
    pub fn rows(&self) -> u32 {
        self.condensation.rows()
    }

    /// The vertex of each target.
    #[must_use]
    pub fn targets(&self) -> &[u32] {
        &self.targets
    }

    pub(super) fn condensation(&self) -> &Condensation {
        &self.condensation
    }

    pub(super) fn pivot(&self) -> Option<&Pivot> {
        self.pivot.as_ref()
    }

    /// A vertex of the component of the pivot.
    pub(super) fn pivot_vertex(&self) -> Option<u32> {
        let row = self.pivot.as_ref()?.row as usize;
        let component = self.condensation.made_of.get(row)?;
        let vertex = self.place.iter().position(|place| place == component)?;
        Some(vertex as u32)
    }

    pub(super) fn classes(&self) -> usize {
        self.classes
    }

    /// Whether a row leads to the pivot.
    pub(super) fn leads(&self, row: u32) -> bool {
        let leads = self
            .pivot
            .as_ref()
            .and_then(|it| it.leads.get(row as usize));
        leads == Some(&true)
    }

    /// Counts what every row reaches.
    #[must_use]
    pub fn count(&self, part: Part) -> Counts {
        let pivot = self.pivot.as_ref();
        count(&self.condensation, pivot, &self.class, self.classes, part)
    }

    /// Counts what every row reaches, with tables of no more than `limit` bytes.
    ///
    /// # Errors
    /// If the limit is less than the tables of one thread need.
    pub fn count_within(&self, part: Part, limit: u64) -> Result<Counts, TooLittleMemory> {
        let (condensation, pivot) = (&self.condensation, self.pivot.as_ref());
        count_within(condensation, pivot, &self.class, self.classes, part, limit)
    }

    /// What a row reaches, of counts that [`count`](Self::count) made.
    pub fn counts_of<'a>(&'a self, counts: &'a Counts, row: u32) -> impl Iterator<Item = u32> + 'a {
        counts.of(row, self.pivot.as_ref())
    }

    /// Room for [`reached`](Self::reached) and [`reaching`](Self::reaching).
    #[must_use]
    pub fn room(&self) -> Room {
        Room {
            rows: vec![0; self.condensation.rows() as usize],
            targets: vec![0; self.targets.len()],
            turn: 0,
            stack: Vec::new(),
        }
    }

    /// How many targets of each class a vertex reaches.
    ///
    /// Time: what it reaches, without what the pivot reaches if it leads there.
    #[must_use]
    pub fn reached(&self, vertex: u32, room: &mut Room) -> Vec<u32> {
        let mut counts = vec![0; self.classes];
        let Some(row) = self.row(vertex) else {
            return counts;
        };
        if self.leads(row) {
            counts.clone_from(&self.shared);
        }
        self.beside(row, room, |target| {
            let class = self.class.get(target as usize).copied();
            if let Some(count) = class.and_then(|class| counts.get_mut(usize::from(class))) {
                *count += 1;
            }
        });
        counts
    }

    /// The vertices of the targets of one class that a vertex reaches, in no order that means anything.
    #[must_use]
    pub fn list(&self, vertex: u32, class: u8, room: &mut Room) -> Vec<u32> {
        self.chosen(vertex, room, |target| {
            self.class.get(target as usize) == Some(&class)
        })
    }

    /// The vertices of all targets that a vertex reaches, in no order that means anything.
    #[must_use]
    pub fn all(&self, vertex: u32, room: &mut Room) -> Vec<u32> {
        self.chosen(vertex, room, |_| true)
    }

    fn chosen(&self, vertex: u32, room: &mut Room, is: impl Fn(u32) -> bool) -> Vec<u32> {
        let mut found = Vec::new();
        let Some(row) = self.row(vertex) else {
            return found;
        };
        let mut add = |target: u32| {
            if is(target) {
                found.extend(self.targets.get(target as usize));
            }
        };
        if let Some(pivot) = self.pivot.as_ref().filter(|_| self.leads(row)) {
            let shared = (0u32..).zip(&pivot.reaches);
            shared.filter(|it| *it.1).for_each(|it| add(it.0));
        }
        self.beside(row, room, add);
        found
    }

    /// Visits each target that a row reaches; without those that the pivot reaches, if the row leads there.
    fn beside(&self, row: u32, room: &mut Room, mut each: impl FnMut(u32)) {
        let through = self.pivot.as_ref().filter(|_| self.leads(row));
        room.begin();
        room.row(row);
        while let Some(row) = room.stack.pop() {
            if through.and_then(|it| it.led.get(row as usize)) == Some(&true) {
                continue;
            }
            for after in self.condensation.after.row(row) {
                let known = through.and_then(|it| it.led.get(*after as usize));
                if known != Some(&true) {
                    room.row(*after);
                }
            }
            for target in self.condensation.holds.row(row) {
                let known = through.and_then(|it| it.reaches.get(*target as usize));
                if known != Some(&true) && room.target(*target) {
                    each(*target);
                }
            }
        }
    }

    /// How many sources reach a vertex that is a target.
    #[must_use]
    pub fn reaching(&self, target: u32, room: &mut Room) -> u32 {
        let Some(target) = self.target(target) else {
            return 0;
        };
        let reaches = |pivot: &&Pivot| pivot.reaches.get(target as usize) == Some(&true);
        let through = self.pivot.as_ref().filter(reaches);
        let mut sources = through.map_or(0, |_| self.leading);
        let leads = |row: u32| {
            let leads = through.and_then(|it| it.leads.get(row as usize));
            leads == Some(&true)
        };
        room.begin();
        for row in self.condensation.holders.row(target) {
            if !leads(*row) {
                room.row(*row);
            }
        }
        while let Some(row) = room.stack.pop() {
            sources += self.sources.get(row as usize).copied().unwrap_or(0);
            for before in self.condensation.before.row(row) {
                if !leads(*before) {
                    room.row(*before);
                }
            }
        }
        sources
    }

    /// The number of a target.
    pub(super) fn target(&self, vertex: u32) -> Option<u32> {
        let place = self.place.get(vertex as usize).copied()?;
        if place == NOWHERE {
            None
        } else if place >= LEAF {
            Some(place - LEAF)
        } else {
            let own = self.own.binary_search_by_key(&vertex, |it| it.0).ok()?;
            self.own.get(own).map(|it| it.1)
        }
    }
}

/// Marks of what was looked at, kept from one question to the next.
#[derive(Debug, Clone)]
pub struct Room {
    rows: Vec<u32>,
    targets: Vec<u32>,
    turn: u32,
    stack: Vec<u32>,
}

impl Room {
    fn begin(&mut self) {
        self.stack.clear();
        self.turn = self.turn.wrapping_add(1);
        if self.turn == 0 {
            self.rows.fill(0);
            self.targets.fill(0);
            self.turn = 1;
        }
    }

    fn row(&mut self, row: u32) {
        if let Some(seen) = self.rows.get_mut(row as usize)
            && *seen != self.turn
        {
            *seen = self.turn;
            self.stack.push(row);
        }
    }

    fn target(&mut self, target: u32) -> bool {
        self.targets
            .get_mut(target as usize)
            .is_some_and(|seen| std::mem::replace(seen, self.turn) != self.turn)
    }
}
