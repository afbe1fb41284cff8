//! What the names in expressions stand for where that is written in the file.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::expression;
use super::outputs::Outputs;
use crate::pipelines::Node;
use crate::pipelines::ci::MOST_VARIABLES;
use crate::pipelines::file::Repository;
use crate::pipelines::template::{self, Marks};
use crate::pipelines::value::Value;

/// Variables may be made of variables of the level above: so often is one followed.
const DEEPEST: usize = 4;

/// The longest text of a variable that is put in the place of its name.
const LONGEST: usize = 4096;

/// The variables of one `env`: by their names in lower case, and in their order.
#[derive(Debug)]
struct Level<'a> {
    named: HashMap<String, &'a Node>,
    all: Vec<(&'a str, Option<&'a str>)>,
}

/// The names that a job or step sees.
#[derive(Debug, Clone)]
pub(super) struct Names<'a> {
    repository: &'a Repository,
    /// `env` of the workflow, the job and the step, the innermost last.
    env: Vec<Rc<Level<'a>>>,
    /// Inputs of the workflow or action, with their defaults.
    inputs: Rc<BTreeMap<String, Option<String>>>,
    /// The values of the matrix.
    matrix: Rc<BTreeMap<String, Vec<String>>>,
    /// What the steps of the job hand on.
    steps: Rc<Outputs>,
    /// What the jobs of the workflow hand on.
    needs: Rc<Outputs>,
    depth: usize,
}

impl<'a> Names<'a> {
    /// The names of a file of this repository.
    pub(super) fn new(repository: &'a Repository) -> Self {
        Self {
            repository,
            env: Vec::new(),
            inputs: Rc::default(),
            matrix: Rc::default(),
            steps: Rc::default(),
            needs: Rc::default(),
            depth: 0,
        }
    }

    /// Inputs: a map from the name to what it is, with a `default`.
    pub(super) fn inputs(&mut self, inputs: Option<&Node>) {
        let known = Rc::make_mut(&mut self.inputs);
        for (name, about) in inputs.map_or(&[][..], Node::entries) {
            if let Some(name) = name.as_str() {
                let default = about.text_of("default").map(str::to_owned);
                // Inputs of a call and of a person have the same names, often the same defaults.
                let had = known.entry(name.to_ascii_lowercase()).or_default();
                *had = had.take().or(default);
            }
        }
    }

    /// The same names with what the steps of a job hand on.
    pub(super) fn with_steps(&self, steps: Outputs) -> Self {
        let mut names = self.clone();
        names.steps = Rc::new(steps);
        names
    }

    /// The same names with what the jobs of the workflow hand on.
    pub(super) fn with_needs(&self, needs: Outputs) -> Self {
        let mut names = self.clone();
        names.needs = Rc::new(needs);
        names
    }

    /// What a step or a job hands on, as far as it is known before it runs.
    fn handed(&self, known: &Outputs, name: &str, raw: &str) -> Value {
        match known.get(name) {
            Some(Some(text)) => self.value_once(text),
            _ => Value::unresolved(&format!("${{{{ {raw} }}}}")),
        }
    }

    /// The same names with those of one more `env`.
    pub(super) fn with_env(&self, env: Option<&'a Node>) -> Self {
        let mut names = self.clone();
        if let Some(env) = env {
            let all = env.entries().iter();
            let all: Vec<_> = all
                .filter_map(|(name, value)| Some((name.as_str()?, value)))
                .collect();
            names.env.push(Rc::new(Level {
                named: all
                    .iter()
                    .map(|(name, value)| (name.to_ascii_lowercase(), *value))
                    .collect(),
                all: all
                    .into_iter()
                    .map(|(name, value)| (name, value.as_str()))
                    .collect(),
            }));
        }
        names
    }

    /// Takes the matrix of a job ("Running variations of jobs in a workflow").
    pub(super) fn matrix(&mut self, matrix: Option<&Node>) {
        let entries = matrix.map_or(&[][..], Node::entries);
        let matrix = Rc::make_mut(&mut self.matrix);
        for (name, values) in entries {
            let Some(name) = name.as_str() else { continue };
            if name == "exclude" {
                continue;
            }
            if name == "include" {
                for (name, value) in values.items().iter().flat_map(Node::entries) {
                    if let (Some(name), Some(value)) = (name.as_str(), value.as_str()) {
                        let all = matrix.entry(name.to_ascii_lowercase()).or_default();
                        all.push(value.to_owned());
                    }
                }
                continue;
            }
            let all = matrix.entry(name.to_ascii_lowercase()).or_default();
            let each = values.items().iter().flat_map(Node::one_or_many);
            all.extend(each.filter_map(Node::as_str).map(str::to_owned));
        }
    }

