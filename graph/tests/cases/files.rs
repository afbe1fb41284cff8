//! Facts that a case writes out, or has in definitions of pipelines.

use blastradius_collectors::facts::Fact;
use blastradius_collectors::import::format;
use blastradius_collectors::snapshot::MemorySink;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::Case;

/// A fact as a snapshot holds it; `fact` names its kind, and `origin` may be left out.
pub(super) fn fact(members: &Map<String, Value>) -> Fact {
    fn read<T: DeserializeOwned>(members: &Map<String, Value>) -> T {
        let mut members = members.clone();
        members.remove("fact");
        members
            .entry("origin")
            .or_insert_with(|| json!({"source": "case"}));
        let shown = Value::Object(members.clone()).to_string();
        serde_json::from_value(Value::Object(members)).unwrap_or_else(|it| panic!("{shown}: {it}"))
    }
    match members["fact"].as_str().unwrap() {
        "scope" => Fact::Scope(read(members)),
        "identity" => Fact::Identity(read(members)),
        "credential" => Fact::Credential(read(members)),
        "policy" => Fact::Policy(read(members)),
        "attachment" => Fact::Attachment(read(members)),
        "workload" => Fact::Workload(read(members)),
        "pipeline" => Fact::Pipeline(read(members)),
        "asset" => Fact::Asset(read(members)),
        "lineage" => Fact::Lineage(read(members)),
        "federation" => Fact::Federation(read(members)),
        other => panic!("a fact of the kind `{other}`"),
    }
}

/// Imports the files of a case.
pub(super) fn import(case: &Case, sink: &mut MemorySink) {
    if case.file.is_empty() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let git = folder.path().join(".git");
    std::fs::create_dir_all(&git).unwrap();
    let remote = case
        .remote
        .as_deref()
        .unwrap_or("https://github.com/acme/repo");
    let config = format!("[remote \"origin\"]\n\turl = {remote}\n");
    std::fs::write(git.join("config"), config).unwrap();
    for (path, text) in &case.file {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let paths = [folder.path().to_owned()];
    format("pipelines").unwrap().import(&paths, sink).unwrap();
}
