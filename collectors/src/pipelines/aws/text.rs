//! Texts in which somebody must still put something: `s3://${Bucket}/train`, `<YOUR_ROLE>`, `$ROLE`.

use crate::pipelines::Value;
use crate::pipelines::template::{self, Marks};

const MARKS: [Marks; 3] = [
    Marks {
        open: "${",
        close: "}",
    },
    Marks {
        open: "{{",
        close: "}}",
    },
    Marks {
        open: "<",
        close: ">",
    },
];

/// What is known of a text in which places to fill in are not known.
pub(super) fn placeholders(text: &str) -> Value {
    with(text, &mut |inside| Value::unresolved(inside))
}

/// The same, where some of what stands in `${}` is known.
pub(super) fn with(text: &str, resolve: &mut dyn FnMut(&str) -> Value) -> Value {
    let value = template::value(text, &MARKS, resolve);
    match (value.known(), variable(text)) {
        (Some(_), Some((before, name))) if value.parameters().is_empty() => {
            let mut begun = Value::literal(before);
            let rest = Value::unresolved(name);
            match before.is_empty() {
                true => rest,
                false => {
                    begun.join(rest, text);
                    begun
                }
            }
        }
        _ => value,
    }
}

/// What stands before a `$NAME` of a shell, and the rest.
fn variable(text: &str) -> Option<(&str, &str)> {
    let begin = text.match_indices('$').find_map(|(at, _)| {
        let next = text.get(at.checked_add(1)?..)?.chars().next()?;
        (next.is_ascii_uppercase() || next == '_').then_some(at)
    })?;
    Some((text.get(..begin)?, text.get(begin..)?))
}
