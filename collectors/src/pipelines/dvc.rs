//! DVC: stages with what they depend on and leave, and the remotes that data lies in.
//!
//! DVC, "dvc.yaml", "dvc.lock", ".dvc files", "dvc config". A stage runs as whoever runs it. What the lock file says of a
//! dependency is the hash that it had: another content is run again, and seen.

use std::collections::BTreeMap;

use super::pods::items;
use super::template::{self, Marks};
use super::{
    Document, Grain, Kind, Node, Output, PipelineDraft, Place, StageDraft, Value, arguments,
    documents, purpose, sibling,
};
use crate::facts::{LineageKind, Provider};

/// See the top of the file.
pub(super) struct Dvc;

impl Kind for Dvc {
    fn name(&self) -> &'static str {
        "dvc"
    }

    fn description(&self) -> &'static str {
        "DVC pipelines, lock files, tracked data and remotes"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return is_config(document);
        };
        let stages = root.get("stages").map_or(&[][..], Node::entries);
        let is_stage = |stage: &Node| {
            stage.get("cmd").is_some()
                || stage.at(&["do", "cmd"]).is_some()
                || stage.get("foreach").is_some()
        };
        let hashed = |out: &Node| out.get("md5").is_some() || out.get("hash").is_some();
        (!stages.is_empty() && stages.iter().all(|(_, it)| is_stage(it)))
            || (document.file.name().ends_with(".dvc") && items(root, "outs").iter().any(hashed))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else {
            return remotes(document, output);
        };
        let name = document.file.name();
        if name.ends_with(".dvc") {
            return tracked(root, output);
        }
        // The lock file is read with the definition beside it.
        if name == "dvc.lock" && document.file.path.with_file_name("dvc.yaml").is_file() {
            return output.belongs();
        }
        pipeline(root, output);
    }
}

fn is_config(document: &Document<'_>) -> bool {
    matches!(document.file.name(), "config" | "config.local")
        && document
            .file
            .path
            .parent()
            .and_then(|it| it.file_name())
            .is_some_and(|it| it == ".dvc")
}

const MARKS: [Marks; 1] = [Marks {
    open: "${",
    close: "}",
}];

fn value(text: &str) -> Value {
    template::value(text, &MARKS, &mut |it| Value::unresolved(it))
}

/// The hashes of a lock file, by stage and path.
fn locked(output: &Output<'_>) -> BTreeMap<(String, String), String> {
    /// No lock file is larger that people keep.
    const LARGEST: u64 = 16 << 20;
    let path = output.file().path.with_file_name("dvc.lock");
    let small = std::fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() <= LARGEST);
    let text = small.then(|| std::fs::read_to_string(&path).ok()).flatten();
    let Some(text) = text else {
        return BTreeMap::new();
    };
    let file = super::File {
        path: &path,
        text: &text,
        repository: output.file().repository,
    };
    let (documents, _) = documents(&file);
    let mut hashes = BTreeMap::new();
    for tree in documents.iter().filter_map(Document::tree) {
        for (stage, node) in tree.get("stages").map_or(&[][..], Node::entries) {
            hashes_of(stage.as_str().unwrap_or_default(), node, &mut hashes);
        }
    }
    hashes
}

fn hashes_of(stage: &str, node: &Node, hashes: &mut BTreeMap<(String, String), String>) {
    for dependency in items(node, "deps") {
        let digest = ["md5", "etag", "checksum"]
            .iter()
            .find_map(|it| Some(format!("{it}:{}", dependency.text_of(it)?)));
        if let (Some(path), Some(digest)) = (dependency.text_of("path"), digest) {
            hashes.insert((stage.to_owned(), path.to_owned()), digest);
        }
    }
}

fn pipeline(root: &Node, output: &mut Output<'_>) {
    let id = output.file().id();
    let name = output.file().path_in_repository();
    let mut draft = PipelineDraft::new(output, Provider::Other, "dvc:pipeline", id, &name, root);
    let mut hashes = locked(output);
    let stages = root.get("stages").map_or(&[][..], Node::entries);
    let models: Vec<&str> = root
        .get("artifacts")
        .map_or(&[][..], Node::entries)
        .iter()
        .filter(|(_, it)| it.text_of("type") == Some("model"))
        .filter_map(|(_, it)| it.text_of("path"))
        .collect();
    let mut made: BTreeMap<&str, &str> = BTreeMap::new();
    for (stage, node) in stages {
        let stage = stage.as_str().unwrap_or("stage");
        hashes_of(stage, node, &mut hashes);
        let body = node.get("do").unwrap_or(node);
        for (path, _) in ["outs", "metrics", "plots"]
            .iter()
            .flat_map(|it| paths(body, it))
        {
            made.insert(path, stage);
        }
    }
    for (name, node) in stages {
        let name = name.as_str().unwrap_or("stage");
        let body = node.get("do").unwrap_or(node);
        let mut stage = draft.stage(name, purpose::of_name(name), node);
        let caller = Value::unresolved("whoever runs the pipeline");
        stage.runs_as("caller", &caller, str::to_owned);
        let folder = body.text_of("wdir").unwrap_or_default();
        for (path, _) in paths(body, "deps") {
            if let Some(before) = made.get(path) {
                stage.after(before);
            }
            let pinned = hashes.get(&(name.to_owned(), path.to_owned())).cloned();
            flow(folder, path, &models, true, pinned, output, &mut stage);
        }
        for (path, _) in paths(body, "outs") {
            flow(folder, path, &models, false, None, output, &mut stage);
        }
        for command in body
            .get("cmd")
            .map_or(&[][..], Node::one_or_many)
            .iter()
            .filter_map(Node::as_str)
        {
            let words: Vec<&str> = command.split_whitespace().collect();
            arguments::words(&words, &mut stage);
        }
        if node.get("foreach").is_some() || node.get("matrix").is_some() {
            stage.attribute("repeated", true);
        }
        draft.add(stage);
    }
    output.pipeline(draft);
}

