//! Cloud Build: steps that run one after another in containers, with one service account.
//!
//! Cloud Build, "Build configuration file schema", "Substituting variable values", "Use secrets from Secret Manager".

use super::gcp_names;
use super::pods::{filled, items};
use super::{Document, Grain, Kind, Node, Output, PipelineDraft, StageDraft, Value, purpose};
use crate::facts::{LineageKind, Provider};

/// See the top of the file.
pub(super) struct CloudBuild;

impl Kind for CloudBuild {
    fn name(&self) -> &'static str {
        "cloud-build"
    }

    fn description(&self) -> &'static str {
        "Google Cloud Build configuration files"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        let steps = items(root, "steps");
        // Other systems have steps too: here the name of one is an image.
        let is_step = |step: &Node| {
            let name = step.text_of("name").unwrap_or_default();
            let foreign = ["uses", "run", "image", "commands", "task", "plugin"];
            !name.is_empty()
                && !name.contains(char::is_whitespace)
                && (name.contains(['/', '$', ':']) || step.get("entrypoint").is_some())
                && !foreign.iter().any(|it| step.get(it).is_some())
        };
        !steps.is_empty() && root.get("kind").is_none() && steps.iter().all(is_step)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let id = output.file().id();
        let name = output.file().path_in_repository();
        let kind = "gcp:cloudbuild:build";
        let mut draft = PipelineDraft::new(output, Provider::Gcp, kind, id, &name, root);
        let code = format!("{}/*", output.file().repository.id);
        let mut names: Vec<String> = Vec::new();
        for (index, step) in items(root, "steps").iter().enumerate() {
            let name =
                filled(step, "id").map_or_else(|| format!("step {}", index + 1), str::to_owned);
            let mut stage = draft.stage(&name, purpose::of_name(&name), step);
            account(root, &mut stage);
            order(step, &names, &mut stage);
            run(root, step, &mut stage);
            let why = "a trigger builds the repository that the file is in";
            stage.reads_asset(
                LineageKind::Code,
                "git:repository-contents",
                &code,
                Some(why.to_owned()),
            );
            draft.add(stage);
            names.push(name);
        }
        made(root, &names, &mut draft);
        output.pipeline(draft);
    }
}

/// What is known of a text with substitutions: `$NAME`, `${NAME}`; `$$` is a dollar sign.
fn value(root: &Node, text: &str) -> Value {
    let mut value = Value::literal("");
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        value.join(Value::literal(before), text);
        if let Some(after) = after.strip_prefix('$') {
            value.join(Value::literal("$"), text);
            rest = after;
            continue;
        }
        let (name, after) = match after.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some(found) => found,
            None => {
                let end = after
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(after.len());
                after.split_at_checked(end).unwrap_or((after, ""))
            }
        };
        let default = root.get("substitutions").and_then(|it| it.text_of(name));
        // A default with another in it is not followed.
        let default = default.filter(|it| !it.contains('$'));
        match default {
            Some(default) => value.join(Value::parameter(name, Some(default.to_owned())), text),
            None => value.join(Value::unresolved(&format!("${name}")), text),
        }
        rest = after;
    }
    value.join(Value::literal(rest), text);
    value
}

fn account(root: &Node, stage: &mut StageDraft) {
    if let Some(named) = filled(root, "serviceAccount") {
        // The project in front of the e-mail is that of the e-mail.
        let email = named.rsplit("/serviceAccounts/").next().unwrap_or(named);
        let value = value(root, email);
        return stage.runs_as("service-account", &value, gcp_names::service_account);
    }
    // "Cloud Build service account change": which of the two depends on when the project was made.
    let why = "a build that names no service account runs as the one of Cloud Build or the default one of Compute Engine";
    for email in [
        "*@cloudbuild.gserviceaccount.com",
        "*-compute@developer.gserviceaccount.com",
    ] {
        stage.runs_as_default("service-account", gcp_names::service_account(email), why);
    }
}

/// Without `waitFor`, a step waits for all before it; `-` waits for none.
fn order(step: &Node, names: &[String], stage: &mut StageDraft) {
    match step.get("waitFor") {
        Some(named) => {
            for before in named
                .one_or_many()
                .iter()
                .filter_map(Node::as_str)
                .filter(|it| *it != "-")
            {
                stage.after(before);
            }
        }
        None => {
            if let Some(before) = names.last() {
                stage.after(before);
            }
        }
    }
}

