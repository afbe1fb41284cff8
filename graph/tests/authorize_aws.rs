//! What callers of the evaluator build on: gaps, choices, owners, proofs, documents.
//!
//! The rules of the documentation themselves are in `tests/cases/authorize`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod support;

use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Case, CaseDecision, Context, ContextValue, Decision, Document, Outcome, PolicyRole, PolicySet,
    Principal, Request, Resource, ResourceGrant, StatementEffect, decide,
};
use serde_json::{Value, json};
use support::arn;

const ALICE: &str = "arn:aws:iam::111122223333:user/alice";
const WORKER: &str = "arn:aws:iam::111122223333:role/worker";
const OBJECT: &str = "arn:aws:s3:::b/k";

fn document(id: &str, statements: Value) -> Arc<Document> {
    let policy = json!({"Version": "2012-10-17", "Statement": statements});
    Arc::new(Document::parse(id, &policy.to_string()).expect("a valid policy"))
}

fn all(id: &str) -> Arc<Document> {
    document(
        id,
        json!({"Effect": "Allow", "Action": "*", "Resource": "*"}),
    )
}

fn request(principal: &str, action: &str, resource: &str, context: Context) -> Request {
    Request {
        principal: arn(principal),
        action: action.to_owned(),
        resource: Resource {
            arn: resource.to_owned(),
            account: Some("111122223333".to_owned()),
            tags: None,
        },
        context,
    }
}

fn get_object() -> Request {
    request(ALICE, "s3:GetObject", OBJECT, Context::audit())
}

fn identity(document: Arc<Document>) -> PolicySet {
    PolicySet {
        identity: vec![document],
        ..PolicySet::default()
    }
}

fn texts(decision: &Decision) -> Vec<&str> {
    decision.remaining.iter().map(|r| r.text.as_str()).collect()
}

// ---- policies that are not known ----

#[test]
fn an_unknown_identity_policy_may_allow_and_deny() {
    let reason = vec!["the policy arn:x is not in the snapshot".to_owned()];
    let unknown = |identity| PolicySet {
        identity,
        unknown_identity: reason.clone(),
        ..PolicySet::default()
    };
    for known in [vec![], vec![all("p")]] {
        let decision = decide(&get_object(), &unknown(known));
        assert_eq!(decision.outcome, Outcome::Conditional);
        assert_eq!(
            texts(&decision),
            ["the policy arn:x is not in the snapshot"]
        );
    }
    let denied = document(
        "d",
        json!({"Effect": "Deny", "Action": "s3:*", "Resource": "*"}),
    );
    let decision = decide(&get_object(), &unknown(vec![all("p"), denied]));
    assert_eq!(decision.outcome, Outcome::ExplicitlyDenied);
}

#[test]
fn an_unknown_policy_does_not_matter_where_a_guardrail_does_not_allow() {
    let policies = PolicySet {
        unknown_identity: vec!["unknown".to_owned()],
        scps: vec![vec![document(
            "scp",
            json!({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}),
        )]],
        ..identity(all("p"))
    };
    let decision = decide(&get_object(), &policies);
    assert_eq!(decision.outcome, Outcome::ImplicitlyDenied);
    assert_eq!(decision.lacking, ["scp level 0"]);
}

#[test]
fn unknown_guardrails_make_an_allow_conditional() {
    let reason = || vec!["not read".to_owned()];
    let unknowns = [
        PolicySet {
            unknown_boundary: reason(),
            ..identity(all("p"))
        },
        PolicySet {
            unknown_scps: reason(),
            ..identity(all("p"))
        },
        PolicySet {
            unknown_rcps: reason(),
            ..identity(all("p"))
        },
        PolicySet {
            unknown_resource: reason(),
            ..identity(all("p"))
        },
    ];
    for policies in &unknowns {
        let decision = decide(&get_object(), policies);
        assert_eq!(decision.outcome, Outcome::Conditional);
        assert_eq!(texts(&decision), ["not read"]);
        let nothing = PolicySet {
            identity: Vec::new(),
            ..policies.clone()
        };
        let without = decide(&get_object(), &nothing).outcome;
        let expected = if policies.unknown_resource.is_empty() {
            Outcome::ImplicitlyDenied
        } else {
            // The resource's policy may grant by itself.
            Outcome::Conditional
        };
        assert_eq!(without, expected);
    }
}

