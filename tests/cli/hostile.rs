//! Bad input: one clear error or coverage record each, and the rest goes on.

use crate::program::{file, gaad, run};

#[test]
fn a_bad_file_does_not_stop_the_others() {
    let nested = "[".repeat(100_000);
    let good = std::fs::read_to_string(gaad()).unwrap();
    let cut = &good[..good.len() / 2];
    for (name, content) in [
        ("truncated.json", cut.as_bytes()),
        ("invalid.json", b"{nope"),
        ("nested.json", nested.as_bytes()),
        ("latin1.json", b"{\"UserDetailList\": [\"\xe9\"]}"),
        ("empty.json", b""),
        ("other.json", b"{\"something\": \"else\"}"),
        ("null.json", b"null"),
    ] {
        let (folder, bad) = file(name, content);
        let target = folder.path().join("snap.brs");
        let gaad = gaad();
        let run = run(&[
            "import",
            "aws-gaad",
            bad.to_str().unwrap(),
            gaad.to_str().unwrap(),
            "-o",
            target.to_str().unwrap(),
        ]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
        assert!(
            run.err.contains("warning") && run.err.contains(name),
            "{name}: {}",
            run.err
        );
        assert!(!run.err.contains("has a bug"), "{name}: {}", run.err);
        assert!(target.is_file(), "{name}");
    }
}

#[test]
fn a_folder_and_an_unreadable_file_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let target = folder.path().join("snap.brs");
    let run = run(&[
        "import",
        "aws-gaad",
        folder.path().to_str().unwrap(),
        "-o",
        target.to_str().unwrap(),
    ]);
    assert_eq!(run.code, Some(3));
    assert!(run.err.contains("folder"), "{}", run.err);
}

#[test]
fn names_from_outside_cannot_drive_the_terminal() {
    let text = r#"{"UserDetailList":[{"Path":"/","UserName":"evil\u001b]0;pwned\u0007\u202euser","UserId":"AIDAEXAMPLE0000000001","Arn":"arn:aws:iam::111122223333:user/evil\u001b]0;pwned\u0007\u202euser","CreateDate":"2024-01-01T00:00:00Z","GroupList":[],"AttachedManagedPolicies":[],"UserPolicyList":[{"PolicyName":"p","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}}]}],"GroupDetailList":[],"RoleDetailList":[],"Policies":[]}"#;
    let (folder, path) = file("evil.json", text.as_bytes());
    let target = folder.path().join("snap.brs");
    let target = target.to_str().unwrap();
    let import = run(&["import", "aws-gaad", path.to_str().unwrap(), "-o", target]);
    assert_eq!(import.code, Some(0), "{}", import.err);
    for arguments in [
        &["rank", "--of", "identities"][..],
        &["reach", "evil"],
        &["reach", "evi\u{1b}[2Jl"],
        &["coverage"],
        &["path", "evil", "aws:111122223333"],
    ] {
        let mut all = arguments.to_vec();
        all.extend(["-s", target]);
        let run = run(&all);
        for text in [&run.out, &run.err] {
            let hidden = text
                .chars()
                .find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
            assert_eq!(hidden, None, "{arguments:?}: {text}");
        }
    }
}

