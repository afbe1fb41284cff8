//! The page of `chokepoints`: the grants to remove, each with its statement and what is left after it.

use askama::Template;
use blastradius_queries::answer::{ChokePoint, ChokePoints};

use super::view::{self, UnseenView};
use super::whatif::{RequiredView, required};
use super::{Shell, fill};
use crate::differences::{cut, less, place, statement, title, users};
use crate::error::ReportError;
use crate::words::{count, show};

struct Point {
    title: String,
    place: String,
    statement: String,
    cut: String,
    /// What is left of the whole, from 0 to 100, as wide as the bar.
    left: String,
    before: String,
    after: String,
    how: Vec<String>,
    command: String,
    users: String,
}

struct Drop {
    place: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "chokepoints.html")]
struct Page {
    shell: Shell,
    verdict: String,
    lead: String,
    points: Vec<Point>,
    hidden: usize,
    /// `None`: none was asked for, or what must be kept joins the two.
    minimum: Option<Vec<String>>,
    dropped: Vec<Drop>,
    required: Vec<RequiredView>,
    unseen: UnseenView,
    about: String,
}

pub(super) fn page(it: &ChokePoints, rows: usize) -> Result<String, ReportError> {
    let s = &it.summary;
    let verdict = match it.points.len() {
        0 => "No single grant cuts anything".to_owned(),
        n => format!(
            "{} removed leave {:.1} % less in reach",
            count(n, "grant"),
            less(s.before, s.after)
        ),
    };
    fill(&Page {
        shell: Shell::new("Choke points".to_owned()),
        verdict,
        lead: format!(
            "{} were weighed, from {} to {}. What is reached weighs {:.1} before and {:.1} after: 5 for each secret or model \
             and credential, 3 for data, half of it for changing.",
            count(s.grants, "grant"),
            count(s.sources, "source"),
            count(s.targets, "target"),
            s.before,
            s.after
        ),
        points: it
            .points
            .iter()
            .take(rows)
            .map(|point| one(it, point))
            .collect(),
        hidden: it.points.len().saturating_sub(rows),
        minimum: it
            .minimum
            .as_ref()
            .map(|all| all.iter().map(place).collect()),
        dropped: it
            .dropped
            .iter()
            .map(|it| Drop {
                place: place(&it.grant),
                reason: show(&it.reason),
            })
            .collect(),
        required: required(&it.nodes, &it.required),
        unseen: view::unseen(&it.coverage),
        about: view::about(&it.snapshot.id, &it.snapshot.taken, Some(&it.context.name)),
    })
}

fn one(it: &ChokePoints, point: &ChokePoint) -> Point {
    let left = 100.0 - less(it.summary.before, point.after);
    let text = point.statement.as_deref().map(statement);
    Point {
        title: title(point),
        place: place(&point.grant),
        statement: text.unwrap_or_default().join("\n"),
        cut: cut(point),
        left: format!("{:.1}", left.clamp(0.0, 100.0)),
        before: format!("{:.1}", point.before),
        after: format!("{:.1}", point.after),
        how: point.how.iter().map(|it| show(it)).collect(),
        command: format!("blastradius whatif {}", show(&point.change)),
        users: match point.users {
            0 => String::new(),
            _ => users(it, point),
        },
    }
}
