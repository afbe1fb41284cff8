//! The rows that were asked for.

use blastradius_queries::answer::{Cell, Query};

use super::{Page, code, prose};
use crate::answer::Presets;
use crate::words::{count, truncated};

impl Page {
    pub(super) fn query(&mut self, answer: &Query) {
        match &answer.preset {
            Some(name) => self.block(&format!("# {}", prose(name))),
            None => self.block("# Query"),
        }
        if answer.rows.is_empty() {
            self.block("No rows.");
        } else {
            let header: Vec<String> = answer.columns.iter().map(|it| code(it)).collect();
            let header: Vec<&str> = header.iter().map(String::as_str).collect();
            let rows = answer.rows.iter().map(|row| row.iter().map(cell).collect());
            self.table(&header, rows.collect());
            self.block(&format!("{}.", count(answer.rows.len(), "row")));
        }
        if let Some(why) = truncated(answer) {
            self.block(&format!("**{}**", prose(&why)));
        }
    }

    /// The queries that have a name.
    pub(super) fn presets(&mut self, answer: &Presets) {
        self.block("# Presets");
        let rows = answer.presets.iter().map(|it| {
            let parameters = it.parameters.iter();
            let parameters: Vec<String> = parameters
                .map(|it| code(&format!("{}={}", it.name, it.default)))
                .collect();
            vec![code(it.name), prose(it.title), parameters.join(", ")]
        });
        let rows = rows.collect();
        self.table(&["name", "what", "parameters"], rows);
    }
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Bool(_) | Cell::Int(_) | Cell::Float(_) => cell.to_string(),
        _ => code(&cell.to_string()),
    }
}
