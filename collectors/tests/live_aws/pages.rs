//! What moto does not have, from replayed pages: `pages/*.json`.
//!
//! Each page has the members of its request and the whole answer, in the form that the service gives it on the wire. Neither is
//! taken on trust: `pages.py` checks every answer against the model of the service in botocore, and has botocore write every
//! request. The server answers a page to that request alone: method, path, query, target, body and signature.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::aws::{Protocol, SERVICES};
use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::facts::FactKind;
use blastradius_collectors::snapshot::{Facts, MemorySink};
use serde::Deserialize;
use serde_json::Value;

use crate::answers::empty_account;
use crate::moto_server;
use crate::stub::{Asked, Behaviour, Stub, json, xml};
use crate::{environment, impatient};

/// A file of pages, and what must be known of them: facts by kind and id, each with the members that are asserted.
#[derive(Deserialize)]
struct Replay {
    pages: Vec<Page>,
    facts: BTreeMap<FactKind, BTreeMap<String, Value>>,
}

/// A page: the name of the service in the AWS CLI, the operation, the members of the request and the answer.
#[derive(Clone, Deserialize)]
struct Page {
    service: String,
    operation: String,
    #[serde(default)]
    answer: Value,
}

/// A request as botocore writes it.
#[derive(Debug, Deserialize)]
struct Request {
    method: String,
    path: String,
    query: BTreeMap<String, String>,
    target: String,
    signs_as: String,
    host: String,
    body: Value,
}

/// The names of the service files that have pages, with their pages as they are written.
static FILES: LazyLock<BTreeMap<String, Value>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/live_aws/pages");
    std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            let value = serde_json::from_str(&text).unwrap_or_else(|it| panic!("{name}: {it}"));
            (name, value)
        })
        .collect()
});

/// The operations that have pages, by service file and command of the AWS CLI.
pub(crate) fn replayed(service: &str, cli: (&str, &str)) -> bool {
    let command = |name: &str| name.replace(['-', '_'], "").to_lowercase();
    FILES.get(service).is_some_and(|file| {
        file["pages"].as_array().unwrap().iter().any(|page| {
            let operation = page["operation"].as_str().unwrap();
            page["service"] == alias(cli.0) && operation.to_lowercase() == command(cli.1)
        })
    })
}

/// The models of botocore have the names that the AWS CLI has, but for these.
fn alias(cli: &str) -> &str {
    match cli {
        "s3api" => "s3",
        "configservice" => "config",
        other => other,
    }
}

/// Has botocore check the answers and write the requests.
fn checked(pages: &[Value]) -> Vec<Request> {
    let mut child = Command::new(moto_server::python())
        .args(["-c", include_str!("pages.py")])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(&serde_json::to_vec(pages).unwrap())
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "botocore knows better");
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Request {
    /// Whether this is what was asked, to the letter.
    fn is(&self, asked: &Asked) -> bool {
        let (path, query) = asked.target.split_once('?').unwrap();
        let form = serde_json::to_value(pairs(&asked.body)).unwrap();
        let body = match (serde_json::from_str(&asked.body), &self.body) {
            (Ok(body), _) => body,
            (Err(_), _) if asked.body.is_empty() => serde_json::json!({}),
            _ => form,
        };
        self.method == asked.method
            && self.path == path
            && self.query == pairs(query)
            && self.target == asked.header
            && self.signs_as == asked.signed_as
            && as_text(&self.body) == as_text(&body)
    }
}

