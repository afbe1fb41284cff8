//! What an expression over the claims of a token is: texts and claims in a row, in some cases one, in some another.

use std::collections::BTreeMap;

use super::meaning::condition;
use super::{Expr, parse};
use crate::federation::formula::Formula;
use crate::federation::glob::Glob;

/// So many ways to split a text over several claims are looked at.
const SPLITS: usize = 64;

/// So many cases may a value have.
const CASES: usize = 16;

/// What stands for the attributes of Google Cloud: `google.subject`, `attribute.NAME` to expressions over `assertion`.
pub(in crate::federation) type Mapping = BTreeMap<String, String>;

/// A part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// This text.
    Text(String),
    /// A claim, perhaps in small letters.
    Claim(String, bool),
    /// What stands between two texts in a claim, at their first place.
    Extract(String, String, String),
}

/// A value: in the case of the formula, the parts in a row.
#[derive(Debug, Clone)]
pub(in crate::federation) struct Value {
    pub(super) cases: Vec<(Formula, Vec<Part>)>,
}

impl Value {
    fn of(part: Part) -> Self {
        Self {
            cases: vec![(Formula::True, vec![part])],
        }
    }

    /// The value of an expression, or what of it is not understood.
    pub(super) fn read(expr: &Expr, mapping: Option<&Mapping>) -> Result<Self, String> {
        match expr {
            Expr::Text(text) | Expr::Plain(text) => Ok(Self::of(Part::Text(text.clone()))),
            Expr::Member(of, _) => match path(expr).as_deref() {
                Some([root, claim @ ..]) if root == "assertion" && !claim.is_empty() => {
                    Ok(Self::of(Part::Claim(claim.join("."), false)))
                }
                Some([root, name]) if root == "google" || root == "attribute" => {
                    Self::mapped(&format!("{root}.{name}"), mapping)
                }
                Some(_) => Err("a name that is neither assertion nor an attribute".to_owned()),
                // What it is a part of says what is not understood.
                None => match Self::read(of, mapping) {
                    Ok(_) => Err("a part of a value".to_owned()),
                    Err(why) => Err(why),
                },
            },
            Expr::Plus(left, right) => {
                let (left, right) = (Self::read(left, mapping)?, Self::read(right, mapping)?);
                let mut cases = Vec::new();
                for (when, some) in &left.cases {
                    for (also, others) in &right.cases {
                        let parts = some.iter().chain(others).cloned().collect();
                        cases.push((when.clone().and(also.clone()), parts));
                    }
                }
                Self::bounded(cases)
            }
            Expr::If(when, yes, no) => {
                let when = condition(when, mapping);
                let (yes, no) = (Self::read(yes, mapping)?, Self::read(no, mapping)?);
                let of = |cases: Vec<(Formula, Vec<Part>)>, when: Formula| {
                    let all = cases.into_iter();
                    all.map(move |(also, parts)| (when.clone().and(also), parts))
                };
                let cases = of(yes.cases, when.yes).chain(of(no.cases, when.no));
                Self::bounded(cases.collect())
            }
            Expr::Call(Some(target), name, arguments) => {
                Self::method(&Self::read(target, mapping)?, name, arguments)
            }
            Expr::Call(None, name, arguments) => match (name.as_str(), arguments.as_slice()) {
                ("string", [one]) => Self::read(one, mapping),
                _ => Err(format!("the function {name}")),
            },
            _ => Err("a value that is no text".to_owned()),
        }
    }

    fn bounded(cases: Vec<(Formula, Vec<Part>)>) -> Result<Self, String> {
        match cases.len() <= CASES {
            true => Ok(Self { cases }),
            false => Err("too many cases".to_owned()),
        }
    }

    /// An attribute, by the expression that makes it.
    pub(in crate::federation) fn mapped(
        name: &str,
        mapping: Option<&Mapping>,
    ) -> Result<Self, String> {
        let text = mapping
            .and_then(|it| it.get(name))
            .ok_or_else(|| format!("nothing is mapped to {name}"))?;
        let expr = parse(text).map_err(|why| format!("the mapping of {name}: {why}"))?;
        // A mapping knows the assertion alone.
        Self::read(&expr, None).map_err(|why| format!("the mapping of {name} has {why}"))
    }

