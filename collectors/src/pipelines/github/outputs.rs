//! Values that a step hands on: to later steps as `steps.ID.outputs.NAME`, through the outputs of its job to others as
//! `needs.JOB.outputs.NAME` (GitHub Docs, "Passing information between jobs", "Workflow commands", "Setting an output parameter").
//!
//! A value is known where a script writes it out in one place: `echo "NAME=value" >> "$GITHUB_OUTPUT"`. Expressions in it are followed.

use std::collections::BTreeMap;

use super::names::Names;
use crate::pipelines::Node;

/// The longest value that is followed.
const LONGEST: usize = 1024;
/// So many values of a job are followed.
const MOST: usize = 200;
/// So many values of all jobs of a workflow are followed.
const MOST_OF_ALL: usize = 5_000;

/// What is handed on, by `ID.outputs.NAME` in lower case. `None`: something that is known only at run time.
pub(super) type Outputs = BTreeMap<String, Option<String>>;

/// What the steps of a job hand on.
pub(super) fn of_steps(job: &Node) -> Outputs {
    let mut found = Outputs::new();
    for step in job.get("steps").map_or(&[][..], Node::items) {
        let (Some(id), Some(script)) = (step.text_of("id"), step.text_of("run")) else {
            continue;
        };
        for (name, value) in script.lines().filter_map(written) {
            if found.len() >= MOST {
                return found;
            }
            let key = format!("{id}.outputs.{name}").to_ascii_lowercase();
            let value = value.map(str::to_owned);
            found
                .entry(key)
                // Of two places that write it, which comes last is not known.
                .and_modify(|had| {
                    if *had != value {
                        *had = None;
                    }
                })
                .or_insert(value);
        }
    }
    found
}

/// What the outputs of a job are, by `JOB.outputs.NAME`, as far as they are known before it runs.
pub(super) fn of_job(name: &str, job: &Node, names: &Names<'_>, all: &mut Outputs) {
    let outputs = job.get("outputs").map_or(&[][..], Node::entries);
    if outputs.is_empty() || all.len() > MOST_OF_ALL {
        return;
    }
    let names = names.with_steps(of_steps(job)).with_env(job.get("env"));
    for (output, value) in outputs.iter().take(MOST) {
        let (Some(output), Some(text)) = (output.as_str(), value.as_str()) else {
            continue;
        };
        let value = names.value(text);
        let known = value.known().filter(|_| value.parameters().is_empty());
        let key = format!("{name}.outputs.{output}").to_ascii_lowercase();
        all.insert(key, known.map(str::to_owned));
    }
}

/// A line that writes an output: its name, and its value where that is written out.
fn written(line: &str) -> Option<(&str, Option<&str>)> {
    let line = line.trim();
    let (name, value) = match line.split_once(">>") {
        Some((before, to)) if to.contains("GITHUB_OUTPUT") => {
            let before = before.trim();
            let text = before
                .strip_prefix("echo ")
                .or_else(|| before.strip_prefix("printf "))?;
            unquoted(text.trim()).split_once('=')?
        }
        _ => {
            let at = line.find("::set-output name=")?;
            let rest = line.get(at..)?.strip_prefix("::set-output name=")?;
            let (name, value) = rest.split_once("::")?;
            (name, value.trim_end_matches(['"', '\'']))
        }
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(fits) {
        return None;
    }
    // What the shell works out is known only at run time; `${{ … }}` is put in before it.
    let without = value.replace("${{", "");
    let plain = !without.contains(['$', '`', '\\', '"']) && value.len() <= LONGEST;
    Some((name, plain.then_some(value)))
}

fn unquoted(text: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inside) = text
            .strip_prefix(quote)
            .and_then(|it| it.strip_suffix(quote))
        {
            return inside;
        }
    }
    text
}
