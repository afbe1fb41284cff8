//! `query`: the columns that were asked for.

use blastradius_queries::answer::{Cell, Query};

use super::coverage::footer;
use super::grid::{Field, grid, text};
use super::out::Out;
use crate::answer::Presets;
use crate::style::Role;
use crate::words::{count, show, truncated};

pub(super) fn query(out: &mut Out, answer: &Query) {
    let columns: Vec<String> = answer.columns.iter().map(|it| show(it)).collect();
    let header: Vec<&str> = columns.iter().map(String::as_str).collect();
    let rows = answer
        .rows
        .iter()
        .map(|row| row.iter().map(field).collect());
    if answer.rows.is_empty() {
        out.line("no rows");
    } else {
        grid(out, &header, rows.collect());
        out.blank();
        let line = out.paint(Role::Dim, &count(answer.rows.len(), "row"));
        out.line(&line);
    }
    if let Some(why) = truncated(answer) {
        let line = out.paint(Role::Warning, &why);
        out.line(&line);
    }
    footer(
        out,
        &answer.coverage,
        &answer.snapshot,
        Some(&answer.context),
    );
}

fn field(cell: &Cell) -> Field {
    let field = text(show(&cell.to_string()));
    match cell {
        Cell::Int(_) | Cell::Float(_) => field.right().whole(),
        Cell::Null => field.role(Role::Dim),
        Cell::Node(_) => field.role(Role::Strong),
        _ => field,
    }
}

/// The queries that have a name, with what can be given to each.
pub(super) fn presets(out: &mut Out, answer: &Presets) {
    for preset in &answer.presets {
        let name = out.paint(Role::Strong, preset.name);
        out.line(&name);
        out.labelled("", 4, &show(preset.title));
        for it in &preset.parameters {
            let text = format!("--param {}={}  {}", it.name, it.default, it.about);
            out.labelled("", 4, &show(&text));
        }
    }
    out.blank();
    let line = out.paint(Role::Dim, &count(answer.presets.len(), "preset"));
    out.line(&line);
}
