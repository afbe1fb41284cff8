//! Pipelines, their stages, and what the rules find.

use blastradius_queries::answer::Pipelines;

use super::{Page, code, prose};
use crate::chain::{excess, identities, triggers};
use crate::words::{count, finding, node, show, type_word};

impl Page {
    pub(super) fn pipelines(&mut self, answer: &Pipelines) {
        let s = &answer.summary;
        self.block(&format!(
            "# {}, {}",
            count(s.pipelines, "pipeline"),
            count(s.stages, "stage")
        ));
        self.block(&format!(
            "{} may touch more than they declare; of {} it is not known.",
            count(s.stages_with_excess, "stage"),
            s.stages_with_unknown_excess
        ));
        for pipeline in &answer.pipelines {
            self.block(&format!(
                "## {} {}",
                prose(&type_word(&pipeline.type_name)),
                code(&pipeline.name)
            ));
            self.block(&format!("Starts: {}", prose(&triggers(pipeline))));
            let rows = pipeline.stages.iter().map(|stage| {
                let names = |ids: Vec<&str>| {
                    let names = ids.into_iter().map(|id| code(&node(&answer.nodes, id)));
                    names.collect::<Vec<_>>().join(", ")
                };
                let gates: Vec<String> = stage
                    .gates
                    .iter()
                    .map(|gate| prose(&show(&gate.kind)))
                    .collect();
                vec![
                    code(&stage.name),
                    prose(&show(&stage.kind)),
                    prose(&identities(&answer.nodes, stage).join(", ")),
                    names(stage.secrets.iter().map(|it| it.secret.as_str()).collect()),
                    names(
                        stage
                            .inputs
                            .iter()
                            .chain(&stage.code)
                            .map(|it| it.id.as_str())
                            .collect(),
                    ),
                    names(stage.outputs.iter().map(|it| it.id.as_str()).collect()),
                    gates.join(", "),
                    prose(&excess(stage).0),
                ]
            });
            let rows = rows.collect();
            self.table(
                &[
                    "stage", "type", "runs as", "secrets", "reads", "writes", "gates", "excess",
                ],
                rows,
            );
        }
        if !answer.findings.is_empty() {
            self.block("## Findings");
            let rows = answer.findings.iter().map(|it| {
                vec![
                    it.severity.name().to_owned(),
                    it.confidence.name().to_owned(),
                    it.rule.to_owned(),
                    prose(&finding(it)),
                    it.owasp_nhi.join(", "),
                ]
            });
            let rows = rows.collect();
            self.table(&["severity", "sure", "rule", "what", "OWASP"], rows);
        }
        self.gaps(&answer.coverage);
    }
}
