//! The main output of every verb, on the embedded estate.

use crate::program::{DEMO, ask, run};

#[test]
fn demo_does_the_main_job() {
    let demo = &*DEMO;
    assert_eq!(demo.run.code, Some(0), "{}", demo.run.err);
    insta::assert_snapshot!("demo", demo.run.out);
    insta::assert_snapshot!("demo_stderr", demo.run.err);
    for name in [
        "index.html",
        "rank.csv",
        "rank.json",
        "reach.json",
        "charts/rank.svg",
    ] {
        let path = demo.folder.join(name);
        assert!(path.is_file(), "there is no {name}");
        assert!(path.metadata().unwrap().len() > 100, "{name} is empty");
    }
}

#[test]
fn demo_is_the_same_every_time() {
    let scratch = tempfile::tempdir().unwrap();
    let again = scratch.path().join("elsewhere");
    let path = again.to_str().unwrap();
    for _ in 0..2 {
        // The second time it replaces what the first left.
        let run = run(&["demo", "-q", "-o", path]);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""));
        assert_eq!(run.out, DEMO.run.out);
    }
    for name in ["index.html", "rank.csv", "reach.json"] {
        let (a, b) = (
            std::fs::read(DEMO.folder.join(name)),
            std::fs::read(again.join(name)),
        );
        assert_eq!(a.unwrap(), b.unwrap(), "{name} differs");
    }
    let archive = std::fs::read(format!("{path}.brs")).unwrap();
    assert_eq!(archive, std::fs::read(&DEMO.snapshot).unwrap());
}

#[test]
fn the_table_of_every_verb() {
    let rank = ask(&["rank", "-f", "json"]).json();
    let worst = rank["credentials"][0]["id"].as_str().unwrap().to_owned();
    let last = rank["credentials"].as_array().unwrap().len() - 1;
    let least = rank["credentials"][last]["id"].as_str().unwrap().to_owned();
    let reach = ask(&["reach", &worst, "-f", "json"]).json();
    let asset = reach["assets"][0]["id"].as_str().unwrap().to_owned();
    for (name, arguments) in [
        ("rank", vec!["rank"]),
        (
            "rank_identities",
            vec!["rank", "--of", "identities", "-n", "10"],
        ),
        ("reach_worst", vec!["reach", &worst]),
        ("reach_least", vec!["reach", &least]),
        ("who", vec!["who", &asset]),
        ("path", vec!["path", &worst, &asset]),
        ("coverage", vec!["coverage"]),
        ("rank_csv", vec!["rank", "-f", "csv"]),
        ("whatif", vec!["whatif", "revoke", &worst]),
    ] {
        let run = ask(&arguments);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{name}");
        insta::assert_snapshot!(name, run.out);
    }
    insta::assert_snapshot!("rules_list", run(&["rules", "list"]).out);
    insta::assert_snapshot!("rules_show", run(&["rules", "show", "iam-002"]).out);
}

