//! The first screen of `reach`: what a responder must know in the first seconds, in 23 lines.

use blastradius_graph::model::Certainty;
use blastradius_queries::answer::{Action, Hop, Reach};

use super::out::{Out, pad, rows};
use crate::headline::{self, Headline};
use crate::sanitize::{elide, elide_start, visible, width};
use crate::style::{Role, mark};
use crate::words::{count, deed, moment, node, proof, reservations, show, unseen, via};

/// A terminal of 24 lines less the prompt.
const SCREEN: usize = 23;
/// The column after labels.
const LABEL: usize = 12;
/// A path on the first screen shows at most this many hops.
const HOPS: usize = 6;

/// A piece of the screen that is shown whole or not at all.
struct Block(Vec<String>);

impl Block {
    fn rows(&self, columns: Option<usize>) -> usize {
        self.0.iter().map(|line| rows(line, columns)).sum()
    }
}

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

/// How many blocks of each kind fit.
#[derive(Clone, Copy, Default)]
struct Plan {
    /// Steps with their commands.
    steps: usize,
    /// Steps after those, without.
    heads: usize,
    /// Paths with their hops.
    full: usize,
    /// Paths after those, in one line.
    brief: usize,
}

impl Plan {
    /// The rows it takes of `[steps, heads, full, brief]`.
    fn rows(self, [steps, heads, full, brief]: [&[Block]; 4], columns: Option<usize>) -> usize {
        let steps = steps.iter().take(self.steps);
        let heads = heads.iter().skip(self.steps).take(self.heads);
        let full = full.iter().take(self.full);
        let brief = brief.iter().skip(self.full).take(self.brief);
        let all = steps.chain(heads).chain(full).chain(brief);
        all.map(|block| block.rows(columns)).sum()
    }
}

/// Shares the rows of the screen: the first step and the first path always; then, as long as they
/// fit, a second path in one line, the titles of the next steps, one more path, the commands of a
/// step, the hops of a path.
fn plan(rows: usize, columns: Option<usize>, blocks: &[&Vec<Block>; 4]) -> Plan {
    let blocks = blocks.map(Vec::as_slice);
    let [steps, _, full, _] = blocks;
    let mut plan = Plan {
        steps: steps.len().min(1),
        full: full.len().min(1),
        ..Plan::default()
    };
    loop {
        let paths = plan.full + plan.brief;
        let acts = plan.steps + plan.heads;
        let brief = Plan {
            brief: plan.brief + 1,
            ..plan
        };
        let head = Plan {
            heads: plan.heads + 1,
            ..plan
        };
        let step = Plan {
            steps: plan.steps + 1,
            heads: plan.heads.saturating_sub(1),
            ..plan
        };
        let whole = Plan {
            full: plan.full + 1,
            brief: plan.brief.saturating_sub(1),
            ..plan
        };
        let tries = [
            (paths < full.len().min(2), brief),
            (acts < steps.len().min(4), head),
            (paths < full.len().min(3), brief),
            (plan.steps < steps.len().min(2), step),
            (plan.full < full.len(), whole),
            (plan.steps < steps.len(), step),
            (paths < full.len(), brief),
        ];
        let next = tries
            .into_iter()
            .find(|(possible, next)| *possible && next.rows(blocks, columns) <= rows);
        match next {
            Some((_, next)) => plan = next,
            None => return plan,
        }
    }
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
    out.line(&format!("{label}    {}", parts.join(" · ")));
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

/// One of the worst things in one line: what, how far, by way of whom.
fn title(out: &Out, reach: &Reach, n: usize, line: &Headline<'_>) -> Block {
    let hops = count(line.path.len(), "hop");
    let start = format!("{n} {} {}, {hops}", mark(line.certainty), line.what);
    let start = out.fit(&start, 0);
    let via = via(&reach.nodes, line.news());
    let room = out.options.width.map_or(usize::MAX, |columns| {
        columns.saturating_sub(width(&start) + 5)
    });
    Block(vec![if via.is_empty() || room < 12 {
        start
    } else {
        format!("{start}, by {}", elide_start(&via, room))
    }])
}

/// One of the worst things: what, then one line a hop.
fn path(out: &Out, reach: &Reach, n: usize, line: &Headline<'_>) -> Block {
    let hops = count(line.path.len(), "hop");
    let what = out.fit(&line.what, 10 + width(&hops));
    let mut lines = vec![format!("{n} {} {what}, {hops}", mark(line.certainty))];
    let news = line.news();
    let (first, last) = if news.len() > HOPS {
        (HOPS / 2, HOPS / 2 - 1)
    } else {
        (news.len(), 0)
    };
    let deeds = news
        .iter()
        .map(|hop| width(&deed(hop)))
        .max()
        .unwrap_or(0)
        .min(24);
    let targets = news
        .iter()
        .map(|hop| width(&node(&reach.nodes, &hop.to)))
        .max()
        .unwrap_or(0);
    let columns = (deeds, targets);
    for hop in news.iter().take(first) {
        lines.push(hop_line(out, reach, hop, columns));
    }
    if first < news.len() {
        lines.push(format!("      … {} hops more …", news.len() - first - last));
        for hop in news.iter().skip(news.len() - last) {
            lines.push(hop_line(out, reach, hop, columns));
        }
    }
    let reserved = reservations(line.path, line.gates);
    if !reserved.is_empty() {
        lines.push(format!("    {}", out.fit(&reserved, 4)));
    }
    Block(lines)
}

fn hop_line(out: &Out, reach: &Reach, hop: &Hop, (deeds, targets): (usize, usize)) -> String {
    let deed = pad(&elide(&deed(hop), deeds), deeds);
    let target = node(&reach.nodes, &hop.to);
    let proof = proof(hop);
    let start = format!("    {} {deed}  ", mark(hop.certainty));
    match out.options.width {
        Some(columns) => {
            let room = columns.saturating_sub(width(&start) + 2);
            let left = targets.min(room.saturating_sub(width(&proof)).max(room / 2));
            let target = pad(&elide(&target, left), left);
            format!("{start}{target}  {}", elide(&proof, room - left))
        }
        None => format!("{start}{}  {proof}", pad(&target, targets)),
    }
}

/// A step of containment without its commands.
fn step_title(out: &Out, action: &Action) -> Block {
    Block(vec![format!(
        "{} {}",
        action.order,
        out.fit(&show(&action.title), 4)
    )])
}

/// A step of containment with its commands, whole: they are there to be copied.
fn step(out: &Out, action: &Action) -> Block {
    let mut lines = vec![format!(
        "{} {}",
        action.order,
        out.fit(&show(&action.title), 4)
    )];
    let all = out.options.width.is_none();
    if all && !action.why.is_empty() {
        lines.push(format!("    {}", show(&action.why)));
    }
    let shown = if all { action.commands.len() } else { 2 };
    for command in action.commands.iter().take(shown) {
        lines.push(format!("  {}", visible(command)));
    }
    let more = action.commands.len().saturating_sub(shown);
    if more > 0 {
        lines.push(format!("  … {} more with -v", count(more, "command")));
    }
    if all {
        lines.extend(items(action).map(|item| format!("    - {item}")));
    }
    Block(lines)
}

/// What a step is about, unless its commands name it.
pub(super) fn items(action: &Action) -> impl Iterator<Item = String> {
    action.items.iter().filter_map(|item| {
        let name = item.rsplit('/').next().unwrap_or(item);
        let named = action.commands.iter().any(|command| command.contains(name));
        (!named).then(|| show(item))
    })
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
    let role = if reach.coverage.complete {
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
