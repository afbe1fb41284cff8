//! Columns.

use comfy_table::{
    Attribute, Cell, CellAlignment, Color, ContentArrangement, LineStyle, Table, TableStyle,
};

use super::out::Out;
use crate::sanitize::{elide, width};
use crate::style::Role;

/// The space between two columns.
const GAP: usize = 2;
/// A column that is shortened keeps at least this.
const NARROWEST: usize = 8;
/// A column that should stay whole is shortened beyond this: a hostile name must not take the screen.
const WHOLE: usize = 32;

/// A cell: its text, which must be visible already, and its look.
pub(super) struct Field {
    text: String,
    role: Option<Role>,
    right: bool,
    whole: bool,
}

pub(super) fn text(text: impl Into<String>) -> Field {
    Field {
        text: text.into(),
        role: None,
        right: false,
        whole: false,
    }
}

pub(super) fn number(value: usize) -> Field {
    Field {
        text: value.to_string(),
        role: None,
        right: true,
        whole: true,
    }
}

impl Field {
    /// What must be read or copied as a whole: an access key id.
    pub(super) fn whole(mut self) -> Self {
        self.whole = true;
        self
    }

    pub(super) fn right(mut self) -> Self {
        self.right = true;
        self
    }

    pub(super) fn role(mut self, role: Role) -> Self {
        self.role = Some(role);
        self
    }
}

/// A table with a header. On a terminal every row is one line: the widest columns are shortened in
/// their middle until all fit. In a pipe nothing is shortened.
pub(super) fn grid(out: &mut Out, header: &[&str], rows: Vec<Vec<Field>>) {
    let all = rows.len();
    let limit = out.options.rows.unwrap_or(usize::MAX);
    let rows: Vec<Vec<Field>> = rows.into_iter().take(limit).collect();
    let widths = fit(header, &rows, out.options.width);
    let color = out.options.style.color();
    let mut table = Table::new();
    let line = if out.options.width.is_some() {
        LineStyle::none().fill('─')
    } else {
        LineStyle::none()
    };
    table
        .load_style(TableStyle::new().header_separator(line))
        .set_content_arrangement(ContentArrangement::Disabled)
        .force_no_tty();
    if color {
        table.enforce_styling();
    }
    let right: Vec<bool> = (0..header.len())
        .map(|column| {
            rows.iter()
                .any(|row| row.get(column).is_some_and(|field| field.right))
        })
        .collect();
    let align = |cell: Cell, column: usize| {
        if right.get(column).copied().unwrap_or(false) {
            cell.set_alignment(CellAlignment::Right)
        } else {
            cell
        }
    };
    table.set_header(header.iter().enumerate().map(|(column, name)| {
        let cell = align(Cell::new(name), column);
        if color {
            cell.add_attribute(Attribute::Bold)
        } else {
            cell
        }
    }));
    for row in &rows {
        table.add_row(row.iter().enumerate().map(|(column, field)| {
            let room = widths.get(column).copied().unwrap_or(usize::MAX);
            let cell = align(Cell::new(elide(&field.text, room)), column);
            match field.role {
                Some(role) if color => paint(cell, role),
                _ => cell,
            }
        }));
    }
    for (n, column) in (1..).zip(table.column_iter_mut()) {
        let gap = if n == header.len() { 0 } else { 2 };
        column.set_padding((0, gap));
    }
    for line in table.lines() {
        out.line(&line);
    }
    if all > rows.len() {
        let more = out.paint(Role::Dim, &format!("… {} more", all - rows.len()));
        out.line(&more);
    }
}

/// How wide each column may be.
fn fit(header: &[&str], rows: &[Vec<Field>], columns: Option<usize>) -> Vec<usize> {
    let mut widths: Vec<usize> = header.iter().map(|name| width(name)).collect();
    let mut least: Vec<usize> = widths.iter().map(|head| NARROWEST.max(*head)).collect();
    for row in rows {
        for ((widest, least), field) in widths.iter_mut().zip(&mut least).zip(row) {
            let wide = width(&field.text);
            *widest = (*widest).max(wide);
            if field.whole {
                *least = (*least).max(wide.min(WHOLE));
            }
        }
    }
    let Some(columns) = columns else {
        return widths;
    };
    let room = columns.saturating_sub(GAP * header.len().saturating_sub(1));
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        let shrinkable = widths
            .iter_mut()
            .zip(&least)
            .filter(|(wide, least)| **wide > **least)
            .max_by_key(|(wide, _)| **wide);
        let Some((widest, _)) = shrinkable else {
            break;
        };
        *widest -= 1;
        over -= 1;
    }
    widths
}

fn paint(cell: Cell, role: Role) -> Cell {
    match role {
        Role::Danger => cell.fg(Color::DarkRed).add_attribute(Attribute::Bold),
        Role::Warning => cell.fg(Color::DarkYellow),
        Role::Good => cell.fg(Color::DarkGreen),
        Role::Command => cell.fg(Color::DarkCyan),
        Role::Strong | Role::Heading => cell.add_attribute(Attribute::Bold),
        Role::Dim => cell.add_attribute(Attribute::Dim),
    }
}
