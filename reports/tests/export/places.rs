//! Exports appear whole or not at all, and only their owner may read them.

use std::fs;
use std::path::Path;

use blastradius_reports::ReportError;
use blastradius_reports::export::{EXPORTS, Selection, find};

use crate::graphs::{hostile, random};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_file_beside_the_registry_is_a_format_or_a_part() {
    let parts = ["about", "columns", "items", "mod", "place"];
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/export");
    let mut formats: Vec<String> = names(Path::new(folder))
        .iter()
        .map(|name| name.trim_end_matches(".rs").to_owned())
        .filter(|name| !parts.contains(&name.as_str()))
        .collect();
    let mut registered: Vec<&str> = EXPORTS.iter().map(|export| export.name).collect();
    formats.sort();
    registered.sort_unstable();
    assert_eq!(formats, registered);
    assert!(
        find("cypher")
            .unwrap_err()
            .to_string()
            .contains("`graphml`")
    );
}

#[test]
fn a_folder_is_replaced_if_it_is_ours_and_left_alone_if_not() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("out");
    let neo4j = find("neo4j").unwrap();
    neo4j.to_path(&Selection::of(&hostile()), &folder).unwrap();
    assert!(folder.join("nodes-credential.csv").is_file());
    let graph = random(3);
    neo4j.to_path(&Selection::of(&graph), &folder).unwrap();
    let command = neo4j.next(&folder).unwrap();
    for name in names(&folder) {
        assert_eq!(command.contains(&name), name != "about.json", "{command}");
    }
    fs::write(folder.join("thesis.txt"), "mine").unwrap();
    let before = names(&folder);
    let error = neo4j.to_path(&Selection::of(&graph), &folder).unwrap_err();
    assert!(matches!(error, ReportError::NotOurs { .. }), "{error}");
    assert_eq!(names(&folder), before);
    assert_eq!(names(scratch.path()), ["out"], "nothing is left beside it");
    let error = neo4j
        .to_stream(&Selection::of(&graph), &mut Vec::new())
        .unwrap_err();
    assert!(error.to_string().contains("-o"), "{error}");
}

#[test]
fn a_file_is_replaced_whole_or_not_at_all() {
    let scratch = tempfile::tempdir().unwrap();
    let path = scratch.path().join("graph.graphml");
    fs::write(&path, "before").unwrap();
    let graphml = find("graphml").unwrap();
    graphml.to_path(&Selection::of(&hostile()), &path).unwrap();
    assert!(fs::read_to_string(&path).unwrap().ends_with("</graphml>\n"));
    let nowhere = scratch.path().join("no/such/folder");
    assert!(
        graphml
            .to_path(&Selection::of(&hostile()), &nowhere)
            .is_err()
    );
    // A folder cannot be replaced by a file.
    let error = graphml
        .to_path(&Selection::of(&hostile()), scratch.path())
        .unwrap_err();
    assert!(matches!(error, ReportError::Write { .. }));
    assert_eq!(names(scratch.path()), ["graph.graphml"]);
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt as _;
    let scratch = tempfile::tempdir().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let (file, folder) = (scratch.path().join("a.jsonl"), scratch.path().join("b"));
    find("jsonl")
        .unwrap()
        .to_path(&Selection::of(&hostile()), &file)
        .unwrap();
    find("neo4j")
        .unwrap()
        .to_path(&Selection::of(&hostile()), &folder)
        .unwrap();
    assert_eq!((mode(&file), mode(&folder)), (0o600, 0o700));
    assert_eq!(mode(&folder.join("relationships.csv")), 0o600);
}

#[test]
fn the_command_of_neo4j_quotes_names_for_the_shell() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("it's; $(here)");
    let neo4j = find("neo4j").unwrap();
    neo4j.to_path(&Selection::of(&hostile()), &folder).unwrap();
    let command = neo4j.next(&folder).unwrap();
    assert!(
        command.contains("it'\\''s; $(here)/relationships.csv' neo4j"),
        "{command}"
    );
}
