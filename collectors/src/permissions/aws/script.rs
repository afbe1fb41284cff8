//! The shell script that fills a folder for `import aws-cli` with the plain AWS CLI.
//!
//! POSIX `sh` with the tools that come with it, and `mktemp`. What other answers tell to ask about is read with
//! the CLI's own `--query`, so that nothing else needs to be installed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::aws::{Argument, Operation, Place, Service};

const HEAD: &str = include_str!("script/head.sh");
const TAIL: &str = include_str!("script/tail.sh");

/// The script for the operations of the services. It only reads.
#[must_use]
pub fn aws_script(services: &[&dyn Service]) -> String {
    let mut out = HEAD.to_owned();
    let mut numbers = Numbers::new();
    for (name, regional) in [("once", false), ("in_region", true)] {
        let _ = write!(out, "\n{name}() {{\n");
        for service in services {
            let operations = service.operations();
            let wanted = |it: &Operation| (it.place == Place::Regional) == regional;
            if !operations.iter().any(wanted) {
                continue;
            }
            let _ = writeln!(out, "  say '{}'", service.name());
            for operation in operations.iter().filter(|it| wanted(it)) {
                write_operation(&mut out, operation, operations, &mut numbers);
            }
        }
        out.push_str("}\n");
    }
    out.push_str(TAIL);
    out
}

/// Numbers what the script reads out of answers, so that it reads each only once.
type Numbers = BTreeMap<(&'static str, &'static str, String), usize>;

fn write_operation(
    out: &mut String,
    operation: &Operation,
    all: &[Operation],
    numbers: &mut Numbers,
) {
    let (service, command) = operation.cli;
    let options = options(operation);
    match operation.argument {
        Argument::None => {
            let _ = writeln!(out, "  alone {service} {command}{options}");
        }
        Argument::Account { flag, .. } => {
            let _ = writeln!(
                out,
                "  alone {service} {command} {flag}=\"$account\"{options}"
            );
        }
        Argument::OneOf { flag, values, .. } => {
            let lines: String = values.iter().map(|it| format!(" {}", quote(it))).collect();
            let _ = writeln!(out, "  printf '%s\\n'{lines} >\"$work/next\"");
            let _ = writeln!(out, "  each {service} {command} {flag}{options}");
        }
        Argument::Each { flag, of, .. } => {
            let _ = writeln!(out, "  : >\"$work/next\"");
            for (parent, path) in of.iter().filter(|(parent, _)| *parent != operation.name) {
                write_values(out, all, parent, format!("[{path}][]"), numbers);
            }
            let _ = writeln!(out, "  lines");
            let _ = writeln!(out, "  each {service} {command} {flag}{options}");
            for (_, path) in of.iter().filter(|(parent, _)| *parent == operation.name) {
                // What it answers is what it is asked about next, until there is no more.
                let query = quote(&format!("[{path}][]"));
                let _ = writeln!(
                    out,
                    "  while deeper {service} {command} {flag} {query}{options}; do"
                );
                let _ = writeln!(out, "    each {service} {command} {flag}{options}\n  done");
            }
        }
        // No operation has one yet.
        Argument::Under { .. } => {}
        Argument::Pairs { flags, of, .. } => {
            let (parent, path, fields) = of;
            let query = format!("[{path}][].[{},{}]", fields.0, fields.1);
            let _ = writeln!(out, "  : >\"$work/next\"");
            write_values(out, all, parent, query, numbers);
            let (one, other) = flags;
            let _ = writeln!(out, "  pairs {service} {command} {one} {other}{options}");
        }
    }
}

/// Adds what the answers of `parent` hold to the list of what is asked about next.
fn write_values(
    out: &mut String,
    all: &[Operation],
    parent: &str,
    query: String,
    numbers: &mut Numbers,
) {
    for it in all.iter().filter(|it| it.name == parent) {
        let (service, command) = it.cli;
        let flag = match it.argument {
            Argument::OneOf { flag, .. } | Argument::Each { flag, .. } => flag,
            Argument::None
            | Argument::Account { .. }
            | Argument::Pairs { .. }
            | Argument::Under { .. } => "-",
        };
        let shown = quote(&query);
        let next = numbers.len();
        let number = *numbers
            .entry((service, command, query.clone()))
            .or_insert(next);
        let options = options(it);
        let _ = writeln!(
            out,
            "  values {number} {service} {command} {flag} {shown}{options}"
        );
    }
}

/// The fixed options of an operation, each with a space before it.
fn options(operation: &Operation) -> String {
    let options = operation.options.iter();
    options
        .map(|(flag, value)| format!(" {flag} {}", quote(value)))
        .collect()
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