fn run(root: &Node, step: &Node, stage: &mut StageDraft) {
    if let Some(image) = filled(step, "name") {
        stage.image("name", &value(root, image));
    }
    let options = root.get("options");
    let of_all = options.map_or(&[][..], |it| items(it, "env"));
    for variable in items(step, "env")
        .iter()
        .chain(of_all)
        .filter_map(Node::as_str)
    {
        if let Some((name, text)) = variable.split_once('=') {
            stage.variable(name, value(root, text).known());
        }
    }
    let of_all = options.map_or(&[][..], |it| items(it, "secretEnv"));
    for name in items(step, "secretEnv")
        .iter()
        .chain(of_all)
        .filter_map(Node::as_str)
    {
        secret(root, name, stage);
    }
    for (index, argument) in items(step, "args").iter().enumerate() {
        let Some(text) = argument.as_str() else {
            continue;
        };
        let value = value(root, text);
        if value.begins().starts_with("gs://") && value.known().is_some() {
            // Whether it is read or written is not said: `gsutil cp` writes to the last.
            let last = index + 1 == items(step, "args").len();
            match last {
                true => stage.writes(LineageKind::Data, "args", &value, Grain::Guess),
                false => stage.reads(LineageKind::Data, "args", &value, Grain::Guess),
            }
        }
    }
}

/// The secret behind a variable: of Secret Manager, or a text that a key decrypts.
fn secret(root: &Node, name: &str, stage: &mut StageDraft) {
    let listed = root.at(&["availableSecrets", "secretManager"]);
    let found = listed
        .map_or(&[][..], Node::items)
        .iter()
        .find(|it| it.text_of("env") == Some(name));
    if let Some(version) = found.and_then(|it| filled(it, "versionName")) {
        let value = value(root, version);
        match value.known() {
            Some(known) => {
                let id = gcp_names::secret(known);
                stage.secret(
                    "env",
                    name,
                    &id,
                    "gcp:secretmanager:secret",
                    value.assumed(),
                );
            }
            None => {
                // The project is that of the build, the name of the secret is written out.
                let named = version
                    .split("/secrets/")
                    .nth(1)
                    .filter(|it| !it.contains('$'));
                match named {
                    Some(named) => {
                        let id = gcp_names::secret(&format!("projects/-/secrets/{named}"));
                        let why = format!(
                            "the project is known only at run time: {}",
                            value.expression()
                        );
                        stage.secret("env", name, &id, "gcp:secretmanager:secret", Some(why));
                    }
                    None => {
                        stage.unresolved(&format!("env {name}"), "secret", &value);
                    }
                }
            }
        }
        return;
    }
    let encrypted = root
        .at(&["availableSecrets", "inline"])
        .or_else(|| root.get("secrets"))
        .map_or(&[][..], Node::items);
    let key = encrypted.iter().find(|it| {
        ["envMap", "secretEnv"]
            .iter()
            .any(|map| it.at(&[map, name]).is_some())
    });
    match key.and_then(|it| filled(it, "kmsKeyName")) {
        Some(key) => stage.attribute("decrypted_with", key),
        None => {
            let value = Value::unresolved(name);
            stage.unresolved(&format!("env {name}"), "secret", &value);
        }
    }
}

/// What the build leaves: images and objects, when every step has ended.
fn made(root: &Node, names: &[String], draft: &mut PipelineDraft) {
    let images = items(root, "images");
    let location = root.at(&["artifacts", "objects", "location"]);
    if images.is_empty() && location.is_none() {
        return;
    }
    let mut stage = draft.stage("push", "deployment", root);
    account(root, &mut stage);
    if let Some(last) = names.last() {
        stage.after(last);
    }
    for image in images.iter().filter_map(Node::as_str) {
        let value = value(root, image);
        match value.known().and_then(super::image::repository) {
            Some((place, _)) => {
                stage.writes_asset(LineageKind::Image, &place.kind, &place.id, value.assumed());
            }
            None => {
                stage.unresolved("images", "image", &value);
            }
        }
    }
    if let Some(location) = location.and_then(Node::as_str) {
        stage.writes(
            LineageKind::Code,
            "artifacts",
            &value(root, location),
            Grain::Prefix,
        );
    }
    draft.add(stage);
}
