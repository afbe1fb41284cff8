//! A command step, and one that starts another pipeline.

use super::super::ci::{self, used};
use super::super::{Node, Output, PipelineDraft, StageDraft, Value};
use super::{Reader, plugins};
use crate::facts::{IdentityToken, LineageKind};
use crate::redact::free_text;

/// What is a secret of a cluster.
const SECRET: &str = "buildkite:secret";

/// As many steps before one are told.
const MOST_BEFORE: usize = 100;

impl<'n> Reader<'n> {
    pub(super) fn step(
        &mut self,
        step: &'n Node,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let text = |names: &[&str]| names.iter().find_map(|it| step.text_of(it));
        let triggers = step.text_of("trigger");
        let key = text(&["key", "id", "identifier"]);
        let label = text(&["label", "name"]);
        let first = command(step).next();
        let name = key.or(label).or(triggers).or(first).unwrap_or("step");
        let name: String = name
            .lines()
            .next()
            .unwrap_or(name)
            .chars()
            .take(120)
            .collect();
        let kind = match triggers {
            Some(_) => "trigger",
            None => ci::stage_kind(&[&name, label.unwrap_or_default()]),
        };
        let mut stage = pipeline.stage(&name, kind, step);
        // Of two of one name, the second is told apart by its place.
        let taken = pipeline.stages().iter().any(|it| it.id == stage.id());
        let own = match taken {
            true => format!("{name}@{}", step.place()),
            false => name,
        };
        self.order(step, &mut stage);
        if let Some(label) = label {
            stage.attribute("label", free_text(label).into_owned());
        }
        match triggers {
            Some(slug) => {
                stage.attribute("downstream", free_text(slug).into_owned());
                ci::repository_code(&mut stage, output, false);
            }
            None => self.commands(step, key, &mut stage, output),
        }
        pipeline.add(stage);
        self.key(step, Some(own.clone()), false);
        self.since.push(own);
    }

    /// What must end before it, and whether a person stands before it.
    fn order(&self, step: &Node, stage: &mut StageDraft) {
        let Some(named) = step.get("depends_on") else {
            for before in self.before.iter().take(MOST_BEFORE) {
                stage.after(before);
            }
            if let Some(why) = &self.waits {
                stage.gate("approval", why.as_str());
            }
            return;
        };
        for one in named.one_or_many().iter().take(MOST_BEFORE) {
            let Some(key) = one.as_str().or_else(|| one.text_of("step")) else {
                continue;
            };
            let found = self.keys.iter().rev().find(|(own, ..)| *own == key);
            match found {
                Some((_, Some(name), _)) => stage.after(name),
                Some((_, None, true)) => {
                    stage.gate("approval", format!("somebody unblocks {key}"));
                }
                Some((_, None, false)) => {}
                // A step that comes later in the file.
                None => stage.after(key),
            }
        }
    }

    fn commands(
        &self,
        step: &'n Node,
        key: Option<&str>,
        stage: &mut StageDraft,
        output: &mut Output<'_>,
    ) {
        let mut variables = self.variables.clone();
        let levels = [self.root.get("env"), step.get("env")];
        for (name, value) in levels.into_iter().flatten().flat_map(Node::entries) {
            if let Some(name) = name.as_str() {
                variables.set(name, value.as_str());
                let text = value.as_str().filter(|it| !it.contains('$'));
                stage.variable(name, text);
            }
        }
        let checkout = step.get("checkout").or_else(|| self.root.get("checkout"));
        let skips = checkout
            .and_then(|it| it.get("skip"))
            .and_then(Node::as_bool);
        ci::repository_code(stage, output, skips != Some(true));
        let mut text = String::new();
        for line in command(step) {
            // `$$NAME` is `$NAME` when the step runs; `$NAME` is put in when the pipeline is uploaded.
            text.push_str(&line.replace("$$", "$"));
            text.push('\n');
        }
        ci::read_script(stage, &text, &variables);
        self.uploads(&text, stage, output);
        let secrets = step
            .get("secrets")
            .into_iter()
            .chain(self.root.get("secrets"));
        for secret in secrets {
            given(secret, stage);
        }
        let image = step.get("image").or_else(|| self.root.get("image"));
        if let Some(image) = image.and_then(Node::as_str) {
            stage.image("image", &variables.value(image));
        }
        let mut audiences = Vec::new();
        let listed = step.get("plugins").map_or(&[][..], Node::one_or_many);
        plugins::read(listed, &variables, &mut audiences, &mut text, stage);
        if !audiences.is_empty() {
            stage.attribute("audiences", audiences);
        }
        let names = used(&text)
            .into_iter()
            .filter(|name| !name.starts_with("BUILDKITE") && *name != "CI" && !variables.has(name));
        let given: Vec<String> = stage
            .fact()
            .secrets
            .iter()
            .map(|it| it.name.clone())
            .collect();
        for name in names.take(ci::MOST_VARIABLES) {
            if given.iter().any(|it| it == name) {
                continue;
            }
            let id = output.file().id_of(&format!("variables/{name}"));
            let why = "it is set nowhere in the file: it is taken for one of the pipeline's settings or of a hook of the agent";
            let why = Some(why.to_owned());
            stage.secret("variable", name, &id, "buildkite:variable", why);
        }
        self.agents(step, stage);
        stage.token(token(step, key));
    }