#[test]
fn unknown_scps_and_rcps_matter_only_where_they_bind() {
    let management = PolicySet {
        unknown_scps: vec!["not read".to_owned()],
        management_account: true,
        ..identity(all("p"))
    };
    assert_eq!(decide(&get_object(), &management).outcome, Outcome::Allowed);
    let unsupported = PolicySet {
        unknown_rcps: vec!["not read".to_owned()],
        ..identity(all("p"))
    };
    let lambda = "arn:aws:lambda:us-east-1:111122223333:function:f";
    let invoke = request(ALICE, "lambda:InvokeFunction", lambda, Context::audit());
    assert_eq!(decide(&invoke, &unsupported).outcome, Outcome::Allowed);
}

// ---- keys that the caller chooses ----

fn create_tagged(context: &[(&str, ContextValue)]) -> Request {
    let mut request = request(
        ALICE,
        "secretsmanager:CreateSecret",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:s",
        Context::audit(),
    );
    for (key, value) in context {
        request.context.set(key, value.clone());
    }
    request
}

fn tagged(effect: &str, operator: &str, value: &str) -> Value {
    json!({
        "Effect": effect, "Action": "*", "Resource": "*",
        "Condition": {operator: {"aws:RequestTag/team": value}}
    })
}

#[test]
fn a_chosen_value_satisfies_an_allow() {
    let policies = identity(document("p", tagged("Allow", "StringLike", "data-*")));
    let chosen = create_tagged(&[("aws:RequestTag/*", ContextValue::Chosen)]);
    let decision = decide(&chosen, &policies);
    assert_eq!(decision.outcome, Outcome::Allowed);
    assert_eq!(decision.chosen["aws:requesttag/team"], ["data-"]);
    let unknown = create_tagged(&[]);
    assert_eq!(decide(&unknown, &policies).outcome, Outcome::Conditional);
}

#[test]
fn a_chosen_value_avoids_a_deny() {
    let denied = tagged("Deny", "StringNotEquals", "ours");
    let policies = identity(document(
        "p",
        json!([{"Effect": "Allow", "Action": "*", "Resource": "*"}, denied]),
    ));
    let chosen = create_tagged(&[("aws:RequestTag/*", ContextValue::Chosen)]);
    let decision = decide(&chosen, &policies);
    assert_eq!(decision.outcome, Outcome::Allowed);
    assert_eq!(decision.chosen["aws:requesttag/team"], ["ours"]);
}

#[test]
fn one_value_cannot_satisfy_and_avoid() {
    let policies = identity(document(
        "p",
        json!([
            tagged("Allow", "StringEquals", "a"),
            tagged("Deny", "StringNotEquals", "b")
        ]),
    ));
    let chosen = create_tagged(&[("aws:RequestTag/*", ContextValue::Chosen)]);
    assert_eq!(decide(&chosen, &policies).outcome, Outcome::Conditional);
}

#[test]
fn a_choice_leaves_what_is_not_known() {
    let statement = json!({
        "Effect": "Allow", "Action": "*", "Resource": "*",
        "Condition": {"StringEquals": {"aws:RequestTag/team": "a", "aws:SourceVpce": "vpce-1"}}
    });
    let chosen = create_tagged(&[("aws:RequestTag/*", ContextValue::Chosen)]);
    let decision = decide(&chosen, &identity(document("p", statement)));
    assert_eq!(decision.outcome, Outcome::Conditional);
    assert_eq!(texts(&decision), ["aws:SourceVpce is vpce-1"]);
    assert_eq!(decision.chosen["aws:requesttag/team"], ["a"]);
}

// ---- whose resource, whose session ----

#[test]
fn an_unknown_owner_makes_an_identity_grant_conditional() {
    let mut request = get_object();
    request.resource.account = None;
    let decision = decide(&request, &identity(all("p")));
    assert_eq!(decision.outcome, Outcome::Conditional);
    assert_eq!(
        texts(&decision),
        ["arn:aws:s3:::b/k belongs to the account 111122223333"]
    );
    let both = PolicySet {
        resource: Some(document(
            "b",
            json!({
                "Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"
            }),
        )),
        ..identity(all("p"))
    };
    assert_eq!(decide(&request, &both).outcome, Outcome::Allowed);
    assert_eq!(
        decide(&request, &PolicySet::default()).outcome,
        Outcome::ImplicitlyDenied
    );
}

