//! What the command, the arguments and the script of a container say: places among its arguments, and what its shell does.
//!
//! Kubernetes documentation, "Define a Command and Arguments for a Container"; Tekton, "Running scripts within Steps"; Argo
//! Workflows, "Scripts And Results".

use super::ci::{self, Variables};
use super::pods::items;
use super::{Node, StageDraft, Value, arguments};

/// Programs whose arguments the reader of scripts knows better.
const KNOWN: [&str; 7] = ["aws", "gcloud", "gsutil", "az", "azcopy", "docker", "vault"];

/// Shells, whose `-c` has a script behind it.
const SHELLS: [&str; 6] = ["sh", "bash", "ash", "zsh", "dash", "ksh"];

/// So many expressions of one container are looked at.
const MOST: usize = 2_000;

/// Reads `command`, `args`, and `script` (Tekton) or `source` (Argo Workflows). `value` knows the expressions around the
/// container.
pub(super) fn of_container(
    container: &Node,
    value: &dyn Fn(&str) -> Value,
    stage: &mut StageDraft,
) {
    let texts = |member: &str| items(container, member).iter().filter_map(Node::as_str);
    let words: Vec<&str> = texts("command").chain(texts("args")).collect();
    let scripts = ["script", "source"];
    let scripts: Vec<&str> = scripts
        .iter()
        .filter_map(|it| container.text_of(it))
        .collect();
    let environment: Vec<(&str, Option<Value>)> = items(container, "env")
        .iter()
        .filter_map(|it| Some((it.text_of("name")?, it.text_of("value").map(value))))
        .collect();
    read(&words, &scripts, &environment, value, stage);
}

/// Reads the words of a command.
pub(super) fn of_words(words: &[&str], value: &dyn Fn(&str) -> Value, stage: &mut StageDraft) {
    read(words, &[], &[], value, stage);
}

/// Reads a script of a shell.
pub(super) fn of_script(script: &str, value: &dyn Fn(&str) -> Value, stage: &mut StageDraft) {
    read(&[], &[script], &[], value, stage);
}

fn read(
    words: &[&str],
    scripts: &[&str],
    environment: &[(&str, Option<Value>)],
    value: &dyn Fn(&str) -> Value,
    stage: &mut StageDraft,
) {
    let mut expressions = Expressions::default();
    let mut named = |texts: &[&str]| -> Vec<String> {
        let texts = texts.iter().map(|it| expressions.named(it, value));
        texts.collect()
    };
    let (words, scripts) = (named(words), named(scripts));
    if expressions.cut {
        let open = Value::unresolved("what a command with so many expressions does further on");
        stage.unresolved("command", "data", &open);
    }
    let mut variables = Variables::default();
    for (name, known) in &expressions.found {
        set(&mut variables, name, Some(known));
    }
    for (name, known) in environment {
        set(&mut variables, name, known.as_ref());
    }
    for script in &scripts {
        ci::read_script(stage, script, &variables);
    }
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let program = words
        .first()
        .and_then(|it| it.rsplit('/').next())
        .unwrap_or_default();
    if SHELLS.contains(&program) {
        // `bash -ec SCRIPT`, `sh -c SCRIPT NAME ARGUMENT…`.
        let is_flag = |it: &&str| it.starts_with('-') && !it.starts_with("--") && it.ends_with('c');
        let flag = words.iter().position(is_flag);
        if let Some(script) = flag.and_then(|it| words.get(it.saturating_add(1))) {
            ci::read_script(stage, script, &variables);
        }
    } else if KNOWN.contains(&program) {
        ci::read_script(stage, &quoted(&words), &variables);
    } else {
        arguments::values(&words, &|text| variables.value(text), stage);
    }
}

fn set<'n>(variables: &mut Variables<'n>, name: &'n str, value: Option<&'n Value>) {
    let known = value.and_then(Value::known);
    match value.is_some_and(|it| !it.parameters().is_empty()) {
        true => variables.parameter(name, known),
        false => variables.set(name, known),
    }
}

/// Words as one command of a shell, which takes them apart again.
fn quoted(words: &[&str]) -> String {
    let quote = |it: &&str| format!("\"{}\"", it.replace(['"', '\\', '`'], ""));
    words.iter().map(quote).collect::<Vec<_>>().join(" ")
}

/// Expressions in texts, each under the name of a variable that stands for it.
#[derive(Default)]
struct Expressions {
    found: Vec<(String, Value)>,
    /// Whether there are more than are looked at.
    cut: bool,
}

impl Expressions {
    /// The text with `${NAME}` where an expression of the language around it stands: `{{…}}`, and `$(params.…)` and its like,
    /// which no command of a shell looks like.
    fn named(&mut self, text: &str, value: &dyn Fn(&str) -> Value) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, expression, after)) = next(rest) {
            out.push_str(before);
            let known = value(expression);
            // Where the language around it has no such expressions, it stands for itself.
            let known = match known.known() == Some(expression) {
                true => Value::unresolved(expression),
                false => known,
            };
            if self.found.len() >= MOST {
                self.cut = true;
                return out;
            }
            let inner: String = expression
                .chars()
                .filter(|it| it.is_ascii_alphanumeric() || matches!(it, '.' | '_' | '-'))
                .collect();
            let name = match inner.starts_with(|it: char| it.is_ascii_alphabetic()) {
                true => inner,
                false => format!("expression.{inner}"),
            };
            out.push_str(&format!("${{{name}}}"));
            if !self.found.iter().any(|(it, _)| *it == name) {
                self.found.push((name, known));
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }
}

/// The next expression: what stands before it, itself with its marks, what stands after it.
fn next(text: &str) -> Option<(&str, &str, &str)> {
    const NAMES: [&str; 8] = [
        "params",
        "inputs",
        "tasks",
        "workspaces",
        "context",
        "results",
        "steps",
        "tt.",
    ];
    let mut from = 0;
    loop {
        let open = text.get(from..)?.find(['{', '$'])?.checked_add(from)?;
        let rest = text.get(open..)?;
        let end = if rest.starts_with("{{") {
            rest.find("}}").map(|it| it.saturating_add(2))
        } else if let Some(inner) = rest.strip_prefix("$(") {
            let end = inner
                .find(')')
                .filter(|_| NAMES.iter().any(|it| inner.starts_with(it)));
            let is_name = |it: &usize| {
                inner
                    .get(..*it)
                    .is_some_and(|it| !it.contains([' ', '$', '\n']))
            };
            end.filter(is_name).map(|it| it.saturating_add(3))
        } else {
            None
        };
        match end {
            Some(end) => {
                let close = open.checked_add(end)?;
                return Some((
                    text.get(..open)?,
                    text.get(open..close)?,
                    text.get(close..)?,
                ));
            }
            None => from = open.checked_add(1)?,
        }
    }
}
