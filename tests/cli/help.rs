//! What the program says of itself.

use std::collections::BTreeSet;

use crate::program::run;

#[test]
fn the_help_of_every_verb() {
    for verb in [
        &[][..],
        &["demo"],
        &["collect"],
        &["collect", "aws"],
        &["import"],
        &["reach"],
        &["rank"],
        &["who"],
        &["path"],
        &["chokepoints"],
        &["whatif"],
        &["pipelines"],
        &["pipelines", "show"],
        &["rag"],
        &["diff"],
        &["query"],
        &["export"],
        &["authorize"],
        &["coverage"],
        &["rules"],
        &["rules", "list"],
        &["rules", "show"],
        &["rules", "check"],
        &["permissions"],
        &["completions"],
        &["man"],
    ] {
        let mut arguments = verb.to_vec();
        arguments.push("--help");
        let run = run(&arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{verb:?}");
        let name = format!("help_{}", verb.join("_"));
        insta::assert_snapshot!(name.trim_end_matches('_'), run.out);
    }
}

#[test]
fn completions_and_manual_pages_know_every_verb() {
    let verbs = [
        "demo",
        "collect",
        "import",
        "reach",
        "rank",
        "who",
        "path",
        "chokepoints",
        "whatif",
        "pipelines",
        "rag",
        "diff",
        "query",
        "export",
        "authorize",
        "coverage",
        "rules",
        "permissions",
        "completions",
        "man",
    ];
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let completions = run(&["completions", shell]);
        assert_eq!(completions.code, Some(0));
        for verb in verbs {
            assert!(
                completions.out.contains(verb),
                "{shell} does not know {verb}"
            );
        }
    }
    let page = run(&["man"]);
    assert!(
        page.out.starts_with(".ie") && page.out.contains(".TH"),
        "{}",
        page.out
    );
    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("man");
    assert_eq!(run(&["man", pages.to_str().unwrap()]).code, Some(0));
    for verb in verbs {
        let page = pages.join(format!("blastradius-{verb}.1"));
        assert!(page.is_file(), "there is no {}", page.display());
    }
}

#[test]
fn the_version() {
    let run = run(&["--version"]);
    assert_eq!(
        run.out,
        format!("blastradius {}\n", env!("CARGO_PKG_VERSION"))
    );
}

#[test]
fn the_least_policy_reads_only() {
    let policy = run(&["permissions", "aws"]).json();
    let statements = policy["Statement"].as_array().unwrap();
    let actions = statements
        .iter()
        .flat_map(|it| it["Action"].as_array().unwrap());
    assert!(actions.clone().count() > 40);
    for action in actions {
        let (_, name) = action.as_str().unwrap().split_once(':').unwrap();
        // API Gateway has the verbs of HTTP; a query of AWS Config selects.
        let reads = name == "GET"
            || ["Get", "List", "Describe", "BatchGet", "Select"]
                .iter()
                .any(|verb| name.starts_with(verb));
        assert!(reads, "{action} does not only read");
        for value in [
            "GetSecretValue",
            "GetParameter",
            "GetParameters",
            "GetObject",
            "Decrypt",
        ] {
            assert_ne!(name, value, "{action} returns secret values");
        }
    }
}

#[test]
fn the_script_is_one_that_a_shell_reads() {
    let script = run(&["permissions", "aws", "--script"]);
    assert!(script.out.starts_with("#!"), "{}", script.out);
    let (_folder, path) = crate::program::file("export.sh", script.out.as_bytes());
    let checked = std::process::Command::new("sh")
        .arg("-n")
        .arg(&path)
        .status();
    assert!(checked.unwrap().success());
}

#[test]
fn the_policy_comes_in_files_that_fit_and_beside_what_an_auditor_has() {
    let actions = |policy: &serde_json::Value| -> BTreeSet<String> {
        let statements = policy["Statement"].as_array().unwrap();
        let actions = statements.iter().map(|it| it["Action"].as_array().unwrap());
        actions.flatten().map(ToString::to_string).collect()
    };
    let whole = actions(&run(&["permissions", "aws"]).json());

    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("policies");
    let named = run(&["permissions", "aws", "--split", out.to_str().unwrap()]).out;
    let mut parts = BTreeSet::new();
    for path in named.lines() {
        let text = std::fs::read_to_string(path).unwrap();
        let policy: serde_json::Value = serde_json::from_str(&text).unwrap();
        // IAM counts no white space (IAM and AWS STS quotas).
        assert!(policy.to_string().len() <= 6144, "{path}");
        parts.extend(actions(&policy));
    }
    assert!(named.lines().count() > 1, "{named}");
    assert_eq!(parts, whole);

    for managed in ["SecurityAudit", "ViewOnlyAccess"] {
        let beside = run(&["permissions", "aws", "--beside", managed]);
        assert!(beside.err.contains("compared with v"), "{}", beside.err);
        let lacking = actions(&beside.json());
        assert!(lacking.is_subset(&whole) && lacking.len() < whole.len());
        let credentials = lacking.contains("\"codebuild:ListSourceCredentials\"");
        assert_eq!(credentials, managed == "ViewOnlyAccess");
    }
}
