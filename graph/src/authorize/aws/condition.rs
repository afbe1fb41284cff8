//! The Condition element: every test in it must hold.
//!
//! Source: IAM User Guide, `Conditions with multiple context keys or values`: operators and keys
//! are joined by AND, the values of one key by OR (by NOR for opposites).

use super::compare::{self, Wanted};
use super::context_keys::Keys;
use super::document::Problem;
use super::json::{Json, step};
use super::operator::{Compare, Operator, SetOperator};
use super::request::ContextValue;
use super::truth::Truth;

/// One key under one operator.
#[derive(Debug)]
pub(super) struct Test {
    operator: Operator,
    /// The key as written.
    key: String,
    /// The key, lower-cased.
    lower: String,
    wanted: Vec<Wanted>,
}

/// Reads a Condition element.
pub(super) fn parse(
    json: &Json,
    pointer: &str,
    variables: bool,
    problems: &mut Vec<Problem>,
) -> Vec<Test> {
    let mut tests = Vec::new();
    let Json::Object(operators) = json else {
        problems.push(Problem::expected(pointer, "Condition", "an object", json));
        return tests;
    };
    for (name, keys) in operators {
        let pointer = step(pointer, name);
        let Some(operator) = Operator::parse(name) else {
            problems.push(Problem::new(
                &pointer,
                format!("unknown condition operator `{name}`"),
            ));
            continue;
        };
        let Json::Object(keys) = keys else {
            problems.push(Problem::expected(&pointer, name, "an object", keys));
            continue;
        };
        for (key, values) in keys {
            let pointer = step(&pointer, key);
            let values = values_of(values, &pointer, problems);
            tests.push(Test {
                operator,
                lower: key.to_ascii_lowercase(),
                key: key.clone(),
                wanted: values
                    .iter()
                    .map(|value| Wanted::parse(operator, value, variables))
                    .collect(),
            });
        }
    }
    tests
}

/// The values of a key: one or a list of strings, numbers and booleans.
fn values_of(json: &Json, pointer: &str, problems: &mut Vec<Problem>) -> Vec<String> {
    let items = match json {
        Json::Array(items) => items.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut values = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Json::String(text) | Json::Number(text) => values.push(text.clone()),
            Json::Bool(value) => values.push(value.to_string()),
            other => problems.push(Problem::expected(
                pointer,
                "a condition value",
                "a string, number or boolean",
                other,
            )),
        }
    }
    values
}

impl Test {
    /// The condition key as written.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The condition key, lower-cased.
    pub(super) fn lower(&self) -> &str {
        &self.lower
    }

    /// The operator.
    pub(super) fn operator(&self) -> Operator {
        self.operator
    }

    /// What it compares with.
    pub(super) fn wanted(&self) -> &[Wanted] {
        &self.wanted
    }

    /// Whether the test holds.
    pub(super) fn holds(&self, keys: &Keys<'_>) -> Truth {
        let value = keys.get(&self.lower);
        if self.operator.compare == Compare::Null {
            return match value.as_ref() {
                ContextValue::Is(_) => self.null(false).into(),
                ContextValue::Absent => self.null(true).into(),
                ContextValue::Unknown | ContextValue::Chosen => self.unknown(),
            };
        }
        match value.as_ref() {
            ContextValue::Unknown | ContextValue::Chosen => self.unknown(),
            ContextValue::Absent => self.operator.on_absent().into(),
            ContextValue::Is(values) => self.compare(values, keys),
        }
    }

    fn null(&self, absent: bool) -> bool {
        self.wanted.iter().any(|wanted| {
            wanted
                .raw()
                .eq_ignore_ascii_case(if absent { "true" } else { "false" })
        })
    }

    fn compare(&self, values: &[String], keys: &Keys<'_>) -> Truth {
        match self.operator.set {
            // Several values under a single-valued operator: one that is equal is enough, and an
            // opposite holds when none is.
            None => self.opposite(self.any(values, keys)),
            Some(set) => {
                // An empty string is a value that resolves to a null data set.
                let values: Vec<&String> = values.iter().filter(|v| !v.is_empty()).collect();
                let each = values
                    .iter()
                    .map(|value| self.opposite(self.any(std::slice::from_ref(*value), keys)));
                match set {
                    SetOperator::ForAllValues => each.fold(Truth::Yes, |all, one| all.and(|| one)),
                    SetOperator::ForAnyValue => each.fold(Truth::No, |any, one| any.or(|| one)),
                }
            }
        }
    }

    /// Whether one of the values is what one of the wanted asks.
    fn any(&self, values: &[String], keys: &Keys<'_>) -> Truth {
        let mut answer = Truth::No;
        for wanted in &self.wanted {
            // A value that was masked when the document was stored is not known.
            if wanted.raw().contains(blastradius_collectors::redact::MASK) {
                answer = self.unknown();
                continue;
            }
            for value in values {
                match compare::matches(self.operator.compare, wanted, value, keys) {
                    Some(true) => return Truth::Yes,
                    Some(false) => {}
                    None => answer = self.unknown(),
                }
            }
        }
        answer
    }

    fn opposite(&self, truth: Truth) -> Truth {
        match (self.operator.negated, truth) {
            (true, Truth::Yes) => Truth::No,
            (true, Truth::No) => Truth::Yes,
            (_, truth) => truth,
        }
    }

    fn unknown(&self) -> Truth {
        Truth::unknown(Some(&self.key), self.sentence())
    }

    /// The test in words: `aws:SourceVpce is vpce-1a2b3c4d`.
    pub(super) fn sentence(&self) -> String {
        let key = &self.key;
        let subject = match self.operator.set {
            None => key.clone(),
            Some(SetOperator::ForAllValues) => format!("each value of {key}"),
            Some(SetOperator::ForAnyValue) => format!("some value of {key}"),
        };
        let values: Vec<&str> = self.wanted.iter().map(Wanted::raw).collect();
        if self.operator.compare == Compare::Null {
            return match values.as_slice() {
                [value] if value.eq_ignore_ascii_case("true") => format!("{key} is absent"),
                [value] if value.eq_ignore_ascii_case("false") => format!("{key} is present"),
                _ => format!("{key} is absent: {}", values.join(" or ")),
            };
        }
        let joint = if self.operator.negated {
            " nor "
        } else {
            " or "
        };
        let verb = self.operator.verb();
        let absent = if self.operator.if_exists {
            ", or is absent"
        } else {
            ""
        };
        format!("{subject} {verb} {}{absent}", values.join(joint))
    }
}
