//! What people have in hand leads to the right node, and a secret value is recognised.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod common;

use blastradius_collectors::facts::AssetClass;
use blastradius_graph::model::{EdgeKind, Graph, GraphBuilder, Node, NodeKind};
use blastradius_queries::subject::{Resolved, SecretKind, Want, resolve};
use common::{asset, edge, info, node};

const KEY: &str = "AKIAQNZGKIQY56JQ7WML";
/// The shape of a secret access key: forty characters, made up.
const SECRET: &str = "abcdEFGH1234abcdEFGH1234abcdEFGH1234abcd";

fn graph() -> Graph {
    let mut builder = GraphBuilder::new();
    let scoped = |node: Node, account: &str| Node {
        scope: Some(format!("aws:{account}")),
        ..node
    };
    for (account, name) in [
        ("111122223333", "team/deploy"),
        ("444455556666", "deploy"),
        ("111122223333", "trainer"),
    ] {
        let id = format!("arn:aws:iam::{account}:role/{name}");
        builder.node(scoped(
            node(&id, NodeKind::Identity, "aws:iam:role"),
            account,
        ));
    }
    let user = "arn:aws:iam::111122223333:user/ci@example.com";
    builder.node(node(user, NodeKind::Identity, "aws:iam:user"));
    let password = format!("aws:console-password/{user}");
    builder.node(node(
        &password,
        NodeKind::Credential,
        "aws:iam:console-password",
    ));
    let key = format!("aws:access-key/{KEY}");
    builder.node(node(&key, NodeKind::Credential, "aws:iam:access-key"));
    builder.edge(&key, user, edge(EdgeKind::Authenticates));
    builder.node(Node {
        record: None,
        ..node(
            &format!("{user}#escalated"),
            NodeKind::Identity,
            "aws:iam:user",
        )
    });
    builder.node(asset("arn:aws:s3:::deploy-models", AssetClass::Model));
    builder.freeze(info())
}

fn found(text: &str, want: Want) -> String {
    let graph = graph();
    match resolve(&graph, text, want) {
        Resolved::Found(id) => graph.node(id).id.to_owned(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_people_have_in_hand() {
    let user = "arn:aws:iam::111122223333:user/ci@example.com";
    for (text, id) in [
        (KEY, &*format!("aws:access-key/{KEY}")),
        (&format!(" {KEY}\n"), &format!("aws:access-key/{KEY}")),
        (user, user),
        ("ci@example.com", user),
        ("CI@Example.com", user),
        ("trainer", "arn:aws:iam::111122223333:role/trainer"),
        ("train", "arn:aws:iam::111122223333:role/trainer"),
        (
            "arn:aws:sts::111122223333:assumed-role/deploy/i-0123456789",
            "arn:aws:iam::111122223333:role/team/deploy",
        ),
        (
            "arn:aws:sts::444455556666:assumed-role/deploy/session",
            "arn:aws:iam::444455556666:role/deploy",
        ),
    ] {
        assert_eq!(found(text, Want::Subject), id, "{text}");
    }
    assert_eq!(found("deploy", Want::Asset), "arn:aws:s3:::deploy-models");
}

#[test]
fn several_and_none() {
    let graph = graph();
    assert!(
        matches!(resolve(&graph, "deploy", Want::Subject), Resolved::Several(ids) if ids.len() == 2)
    );
    let Resolved::Nothing { near, account } = resolve(&graph, "trainre", Want::Subject) else {
        panic!("found");
    };
    assert_eq!(graph.node(near[0]).name, "trainer");
    assert_eq!(account, None);
    assert!(matches!(
        resolve(&graph, "", Want::Any),
        Resolved::Nothing { .. }
    ));
    // A session of a role that is not there is not some other role of that name.
    let session = "arn:aws:sts::999988887777:assumed-role/deploy/s";
    assert!(matches!(
        resolve(&graph, session, Want::Subject),
        Resolved::Nothing { .. }
    ));
}

#[test]
fn an_unknown_key_still_names_its_account() {
    let graph = graph();
    let Resolved::Nothing { account, .. } = resolve(&graph, "ASIAQNZGKIQY56JQ7WMA", Want::Subject)
    else {
        panic!("found");
    };
    assert_eq!(account.as_deref(), Some("029608264753"));
}

#[test]
fn secrets_are_recognised_and_only_their_identifier_is_used() {
    let graph = graph();
    let jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjaUBleGFtcGxlLmNvbSJ9.c2lnbmF0dXJlLWlzLW5vdC1yZWFs";
    let pem = format!("-----BEGIN {} KEY-----\nMIIB\n", "RSA PRIVATE");
    for (text, kind, leads) in [
        (SECRET.to_owned(), SecretKind::AwsSecretKey, None),
        (format!("{KEY}:{SECRET}"), SecretKind::AwsKeyPair, Some(KEY)),
        (format!("{KEY},{SECRET}"), SecretKind::AwsKeyPair, Some(KEY)),
        (
            format!("aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}"),
            SecretKind::AwsKeyPair,
            Some(KEY),
        ),
        (jwt.to_owned(), SecretKind::Jwt, Some("ci@example.com")),
        (
            format!("ghp_{}", "a1B2".repeat(9)),
            SecretKind::GithubToken,
            None,
        ),
        (
            format!("glpat-{}", "a1B2".repeat(5)),
            SecretKind::GitlabToken,
            None,
        ),
        (
            format!("hf_{}", "aBcD".repeat(8)),
            SecretKind::OtherToken,
            None,
        ),
        (pem, SecretKind::PrivateKey, None),
        ("FwoGZXIvYXdz".repeat(20), SecretKind::SessionToken, None),
    ] {
        let Resolved::Secret { value, found } = resolve(&graph, &text, Want::Subject) else {
            panic!("not recognised: {kind:?}");
        };
        assert_eq!(value.kind, kind);
        assert_eq!(value.identifier.as_deref(), leads);
        assert_eq!(found.is_some(), leads.is_some());
        assert!(!format!("{value:?}").contains(SECRET));
        if leads.is_some() {
            assert!(matches!(*found.unwrap(), Resolved::Found(_)));
        }
    }
}

#[test]
fn names_are_not_taken_for_secrets() {
    let graph = graph();
    for name in [
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "sk-train-pipeline-execution-role",
        "hf_mirror_download_and_convert_role",
        "arn:aws:sagemaker:us-east-1:111122223333:training-job/Abc123Abc123Abc123Abc123Abc123Abc123Abc1",
        KEY,
        "eyJ",
    ] {
        let resolved = resolve(&graph, name, Want::Subject);
        assert!(!matches!(resolved, Resolved::Secret { .. }), "{name}");
    }
}
