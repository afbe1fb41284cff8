//! `collect github` against a server of this machine that answers as GitHub does.

#![cfg(feature = "github")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "a test fails by panicking"
)]

mod server;

use std::time::Duration;

use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::github::{CollectError, Options, Summary, Token, collect};
use blastradius_collectors::snapshot::MemorySink;
use serde_json::json;

use server::{Reply, Server};

const TOKEN: &str = "ghp_CANARYCANARYCANARYCANARYCANARYCANARY0";

const WORKFLOW: &str =
    "on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    steps: [{run: make}]\n";

fn options(server: &Server) -> Options {
    Options {
        api: server.address.clone(),
        token: Token::new(TOKEN),
        organizations: vec!["acme".to_owned()],
        repositories: Vec::new(),
        patience: Duration::from_secs(5),
    }
}

fn run(options: &Options) -> (Result<Summary, CollectError>, MemorySink) {
    let mut sink = MemorySink::default();
    let summary = collect(options, &mut sink, &mut |_| {});
    (summary, sink)
}

/// An organisation of two repositories, on two pages, one of which has a workflow.
fn organization(address: &str) -> Vec<(&'static str, Vec<Reply>)> {
    let next = format!(
        "<{address}/orgs/acme/repos?per_page=100&page=2>; rel=\"next\", <{address}/x>; rel=\"last\""
    );
    vec![
        (
            "/orgs/acme",
            vec![Reply::json(json!({"login": "acme", "id": 1}))],
        ),
        (
            "/orgs/acme/repos",
            vec![
                Reply::json(json!([{"full_name": "acme/web", "default_branch": "main"}]))
                    .with("Link", &next),
            ],
        ),
        (
            "/orgs/acme/repos&page=2",
            vec![Reply::json(
                json!([{"full_name": "acme/ml", "default_branch": "main"}]),
            )],
        ),
        (
            "/orgs/acme/actions/secrets",
            vec![Reply::json(
                json!({"total_count": 1, "secrets": [{"name": "NPM", "visibility": "selected"}]}),
            )],
        ),
        (
            "/orgs/acme/actions/secrets/NPM/repositories",
            vec![Reply::json(
                json!({"total_count": 1, "repositories": [{"full_name": "acme/ml"}]}),
            )],
        ),
        (
            "/repos/acme/ml",
            vec![Reply::json(
                json!({"full_name": "acme/ml", "id": 7, "default_branch": "feature/x"}),
            )],
        ),
        (
            "/repos/acme/ml/environments",
            vec![Reply::json(
                json!({"environments": [{"name": "pro duction"}]}),
            )],
        ),
        (
            "/repos/acme/ml/environments/pro%20duction/secrets",
            vec![Reply::json(json!({"secrets": [{"name": "KEY"}]}))],
        ),
        ("/repos/acme/ml/actions/secrets", vec![Reply::status(403)]),
        (
            "/repos/acme/ml/contents/.github/workflows",
            vec![Reply::json(json!([
                {"type": "file", "path": ".github/workflows/build.yml"},
                {"type": "file", "path": ".github/workflows/notes.md"},
                {"type": "dir", "path": ".github/workflows/old"}
            ]))],
        ),
        (
            "/repos/acme/ml/contents/.github/workflows/build.yml",
            vec![Reply::text(WORKFLOW)],
        ),
    ]
}

#[test]
fn an_organisation_is_read_with_all_pages_and_only_by_get() {
    let server = Server::start(organization);
    let (summary, sink) = run(&options(&server));
    let summary = summary.unwrap();
    assert_eq!(summary.repositories, ["acme/ml", "acme/web"]);
    assert_eq!(summary.workflows, 1);
    let asked = server.asked();
    assert_eq!(u64::try_from(asked.len()).unwrap(), summary.asked);
    assert!(asked.iter().all(|it| it.method == "GET"));
    assert!(
        asked
            .iter()
            .all(|it| it.authorization == format!("Bearer {TOKEN}"))
    );
    let paths: Vec<&str> = asked.iter().map(|it| it.path.as_str()).collect();
    for path in [
        "/orgs/acme/actions/secrets/NPM/repositories?per_page=100",
        "/repos/acme/ml/environments/pro%20duction/secrets?per_page=100",
        "/repos/acme/ml/branches/feature%2Fx/protection?per_page=100",
    ] {
        assert!(paths.contains(&path), "{path} was not asked: {paths:?}");
    }
    assert!(!paths.iter().any(|it| it.contains("notes.md")));
    let everything = format!("{:?} {:?}", sink.facts, sink.coverage);
    assert!(!everything.contains("CANARY"));
}

