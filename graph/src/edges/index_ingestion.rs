//! Identity -> knowledge base, by writing a document into its source and having the source read again.

use std::collections::BTreeMap;

use blastradius_collectors::facts::LineageKind;

use super::touch::{may_anywhere, of_kinds, touches_by, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Lens};
use crate::model::{Access, Certainty, Evidence};

/// See [`META`].
pub(super) struct Rule;

const ACTION: &str = "bedrock:StartIngestionJob";
const BASE: &str = "aws:bedrock:knowledge-base";

static META: RuleMeta = RuleMeta {
    id: "index-ingestion",
    title: "A principal may put documents into a knowledge base by its source",
    does: "`bedrock-ingestion-001` writes an object into the bucket that a knowledge base is made from and starts its \
           ingestion: the text is in the index, and in the answers that are made from it. Who may only write waits for \
           the next ingestion: that is the flow from the bucket to the base.",
    matters: "Who asks the base reads what the attacker wrote, and an agent that asks it does what it says.",
    permissions: &[ACTION, "s3:PutObject"],
    references: &[
        "https://docs.aws.amazon.com/bedrock/latest/userguide/kb-data-source-sync-ingest.html",
        "https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_StartIngestionJob.html",
        "ATT&CK T1565.001",
        "MITRE ATLAS AML.T0070",
        "MITRE ATLAS AML.T0051.001",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let assets = &lens.estate.facts.assets;
        // The surest source of each base.
        let mut poisoned: BTreeMap<&str, Answer> = BTreeMap::new();
        if !may_anywhere(lens, &[ACTION]) {
            return;
        }
        for base in of_kinds(lens, &[BASE]) {
            let Some(entry) = lens.estate.resource(&base.id) else {
                continue;
            };
            let Some(started) = lens.may(ACTION, entry, &base.id) else {
                continue;
            };
            if way(lens, base, Access::Write).is_some_and(|had| had.certainty == Certainty::Certain)
            {
                continue;
            }
            for lineage in lens.estate.lineage_into(&base.id) {
                let source = (lineage.kind == LineageKind::Index)
                    .then(|| assets.get(&lineage.from))
                    .flatten()
                    .filter(|source| source.kind.starts_with("aws:s3:"));
                let Some(written) = source.and_then(|source| way(lens, source, Access::Write))
                else {
                    continue;
                };
                let mut answer = written.and(started.clone());
                answer.evidence.push(Evidence {
                    record: format!("lineage:{}", lineage.id),
                    pointer: String::new(),
                    note: "is made from it".to_owned(),
                });
                let had = poisoned.get(base.id.as_str());
                if had.is_none_or(|had| had.certainty < answer.certainty) {
                    poisoned.insert(&base.id, answer);
                }
            }
        }
        for (base, answer) in poisoned {
            let technique = "bedrock-ingestion-001";
            touches_by(lens, base, Access::Write, technique, answer, found);
        }
    }
}
