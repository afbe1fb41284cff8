//! The shape of the house, checked: which crate may import which, that work on graph, queries and
//! reports never compiles a cloud SDK, and that files stay of a size that people read.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use serde_json::Value;

/// The crates in the order of the data. Each may import only those before it.
const LAYERS: [&str; 5] = [
    "blastradius-collectors",
    "blastradius-graph",
    "blastradius-queries",
    "blastradius-reports",
    "blastradius",
];

/// The tasks of the project's own stand beside the layers: they import none, and none imports them.
const TASKS: &str = "xtask";

/// Prefixes of crates that only `collectors` may bring, and only when its cloud features are on.
const CLOUD_SDK: [&str; 4] = ["aws-", "google-cloud", "azure_", "kube"];

/// What a file may hold, in lines. Most are far below.
const LIMIT: usize = 350;

/// What a file of tests may hold: its tests are read one by one.
const TEST_LIMIT: usize = 800;

/// Files above the limit, each with the reason why it is better whole.
const LONG: &[(&str, &str)] = &[
    (
        "graph/examples/estate_scale/account.rs",
        "one account from its first principal to its last key: an example is read from top to bottom",
    ),
    (
        "graph/src/edges/touch.rs",
        "the one way from a type of asset to a decision about it; its tables stand in the files beside it",
    ),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(arguments)
        .arg("--offline")
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo {arguments:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("cargo prints UTF-8")
}

/// What each member of the workspace declares: for builds, tests and build scripts alike.
fn declared() -> BTreeMap<String, Vec<String>> {
    let text = cargo(&["metadata", "--format-version=1", "--no-deps"]);
    let metadata: Value = serde_json::from_str(&text).expect("metadata is JSON");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    metadata["packages"]
        .as_array()
        .expect("packages")
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().expect("dependencies");
            (name(package), dependencies.iter().map(name).collect())
        })
        .collect()
}

#[test]
fn every_member_is_a_layer_or_stands_beside_them() {
    let declared = declared();
    let members: BTreeSet<_> = declared.keys().map(String::as_str).collect();
    let expected: BTreeSet<_> = LAYERS.into_iter().chain([TASKS]).collect();
    assert_eq!(members, expected);
    for (member, dependencies) in &declared {
        // Tasks measure the layers and so import some; no layer needs a task.
        let tied = dependencies.iter().any(|dependency| dependency == TASKS);
        assert!(!tied, "`{member}` ties a layer to the tasks");
    }
}

#[test]
fn data_flows_one_way() {
    for (member, dependencies) in declared() {
        if member == TASKS {
            continue;
        }
        let place = LAYERS.iter().position(|layer| **layer == member);
        for dependency in dependencies {
            let Some(needed) = LAYERS.iter().position(|layer| **layer == dependency) else {
                continue;
            };
            assert!(
                Some(needed) < place,
                "{member} imports {dependency}, which is not to its left"
            );
        }
    }
}

#[test]
fn no_cloud_sdk_below_the_program() {
    for member in &LAYERS[..4] {
        let tree = cargo(&[
            "tree",
            "--package",
            member,
            "--edges=normal,build",
            "--prefix=none",
            "--format={p}",
        ]);
        let names = tree.lines().filter_map(|line| line.split(' ').next());
        let sdk: Vec<_> = names
            .filter(|name| CLOUD_SDK.iter().any(|prefix| name.starts_with(prefix)))
            .collect();
        assert!(sdk.is_empty(), "{member} brings {sdk:?} by default");
    }
    // The question is asked in a way that can be answered with yes.
    let program = cargo(&["tree", "--package=blastradius", "--prefix=none"]);
    assert!(program.contains("blastradius-collectors v"), "{program}");
}

#[test]
fn files_are_of_a_size_that_people_read() {
    let mut files = Vec::new();
    for folder in ["collectors", "graph", "queries", "reports", "src", "tests"] {
        sources(&root().join(folder), &mut files);
    }
    assert!(files.len() > 50, "only {} files seen", files.len());
    let mut wrong = Vec::new();
    for (name, path) in &files {
        let lines = fs::read_to_string(path)
            .expect("source is UTF-8")
            .lines()
            .count();
        let is_test = name.starts_with("tests/") || name.contains("/tests/");
        let limit = if is_test { TEST_LIMIT } else { LIMIT };
        let listed = LONG.iter().any(|(long, _)| long == name);
        if lines > limit && !listed {
            wrong.push(format!(
                "{name} has {lines} lines: split it, or say in LONG why not"
            ));
        }
        if lines <= limit && listed {
            wrong.push(format!("{name} is not long any more: take it off LONG"));
        }
    }
    for (name, reason) in LONG {
        assert!(!reason.is_empty(), "{name} is listed without a reason");
        if !files.iter().any(|(file, _)| file == name) {
            wrong.push(format!("{name} is listed and does not exist"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_module_says_what_it_is_about() {
    let mut files = Vec::new();
    for folder in [
        "collectors/src",
        "graph/src",
        "queries/src",
        "reports/src",
        "src",
    ] {
        sources(&root().join(folder), &mut files);
    }
    let mut wrong = Vec::new();
    for (name, path) in files {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        if ["util", "utils", "helpers", "misc", "common"].contains(&&*stem) {
            wrong.push(format!("{name}: a name that says nothing"));
        }
        let text = fs::read_to_string(&path).expect("source is UTF-8");
        if !text.starts_with("//!") {
            wrong.push(format!(
                "{name}: does not begin with what it is about (`//!`)"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every Rust file below `folder`, by its name in the repository.
fn sources(folder: &Path, files: &mut Vec<(String, PathBuf)>) {
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path.strip_prefix(root()).expect("below the root");
            files.push((inside.to_string_lossy().replace('\\', "/"), path));
        }
    }
}
