//! Answers and the lists in them: one bad member does not lose the rest.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::super::Reply;
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

impl<'a> Reply<'a> {
    /// Parses each member of a list of the answer and hands it on with its origin. A member that
    /// cannot be understood becomes a coverage record, and the rest goes on.
    ///
    /// `list` is the JSON pointer of the list: `/AccessKeyMetadata`.
    pub fn each<T: Deserialize<'a>>(
        &self,
        list: &str,
        members: &[&'a RawValue],
        sink: &mut dyn Sink,
        mut take: impl FnMut(T, Origin, &mut dyn Sink),
    ) {
        for (index, member) in members.iter().enumerate() {
            let origin = self.origin(format!("{list}/{index}"));
            match serde_json::from_str(member.get()) {
                Ok(value) => take(value, origin, sink),
                Err(error) => {
                    let (line, column) = position(self.body, member.get(), &error);
                    let reason = format!("{} at line {line}, column {column}", reason(&error));
                    sink.coverage(self.unreadable(origin, &reason));
                }
            }
        }
    }

    /// A coverage record that says that a part of this answer could not be understood.
    #[must_use]
    pub fn unreadable(&self, origin: Origin, reason: &str) -> Coverage {
        Coverage {
            scope: self.scope(),
            region: self.region.map(str::to_owned),
            operation: self.operation.action(),
            subject: Some(format!("{}{}", origin.source, origin.pointer)),
            outcome: Outcome::Unreadable,
            records: 0,
            reason: format!("`{}` was left out: {reason}", origin.pointer),
            help: "compare it with the documented shape of the answer".to_owned(),
            origin,
        }
    }
}

/// What the parser found wrong, without any value of the input: serde's messages quote values
/// ("invalid type: string \"…\", expected a map"), and a value may be a secret.
pub(crate) fn reason(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let message = match message.rsplit_once(" at line ") {
        Some((message, _)) => message,
        None => &message,
    };
    if error.is_data() {
        let kind = message
            .strip_prefix("invalid type: ")
            .and_then(|rest| rest.split([' ', '`', ',']).next());
        let expected = message.rsplit_once(", expected ");
        // A quotation mark is not of the program's own words.
        let expected = expected.filter(|(_, it)| !it.contains('"'));
        let expected = expected.map(|(_, it)| match it {
            // The parser names types of the program.
            it if it.starts_with("struct ") => "an object",
            "a sequence" => "a list",
            it => it,
        });
        return match (kind, expected) {
            (Some(kind), Some(expected)) => format!("found {kind}, expected {expected}"),
            _ if message.starts_with("missing field") => message.to_owned(),
            _ if message.starts_with("duplicate field") => message.to_owned(),
            (_, Some(expected)) => format!("found something else, expected {expected}"),
            _ => "it is not of the documented shape".to_owned(),
        };
    }
    message.to_owned()
}

/// Where in the whole text an error in one part of it is: line and column, from 1.
pub(crate) fn position(text: &str, part: &str, error: &serde_json::Error) -> (usize, usize) {
    // The part borrows from the text, so the distance of their addresses is its place.
    let offset = (part.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let lines = before.iter().filter(|byte| **byte == b'\n').count();
    let line_start = before
        .iter()
        .rev()
        .take_while(|byte| **byte != b'\n')
        .count();
    // An error that the parser did not find has no line of its own: it is the part as a whole.
    let (line, column) = (error.line().max(1), error.column().max(1));
    if line == 1 {
        (lines + 1, line_start + column)
    } else {
        (lines + line, column)
    }
}
