//! A reader for each format. What they give is in one form: nodes by id, edges with their fields; what is empty is left out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) nodes: BTreeMap<String, Map<String, Value>>,
    pub(crate) edges: Vec<ReadEdge>,
}

#[derive(Debug, Clone)]
pub(crate) struct ReadEdge {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) kind: String,
    pub(crate) fields: Map<String, Value>,
}

fn without_nothing(fields: Map<String, Value>) -> Map<String, Value> {
    let nothing =
        |value: &Value| *value == json!(null) || *value == json!("") || *value == json!([]);
    fields
        .into_iter()
        .filter(|(_, value)| !nothing(value))
        .collect()
}

impl Read {
    fn node(&mut self, id: &str, fields: Map<String, Value>) {
        let had = self.nodes.insert(id.to_owned(), without_nothing(fields));
        assert!(had.is_none(), "{id} is there twice");
    }

    fn edge(&mut self, from: &str, to: &str, kind: &str, fields: Map<String, Value>) {
        self.edges.push(ReadEdge {
            from: from.to_owned(),
            to: to.to_owned(),
            kind: kind.to_owned(),
            fields: without_nothing(fields),
        });
    }

    /// The nodes that stand for something of the estate.
    pub(crate) fn things(&self) -> BTreeMap<String, Map<String, Value>> {
        let mut nodes = self.nodes.clone();
        nodes.retain(|_, fields| fields.get("kind") != Some(&json!("group")));
        nodes
    }

    /// Every hop: groups taken apart. `only` names the fields that are kept.
    pub(crate) fn hops(&self, only: &[&str]) -> BTreeSet<String> {
        let mut members: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for edge in &self.edges {
            match edge.kind.as_str() {
                "member-of" => members.entry(&edge.to).or_default().push(&edge.from),
                "contains" => members.entry(&edge.from).or_default().push(&edge.to),
                _ => {}
            }
        }
        let is_group = |id: &str| self.nodes[id].get("kind") == Some(&json!("group"));
        for (group, members) in &members {
            assert_eq!(
                self.nodes[*group]["members"],
                json!(members.len()),
                "{group}"
            );
        }
        let mut hops = BTreeSet::new();
        for edge in self
            .edges
            .iter()
            .filter(|edge| !["member-of", "contains"].contains(&edge.kind.as_str()))
        {
            let ends = |id: &'_ str| match is_group(id) {
                true => members
                    .get(id)
                    .cloned()
                    .unwrap_or_default()
                    .iter()
                    .map(|it| (*it).to_owned())
                    .collect(),
                false => vec![id.to_owned()],
            };
            let grouped = is_group(&edge.from) || is_group(&edge.to);
            let mut fields = edge.fields.clone();
            fields.retain(|name, _| only.contains(&name.as_str()));
            for from in ends(&edge.from) {
                for to in ends(&edge.to) {
                    if !grouped || from != to {
                        hops.insert(json!([from, to, edge.kind, fields]).to_string());
                    }
                }
            }
        }
        hops
    }
}

const LISTS: [&str; 5] = ["notes", "access", "conditions", "gates", "evidence"];

