//! A text that some patterns accept and others do not: whether there is one, and which.
//!
//! Each constraint is walked as a set of places in its patterns, all constraints side by side, breadth first: a shortest
//! text comes out. The work is bounded; what would take more is [`Solved::TooLarge`], which is never taken for a no.

use std::collections::{BTreeSet, HashMap, VecDeque};

use super::glob::{Common, Glob, Step};

/// So many places are visited before the search gives up.
const WORK: usize = 2_000_000;

/// So many steps may all patterns have together.
const STEPS: usize = 16_384;

/// A text is, or is not, accepted by one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constraint {
    /// The patterns.
    pub globs: Vec<Glob>,
    /// Whether letters are compared without regard to case.
    pub ignore_case: bool,
    /// Whether it must be accepted; else it must not.
    pub wanted: bool,
}

/// What came of the search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Solved {
    /// This text holds to all constraints.
    Text(String),
    /// None does.
    Nothing,
    /// It was not found out.
    TooLarge,
}

impl Constraint {
    /// It must be accepted by one of these.
    #[must_use]
    pub fn one_of(globs: Vec<Glob>) -> Self {
        Self {
            globs,
            ignore_case: false,
            wanted: true,
        }
    }

    /// Whether a text holds to it.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let accepted = match self.ignore_case {
            false => self.globs.iter().any(|glob| glob.matches(text)),
            true => {
                let text = text.to_lowercase();
                self.globs.iter().any(|glob| glob.folded().matches(&text))
            }
        };
        accepted == self.wanted
    }
}

/// A text that holds to all constraints.
#[must_use]
pub fn solve(constraints: &[Constraint]) -> Solved {
    // Where only some texts are accepted at all, they are tried.
    for constraint in constraints.iter().filter(|it| it.wanted && !it.ignore_case) {
        let texts: Option<Vec<String>> = constraint.globs.iter().map(Glob::exact).collect();
        if let Some(texts) = texts {
            let found = texts
                .into_iter()
                .find(|text| constraints.iter().all(|it| it.holds(text)));
            return found.map_or(Solved::Nothing, Solved::Text);
        }
    }
    if let [one, other] = constraints
        && [one, other].iter().all(|it| it.wanted && !it.ignore_case)
    {
        return pairs(&one.globs, &other.globs);
    }
    search(constraints)
}

fn pairs(some: &[Glob], others: &[Glob]) -> Solved {
    let mut answer = Solved::Nothing;
    for (a, b) in some.iter().flat_map(|a| others.iter().map(move |b| (a, b))) {
        match a.common(b) {
            Common::Text(text) => return Solved::Text(text),
            Common::TooLong => answer = Solved::TooLarge,
            Common::Nothing => {}
        }
    }
    answer
}

/// Where a constraint stands: pattern and place in it, sorted.
type Places = Vec<(u32, u32)>;

struct Walked<'a> {
    globs: Vec<Glob>,
    constraint: &'a Constraint,
}

