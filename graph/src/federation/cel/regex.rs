//! Simple regular expressions as patterns: literals, `.`, `.*`, `.+`, anchors, alternatives.
//!
//! CEL's `matches` looks for the expression anywhere in the text, so that without anchors both ends are open (CEL
//! specification, "Regular Expressions"; RE2 syntax). What is more than a pattern can say becomes a wider pattern, and is
//! told.

use crate::federation::glob::{Glob, Step};

/// So many alternatives are looked at, and so deep are groups read.
const ALTERNATIVES: usize = 32;

/// The patterns of an expression, and whether they say the same: else they accept more.
pub(super) fn globs(text: &str) -> Option<(Vec<Glob>, bool)> {
    let mut reader = Reader {
        rest: text.chars().collect(),
        at: 0,
        exact: true,
    };
    let branches = reader.alternatives(0)?;
    if reader.at < reader.rest.len() {
        return None;
    }
    let globs = branches.into_iter().map(|branch| {
        let mut steps = branch;
        let mut all = Vec::new();
        if steps.first() == Some(&Piece::Start) {
            steps.remove(0);
        } else {
            all.push(Step::Many);
        }
        let open = steps.last() != Some(&Piece::End);
        if !open {
            steps.pop();
        }
        for piece in steps {
            match piece {
                Piece::Step(step) => all.push(step),
                // An anchor in the middle.
                Piece::Start | Piece::End => return None,
            }
        }
        if open {
            all.push(Step::Many);
        }
        Some(Glob::of_steps(all))
    });
    let globs: Option<Vec<Glob>> = globs.collect();
    Some((globs?, reader.exact))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Step(Step),
    Start,
    End,
}

struct Reader {
    rest: Vec<char>,
    at: usize,
    exact: bool,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.rest.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek();
        self.at += 1;
        c
    }

    fn alternatives(&mut self, depth: usize) -> Option<Vec<Vec<Piece>>> {
        if depth > 4 {
            return None;
        }
        let mut all = self.sequence(depth)?;
        while self.peek() == Some('|') {
            self.at += 1;
            all.extend(self.sequence(depth)?);
            if all.len() > ALTERNATIVES {
                return None;
            }
        }
        Some(all)
    }

    fn sequence(&mut self, depth: usize) -> Option<Vec<Vec<Piece>>> {
        let mut all: Vec<Vec<Piece>> = vec![Vec::new()];
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            self.at += 1;
            let of = |piece| vec![vec![piece]];
            let some = match c {
                '^' => of(Piece::Start),
                '$' => of(Piece::End),
                '(' => {
                    if self.peek() == Some('?') {
                        self.at += 1;
                        if self.next() != Some(':') {
                            return None;
                        }
                    }
                    let inside = self.alternatives(depth + 1)?;
                    if self.next() != Some(')') {
                        return None;
                    }
                    inside
                }
                '[' => {
                    self.class()?;
                    self.exact = false;
                    of(Piece::Step(Step::One))
                }
                '.' => of(Piece::Step(Step::One)),
                '\\' => match self.next()? {
                    c if c.is_ascii_alphanumeric() => {
                        self.exact = false;
                        match c {
                            'd' | 'w' | 's' | 'D' | 'W' | 'S' => of(Piece::Step(Step::One)),
                            _ => return None,
                        }
                    }
                    c => of(Piece::Step(Step::Literal(c))),
                },
                '*' | '+' | '?' | '{' | '}' | ']' => return None,
                c => of(Piece::Step(Step::Literal(c))),
            };
            all = joined(&all, &self.repeated(some)?)?;
        }
        Some(all)
    }

    /// What a quantifier makes of a piece.
    fn repeated(&mut self, some: Vec<Vec<Piece>>) -> Option<Vec<Vec<Piece>>> {
        let many = Piece::Step(Step::Many);
        let any = some == [[Piece::Step(Step::One)]];
        let quantifier = self.peek();
        match quantifier {
            Some('*' | '+') => {
                self.at += 1;
                // Lazy ones accept the same.
                self.at += usize::from(self.peek() == Some('?'));
                self.exact &= any;
                Some(match (quantifier, any) {
                    (Some('+'), true) => vec![vec![Piece::Step(Step::One), many]],
                    _ => vec![vec![many]],
                })
            }
            Some('?') => {
                self.at += 1;
                let mut both = some;
                both.push(Vec::new());
                Some(both)
            }
            Some('{') => {
                while self.next()? != '}' {}
                self.exact = false;
                Some(vec![vec![many]])
            }
            _ => Some(some),
        }
    }

    /// Reads over `[…]`.
    fn class(&mut self) -> Option<()> {
        self.at += usize::from(self.peek() == Some('^'));
        self.at += usize::from(self.peek() == Some(']'));
        loop {
            match self.next()? {
                ']' => return Some(()),
                '\\' => self.at += 1,
                _ => {}
            }
        }
    }
}

fn joined(some: &[Vec<Piece>], others: &[Vec<Piece>]) -> Option<Vec<Vec<Piece>>> {
    if some.len() * others.len() > ALTERNATIVES {
        return None;
    }
    let all = some.iter().flat_map(|a| {
        others
            .iter()
            .map(move |b| a.iter().chain(b).copied().collect())
    });
    Some(all.collect())
}
