//! The rules and technique files against their folders, the published catalogue and the cases.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod cases;

use std::collections::BTreeSet;
use std::path::Path;

use blastradius_graph::catalogue::{self, Asked, Level, is_action};
use blastradius_graph::edges::RULES;
use blastradius_graph::techniques::{RuleKind, TargetKind, builtin, check, not_modelled, registry};
use cases::{Case, all};

fn files(folder: &str, suffix: &str) -> BTreeSet<String> {
    std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter_map(|name| name.strip_suffix(suffix).map(str::to_owned))
        .collect()
}

/// Every file beside `edges/mod.rs` is a rule with its own name, but for those that rules share.
#[test]
fn every_rule_file_is_registered() {
    let shared = ["mod", "gathered", "shared", "touch"];
    let files: BTreeSet<String> = files("src/edges", ".rs")
        .into_iter()
        .filter(|file| !shared.contains(&file.as_str()))
        .map(|file| file.replace('_', "-"))
        .collect();
    let rules: BTreeSet<String> = RULES.iter().map(|rule| rule.meta().id.to_owned()).collect();
    assert_eq!(files, rules);
    assert_eq!(rules.len(), RULES.len(), "an id is used twice");
}

#[test]
fn every_technique_file_is_registered_and_in_order() {
    let mut files = files("techniques/aws", ".toml");
    assert!(files.remove("not-modelled"));
    let ids: Vec<&str> = builtin()
        .iter()
        .map(|technique| technique.id.as_str())
        .collect();
    assert_eq!(ids, files.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn every_rule_is_documented() {
    for rule in registry() {
        let page = &rule.documentation;
        for head in ["## What it does", "## Why it matters", "## References"] {
            assert!(page.contains(head), "{}: no `{head}`", rule.id);
        }
        assert!(!rule.references.is_empty(), "{}", rule.id);
        for action in &rule.permissions {
            assert!(is_action(action), "{}: AWS has no {action}", rule.id);
        }
        if rule.kind == RuleKind::Technique {
            let has = |start: &str| rule.references.iter().any(|r| r.starts_with(start));
            assert!(has("ATT&CK T"), "{}: no ATT&CK id", rule.id);
            assert!(has("OWASP NHI"), "{}: no OWASP NHI id", rule.id);
            assert!(page.contains("## Example"), "{}: no example", rule.id);
            assert!(
                page.contains("## Permissions"),
                "{}: no permissions",
                rule.id
            );
        }
    }
}

/// The published ids: 90, each a file, a rule in code, or not modelled with a reason. What this program adds names no
/// other source.
#[test]
fn every_published_technique_is_accounted_for() {
    let published: BTreeSet<&str> = include_str!("../data/aws-techniques.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next())
        .collect();
    let files: BTreeSet<&str> = builtin()
        .iter()
        .filter(|technique| technique.source != "blastradius")
        .map(|technique| technique.id.as_str())
        .collect();
    let listed = not_modelled();
    let others: BTreeSet<&str> = listed.iter().map(|entry| entry.id.as_str()).collect();
    assert_eq!(listed.len(), others.len(), "an id is listed twice");
    assert!(
        files.is_disjoint(&others),
        "a file is listed as not modelled"
    );
    assert_eq!(published, files.union(&others).copied().collect());
    for entry in &listed {
        assert!(entry.reason.len() > 10, "{}: no reason", entry.id);
        assert!(["modelled", "later"].contains(&entry.status.as_str()));
    }
}

/// The permissions that a file asks for are those that were published.
#[test]
fn techniques_ask_for_what_was_published() {
    for line in include_str!("../data/aws-techniques.tsv").lines().skip(1) {
        let mut fields = line.split('\t');
        let (id, _, permissions) = (
            fields.next().unwrap(),
            fields.next().unwrap(),
            fields.next().unwrap(),
        );
        let Some(technique) = builtin().iter().find(|technique| technique.id == id) else {
            continue;
        };
        let published: BTreeSet<&str> = permissions.split(" + ").collect();
        let asked: BTreeSet<&str> = technique
            .permissions
            .iter()
            .map(|permission| permission.action.as_str())
            .collect();
        assert_eq!(published, asked, "{id}");
    }
}

/// Each technique has a positive case and, as mutations of one, each permission removed, an explicit deny, a service
/// control policy, and a boundary (but for those that take the boundary off).
#[test]
fn every_technique_has_cases() {
    let cases = all();
    for technique in builtin() {
        let own: Vec<&Case> = cases
            .iter()
            .filter(|(rule, ..)| *rule == technique.id)
            .map(|(_, _, case)| case)
            .collect();
        let positive = own.iter().any(|case| {
            case.edge
                .iter()
                .any(|edge| edge.technique.as_ref() == Some(&technique.id))
        });
        assert!(positive, "{}: no positive case", technique.id);
        let mutations: Vec<_> = own.iter().flat_map(|case| &case.mutation).collect();
        if technique.target.kind == TargetKind::PassedRole {
            assert!(
                mutations.iter().any(|m| m.trust.is_some())
                    && mutations.iter().filter(|m| m.policies.is_some()).count() >= 2,
                "{}: no case with another trust, another service or another role",
                technique.id
            );
        }
        for permission in &technique.permissions {
            assert!(
                mutations.iter().any(|mutation| mutation
                    .remove
                    .as_ref()
                    .is_some_and(|removal| removal.action == permission.action)),
                "{}: no case without {}",
                technique.id,
                permission.action
            );
        }
        assert!(
            mutations.iter().any(|mutation| mutation.deny.is_some()),
            "{}: no case with a deny",
            technique.id
        );
        assert!(
            mutations.iter().any(|mutation| mutation.scp.is_some()),
            "{}: no case with a service control policy",
            technique.id
        );
        assert!(
            mutations.iter().any(|mutation| mutation.boundary.is_some()),
            "{}: no case with a boundary",
            technique.id
        );
    }
}

/// Each rule has cases; each that asks for permissions also has a permission removed and a deny added.
#[test]
fn every_rule_has_cases() {
    let cases = all();
    for rule in RULES {
        let meta = rule.meta();
        let own: Vec<&Case> = cases
            .iter()
            .filter(|(id, ..)| id == meta.id)
            .map(|(_, _, case)| case)
            .collect();
        assert!(!own.is_empty(), "{}: no case", meta.id);
        let asks_an_actor = !meta.permissions.is_empty()
            && !["external-trust", "identity-provider"].contains(&meta.id);
        if asks_an_actor {
            let mutations: Vec<_> = own.iter().flat_map(|case| &case.mutation).collect();
            assert!(
                mutations.iter().any(|m| m.remove.is_some())
                    && mutations.iter().any(|m| m.deny.is_some()),
                "{}: no case without a permission, or none with a deny",
                meta.id
            );
        }
    }
    let known: BTreeSet<String> = registry().into_iter().map(|rule| rule.id).collect();
    for (rule, file, _) in &cases {
        assert!(known.contains(rule), "{rule}/{file} is of no rule");
    }
}

/// What a file about passed roles or workloads may get wrong, and what is said to help.
#[test]
fn errors_say_what_to_write_instead() {
    let passed = include_str!("../techniques/aws/lambda-001.toml");
    let workload = include_str!("../techniques/aws/ecs-006.toml");
    let existing = include_str!("../techniques/aws/glue-005.toml");
    for (good, from, to, message, help) in [
        (
            passed,
            "lambda.amazonaws.com",
            "lamda.amazonaws.com",
            "AWS has no service principal `lamda.amazonaws.com`",
            "did you mean `lambda.amazonaws.com`?",
        ),
        (
            passed,
            "lambda.amazonaws.com",
            "lambda",
            "AWS has no service principal `lambda`",
            "did you mean `lambda.amazonaws.com`?",
        ),
        (
            passed,
            "lambda:CreateFunction",
            "lambda:CreateFunctoin",
            "AWS has no action `lambda:CreateFunctoin`",
            "did you mean `lambda:CreateFunction`?",
        ),
        (
            passed,
            "action = \"lambda:CreateFunction\"\non = \"new\"",
            "action = \"lambda:CreateFunction\"",
            "`lambda:CreateFunction` is not asked on the role that is passed",
            "say on what it is asked",
        ),
        (
            passed,
            "action = \"lambda:CreateFunction\"\non = \"new\"",
            "action = \"lambda:CreateFunction\"\non = \"new\"\ntypes = [\"functoin\"]",
            "the service of `lambda:CreateFunction` has no type of resource `functoin`",
            "function",
        ),
        (
            passed,
            "effect = \"become\"",
            "effect = \"control\"",
            "`control` is the effect on a workload",
            "",
        ),
        (
            passed,
            "kind = \"passed-role\", to =",
            "kind = \"role\", who = \"other\", to =",
            "a passed role needs the services",
            "",
        ),
        (
            workload,
            "aws:ecs:task\"",
            "ecs-task\"",
            "`ecs-task` is no type",
            "types of workloads look like",
        ),
        (
            workload,
            "\"has-role\"",
            "\"access-key-slot-free\"",
            "only a user has access keys",
            "",
        ),
        (workload, "arns = ", "types = ", "`arns` are needed", ""),
        (
            existing,
            "types = [\"aws:glue:job\"]",
            "",
            "`existing` needs them",
            "",
        ),
    ] {
        assert!(check(good).is_ok());
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let errors = check(&bad).unwrap_err();
        let found = errors.iter().find(|error| error.message.contains(message));
        let found = found.unwrap_or_else(|| panic!("{message}: {errors:?}"));
        assert!(found.help.contains(help), "{message}: {}", found.help);
    }
}

/// A page says on what each permission is asked, and what must be so.
#[test]
fn pages_describe_the_words() {
    let page = |id: &str| {
        let rule = registry().into_iter().find(|rule| rule.id == id).unwrap();
        rule.documentation
    };
    for (id, part) in [
        (
            "lambda-001",
            "passed to `lambda.amazonaws.com` and trusts it",
        ),
        ("lambda-001", "- `lambda:CreateFunction` on something new"),
        ("ecs-006", "a workload of the type `aws:ecs:task`"),
        (
            "ecs-006",
            "- the workload was started with ECS Exec enabled",
        ),
        (
            "glue-005",
            "- `glue:UpdateJob` on something that is there: aws:glue:job",
        ),
        (
            "ecs-003",
            "- the account has something of the type `aws:ecs:cluster`",
        ),
        ("emr-001", "(no snapshot tells: the edge is conditional)"),
        (
            "cloudformation-001",
            "where `cloudformation:RoleArn` is {target}",
        ),
    ] {
        assert!(page(id).contains(part), "{id}: {part}\n{}", page(id));
    }
}

#[test]
fn errors_in_technique_files_name_the_place() {
    let good = include_str!("../techniques/aws/iam-002.toml");
    assert!(check(good).is_ok());
    for (from, to, message) in [
        (
            "iam:CreateAccessKey\"",
            "iam:CreateAcessKey\"",
            "AWS has no action `iam:CreateAcessKey`",
        ),
        (
            "effect = \"become\"",
            "effect = \"win\"",
            "unknown variant `win`",
        ),
        ("title = ", "titel = ", "unknown field `titel`"),
        (
            "kind = \"user\"",
            "kind = \"role\"",
            "only a user has access keys",
        ),
        (
            "effect = \"become\"",
            "effect = \"join\"",
            "only a group can be joined",
        ),
        ("id = \"iam-002\"", "id = \"IAM 2\"", "`IAM 2` is not an id"),
    ] {
        let bad = good.replacen(from, to, 1);
        assert_ne!(bad, good, "{from}");
        let errors = check(&bad).unwrap_err();
        let found = errors
            .iter()
            .find(|error| error.message.contains(message))
            .unwrap_or_else(|| panic!("{message}: {errors:?}"));
        assert!(
            found.span.end <= bad.len() && !found.span.is_empty(),
            "{message}: {:?}",
            found.span
        );
    }
}

#[test]
fn the_catalogue_of_actions_knows_what_each_is_asked_on() {
    assert!(
        catalogue::action_count() > 20_000,
        "{}",
        catalogue::action_count()
    );
    assert_eq!(
        catalogue::asked("iam:passrole"),
        Some(Asked::Each(&["role"]))
    );
    assert_eq!(
        catalogue::level("iam:PassRole"),
        Some(Level::PermissionsManagement)
    );
    assert_eq!(catalogue::level("s3:ListAllMyBuckets"), Some(Level::List));
    assert_eq!(
        catalogue::asked("s3:ListAllMyBuckets"),
        Some(Asked::Nothing)
    );
    assert_eq!(
        catalogue::asked("s3:GetObject"),
        Some(Asked::Any(&["accesspointobject", "object"]))
    );
    let keys = catalogue::condition_keys("iam:PassRole").unwrap();
    assert_eq!(keys, ["iam:AssociatedResourceArn", "iam:PassedToService"]);
    assert_eq!(
        catalogue::arn_of("lambda:CreateFunction", "function"),
        Some("arn:{partition}:lambda:{region}:{account}:function:{}")
    );
    assert_eq!(catalogue::asked("s3:Nothing"), None);
    assert_eq!(catalogue::level("no action"), None);
}
