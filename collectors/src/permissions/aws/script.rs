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
        // The shell wants something in a function.
        let _ = write!(out, "\n{name}() {{\n  :\n");
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
    let flags = flags(operation);
    match operation.argument {
        Argument::None | Argument::Account { .. } => {
            let _ = writeln!(out, "  alone {service} {command}{options}");
            return;
        }
        Argument::OneOf { values, .. } => {
            let lines: String = values.iter().map(|it| format!(" {}", quote(it))).collect();
            let _ = writeln!(out, "  printf '%s\\n'{lines} >\"$work/next\"");
        }
        Argument::Each { of, .. } => {
            let _ = writeln!(out, "  : >\"$work/next\"");
            for (parent, path) in of.iter().filter(|(parent, _)| *parent != operation.name) {
                write_values(out, all, parent, ("lines", format!("[{path}][]")), numbers);
            }
        }
        Argument::Under { of, .. } => {
            let _ = writeln!(out, "  : >\"$work/next\"");
            let (parent, path) = of;
            write_values(out, all, parent, ("under", format!("[{path}][]")), numbers);
        }
        Argument::Pairs { of, .. } => {
            let (parent, path, fields) = of;
            let query = format!("[{path}][].[{},{}]", fields.0, fields.1);
            let _ = writeln!(out, "  : >\"$work/next\"");
            write_values(out, all, parent, ("pairs", query), numbers);
        }
    }
    let _ = writeln!(out, "  each {service} {command} {flags}{options}");
    if let Argument::Each { of, .. } = operation.argument {
        for (_, path) in of.iter().filter(|(parent, _)| *parent == operation.name) {
            // What it answers is what it is asked about next, until there is no more.
            let query = quote(&format!("[{path}][]"));
            let _ = writeln!(
                out,
                "  while deeper {service} {command} {flags} lines {query}{options}; do"
            );
            let _ = writeln!(out, "    each {service} {command} {flags}{options}\n  done");
        }
    }
}

/// Adds what the answers of `parent` hold to the list of what is asked about next. `how` tells what a line of the
/// AWS CLI's text is (see `held` in the script), and the query prints it.
fn write_values(
    out: &mut String,
    all: &[Operation],
    parent: &str,
    (how, query): (&'static str, String),
    numbers: &mut Numbers,
) {
    for it in all.iter().filter(|it| it.name == parent) {
        let (service, command) = it.cli;
        let shown = quote(&query);
        let next = numbers.len();
        let number = *numbers
            .entry((service, command, format!("{how} {query}")))
            .or_insert(next);
        let (flags, options) = (flags(it), options(it));
        let _ = writeln!(
            out,
            "  values {number} {service} {command} {flags} {how} {shown}{options}"
        );
    }
}

/// The options that carry the argument, as one word of the shell. Each takes one of its words, the last one the rest.
fn flags(operation: &Operation) -> String {
    match operation.argument {
        Argument::None | Argument::Account { .. } => "''".to_owned(),
        Argument::OneOf { flag, .. } | Argument::Each { flag, .. } => flag.to_owned(),
        Argument::Pairs { flags, .. } => quote(&format!("{} {}", flags.0, flags.1)),
        Argument::Under { flags, .. } => quote(&flags.join(" ")),
    }
}

/// The fixed options of an operation and the account's, each with a space before it.
fn options(operation: &Operation) -> String {
    let account = match operation.argument {
        Argument::Account { flag, .. } => format!(" {flag}=\"$account\""),
        _ => String::new(),
    };
    let options = operation.options.iter();
    options.fold(account, |out, (flag, value)| {
        format!("{out} {flag} {}", quote(value))
    })
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
