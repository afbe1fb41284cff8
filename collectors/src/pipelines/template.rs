//! Text with expressions in it: `s3://${Bucket}/train`, `{{workflow.parameters.path}}`, `${{ secrets.ROLE }}`.

use std::cell::Cell;

use super::Value;

/// How expressions are marked in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    /// What begins one: `${{`.
    pub(super) open: &'static str,
    /// What ends it: `}}`.
    pub(super) close: &'static str,
}

/// The value of a text: what is written out, and what `resolve` knows of each expression (given without its marks and
/// the space around it). Where several marks could begin at a place, the first of the list that fits counts, so that longer
/// ones stand first. Marks without an end are text.
pub(super) fn value(text: &str, marks: &[Marks], resolve: &mut dyn FnMut(&str) -> Value) -> Value {
    let mut rest = text;
    let mut value = Value::literal("");
    while let Some((before, inside, after)) = next(rest, marks) {
        let part = resolve(inside.trim());
        if before.is_empty() && after.is_empty() && rest.len() == text.len() {
            return part;
        }
        value.join(Value::literal(before), text);
        value.join(part, text);
        rest = after;
    }
    value.join(Value::literal(rest), text);
    value
}

/// The expressions of a text, without their marks and the space around them.
pub(super) fn expressions<'t>(text: &'t str, marks: &[Marks]) -> Vec<&'t str> {
    let (mut all, mut rest) = (Vec::new(), text);
    while let Some((_, inside, after)) = next(rest, marks) {
        all.push(inside.trim());
        rest = after;
    }
    all
}

/// How much the expressions of a definition have grown to: parameters that stand in parameters, each several times, grow without
/// bound in a file of a few lines.
#[derive(Debug, Default)]
pub(super) struct Growth(Cell<usize>);

impl Growth {
    /// The most bytes that all expressions of a definition become.
    const MOST: usize = 8 << 20;
    /// What an expression costs that becomes nothing.
    const EACH: usize = 64;

    fn spend(&self, bytes: usize) -> bool {
        self.0.set(self.0.get().saturating_add(bytes));
        self.0.get() <= Self::MOST
    }

    /// What `resolve` knows of an expression, unless it is one too many. It is counted before it is followed: what it leads to
    /// may hold expressions itself.
    pub(super) fn of(&self, expression: &str, resolve: impl FnOnce() -> Value) -> Value {
        if self.spend(Self::EACH) {
            let value = resolve();
            if self.spend(value.begins().len()) {
                return value;
            }
        }
        Value::unresolved(expression)
    }
}

/// The next expression: what stands before it, it, and what stands after it.
fn next<'t>(text: &'t str, marks: &[Marks]) -> Option<(&'t str, &'t str, &'t str)> {
    marks
        .iter()
        .enumerate()
        .filter_map(|(rank, mark)| {
            let begin = text.find(mark.open)?;
            let (before, rest) = (text.get(..begin)?, text.get(begin..)?);
            let inside = rest.get(mark.open.len()..)?;
            let end = inside.find(mark.close)?;
            let after = inside.get(end.checked_add(mark.close.len())?..)?;
            Some((begin, rank, (before, inside.get(..end)?, after)))
        })
        .min_by_key(|(begin, rank, _)| (*begin, *rank))
        .map(|(_, _, found)| found)
}
