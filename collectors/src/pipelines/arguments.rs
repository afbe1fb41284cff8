//! Places among the arguments of a command: `--train s3://…`.

use std::collections::BTreeMap;

use super::kfp::parameters_of;
use super::{Node, StageDraft, Value};

/// `--data=gs://…`, or `--data` and the place behind it.
pub(super) fn read(arguments: &[Node], stage: &mut StageDraft) {
    let texts: Vec<&str> = arguments.iter().filter_map(Node::as_str).collect();
    words(&texts, stage);
}

/// The same, of words.
pub(super) fn words(arguments: &[&str], stage: &mut StageDraft) {
    let mut named = BTreeMap::new();
    let mut before = "";
    for argument in arguments {
        match argument.split_once('=') {
            Some((name, value)) => {
                named.insert(
                    name.trim_start_matches('-').to_owned(),
                    Value::literal(value),
                );
            }
            None if before.starts_with('-') => {
                named.insert(
                    before.trim_start_matches('-').to_owned(),
                    Value::literal(*argument),
                );
            }
            None => {}
        }
        before = argument;
    }
    parameters_of(&named, stage);
}
