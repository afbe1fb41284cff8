//! The members of a request: what the argument, the fixed members and the page add, whatever the protocol.

use serde_json::{Map, Value};

use super::super::Call;
use crate::aws::{Argument, split_pair, words};

/// The members that the argument of a call fills, with their values, in order: what `{0}`, `{1}` stand for. `None` when the
/// call has not the argument that the operation takes.
pub(super) fn of_argument<'c>(call: &Call<'c>) -> Option<Vec<(&'static str, &'c str)>> {
    match (call.operation.argument, call.argument) {
        (Argument::None, _) => Some(Vec::new()),
        (
            Argument::OneOf { member, .. }
            | Argument::Each { member, .. }
            | Argument::Account { member, .. },
            Some(argument),
        ) => Some(vec![(member, argument)]),
        (Argument::Pairs { members, .. }, Some(argument)) => {
            let (first, second) = split_pair(argument)?;
            Some(vec![(members.0, first), (members.1, second)])
        }
        (Argument::Under { members, .. }, Some(argument)) => {
            let values = words(argument, members.len());
            (values.len() == members.len()).then(|| members.iter().copied().zip(values).collect())
        }
        _ => None,
    }
}

/// A member and its value. A name that ends in `[]` is sent as a list of one.
pub(super) fn insert(members: &mut Map<String, Value>, name: &str, value: Value) {
    match name.strip_suffix("[]") {
        Some(name) => members.insert(name.to_owned(), Value::Array(vec![value])),
        None => members.insert(name.to_owned(), value),
    };
}

/// The fixed members. `None` when one of them is not JSON.
pub(super) fn fixed(call: &Call<'_>) -> Option<Map<String, Value>> {
    let fixed = call.operation.fixed.iter();
    fixed
        .map(|(name, value)| Some(((*name).to_owned(), serde_json::from_str(value).ok()?)))
        .collect()
}

/// The size of the page and its token.
pub(super) fn page(call: &Call<'_>) -> Vec<(&'static str, Value)> {
    let Some(paging) = call.operation.paging else {
        return Vec::new();
    };
    let size = paging.size.map(|(name, size)| (name, size.into()));
    let token = call.token.map(|token| (paging.token.0, token.into()));
    size.into_iter().chain(token).collect()
}
