//! Which elements a resource pattern matches: by the order of the ARNs, so that a pattern costs what it matches.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;
use roaring::RoaringBitmap;

use super::plane::Plane;
use super::universe::Universe;
use crate::authorize::aws::pattern::{Pattern, Token, literals};

/// The elements whose ARNs have the first five segments in common.
#[derive(Debug)]
struct Block {
    head: String,
    ids: Range<u32>,
    /// The most colons after the head.
    colons: usize,
}

/// Finds elements by pattern, each pattern once.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    blocks: Vec<Block>,
    /// Elements that are patterns themselves.
    wild: RoaringBitmap,
    /// The same, by what stands before their first wildcard, and the lengths of that.
    wild_by_start: HashMap<String, Vec<u32>>,
    lengths: BTreeSet<usize>,
    known: RwLock<HashMap<Pattern, Arc<Plane>>>,
}

impl Patterns {
    pub(super) fn new(universe: &Universe) -> Self {
        let mut patterns = Self::default();
        for (id, element) in universe.iter() {
            let arn = element.arn();
            let head = head(arn);
            let colons = arn.matches(':').count() - head.matches(':').count();
            match patterns.blocks.last_mut() {
                Some(block) if block.head == head => {
                    block.ids.end = id + 1;
                    block.colons = block.colons.max(colons);
                }
                _ => patterns.blocks.push(Block {
                    head: head.to_owned(),
                    ids: id..id + 1,
                    colons,
                }),
            }
            if element.is_pattern() {
                patterns.wild.insert(id);
                let start = arn.split(['*', '?']).next().unwrap_or_default();
                patterns.lengths.insert(start.len());
                match patterns.wild_by_start.get_mut(start) {
                    Some(ids) => ids.push(id),
                    None => {
                        patterns.wild_by_start.insert(start.to_owned(), vec![id]);
                    }
                }
            }
        }
        patterns
    }

    /// Where the pattern matches all that is asked about (`must`), or some of it (`may`).
    pub(super) fn plane(&self, universe: &Universe, pattern: &Pattern) -> Arc<Plane> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(plane) = known.get(pattern) {
            return plane.clone();
        }
        drop(known);
        let plane = Arc::new(self.find(universe, pattern));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.entry(pattern.clone()).or_insert(plane).clone()
    }

    fn find(&self, universe: &Universe, pattern: &Pattern) -> Plane {
        if pattern.is_everything() {
            return Plane::on(universe.all.clone());
        }
        let start = pattern.literal_prefix();
        let mut found = Plane::nowhere();
        if pattern.is_exact() {
            self.test(universe, pattern, universe.called(&start), &mut found);
            self.shorter(universe, pattern, &start, start.len() + 1, &mut found);
            return found;
        }
        let ids = universe.beginning_with(&start);
        self.shorter(universe, pattern, &start, start.len(), &mut found);
        if pattern.is_prefix() {
            found.must.insert_range(ids.clone());
            found.may.insert_range(ids);
            return found;
        }
        let first = self
            .blocks
            .partition_point(|block| block.ids.end <= ids.start);
        for block in self.blocks.iter().skip(first) {
            if block.ids.start >= ids.end {
                break;
            }
            self.in_block(universe, pattern, block, &ids, &mut found);
        }
        found
    }

    /// What of a block a pattern matches that has a wildcard somewhere before its end.
    fn in_block(
        &self,
        universe: &Universe,
        pattern: &Pattern,
        block: &Block,
        ids: &Range<u32>,
        found: &mut Plane,
    ) {
        let own = block.ids.start.max(ids.start)..block.ids.end.min(ids.end);
        if block.head.contains(['*', '?']) {
            self.test(universe, pattern, own, found);
            return;
        }
        let tokens = pattern.tokens();
        for place in after(tokens, &block.head) {
            let rest = tokens.get(place..).unwrap_or_default();
            match rest {
                [] => {
                    let called = universe.called(&block.head);
                    self.test(universe, pattern, called, found);
                    let below = block.head.len() + 1;
                    self.shorter(universe, pattern, &block.head, below, found);
                }
                [Token::Many] => {
                    found.must.insert_range(own.clone());
                    found.may.insert_range(own.clone());
                }
                [Token::One, ..] => self.test(universe, pattern, own.clone(), found),
                [Token::Many, next @ ..] => {
                    let colons = literals(next).matches(':').count();
                    if colons <= block.colons {
                        self.test(universe, pattern, own.clone(), found);
                    } else {
                        // No ARN goes on like this, but what a pattern stands for may.
                        for id in &(&self.wild & RoaringBitmap::from_iter(own.clone())) {
                            self.test(universe, pattern, id..id + 1, found);
                        }
                    }
                }
                [Token::Literal(_), ..] => {
                    let start = format!("{}{}", block.head, literals(rest));
                    self.test(universe, pattern, universe.beginning_with(&start), found);
                    self.shorter(universe, pattern, &start, start.len(), found);
                }
            }
        }
    }

    /// Elements that are patterns and begin with less than `start`: what they stand for may begin with all of it.
    fn shorter(
        &self,
        universe: &Universe,
        pattern: &Pattern,
        start: &str,
        below: usize,
        found: &mut Plane,
    ) {
        for length in self.lengths.range(..below) {
            let ids = start.get(..*length).and_then(|s| self.wild_by_start.get(s));
            for id in ids.into_iter().flatten() {
                self.test(universe, pattern, *id..*id + 1, found);
            }
        }
    }

    fn test(&self, universe: &Universe, pattern: &Pattern, ids: Range<u32>, found: &mut Plane) {
        for id in ids {
            let Some(element) = universe.get(id) else {
                continue;
            };
            let (whole, some) = fit(pattern, element.arn(), self.wild.contains(id));
            if whole {
                found.must.insert(id);
            }
            if some {
                found.may.insert(id);
            }
        }
    }
}

/// Whether a pattern matches all, and some, of what an ARN stands for.
pub(super) fn fit(pattern: &Pattern, arn: &str, is_pattern: bool) -> (bool, bool) {
    if is_pattern {
        let asked = Pattern::new(arn);
        let whole = pattern.covers(&asked);
        (whole, whole || pattern.overlaps(&asked))
    } else {
        let matches = pattern.matches(arn);
        (matches, matches)
    }
}

/// An ARN up to its fifth colon.
fn head(arn: &str) -> &str {
    let end = arn.match_indices(':').nth(4).map(|(at, _)| at + 1);
    end.and_then(|end| arn.get(..end)).unwrap_or(arn)
}

/// The places in a pattern that can be reached by reading a text.
fn after(tokens: &[Token], text: &str) -> BTreeSet<usize> {
    let mut here = BTreeSet::from([0]);
    skip(tokens, &mut here);
    for c in text.chars() {
        let mut next = BTreeSet::new();
        for place in here {
            match tokens.get(place) {
                Some(Token::Many) => {
                    next.insert(place);
                }
                Some(Token::One) => {
                    next.insert(place + 1);
                }
                Some(Token::Literal(literal)) if *literal == c => {
                    next.insert(place + 1);
                }
                Some(Token::Literal(_)) | None => {}
            }
        }
        skip(tokens, &mut next);
        here = next;
    }
    here
}

/// A `*` may stand for nothing.
fn skip(tokens: &[Token], places: &mut BTreeSet<usize>) {
    let mut new: Vec<usize> = places.iter().copied().collect();
    while let Some(place) = new.pop() {
        if tokens.get(place) == Some(&Token::Many) && places.insert(place + 1) {
            new.push(place + 1);
        }
    }
}
