//! What is reached otherwise than before.

use blastradius_queries::answer::Diff;

use super::{Page, code, prose};
use crate::changes::{KINDS, because, came_and_went, radius, sentence, ways};
use crate::words::{moment, type_word};

impl Page {
    pub(super) fn diff(&mut self, answer: &Diff) {
        self.block("# What changed");
        let span = format!(
            "From {} to {}",
            moment(&answer.old.taken),
            moment(&answer.new.taken)
        );
        self.block(&format!("{}: {}.", prose(&span), sentence(answer)));
        let came = came_and_went(answer);
        if !came.is_empty() {
            self.block(&format!("{came}."));
            let all = answer.credentials.iter().chain(&answer.identities);
            let rows = all.map(|it| {
                vec![
                    it.change.name().to_owned(),
                    code(&it.id),
                    prose(&type_word(&it.type_name)),
                    prose(&it.gaps.join("; ")),
                ]
            });
            let rows = rows.collect();
            self.table(&["change", "id", "type", "not read"], rows);
        }
        for (kind, heading) in KINDS {
            let of: Vec<_> = answer
                .changes
                .iter()
                .filter(|it| it.change == kind)
                .collect();
            if of.is_empty() {
                continue;
            }
            self.block(&format!("## {heading}: {}", of.len()));
            let rows = of.iter().map(|it| {
                vec![
                    it.severity.name().to_owned(),
                    code(&it.name),
                    prose(&type_word(&it.type_name)),
                    radius(it).to_owned(),
                    ways(it),
                    it.credentials.len().to_string(),
                    prose(&because(it)),
                ]
            });
            let rows = rows.collect();
            self.table(
                &[
                    "severity",
                    "name",
                    "type",
                    "radius",
                    "how",
                    "credentials",
                    "because",
                ],
                rows,
            );
        }
        self.gaps(&answer.coverage);
    }
}
