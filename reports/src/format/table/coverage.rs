//! `coverage`, and the lines about gaps that end every table.

use blastradius_graph::model::SnapshotInfo;
use blastradius_queries::answer::{AttackerContext, CoverageReport, CoverageSummary, Gap};

use super::grid::{grid, number, text};
use super::out::Out;
use crate::style::Role;
use crate::words::{short, show, unresolved_sentence, unseen};

pub(super) fn coverage(out: &mut Out, report: &CoverageReport) {
    let verdict = if report.complete {
        out.paint(
            Role::Good,
            "complete: everything that was asked was answered",
        )
    } else {
        out.paint(
            Role::Warning,
            "incomplete: what was not answered is unknown, never \"no\"",
        )
    };
    out.line(&verdict);
    out.blank();
    let rows = report
        .scopes
        .iter()
        .map(|s| {
            let unanswered: u64 = s.gaps.iter().map(|gap| gap.count).sum();
            vec![
                text(show(short(&s.scope))).role(Role::Strong),
                text(show(s.name.as_deref().unwrap_or_default())),
                number(fits(s.answered)),
                number(fits(s.absent)),
                number(fits(unanswered)).role(if unanswered > 0 {
                    Role::Warning
                } else {
                    Role::Good
                }),
                number(fits(s.records)),
            ]
        })
        .collect();
    grid(
        out,
        &[
            "scope",
            "name",
            "answered",
            "none there",
            "not answered",
            "records",
        ],
        rows,
    );
    for scope in report.scopes.iter().filter(|scope| !scope.gaps.is_empty()) {
        out.heading(&format!("not seen in {}", show(short(&scope.scope))));
        gaps(out, &scope.gaps);
    }
    out.blank();
    if let Some(open) = unresolved_sentence(&report.unresolved) {
        out.labelled("unresolved", 12, &open);
    }
    snapshot(out, &report.snapshot, None);
}

/// One gap a row, and what to do about them after.
pub(super) fn gaps(out: &mut Out, gaps: &[Gap]) {
    let one_scope = gaps.windows(2).all(|pair| match pair {
        [a, b] => a.scope == b.scope,
        _ => true,
    });
    let rows = gaps
        .iter()
        .map(|gap| {
            let mut row = vec![
                text(show(&gap.operation)).role(Role::Strong).whole(),
                text(gap.outcome.name()).role(Role::Warning),
                number(fits(gap.count)),
            ];
            if !one_scope {
                row.push(text(show(short(&gap.scope))));
            }
            row.push(text(show(&gap.reason)));
            row.push(text(show(&gap.subjects.join(", "))));
            row
        })
        .collect();
    let mut header = vec!["operation", "outcome", "times"];
    if !one_scope {
        header.push("scope");
    }
    header.extend(["reason", "about"]);
    grid(out, &header, rows);
    let mut helps: Vec<String> = gaps
        .iter()
        .map(|gap| show(&gap.help))
        .filter(|help| !help.is_empty())
        .collect();
    helps.sort();
    helps.dedup();
    for help in helps {
        out.labelled("help:", 6, &help);
    }
}

/// The last lines of a table: what could not be seen, and of which snapshot it speaks.
pub(super) fn footer(
    out: &mut Out,
    coverage: &CoverageSummary,
    info: &SnapshotInfo,
    context: Option<&AttackerContext>,
) {
    out.blank();
    out.labelled("not seen", 12, &unseen(coverage, usize::MAX));
    snapshot(out, info, context);
}

fn snapshot(out: &mut Out, info: &SnapshotInfo, context: Option<&AttackerContext>) {
    let attacker = context
        .map(|c| format!(", attacker: {}", show(&c.name)))
        .unwrap_or_default();
    let text = format!("{} of {}{attacker}", show(&info.id), show(&info.taken));
    out.labelled("snapshot", 12, &text);
}

fn fits(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
