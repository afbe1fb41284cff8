//! In which order a pattern is followed: the fewest candidates first, and conditions as soon as they can be answered.

use std::collections::BTreeSet;

use super::super::ast::{Access, Comparison, Expr, Shape, Slot, Test};
use super::super::labels::Labels;
use super::super::plan::{MatchPlan, RelPlan, Start, Step};
use super::super::types::Types;
use super::uses::each_variable;

struct Order {
    plan: MatchPlan,
    filters: Vec<(Expr, BTreeSet<Slot>)>,
    /// Slots of this clause that have no value yet.
    open: BTreeSet<Slot>,
    placed: Vec<bool>,
    followed: Vec<bool>,
    named: Vec<bool>,
}

/// Gives a plan its steps.
pub(super) fn order(plan: MatchPlan, filters: Vec<Expr>) -> MatchPlan {
    let open: BTreeSet<Slot> = plan.new.iter().copied().collect();
    let filters = filters.into_iter().map(|filter| {
        let mut needs = BTreeSet::new();
        each_variable(&filter, &mut |slot, _| {
            if open.contains(&slot) {
                needs.insert(slot);
            }
        });
        (filter, needs)
    });
    let mut order = Order {
        filters: filters.collect(),
        placed: vec![false; plan.nodes.len()],
        followed: vec![false; plan.relationships.len()],
        named: vec![false; plan.paths.len()],
        open,
        plan,
    };
    order.bound();
    while let Some(next) = order.next() {
        match next {
            Next::Node(node) => order.start(node),
            Next::Relationship(at) => order.follow(at),
        }
    }
    order.plan
}

enum Next {
    Node(usize),
    Relationship(usize),
}

fn is_set(flags: &[bool], at: usize) -> bool {
    flags.get(at).copied().unwrap_or(false)
}

fn set(flags: &mut [bool], at: usize) {
    if let Some(flag) = flags.get_mut(at) {
        *flag = true;
    }
}

impl Order {
    fn step(&mut self, step: Step) {
        self.plan.steps.push(step);
    }

    /// What was there before the clause.
    fn bound(&mut self) {
        self.answerable();
        for at in 0..self.plan.nodes.len() {
            if self.plan.nodes.get(at).is_some_and(|node| node.bound) {
                self.step(Step::Check(at));
                self.place(at);
            }
        }
    }

    fn place(&mut self, node: usize) {
        set(&mut self.placed, node);
        if let Some(slot) = self.plan.nodes.get(node).map(|it| it.slot) {
            self.open.remove(&slot);
        }
        self.answerable();
    }

    /// Conditions that can be answered now, and paths that are whole.
    fn answerable(&mut self) {
        for at in 0..self.plan.paths.len() {
            let Some(path) = self.plan.paths.get(at) else {
                continue;
            };
            let slots = path.relationships.iter().chain([&path.start]);
            let whole = { slots }.all(|slot| !self.open.contains(slot));
            if whole && !is_set(&self.named, at) {
                set(&mut self.named, at);
                self.open.remove(&path.slot);
                self.step(Step::Path(at));
            }
        }
        let open = &self.open;
        let (now, later) = std::mem::take(&mut self.filters)
            .into_iter()
            .partition(|(_, needs)| needs.is_disjoint(open));
        self.filters = later;
        let now: Vec<(Expr, BTreeSet<Slot>)> = now;
        self.plan
            .steps
            .extend(now.into_iter().map(|(filter, _)| Step::Filter(filter)));
    }

    fn next(&self) -> Option<Next> {
        let rels = || self.plan.relationships.iter().enumerate();
        let open = || rels().filter(|(at, _)| !is_set(&self.followed, *at));
        let ends = |rel: &RelPlan| {
            usize::from(is_set(&self.placed, rel.left))
                + usize::from(is_set(&self.placed, rel.right))
        };
        let touching = open().filter(|(_, rel)| ends(rel) > 0);
        let best = touching.min_by_key(|(at, rel)| (ends(rel) < 2, is_long(rel), *at));
        if let Some((at, rel)) = best {
            // A far end that few nodes can be is worth finding before a long way is tried.
            if ends(rel) == 1 && is_long(rel) {
                let far = if is_set(&self.placed, rel.left) {
                    rel.right
                } else {
                    rel.left
                };
                if self.from(far) != Start::All {
                    return Some(Next::Node(far));
                }
            }
            return Some(Next::Relationship(at));
        }
        let nodes = 0..self.plan.nodes.len();
        let nodes = nodes.filter(|at| !is_set(&self.placed, *at));
        nodes.min_by_key(|at| (self.cost(*at), *at)).map(Next::Node)
    }

