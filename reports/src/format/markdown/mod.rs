//! `md`: for tickets, chats and wikis.

mod answers;
mod chokepoints;
mod diff;
mod pipelines;
mod query;
mod rag;
mod reach;
mod whatif;

use std::fmt::Write as _;

use blastradius_queries::answer::Hop;

use super::Format;
use crate::answer::{Answer, AnswerKind};
use crate::error::ReportError;
use crate::options::Options;
use crate::sanitize::{markdown_code, markdown_text, visible};
use crate::words::{Nodes, deed, node, proofs, show};

pub(super) static FORMAT: Format = Format {
    name: "md",
    about: "Markdown for tickets, chats and wikis",
    extension: "md",
    answers: &AnswerKind::ALL,
    render,
};

/// A table in Markdown has at most this many rows unless the options say otherwise.
const ROWS: usize = 200;

fn render(answer: &Answer<'_>, options: &Options) -> Result<String, ReportError> {
    let mut page = Page {
        text: String::new(),
        rows: options.rows.unwrap_or(ROWS),
    };
    match answer {
        Answer::Reach(it) => page.reach(it),
        Answer::Rank(it) => page.rank(it),
        Answer::Who(it) => page.who(it),
        Answer::Paths(it) => page.paths(it),
        Answer::Coverage(it) => page.coverage(it),
        Answer::Rules(it) => page.rules(it),
        Answer::Rule(it) => page.rule(it),
        Answer::Authorization(it) => page.authorization(it),
        Answer::Rag(it) => {
            page.rag(it);
            page.gaps(&it.coverage);
        }
        Answer::Diff(it) => page.diff(it),
        Answer::Query(it) => {
            page.query(it);
            page.gaps(&it.coverage);
        }
        Answer::WhatIf(it) => page.whatif(it),
        Answer::ChokePoints(it) => page.chokepoints(it),
        Answer::Presets(it) => page.presets(it),
        Answer::Pipelines(it) | Answer::Pipeline(it) => page.pipelines(it),
    }
    Ok(page.text.trim_end().to_owned() + "\n")
}

/// A name as code, shortened.
pub(super) fn code(text: &str) -> String {
    markdown_code(&show(text))
}

/// Prose with names in it.
pub(super) fn prose(text: &str) -> String {
    markdown_text(text)
}

struct Page {
    text: String,
    rows: usize,
}

impl Page {
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// A paragraph or heading with an empty line after it.
    pub(super) fn block(&mut self, text: &str) {
        self.line(text);
        self.text.push('\n');
    }

    pub(super) fn table(&mut self, header: &[&str], rows: Vec<Vec<String>>) {
        self.line(&format!("| {} |", header.join(" | ")));
        self.line(&format!("|{}", " --- |".repeat(header.len())));
        let all = rows.len();
        for row in rows.iter().take(self.rows) {
            self.line(&format!("| {} |", row.join(" | ")));
        }
        self.text.push('\n');
        if all > self.rows {
            self.block(&format!("… {} more; `-f json` has all.", all - self.rows));
        }
    }

    /// Commands in a fence that nothing in them can close.
    pub(super) fn commands(&mut self, commands: &[String]) {
        if commands.is_empty() {
            return;
        }
        let lines: Vec<String> = commands.iter().map(|c| visible(c).into_owned()).collect();
        let longest = lines
            .iter()
            .flat_map(|line| line.split(|c| c != '`'))
            .map(str::len)
            .max()
            .unwrap_or(0);
        let fence = "`".repeat(longest.max(2) + 1);
        self.line(&format!("{fence}sh"));
        for line in &lines {
            self.line(line);
        }
        self.block(&fence);
    }

    pub(super) fn hops(&mut self, nodes: &Nodes, path: &[Hop]) {
        for (n, hop) in (1..).zip(path) {
            let mut line = format!(
                "{n}. {} {} *{}*",
                prose(&deed(hop)),
                code(&node(nodes, &hop.to)),
                hop.certainty.name()
            );
            for (place, note) in proofs(hop) {
                let _ = write!(line, "  \n   by {} {}", code(&place), prose(&note));
            }
            for condition in &hop.conditions {
                let _ = write!(line, "  \n   if {}", prose(condition));
            }
            self.line(&line);
        }
        self.text.push('\n');
    }
}
