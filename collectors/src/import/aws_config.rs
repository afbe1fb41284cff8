//! `aws-config`: what AWS Config has recorded.
//!
//! Configuration snapshots and history files as AWS Config delivers them to S3 (`AWSLogs/ACCOUNT/Config/REGION/…`, packed or
//! not), and what the AWS CLI prints of items: `configservice get-resource-config-history`,
//! `batch-get-resource-config`, `select-resource-config`, `select-aggregate-resource-config`. Of a resource that is
//! there several times the latest item counts (AWS Config developer guide, "Delivering configuration items").

mod items;
mod latest;

use std::path::{Path, PathBuf};

use self::items::Items;
use self::latest::Latest;
use super::not_carried::not_carried;
use super::tree::Tree;
use super::{Format, ImportError, ImportSummary, input};
use crate::aws::Operation;
use crate::aws::configuration_item::ConfigurationItems;
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// The format.
#[derive(Debug)]
pub(super) struct AwsConfig;

const NAME: &str = "aws-config";

/// A file that was read.
struct Read {
    path: PathBuf,
    text: String,
    /// Whether some bytes were not UTF-8 and stand there as U+FFFD.
    damaged: bool,
}

impl Format for AwsConfig {
    fn name(&self) -> &'static str {
        NAME
    }

    fn description(&self) -> &'static str {
        "configuration snapshots of AWS Config, also packed or as the folder that it delivers to S3, and the output of `aws configservice select-resource-config` and its like"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "gz"]
    }

    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError> {
        let paths = input::given(paths)?;
        let mut summary = ImportSummary::default();
        let mut read = Vec::new();
        for path in latest::snapshots(files(&paths, &mut summary, sink)) {
            match input::read_damaged(&path) {
                Ok((text, problem)) => {
                    let damaged = problem.is_some();
                    if let Some(problem) = problem {
                        summary.problem(NAME, problem, sink);
                    }
                    read.push(Read {
                        path,
                        text,
                        damaged,
                    });
                }
                Err(problem) => summary.problem(NAME, problem, sink),
            }
        }
        let mut found: Vec<(&Read, Items<'_>)> = Vec::new();
        for file in &read {
            let items = Items::read(&file.text);
            let broken = items.error.as_ref();
            if items.recognised {
                summary.files += 1;
                if let Some(error) = broken {
                    summary.problem(NAME, ImportError::json(&file.path, error), sink);
                }
                found.push((file, items));
            } else {
                let problem = match broken {
                    Some(error) => ImportError::json(&file.path, error),
                    None => ImportError::NotThisFormat {
                        path: file.path.clone(),
                        expected: "what AWS Config writes: there are no configuration items in it",
                    },
                };
                summary.problem(NAME, problem, sink);
            }
        }
        facts(&found, &mut summary, sink);
        Ok(summary)
    }
}

/// The files of the paths. In a folder only those count that AWS Config and the AWS CLI write.
fn files(paths: &[PathBuf], summary: &mut ImportSummary, sink: &mut dyn Sink) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        let tree = Tree::of(path);
        let alone = tree.files.len() == 1 && tree.files.contains(path);
        let wanted = |it: &PathBuf| {
            let name = it.to_string_lossy();
            alone || name.ends_with(".json") || name.ends_with(".json.gz")
        };
        files.extend(tree.files.into_iter().filter(wanted));
        for problem in tree.problems {
            summary.problem(NAME, problem, sink);
        }
        for link in tree.links {
            summary.problem(NAME, ImportError::Link { path: link }, sink);
        }
    }
    files.sort();
    files.dedup();
    files
}

fn facts(found: &[(&Read, Items<'_>)], summary: &mut ImportSummary, sink: &mut dyn Sink) {
    let mut latest = Latest::default();
    for (index, (_, items)) in found.iter().enumerate() {
        for (number, (_, item)) in items.items.iter().enumerate() {
            latest.note(item, (index, number));
        }
    }
    let mut read = ConfigurationItems::default();
    let mut whole = true;
    for (index, (file, items)) in found.iter().enumerate() {
        let source = file.path.display().to_string();
        whole &= !items.queried && items.error.is_none() && !file.damaged;
        for (number, (pointer, item)) in items.items.iter().enumerate() {
            if !latest.is_latest((index, number)) {
                continue;
            }
            if file.damaged && item.contains('\u{FFFD}') {
                let reason = "it holds bytes that are not UTF-8 text";
                sink.coverage(left_out(&source, pointer, reason));
            } else if let Err(error) = read.add(item, &source, pointer, sink) {
                sink.coverage(left_out(&source, pointer, &error.to_string()));
            }
        }
    }
    summary.records = read.records();
    let source = found.first().map(|(file, _)| file.path.as_path());
    let source = source.unwrap_or(Path::new("-")).display().to_string();
    read.coverage(whole, &source, sink);
    for account in read.accounts() {
        let scope = format!("aws:{account}");
        let carried = |it: &Operation| {
            let known = ["iam:ListUsers", "sts:GetCallerIdentity"];
            ConfigurationItems::carries(it.cli) || known.contains(&it.action().as_str())
        };
        not_carried("configuration items do", &carried, &scope, &source, sink);
        summary.scopes.insert(scope);
    }
}

/// An item that is none.
fn left_out(source: &str, pointer: &str, reason: &str) -> Coverage {
    let reason = reason.rsplit_once(" at line ").map_or(reason, |(it, _)| it);
    Coverage {
        scope: source.to_owned(),
        region: None,
        operation: format!("import:{NAME}"),
        subject: Some(format!("{source}{pointer}")),
        outcome: Outcome::Unreadable,
        records: 0,
        reason: format!("`{pointer}` was left out: {reason}"),
        help: "import the unchanged output of AWS Config".to_owned(),
        origin: Origin::new(source, pointer),
    }
}
