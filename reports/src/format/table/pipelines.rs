//! `pipelines`: every pipeline with its stages, what is over, what is shared, what the rules find.

use blastradius_queries::answer::{DescribedPipeline, Pipelines, Severity, StageFinding};

use super::coverage::footer;
use super::grid::{grid, text};
use super::out::{Out, pad};
use crate::chain::{self, triggers};
use crate::sanitize::wrap;
use crate::style::{Role, mark, role};
use crate::words::{count, finding, finding_parts, node, proof, show, type_word};

pub(super) fn pipelines(out: &mut Out, answer: &Pipelines) {
    summary(out, answer);
    for pipeline in &answer.pipelines {
        one(out, answer, pipeline);
    }
    worst(out, answer);
    findings(out, answer);
    footer(
        out,
        &answer.coverage,
        &answer.snapshot,
        Some(&answer.context),
    );
}

fn summary(out: &mut Out, answer: &Pipelines) {
    let s = &answer.summary;
    let line = format!(
        "{}, {}, {} ({} assumed), {} handed over",
        count(s.pipelines, "pipeline"),
        count(s.stages, "stage"),
        count(s.identities, "identity"),
        s.assumed_identities,
        count(s.secrets, "secret"),
    );
    let line = out.paint(Role::Strong, &line);
    out.line(&line);
    if s.pipelines == 0 {
        out.line("no definition of a pipeline is in the snapshot: `blastradius import pipelines PATH` reads them");
    }
    let over = format!(
        "{} may touch more than they declare, of {} it is not known",
        count(s.stages_with_excess, "stage"),
        s.stages_with_unknown_excess
    );
    out.line(&over);
    if !s.unresolved.is_empty() {
        let open: Vec<String> = s
            .unresolved
            .iter()
            .map(|(kind, n)| format!("{n} {}", show(kind)))
            .collect();
        out.line(&format!("unresolved: {}", open.join(", ")));
    }
}

fn one(out: &mut Out, answer: &Pipelines, pipeline: &DescribedPipeline) {
    out.heading(&format!(
        "{} {}",
        type_word(&pipeline.type_name),
        show(&pipeline.name)
    ));
    for (label, value) in [
        ("id", show(&pipeline.id)),
        ("read from", show(&pipeline.at)),
        ("starts", triggers(pipeline)),
    ] {
        out.labelled(label, 12, &value);
    }
    for stage in chain::of(answer, pipeline).boxes {
        let head = match stage.kind.as_str() {
            "" => stage.name,
            kind => format!("{} · {kind}", stage.name),
        };
        let head = out.paint(Role::Strong, &out.fit(&head, 2));
        out.line(&format!("  {head}"));
        for gate in &stage.gates {
            let gate = out.paint(Role::Warning, &out.fit(gate, 16));
            out.line(&format!("    behind      {gate}"));
        }
        for line in &stage.lines {
            let text = out.fit(&line.text, 16);
            let text = if line.bad {
                out.paint(Role::Danger, &text)
            } else {
                text
            };
            let label = out.paint(Role::Dim, &pad(line.label, 12));
            out.line(&format!("    {label}{text}"));
        }
    }
}

/// What is over, with the statement that grants it.
fn worst(out: &mut Out, answer: &Pipelines) {
    let stages = answer.pipelines.iter().flat_map(|it| &it.stages);
    let mut rows = Vec::new();
    for stage in stages {
        for it in &stage.excess.worst {
            let access: Vec<&str> = it.access.iter().map(|way| way.name()).collect();
            let wider = if it.wider {
                "only a part is declared"
            } else {
                ""
            };
            rows.push(vec![
                text(mark(it.certainty)).role(role(it.certainty)),
                text(show(&stage.name)),
                text(access.join(", ")),
                text(node(&answer.nodes, &it.id)).role(Role::Strong),
                text(it.path.last().map(proof).unwrap_or_default()),
                text(wider),
            ]);
        }
    }
    if !rows.is_empty() {
        out.heading("granted and not declared, the worst of each stage");
        grid(out, &["", "stage", "may", "asset", "by", "notes"], rows);
    }
}

/// In a pipe a grid. On a terminal the sentences get the whole width: a column of what is left beside the others would lose
/// what is wrong and what to write.
fn findings(out: &mut Out, answer: &Pipelines) {
    if answer.findings.is_empty() {
        return;
    }
    out.heading("findings");
    if let Some(columns) = out.options.width {
        let limit = out.options.rows.unwrap_or(usize::MAX);
        for it in answer.findings.iter().take(limit) {
            block(out, it, columns);
        }
        let more = answer.findings.len().saturating_sub(limit);
        if more > 0 {
            let more = out.paint(Role::Dim, &format!("… {more} more"));
            out.line(&more);
        }
        return;
    }
    let rows = answer.findings.iter().map(|it| {
        vec![
            text(it.severity.name()).role(look(it.severity)),
            text(it.confidence.name()),
            text(it.rule).role(Role::Strong),
            text(finding(it)),
            text(it.owasp_nhi.join(", ")),
        ]
    });
    grid(
        out,
        &["severity", "sure", "rule", "what", "OWASP"],
        rows.collect(),
    );
}

/// One finding: how bad, how sure and by which rule, then each of its sentences.
fn block(out: &mut Out, it: &StageFinding, columns: usize) {
    let severity = out.paint(look(it.severity), it.severity.name());
    let rule = out.paint(Role::Strong, it.rule);
    let sure = format!("{} confidence", it.confidence.name());
    let owasp = out.paint(Role::Dim, &format!("({})", it.owasp_nhi.join(", ")));
    out.line(&format!("{severity}, {sure}: {rule} {owasp}"));
    for part in finding_parts(it) {
        for line in wrap(&part, columns.saturating_sub(2)) {
            out.line(&format!("  {line}"));
        }
    }
}

fn look(severity: Severity) -> Role {
    match severity {
        Severity::Critical | Severity::High => Role::Danger,
        Severity::Medium => Role::Warning,
        Severity::Low => Role::Dim,
    }
}