/// The pairs of a query or form, decoded.
fn pairs(query: &str) -> BTreeMap<String, String> {
    query
        .split('&')
        .filter(|it| !it.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [high, low, after @ ..]) => {
                let digits = std::str::from_utf8(&[*high, *low]).unwrap().to_owned();
                bytes.push(u8::from_str_radix(&digits, 16).unwrap());
                rest = after;
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Numbers of a form are texts.
fn as_text(body: &Value) -> Value {
    match body {
        Value::Object(all) => all
            .iter()
            .map(|(name, value)| (name.clone(), as_text(value)))
            .collect(),
        Value::Number(number) => number.to_string().into(),
        other => other.clone(),
    }
}

#[test]
fn what_moto_does_not_have_is_asked_and_understood_in_its_wire_form() {
    if !environment::prepared(
        "pages::what_moto_does_not_have_is_asked_and_understood_in_its_wire_form",
    ) {
        return;
    }
    let written: Vec<Value> = FILES
        .values()
        .flat_map(|file| file["pages"].as_array().unwrap().clone())
        .collect();
    let requests = checked(&written);
    let pages: Vec<Page> = written
        .iter()
        .map(|page| serde_json::from_value(page.clone()).unwrap())
        .collect();
    hosts(&pages, &requests);
    let answered: Arc<Vec<AtomicUsize>> =
        Arc::new(pages.iter().map(|_| AtomicUsize::new(0)).collect());
    let seen: Arc<std::sync::Mutex<Vec<Asked>>> = Arc::default();
    let requests = Arc::new(requests);
    let stub = {
        let (answered, seen) = (Arc::clone(&answered), Arc::clone(&seen));
        let (pages, requests) = (pages.clone(), Arc::clone(&requests));
        Stub::start(move |asked, _| {
            seen.lock().unwrap().push(asked.clone());
            match requests.iter().position(|it| it.is(asked)) {
                Some(index) => {
                    answered[index].fetch_add(1, Ordering::Relaxed);
                    answer(&pages[index].answer)
                }
                None => empty_account(asked),
            }
        })
    };
    let mut options = impatient(&stub.endpoint);
    options.limits.timeout = Duration::from_secs(20);
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();

    let mut unasked = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        let times = answered[index].load(Ordering::Relaxed);
        if times != 1 {
            let seen = seen.lock().unwrap();
            let similar = seen.iter().filter(|it| it.operation == page.operation);
            let similar: Vec<&Asked> = similar.collect();
            unasked.push(format!(
                "{} {} was asked {times} times: {:?}\nbut there was {similar:#?}",
                page.service, page.operation, requests[index]
            ));
        }
    }
    assert!(unasked.is_empty(), "{}", unasked.join("\n"));
    for record in &sink.coverage {
        let fine = record.outcome.is_complete() || record.outcome == Outcome::NotAsked;
        assert!(fine, "{record:?}");
    }
    for (name, file) in FILES.iter() {
        let replay: Replay = serde_json::from_value(file.clone()).unwrap();
        assert!(
            !replay.pages.is_empty() && !replay.facts.is_empty(),
            "{name}"
        );
        for (kind, expected) in replay.facts {
            for (id, expected) in expected {
                let found = fact(&sink.facts, kind, &id);
                let found = found.unwrap_or_else(|| panic!("{name}: no {kind:?} {id}"));
                within(&expected, &found, &format!("{name}: {id}"));
            }
        }
    }
    let kept = format!("{:?} {:?}", sink.facts, sink.coverage);
    assert!(!kept.contains("CANARY"));
}

/// Where an operation is asked, which no server of a test can tell: the service file and botocore agree.
fn hosts(pages: &[Page], requests: &[Request]) {
    for (page, request) in pages.iter().zip(requests) {
        let command = page.operation.to_lowercase();
        let endpoint = SERVICES.iter().find_map(|service| {
            let operation = service.operations().iter().find(|it| {
                alias(it.cli.0) == page.service && it.cli.1.replace('-', "") == command
            })?;
            Some(operation.endpoint.or(service.endpoint()))
        });
        let endpoint = endpoint.unwrap_or_else(|| panic!("{command} is not declared"));
        // The SDK knows the hosts of its own services.
        let Some(endpoint) = endpoint else { continue };
        let host = endpoint.host.trim_start_matches("{account}.");
        assert_eq!(host, request.host, "{command}");
        let in_xml = !matches!(
            endpoint.protocol,
            Protocol::Json { .. } | Protocol::RestJson
        );
        assert_eq!(in_xml, page.answer.is_string(), "{command}");
    }
}

fn answer(value: &Value) -> Behaviour {
    match value {
        Value::String(text) => xml(200, text),
        value => json(200, &value.to_string()),
    }
}

fn fact(facts: &Facts, kind: FactKind, id: &str) -> Option<Value> {
    fn value(fact: Option<&impl serde::Serialize>) -> Option<Value> {
        fact.map(|it| serde_json::to_value(it).unwrap())
    }
    match kind {
        FactKind::Scope => value(facts.scopes.get(id)),
        FactKind::Identity => value(facts.identities.get(id)),
        FactKind::Credential => value(facts.credentials.get(id)),
        FactKind::Policy => value(facts.policies.get(id)),
        FactKind::Attachment => value(facts.attachments.get(id)),
        FactKind::Workload => value(facts.workloads.get(id)),
        FactKind::Pipeline => value(facts.pipelines.get(id)),
        FactKind::Asset => value(facts.assets.get(id)),
        FactKind::Lineage => value(facts.lineage.get(id)),
        FactKind::Federation => value(facts.federations.get(id)),
    }
}

/// That every member that is asserted is there, and as it should be. Lists are whole.
fn within(expected: &Value, found: &Value, at: &str) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            for (name, value) in expected {
                let member = found.get(name);
                let member = member.unwrap_or_else(|| panic!("{at}: no {name} in {found:?}"));
                within(value, member, &format!("{at}/{name}"));
            }
        }
        (Value::Array(expected), Value::Array(found)) => {
            assert_eq!(expected.len(), found.len(), "{at}: {found:?}");
            for (index, (expected, found)) in expected.iter().zip(found).enumerate() {
                within(expected, found, &format!("{at}/{index}"));
            }
        }
        _ => assert_eq!(found, expected, "{at}"),
    }
}
