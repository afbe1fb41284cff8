//! `whatif` in Markdown.

use blastradius_queries::answer::{Required, WhatIf};

use super::{Page, code, prose};
use crate::differences::{TALLIES, changes, works};
use crate::words::{count, deed, node};

impl Page {
    pub(super) fn whatif(&mut self, it: &WhatIf) {
        self.block("# What would change");
        for change in &it.changes {
            self.line(&format!("- {}", code(&change.change)));
            for unknown in &change.unknown {
                self.line(&format!("  - not known in full: {}", prose(unknown)));
            }
            for note in &change.notes {
                self.line(&format!("  - {}", prose(note)));
            }
        }
        self.text.push('\n');
        let s = &it.summary;
        self.block(&format!(
            "{} of {} differ; score {:.1} → {:.1}.",
            s.affected,
            count(s.credentials, "credential"),
            s.score_before,
            s.score_after
        ));
        if s.affected > 0 {
            let rows = s.tallies.iter().map(|it| {
                let numbers = [it.lost, it.gained, it.weaker, it.stronger];
                [it.class, it.access]
                    .iter()
                    .map(|word| (*word).to_owned())
                    .chain(numbers.iter().map(ToString::to_string))
                    .collect()
            });
            let rows = rows.collect();
            self.table(&TALLIES, rows);
            self.block("## Credentials");
            let rows = it.credentials.iter().map(|c| {
                vec![
                    code(&c.name),
                    code(&node(&it.nodes, &c.identity)),
                    format!("{:.1}", c.score_before),
                    format!("{:.1}", c.score_after),
                    prose(&changes(it, &c.worst)),
                ]
            });
            let rows = rows.collect();
            self.table(&["credential", "owner", "before", "after", "worst"], rows);
        }
        if !it.kept.is_empty() {
            self.block("## Still reached, by another path");
            for kept in &it.kept {
                let hops: Vec<String> = kept
                    .path
                    .iter()
                    .map(|hop| format!("{} {}", deed(hop), code(&node(&it.nodes, &hop.to))))
                    .collect();
                self.line(&format!(
                    "- {} from {}: {} {}",
                    code(&node(&it.nodes, &kept.to)),
                    count(kept.credentials, "credential"),
                    code(&kept.credential),
                    hops.join(", ")
                ));
            }
            self.text.push('\n');
        }
        self.required("## Required", &it.required);
        self.gaps(&it.coverage);
    }
    /// What is required, and whether it works.
    pub(super) fn required(&mut self, title: &str, all: &[Required]) {
        if all.is_empty() {
            return;
        }
        self.block(title);
        for required in all {
            let word = match works(required) {
                (word, true) => format!("**{word}**"),
                (word, false) => word.to_owned(),
            };
            self.line(&format!(
                "- {} → {}: {word}",
                code(&required.subject),
                code(&required.asset)
            ));
        }
        self.text.push('\n');
    }
}