/// Paths are written by themselves, or as a map with what is to be done with them.
fn paths<'d>(node: &'d Node, member: &str) -> Vec<(&'d str, Option<&'d Node>)> {
    let one = |it: &'d Node| match it.as_str() {
        Some(path) => Some((path, None)),
        None => match it.entries().first() {
            // In a lock file the path is a member.
            _ if it.get("path").is_some() => Some((it.text_of("path")?, Some(it))),
            Some((path, about)) => Some((path.as_str()?, Some(about))),
            None => None,
        },
    };
    items(node, member).iter().filter_map(one).collect()
}

fn kind_of(path: &str, models: &[&str]) -> LineageKind {
    let extension = path.rsplit('.').next().unwrap_or_default();
    match extension {
        "py" | "sh" | "ipynb" | "r" | "R" | "jl" | "scala" | "java" => LineageKind::Code,
        "pkl" | "joblib" | "pt" | "pth" | "onnx" | "h5" | "keras" | "safetensors" | "gguf" => {
            LineageKind::Model
        }
        _ if models.contains(&path) => LineageKind::Model,
        _ => LineageKind::Data,
    }
}

/// A dependency or output: a place in storage, or a file of the repository or its working tree.
fn flow(
    folder: &str,
    path: &str,
    models: &[&str],
    reads: bool,
    pinned: Option<String>,
    output: &Output<'_>,
    stage: &mut StageDraft,
) {
    let kind = kind_of(path, models);
    let value = value(path);
    let known = value.known();
    if known.is_none() || known.is_some_and(|it| Place::of_uri(it, Grain::Guess).is_some()) {
        return match reads {
            true => stage.reads(kind, path, &value, Grain::Guess),
            false => stage.writes(kind, path, &value, Grain::Guess),
        };
    }
    let relative = match folder.is_empty() {
        true => path.to_owned(),
        false => format!("{folder}/{path}"),
    };
    let is_folder = kind == LineageKind::Data && sibling::is_folder(path);
    let Some(id) = sibling::id(output.file(), &relative, is_folder) else {
        return;
    };
    let type_name = match kind {
        LineageKind::Code => "git:file",
        _ => "dvc:data",
    };
    match reads {
        true => stage.reads_pinned_asset(kind, type_name, &id, pinned),
        false => stage.writes_asset(kind, type_name, &id, None),
    }
}

/// A `.dvc` file: data that is tracked, and where it was imported from.
fn tracked(root: &Node, output: &mut Output<'_>) {
    let id = output.file().id();
    let name = output.file().path_in_repository();
    let mut draft = PipelineDraft::new(output, Provider::Other, "dvc:tracked", id, &name, root);
    let mut stage = draft.stage("track", "ingestion", root);
    stage.runs_as(
        "caller",
        &Value::unresolved("whoever tracks the data"),
        str::to_owned,
    );
    for dependency in items(root, "deps") {
        if let Some(url) = dependency.at(&["repo", "url"]).and_then(Node::as_str) {
            if let Some(repository) = super::file::repository_of(url) {
                let lock = dependency.at(&["repo", "rev_lock"]).and_then(Node::as_str);
                let path = dependency.text_of("path").unwrap_or("*");
                let id = format!("{}/{path}", repository.id);
                stage.reads_pinned_asset(
                    LineageKind::Data,
                    "git:file",
                    &id,
                    lock.map(str::to_owned),
                );
            }
        } else if let Some(path) = dependency.text_of("path") {
            stage.reads(LineageKind::Data, "deps", &value(path), Grain::Guess);
        }
    }
    for (path, _) in paths(root, "outs") {
        flow("", path, &[], false, None, output, &mut stage);
    }
    draft.add(stage);
    output.pipeline(draft);
}

/// `.dvc/config`: sections of names and values, as git writes them. Of credentials, that they are there is told.
fn remotes(document: &Document<'_>, output: &mut Output<'_>) {
    let mut found: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    let mut section = String::new();
    for line in document.text().lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
            // `['remote "storage"']`
            section = name
                .trim_matches('\'')
                .replace("remote ", "")
                .replace('"', "");
        } else if let Some((key, value)) = line.split_once('=')
            && !line.starts_with(['#', ';'])
        {
            let pair = (key.trim().to_owned(), value.trim().to_owned());
            found.entry(section.clone()).or_default().push(pair);
        }
    }
    let id = output.file().id();
    // A text has no tree: all of it begins at its first line.
    let at = super::tree::read("{}").documents.into_iter().next();
    let Some(at) = at else { return };
    let name = output.file().path_in_repository();
    let mut draft = PipelineDraft::new(output, Provider::Other, "dvc:remotes", id, &name, &at);
    for (name, pairs) in &found {
        let Some((_, url)) = pairs.iter().find(|(key, _)| key == "url") else {
            continue;
        };
        let mut stage = draft.stage(name, "job", &at);
        stage.runs_as(
            "caller",
            &Value::unresolved("whoever pushes or pulls"),
            str::to_owned,
        );
        stage.reads(
            LineageKind::Data,
            "url",
            &Value::literal(url),
            Grain::Prefix,
        );
        stage.writes(
            LineageKind::Data,
            "url",
            &Value::literal(url),
            Grain::Prefix,
        );
        for (key, value) in pairs.iter().filter(|(key, _)| key != "url") {
            stage.variable(key, Some(value));
        }
        draft.add(stage);
    }
    output.pipeline(draft);
}
