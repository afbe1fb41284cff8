//! Functions of expressions, a file for each sort.

mod graph;
mod lists;
pub(crate) mod numbers;
mod texts;

use super::error::{Span, Stop, wrong};
use super::estate::Estate;
use super::value::Value;

/// A function: its name, how many arguments it takes, what it does.
pub(crate) struct Function {
    pub(crate) name: &'static str,
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// Of null comes null.
    pub(crate) strict: bool,
    pub(crate) apply: fn(&Estate<'_>, &[Value], Span) -> Result<Value, Stop>,
}

impl std::fmt::Debug for Function {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Function {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

type Apply = fn(&Estate<'_>, &[Value], Span) -> Result<Value, Stop>;

const fn strict(name: &'static str, least: usize, most: usize, apply: Apply) -> Function {
    Function {
        name,
        least,
        most,
        strict: true,
        apply,
    }
}

/// Every function. A new one is a line here.
static FUNCTIONS: [Function; 49] = [
    Function {
        name: "coalesce",
        least: 1,
        most: 100,
        strict: false,
        apply: lists::coalesce,
    },
    strict("id", 1, 1, graph::id),
    strict("elementId", 1, 1, graph::id),
    strict("labels", 1, 1, graph::labels),
    strict("type", 1, 1, graph::kind),
    strict("keys", 1, 1, graph::keys),
    strict("properties", 1, 1, graph::properties),
    strict("startNode", 1, 1, graph::start_node),
    strict("endNode", 1, 1, graph::end_node),
    strict("nodes", 1, 1, graph::nodes),
    strict("relationships", 1, 1, graph::relationships),
    strict("length", 1, 1, graph::length),
    strict("certainty", 1, 1, graph::certainty),
    strict("evidence", 1, 1, graph::evidence),
    strict("size", 1, 1, lists::size),
    strict("head", 1, 1, lists::head),
    strict("last", 1, 1, lists::last),
    strict("tail", 1, 1, lists::tail),
    strict("range", 2, 3, lists::range),
    strict("reverse", 1, 1, lists::reverse),
    strict("isEmpty", 1, 1, lists::is_empty),
    strict("toLower", 1, 1, texts::lower),
    strict("toUpper", 1, 1, texts::upper),
    strict("lower", 1, 1, texts::lower),
    strict("upper", 1, 1, texts::upper),
    strict("trim", 1, 1, texts::trim),
    strict("ltrim", 1, 1, texts::trim_start),
    strict("rtrim", 1, 1, texts::trim_end),
    strict("split", 2, 2, texts::split),
    strict("replace", 3, 3, texts::replace),
    strict("substring", 2, 3, texts::substring),
    strict("left", 2, 2, texts::left),
    strict("right", 2, 2, texts::right),
    strict("join", 2, 2, texts::join),
    strict("toString", 1, 1, texts::to_text),
    strict("toInteger", 1, 1, numbers::to_integer),
    strict("toFloat", 1, 1, numbers::to_float),
    strict("toBoolean", 1, 1, numbers::to_boolean),
    strict("abs", 1, 1, numbers::abs),
    strict("sign", 1, 1, numbers::sign),
    strict("ceil", 1, 1, numbers::ceil),
    strict("floor", 1, 1, numbers::floor),
    strict("round", 1, 1, numbers::round),
    strict("sqrt", 1, 1, numbers::sqrt),
    strict("log", 1, 1, numbers::log),
    strict("log10", 1, 1, numbers::log10),
    strict("exp", 1, 1, numbers::exp),
    strict("char_length", 1, 1, lists::size),
    strict("rels", 1, 1, graph::relationships),
];

/// The function of a name, in any case.
pub(crate) fn named(name: &str) -> Option<&'static Function> {
    FUNCTIONS
        .iter()
        .find(|it| it.name.eq_ignore_ascii_case(name))
}

/// The names of all.
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    FUNCTIONS.iter().map(|it| it.name)
}

impl Function {
    /// How many arguments it takes, in words.
    pub(crate) fn arguments(&self) -> String {
        match (self.least, self.most) {
            (1, 1) => "one argument".to_owned(),
            (least, most) if least == most => format!("{least} arguments"),
            (least, most) => format!("{least} to {most} arguments"),
        }
    }
}

/// An argument by its place. The parser has counted them.
fn argument(arguments: &[Value], at: usize) -> &Value {
    arguments.get(at).unwrap_or(&Value::Null)
}

fn text(arguments: &[Value], at: usize, span: Span) -> Result<&str, Stop> {
    let value = argument(arguments, at);
    value.as_text().ok_or_else(|| takes("a text", value, span))
}

fn integer(arguments: &[Value], at: usize, span: Span) -> Result<i64, Stop> {
    match argument(arguments, at) {
        Value::Int(number) => Ok(*number),
        other => Err(takes("an integer", other, span)),
    }
}

fn takes(what: &str, value: &Value, span: Span) -> Stop {
    wrong(span, format!("expected {what}, got {}", value.sort()))
}