#[test]
fn hostile_names_are_harmless_in_every_format() {
    let name = "x<script>alert(1)<\\/script>=cmd|' /C calc'!A0\\u001b[2J\\u202e`$(id)`";
    let text = r#"{"UserDetailList":[{"Path":"/","UserName":"NAME","UserId":"AIDAEXAMPLE0000000001","Arn":"arn:aws:iam::111122223333:user/NAME","CreateDate":"2024-01-01T00:00:00Z","GroupList":[],"AttachedManagedPolicies":[],"UserPolicyList":[{"PolicyName":"NAME","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"NAME","Effect":"Allow","Action":"*","Resource":"*"}]}}]}],"GroupDetailList":[],"RoleDetailList":[],"Policies":[]}"#;
    let (folder, path) = file("evil.json", text.replace("NAME", name).as_bytes());
    let target = folder.path().join("snap.brs");
    let target = target.to_str().unwrap();
    let import = run(&["import", "aws-gaad", path.to_str().unwrap(), "-o", target]);
    assert_eq!(import.code, Some(0), "{}", import.err);
    // The same account before that user came.
    let (before, path) = file("before.json", text.replace("NAME", "plain").as_bytes());
    let old = before.path().join("old.brs");
    let old = old.to_str().unwrap();
    let import = run(&["import", "aws-gaad", path.to_str().unwrap(), "-o", old]);
    assert_eq!(import.code, Some(0), "{}", import.err);
    let id = run(&[
        "query",
        "MATCH (n:Identity) RETURN n.id AS id",
        "-s",
        target,
        "-f",
        "json",
    ])
    .json();
    let mut users = id["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row[0].as_str().unwrap());
    let user = users
        .find(|id| id.contains("alert") && !id.contains('#'))
        .unwrap()
        .to_owned();
    let change = format!("delete \"{user}\"");
    for (words, formats) in [
        (
            &["rank", "--of", "identities", "--explain"][..],
            &["table", "json", "jsonl", "csv", "md", "html"][..],
        ),
        (
            &["reach", "alert"],
            &[
                "table", "json", "jsonl", "csv", "md", "html", "dot", "mermaid",
            ],
        ),
        (
            &["path", "alert", "aws:111122223333"],
            &[
                "table", "json", "jsonl", "csv", "md", "html", "dot", "mermaid",
            ],
        ),
        (
            &["whatif", &change],
            &["table", "json", "jsonl", "csv", "md", "html"],
        ),
        (
            &["chokepoints", "--from", "alert", "--to", "aws:111122223333"],
            &["table", "json", "jsonl", "csv", "md", "html"],
        ),
        (
            &["diff", old],
            &["table", "json", "jsonl", "csv", "md", "html"],
        ),
        (
            &["query", "MATCH (n) RETURN n, n.name AS name"],
            &["table", "json", "jsonl", "csv", "md"],
        ),
        (&["export"], &["graphml", "opengraph", "jsonl", "dot"]),
    ] {
        for format in formats {
            let run = run(&[words, &["-f", format, "-s", target]].concat());
            if words[0] == "chokepoints" && run.code != Some(0) {
                // An account is no asset; the name is in the message all the same.
                assert_eq!(run.code, Some(3), "{}", run.err);
            } else {
                assert_eq!(run.code, Some(0), "{words:?} {format}: {}", run.err);
            }
            for text in [&run.out, &run.err] {
                let hidden = text.chars().find(|c| {
                    (c.is_control() && *c != '\n' && !(*format == "csv" && *c == '\r'))
                        || *c == '\u{202e}'
                });
                assert_eq!(hidden, None, "{words:?} {format}");
            }
            if *format == "html" || *format == "graphml" {
                assert!(!run.out.contains("<script"), "{words:?} {format}");
            }
        }
    }
    let told = run(&["diff", old, target, "-f", "json"]);
    assert!(told.out.contains("alert(1)"), "{}", told.out);
    folders(target, &user);
}

/// Exports that are folders hold the name as it is, in a field of its own; what is said of them is harmless.
fn folders(snapshot: &str, user: &str) {
    let scratch = tempfile::tempdir().unwrap();
    for format in ["neo4j", "parquet"] {
        if format == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        let folder = scratch.path().join(format);
        let words = ["export", "-f", format, "-o", folder.to_str().unwrap()];
        let run = run(&[&words[..], &["-s", snapshot]].concat());
        assert_eq!(run.code, Some(0), "{format}: {}", run.err);
        for text in [&run.out, &run.err] {
            let hidden = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
            assert_eq!(text.chars().find(|c| hidden(*c)), None, "{format}");
        }
        let files = std::fs::read_dir(&folder).unwrap();
        let mut found = false;
        for file in files.map(|it| it.unwrap().path()) {
            let bytes = std::fs::read(&file).unwrap();
            match file.extension().and_then(|it| it.to_str()) {
                Some("csv") => {
                    // A row of another length is an error.
                    let mut rows = csv::Reader::from_reader(&bytes[..]);
                    let rows = rows.records().map(|it| it.unwrap());
                    found |= rows
                        .flat_map(|it| it.iter().map(str::to_owned).collect::<Vec<_>>())
                        .any(|it| it == user);
                }
                Some("parquet") => {
                    assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
                    found = true;
                }
                _ => drop(serde_json::from_slice::<serde_json::Value>(&bytes).unwrap()),
            }
        }
        assert!(found, "{format}");
    }
}
