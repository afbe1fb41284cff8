//! Everything that `reach` found, after its first screen.

use blastradius_collectors::facts::AssetClass;
use blastradius_queries::answer::{Action, Reach, ReachedAsset};

use super::coverage::gaps;
use super::grid::{Field, grid, number, text};
use super::out::Out;
use crate::headline::items;
use crate::sanitize::visible;
use crate::style::{Role, mark, role};
use crate::words::{class_many, count, distinct, node, reservations, runs, show, type_word, via};

pub(super) fn details(out: &mut Out, reach: &Reach) {
    containment(out, &reach.containment);
    identities(out, reach);
    if !reach.workloads.is_empty() {
        out.heading(&format!(
            "{} in which code can be run",
            count(reach.workloads.len(), "workload")
        ));
        let rows = reach
            .workloads
            .iter()
            .map(|w| {
                vec![
                    text(mark(w.certainty)).role(role(w.certainty)),
                    number(w.hops),
                    text(show(&w.name)).role(Role::Strong),
                    text(type_word(&w.type_name)),
                    text(via(&reach.nodes, &w.path)),
                    text(reservations(&w.path, &w.gates)),
                ]
            })
            .collect();
        grid(out, &["", "hops", "name", "type", "via", "hangs on"], rows);
    }
    consumers(out, reach);
    for class in AssetClass::ALL {
        let of_class: Vec<&ReachedAsset> =
            reach.assets.iter().filter(|a| a.class == class).collect();
        if !of_class.is_empty() {
            out.heading(&format!(
                "{} ({})",
                class_many(class),
                distinct(of_class.iter().copied())
            ));
            let rows = of_class.iter().map(|a| asset(reach, a)).collect();
            grid(
                out,
                &[
                    "", "hops", "name", "type", "access", "radius", "via", "hangs on",
                ],
                rows,
            );
        }
    }
    if !reach.coverage.gaps.is_empty() {
        out.heading("not seen");
        gaps(out, &reach.coverage.gaps);
    }
}

/// The end of the integrity radius.
fn consumers(out: &mut Out, reach: &Reach) {
    if reach.consumers.is_empty() {
        return;
    }
    out.heading(&format!(
        "{} of what can be changed",
        count(reach.consumers.len(), "consumer")
    ));
    let rows = reach.consumers.iter().map(|it| {
        vec![
            text(mark(it.certainty)).role(role(it.certainty)),
            number(it.hops),
            text(show(&it.name)).role(Role::Strong),
            text(type_word(&it.type_name)),
            text(node(&reach.nodes, &it.asks)),
            text(runs(it.runs.as_ref())),
            text(reservations(&it.path, &it.gates)),
        ]
    });
    grid(
        out,
        &["", "hops", "name", "type", "asks", "when", "hangs on"],
        rows.collect(),
    );
}

fn containment(out: &mut Out, actions: &[Action]) {
    // In a pipe the steps stand in full above.
    if actions.is_empty() || out.options.width.is_none() {
        return;
    }
    out.heading("containment");
    for action in actions {
        let title = format!("{} {}", action.order, show(&action.title));
        let title = out.paint(Role::Strong, &title);
        out.line(&title);
        if !action.why.is_empty() {
            out.labelled("", 2, &show(&action.why));
        }
        for command in &action.commands {
            let line = out.paint(Role::Command, &format!("  {}", visible(command)));
            out.line(&line);
        }
        for item in items(action) {
            out.line(&format!("  - {item}"));
        }
    }
}

fn identities(out: &mut Out, reach: &Reach) {
    if reach.identities.is_empty() {
        return;
    }
    out.heading(&format!(
        "can act as {}",
        count(reach.summary.identities, "identity")
    ));
    let rows = reach
        .identities
        .iter()
        .map(|i| {
            vec![
                text(mark(i.certainty)).role(role(i.certainty)),
                number(i.hops),
                text(show(&i.name)).role(Role::Strong),
                text(type_word(&i.type_name)),
                text(via(&reach.nodes, &i.path)),
                text(reservations(&i.path, &i.gates)),
            ]
        })
        .collect();
    grid(out, &["", "hops", "name", "type", "via", "hangs on"], rows);
}

fn asset(reach: &Reach, a: &ReachedAsset) -> Vec<Field> {
    let access: Vec<&str> = a.access.iter().map(|way| way.name()).collect();
    let mut radius: Vec<&str> = a.plane.iter().map(|plane| plane.name()).collect();
    if a.derived {
        radius.push("derived");
    }
    vec![
        text(mark(a.certainty)).role(role(a.certainty)),
        number(a.hops),
        text(show(&a.name)).role(Role::Strong),
        text(type_word(&a.type_name)),
        text(access.join(", ")),
        text(radius.join(", ")),
        text(via(&reach.nodes, &a.path)),
        text(hangs(a)),
    ]
}

/// What it hangs on, and what must run.
fn hangs(a: &ReachedAsset) -> String {
    let parts = [reservations(&a.path, &a.gates), runs(a.runs.as_ref())];
    let parts: Vec<String> = parts.into_iter().filter(|it| !it.is_empty()).collect();
    parts.join("; ")
}
