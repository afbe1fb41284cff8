//! `cloud` blocks of configurations (Terraform documentation, "Terraform Settings", `cloud`): which workspace runs what lies in
//! the folder. The blocks are found by their braces, and only literal texts in them are taken; the rest of the language is not read.

use super::part::{What, Workspace, give, named};
use crate::coverage::Outcome;
use crate::pipelines::{Node, Output};

/// The longest block that is looked at, in words.
const LONGEST: usize = 400;

/// A word of a configuration and the line that it stands on.
type Word<'t> = (usize, &'t str);

/// The words of the first `cloud` block in a `terraform` block, from its brace to the one that ends it.
pub(super) fn find(text: &str) -> Option<Vec<Word<'_>>> {
    // Most files have none.
    if !text.contains("cloud") || !text.contains("terraform") {
        return None;
    }
    let words = words(text);
    let mut depth = 0_usize;
    let mut inside: Option<usize> = None;
    for (index, (_, word)) in words.iter().enumerate() {
        let next = words.get(index + 1).map(|(_, it)| *it);
        match (*word, next) {
            ("terraform", Some("{")) if depth == 0 => inside = Some(depth),
            ("cloud", Some("{")) if inside == Some(0) && depth == 1 => {
                let mut block = Vec::new();
                let mut open = 0_usize;
                for word in words.iter().skip(index + 1).take(LONGEST) {
                    match word.1 {
                        "{" => open += 1,
                        "}" => open = open.saturating_sub(1),
                        _ => {}
                    }
                    block.push(*word);
                    if open == 0 {
                        return Some(block);
                    }
                }
                return None;
            }
            ("{", _) => depth += 1,
            ("}", _) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    inside = None;
                }
            }
            _ => {}
        }
    }
    None
}

/// Names, texts with their quotes, and signs; comments are left out.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut in_comment = false;
    for (index, line) in text.lines().enumerate() {
        let mut rest = line;
        loop {
            if in_comment {
                match rest.split_once("*/") {
                    Some((_, after)) => {
                        in_comment = false;
                        rest = after;
                    }
                    None => break,
                }
            }
            rest = rest.trim_start();
            let Some(first) = rest.chars().next() else {
                break;
            };
            if first == '#' || rest.starts_with("//") {
                break;
            }
            if let Some(after) = rest.strip_prefix("/*") {
                in_comment = true;
                rest = after;
                continue;
            }
            let length = match first {
                '"' => {
                    let mut escaped = false;
                    let end = rest.char_indices().skip(1).find(|(_, c)| {
                        let ends = *c == '"' && !escaped;
                        escaped = *c == '\\' && !escaped;
                        ends
                    });
                    end.map_or(rest.len(), |(at, _)| at + 1)
                }
                c if c.is_alphanumeric() || c == '_' => rest
                    .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '-' || c == '.'))
                    .unwrap_or(rest.len()),
                c => c.len_utf8(),
            };
            let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            found.push((index + 1, word));
            rest = after;
        }
    }
    found
}

pub(super) fn read(text: &str, output: &mut Output<'_>) {
    let Some(block) = find(text) else { return };
    let (mut organization, mut name, mut project, mut host) = (None, None, None, None);
    let mut open = Vec::new();
    for window in block.windows(3) {
        let [(line, key), (_, sign), (_, value)] = window else {
            continue;
        };
        if *sign != "=" {
            continue;
        }
        let slot = match *key {
            "organization" => &mut organization,
            "name" => &mut name,
            "project" => &mut project,
            "hostname" => &mut host,
            _ => continue,
        };
        let literal = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
        match literal.filter(|it| named(it)) {
            Some(text) => *slot = Some(text.to_owned()),
            None => open.push((*line, *key)),
        }
    }
    let first = block.first().map_or(1, |(line, _)| *line);
    for (line, key) in open {
        let reason = format!("`{key}` of the `cloud` block is no literal");
        output.gap(Outcome::Unreadable, &Node::at_line(line), &reason, "");
    }
    let Some(name) = name else {
        return output.gap(
            Outcome::NotInInput,
            &Node::at_line(first),
            "which workspaces the `cloud` block is for does not stand in it by name",
            "save the answer of the API about the workspaces beside it",
        );
    };
    let file = output.file();
    let workspace = Workspace {
        name,
        organization,
        project_name: project,
        host,
        block: Some(file.id()),
        repository: (!file.repository.host.is_empty()).then(|| file.repository.id.clone()),
        ..Workspace::default()
    };
    let at = Node::at_line(first);
    give(What::Workspace(Box::new(workspace)), &at, output);
}