#[test]
fn a_role_may_be_the_session_that_is_named() {
    let session = "arn:aws:sts::111122223333:assumed-role/worker/nightly";
    let policies = PolicySet {
        resource: Some(document(
            "b",
            json!({
                "Effect": "Allow", "Principal": {"AWS": session}, "Action": "s3:*", "Resource": "*"
            }),
        )),
        ..PolicySet::default()
    };
    let of = |principal, context| {
        decide(
            &request(principal, "s3:GetObject", OBJECT, context),
            &policies,
        )
    };
    let audited = of(WORKER, Context::audit());
    assert_eq!(audited.outcome, Outcome::Conditional);
    assert_eq!(texts(&audited), [format!("the session is {session}")]);
    assert_eq!(
        of(WORKER, Context::exact()).outcome,
        Outcome::ImplicitlyDenied
    );
    assert_eq!(of(session, Context::exact()).outcome, Outcome::Allowed);
}

#[test]
fn a_canonical_user_is_an_account_that_may_be_known() {
    let id = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
    let mut policies = PolicySet {
        resource: Some(document(
            "b",
            json!({
                "Effect": "Allow", "Principal": {"CanonicalUser": id}, "Action": "s3:*", "Resource": "*"
            }),
        )),
        ..identity(all("p"))
    };
    let outsider = request(
        "arn:aws:iam::444455556666:user/mallory",
        "s3:GetObject",
        OBJECT,
        Context::audit(),
    );
    assert_eq!(decide(&outsider, &policies).outcome, Outcome::Conditional);
    policies
        .canonical_users
        .insert(id.to_owned(), "444455556666".to_owned());
    assert_eq!(decide(&outsider, &policies).outcome, Outcome::Allowed);
    policies
        .canonical_users
        .insert(id.to_owned(), "777788889999".to_owned());
    assert_eq!(
        decide(&outsider, &policies).outcome,
        Outcome::ImplicitlyDenied
    );
}

#[test]
fn a_unique_id_that_is_not_known_is_no_match_and_no_mismatch() {
    let policies = PolicySet {
        resource: Some(document(
            "b",
            json!({
                "Effect": "Allow", "Principal": {"AWS": "AIDACKCEVSQ6C2EXAMPLE"}, "Action": "s3:*", "Resource": "*"
            }),
        )),
        ..PolicySet::default()
    };
    let with = |unique_id: Option<&str>| {
        let mut request = get_object();
        request.principal = Principal::Arn {
            arn: ALICE.to_owned(),
            tags: None,
            unique_id: unique_id.map(str::to_owned),
        };
        decide(&request, &policies).outcome
    };
    assert_eq!(with(None), Outcome::Conditional);
    assert_eq!(with(Some("AIDACKCEVSQ6C2EXAMPLE")), Outcome::Allowed);
    assert_eq!(
        with(Some("AIDAJQABLZS4A3QDU576Q")),
        Outcome::ImplicitlyDenied
    );
}

#[test]
fn a_resource_policy_that_names_nobody_is_about_nobody() {
    for effect in ["Allow", "Deny"] {
        let policies = PolicySet {
            resource: Some(document(
                "b",
                json!({"Effect": effect, "Action": "*", "Resource": "*"}),
            )),
            ..PolicySet::default()
        };
        let decision = decide(&get_object(), &policies);
        assert_eq!(decision.outcome, Outcome::ImplicitlyDenied);
    }
}

// ---- tags, variables, grants ----

#[test]
fn tags_that_were_not_read_are_unknown_even_in_exact_requests() {
    let policies = identity(document(
        "p",
        json!({
            "Effect": "Allow", "Action": "s3:*", "Resource": "*",
            "Condition": {"StringEquals": {"aws:ResourceTag/team": "a"}}
        }),
    ));
    let mut exact = request(ALICE, "s3:GetObject", OBJECT, Context::exact());
    assert_eq!(decide(&exact, &policies).outcome, Outcome::Conditional);
    exact.resource.tags = Some([("Team".to_owned(), "a".to_owned())].into());
    assert_eq!(decide(&exact, &policies).outcome, Outcome::Allowed);
}

#[test]
fn a_variable_that_is_not_known_leaves_the_resource_open() {
    let policies = identity(document(
        "p",
        json!({
            "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:SourceIdentity}/*"
        }),
    ));
    let ask = |resource| {
        decide(
            &request(ALICE, "s3:GetObject", resource, Context::audit()),
            &policies,
        )
    };
    let inside = ask("arn:aws:s3:::b/team/k");
    assert_eq!(inside.outcome, Outcome::Conditional);
    assert_eq!(
        inside.remaining[0].key.as_deref(),
        Some("aws:sourceidentity")
    );
    assert_eq!(
        ask("arn:aws:s3:::c/team/k").outcome,
        Outcome::ImplicitlyDenied
    );
}