impl Walked<'_> {
    fn start(&self) -> Places {
        let places = (0..self.globs.len()).map(|glob| (number(glob), 0));
        self.closed(places)
    }

    /// A `*` may take nothing.
    fn closed(&self, places: impl Iterator<Item = (u32, u32)>) -> Places {
        let mut all = BTreeSet::new();
        for (glob, place) in places {
            let mut place = place;
            while all.insert((glob, place)) && self.step(glob, place) == Some(Step::Many) {
                place += 1;
            }
        }
        all.into_iter().collect()
    }

    fn step(&self, glob: u32, place: u32) -> Option<Step> {
        let glob = self.globs.get(glob as usize)?;
        glob.steps().get(place as usize).copied()
    }

    fn after(&self, places: &Places, c: char) -> Places {
        let mut now = places.clone();
        let folded: Vec<char> = match self.constraint.ignore_case {
            true => c.to_lowercase().collect(),
            false => vec![c],
        };
        for c in folded {
            let next = now.iter().filter_map(|&(glob, place)| {
                let to = match self.step(glob, place)? {
                    Step::Many => place,
                    Step::One => place + 1,
                    Step::Literal(it) if it == c => place + 1,
                    Step::Literal(_) => return None,
                };
                Some((glob, to))
            });
            now = self.closed(next.collect::<Vec<_>>().into_iter());
        }
        now
    }

    /// Whether the text may end here.
    fn ends(&self, places: &Places) -> bool {
        let accepted = places
            .iter()
            .any(|&(glob, place)| self.step(glob, place).is_none());
        accepted == self.constraint.wanted
    }

    /// Whether no text that goes on from here can hold.
    fn is_lost(&self, places: &Places) -> bool {
        match self.constraint.wanted {
            true => places.is_empty(),
            // A `*` at the end accepts whatever comes.
            false => places.iter().any(|&(glob, place)| {
                self.step(glob, place) == Some(Step::Many) && self.step(glob, place + 1).is_none()
            }),
        }
    }

    fn literals(&self, places: &Places) -> impl Iterator<Item = char> {
        let both = self.constraint.ignore_case;
        let literals =
            places
                .iter()
                .filter_map(move |&(glob, place)| match self.step(glob, place)? {
                    Step::Literal(c) => Some(c),
                    Step::One | Step::Many => None,
                });
        literals.flat_map(move |c| {
            let upper = c.to_uppercase().next().filter(|_| both);
            [Some(c), upper].into_iter().flatten()
        })
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

fn search(constraints: &[Constraint]) -> Solved {
    let all: Vec<Walked<'_>> = constraints
        .iter()
        .map(|constraint| Walked {
            globs: match constraint.ignore_case {
                true => constraint.globs.iter().map(Glob::folded).collect(),
                false => constraint.globs.clone(),
            },
            constraint,
        })
        .collect();
    let globs = || all.iter().flat_map(|it| &it.globs);
    let steps: usize = globs().map(|glob| glob.steps().len() + 1).sum();
    if steps > STEPS {
        return Solved::TooLarge;
    }
    let other = a_character_of_none(globs());
    let start: Vec<Places> = all.iter().map(Walked::start).collect();
    let mut known: HashMap<Vec<Places>, usize> = HashMap::from([(start.clone(), 0)]);
    let mut came: Vec<Option<(usize, char)>> = vec![None];
    let mut next = VecDeque::from([(0, start)]);
    let mut work = 0;
    while let Some((id, here)) = next.pop_front() {
        let each = || all.iter().zip(&here);
        if each().all(|(it, places)| it.ends(places)) {
            return Solved::Text(text(&came, id));
        }
        let letters: BTreeSet<char> = each()
            .flat_map(|(it, places)| it.literals(places))
            .chain([other])
            .collect();
        for c in letters {
            let there: Vec<Places> = each().map(|(it, places)| it.after(places, c)).collect();
            work += there.iter().map(Vec::len).sum::<usize>() + here.len();
            if work > WORK {
                return Solved::TooLarge;
            }
            let lost = all.iter().zip(&there).any(|(it, at)| it.is_lost(at));
            if !lost && !known.contains_key(&there) {
                known.insert(there.clone(), came.len());
                next.push_back((came.len(), there));
                came.push(Some((id, c)));
            }
        }
    }
    Solved::Nothing
}

/// A character that stands in no pattern: it stands for all others.
fn a_character_of_none<'a>(globs: impl Iterator<Item = &'a Glob>) -> char {
    let used: BTreeSet<char> = globs
        .flat_map(Glob::steps)
        .filter_map(|step| match step {
            Step::Literal(c) => Some(*c),
            Step::One | Step::Many => None,
        })
        .flat_map(|c| c.to_lowercase().chain(c.to_uppercase()).chain([c]))
        .collect();
    ('a'..='z')
        .rev()
        .chain('\u{4e00}'..='\u{9fff}')
        .find(|c| !used.contains(c))
        .unwrap_or('\u{fffd}')
}

fn text(came: &[Option<(usize, char)>], end: usize) -> String {
    let (mut at, mut text) = (end, Vec::new());
    while let Some((from, c)) = came.get(at).copied().flatten() {
        text.push(c);
        at = from;
    }
    text.iter().rev().collect()
}
