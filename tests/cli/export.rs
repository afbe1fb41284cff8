//! `export`: every format is read back by other means than those that wrote it, and says the same.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::ask;

/// Ids of nodes that are in the snapshot, and how many edges there are.
#[derive(Debug, PartialEq, Eq)]
struct Read {
    ids: BTreeSet<String>,
    edges: usize,
}

fn export(format: &str, name: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    let run = ask(&["export", "-f", format, "-o", path.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{}", run.err);
    let names: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, [name], "nothing else is left");
    (folder, path)
}

fn lines() -> Read {
    let (_folder, path) = export("jsonl", "graph.jsonl");
    let text = std::fs::read_to_string(path).unwrap();
    let records: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(records[0]["schema"], "blastradius/export/1");
    assert_eq!(records[records.len() - 1]["record"], "coverage");
    let of = |kind: &'static str| records.iter().filter(move |it| it["record"] == kind);
    Read {
        ids: of("node").map(|it| text_of(&it["id"])).collect(),
        edges: of("edge").count(),
    }
}

fn text_of(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn graphml() -> Read {
    use quick_xml::events::Event;
    let (_folder, path) = export("graphml", "graph.graphml");
    let text = std::fs::read_to_string(path).unwrap();
    let mut reader = quick_xml::Reader::from_str(&text);
    let (mut ids, mut edges, mut key) = (BTreeSet::new(), 0, String::new());
    let (mut nodes, mut ends) = (BTreeSet::new(), BTreeSet::new());
    let mut id_key = None;
    let mut value = String::new();
    loop {
        let event = reader.read_event().unwrap();
        let (start, empty) = match &event {
            Event::Start(it) => (Some(it), false),
            Event::Empty(it) => (Some(it), true),
            _ => (None, false),
        };
        if let Some(start) = start {
            let attribute = |name: &str| {
                let found = start.try_get_attribute(name).unwrap();
                found.map(|it| String::from_utf8(it.value.into_owned()).unwrap())
            };
            match start.name().as_ref() {
                b"key" if attribute("attr.name").as_deref() == Some("node_id") => {
                    id_key = attribute("id")
                }
                b"node" => drop(nodes.insert(attribute("id").unwrap())),
                b"edge" => {
                    edges += 1;
                    ends.extend([attribute("source").unwrap(), attribute("target").unwrap()]);
                }
                b"data" if !empty => {
                    key = attribute("key").unwrap();
                    value.clear();
                }
                _ => {}
            }
        }
        match event {
            Event::Text(it) => value.push_str(&it.decode().unwrap()),
            Event::GeneralRef(it) => match it.resolve_char_ref().unwrap() {
                Some(character) => value.push(character),
                None => value.push_str(match &*it.decode().unwrap() {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("{other}"),
                }),
            },
            Event::End(it) if it.name().as_ref() == b"data" && Some(&key) == id_key.as_ref() => {
                ids.insert(value.clone());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(ends.is_subset(&nodes), "every edge ends at a node");
    Read { ids, edges }
}

fn neo4j() -> Read {
    let (_folder, path) = export("neo4j", "neo4j");
    let mut ids = BTreeSet::new();
    let mut edges = 0;
    let about: Value =
        serde_json::from_str(&std::fs::read_to_string(path.join("about.json")).unwrap()).unwrap();
    assert!(about.to_string().contains("leaked-key"));
    for entry in std::fs::read_dir(&path).unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "about.json" {
            continue;
        }
        let mut reader = csv::ReaderBuilder::new().from_path(&file).unwrap();
        let header: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        let at = |of: fn(&str) -> bool| header.iter().position(|it| of(it));
        if name == "relationships.csv" {
            for column in [":START_ID", ":END_ID", ":TYPE"] {
                assert!(header.iter().any(|it| it.starts_with(column)), "{header:?}");
            }
            edges = reader.records().map(Result::unwrap).count();
        } else {
            assert!(name.starts_with("nodes-"), "{name}");
            assert!(at(|it| it.starts_with(":LABEL")).is_some(), "{header:?}");
            let id = at(|it| it.contains(":ID")).unwrap();
            ids.extend(reader.records().map(|row| row.unwrap()[id].to_owned()));
        }
    }
    Read { ids, edges }
}

fn opengraph() -> BTreeSet<String> {
    let (_folder, path) = export("opengraph", "graph.json");
    let value: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let nodes = value["graph"]["nodes"].as_array().unwrap();
    let ids: BTreeSet<&str> = nodes.iter().map(|it| it["id"].as_str().unwrap()).collect();
    for edge in value["graph"]["edges"].as_array().unwrap() {
        for end in ["start", "end"] {
            let end = edge[end]["value"].as_str().unwrap();
            assert!(ids.contains(end), "{end}");
        }
        assert!(edge["kind"].as_str().unwrap().starts_with("BR_"));
    }
    let exact = nodes
        .iter()
        .filter_map(|it| it["properties"]["nodeid"].as_str());
    exact.map(str::to_owned).collect()
}

#[test]
fn every_format_says_the_same() {
    let all = lines();
    assert!(all.ids.contains("aws:access-key/AKIAHELPDESK3EXAMPLE"));
    assert!(all.edges > 1000);
    assert_eq!(graphml(), all);
    assert_eq!(neo4j(), all);
    let exact = opengraph();
    let missing: Vec<_> = all.ids.difference(&exact).collect();
    assert_eq!(missing, Vec::<&String>::new());
}

#[test]
fn parquet_is_written_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tables");
    let run = ask(&["export", "-f", "parquet", "-o", path.to_str().unwrap()]);
    if cfg!(feature = "parquet") {
        // What is in them is read back in the tests of the reports.
        assert_eq!(run.code, Some(0), "{}", run.err);
        for name in ["nodes.parquet", "edges.parquet"] {
            let bytes = std::fs::read(path.join(name)).unwrap();
            assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"));
        }
    } else {
        assert_eq!(run.code, Some(1));
        assert!(run.err.contains("without the feature"), "{}", run.err);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}

#[test]
fn slips_of_exports_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let foreign = folder.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("thesis.txt"), "years of work").unwrap();
    let foreign = foreign.to_str().unwrap();
    for (arguments, code, says) in [
        (&["-f", "neo4j"][..], 2, "folder"),
        (&[], 2, "no format"),
        (&["-o", "graph.xyz"], 2, "no format"),
        (&["-f", "neo4j", "-o", foreign], 1, "holds something else"),
        (&["-f", "graphml", "-o", "."], 1, "no name of a file"),
        (
            &["-f", "graphml", "-o", "/nonexistent/x"],
            1,
            "could not be written",
        ),
        (&["-f", "dot"], 1, "too many for dot"),
        (
            &["-f", "dot", "--around", "nobody-at-all"],
            3,
            "nothing in the snapshot",
        ),
        (&["-f", "dot", "--hops", "1"], 2, "--around"),
    ] {
        let run = ask(&[&["export"], arguments].concat());
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(code), ""),
            "{arguments:?}: {}",
            run.err
        );
        assert!(run.err.contains(says), "{arguments:?}: {}", run.err);
    }
    assert!(Path::new(foreign).join("thesis.txt").is_file());
}
