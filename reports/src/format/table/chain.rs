//! `pipelines show`: one pipeline, drawn.

use blastradius_queries::answer::Pipelines;

use super::coverage::footer;
use super::out::{Out, pad};
use crate::chain::{self, Box};
use crate::sanitize::{elide, width};
use crate::style::Role;

/// The width of the labels in a box.
const LABEL: usize = 12;

pub(super) fn chain(out: &mut Out, answer: &Pipelines) {
    for pipeline in &answer.pipelines {
        let chain = chain::of(answer, pipeline);
        let title = out.paint(Role::Strong, &out.fit(&chain.title, 0));
        out.line(&title);
        out.labelled("starts", LABEL, &chain.triggers);
        out.blank();
        let widest = chain.boxes.iter().map(wide).max().unwrap_or(20);
        let columns = widest.min(out.options.width.unwrap_or(usize::MAX).saturating_sub(4));
        for (at, it) in chain.boxes.iter().enumerate() {
            let into: Vec<_> = chain.arrows.iter().filter(|arrow| arrow.to == at).collect();
            if at > 0 {
                out.line(&format!("{}│", " ".repeat(6)));
            }
            for gate in &it.gates {
                let text = out.fit(&format!("gate: {gate}"), 10);
                let text = out.paint(Role::Warning, &text);
                out.line(&format!("    ══╪══ {text}"));
            }
            // From the stage just above, the arrow says it all.
            let other = into.iter().any(|arrow| arrow.from + 1 != at) || into.is_empty();
            let from: Vec<&str> = into
                .iter()
                .filter_map(|arrow| chain.boxes.get(arrow.from))
                .map(|from| from.name.as_str())
                .collect();
            let carries: Vec<&str> = into
                .iter()
                .map(|arrow| arrow.carries.as_str())
                .filter(|text| !text.is_empty())
                .collect();
            if at > 0 || !into.is_empty() {
                let mut note = match (other, from.is_empty()) {
                    (true, true) => "at once, waits for none".to_owned(),
                    (true, false) => format!("after {}", from.join(", ")),
                    (false, _) => String::new(),
                };
                if !carries.is_empty() {
                    let gap = if note.is_empty() { "" } else { ": " };
                    note = format!("{note}{gap}{}", carries.join(", "));
                }
                let note = out.fit(&note, 10);
                let note = out.paint(Role::Dim, &note);
                out.line(&format!("{}▼ {note}", " ".repeat(6)));
            }
            stage(out, it, columns);
        }
        out.blank();
    }
    footer(
        out,
        &answer.coverage,
        &answer.snapshot,
        Some(&answer.context),
    );
}

fn head(it: &Box) -> String {
    match it.kind.as_str() {
        "" => it.name.clone(),
        kind => format!("{} · {kind}", it.name),
    }
}

fn wide(it: &Box) -> usize {
    let lines = it.lines.iter().map(|line| LABEL + width(&line.text));
    lines.chain([width(&head(it)) + 2]).max().unwrap_or(0)
}

fn stage(out: &mut Out, it: &Box, columns: usize) {
    let head = elide(&head(it), columns.saturating_sub(2)).into_owned();
    let rule = "─".repeat(columns.saturating_sub(width(&head) + 1));
    let painted = out.paint(Role::Strong, &head);
    out.line(&format!("┌─ {painted} {rule}┐"));
    for line in &it.lines {
        let shown = elide(&line.text, columns.saturating_sub(LABEL)).into_owned();
        let shown = pad(&shown, columns.saturating_sub(LABEL));
        let shown = match line.bad {
            true => out.paint(Role::Danger, &shown),
            false => shown,
        };
        let label = out.paint(Role::Dim, &pad(line.label, LABEL));
        out.line(&format!("│ {label}{shown} │"));
    }
    out.line(&format!("└{}┘", "─".repeat(columns + 2)));
}