#[test]
fn a_grant_asks_for_its_encryption_context() {
    let key = "arn:aws:kms:us-east-1:111122223333:key/1";
    let policies = PolicySet {
        grants: vec![ResourceGrant {
            id: format!("{key}#grant/1"),
            grantee: ALICE.to_owned(),
            actions: vec!["kms:Decrypt".to_owned()],
            constraints: vec![("dept".to_owned(), "ml".to_owned(), false)],
        }],
        ..PolicySet::default()
    };
    let decision = decide(
        &request(ALICE, "kms:Decrypt", key, Context::audit()),
        &policies,
    );
    assert_eq!(decision.outcome, Outcome::Conditional);
    assert_eq!(texts(&decision), ["kms:EncryptionContext:dept is ml"]);
    assert_eq!(decision.by[0].role, PolicyRole::Grant);
    let other = request(
        "arn:aws:iam::111122223333:user/bob",
        "kms:Decrypt",
        key,
        Context::audit(),
    );
    let denied = decide(&other, &policies);
    assert_eq!(denied.outcome, Outcome::ImplicitlyDenied);
    assert_eq!(denied.lacking, ["key policy"]);
}

// ---- proofs ----

#[test]
fn an_allow_names_one_statement_for_each_role_that_had_to() {
    let policies = PolicySet {
        boundaries: Some(vec![all("boundary")]),
        scps: vec![vec![all("root")], vec![all("account")]],
        ..identity(all("p"))
    };
    let decision = decide(&get_object(), &policies);
    let by: Vec<_> = decision
        .by
        .iter()
        .map(|d| (d.policy.as_str(), d.level))
        .collect();
    assert_eq!(
        by,
        [
            ("p", None),
            ("boundary", None),
            ("root", Some(0)),
            ("account", Some(1))
        ]
    );
}

#[test]
fn an_implicit_deny_names_who_lacks() {
    let policies = PolicySet {
        boundaries: Some(vec![document(
            "boundary",
            json!({"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}),
        )]),
        ..identity(all("p"))
    };
    let decision = decide(&get_object(), &policies);
    assert_eq!(decision.lacking, ["boundary"]);
    assert_eq!(decision.by.len(), 1, "the allow that was not enough");
}

#[test]
fn the_alternative_that_asks_for_less_remains() {
    let policies = identity(document(
        "p",
        json!([
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "StringEquals": {"aws:SourceVpce": "v", "aws:SourceVpc": "w"}}},
            {"Sid": "Short", "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {
                "Bool": {"aws:MultiFactorAuthPresent": "true"}}},
            {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {
                "StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "false"}}}
        ]),
    ));
    let decision = decide(&get_object(), &policies);
    assert_eq!(
        texts(&decision),
        [
            "aws:MultiFactorAuthPresent is true",
            "not: aws:SecureTransport is false and aws:PrincipalOrgID is not o-1",
        ]
    );
    assert_eq!(decision.by[0].sid.as_deref(), Some("Short"));
}

// ---- documents ----

#[test]
fn a_document_tells_what_it_is_about() {
    let document = document(
        "p",
        json!([
            {"Sid": "A", "Effect": "Allow", "Action": ["s3:Get*", "S3:List*"], "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]},
            {"Effect": "Deny", "NotAction": "iam:*", "Resource": "arn:aws:s3:::b", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
        ]),
    );
    assert!(document.allows_action("S3:getobject"));
    assert!(!document.allows_action("ec2:RunInstances"));
    assert!(document.mentions_action("ec2:RunInstances"));
    assert!(!document.mentions_action("iam:GetUser"));
    assert_eq!(document.resource_patterns()["arn:aws:s3:::b"], [0, 1]);
    assert_eq!(document.resource_patterns()["arn:aws:s3:::b/*"], [0]);
    assert!(document.condition_keys().contains("aws:securetransport"));
    let statements = document.statements();
    assert_eq!(
        (statements[0].sid(), statements[0].effect()),
        (Some("A"), StatementEffect::Allow)
    );
    assert!(statements[1].is_conditional());
}

#[test]
fn every_problem_has_a_place() {
    let text = r#"{"Version":"2012-10-17","Extra":1,"Statement":[
        {"Effect":"Allow","Action":"s3:*","NotAction":"x:y","Resource":"*"},
        {"Action":"s3","Resource":7},
        {"Effect":"Allow","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringIs":{"a":"b"}}}]}"#;
    let problems = Document::parse("p", text).expect_err("invalid");
    let places: Vec<&str> = problems.iter().map(|p| p.pointer.as_str()).collect();
    assert_eq!(
        places,
        [
            "/Extra",
            "/Statement/0/NotAction",
            "/Statement/1",
            "/Statement/1/Action",
            "/Statement/1/Resource",
            "/Statement/2/Condition/StringIs",
            "/Statement/2/Effect",
        ]
    );
}

