//! Arguments of operators: connections, identities, images, variables, assets.

use super::connections::{self, CONNECTION};
use super::operator::{Task, default_connection};
use crate::facts::LineageKind;
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::python::{Expr, Module};
use crate::pipelines::template::{Marks, value};
use crate::pipelines::{StageDraft, Value};

/// The arguments of a task, with the defaults of its DAG.
pub(super) struct Arguments<'a> {
    pub(super) task: &'a Task<'a>,
    pub(super) defaults: Option<&'a Expr>,
    pub(super) module: &'a Module,
    pub(super) line: u32,
}

/// Templates are filled in when a task runs ("Templates reference").
pub(super) const JINJA: [Marks; 1] = [Marks {
    open: "{{",
    close: "}}",
}];

/// Names of arguments, and members of the requests in them, that name a role.
const ROLES: [&str; 8] = [
    "rolearn",
    "executionrolearn",
    "taskrolearn",
    "jobrolearn",
    "iamrolename",
    "jobflowrole",
    "executionrole",
    "rolename",
];

impl<'a> Arguments<'a> {
    /// An argument: the task's own, else the default of the DAG.
    pub(super) fn get(&self, name: &str) -> Option<&'a Expr> {
        self.task.call.get(name).or_else(|| {
            let Some(Expr::Dict(entries)) = self.defaults else {
                return None;
            };
            entries
                .iter()
                .find(|(key, _)| key.text() == Some(name))
                .map(|(_, value)| value)
        })
    }

    /// What an expression stands for. Of what is not known, the line is told.
    pub(super) fn value(&self, expr: &Expr) -> Value {
        let known = self.module.value(expr);
        let known = match known.known() {
            Some(text) if text.contains("{{") && known.assumed().is_none() => {
                value(text, &JINJA, &mut |expression| {
                    Value::unresolved(expression)
                })
            }
            _ => known,
        };
        match known.known().is_some() || !known.begins().is_empty() {
            true => known,
            false => Value::unresolved(&format!("{} (line {})", known.expression(), self.line)),
        }
    }

    /// Reads what is no storage.
    pub(super) fn read(&self, stage: &mut StageDraft) {
        let of_defaults = match self.defaults {
            Some(Expr::Dict(entries)) => entries.as_slice(),
            _ => &[],
        };
        let defaults = of_defaults
            .iter()
            .filter_map(|(key, value)| Some((key.text()?, value)));
        let defaults = defaults.filter(|(name, _)| self.task.call.get(name).is_none());
        let own = self
            .task
            .call
            .named
            .iter()
            .map(|(name, value)| (name.as_str(), value));
        for (name, expr) in own {
            self.argument(name, self.module.follow(expr), stage);
        }
        for (name, expr) in defaults {
            self.default(name, self.module.follow(expr), stage);
        }
        for (name, reads) in [("inlets", true), ("outlets", false)] {
            let Some(assets) = self.get(name) else {
                continue;
            };
            self.module.follow(assets).walk(&mut |it| {
                if let Some(uri) = asset_uri(it, self.module) {
                    let (id, kind) = match Place::of_uri(&uri, Grain::Guess) {
                        Some(place) => (place.id, place.kind),
                        None => (format!("airflow:assets/{uri}"), "airflow:asset".to_owned()),
                    };
                    match reads {
                        true => stage.reads_asset(LineageKind::Data, &kind, &id, None),
                        false => stage.writes_asset(LineageKind::Data, &kind, &id, None),
                    }
                }
            });
        }
    }

    /// A default of the DAG. Operators take of them what they know, and which that is their class alone tells.
    fn default(&self, name: &str, expr: &Expr, stage: &mut StageDraft) {
        if !name.ends_with("conn_id") {
            return self.argument(name, expr, stage);
        }
        let family = default_connection(self.task.class);
        let fits = family.is_some_and(|it| match name {
            "gcp_conn_id" | "google_cloud_conn_id" => it == "google_cloud_default",
            _ => name.split('_').next() == it.split('_').next(),
        });
        match (family, self.value(expr).known()) {
            (Some(_), _) if fits => self.argument(name, expr, stage),
            (None, Some(id)) => {
                let why = "a default of the DAG names it; whether the operator takes it is not known here";
                stage.secret(
                    "connection",
                    name,
                    &connections::id(id),
                    CONNECTION,
                    Some(why.to_owned()),
                );
            }
            _ => {}
        }
    }

    fn argument(&self, name: &str, expr: &Expr, stage: &mut StageDraft) {
        let plain: String = name
            .chars()
            .filter(|it| *it != '_')
            .collect::<String>()
            .to_ascii_lowercase();
        if name.ends_with("conn_id") {
            let value = self.value(expr);
            match value.known() {
                Some("") => {}
                Some(id) => stage.secret(
                    "connection",
                    name,
                    &connections::id(id),
                    CONNECTION,
                    value.assumed(),
                ),
                None => {
                    stage.unresolved(name, "secret", &value);
                }
            }
        } else if ROLES.contains(&&*plain) {
            stage.runs_as("role", &self.role(expr), str::to_owned);
        } else if matches!(
            name,
            "service_account" | "service_account_email" | "impersonation_chain"
        ) {
            // Of a chain, the last is the one that acts ("Google Cloud operators", "Impersonation").
            let last = match expr {
                Expr::List(items) => items.last().unwrap_or(expr),
                other => other,
            };
            if !matches!(last, Expr::Name(none) if none == "None") {
                stage.runs_as(name, &self.value(last), google_account);
            }
        } else if name == "service_account_name" {
            let namespace = self.get("namespace").map(|it| self.value(it));
            let namespace = namespace
                .as_ref()
                .and_then(|it| it.known())
                .unwrap_or("default")
                .to_owned();
            stage.runs_as("service-account", &self.value(expr), |name| {
                format!("k8s:_/{namespace}/ServiceAccount/{name}")
            });
        } else if matches!(
            &*plain,
            "image" | "imageuri" | "containeruri" | "masterimage"
        ) {
            stage.image(name, &self.value(expr));
        } else if matches!(name, "env_vars" | "environment" | "env") {
            self.environment(expr, stage);
        } else if name == "secrets" {
            expr.walk(&mut |it| self.kubernetes_secret(it, stage));
        }
        if let Expr::Dict(_) = expr {
            self.request(expr, stage);
        }
    }

    /// Roles and images in the request that an operator sends (`config={"RoleArn": …}`).
    fn request(&self, request: &Expr, stage: &mut StageDraft) {
        request.walk(&mut |it| {
            let Expr::Dict(entries) = it else { return };
            for (key, member) in entries {
                let Some(key) = key.text() else { continue };
                let plain: String = key
                    .chars()
                    .filter(|it| *it != '_')
                    .collect::<String>()
                    .to_ascii_lowercase();
                if ROLES.contains(&&*plain) {
                    stage.runs_as("role", &self.role(member), str::to_owned);
                } else if matches!(&*plain, "serviceaccount") {
                    stage.runs_as("service_account", &self.value(member), google_account);
                } else if matches!(&*plain, "trainingimage" | "image" | "imageuri") {
                    stage.image(key, &self.value(member));
                } else if plain == "environment" {
                    self.environment(member, stage);
                }
            }
        });
    }

    /// A role. Of a name alone, the account is not known.
    fn role(&self, expr: &Expr) -> Value {
        let value = self.value(expr);
        match value.known() {
            Some(name) if !name.starts_with("arn:") => {
                Value::unresolved(&format!("the role {name} of an account that is not named"))
            }
            _ => value,
        }
    }

    fn environment(&self, expr: &Expr, stage: &mut StageDraft) {
        if let Expr::Dict(entries) = self.module.follow(expr) {
            for (name, value) in entries {
                if let Some(name) = name.text() {
                    stage.variable(name, self.value(value).known());
                }
            }
        }
    }

    /// `Secret("env", "VARIABLE", "secret-name", "key")` of the provider for Kubernetes.
    fn kubernetes_secret(&self, expr: &Expr, stage: &mut StageDraft) {
        let Expr::Call(call) = self.module.follow(expr) else {
            return;
        };
        if call.name() != "Secret" {
            return;
        }
        let text = |name: &str, place: usize| call.argument(name, place).map(|it| self.value(it));
        let how = text("deploy_type", 0)
            .and_then(|it| it.known().map(str::to_owned))
            .unwrap_or_default();
        let target = text("deploy_target", 1)
            .and_then(|it| it.known().map(str::to_owned))
            .unwrap_or_default();
        let namespace = self.get("namespace").map(|it| self.value(it));
        let namespace = namespace
            .as_ref()
            .and_then(|it| it.known())
            .unwrap_or("default");
        if let Some(secret) = text("secret", 2).as_ref().and_then(|it| it.known()) {
            stage.secret(
                &how,
                &target,
                &format!("k8s:_/{namespace}/Secret/{secret}"),
                "k8s:secret",
                None,
            );
        }
    }
}

/// The id of a Google service account: its project stands in its e-mail.
fn google_account(email: &str) -> String {
    let host = email.split_once('@').map_or("", |(_, host)| host);
    let project = host.strip_suffix(".iam.gserviceaccount.com").unwrap_or("-");
    format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{email}")
}

/// The URI of `Dataset("…")` or `Asset("…")`, or of a name that is bound to one.
pub(super) fn asset_uri(expr: &Expr, module: &Module) -> Option<String> {
    let Expr::Call(call) = module.follow(expr) else {
        return None;
    };
    if !matches!(call.name(), "Dataset" | "Asset") {
        return None;
    }
    let uri = call.get("uri").or_else(|| call.arguments.first())?;
    module.value(uri).known().map(str::to_owned)
}