    fn method(of: &Self, name: &str, arguments: &[Expr]) -> Result<Self, String> {
        let [(_, parts)] = of.cases.as_slice() else {
            return Err(format!("{name} of a value with cases"));
        };
        let [Part::Claim(claim, false)] = parts.as_slice() else {
            return Err(format!("{name} of a value that is made of several"));
        };
        match (name, arguments) {
            ("lowerAscii", []) => Ok(Self::of(Part::Claim(claim.clone(), true))),
            ("extract", [Expr::Text(template)]) => {
                let (before, rest) = template
                    .split_once('{')
                    .ok_or("a template without braces")?;
                let (_, after) = rest.split_once('}').ok_or("a template without braces")?;
                Ok(Self::of(Part::Extract(
                    claim.clone(),
                    before.to_owned(),
                    after.to_owned(),
                )))
            }
            _ => Err(format!("the function {name}")),
        }
    }

    /// That it is this text.
    pub(in crate::federation) fn equals(&self, text: &str) -> Formula {
        self.each(|parts| equal(parts, text, 0))
    }

    /// That each of its cases holds to something, where it applies.
    pub(super) fn each(&self, holds: impl Fn(&[Part]) -> Formula) -> Formula {
        let all = self.cases.iter();
        Formula::Any(
            all.map(|(when, parts)| when.clone().and(holds(parts)))
                .collect(),
        )
    }

    /// That the claims that it is made of are there.
    pub(super) fn present(&self) -> Formula {
        self.each(|parts| {
            let claims = parts.iter().filter_map(|part| match part {
                Part::Text(_) => None,
                Part::Claim(claim, _) | Part::Extract(claim, ..) => Some(Formula::present(claim)),
            });
            Formula::All(claims.collect())
        })
    }
}

/// `a.b.c` as its names.
fn path(expr: &Expr) -> Option<Vec<String>> {
    match expr {
        Expr::Name(name) => Some(vec![name.clone()]),
        Expr::Member(of, name) => {
            let mut path = path(of)?;
            path.push(name.clone());
            Some(path)
        }
        _ => None,
    }
}

/// That parts in a row are a text.
fn equal(parts: &[Part], text: &str, depth: usize) -> Formula {
    match parts {
        [] => match text.is_empty() {
            true => Formula::True,
            false => Formula::False,
        },
        [Part::Text(first), rest @ ..] => match text.strip_prefix(first.as_str()) {
            Some(after) => equal(rest, after, depth),
            None => Formula::False,
        },
        [rest @ .., Part::Text(last)] => match text.strip_suffix(last.as_str()) {
            Some(before) => equal(rest, before, depth),
            None => Formula::False,
        },
        [one] => part_is(one, text),
        [first, rest @ ..] => {
            // The first takes a part of the text, and the others the rest.
            let follows = match rest.first() {
                Some(Part::Text(next)) => next.as_str(),
                _ => "",
            };
            let splits: Vec<usize> = text
                .char_indices()
                .map(|(at, _)| at)
                .filter(|at| text.get(*at..).is_some_and(|it| it.starts_with(follows)))
                .collect();
            if splits.len() > SPLITS || depth > 2 {
                return Formula::Unknown("a value that is made of too many claims".to_owned());
            }
            let each = splits.iter().filter_map(|at| {
                let (left, right) = text.split_at_checked(*at)?;
                Some(part_is(first, left).and(equal(rest, right, depth + 1)))
            });
            Formula::Any(each.collect())
        }
    }
}

fn part_is(part: &Part, text: &str) -> Formula {
    match part {
        Part::Text(own) if own == text => Formula::True,
        Part::Text(_) => Formula::False,
        Part::Claim(claim, false) => Formula::is(claim, text),
        Part::Claim(claim, true) if text.chars().any(|c| c.is_ascii_uppercase()) => {
            Formula::present(claim).and(Formula::False)
        }
        Part::Claim(claim, true) => Formula::within(claim, vec![Glob::literal(text)], true),
        Part::Extract(claim, before, after) => {
            if !after.is_empty() && text.contains(after.as_str()) {
                return Formula::False;
            }
            let tail = match after.is_empty() {
                true => Glob::literal(""),
                false => Glob::any(),
            };
            let middle = Glob::literal(before)
                .then(&Glob::literal(text))
                .then(&Glob::literal(after))
                .then(&tail);
            // The first place is the beginning, or it is not known which is the first.
            let first = Formula::one_of(claim, vec![middle.clone()]);
            if before.is_empty() {
                return first;
            }
            let later = Formula::one_of(claim, vec![Glob::new("?*").then(&middle)]);
            let begins = Formula::one_of(claim, vec![Glob::literal(before).then(&Glob::any())]);
            let why = format!("{before} stands once in {claim}");
            first.or(later.and(begins.negated()).and(Formula::Unknown(why)))
        }
    }
}
