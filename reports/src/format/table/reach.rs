//! The first screen of `reach`: what a responder must know in the first seconds, in 23 lines.

use blastradius_graph::model::Certainty;
use blastradius_queries::answer::Reach;

use super::blocks::{path, step, step_title, title};
use super::out::Out;
use super::plan::{Block, Plan, plan};
use crate::headline;
use crate::sanitize::width;
use crate::style::{Role, mark};
use crate::words::{count, moment, show, unseen};

/// A terminal of 24 lines less the prompt.
const SCREEN: usize = 23;
/// The column after labels.
const LABEL: usize = 12;

/// Who, how bad, by which path, what to do, what could not be seen.
pub(super) fn first_screen(out: &mut Out, reach: &Reach) {
    let columns = out.options.width;
    head(out, reach);
    out.blank();
    verdict(out, reach);
    // Two headings, three empty lines, and the two lines at the end.
    let taken = out.count() + 7;
    let worst = headline::worst(reach);
    let full: Vec<Block> = (1..)
        .zip(&worst)
        .map(|(n, line)| path(out, reach, n, line))
        .collect();
    let brief: Vec<Block> = (1..)
        .zip(&worst)
        .map(|(n, line)| title(out, reach, n, line))
        .collect();
    let steps: Vec<Block> = reach
        .containment
        .iter()
        .map(|action| step(out, action))
        .collect();
    let heads: Vec<Block> = reach
        .containment
        .iter()
        .map(|action| step_title(out, action))
        .collect();
    let plan = match columns {
        Some(_) => plan(
            SCREEN.saturating_sub(taken),
            columns,
            &[&steps, &heads, &full, &brief],
        ),
        None => Plan {
            steps: steps.len(),
            full: full.len(),
            ..Plan::default()
        },
    };
    if !full.is_empty() {
        out.blank();
        section(out, "worst paths", full.len() - plan.full - plan.brief);
        let rest = brief.iter().skip(plan.full).take(plan.brief);
        for block in full.iter().take(plan.full).chain(rest) {
            print(out, block);
        }
    }
    if !steps.is_empty() {
        out.blank();
        section(
            out,
            "contain, in this order",
            steps.len() - plan.steps - plan.heads,
        );
        let rest = heads.iter().skip(plan.steps).take(plan.heads);
        for block in steps.iter().take(plan.steps).chain(rest) {
            print(out, block);
        }
    }
    out.blank();
    foot(out, reach);
}

/// What leaked and whose it is.
fn head(out: &mut Out, reach: &Reach) {
    for subject in reach.subjects.iter().take(2) {
        let (name, rest) = headline::subject(subject);
        let name = out.fit(&name, 2 + width(&rest).min(40));
        let rest = out.fit(&rest, 2 + width(&name));
        let line = format!("{}  {rest}", out.paint(Role::Strong, &name));
        out.line(&line);
        let (label, owner) = headline::owner(reach, subject);
        let owner = match &subject.identity {
            // The name of the account gives way to the whole ARN.
            Some(id) if out.fit(&owner, LABEL) != owner => out.fit(&show(id), LABEL),
            _ => out.fit(&owner, LABEL),
        };
        if !owner.is_empty() {
            out.labelled(label, LABEL, &owner);
        }
    }
    if reach.subjects.len() > 2 {
        out.line(&format!("and {} more", reach.subjects.len() - 2));
    }
}

fn verdict(out: &mut Out, reach: &Reach) {
    let (certainty, text) = headline::verdict(reach);
    let text = out.fit(&text, certainty.map_or(0, |level| level.name().len() + 4));
    let line = match certainty {
        Some(certainty) => {
            let role = if certainty == Certainty::Certain {
                Role::Danger
            } else {
                Role::Warning
            };
            format!(
                "{}  {} {}",
                out.paint(role, &text),
                out.mark(certainty),
                certainty.name()
            )
        }
        None => out.paint(Role::Strong, &text),
    };
    out.line(&line);
    let parts: Vec<String> = headline::readable(reach)
        .into_iter()
        .map(|(n, sure)| {
            let bold = out.paint(Role::Strong, &n);
            match sure {
                Some(sure) => format!("{bold} ({sure}{})", out.mark(Certainty::Certain)),
                None => bold,
            }
        })
        .collect();
    let label = out.paint(Role::Dim, "can read");
    let reserve = headline::reserve(reach);
    out.line(&format!("{label}    {}{reserve}", parts.join(" · ")));
    let nearest = match reach.summary.shortest {
        Some(hops) => format!(", {} to the nearest asset", count(hops, "hop")),
        None => String::new(),
    };
    let change = format!(
        "{}; acts as {}",
        headline::changeable(reach),
        count(reach.summary.identities, "identity")
    );
    let both = format!("{change}{nearest}");
    let change = if out.fit(&both, LABEL) == both {
        both
    } else {
        out.fit(&change, LABEL)
    };
    out.labelled("can change", LABEL, &change);
    if let Some(listed) = headline::listed(reach) {
        let listed = out.fit(&listed, LABEL);
        out.labelled("listed", LABEL, &listed);
    }
}

fn section(out: &mut Out, title: &str, hidden: usize) {
    let more = if hidden == 0 {
        String::new()
    } else {
        let place = if out.options.details {
            "below"
        } else {
            "with -v"
        };
        out.paint(Role::Dim, &format!("  ({hidden} more {place})"))
    };
    let line = format!("{}{more}", out.paint(Role::Heading, title));
    out.line(&line);
}

/// Prints a block in colour: marks by certainty, commands apart.
fn print(out: &mut Out, block: &Block) {
    for (n, line) in block.0.iter().enumerate() {
        let painted = if n == 0 {
            out.paint(Role::Strong, line)
        } else if line.starts_with("    ") {
            line.clone()
        } else {
            out.paint(Role::Command, line)
        };
        out.line(&painted);
    }
}

/// What could not be seen, and which snapshot this is about.
fn foot(out: &mut Out, reach: &Reach) {
    let room = out
        .options
        .width
        .map_or(usize::MAX, |columns| columns.saturating_sub(LABEL));
    let text = unseen(&reach.coverage, room);
    let role = if reach.coverage.complete && reach.coverage.unresolved.total == 0 {
        Role::Good
    } else {
        Role::Warning
    };
    let label = out.paint(Role::Dim, "not seen");
    let line = format!("{label}    {}", out.paint(role, &text));
    out.line(&line);
    let legend: Vec<String> = Certainty::ALL
        .iter()
        .map(|level| format!("{} {}", mark(*level), level.name()))
        .collect();
    let about = format!(
        "{} · {} · {}",
        legend.join("  "),
        show(&reach.context.name),
        moment(&reach.snapshot.taken)
    );
    let about = out.fit(&about, 0);
    let line = out.paint(Role::Dim, &about);
    out.line(&line);
}
