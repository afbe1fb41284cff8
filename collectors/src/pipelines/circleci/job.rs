//! What a job of CircleCI runs: its executor, its steps, commands and orbs.

use super::super::ci::{self, Variables, used};
use super::super::template::{self, Marks};
use super::super::{Node, Output, StageDraft, Value};
use super::open;
use crate::facts::LineageKind;

const EXPRESSIONS: [Marks; 1] = [Marks {
    open: "<<",
    close: ">>",
}];

/// How deep commands use each other.
const DEEPEST: usize = 6;
/// The most steps of a job.
const MOST_STEPS: usize = 2_000;

/// The definitions of a file.
pub(super) struct Config<'n> {
    root: &'n Node,
    /// How the ids of its project begin.
    prefix: String,
}

/// Where parameters have their values: what is given, and what is declared, the innermost first.
type Given<'n> = [(Option<&'n Node>, Option<&'n Node>)];

/// What the steps of a job come to.
struct Run<'n> {
    text: String,
    orbs: Vec<(&'n str, Option<&'n Node>)>,
    steps: usize,
    checks_out: bool,
}

impl<'n> Config<'n> {
    pub(super) fn new(root: &'n Node, prefix: String) -> Self {
        Self { root, prefix }
    }

    pub(super) fn job_named(&self, name: &str) -> Option<&'n Node> {
        self.root.get("jobs")?.get(name)
    }

    pub(super) fn is_approval(&self, name: &str) -> bool {
        self.job_named(name).and_then(|it| it.text_of("type")) == Some("approval")
    }

    /// A text with the values of its parameters: what is given, else their defaults.
    pub(super) fn value(&self, text: &str, given: &Given<'n>) -> Value {
        template::value(text, &EXPRESSIONS, &mut |expression| {
            if let Some(name) = expression.strip_prefix("parameters.") {
                for (values, declared) in given {
                    if let Some(value) = values.and_then(|it| it.text_of(name)) {
                        return match value.contains("<<") {
                            true => Value::unresolved(text),
                            false => Value::literal(value),
                        };
                    }
                    let default =
                        declared.and_then(|it| it.get("parameters")?.get(name)?.text_of("default"));
                    if let Some(default) = default {
                        return Value::parameter(name, Some(default.to_owned()));
                    }
                }
            }
            if let Some(name) = expression.strip_prefix("pipeline.parameters.") {
                let default = self
                    .root
                    .at(&["parameters", name])
                    .and_then(|it| it.text_of("default"));
                if let Some(default) = default {
                    return Value::parameter(name, Some(default.to_owned()));
                }
            }
            Value::unresolved(text)
        })
    }

    pub(super) fn job(
        &self,
        name: &'n str,
        job: &'n Node,
        options: Option<&'n Node>,
        contexts: &[&str],
        stage: &mut StageDraft,
        output: &Output<'_>,
    ) {
        let given = [(options, Some(job))];
        let mut variables = Variables::default();
        let executor = job.get("executor");
        let named = executor.and_then(|it| it.as_str().or_else(|| it.text_of("name")));
        let executor = named.and_then(|it| self.root.get("executors")?.get(it));
        let layers = || executor.into_iter().chain([job]);
        for (variable, value) in layers()
            .filter_map(|it| it.get("environment"))
            .flat_map(Node::entries)
        {
            if let Some(variable) = variable.as_str() {
                variables.set(variable, value.as_str());
                stage.variable(variable, value.as_str().filter(|it| !it.contains("<<")));
            }
        }
        let mut run = Run {
            text: String::new(),
            orbs: Vec::new(),
            steps: 0,
            checks_out: false,
        };
        let around = |name: &str| options.and_then(|it| it.get(name));
        let lists = [around("pre-steps"), job.get("steps"), around("post-steps")];
        for list in lists.into_iter().flatten() {
            self.steps(list, &given, DEEPEST, &mut run, stage);
        }
        ci::repository_code(stage, output, run.checks_out);
        ci::read_script(stage, &run.text, &variables);
        for (orb, parameters) in &run.orbs {
            self.of_orb(orb, *parameters, stage);
        }
        if let Some(orb) = named.filter(|it| executor.is_none() && it.contains('/')) {
            self.of_orb(orb, None, stage);
        }
        for layer in layers() {
            self.machine(layer, &given, &variables, &mut run.text, stage);
        }
        self.taken_from_outside(&run.text, &variables, contexts, stage);
        stage.attribute("job", name);
    }

    fn steps(
        &self,
        list: &'n Node,
        given: &Given<'n>,
        depth: usize,
        run: &mut Run<'n>,
        stage: &mut StageDraft,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        for step in list.items() {
            run.steps += 1;
            if run.steps > MOST_STEPS {
                return;
            }
            let (name, content) = super::key_of(step);
            match name {
                "checkout" => run.checks_out = true,
                "run" => {
                    let command =
                        content.and_then(|it| it.as_str().or_else(|| it.text_of("command")));
                    if let Some(command) = command {
                        let value = self.value(command, given);
                        // What is only known at run time is looked through as it is written.
                        run.text.push_str(value.known().unwrap_or(command));
                        run.text.push('\n');
                    }
                    for (variable, value) in content
                        .and_then(|it| it.get("environment"))
                        .into_iter()
                        .flat_map(Node::entries)
                    {
                        if let Some(variable) = variable.as_str() {
                            stage
                                .variable(variable, value.as_str().filter(|it| !it.contains("<<")));
                        }
                    }
                }
                "when" | "unless" => {
                    if let Some(inner) = content.and_then(|it| it.get("steps")) {
                        self.steps(inner, given, depth, run, stage);
                    }
                }
                _ if name.contains('/') => run.orbs.push((name, content)),
                _ => {
                    let command = self.root.get("commands").and_then(|it| it.get(name));
                    let list = command.and_then(|it| it.get("steps"));
                    if let Some(list) = list.filter(|_| run.text.len() < 4 << 20) {
                        let outer = given.first().copied().unwrap_or_default();
                        self.steps(list, &[(content, command), outer], depth, run, stage);
                    }
                }
            }
        }
    }

    /// A job or step of an orb: code of somebody else. Its parameters may name a role.
    pub(super) fn of_orb(&self, used: &str, parameters: Option<&Node>, stage: &mut StageDraft) {
        let alias = used.split('/').next().unwrap_or(used);
        let orb = self.root.get("orbs").and_then(|it| it.get(alias));
        match orb.and_then(Node::as_str) {
            Some(reference) => {
                let (name, version) = reference.split_once('@').unwrap_or((reference, "volatile"));
                let id = format!("circleci:orbs/{name}");
                // A version in full never changes; part of one, `volatile` and `dev:` do ("Orbs concepts").
                let parts: Vec<&str> = version.split('.').collect();
                let whole = parts.len() == 3 && parts.iter().all(|it| it.parse::<u32>().is_ok());
                let pinned = whole.then(|| version.to_owned());
                stage.reads_pinned_asset(LineageKind::Code, "circleci:orb", &id, pinned);
            }
            None if orb.is_some() => {}
            None => {
                stage.unresolved(&format!("orbs.{used}"), "code", &open(used));
            }
        }
        for (name, value) in parameters.into_iter().flat_map(Node::entries) {
            let (Some(name), Some(text)) = (name.as_str(), value.as_str()) else {
                continue;
            };
            if matches!(name, "role_arn" | "role-arn" | "aws_role_arn") {
                let value = match text.contains("<<") || text.contains('$') {
                    true => open(text),
                    false => Value::literal(text),
                };
                stage.runs_as("oidc", &value, str::to_owned);
            }
        }
    }

    /// Images, with what they are pulled with, and the machine.
    fn machine(
        &self,
        layer: &'n Node,
        given: &Given<'n>,
        variables: &Variables<'_>,
        text: &mut String,
        stage: &mut StageDraft,
    ) {
        for docker in layer.get("docker").map_or(&[][..], Node::items) {
            if let Some(image) = docker.text_of("image") {
                let value = self.value(image, given);
                let known = value.known().map(str::to_owned);
                let value = match known {
                    Some(known) if value.parameters().is_empty() => variables.value(&known),
                    _ => value,
                };
                stage.image("image", &value);
            }
            for part in ["auth", "aws_auth"] {
                for (_, value) in docker.get(part).into_iter().flat_map(Node::entries) {
                    if let Some(value) = value.as_str().filter(|it| it.starts_with('$')) {
                        text.push_str(&format!(": {value}\n"));
                    }
                }
            }
        }
        if let Some(class) = layer.text_of("resource_class") {
            let value = self.value(class, given);
            stage.attribute("resource_class", value.known().unwrap_or(class));
            // Runners of one's own have a class `NAMESPACE/NAME`.
            if value.known().is_none_or(|it| it.contains('/')) {
                stage.attribute("self_hosted", true);
                let host = open(&format!("the host of a runner of the class {class}"));
                stage.runs_as("runner", &host, str::to_owned);
            }
        }
    }

    fn taken_from_outside(
        &self,
        text: &str,
        variables: &Variables<'_>,
        contexts: &[&str],
        stage: &mut StageDraft,
    ) {
        let why = match contexts.is_empty() {
            true => "it is set nowhere in the file: it is taken for a variable of the project",
            false => {
                "it is set nowhere in the file: it is taken for a variable of the project or of a context"
            }
        };
        let names = used(text).into_iter().filter(|name| {
            !name.starts_with("CIRCLE_")
                && *name != "CI"
                && *name != "BASH_ENV"
                && !variables.has(name)
        });
        for name in names.take(ci::MOST_VARIABLES) {
            let id = format!("{}/variables/{name}", self.prefix);
            stage.secret(
                "variable",
                name,
                &id,
                "circleci:variable",
                Some(why.to_owned()),
            );
        }
    }
}
