//! What could not be seen, in words.

use std::collections::BTreeMap;

use blastradius_queries::answer::{CoverageSummary, UnresolvedValues};

use crate::sanitize::width;
use crate::words::{count, show};

/// What the definitions of pipelines leave open: `5 values of pipelines unresolved`; `None` where they leave nothing open.
fn unresolved(values: &UnresolvedValues) -> Option<String> {
    (values.total > 0).then(|| format!("{} of pipelines unresolved", count(values.total, "value")))
}

/// What the definitions of pipelines leave open, in a sentence for pages.
pub(crate) fn unresolved_sentence(values: &UnresolvedValues) -> Option<String> {
    let kinds = values.kinds.iter().map(|(kind, n)| format!("{n} {kind}"));
    unresolved(values).map(|values| {
        let kinds: Vec<String> = kinds.collect();
        format!(
            "{values} ({}): what they stand for is known only when a pipeline runs, and may add to every number.",
            show(&kinds.join(", "))
        )
    })
}

/// What could not be seen, in one line of at most `columns`; what failed most comes first, what is unresolved is always told.
pub(crate) fn unseen(coverage: &CoverageSummary, columns: usize) -> String {
    let open = unresolved(&coverage.unresolved);
    if coverage.complete && coverage.gaps.is_empty() {
        let Some(open) = open else {
            return "nothing: everything that was asked was answered".to_owned();
        };
        let both = format!("{open}; everything that was asked was answered");
        return match width(&both) <= columns {
            true => both,
            false => open,
        };
    }
    // The same question in several scopes is one line of the story.
    let mut counts: BTreeMap<(&str, &str), u64> = BTreeMap::new();
    for gap in &coverage.gaps {
        *counts
            .entry((&gap.operation, gap.outcome.name()))
            .or_default() += gap.count;
    }
    let mut kinds: Vec<((&str, &str), u64)> = counts.into_iter().collect();
    kinds.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let asked: u64 = coverage.gaps.iter().map(|gap| gap.count).sum();
    let asked = usize::try_from(asked).unwrap_or(usize::MAX);
    let lead = format!("{} unanswered", count(asked, "question"));
    let told: Vec<String> = kinds
        .iter()
        .map(|((operation, outcome), times)| match times {
            1 => format!("{} {outcome}", show(operation)),
            _ => format!("{} {outcome} ×{times}", show(operation)),
        })
        .collect();
    let line = |n: usize| {
        let some: Vec<&str> = told.iter().take(n).map(String::as_str).collect();
        let more = told.len().saturating_sub(n);
        let more = if more == 0 {
            String::new()
        } else {
            format!(", {more} more kinds")
        };
        let open = open.as_ref().map(|it| format!("; {it}"));
        format!(
            "{lead}: {}{more}{}",
            some.join(", "),
            open.unwrap_or_default()
        )
    };
    let values = match coverage.unresolved.total {
        0 => String::new(),
        n => format!(", {} unresolved", count(n, "value")),
    };
    (1..=told.len().min(3))
        .rev()
        .map(line)
        .chain([format!("{lead}{values}: see `blastradius coverage`")])
        .find(|line| width(line) <= columns)
        .unwrap_or_else(|| format!("{lead}{values}"))
}
