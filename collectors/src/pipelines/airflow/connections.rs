//! Connections: where operators get credentials from.
//!
//! Apache Airflow documentation, "Managing Connections" (`airflow connections export`, `AIRFLOW_CONN_{CONN_ID}`), "REST API",
//! `Connection`. Of a password and of `extra`, only identifiers are kept.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::facts::{Asset, AssetClass, Fact, Provider};
use crate::pipelines::{Node, Output};

/// How the names of environment variables with connections begin.
pub(super) const VARIABLE: &str = "AIRFLOW_CONN_";
/// The type of connections.
pub(super) const CONNECTION: &str = "airflow:connection";

/// The id of a connection.
pub(super) fn id(name: &str) -> String {
    format!("airflow:connections/{name}")
}

/// Whether a document holds connections.
pub(super) fn are(root: &Node) -> bool {
    let listed = root.get("connections").map_or(&[][..], Node::items);
    if listed
        .first()
        .is_some_and(|it| it.get("connection_id").is_some() && it.get("conn_type").is_some())
    {
        return true;
    }
    let entries = root.entries();
    // A secrets backend in files takes URIs beside objects ("Local Filesystem Secrets Backend").
    let is_one = |it: &Node| it.get("conn_type").is_some();
    let is_uri = |it: &Node| it.as_str().is_some_and(|it| it.contains("://"));
    entries.iter().any(|(_, it)| is_one(it))
        && entries.iter().all(|(_, it)| is_one(it) || is_uri(it))
}

/// An export, or a page of the REST API.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    for one in root.get("connections").map_or(&[][..], Node::items) {
        if let Some(name) = one.text_of("connection_id") {
            connection(name, one, output);
        }
    }
    for (name, one) in root.entries() {
        let Some(name) = name.as_str().filter(|it| *it != "connections") else {
            continue;
        };
        if one.get("conn_type").is_some() {
            connection(name, one, output);
        } else if let Some(text) = one.as_str() {
            let mut about = About::default();
            uri(text, &mut about);
            kept(name, about, one, output);
        }
    }
}

fn connection(name: &str, one: &Node, output: &mut Output<'_>) {
    let mut about = About {
        kind: one.text_of("conn_type").map(str::to_owned),
        login: one.text_of("login").map(str::to_owned),
        ..About::default()
    };
    for member in ["login", "password"] {
        let is_set = one.text_of(member).is_some_and(|it| !it.is_empty());
        about.set.insert(member, is_set);
    }
    let extra = one.get("extra");
    match extra
        .and_then(Node::as_str)
        .map(serde_json::from_str::<Json>)
    {
        Some(Ok(json)) => about.extra(&json),
        Some(Err(_)) => {
            about.set.insert("extra", true);
        }
        None => {
            if let Some(map) = extra.filter(|it| it.is_map()) {
                about.extra(&map.to_json());
            }
        }
    }
    kept(name, about, one, output);
}

fn kept(name: &str, about: About, at: &Node, output: &mut Output<'_>) {
    let (class, provider) = (AssetClass::Secret, Provider::Other);
    let mut asset = output.new_asset(class, provider, CONNECTION, id(name), name, at);
    about.fill(&mut asset);
    output.fact(Fact::Asset(asset));
}

/// What is kept of a connection.
#[derive(Default)]
struct About {
    kind: Option<String>,
    login: Option<String>,
    set: BTreeMap<&'static str, bool>,
    identities: BTreeMap<&'static str, String>,
}

/// Members of `extra` that name an identity (provider packages Amazon, Google and Microsoft Azure, "Connections").
const IDENTITIES: [(&str, &str); 8] = [
    ("role_arn", "role_arn"),
    ("impersonation_chain", "impersonates"),
    ("project", "project"),
    ("project_id", "project"),
    ("managed_identity_client_id", "managed_identity"),
    ("tenantId", "tenant"),
    ("tenant_id", "tenant"),
    ("service_account", "service_account"),
];

