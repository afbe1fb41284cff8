//! Who asks what they cannot read.

use blastradius_queries::answer::Rag;

use super::{Page, code, prose};
use crate::words::{count, node, reservations, via};

impl Page {
    pub(super) fn rag(&mut self, answer: &Rag) {
        let s = &answer.summary;
        self.block("# Who can ask what they cannot read");
        self.block(&format!(
            "{} of {} made from known sources can be asked by {} that cannot read a source.",
            s.leaking,
            count(s.indexes, "index"),
            count(s.identities, "identity")
        ));
        for index in answer.indexes.iter().chain(&answer.models) {
            self.block(&format!("## {}", code(&node(&answer.nodes, &index.id))));
            self.block(&format!(
                "Checks: {} ({}). Fresh: {}.",
                index.enforcement.name(),
                prose(&crate::words::show(&index.enforcement_by)),
                match &index.staleness.why {
                    Some(why) => format!("{} ({})", index.staleness.state.name(), prose(why)),
                    None => index.staleness.state.name().to_owned(),
                }
            ));
            if !index.artifacts.is_empty() {
                let named = index
                    .artifacts
                    .iter()
                    .map(|id| code(&node(&answer.nodes, id)));
                let named: Vec<String> = named.collect();
                self.block(&format!("Artifacts: {}.", named.join(", ")));
            }
            for source in &index.sources {
                self.block(&format!(
                    "{}: {}, {} more by asking",
                    code(&node(&answer.nodes, &source.id)),
                    count(source.readers, "reader"),
                    source.leaks_to
                ));
                let rows = source.leaks.iter().map(|leak| {
                    vec![
                        code(&node(&answer.nodes, &leak.id)),
                        leak.via.name().to_owned(),
                        leak.certainty.name().to_owned(),
                        prose(&via(&answer.nodes, &leak.path)),
                        prose(&reservations(&leak.path, &leak.gates)),
                    ]
                });
                let rows: Vec<Vec<String>> = rows.collect();
                if !rows.is_empty() {
                    self.table(&["identity", "how", "certainty", "via", "notes"], rows);
                }
            }
        }
    }
}
