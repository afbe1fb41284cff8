//! The table: text, sorted, with what several actions share said once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{Action, Catalogue, Level, Service};

const HEAD: &str = "\
# The actions of AWS: on which resources each is asked, which condition keys it knows, what kind of access it is.
# Written by `cargo xtask catalogue` from the AWS Service Authorization Reference";

const LEGEND: &str = "\
# `service PREFIX` begins a service.
# `type NAME ARN [KEY …]`: a resource type; in the ARN `{}` stands for any name; the keys are those of the resource.
# `LEVEL TYPES | KEYS : ACTION …`: actions that share these. LEVEL: list, read, write, tag, permit. TYPES: `-` for none;
# `all a b` where each of the types is asked for, `any a b` where one is. A key without a prefix has the service's own.
";

/// The table of a catalogue; `source` names what it was made of.
pub(super) fn text(catalogue: &Catalogue, source: &str) -> String {
    let mut out = format!("{HEAD}\n# {source}.\n{LEGEND}");
    for (prefix, service) in catalogue {
        if !service.actions.is_empty() {
            self::service(prefix, service, &mut out);
        }
    }
    out
}

fn service(prefix: &str, service: &Service, out: &mut String) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "service {prefix}");
    for (name, of) in &service.types {
        let keys = keys(prefix, &of.keys);
        let space = if keys.is_empty() { "" } else { " " };
        let _ = writeln!(out, "type {} {}{space}{keys}", word(name), arn(&of.arn));
    }
    let mut shared: BTreeMap<(Level, String, String), BTreeSet<&str>> = BTreeMap::new();
    for (name, action) in &service.actions {
        let key = (
            action.level,
            types(action, service),
            keys(prefix, &action.keys),
        );
        shared.entry(key).or_default().insert(name);
    }
    for ((level, types, keys), actions) in shared {
        let actions: Vec<&str> = actions.into_iter().collect();
        let keys = if keys.is_empty() {
            String::new()
        } else {
            format!(" {keys}")
        };
        let level = level_word(level);
        let _ = writeln!(out, "{level} {types} |{keys} : {}", actions.join(" "));
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::List => "list",
        Level::Read => "read",
        Level::Write => "write",
        Level::Tagging => "tag",
        Level::Permissions => "permit",
    }
}

/// The resource types of an action that the service describes.
fn types(action: &Action, service: &Service) -> String {
    let types: BTreeSet<String> = action
        .types
        .iter()
        .filter(|name| service.types.contains_key(*name))
        .map(|name| word(name))
        .collect();
    if types.is_empty() {
        return "-".to_owned();
    }
    let how = if action.all { "all" } else { "any" };
    let types: Vec<String> = types.into_iter().collect();
    format!("{how} {}", types.join(" "))
}

/// The keys, sorted, each once, without the prefix of the service's own.
fn keys(prefix: &str, keys: &[String]) -> String {
    let own = format!("{prefix}:");
    let keys: BTreeSet<String> = keys
        .iter()
        .map(|key| {
            let key = placeholders(key, "{}");
            key.strip_prefix(&own).map(str::to_owned).unwrap_or(key)
        })
        .filter(|key| !key.is_empty() && !key.contains(char::is_whitespace))
        .collect();
    let keys: Vec<String> = keys.into_iter().collect();
    keys.join(" ")
}

/// The name of a resource type as one word.
fn word(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join("-")
}

fn arn(form: &str) -> String {
    let form = form
        .replace("${Partition}", "{partition}")
        .replace("${Region}", "{region}")
        .replace("${Account}", "{account}");
    placeholders(&form, "{}")
}

/// The text with each `${…}` and `<…>` replaced.
fn placeholders(text: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    loop {
        let next = [("${", '}'), ("<", '>')]
            .into_iter()
            .filter_map(|(open, close)| {
                let (before, after) = rest.split_once(open)?;
                let (_, after) = after.split_once(close)?;
                Some((before, after))
            })
            .min_by_key(|(before, _)| before.len());
        let Some((before, after)) = next else {
            out.push_str(rest);
            return out;
        };
        out.push_str(before);
        out.push_str(by);
        rest = after;
    }
}