impl About {
    fn extra(&mut self, extra: &Json) {
        let Json::Object(extra) = extra else { return };
        for (member, value) in extra {
            let short = member.rsplit("__").next().unwrap_or(member);
            let known = IDENTITIES.iter().find(|(name, _)| *name == short);
            if let (Some((_, name)), Some(text)) = (known, value.as_str()) {
                self.identities
                    .insert(name, crate::redact::free_text(text).into_owned());
            }
            // The e-mail of a key of Google stands in it beside the key.
            if short == "keyfile_dict" {
                let inner = value
                    .as_str()
                    .and_then(|it| serde_json::from_str::<Json>(it).ok());
                let inner = inner.as_ref().unwrap_or(value);
                if let Some(email) = inner.get("client_email").and_then(Json::as_str) {
                    self.identities.insert(
                        "service_account",
                        crate::redact::free_text(email).into_owned(),
                    );
                }
            }
            let lower = short.to_ascii_lowercase();
            if ["secret", "password", "token", "key", "credential"]
                .iter()
                .any(|it| lower.contains(it))
            {
                self.set.insert("secret_in_extra", true);
            }
        }
    }

    fn fill(self, asset: &mut Asset) {
        let attributes = &mut asset.attributes;
        if let Some(kind) = self.kind {
            attributes.insert("conn_type".to_owned(), kind.into());
        }
        // The login of a connection to AWS is the id of an access key.
        if let Some(reference) = self
            .login
            .as_deref()
            .and_then(|it| crate::redact::classify(it).reference)
        {
            attributes.insert("holds".to_owned(), reference.into());
        }
        for (member, is_set) in self.set {
            attributes.insert(format!("has_{member}"), is_set.into());
        }
        for (member, value) in self.identities {
            attributes.insert(member.to_owned(), value.into());
        }
    }
}

/// Connections in a file of environment variables: URIs (`aws://KEY:SECRET@/?role_arn=…`) or JSON.
pub(super) fn variables(text: &str, output: &mut Output<'_>) {
    for (number, line) in text.lines().enumerate() {
        let line = line.trim().trim_start_matches("export ");
        let Some((name, value)) = line
            .strip_prefix(VARIABLE)
            .and_then(|it| it.split_once('='))
        else {
            continue;
        };
        let value = value.trim().trim_matches(['"', '\'']);
        let mut about = About::default();
        match serde_json::from_str::<Json>(value) {
            Ok(json) => {
                let text = |member: &str| json.get(member).and_then(Json::as_str);
                about.kind = text("conn_type").map(str::to_owned);
                about.login = text("login").map(str::to_owned);
                about.set.insert("login", text("login").is_some());
                about.set.insert("password", text("password").is_some());
                if let Some(extra) = json.get("extra") {
                    about.extra(extra);
                }
            }
            Err(_) => uri(value, &mut about),
        }
        let name = name.trim().to_ascii_lowercase();
        let at = Node::at_line(number.saturating_add(1));
        kept(&name, about, &at, output);
    }
}

/// `CONN_TYPE://LOGIN:PASSWORD@HOST/SCHEMA?EXTRA`.
fn uri(value: &str, about: &mut About) {
    let Some((scheme, rest)) = value.split_once("://") else {
        return;
    };
    about.kind = Some(scheme.replace('-', "_"));
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let user = before
        .split('/')
        .next()
        .and_then(|it| it.rsplit_once('@'))
        .map(|(user, _)| user);
    let (login, password) = user.map_or((None, None), |it| match it.split_once(':') {
        Some((login, password)) => (Some(login), Some(password)),
        None => (Some(it), None),
    });
    about.login = login.filter(|it| !it.is_empty()).map(str::to_owned);
    about.set.insert("login", about.login.is_some());
    about
        .set
        .insert("password", password.is_some_and(|it| !it.is_empty()));
    let members = query.split('&').filter_map(|it| it.split_once('='));
    let json = members.map(|(name, value)| {
        (
            name.to_owned(),
            Json::from(value.replace("%3A", ":").replace("%2F", "/")),
        )
    });
    about.extra(&Json::Object(json.collect()));
}
