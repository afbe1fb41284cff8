//! A row a stage.

use std::collections::BTreeMap;

use blastradius_queries::answer::Pipelines;

use super::{Rows, list, number, text};

pub(super) fn stages(rows: &mut Rows, answer: &Pipelines) {
    rows.header(&[
        "pipeline",
        "pipeline_type",
        "stage",
        "type",
        "identities",
        "assumed",
        "secrets",
        "inputs",
        "code",
        "outputs",
        "gates",
        "triggers",
        "unresolved",
        "excess_weight",
        "excess_known",
        "excess_read",
        "excess_changed",
        "administers",
        "findings",
    ]);
    for pipeline in &answer.pipelines {
        for it in &pipeline.stages {
            let counts = |counts: &BTreeMap<&'static str, usize>| {
                list(counts.iter().map(|(class, n)| format!("{n} {class}")))
            };
            let findings = answer.findings.iter();
            let findings = findings.filter(|finding| finding.stages.contains(&it.id));
            rows.row(&[
                text(&pipeline.id),
                text(&pipeline.type_name),
                text(&it.id),
                text(&it.kind),
                list(it.identities.iter().map(|it| &it.id)),
                list(it.identities.iter().filter_map(|it| it.assumed.as_ref())),
                list(it.secrets.iter().map(|it| &it.secret)),
                list(it.inputs.iter().map(|it| &it.id)),
                list(it.code.iter().map(|it| &it.id)),
                list(it.outputs.iter().map(|it| &it.id)),
                list(
                    it.gates
                        .iter()
                        .map(|it| format!("{}: {}", it.kind, it.detail)),
                ),
                list(
                    pipeline
                        .triggers
                        .iter()
                        .map(|it| format!("{} {}", it.kind, it.detail)),
                ),
                list(it.unresolved.iter().map(|it| &it.expression)),
                number(it.excess.weight),
                number(it.excess.known),
                counts(&it.excess.confidentiality),
                counts(&it.excess.integrity),
                list(&it.excess.administers),
                list(findings.map(|finding| finding.rule)),
            ]);
        }
    }
}
