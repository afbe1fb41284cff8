//! The steps and tasks of a template, and which of them end before which.

use std::collections::BTreeSet;

use super::super::Node;
use super::super::pods::items;

/// Whether a template only orders others.
pub(super) fn is_order(template: &Node) -> bool {
    template.get("steps").is_some() || template.get("dag").is_some()
}

/// The groups of steps, or the tasks, of a template.
pub(super) fn tasks(template: &Node) -> Vec<Vec<&Node>> {
    let tasks = template.at(&["dag", "tasks"]).map_or(&[][..], Node::items);
    let mut groups: Vec<Vec<&Node>> = items(template, "steps")
        .iter()
        .map(|group| group.one_or_many().iter().collect())
        .collect();
    if !tasks.is_empty() {
        groups.push(tasks.iter().collect());
    }
    groups
}

/// The template that a task calls: its name, or `OBJECT/TEMPLATE`.
pub(super) fn target(task: &Node) -> Option<String> {
    if let Some(reference) = task.get("templateRef") {
        let object = reference.text_of("name")?;
        let template = reference.text_of("template")?;
        return Some(format!("{object}/{template}"));
    }
    let inline = || task.get("inline").and_then(|_| task.text_of("name"));
    task.text_of("template").or_else(inline).map(str::to_owned)
}

/// Which tasks of a template must end before which.
pub(super) fn order(template: &Node) -> Vec<(&str, &str)> {
    let mut order = Vec::new();
    let groups: Vec<Vec<&Node>> = match template.get("dag") {
        Some(_) => Vec::new(),
        None => tasks(template),
    };
    for pair in groups.windows(2) {
        let [before, after] = pair else { continue };
        for (first, second) in before
            .iter()
            .flat_map(|it| after.iter().map(move |to| (it, to)))
        {
            if order.len() < MOST_PAIRS {
                order.extend(first.text_of("name").zip(second.text_of("name")));
            }
        }
    }
    let tasks = template.at(&["dag", "tasks"]).map_or(&[][..], Node::items);
    let names: BTreeSet<&str> = tasks.iter().filter_map(|it| it.text_of("name")).collect();
    for task in tasks {
        let Some(own) = task.text_of("name") else {
            continue;
        };
        let listed = items(task, "dependencies").iter().filter_map(Node::as_str);
        // `A.Succeeded && (B || C.Failed)` (Argo Workflows, "Enhanced Depends Logic").
        let depends = task.text_of("depends").unwrap_or_default();
        let words = depends.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)));
        let named = words.filter_map(|it| it.split('.').next());
        for before in listed.chain(named) {
            if let Some(before) = names.get(before)
                && order.len() < MOST_PAIRS
            {
                order.push((*before, own));
            }
        }
    }
    order
}

/// The most pairs of tasks of one template whose order is kept: a file can name more than any workflow runs.
const MOST_PAIRS: usize = 20_000;
