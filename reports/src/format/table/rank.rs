//! `rank`: every credential, the worst first.

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::NodeKind;
use blastradius_queries::answer::{LevelCounts, Rank, RankedCredential};

use super::blocks::hops_lines;
use super::coverage::footer;
use super::grid::{Field, grid, number, text};
use super::out::Out;
use crate::style::{Role, mark};
use crate::words::{count, goal, short, show, type_word};

pub(super) fn rank(out: &mut Out, rank: &Rank) {
    if rank.credentials.is_empty() {
        out.line(&format!("no {} was found", rank.ranked.name()));
    } else {
        let admins = rank
            .credentials
            .iter()
            .filter(|c| !c.admin_of.is_empty())
            .count();
        let line = format!(
            "{}, {admins} of them reach administration of an account",
            count(rank.credentials.len(), rank.ranked.name())
        );
        out.line(&line);
        out.blank();
        // A narrow terminal has no room for what a wide one shows.
        let wide = out.options.width.is_none_or(|columns| columns >= WIDE);
        let narrow = out.options.width.is_some_and(|columns| columns < 110);
        let own = rank.ranked != NodeKind::Credential;
        let mut header = vec![
            "#",
            rank.ranked.name(),
            if own { "account" } else { "owner" },
            if narrow { "admin" } else { "admin of" },
            "secrets",
            "models",
            "data",
        ];
        if !narrow {
            header.extend(["change", "score"]);
        }
        header.push("notes");
        let rows = (1..)
            .zip(&rank.credentials)
            .map(|(n, c)| row(n, c, own, narrow, wide))
            .collect();
        grid(out, &header, rows);
    }
    let uncertain = |c: &RankedCredential| {
        c.certain.secrets + c.certain.models + c.certain.data < c.secrets + c.models + c.data
    };
    if rank.credentials.iter().any(uncertain) {
        let wide = out.options.width.is_none_or(|columns| columns >= WIDE);
        let note = match wide {
            true => "(n●) of them certain, n◐ conditional, n○ assumed, n◌ by influence",
            false => "(n●) of them certain",
        };
        let note = out.paint(Role::Dim, note);
        out.line(&note);
    }
    explained(out, rank);
    footer(out, &rank.coverage, &rank.snapshot, Some(&rank.context));
}

/// The best path to the worst that each reaches, where that was asked for.
fn explained(out: &mut Out, rank: &Rank) {
    for (n, entry) in (1..).zip(&rank.credentials) {
        let Some(best) = &entry.best else { continue };
        out.blank();
        let name = match entry.name.is_empty() {
            true => show(short(&entry.id)),
            false => show(&entry.name),
        };
        let head = format!(
            "{n} {} {name}: {}, {}",
            mark(best.certainty),
            goal(&rank.nodes, &best.to),
            count(best.hops, "hop")
        );
        let head = out.paint(Role::Strong, &out.fit(&head, 0));
        out.line(&head);
        for line in hops_lines(out, &rank.nodes, &best.path, &best.gates) {
            out.line(&line);
        }
    }
}

/// From so many columns on there is room for how many are found at each level of certainty.
const WIDE: usize = 150;

fn row(n: usize, c: &RankedCredential, own: bool, narrow: bool, wide: bool) -> Vec<Field> {
    let admin = match c.admin_of.as_slice() {
        [] => String::new(),
        [_] if narrow => "yes".to_owned(),
        all if narrow => format!("yes, {}", all.len()),
        all => show(
            &all.iter()
                .map(|id| short(id))
                .collect::<Vec<_>>()
                .join(", "),
        ),
    };
    let owner = if own {
        // Two accounts may have an identity of the same name.
        show(short(c.scope.as_deref().unwrap_or_default()))
    } else if c.identity_name.is_empty() {
        show(short(&c.identity))
    } else {
        show(&c.identity_name)
    };
    // A console password has no name of its own.
    let name = if !own && (c.name.is_empty() || c.name == c.identity_name) {
        type_word(&c.kind)
    } else {
        show(&c.name)
    };
    let mut fields = vec![
        number(n).role(Role::Dim),
        text(name).role(Role::Strong).whole(),
        text(owner),
        text(admin).role(Role::Danger).whole(),
        some(c, AssetClass::Secret, wide),
        some(c, AssetClass::Model, wide),
        some(c, AssetClass::Data, wide),
    ];
    if !narrow {
        fields.push(number(c.integrity.data + c.integrity.models));
        fields.push(text(format!("{:.1}", c.score)).right());
    }
    fields.push(text(show(&c.notes.join(", "))).role(Role::Dim));
    fields
}

/// A number, and in brackets how many are certain when not all are; where there is room, how many come with each level.
fn some(c: &RankedCredential, class: AssetClass, wide: bool) -> Field {
    let (all, certain) = match class {
        AssetClass::Secret => (c.secrets, c.certain.secrets),
        AssetClass::Model => (c.models, c.certain.models),
        _ => (c.data, c.certain.data),
    };
    if certain == all {
        return number(all);
    }
    let mut sure = vec![format!("{certain}●")];
    if wide {
        for pair in c.levels.windows(2) {
            let [before, level] = pair else { continue };
            let of = |level: &LevelCounts| level.confidentiality.get(class);
            let more = of(level).saturating_sub(of(before));
            if more > 0 {
                sure.push(format!("{more}{}", mark(level.certainty)));
            }
        }
    }
    text(format!("{all} ({})", sure.join(" "))).right().whole()
}
