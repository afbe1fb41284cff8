//! Patterns of subjects: `*` for any text, `?` for any character; and what two of them have in common.
//!
//! Both sides have wildcards: a job that may run on any branch has `repo:acme/app:ref:refs/heads/*`, the trust asks for
//! `repo:acme/*`. Nothing here costs more than the length of the one pattern times that of the other, and what is longer
//! than [`LARGEST`] is said to be too long.

use std::collections::VecDeque;

/// So many pairs of places of two patterns are looked at. Subjects have some hundred characters.
const LARGEST: usize = 1 << 22;

/// One step of a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// This character.
    Literal(char),
    /// Any one character.
    One,
    /// Any text, or none.
    Many,
}

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Glob {
    steps: Vec<Step>,
}

/// What two patterns have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Common {
    /// This text, which both accept, and perhaps others.
    Text(String),
    /// Nothing.
    Nothing,
    /// They are too long to tell.
    TooLong,
}

/// Stands where a wildcard takes a character and any will do.
const FILLER: char = 'x';

impl Glob {
    /// The pattern that a text with wildcards stands for.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let step = |c| match c {
            '*' => Step::Many,
            '?' => Step::One,
            c => Step::Literal(c),
        };
        Self::of_steps(text.chars().map(step))
    }

    /// The pattern that accepts this text alone.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        Self::of_steps(text.chars().map(Step::Literal))
    }

    /// The pattern that accepts every text.
    #[must_use]
    pub fn any() -> Self {
        Self::of_steps([Step::Many])
    }

    /// A pattern of steps. In a run of wildcards the `?` come first and one `*` last, so that patterns that mean the
    /// same are the same.
    pub fn of_steps(raw: impl IntoIterator<Item = Step>) -> Self {
        let mut steps = Vec::new();
        let mut many = false;
        for step in raw {
            match step {
                Step::Many => many = true,
                Step::One => steps.push(Step::One),
                Step::Literal(_) => {
                    if std::mem::take(&mut many) {
                        steps.push(Step::Many);
                    }
                    steps.push(step);
                }
            }
        }
        if many {
            steps.push(Step::Many);
        }
        Self { steps }
    }

    /// This pattern, and then the other.
    #[must_use]
    pub fn then(&self, other: &Self) -> Self {
        Self::of_steps(self.steps.iter().chain(&other.steps).copied())
    }

    /// Its steps.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The same pattern in small letters: what it is compared with must be in small letters too.
    #[must_use]
    pub fn folded(&self) -> Self {
        let steps = self.steps.iter().flat_map(|step| match step {
            Step::Literal(c) => c.to_lowercase().map(Step::Literal).collect(),
            other => vec![*other],
        });
        Self::of_steps(steps)
    }

    /// The text, where there is no wildcard.
    #[must_use]
    pub fn exact(&self) -> Option<String> {
        let literals = self.literal_prefix();
        (literals.chars().count() == self.steps.len()).then_some(literals)
    }

    /// The characters before the first wildcard.
    #[must_use]
    pub fn literal_prefix(&self) -> String {
        let literals = self.steps.iter().map_while(|step| match step {
            Step::Literal(c) => Some(*c),
            Step::One | Step::Many => None,
        });
        literals.collect()
    }

    /// Whether it accepts every text.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.steps == [Step::Many]
    }

    /// Whether it accepts the whole text.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut step, mut at) = (0, 0);
        // On a mismatch the last `*` takes one character more; what earlier ones could reach, it can reach too.
        let mut last: Option<(usize, usize)> = None;
        loop {
            match (self.steps.get(step), text.get(at)) {
                (None, None) => return true,
                (Some(Step::Many), _) => {
                    last = Some((step, at));
                    step += 1;
                }
                (Some(Step::One), Some(_)) => (step, at) = (step + 1, at + 1),
                (Some(Step::Literal(a)), Some(b)) if a == b => (step, at) = (step + 1, at + 1),
                _ => match last {
                    Some((many, from)) if from < text.len() => {
                        last = Some((many, from + 1));
                        (step, at) = (many + 1, from + 1);
                    }
                    _ => return false,
                },
            }
        }
    }

    /// A text that both accept.
    #[must_use]
    pub fn common(&self, other: &Self) -> Common {
        let (a, b) = (&self.steps, &other.steps);
        let width = b.len() + 1;
        let cells = (a.len() + 1).saturating_mul(width);
        if cells > LARGEST {
            return Common::TooLong;
        }
        // From which place each place was come to first, and with which character.
        let mut came: Vec<Option<(u32, Option<char>)>> = vec![None; cells];
        let mut next = VecDeque::from([0_usize]);
        let mut visit = |to: usize, from: usize, c: Option<char>, next: &mut VecDeque<usize>| {
            if let Some(cell) = came.get_mut(to)
                && cell.is_none()
                && to != 0
            {
                *cell = Some((u32::try_from(from).unwrap_or(u32::MAX), c));
                // What takes no character is free.
                match c {
                    Some(_) => next.push_back(to),
                    None => next.push_front(to),
                }
            }
        };
        while let Some(here) = next.pop_front() {
            let (i, j) = (here / width, here % width);
            let (x, y) = (a.get(i).copied(), b.get(j).copied());
            if x.is_none() && y.is_none() {
                break;
            }
            if x == Some(Step::Many) {
                visit(here + width, here, None, &mut next);
            }
            if y == Some(Step::Many) {
                visit(here + 1, here, None, &mut next);
            }
            let (Some(x), Some(y)) = (x, y) else { continue };
            let taken = match (x, y) {
                (Step::Literal(p), Step::Literal(q)) if p != q => continue,
                (Step::Many, Step::Many) => continue,
                (Step::Literal(c), _) | (_, Step::Literal(c)) => c,
                _ => FILLER,
            };
            let down = if x == Step::Many { 0 } else { width };
            let right = if y == Step::Many { 0 } else { 1 };
            visit(here + down + right, here, Some(taken), &mut next);
        }
        let mut at = cells - 1;
        if at != 0 && came.get(at).copied().flatten().is_none() {
            return Common::Nothing;
        }
        let mut text = Vec::new();
        while let Some((from, taken)) = came.get(at).copied().flatten() {
            text.extend(taken);
            at = from as usize;
        }
        Common::Text(text.iter().rev().collect())
    }
}

impl std::fmt::Display for Glob {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for step in &self.steps {
            let c = match step {
                Step::Literal(c) => *c,
                Step::One => '?',
                Step::Many => '*',
            };
            write!(f, "{c}")?;
        }
        Ok(())
    }
}