    /// Steps that a command uploads are known when it runs, unless it names a file.
    fn uploads(&self, text: &str, stage: &mut StageDraft, output: &Output<'_>) {
        for line in text
            .lines()
            .filter(|it| it.contains("buildkite-agent pipeline upload"))
        {
            let after = line.split("pipeline upload").nth(1).unwrap_or_default();
            let named = after.split_whitespace().find(|it| !it.starts_with('-'));
            match named.filter(|it| it.ends_with(".yml") || it.ends_with(".yaml")) {
                Some(path) if !path.contains('$') => ci::file_code(stage, output, path),
                _ => {
                    let value = Value::unresolved("the steps that a command uploads");
                    stage.unresolved("upload", "code", &value);
                }
            }
        }
        for line in text.lines() {
            let mut rest = line;
            while let Some((_, after)) = rest.split_once("buildkite-agent secret get ") {
                let name = after
                    .split([' ', ')', '"', '\'', '`', ';'])
                    .next()
                    .unwrap_or_default();
                if !name.is_empty() && !name.starts_with(['-', '$']) {
                    stage.secret("command", name, &secret_id(name), SECRET, None);
                }
                rest = after;
            }
        }
    }

    /// Agents are machines of one's own, unless the queue is hosted, which its settings say.
    fn agents(&self, step: &Node, stage: &mut StageDraft) {
        let agents = step.get("agents").or_else(|| self.root.get("agents"));
        let mut tags: Vec<String> = Vec::new();
        for (name, value) in agents.map_or(&[][..], Node::entries) {
            if let (Some(name), Some(value)) = (name.as_str(), value.as_str()) {
                tags.push(format!("{name}={value}"));
            }
        }
        let listed = agents.map_or(&[][..], Node::items);
        tags.extend(
            listed
                .iter()
                .filter_map(|it| it.as_str().map(str::to_owned)),
        );
        tags.sort();
        let shown = match tags.is_empty() {
            true => "of the default queue".to_owned(),
            false => format!("with the tags {}", tags.join(", ")),
        };
        stage.attribute("agents", tags);
        stage.attribute("self_hosted", "unknown");
        let host = Value::unresolved(&format!("the host of an agent {shown}"));
        stage.runs_as("runner", &host, str::to_owned);
    }
}

/// The commands of a step, one line or several.
fn command(step: &Node) -> impl Iterator<Item = &str> {
    let found = step.get("command").or_else(|| step.get("commands"));
    let all = found.map_or(&[][..], Node::one_or_many);
    all.iter().filter_map(Node::as_str)
}

fn secret_id(name: &str) -> String {
    format!("buildkite:secrets/{name}")
}

/// `secrets: [NAME]`, `secrets: {VARIABLE: NAME}`.
fn given(secrets: &Node, stage: &mut StageDraft) {
    for name in secrets.items().iter().filter_map(Node::as_str) {
        stage.secret("env", name, &secret_id(name), SECRET, None);
    }
    for (variable, name) in secrets.entries() {
        if let (Some(variable), Some(name)) = (variable.as_str(), name.as_str()) {
            stage.secret("env", variable, &secret_id(name), SECRET, None);
        }
    }
}

/// Every job may ask for a token with any audience ("buildkite-agent oidc"): its subject, or an id in its place
/// (`--subject-claim`). Which organisation and pipeline a file is of does not stand in it.
fn token(step: &Node, key: Option<&str>) -> IdentityToken {
    let mut branches: Vec<String> = Vec::new();
    let named = step.get("branches").map_or(&[][..], Node::one_or_many);
    for pattern in named
        .iter()
        .filter_map(Node::as_str)
        .flat_map(str::split_whitespace)
    {
        if !pattern.starts_with('!') && branches.len() < 50 {
            branches.push(pattern.to_owned());
        }
    }
    // A step without a key has an empty one in the subject.
    let of = |git_ref: &str| {
        let key = key.unwrap_or_default();
        format!("organization:*:pipeline:*:ref:{git_ref}:commit:*:step:{key}")
    };
    let mut subjects: Vec<String> = match branches.is_empty() {
        true => vec![of("refs/heads/*"), of("refs/tags/*")],
        false => branches
            .iter()
            .map(|it| of(&format!("refs/heads/{it}")))
            .collect(),
    };
    subjects.push("????????-????-????-????-????????????".to_owned());
    let mut token = IdentityToken {
        issuer: "https://agent.buildkite.com".to_owned(),
        subjects,
        ..IdentityToken::default()
    };
    if !branches.is_empty() {
        token.claims.insert("build_branch".to_owned(), branches);
    }
    if let Some(key) = key {
        token
            .claims
            .insert("step_key".to_owned(), vec![key.to_owned()]);
    }
    token
}

/// Keeps a plugin as code of somebody else.
pub(super) fn code(name: &str, version: Option<&str>, stage: &mut StageDraft) {
    let id = format!("buildkite:plugins/{name}");
    let pinned = version.filter(|it| it.len() == 40 && it.bytes().all(|b| b.is_ascii_hexdigit()));
    let pinned = pinned.map(str::to_owned);
    stage.reads_pinned_asset(LineageKind::Code, "buildkite:plugin", &id, pinned);
}