pub(crate) fn graphml(text: &str) -> Read {
    let document = roxmltree::Document::parse(text).unwrap();
    let space = "http://graphml.graphdrawing.org/xmlns";
    let root = document.root_element();
    assert_eq!(
        (root.tag_name().name(), root.tag_name().namespace()),
        ("graphml", Some(space))
    );
    let is = |node: &roxmltree::Node<'_, '_>, name: &str| node.tag_name().name() == name;
    let mut keys: BTreeMap<&str, (&str, &str, &str)> = BTreeMap::new();
    for key in root.children().filter(|it| is(it, "key")) {
        let of = |name| key.attribute(name).unwrap();
        keys.insert(of("id"), (of("for"), of("attr.name"), of("attr.type")));
    }
    let graph = root.children().find(|it| is(it, "graph")).unwrap();
    assert_eq!(graph.attribute("edgedefault"), Some("directed"));
    let fields = |element: roxmltree::Node<'_, '_>| {
        let mut fields = Map::new();
        for data in element.children().filter(|it| is(it, "data")) {
            let (of, name, holds) = keys[data.attribute("key").unwrap()];
            assert_eq!(of, element.tag_name().name());
            let text = data.text().unwrap_or_default();
            let value = match holds {
                "long" => json!(text.parse::<u64>().unwrap()),
                "string" if LISTS.contains(&name) => serde_json::from_str(text).unwrap(),
                "string" => json!(text),
                other => panic!("{other}"),
            };
            let name = if name == "label" { "name" } else { name };
            assert!(fields.insert(name.to_owned(), value).is_none());
        }
        fields
    };
    let mut read = Read::default();
    let mut ids = BTreeMap::new();
    for node in graph.children().filter(|it| is(it, "node")) {
        let mut fields = fields(node);
        let id = fields
            .remove("node_id")
            .unwrap()
            .as_str()
            .unwrap()
            .to_owned();
        fields.insert("id".to_owned(), json!(id));
        read.node(&id, fields);
        assert!(ids.insert(node.attribute("id").unwrap(), id).is_none());
    }
    let mut seen = BTreeSet::new();
    for edge in graph.children().filter(|it| is(it, "edge")) {
        assert!(seen.insert(edge.attribute("id").unwrap()));
        let end = |name| ids[edge.attribute(name).unwrap()].as_str();
        let mut fields = fields(edge);
        let kind = fields.remove("edge").unwrap();
        read.edge(end("source"), end("target"), kind.as_str().unwrap(), fields);
    }
    read
}

/// `RunsAs` or `RUNS_AS` back to `runs-as`.
fn word(kind: &str) -> String {
    if kind.contains('_') || kind.chars().all(|c| c.is_ascii_uppercase()) {
        return kind.to_ascii_lowercase().replace('_', "-");
    }
    let mut word = String::new();
    for c in kind.chars() {
        if c.is_ascii_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.push(c.to_ascii_lowercase());
    }
    word
}

pub(crate) fn opengraph(text: &str) -> Read {
    let document: Value = serde_json::from_str(text).unwrap();
    assert_eq!(document["metadata"], json!({"source_kind": "Blastradius"}));
    let graph = &document["graph"];
    let mut read = Read::default();
    let mut ids: BTreeMap<String, String> = BTreeMap::new();
    let mut capitals = BTreeSet::new();
    for node in graph["nodes"].as_array().unwrap() {
        let id = node["id"].as_str().unwrap();
        assert!(
            capitals.insert(id.to_uppercase()),
            "{id} is there twice for BloodHound"
        );
        if node["kinds"][0] == "BR_Snapshot" {
            assert!(node["properties"]["complete"].is_boolean());
            continue;
        }
        let mut fields = node["properties"].as_object().unwrap().clone();
        let exact = fields.remove("nodeid").unwrap();
        fields.insert("id".to_owned(), exact.clone());
        ids.insert(id.to_owned(), exact.as_str().unwrap().to_owned());
        read.node(exact.as_str().unwrap(), fields);
    }
    let mut seen = BTreeSet::new();
    for edge in graph["edges"].as_array().unwrap() {
        let end = |name: &str| {
            assert_eq!(edge[name]["match_by"], "id");
            edge[name]["value"].as_str().unwrap()
        };
        let kind = edge["kind"].as_str().unwrap();
        assert!(
            seen.insert((end("start"), end("end"), kind)),
            "BloodHound keeps one"
        );
        let kind = word(kind.strip_prefix("BR_").unwrap());
        let (from, to) = (&ids[end("start")], &ids[end("end")]);
        let mut fields = edge["properties"].as_object().unwrap().clone();
        if let Some(others) = fields.remove("alternatives") {
            for other in others.as_array().unwrap() {
                let other: Value = serde_json::from_str(other.as_str().unwrap()).unwrap();
                read.edge(from, to, &kind, other.as_object().unwrap().clone());
            }
        }
        read.edge(from, to, &kind, fields);
    }
    read
}

