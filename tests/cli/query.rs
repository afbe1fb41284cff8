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
