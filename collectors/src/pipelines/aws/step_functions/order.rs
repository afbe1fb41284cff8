//! Which state of a machine comes after which (Step Functions Developer Guide, "State machine structure").

use std::collections::{HashMap, HashSet};

use crate::pipelines::Node;

/// Branches stand in branches; no deeper than this.
const DEEPEST: usize = 16;

/// So many steps are taken to find what comes before what: a machine has at most a megabyte.
const STEPS: usize = 2_000_000;

/// A state that does something, or a place where branches begin or end.
struct Place<'n> {
    /// Name and content of a state that does something.
    task: Option<(&'n str, &'n Node)>,
    next: Vec<usize>,
}

/// The states of a machine, those of its branches too.
#[derive(Default)]
pub(super) struct Order<'n> {
    places: Vec<Place<'n>>,
    start: Option<usize>,
    /// What is nested too deep to be read.
    pub(super) too_deep: Vec<&'n Node>,
}

impl<'n> Order<'n> {
    pub(super) fn of(machine: &'n Node) -> Self {
        let mut order = Self::default();
        let (start, _) = order.scope(machine, 0);
        order.start = start;
        order
    }

    /// The states that do something, in the order of the definition: where in the order, name and content.
    pub(super) fn tasks(&self) -> Vec<(usize, &'n str, &'n Node)> {
        let tasks = self.places.iter().enumerate();
        let tasks = tasks.filter_map(|(index, it)| it.task.map(|(name, node)| (index, name, node)));
        tasks.collect()
    }

    /// Adds the states of a machine or branch; returns where it begins and where it ends.
    fn scope(&mut self, of: &'n Node, depth: usize) -> (Option<usize>, Vec<usize>) {
        if depth > DEEPEST {
            self.too_deep.push(of);
            return (None, Vec::new());
        }
        let states = of.get("States").map_or(&[][..], Node::entries);
        let mut names: HashMap<&str, usize> = HashMap::new();
        for (name, state) in states {
            let Some(name) = name.as_str() else { continue };
            let works = state.text_of("Type") == Some("Task") || state.get("ItemReader").is_some();
            let task = works.then_some((name, state));
            names.insert(name, self.place(task));
        }
        let mut ends = Vec::new();
        for (name, state) in states {
            let Some(own) = name.as_str().and_then(|it| names.get(it)).copied() else {
                continue;
            };
            let leaves = self.inner(own, state, depth);
            let next = successors(state);
            let known = next.iter().filter_map(|it| names.get(it)).copied();
            let known: Vec<usize> = known.collect();
            let ending = state.text_of("Next").is_none()
                && !matches!(state.text_of("Type"), Some("Choice" | "Fail"));
            if ending {
                ends.push(leaves);
            }
            if let Some(place) = self.places.get_mut(leaves) {
                place.next.extend(known);
            }
        }
        let start = of.text_of("StartAt").and_then(|it| names.get(it)).copied();
        (start, ends)
    }

    /// The branches of a state. Returns the place that is left when they have ended.
    fn inner(&mut self, own: usize, state: &'n Node, depth: usize) -> usize {
        let mut branches: Vec<&Node> = state
            .get("Branches")
            .map_or(&[][..], Node::items)
            .iter()
            .collect();
        branches.extend(state.get("ItemProcessor"));
        branches.extend(state.get("Iterator"));
        if branches.is_empty() {
            return own;
        }
        let after = self.place(None);
        for branch in branches {
            let (start, ends) = self.scope(branch, depth + 1);
            if let (Some(start), Some(place)) = (start, self.places.get_mut(own)) {
                place.next.push(start);
            }
            for end in ends {
                if let Some(place) = self.places.get_mut(end) {
                    place.next.push(after);
                }
            }
        }
        after
    }

    fn place(&mut self, task: Option<(&'n str, &'n Node)>) -> usize {
        let next = Vec::new();
        self.places.push(Place { task, next });
        self.places.len().saturating_sub(1)
    }

    fn next(&self, of: usize) -> &[usize] {
        self.places.get(of).map_or(&[], |it| &it.next)
    }

    /// The tasks that come directly before each, loops left out. Nothing where the machine is too large to tell.
    pub(super) fn before(&self) -> HashMap<usize, Vec<usize>> {
        let rank = self.ranks();
        let ranked = |of: usize| rank.get(&of).copied().unwrap_or(usize::MAX);
        let (mut before, mut steps) = (HashMap::new(), 0_usize);
        for (from, ..) in self.tasks() {
            let (mut open, mut seen) = (vec![from], HashSet::new());
            while let Some(at) = open.pop() {
                for &to in self.next(at) {
                    steps = steps.saturating_add(1);
                    if steps > STEPS {
                        return HashMap::new();
                    }
                    if ranked(at) >= ranked(to) || !seen.insert(to) {
                        continue;
                    }
                    match self.places.get(to).is_some_and(|it| it.task.is_some()) {
                        true => before.entry(to).or_insert_with(Vec::new).push(from),
                        false => open.push(to),
                    }
                }
            }
        }
        before
    }

    /// Each place by its rank in an order in which what comes before has the lower one, but for loops.
    fn ranks(&self) -> HashMap<usize, usize> {
        let (mut ended, mut seen) = (Vec::new(), HashSet::new());
        let mut open: Vec<(usize, usize)> = self.start.map(|it| (it, 0)).into_iter().collect();
        seen.extend(self.start);
        while let Some((at, index)) = open.pop() {
            match self.next(at).get(index) {
                Some(&to) => {
                    open.push((at, index.saturating_add(1)));
                    if seen.insert(to) {
                        open.push((to, 0));
                    }
                }
                None => ended.push(at),
            }
        }
        let ranks = ended.into_iter().rev().enumerate();
        ranks.map(|(rank, place)| (place, rank)).collect()
    }

    /// The tasks that can be reached at all, or without passing one of them.
    pub(super) fn reached(&self, without: Option<usize>) -> HashSet<usize> {
        let mut open: Vec<usize> = self.start.into_iter().collect();
        let mut seen: HashSet<usize> = HashSet::new();
        while let Some(at) = open.pop() {
            if Some(at) != without && seen.insert(at) {
                open.extend(self.next(at));
            }
        }
        seen
    }
}

/// The names of the states that may come next.
fn successors(state: &Node) -> Vec<&str> {
    let own = [state.text_of("Next"), state.text_of("Default")];
    let lists = ["Choices", "Catch"].into_iter();
    let items = lists.flat_map(|name| state.get(name).map_or(&[][..], Node::items));
    own.into_iter()
        .flatten()
        .chain(items.filter_map(|it| it.text_of("Next")))
        .collect()
}