#[test]
fn what_is_refused_and_what_is_not_there_are_told_apart() {
    let server = Server::start(organization);
    let (_, sink) = run(&options(&server));
    let outcome = |subject: &str| {
        let record = sink
            .coverage
            .iter()
            .find(|it| it.subject.as_deref() == Some(subject));
        record
            .unwrap_or_else(|| panic!("nothing about {subject}"))
            .clone()
    };
    let refused = outcome("repos/acme/ml/actions/secrets");
    assert_eq!(refused.outcome, Outcome::Refused);
    assert_eq!(refused.scope, "github:acme/ml");
    assert!(
        refused.help.contains("repository: secrets (read)"),
        "{}",
        refused.help
    );
    assert_eq!(
        outcome("repos/acme/ml/environments").outcome,
        Outcome::Answered
    );
    assert_eq!(
        outcome("repos/acme/ml/branches/feature%2Fx/protection").outcome,
        Outcome::Absent
    );
    // GitHub says "not found" to who may not see it.
    assert_eq!(outcome("orgs/acme/installations").outcome, Outcome::Refused);
    assert_eq!(
        outcome("repos/acme/web/contents/.github/workflows").outcome,
        Outcome::Absent
    );
}

#[test]
fn limits_are_waited_out_and_not_for_ever() {
    let server = Server::start(|address| {
        let mut replies = organization(address);
        let soon = Reply::status(429).with("Retry-After", "1");
        let never = Reply::status(403)
            .with("x-ratelimit-remaining", "0")
            .with("x-ratelimit-reset", "99999999999");
        replies.push((
            "/orgs/acme/actions/permissions",
            vec![soon, Reply::json(json!({"enabled_repositories": "all"}))],
        ));
        replies.push(("/orgs/acme/actions/runners", vec![never]));
        replies
    });
    let (summary, sink) = run(&options(&server));
    summary.unwrap();
    let outcome = |subject: &str| {
        let record = sink
            .coverage
            .iter()
            .find(|it| it.subject.as_deref() == Some(subject));
        record.unwrap().outcome
    };
    assert_eq!(outcome("orgs/acme/actions/permissions"), Outcome::Answered);
    assert_eq!(outcome("orgs/acme/actions/runners"), Outcome::Throttled);
}

#[test]
fn a_page_at_another_address_is_not_asked_for() {
    let server = Server::start(|_| {
        let link = "<http://127.0.0.1:1/orgs/acme/repos?page=2>; rel=\"next\"";
        vec![(
            "/orgs/acme/repos",
            vec![Reply::json(json!([{"full_name": "acme/ml"}])).with("Link", link)],
        )]
    });
    let (summary, sink) = run(&options(&server));
    assert_eq!(summary.unwrap().repositories, ["acme/ml"]);
    let cut = sink
        .coverage
        .iter()
        .find(|it| it.subject.as_deref() == Some("orgs/acme/repos"))
        .unwrap();
    assert_eq!(cut.outcome, Outcome::CutOff);
}

#[test]
fn a_token_that_is_refused_ends_the_run() {
    let server = Server::start(|_| vec![("/orgs/acme", vec![Reply::status(401)])]);
    let (summary, _) = run(&options(&server));
    let error = summary.unwrap_err();
    assert!(matches!(error, CollectError::BadToken), "{error}");
    assert!(!format!("{error} {error:?}").contains("CANARY"));
}

#[test]
fn a_token_goes_to_no_address_without_encryption() {
    for api in [
        "http://github.example",
        "https://user@github.example",
        "ftp://x",
        "github.example",
        "https://",
        "https://a?b",
    ] {
        let options = Options {
            api: api.to_owned(),
            token: Token::new(TOKEN),
            organizations: vec!["acme".to_owned()],
            repositories: Vec::new(),
            patience: Duration::ZERO,
        };
        let error = run(&options).0.unwrap_err();
        assert!(
            matches!(error, CollectError::BadAddress(_)),
            "{api}: {error}"
        );
    }
}

#[test]
fn names_that_are_none_are_refused() {
    let server = Server::start(organization);
    for (organization, repository) in [
        ("a/b", None),
        ("..", None),
        ("acme", Some("acme")),
        ("acme", Some("acme/../x")),
    ] {
        let mut options = options(&server);
        options.organizations = vec![organization.to_owned()];
        options.repositories = repository.map(str::to_owned).into_iter().collect();
        let error = run(&options).0.unwrap_err();
        assert!(matches!(error, CollectError::BadName(_)), "{error}");
    }
    assert!(server.asked().is_empty());
}
