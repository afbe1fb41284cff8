//! `rules list` and `rules show`.

use super::grid::{grid, text};
use super::out::Out;
use crate::answer::{Rule, Rules};
use crate::style::Role;
use crate::words::{count, show};

pub(super) fn list(out: &mut Out, rules: &Rules) {
    let rows = rules
        .rules
        .iter()
        .map(|rule| {
            vec![
                text(show(&rule.id)).role(Role::Strong),
                text(show(&rule.edge)),
                text(show(&rule.title)),
                text(show(&rule.needs.join(", "))).role(Role::Dim),
            ]
        })
        .collect();
    grid(out, &["id", "edge", "title", "needs"], rows);
    out.blank();
    out.line(&count(rules.rules.len(), "rule"));
}

fn show_list(out: &mut Out, title: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    out.heading(title);
    for item in items {
        out.labelled("-", 2, &show(item));
    }
}

pub(super) fn one(out: &mut Out, rule: &Rule) {
    let title = format!("{}  {}", show(&rule.id), show(&rule.title));
    let title = out.paint(Role::Strong, &title);
    out.line(&title);
    out.labelled("edge", 12, &show(&rule.edge));
    out.labelled("platform", 12, &show(&rule.provider));
    for paragraph in rule.description.split("\n\n") {
        out.blank();
        let paragraph = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
        out.prose(&show_long(&paragraph));
    }
    show_list(out, "needs", &rule.needs);
    if !rule.gives.is_empty() {
        out.heading("gives");
        out.prose(&show_long(&rule.gives));
    }
    show_list(out, "defences", &rule.defences);
    show_list(out, "MITRE ATT&CK", &rule.attack);
    show_list(out, "references", &rule.references);
}

/// Prose of a rule is not shortened: its author is not the attacker, but a user may have written it.
fn show_long(text: &str) -> String {
    crate::sanitize::visible(text).into_owned()
}