pub(crate) fn neo4j(folder: &Path) -> Read {
    let mut read = Read::default();
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|it| it.unwrap().path())
        .collect();
    files.sort();
    let mut relationships = Vec::new();
    for path in files {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name == "about.json" {
            let about: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            assert_eq!(about["schema"], "blastradius/export/1");
            continue;
        }
        let mut reader = csv::Reader::from_path(&path).unwrap();
        let header: Vec<String> = reader
            .headers()
            .unwrap()
            .iter()
            .map(str::to_owned)
            .collect();
        for record in reader.records() {
            let record = record.unwrap();
            let mut fields = Map::new();
            for (column, field) in header.iter().zip(&record) {
                let (name, holds) = column.split_once(':').unwrap_or((column, "string"));
                let value = match holds {
                    _ if field.is_empty() => json!(null),
                    "string[]" | "LABEL" => json!(field.split('\u{1f}').collect::<Vec<_>>()),
                    "long" => json!(field.parse::<u64>().unwrap()),
                    "string" | "ID" | "START_ID" | "END_ID" | "TYPE" => json!(field),
                    other => panic!("{other}"),
                };
                fields.insert(if name.is_empty() { holds } else { name }.to_owned(), value);
            }
            if name == "relationships.csv" {
                relationships.push(fields);
                continue;
            }
            let labels = fields.remove("LABEL").unwrap();
            let kind = word(labels[0].as_str().unwrap());
            assert_eq!(name, format!("nodes-{kind}.csv"));
            assert_eq!(fields["kind"], json!(kind));
            let id = fields["id"].as_str().unwrap().to_owned();
            read.node(&id, fields);
        }
    }
    for mut fields in relationships {
        let mut of = |name: &str| fields.remove(name).unwrap().as_str().unwrap().to_owned();
        let (from, to, kind) = (of("START_ID"), of("END_ID"), word(&of("TYPE")));
        assert!(read.nodes.contains_key(&from) && read.nodes.contains_key(&to));
        read.edge(&from, &to, &kind, fields);
    }
    read
}

pub(crate) fn jsonl(text: &str) -> Read {
    let mut read = Read::default();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.first().unwrap()["record"], "graph");
    assert_eq!(lines.last().unwrap()["record"], "coverage");
    for line in &lines[1..lines.len() - 1] {
        let mut fields = line.as_object().unwrap().clone();
        let record = fields.remove("record").unwrap();
        if record == "node" {
            read.node(line["id"].as_str().unwrap(), fields);
            continue;
        }
        let mut of = |name: &str| fields.remove(name).unwrap().as_str().unwrap().to_owned();
        let (from, to, kind) = (of("from"), of("to"), of("edge"));
        if let Some(gates) = fields.get_mut("gates") {
            let words = gates.as_array().unwrap().iter().map(|gate| {
                match gate["detail"].as_str().unwrap() {
                    "" => gate["kind"].clone(),
                    detail => json!(format!("{}: {detail}", gate["kind"].as_str().unwrap())),
                }
            });
            *gates = Value::Array(words.collect());
        }
        read.edge(&from, &to, &kind, fields);
    }
    read
}

#[cfg(feature = "parquet")]
pub(crate) fn parquet(folder: &Path) -> Read {
    let mut read = Read::default();
    for fields in rows(&folder.join("nodes.parquet")) {
        let id = fields["id"].as_str().unwrap().to_owned();
        read.node(&id, fields);
    }
    for mut fields in rows(&folder.join("edges.parquet")) {
        let mut of = |name: &str| fields.remove(name).unwrap().as_str().unwrap().to_owned();
        let (from, to, kind) = (of("from"), of("to"), of("edge"));
        read.edge(&from, &to, &kind, fields);
    }
    read
}

#[cfg(feature = "parquet")]
fn rows(path: &Path) -> Vec<Map<String, Value>> {
    use parquet::file::reader::{FileReader as _, SerializedFileReader};
    use parquet::record::Field;

    fn plain(field: &Field) -> Value {
        match field {
            Field::Null => json!(null),
            Field::Str(text) => json!(text),
            Field::Long(number) => json!(number),
            Field::ListInternal(list) => Value::Array(list.elements().iter().map(plain).collect()),
            other => panic!("{other:?}"),
        }
    }
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let about = reader
        .metadata()
        .file_metadata()
        .key_value_metadata()
        .unwrap();
    assert!(about.iter().any(|it| it.key == "blastradius"));
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| {
        let row = row.unwrap();
        row.get_column_iter()
            .map(|(name, field)| (name.clone(), plain(field)))
            .collect()
    })
    .collect()
}
