//! Tokens and trusts, and what the one says to the other: the cases are the tables in `federation/*.toml`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use blastradius_collectors::facts::{IdentityToken, Provider};
use blastradius_graph::authorize::aws::{Context, Document};
use blastradius_graph::federation::{
    Class, Formula, Inventory, Token, Verdict, aws, decide, issuer_name, of_federation, width,
    width_of,
};
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Of all cases that name no other.
    issuer: String,
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What it shows.
    about: String,
    issuer: Option<String>,
    /// The subject of the token; without one, the trust is looked at by itself.
    subject: Option<String>,
    #[serde(default)]
    audiences: Vec<String>,
    #[serde(default)]
    claims: BTreeMap<String, Vec<String>>,
    /// The condition of a trust policy; a key that begins with `:` is a claim of the issuer.
    aws: Option<String>,
    /// Whole statements, with `PROVIDER` for the provider and `HOST` for its host.
    statements: Option<Vec<String>>,
    /// Conditions of denying statements.
    #[serde(default)]
    deny: Vec<String>,
    /// The rule of a record of trust, as a fact has it.
    rule: Option<Value>,
    /// The platform of the record.
    provider: Option<Provider>,
    /// The audiences that it lets in.
    #[serde(default)]
    accepts: Vec<String>,
    /// Repositories that are known.
    #[serde(default)]
    inventory: Vec<String>,
    /// How wide the trust is, as far as the token takes it.
    class: String,
    /// `certain`, `conditional`, `none`. Only with a subject.
    certainty: Option<String>,
    /// A part of the condition, in words.
    condition: Option<String>,
}

impl Case {
    fn formula(&self, issuer: &str) -> Formula {
        if let Some(rule) = &self.rule {
            let federation = json!({
                "id": "record", "provider": self.provider.unwrap_or(Provider::Azure), "issuer": issuer,
                "identity": "app", "audiences": self.accepts, "rule": rule,
                "origin": {"source": "case"},
            });
            return of_federation(&serde_json::from_value(federation).unwrap());
        }
        let host = issuer_name(issuer);
        let provider = format!("arn:aws:iam::111122223333:oidc-provider/{host}");
        let keys = |text: &str| {
            ["{\":", ", \":"]
                .iter()
                .fold(text.to_owned(), |text, start| {
                    text.replace(start, &start.replace(':', &format!("{host}:")))
                })
        };
        let statement = |effect: &str, condition: &str| -> Value {
            json!({
                "Effect": effect, "Principal": {"Federated": provider},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": serde_json::from_str::<Value>(&keys(condition)).unwrap(),
            })
        };
        let mut statements: Vec<Value> = Vec::new();
        statements.extend(self.aws.iter().map(|it| statement("Allow", it)));
        for text in self.statements.iter().flatten() {
            let text = text.replace("PROVIDER", &provider).replace("HOST", &host);
            statements.push(serde_json::from_str(&text).unwrap());
        }
        statements.extend(self.deny.iter().map(|it| statement("Deny", it)));
        let text = json!({"Version": "2012-10-17", "Statement": statements}).to_string();
        let document = Document::parse("trust", &text).unwrap();
        aws::formula(&document, &provider, &Context::audit())
    }

    /// Class, certainty and conditions.
    fn found(&self, issuer: &str) -> (Class, &'static str, Vec<String>) {
        let formula = self.formula(issuer);
        let host = issuer_name(issuer);
        let mut inventory = Inventory::default();
        for project in &self.inventory {
            inventory.add(&host, project);
        }
        let Some(subject) = &self.subject else {
            let class = inventory.judge(&host, &width(&host, &formula), false);
            return (class, "", Vec::new());
        };
        let token = Token::of(&IdentityToken {
            issuer: issuer.to_owned(),
            subjects: vec![subject.clone()],
            audiences: self.audiences.clone(),
            claims: self.claims.clone(),
        })
        .remove(0);
        let decided = decide(&token, &formula);
        let (certainty, conditions) = match decided.verdict {
            Verdict::All => ("certain", Vec::new()),
            Verdict::Some(conditions) => ("conditional", conditions),
            Verdict::Unknown(reasons) => ("conditional", reasons),
            Verdict::None => return (Class::Never, "none", Vec::new()),
        };
        (width_of(&host, &decided.ways).class, certainty, conditions)
    }
}

#[test]
fn every_case_holds() {
    let only = std::env::var("CASE").unwrap_or_default();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/federation");
    let mut wrong = Vec::new();
    let mut count = 0;
    let files: BTreeSet<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    for path in files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let table: Table = toml::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        for case in &table.case {
            count += 1;
            if !format!("{name} {}", case.about).contains(&only) {
                continue;
            }
            let issuer = case.issuer.as_ref().unwrap_or(&table.issuer);
            let (class, certainty, conditions) = case.found(issuer);
            let expected = case.certainty.as_deref().unwrap_or_default();
            let told = match &case.condition {
                Some(part) => conditions.iter().any(|it| it.contains(part)),
                None => true,
            };
            if class.name() != case.class || certainty != expected || !told {
                wrong.push(format!(
                    "{name}: {}: {} {certainty} {conditions:?}, not {} {expected} {:?}",
                    case.about,
                    class.name(),
                    case.class,
                    case.condition
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count >= 120, "only {count} cases");
}