#[test]
fn bombs_are_problems() {
    let deep =
        |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    for text in [
        deep("[", "]"),
        deep("{\"a\":", "}"),
        format!("{{\"Statement\":{}}}", deep("[", "]")),
        "[".repeat(100_000),
        String::new(),
        "nul".to_owned(),
        "\u{feff}{}".to_owned(),
    ] {
        assert!(Document::parse("p", &text).is_err());
    }
    let case = format!(
        r#"{{"principal":{{"arn":"{ALICE}"}},"action":"s3:GetObject","resource":{{"arn":"{OBJECT}"}},"identity_policies":[{}]}}"#,
        deep("[", "]")
    );
    let case = Case::from_json(&case).expect("the policy is the case's only problem");
    assert_eq!(case.decide().decision, CaseDecision::Invalid);
}

// ---- cases ----

#[test]
fn a_case_names_the_field_that_it_does_not_know() {
    let error = Case::from_json(
        r#"{"principal":{"arn":"a"},"action":"b:c","resource":{"arn":"*"},"polices":[]}"#,
    )
    .expect_err("a typing mistake");
    assert!(error.to_string().contains("`polices`"), "{error}");
    let error = Case::from_json(r#"{"principal":{},"action":"b:c","resource":{"arn":"*"}}"#)
        .expect_err("nobody");
    assert!(
        error
            .to_string()
            .starts_with("`principal` needs exactly one of"),
        "{error}"
    );
}

#[test]
fn null_leaves_a_member_of_a_case_out() {
    let nulls = [
        "context",
        "unknown",
        "identity_policies",
        "permissions_boundaries",
        "session_policies",
        "resource_policy",
        "service_control_policies",
        "resource_control_policies",
        "vpc_endpoint_policies",
        "kms_grants",
        "management_account",
        "block_public_access",
        "canonical_users",
        "id",
        "provider",
    ];
    let mut case =
        json!({"principal": {"arn": ALICE}, "action": "s3:GetObject", "resource": {"arn": OBJECT}});
    for name in nulls {
        case[name] = Value::Null;
    }
    let case = Case::from_json(&case.to_string()).expect("a case");
    assert_eq!(case.decide().decision, CaseDecision::ImplicitlyDenied);
}

#[test]
fn the_owner_of_a_case_defaults_to_the_principal() {
    let case = |account: &str| {
        let text = format!(
            r#"{{"id":"c","principal":{{"arn":"{ALICE}"}},"action":"s3:GetObject","resource":{{"arn":"{OBJECT}"{account}}},
            "identity_policies":[{{"Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"*"}}}}]}}"#
        );
        Case::from_json(&text).expect("a case").decide()
    };
    assert_eq!(case("").decision, CaseDecision::Allowed);
    assert_eq!(
        case(r#","account":"444455556666""#).decision,
        CaseDecision::ImplicitlyDenied
    );
    let unknown = case(r#","account":null"#);
    assert_eq!(unknown.decision, CaseDecision::Conditional);
    let line = serde_json::to_value(&unknown).expect("an answer is JSON");
    assert_eq!(line["id"], "c");
    assert_eq!(line["by"][0]["policy"], "identity_policies/0");
    assert_eq!(line["decision"], "conditional");
}

#[test]
fn a_key_can_be_made_unknown_from_outside() {
    let text = format!(
        r#"{{"principal":{{"arn":"{ALICE}"}},"action":"s3:GetObject","resource":{{"arn":"{OBJECT}"}},
        "identity_policies":[{{"Statement":{{"Effect":"Allow","Action":"s3:*","Resource":"*",
        "Condition":{{"Bool":{{"aws:MultiFactorAuthPresent":"true"}}}}}}}}]}}"#
    );
    let mut case = Case::from_json(&text).expect("a case");
    assert_eq!(case.decide().decision, CaseDecision::ImplicitlyDenied);
    case.set_unknown("aws:MultiFactorAuthPresent");
    assert_eq!(case.decide().decision, CaseDecision::Conditional);
}

#[test]
fn a_text_that_no_policy_can_be_is_refused_unread() {
    let text = format!("{{\"Statement\":[]}}{}", " ".repeat(3 * 1024 * 1024));
    let problems = Document::parse("p", &text).expect_err("too long");
    assert!(
        problems[0]
            .message
            .starts_with("no policy is 3145744 bytes long")
    );
}
