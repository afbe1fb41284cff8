//! What the commands of a script say: whom it signs in as, what it copies to and from storage, which images it pushes, which
//! secrets it fetches.
//!
//! AWS CLI Command Reference (`sts`, `s3`, `secretsmanager`), gcloud reference (`iam workload-identity-pools
//! create-cred-config`, `storage`), Azure CLI reference (`az login`), Docker CLI (`push`), Vault CLI (`kv get`).

use super::super::place::{Grain, Place};
use super::super::value::Value;
use super::super::{StageDraft, image};
use super::shell::{Command, MOST_WORDS, commands};
use super::variables::Variables;
use crate::facts::LineageKind;

/// Looks through a script. What it names goes to the stage.
pub(in crate::pipelines) fn read(stage: &mut StageDraft, text: &str, variables: &Variables<'_>) {
    let all = commands(text);
    let words = all.iter().map(|it| it.words.len());
    if words.sum::<usize>() >= MOST_WORDS {
        let open = Value::unresolved("what a script of so many words does further on");
        stage.unresolved("script", "data", &open);
    }
    for (index, command) in all.iter().enumerate() {
        for word in &command.words {
            // The SDKs sign in with a token as this role ("Assume role credential provider").
            if let Some(role) = word.strip_prefix("AWS_ROLE_ARN=") {
                stage.runs_as("oidc", &variables.value(role), str::to_owned);
            }
        }
        let words = without_prefix(command);
        let Some((program, rest)) = words.split_first() else {
            continue;
        };
        let program = program.rsplit('/').next().unwrap_or(program);
        let words: Vec<&str> = rest.iter().map(String::as_str).collect();
        let mut reader = Reader { stage, variables };
        match program {
            "aws" => reader.aws(&words),
            "gcloud" => reader.gcloud(&words),
            "gsutil" | "azcopy" => reader.copies(&words),
            "az" => reader.az(&words),
            "docker" | "podman" | "buildah" | "nerdctl" | "crane" | "skopeo" => {
                reader.images(&words)
            }
            "executor" => {
                for to in options(&words, &["--destination"]) {
                    reader.pushes(to);
                }
            }
            "vault" => reader.vault(&words),
            "curl" | "wget" if command.piped => {
                let into = all.get(index + 1).map(without_prefix);
                let into = into.and_then(|it| it.first()).map(String::as_str);
                reader.runs_from_web(&words, into);
            }
            _ => {}
        }
    }
}

/// The words of a command without what only goes before it: `sudo`, `env`, `A=b`.
fn without_prefix(command: &Command) -> &[String] {
    let mut words = command.words.as_slice();
    while let Some((first, rest)) = words.split_first() {
        let assigns = first.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        let goes_before = [
            "sudo", "env", "exec", "time", "then", "do", "else", "if", "!", "-E", "eval",
        ];
        if !assigns && !goes_before.contains(&first.as_str()) {
            break;
        }
        words = rest;
    }
    words
}

/// The values of an option: `--name value`, `--name=value`.
fn options<'w>(words: &[&'w str], names: &[&str]) -> Vec<&'w str> {
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate() {
        if names.contains(word) {
            found.extend(words.get(index + 1).copied());
        } else if let Some((name, value)) = word.split_once('=')
            && names.contains(&name)
        {
            found.push(value);
        }
    }
    found
}

struct Reader<'a, 'n> {
    stage: &'a mut StageDraft,
    variables: &'a Variables<'n>,
}

impl Reader<'_, '_> {
    fn value(&self, text: &str) -> Value {
        self.variables.value(text)
    }

    fn runs_as(&mut self, how: &str, text: &str, id_of: fn(&str) -> String) {
        let value = self.value(text);
        self.stage.runs_as(how, &value, id_of);
    }

