//! Places among the arguments of a command: `--train s3://…`.

use std::collections::BTreeMap;

use super::kfp::parameters_of;
use super::place::{Grain, Place};
use super::{Node, StageDraft, Value};
use crate::facts::LineageKind;

/// `--data=gs://…`, or `--data` and the place behind it.
pub(super) fn read(arguments: &[Node], stage: &mut StageDraft) {
    let texts: Vec<&str> = arguments.iter().filter_map(Node::as_str).collect();
    words(&texts, stage);
}

/// The same, of words.
pub(super) fn words(arguments: &[&str], stage: &mut StageDraft) {
    values(arguments, &|text| Value::literal(text), stage);
}

/// The same, of words with variables in them. A place that no name says the use of may be read.
pub(super) fn values(arguments: &[&str], value: &dyn Fn(&str) -> Value, stage: &mut StageDraft) {
    let mut named = BTreeMap::new();
    let mut before = "";
    for argument in arguments {
        let parts = argument.split_once('=').filter(|(name, _)| is_name(name));
        match parts {
            Some((name, text)) => {
                named.insert(name.trim_start_matches('-').to_owned(), value(text));
            }
            None if before.starts_with('-') => {
                let name = before.trim_start_matches('-').to_owned();
                named.insert(name, value(argument));
            }
            None => bare(&value(argument), stage),
        }
        before = argument;
    }
    parameters_of(&named, stage);
}

fn is_name(text: &str) -> bool {
    let name = text.trim_start_matches('-');
    !name.is_empty()
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
}

/// A place that stands alone.
fn bare(value: &Value, stage: &mut StageDraft) {
    let begins = value.begins();
    let is_web = begins.starts_with("http");
    if !begins.contains("://") || is_web || begins.contains(char::is_whitespace) {
        return;
    }
    if value
        .known()
        .is_some_and(|it| Place::of_uri(it, Grain::Guess).is_none())
    {
        return;
    }
    let value = match value.known() {
        Some(known) => Value::parameter("argument", Some(known.to_owned())),
        None => value.clone(),
    };
    stage.reads(LineageKind::Data, "argument", &value, Grain::Guess);
}