    /// How many candidates a node may have, roughly.
    fn cost(&self, node: usize) -> u32 {
        match self.from(node) {
            Start::Id(_) => 0,
            Start::Ids(_) => 1,
            Start::Name(_) => 2,
            Start::Names(_) => 3,
            Start::All => {
                let labels = self.plan.nodes.get(node).map(|it| &it.labels);
                let rarity = labels.into_iter().flatten().map(Labels::rarity).max();
                10 - rarity.unwrap_or(0)
            }
        }
    }

    /// Where the candidates of a node come from: an equality on its id or name that can be answered now.
    fn from(&self, node: usize) -> Start {
        let Some(slot) = self.plan.nodes.get(node).map(|it| it.slot) else {
            return Start::All;
        };
        let found = self.filters.iter().filter_map(|(filter, needs)| {
            let ready = needs
                .iter()
                .all(|it| *it == slot || !self.open.contains(it));
            let start = lookup(filter, slot)?;
            let value = match &start {
                Start::Id(it) | Start::Ids(it) | Start::Name(it) | Start::Names(it) => it,
                Start::All => return None,
            };
            let mut own = false;
            each_variable(value, &mut |used, _| own |= self.open.contains(&used));
            (ready && !own).then_some(start)
        });
        let rank = |start: &Start| match start {
            Start::Id(_) => 0,
            Start::Ids(_) => 1,
            Start::Name(_) => 2,
            Start::Names(_) => 3,
            Start::All => 4,
        };
        found.min_by_key(rank).unwrap_or(Start::All)
    }

    fn start(&mut self, node: usize) {
        let from = self.from(node);
        self.step(Step::Start(node, from));
        self.place(node);
    }

    fn follow(&mut self, at: usize) {
        set(&mut self.followed, at);
        let Some(rel) = self.plan.relationships.get(at).cloned() else {
            return;
        };
        let reversed = !is_set(&self.placed, rel.left);
        let closed = is_set(&self.placed, rel.left) && is_set(&self.placed, rel.right);
        self.step(Step::Follow {
            relationship: at,
            reversed,
            closed,
        });
        self.open.remove(&rel.slot);
        if closed {
            self.answerable();
        } else {
            self.place(if reversed { rel.left } else { rel.right });
        }
    }
}

/// Whether following it is a search.
fn is_long(rel: &RelPlan) -> bool {
    rel.range.is_some() || rel.shape != Shape::Any || matches!(rel.types, Types::Paths(_))
}

/// The index that a condition on a node can be answered from.
fn lookup(filter: &Expr, slot: Slot) -> Option<Start> {
    let of_the_node = |expr: &Expr| -> Option<bool> {
        let variable =
            |it: &Expr| matches!(it, Expr::Variable(it) | Expr::Bound(it) if it.slot == slot);
        match expr {
            Expr::Access(own, accesses) if variable(own) => match accesses.as_slice() {
                [(Access::Property(name), _)] if name == "id" || name == "arn" => Some(true),
                [(Access::Property(name), _)] if name == "name" => Some(false),
                _ => None,
            },
            Expr::Call(function, arguments, _) if function.name == "id" => {
                arguments.first().filter(|it| variable(it)).map(|_| true)
            }
            _ => None,
        }
    };
    match filter {
        Expr::Compare(left, rest) => {
            let [(Comparison::Equal, right, _)] = rest.as_slice() else {
                return None;
            };
            let (id, value) = match (of_the_node(left), of_the_node(right)) {
                (Some(id), None) => (id, right),
                (None, Some(id)) => (id, &**left),
                _ => return None,
            };
            let value = value.clone();
            Some(if id {
                Start::Id(value)
            } else {
                Start::Name(value)
            })
        }
        Expr::Test(left, tests) => {
            let [(Test::In(list), _)] = tests.as_slice() else {
                return None;
            };
            let list = list.clone();
            Some(if of_the_node(left)? {
                Start::Ids(list)
            } else {
                Start::Names(list)
            })
        }
        _ => None,
    }
}
