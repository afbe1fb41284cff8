//! Plugins of a step: code of somebody else by a tag, and what some of them sign in as (READMEs of
//! `aws-assume-role-with-web-identity`, `aws-assume-role`, `gcp-workload-identity-federation`, `aws-sm`, `vault-secrets`, `docker`,
//! `docker-compose`, `docker-login`).

use super::super::ci::{Variables, service_account};
use super::super::{Node, StageDraft, Value};
use super::step;

pub(super) fn read(
    listed: &[Node],
    variables: &Variables<'_>,
    audiences: &mut Vec<String>,
    text: &mut String,
    stage: &mut StageDraft,
) {
    for plugin in listed {
        let single = plugin.as_str().map(|it| (it, None));
        let several = plugin.entries().iter();
        let several = several.filter_map(|(name, about)| Some((name.as_str()?, Some(about))));
        for (reference, about) in single.into_iter().chain(several) {
            let mut one = Plugin {
                about,
                variables,
                stage,
            };
            one.read(reference, audiences);
            if let Some(about) = about {
                variables_in(about, 8, text);
            }
        }
    }
}

/// Texts of the settings are looked through for the variables that they name.
fn variables_in(node: &Node, depth: usize, text: &mut String) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    if let Some(value) = node
        .as_str()
        .filter(|it| it.contains('$') && it.len() < 4096)
    {
        text.push_str(&format!(": {}\n", value.replace("$$", "$")));
    }
    let members = node.entries().iter().map(|(_, value)| value);
    for inner in node.items().iter().chain(members) {
        variables_in(inner, depth, text);
    }
}

struct Plugin<'p, 'n> {
    about: Option<&'p Node>,
    variables: &'p Variables<'n>,
    stage: &'p mut StageDraft,
}

impl Plugin<'_, '_> {
    fn read(&mut self, reference: &str, audiences: &mut Vec<String>) {
        let (address, version) = match reference.split_once('#') {
            Some((address, version)) => (address, Some(version)),
            None => (reference, None),
        };
        // `docker` is `buildkite-plugins/docker-buildkite-plugin`, `acme/x` is `acme/x-buildkite-plugin`.
        let name = address
            .trim_end_matches(".git")
            .trim_end_matches("-buildkite-plugin");
        step::code(name, version, self.stage);
        let short = name.rsplit('/').next().unwrap_or(name);
        let text = |names: &[&str]| {
            let found = names.iter().find_map(|it| self.about?.text_of(it));
            found.map(|it| self.variables.value(it))
        };
        match short {
            "aws-assume-role-with-web-identity" => {
                let audience = text(&["audience"]).and_then(|it| it.known().map(str::to_owned));
                audiences.push(audience.unwrap_or_else(|| "sts.amazonaws.com".to_owned()));
                if let Some(role) = text(&["role-arn", "role"]) {
                    self.stage.runs_as("oidc", &role, str::to_owned);
                }
            }
            "aws-assume-role" | "assume-role" => {
                if let Some(role) = text(&["role", "role-arn"]) {
                    self.stage.runs_as("assume-role", &role, str::to_owned);
                }
            }
            "gcp-workload-identity-federation" => {
                audiences.extend(text(&["audience"]).and_then(|it| it.known().map(str::to_owned)));
                if let Some(account) = text(&["service-account"]) {
                    self.stage.runs_as("oidc", &account, service_account);
                }
            }
            "aws-sm" => self.secrets_manager(),
            "vault-secrets" => self.vault(),
            "docker" => {
                if let Some(image) = text(&["image"]) {
                    self.stage.image("plugins.docker", &image);
                }
                let flag = |name: &str| self.about.and_then(|it| it.get(name)?.as_bool());
                if flag("privileged") == Some(true) {
                    self.stage.attribute("privileged", true);
                }
                let volumes = self.about.and_then(|it| it.get("volumes"));
                let volumes = volumes.map_or(&[][..], Node::items);
                if volumes
                    .iter()
                    .filter_map(Node::as_str)
                    .any(|it| it.contains("docker.sock"))
                {
                    self.stage.attribute("docker_socket", true);
                }
            }
            _ => {}
        }
    }

    /// `env: {VARIABLE: ID}` or `{VARIABLE: {secret-id: ID}}`, `file: [{secret-id: ID}]`.
    fn secrets_manager(&mut self) {
        let Some(about) = self.about else { return };
        let id_of = |it: &Node| {
            it.as_str()
                .or_else(|| it.text_of("secret-id"))
                .map(str::to_owned)
        };
        let variables = about.get("env").map_or(&[][..], Node::entries).iter();
        let variables = variables.filter_map(|(name, it)| Some((name.as_str()?, id_of(it)?)));
        let files = about.get("file").map_or(&[][..], Node::items).iter();
        let files = files.filter_map(|it| Some((it.text_of("path").unwrap_or("file"), id_of(it)?)));
        for (name, id) in variables.chain(files) {
            let value = self.variables.value(&id);
            match value.known().filter(|it| it.starts_with("arn:")) {
                Some(arn) => {
                    let kind = "aws:secretsmanager:secret";
                    self.stage
                        .secret("plugin", name, arn, kind, value.assumed());
                }
                // By its name alone it is one of the account and region of the agent.
                None => {
                    let value = Value::unresolved(&id);
                    self.stage
                        .unresolved(&format!("aws-sm.{name}"), "secret", &value);
                }
            }
        }
    }

    fn vault(&mut self) {
        let text = |name: &str| self.about.and_then(|it| it.text_of(name));
        let host = text("server").unwrap_or("*");
        let host = host
            .split("://")
            .last()
            .unwrap_or(host)
            .trim_end_matches('/');
        if let Some(path) = text("path").filter(|it| !it.contains('$')) {
            let id = format!("vault:{host}/{path}");
            self.stage.secret("vault", "", &id, "vault:secret", None);
        }
    }
}
