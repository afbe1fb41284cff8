//! `query`: texts, files, presets, parameters and limits.

use crate::program::{DEMO, ask, command, file, run, run_with};

#[test]
fn a_query_answers_in_every_format() {
    let text = "MATCH (c:Credential)-[r:CAN_READ]->(s:Secret) RETURN c, count(s) AS n ORDER BY n DESC, c.id LIMIT 3";
    let json = ask(&["query", text, "-f", "json"]).json();
    assert_eq!(json["schema"], "blastradius/query/1");
    assert_eq!(json["columns"], serde_json::json!(["c", "n"]));
    assert_eq!(json["rows"].as_array().unwrap().len(), 3);
    assert_eq!(json["rows"][0][0]["kind"], "credential");
    assert_eq!(json["truncated"], false);
    for format in ["table", "csv", "md", "jsonl"] {
        let run = ask(&["query", text, "-f", format]);
        assert_eq!(run.code, Some(0), "{format}: {}", run.err);
        assert!(run.out.contains('c') && !run.out.is_empty(), "{format}");
    }
    // The same bytes every time.
    assert_eq!(ask(&["query", text]).out, ask(&["query", text]).out);
}

#[test]
fn a_query_comes_from_a_file_or_standard_input() {
    let text = "MATCH (n:Scope) RETURN count(n) AS n";
    let (_folder, path) = file("q.cypher", text.as_bytes());
    let from_file = ask(&["query", path.to_str().unwrap(), "-f", "csv"]);
    let mut piped = command();
    let piped = run_with(
        piped.args(["query", "-", "-f", "csv", "-s", &DEMO.snapshot]),
        text,
    );
    assert_eq!(from_file.code, Some(0), "{}", from_file.err);
    assert_eq!(from_file.out, piped.out);
    let missing = ask(&["query", "nowhere.cypher"]);
    assert_eq!(missing.code, Some(1));
    assert!(missing.err.contains("nowhere.cypher"));
}

#[test]
fn an_error_points_at_its_place() {
    // Without a snapshot: the text is looked at first.
    let run = run(&["query", "MATCH (n:Credental) RETURN n"]);
    assert_eq!(run.code, Some(2));
    assert!(
        run.err
            .contains("`Credental` is no label (line 1, column 10)"),
        "{}",
        run.err
    );
    assert!(run.err.contains("^^^^^^^^^"), "{}", run.err);
    assert!(
        run.err.contains("did you mean `Credential`?"),
        "{}",
        run.err
    );
    let write = ask(&["query", "MATCH (n) DELETE n"]);
    assert_eq!(write.code, Some(2));
    assert!(write.err.contains("read-only"), "{}", write.err);
}

#[test]
fn presets_have_names_and_parameters() {
    let list = run(&["query", "--list"]);
    assert_eq!(list.code, Some(0));
    assert!(list.out.contains("secrets-from-ci"));
    let all = ask(&["query", "--preset", "what-a-secret-opens", "-f", "json"]).json();
    let one = [
        "query",
        "--preset",
        "what-a-secret-opens",
        "--param",
        "secret=ci/terraform",
        "-f",
        "json",
    ];
    let one = ask(&one).json();
    assert_eq!(one["preset"], "what-a-secret-opens");
    let count = |answer: &serde_json::Value| answer["rows"].as_array().unwrap().len();
    assert!(count(&one) > 0 && count(&one) < count(&all));
    let wrong = ask(&["query", "--preset", "secrets-of-ci"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.err.contains("secrets-from-ci"), "{}", wrong.err);
    let other = ask(&[
        "query",
        "--preset",
        "secrets-from-ci",
        "--param",
        "nothing=1",
    ]);
    assert_eq!(other.code, Some(2));
    assert!(other.err.contains("certainty"), "{}", other.err);
}

#[test]
fn a_limit_is_said() {
    let text = "MATCH (n) RETURN n";
    let few = ask(&["query", text, "--max-rows", "2", "-f", "json"]).json();
    assert_eq!(
        (few["truncated"].clone(), few["truncated_by"].clone()),
        (true.into(), "rows".into())
    );
    let soon = "MATCH (a), (b), (c), (d) RETURN count(*) AS n";
    let soon = ask(&["query", soon, "--timeout", "100ms"]);
    assert_eq!(soon.code, Some(0));
    assert!(
        soon.out.contains("not all: the time was up"),
        "{}",
        soon.out
    );
}

#[test]
fn presets_are_listed_in_every_format() {
    let json = run(&["query", "--list", "-f", "json"]).json();
    assert_eq!(json["schema"], "blastradius/presets/1");
    let presets = json["presets"].as_array().unwrap();
    assert!(presets.len() >= 27);
    for preset in presets {
        let name = preset["name"].as_str().unwrap();
        assert!(run(&["query", "--list"]).out.contains(name));
        assert!(
            preset["text"].as_str().unwrap().contains("RETURN"),
            "{name}"
        );
    }
    for format in ["table", "jsonl", "csv", "md"] {
        let run = run(&["query", "--list", "-f", format]);
        assert_eq!(run.code, Some(0), "{format}: {}", run.err);
        assert!(run.out.contains("what-a-secret-opens"), "{format}");
    }
}

#[test]
fn wrong_queries_and_limits_are_told() {
    for (text, column) in [
        ("MATCH (c:Credential RETURN c", "line 1, column 21"),
        ("MATCH (c)\n RETURN d", "line 2, column 9"),
        ("MATCH (c) RETURN 1/0", "line 1, column 19"),
        ("MATCH (c) WHERE c.id = $x RETURN c", "line 1, column 24"),
    ] {
        let run = ask(&["query", text]);
        assert!(matches!(run.code, Some(1 | 2)), "{text}: {}", run.err);
        assert!(run.err.contains(column), "{text}: {}", run.err);
        assert_eq!(run.out, "");
    }
    let empty = run(&["query", "  "]);
    assert_eq!(empty.code, Some(2));
    assert!(empty.err.contains("the query is empty"), "{}", empty.err);
    // Sizes are written as `rank --memory` takes them.
    for (size, code) in [("1KiB", 0), ("512k", 0), ("1GiB", 0), ("much", 2)] {
        let run = ask(&["query", "MATCH (n) RETURN count(n)", "--memory", size]);
        assert_eq!(run.code, Some(code), "{size}: {}", run.err);
    }
    let paths = "MATCH (a)-[r:REACHES]->(b) RETURN count(*) AS n";
    let little = ask(&["query", paths, "--memory", "1KiB", "-f", "json"]).json();
    assert_eq!(little["truncated_by"], "memory");
    let soon = ask(&["query", paths, "--timeout", "0s", "-f", "json"]).json();
    assert_eq!(soon["truncated_by"], "time");
}