/// Names, order and types of the members that DESIGN.md fixes.
#[test]
fn the_machine_formats_keep_their_members() {
    let rank_text = ask(&["rank", "-f", "json"]).out;
    let rank: serde_json::Value = serde_json::from_str(&rank_text).unwrap();
    assert_eq!(rank["schema"], "blastradius/rank/1");
    in_order(
        &rank_text,
        &[
            "\"schema\"",
            "\"credentials\"",
            "\"id\"",
            "\"kind\"",
            "\"identity\"",
            "\"data\"",
            "\"models\"",
            "\"secrets\"",
            "\"admin_of\"",
            "\"certain\"",
            "\"data\"",
            "\"models\"",
            "\"secrets\"",
            "\"integrity\"",
            "\"data\"",
            "\"models\"",
            "\"score\"",
        ],
    );
    let worst = rank["credentials"][0]["id"].as_str().unwrap();
    let reach_text = ask(&["reach", worst, "-f", "json"]).out;
    let reach: serde_json::Value = serde_json::from_str(&reach_text).unwrap();
    assert_eq!(reach["schema"], "blastradius/reach/1");
    in_order(
        &reach_text,
        &[
            "\"schema\"",
            "\"snapshot\"",
            "\"id\"",
            "\"taken\"",
            "\"context\"",
            "\"subjects\"",
            "\"id\"",
            "\"kind\"",
            "\"name\"",
            "\"identity\"",
            "\"summary\"",
            "\"identities\"",
            "\"data\"",
            "\"models\"",
            "\"secrets\"",
            "\"admin_of\"",
            "\"shortest\"",
            "\"identities\"",
            "\"id\"",
            "\"name\"",
            "\"hops\"",
            "\"certainty\"",
            "\"gates\"",
            "\"path\"",
            "\"from\"",
            "\"to\"",
            "\"edge\"",
            "\"technique\"",
            "\"certainty\"",
            "\"conditions\"",
            "\"evidence\"",
            "\"record\"",
            "\"pointer\"",
            "\"assets\"",
            "\"id\"",
            "\"class\"",
            "\"type\"",
            "\"name\"",
            "\"access\"",
            "\"plane\"",
            "\"derived\"",
            "\"hops\"",
            "\"certainty\"",
            "\"gates\"",
            "\"path\"",
            "\"coverage\"",
            "\"complete\"",
            "\"gaps\"",
        ],
    );
    let summary = &reach["summary"];
    for (name, class) in [("data", "data"), ("models", "model"), ("secrets", "secret")] {
        let listed = reach["assets"].as_array().unwrap().iter().filter(|asset| {
            asset["class"] == class
                && asset["derived"] == false
                && asset["plane"]
                    .as_array()
                    .unwrap()
                    .contains(&"confidentiality".into())
        });
        assert_eq!(summary[name], listed.count(), "{name}");
        assert_eq!(summary[name], rank["credentials"][0][name], "{name}");
    }
}

/// That the texts come in this order.
fn in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        rest = rest
            .split_once(part)
            .unwrap_or_else(|| panic!("{part} does not come where it should"))
            .1;
    }
}

#[test]
fn options_narrow_the_answer() {
    let rank = ask(&["rank", "-f", "json"]).json();
    let credentials = rank["credentials"].as_array().unwrap();
    let differs = |it: &&serde_json::Value| {
        it["certain"]["data"] != it["data"] && it["certain"]["data"] != 0 && it["secrets"] != 0
    };
    let worst = credentials.iter().find(differs).unwrap()["id"]
        .as_str()
        .unwrap();
    let assets = |more: &[&str]| {
        let mut arguments = vec!["reach", worst, "-f", "json"];
        arguments.extend(more);
        let answer = ask(&arguments).json();
        answer["assets"].as_array().unwrap().clone()
    };
    let all = assets(&[]);
    let certain = assets(&["--min-certainty", "certain"]);
    assert!(certain.len() < all.len() && !certain.is_empty());
    assert!(certain.iter().all(|asset| asset["certainty"] == "certain"));
    let secrets = assets(&["--class", "secret", "--plane", "confidentiality"]);
    assert!(!secrets.is_empty());
    for asset in &secrets {
        assert_eq!(
            (&asset["class"], &asset["plane"]),
            (&"secret".into(), &["confidentiality"].into())
        );
    }
    let first = ask(&["rank", "-n", "1", "-f", "json"]).json();
    assert_eq!(first["credentials"].as_array().unwrap().len(), 1);
    let inside = ask(&["reach", worst, "-f", "json", "--context", "insider-network"]).json();
    assert_eq!(inside["context"]["name"], "insider-network");
}

#[test]
fn subjects_come_from_standard_input_too() {
    let rank = ask(&["rank", "-f", "json"]).json();
    let name = |at: usize| rank["credentials"][at]["name"].as_str().unwrap().to_owned();
    let input = format!("{}\n\n{}\n", name(0), name(1));
    let run = crate::program::run_with(
        crate::program::command().args(["reach", "-", "-f", "json", "-s", &DEMO.snapshot]),
        &input,
    );
    assert_eq!(run.json()["subjects"].as_array().unwrap().len(), 2);
}

#[test]
fn a_file_is_written_whole_and_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rank.json");
    let run = ask(&["rank", "-f", "json", "-o", path.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""));
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, ask(&["rank", "-f", "json"]).out);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o077, 0);
    }
}