    /// Every value of a name of the matrix, if that is all that a text is.
    pub(super) fn of_matrix(&self, text: &str) -> Option<&[String]> {
        let inside = text.trim().strip_prefix("${{")?.strip_suffix("}}")?;
        let name = inside.trim().strip_prefix("matrix.")?.to_ascii_lowercase();
        self.matrix.get(&name).map(Vec::as_slice)
    }

    /// The text of a variable, as it is written. A long one is none that is looked into.
    pub(super) fn env(&self, name: &str) -> Option<&'a str> {
        let name = name.to_ascii_lowercase();
        let level = self.env.iter().rev().find_map(|it| it.named.get(&name))?;
        level.as_str().filter(|it| it.len() <= LONGEST)
    }

    /// Every variable, those of the outermost level first, as many as are told.
    pub(super) fn variables(&self) -> impl Iterator<Item = (&'a str, Option<&'a str>)> {
        let all = self.env.iter().flat_map(|it| it.all.iter().copied());
        all.take(MOST_VARIABLES)
    }

    /// The value of a text with expressions in it.
    pub(super) fn value(&self, text: &str) -> Value {
        expression::value(text, self)
    }

    /// The value of a context, given in lower case with dots and as it is written.
    pub(super) fn of(&self, pattern: &str, raw: &str) -> Value {
        let unresolved = || Value::unresolved(&format!("${{{{ {raw} }}}}"));
        let (head, tail) = pattern.split_once('.').unwrap_or((pattern, ""));
        match (head, tail) {
            ("env", name) if self.depth < DEEPEST => match self.env(name) {
                Some(text) => Self {
                    depth: self.depth + 1,
                    ..self.clone()
                }
                .value(text),
                None => unresolved(),
            },
            ("inputs", name) => self.input(name, raw),
            ("steps", name) => self.handed(&self.steps, name, raw),
            ("needs", name) => self.handed(&self.needs, name, raw),
            ("matrix", name) => match self.matrix.get(name).map(Vec::as_slice) {
                Some([one]) => self.value_once(one),
                _ => unresolved(),
            },
            ("github", "repository") if !self.repository.host.is_empty() => {
                Value::literal(&*self.repository.path)
            }
            ("github", "repository_owner") if !self.repository.host.is_empty() => {
                let owner = self.repository.path.split('/').next();
                Value::literal(owner.unwrap_or_default())
            }
            ("github", "event.repository.name") if !self.repository.host.is_empty() => {
                let name = self.repository.path.rsplit('/').next();
                Value::literal(name.unwrap_or_default())
            }
            ("github", tail) => match tail.strip_prefix("event.inputs.") {
                Some(name) => self.input(name, raw),
                None => unresolved(),
            },
            _ => unresolved(),
        }
    }

    fn value_once(&self, text: &str) -> Value {
        match self.depth < DEEPEST {
            true => Self {
                depth: self.depth + 1,
                ..self.clone()
            }
            .value(text),
            false => Value::unresolved(text),
        }
    }

    fn input(&self, name: &str, raw: &str) -> Value {
        match self.inputs.get(name) {
            Some(Some(default)) => Value::parameter(raw, Some(default.clone())),
            _ => Value::unresolved(&format!("${{{{ {raw} }}}}")),
        }
    }

    /// A word of a shell script: expressions, and variables that the file sets.
    pub(super) fn shell(&self, word: &str) -> Value {
        const SHELL: &[Marks] = &[Marks {
            open: "${",
            close: "}",
        }];
        let outer = self.value(word);
        let Some(text) = outer.known() else {
            return outer;
        };
        if !text.contains('$') {
            return outer;
        }
        let braced = braced(text);
        template::value(&braced, SHELL, &mut |name| match self.env(name) {
            Some(text) if self.depth < DEEPEST => self.value_once(text),
            _ => Value::unresolved(&format!("${name}")),
        })
    }
}

/// `$NAME` as `${NAME}`.
fn braced(text: &str) -> String {
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        made.push_str(before);
        made.push('$');
        let end = after
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(after.len());
        let (name, tail) = after.split_at(end);
        match name.is_empty() {
            true => rest = tail,
            false => {
                made.push('{');
                made.push_str(name);
                made.push('}');
                rest = tail;
            }
        }
    }
    made.push_str(rest);
    made
}
