//! Walks over expressions: where one stands, and what it is made of.

use super::ast::{Access, Expr, Test};
use super::error::Span;

impl Expr {
    /// Where it stands.
    pub(crate) fn span(&self) -> Span {
        let first = |rest: Option<Span>, own: Span| rest.map_or(own, |rest| own.to(rest));
        match self {
            Self::Literal(_, span)
            | Self::Parameter(_, span)
            | Self::List(_, span)
            | Self::Map(_, span)
            | Self::Not(_, span)
            | Self::Negate(_, span)
            | Self::Call(_, _, span) => *span,
            Self::Variable(variable) | Self::Bound(variable) => variable.span,
            Self::Logic(_, parts) => {
                let own = parts.first().map_or(Span::default(), |(_, span)| *span);
                first(parts.last().map(|(_, span)| *span), own)
            }
            Self::Compare(own, rest) => first(rest.last().map(|it| it.1.span()), own.span()),
            Self::Calculate(own, rest) => first(rest.last().map(|it| it.1.span()), own.span()),
            Self::Test(own, rest) => first(rest.last().map(|it| it.1), own.span()),
            Self::Access(own, rest) => first(rest.last().map(|it| it.1), own.span()),
            Self::Aggregate(call) => call.span,
            Self::Case(case) => case.span,
            Self::Comprehension(it) | Self::Quantified(_, it) => it.span,
            Self::Reduce(it) => it.span,
            Self::Exists(it) | Self::Count(it) | Self::Collect(it, _) => it.span,
        }
    }
}

impl Expr {
    /// Visits what it is directly made of, in the order of the text. Patterns and what is said of the elements of a list
    /// are not entered: they have names of their own.
    pub(crate) fn children(&mut self, visit: &mut dyn FnMut(&mut Self)) {
        match self {
            Self::Literal(..) | Self::Parameter(..) | Self::Variable(_) | Self::Bound(_) => {}
            Self::List(items, _) | Self::Call(_, items, _) => items.iter_mut().for_each(visit),
            Self::Map(entries, _) => entries.iter_mut().for_each(|(_, it)| visit(it)),
            Self::Logic(_, parts) => parts.iter_mut().for_each(|(it, _)| visit(it)),
            Self::Not(it, _) | Self::Negate(it, _) => visit(it),
            Self::Compare(first, rest) => {
                visit(first);
                rest.iter_mut().for_each(|(_, it, _)| visit(it));
            }
            Self::Calculate(first, rest) => {
                visit(first);
                rest.iter_mut().for_each(|(_, it, _)| visit(it));
            }
            Self::Test(first, tests) => {
                visit(first);
                for (test, _) in tests {
                    match test {
                        Test::StartsWith(it)
                        | Test::EndsWith(it)
                        | Test::Contains(it)
                        | Test::Matches(it)
                        | Test::In(it) => visit(it),
                        Test::IsNull | Test::IsNotNull => {}
                    }
                }
            }
            Self::Access(first, accesses) => {
                visit(first);
                for (access, _) in accesses {
                    match access {
                        Access::Index(it) => visit(it),
                        Access::Slice(from, to) => {
                            from.iter_mut().chain(to.iter_mut()).for_each(&mut *visit);
                        }
                        Access::Property(_) | Access::Labels(_) => {}
                    }
                }
            }
            Self::Aggregate(call) => call.argument.iter_mut().for_each(visit),
            Self::Case(case) => {
                case.subject.iter_mut().for_each(&mut *visit);
                for (when, then) in &mut case.branches {
                    visit(when);
                    visit(then);
                }
                case.otherwise.iter_mut().for_each(visit);
            }
            Self::Comprehension(it) | Self::Quantified(_, it) => visit(&mut it.list),
            Self::Reduce(it) => {
                visit(&mut it.initial);
                visit(&mut it.list);
            }
            Self::Exists(_) | Self::Count(_) | Self::Collect(..) => {}
        }
    }
}
