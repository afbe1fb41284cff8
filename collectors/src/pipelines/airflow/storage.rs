//! Storage that operators name: URIs anywhere in their arguments, and buckets with keys.

use super::arguments::Arguments;
use crate::facts::LineageKind;
use crate::pipelines::place::Grain;
use crate::pipelines::python::Expr;
use crate::pipelines::{StageDraft, Value};

/// The deepest request that is looked into.
const DEEPEST: usize = 12;

/// Arguments that are no places of data.
const NO_DATA: [&str; 15] = [
    "task_id",
    "inlets",
    "outlets",
    "image",
    "env_vars",
    "doc",
    "doc_md",
    "sql",
    "bash_command",
    "command",
    "cmds",
    "arguments",
    "endpoint",
    "url",
    "dag",
];

/// Reads the storage of a task.
pub(super) fn read(arguments: &Arguments<'_>, stage: &mut StageDraft) {
    for (name, expr) in &arguments.task.call.named {
        if !NO_DATA.contains(&name.as_str()) {
            uris(name, expr, DEEPEST, arguments, stage);
        }
    }
    buckets(arguments, stage);
}

/// Whether what is under a member is written.
fn is_output(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    ["output", "dest", "target", "sink", "result"]
        .iter()
        .any(|it| member.contains(it))
}

fn is_code(member: &str) -> bool {
    let member = member.to_ascii_lowercase();
    [
        "python_file",
        "py_file",
        "main_python",
        "script",
        "jar",
        "entrypoint",
        "main_class",
        "notebook",
        "submitdirectory",
    ]
    .iter()
    .any(|it| member.contains(it))
}

/// URIs: `path` is the names of the members down to it.
fn uris(path: &str, expr: &Expr, deep: usize, arguments: &Arguments<'_>, stage: &mut StageDraft) {
    let Some(deeper) = deep.checked_sub(1) else {
        return;
    };
    match arguments.module.follow(expr) {
        Expr::Dict(entries) => {
            table(path, entries, arguments, stage);
            for (key, value) in entries {
                let key = key.text().unwrap_or_default();
                uris(&format!("{path}.{key}"), value, deeper, arguments, stage);
            }
        }
        Expr::List(items) => items
            .iter()
            .for_each(|it| uris(path, it, deeper, arguments, stage)),
        Expr::Text { .. } | Expr::Binary(..) | Expr::Call(_) => {
            let value = arguments.value(expr);
            let begins = value.begins();
            let schemes = [
                "s3://", "s3a://", "gs://", "bq://", "wasbs://", "abfss://", "hf://", "dbfs:/",
            ];
            if !schemes.iter().any(|it| begins.starts_with(it)) {
                return;
            }
            let kind = if is_code(path) {
                LineageKind::Code
            } else {
                LineageKind::Data
            };
            let model = path.to_ascii_lowercase().contains("modelartifact")
                || path.to_ascii_lowercase().contains("modeldata");
            let kind = if model { LineageKind::Model } else { kind };
            match is_output(path) && kind != LineageKind::Code {
                true => stage.writes(kind, path, &value, Grain::Guess),
                false => stage.reads(kind, path, &value, Grain::Guess),
            }
        }
        _ => {}
    }
}

/// `{"projectId": …, "datasetId": …, "tableId": …}` (BigQuery API, "TableReference").
fn table(path: &str, entries: &[(Expr, Expr)], arguments: &Arguments<'_>, stage: &mut StageDraft) {
    let member = |name: &str| {
        let found = entries.iter().find(|(key, _)| key.text() == Some(name));
        found.map(|(_, value)| arguments.value(value))
    };
    let (Some(dataset), Some(table)) = (member("datasetId"), member("tableId")) else {
        return;
    };
    let mut value = Value::literal("bq://");
    let project = member("projectId").unwrap_or_else(|| Value::unresolved("the project"));
    for (index, part) in [project, dataset, table].into_iter().enumerate() {
        if index > 0 {
            value.join(Value::literal("."), path);
        }
        value.join(part, path);
    }
    match is_output(path) {
        true => stage.writes(LineageKind::Data, path, &value, Grain::Object),
        false => stage.reads(LineageKind::Data, path, &value, Grain::Object),
    }
}

/// Pairs of arguments that are a bucket and a key, and whether they are written where the operator does not tell by its
/// name.
const BUCKETS: [(&str, &[&str], Option<bool>); 8] = [
    (
        "source_bucket",
        &["source_object", "source_objects", "prefix"],
        Some(false),
    ),
    (
        "destination_bucket",
        &["destination_object", "destination_path"],
        Some(true),
    ),
    ("source_bucket_name", &["source_bucket_key"], Some(false)),
    ("dest_bucket_name", &["dest_bucket_key"], Some(true)),
    (
        "bucket_name",
        &["bucket_key", "object_name", "object", "prefix", "key"],
        None,
    ),
    ("s3_bucket", &["s3_key", "s3_bucket_key"], None),
    ("s3_bucket_name", &["s3_key", "s3_key_prefix"], None),
    (
        "bucket",
        &[
            "object",
            "object_name",
            "objects",
            "source_objects",
            "prefix",
            "key",
            "dst",
            "filename",
        ],
        None,
    ),
];

fn buckets(arguments: &Arguments<'_>, stage: &mut StageDraft) {
    let class = arguments.task.class;
    for (bucket, keys, writes) in BUCKETS {
        let Some(expr) = arguments.get(bucket) else {
            continue;
        };
        let whole = arguments.value(expr);
        let google = class.contains("GCS")
            || class.contains("BigQuery")
            || class.contains("Google")
            || bucket.starts_with("source_bucket") && !class.contains("S3");
        let s3 = bucket.starts_with("s3") || class.starts_with("S3") && !class.contains("GCS");
        let scheme = if google && !s3 { "gs" } else { "s3" };
        let key = keys.iter().find_map(|it| arguments.get(it));
        let first = key.map(|it| match arguments.module.follow(it) {
            Expr::List(items) => items.first().unwrap_or(it),
            _ => it,
        });
        let mut value = Value::literal(format!("{scheme}://"));
        let shown = match first {
            Some(key) => format!("{}/{}", expr.dotted(), key.dotted()),
            None => expr.dotted(),
        };
        value.join(whole, &shown);
        if let Some(key) = first {
            value.join(Value::literal("/"), &shown);
            value.join(arguments.value(key), &shown);
        }
        // `SqlToS3Operator` writes what `S3ToRedshiftOperator` reads.
        let to = class.split_once("To").map(|(_, to)| to).unwrap_or_default();
        // The bucket of a job of Glue takes its logs and its script.
        let makes = [
            "GlueJob",
            "CreateObject",
            "CopyObject",
            "Delete",
            "FileTransform",
        ]
        .iter()
        .any(|it| class.contains(it));
        let writes = writes.unwrap_or(makes || to.starts_with("S3") || to.starts_with("GCS"));
        match writes {
            true => stage.writes(LineageKind::Data, bucket, &value, Grain::Guess),
            false => stage.reads(LineageKind::Data, bucket, &value, Grain::Guess),
        }
    }
    for (table, writes) in [
        ("destination_project_dataset_table", true),
        ("destination_dataset_table", true),
        ("source_project_dataset_table", false),
        ("source_project_dataset_tables", false),
    ] {
        let Some(expr) = arguments.get(table) else {
            continue;
        };
        let mut value = Value::literal("bq://");
        value.join(arguments.value(expr), &expr.dotted());
        match writes {
            true => stage.writes(LineageKind::Data, table, &value, Grain::Object),
            false => stage.reads(LineageKind::Data, table, &value, Grain::Object),
        }
    }
}