    fn aws(&mut self, words: &[&str]) {
        let mut parts = words.iter().filter(|it| !it.starts_with('-'));
        match (parts.next().copied(), parts.next().copied()) {
            (Some("sts"), Some("assume-role-with-web-identity")) => {
                for role in options(words, &["--role-arn"]) {
                    self.runs_as("oidc", role, str::to_owned);
                }
            }
            (Some("sts"), Some("assume-role")) => {
                for role in options(words, &["--role-arn"]) {
                    self.runs_as("assume-role", role, str::to_owned);
                }
            }
            (Some("s3"), Some("cp" | "mv" | "sync")) => self.copies(words),
            (Some("secretsmanager"), Some("get-secret-value")) => {
                for secret in options(words, &["--secret-id"]) {
                    let value = self.value(secret);
                    match value.known().filter(|it| it.starts_with("arn:")) {
                        Some(arn) => {
                            let arn = arn.to_owned();
                            let kind = "aws:secretsmanager:secret";
                            self.stage.secret("script", "", &arn, kind, value.assumed());
                        }
                        None => {
                            let value = Value::unresolved(secret);
                            self.stage.unresolved("script.secret", "secret", &value);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn gcloud(&mut self, words: &[&str]) {
        if words.contains(&"create-cred-config") {
            for account in options(words, &["--service-account"]) {
                self.runs_as("oidc", account, service_account);
            }
        }
        for account in options(words, &["--impersonate-service-account"]) {
            self.runs_as("impersonation", account, service_account);
        }
        if words.contains(&"storage") {
            self.copies(words);
        }
    }

    fn az(&mut self, words: &[&str]) {
        if let ["storage", "blob", verb, ..] = words {
            return self.blobs(verb, words);
        }
        if words.first() != Some(&"login") {
            return;
        }
        let how = match words.iter().any(|it| it.starts_with("--federated-token")) {
            true => "oidc",
            false => "service-principal",
        };
        for client in options(words, &["-u", "--username", "--client-id"]) {
            self.runs_as(how, client, application);
        }
    }

    /// `az storage blob upload`, `download` and their batches: an account, a container and maybe a name.
    fn blobs(&mut self, verb: &str, words: &[&str]) {
        let first = |names: &[&str]| options(words, names).first().copied();
        let writes = verb.starts_with("upload");
        let container = match verb {
            "upload" | "download" => first(&["-c", "--container-name"]),
            "upload-batch" => first(&["-d", "--destination"]),
            "download-batch" => first(&["-s", "--source"]),
            _ => return,
        };
        let Some(container) = container else { return };
        let account = first(&["--account-name"]).unwrap_or("$AZURE_STORAGE_ACCOUNT");
        let name = first(&["-n", "--name"]).unwrap_or_default();
        let place = format!("https://{account}.blob.core.windows.net/{container}/{name}");
        let grain = if name.is_empty() {
            Grain::Prefix
        } else {
            Grain::Object
        };
        let value = self.value(&place);
        match writes {
            true => self
                .stage
                .writes(LineageKind::Data, "script.to", &value, grain),
            false => self
                .stage
                .reads(LineageKind::Data, "script.from", &value, grain),
        }
    }

    /// `cp`, `mv`, `sync`, `rsync`: what stands before the last place is read, the last place is written.
    fn copies(&mut self, words: &[&str]) {
        let verbs = ["cp", "mv", "sync", "rsync", "copy"];
        let Some(verb) = words.iter().position(|it| verbs.contains(it)) else {
            return;
        };
        let whole = words
            .iter()
            .any(|it| matches!(*it, "sync" | "rsync" | "-r" | "-R" | "--recursive"));
        let grain = if whole { Grain::Prefix } else { Grain::Guess };
        let places: Vec<&str> = words
            .iter()
            .skip(verb + 1)
            .filter(|it| !it.starts_with('-'))
            .copied()
            .take(50)
            .collect();
        // Options may follow the places, with values that are no places.
        let last = match places.as_slice() {
            [_, second, ..] if !second.contains("://") || places.len() == 2 => 1,
            _ => places
                .iter()
                .rposition(|it| it.contains("://"))
                .unwrap_or(1),
        };
        for (index, place) in places.iter().enumerate().take(last + 1) {
            let value = self.value(place);
            let is_place = value.begins().contains("://");
            if !is_place {
                continue;
            }
            match index == last {
                true => self
                    .stage
                    .writes(LineageKind::Data, "script.to", &value, grain),
                false => self
                    .stage
                    .reads(LineageKind::Data, "script.from", &value, grain),
            }
        }
    }

    fn images(&mut self, words: &[&str]) {
        let plain: Vec<&str> = words
            .iter()
            .filter(|it| !it.starts_with('-'))
            .copied()
            .collect();
        match plain.as_slice() {
            ["push", image, ..] | ["image", "push", image, ..] => self.pushes(image),
            ["buildx", "build", ..] | ["build", ..]
                if words.iter().any(|it| it.starts_with("--push")) =>
            {
                for tag in options(words, &["-t", "--tag"]) {
                    self.pushes(tag);
                }
            }
            ["copy" | "cp", from, to, ..] => {
                let value = self.value(from.trim_start_matches("docker://"));
                self.stage.image("script.image", &value);
                self.pushes(to);
            }
            _ => {}
        }
    }

    fn pushes(&mut self, text: &str) {
        let value = self.value(text);
        let known = value.known().and_then(image::repository);
        match known {
            Some((place, _)) => {
                self.stage
                    .writes_asset(LineageKind::Image, &place.kind, &place.id, value.assumed())
            }
            None => {
                let value = Value::unresolved(text);
                self.stage.unresolved("script.push", "image", &value);
            }
        }
    }

    fn vault(&mut self, words: &[&str]) {
        let plain: Vec<&str> = words
            .iter()
            .filter(|it| !it.starts_with('-'))
            .copied()
            .collect();
        if let ["kv", "get", path, ..] | ["read", path, ..] = plain.as_slice() {
            let value = self.value(path);
            match value.known() {
                Some(path) => {
                    let id = format!("vault:_/{}", path.trim_matches('/'));
                    self.stage
                        .secret("script", "", &id, "vault:secret", value.assumed());
                }
                None => {
                    self.stage.unresolved("script.secret", "secret", &value);
                }
            }
        }
    }

    /// `curl … | sh`: what the web serves is code.
    fn runs_from_web(&mut self, words: &[&str], into: Option<&str>) {
        let shells = [
            "sh", "bash", "zsh", "dash", "python", "python3", "node", "perl", "ruby",
        ];
        if !into.is_some_and(|it| shells.contains(&it.rsplit('/').next().unwrap_or(it))) {
            return;
        }
        for word in words.iter().filter(|it| it.starts_with("http")) {
            let value = self.value(word);
            match value
                .known()
                .and_then(|it| Place::of_uri(it, Grain::Object))
            {
                Some(_) => self
                    .stage
                    .reads(LineageKind::Code, "script.web", &value, Grain::Object),
                None => {
                    let value = Value::unresolved(word);
                    self.stage.unresolved("script.web", "code", &value);
                }
            }
        }
    }
}

/// The full resource name of a service account: the project is in its e-mail.
pub(in crate::pipelines) fn service_account(email: &str) -> String {
    let project = email
        .split_once('@')
        .and_then(|(_, host)| host.strip_suffix(".iam.gserviceaccount.com"))
        .unwrap_or("-");
    format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{email}")
}

/// An application of Entra ID, by its client id.
pub(in crate::pipelines) fn application(client: &str) -> String {
    format!("azure:client/{}", client.to_ascii_lowercase())
}
