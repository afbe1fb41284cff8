//! The rows that were asked for. A node is its id, so that it can be asked about.

use blastradius_queries::answer::{Cell, Query};

use super::{Rows, list, number, text};
use crate::answer::Presets;

pub(super) fn rows(rows: &mut Rows, answer: &Query) {
    let names: Vec<String> = answer.columns.iter().map(|name| text(name)).collect();
    rows.row(&names);
    for row in &answer.rows {
        let fields: Vec<String> = row.iter().map(field).collect();
        rows.row(&fields);
    }
}

fn field(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Int(it) => number(it),
        Cell::Float(it) if it.is_finite() => number(it),
        Cell::List(items) => list(items.iter().map(plain)),
        other => text(&plain(other)),
    }
}

/// A value as text, a node by its id.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Node(it) => it.id.clone(),
        Cell::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The queries that have a name.
pub(super) fn presets(rows: &mut Rows, answer: &Presets) {
    rows.header(&["name", "title", "what", "why", "parameters", "references"]);
    for it in &answer.presets {
        let parameters = it.parameters.iter();
        rows.row(&[
            text(it.name),
            text(it.title),
            text(it.what),
            text(it.why),
            list(parameters.map(|it| format!("{}={}", it.name, it.default))),
            list(&it.references),
        ]);
    }
}
