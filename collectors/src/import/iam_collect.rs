//! `iam-collect`: the folder that iam-collect (cloud-copilot, AGPL-3.0) keeps.
//!
//! `aws/PARTITION/accounts/ACCOUNT/SERVICE[/REGION][/TYPE]/RESOURCE/*.json`, one folder a resource, one file for each thing
//! that is known of it, and `aws/PARTITION/organizations/ORGANIZATION/…` (its documentation, "Storage"). Names of folders
//! are in lower case; the ARN stands in `metadata.json`. What is empty has no file, and neither has what could not be
//! read: a policy that is not there is unknown.

mod folders;
mod kinds;
mod organization;
mod resources;

use std::path::{Path, PathBuf};

use self::folders::{Folders, Resource};
use self::kinds::{KINDS, kind_of};
use self::organization::Organization;
use super::not_carried::not_carried;
use super::tree::Tree;
use super::{Format, ImportError, ImportSummary, input};
use crate::aws::translate::{Item, Place, Source, Tally};
use crate::aws::wire::Arn;
use crate::aws::{Operation, partition};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

/// The format.
#[derive(Debug)]
pub(super) struct IamCollect;

const NAME: &str = "iam-collect";

impl Format for IamCollect {
    fn name(&self) -> &'static str {
        NAME
    }

    fn description(&self) -> &'static str {
        "the folder that iam-collect keeps: identities, policies and the organisation"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &[]
    }

    fn import(&self, paths: &[PathBuf], sink: &mut dyn Sink) -> Result<ImportSummary, ImportError> {
        let paths = input::given(paths)?;
        let mut summary = ImportSummary::default();
        let mut folders = Folders::default();
        for path in &paths {
            if !path.is_dir() {
                let path = path.clone();
                let problem = if path.exists() {
                    ImportError::NotAFolder { path }
                } else {
                    ImportError::NotFound { path }
                };
                summary.problem(NAME, problem, sink);
                continue;
            }
            let tree = Tree::of(path);
            for problem in tree.problems {
                summary.problem(NAME, problem, sink);
            }
            for path in tree.links {
                summary.problem(NAME, ImportError::Link { path }, sink);
            }
            if !folders.add(&tree.files) {
                let problem = ImportError::NotThisFormat {
                    path: path.clone(),
                    expected: "a folder of iam-collect: there is no `accounts/ACCOUNT` in it",
                };
                summary.problem(NAME, problem, sink);
            }
        }
        let mut tally = Tally::new(&KINDS);
        for resource in folders.resources() {
            one(resource, &mut tally, &mut summary, sink);
        }
        for (folder, files) in folders.organizations() {
            let organization = Organization::read(folder, files, &mut summary, sink);
            if let Some(organization) = organization {
                summary.records += organization.tell(sink);
                summary.scopes.insert(organization.scope());
            }
        }
        coverage(&folders, &tally, &mut summary, sink);
        Ok(summary)
    }
}

/// Imports what is known of one resource.
fn one(resource: &Resource, tally: &mut Tally, summary: &mut ImportSummary, sink: &mut dyn Sink) {
    let mut members = Vec::new();
    for file in &resource.files {
        if let Some(text) = read(file, summary, sink) {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            // Quotes and the like in a name are escaped.
            members.push(format!("{}:{text}", serde_json::Value::from(name.as_ref())));
        }
    }
    let text = format!("{{{}}}", members.join(","));
    let Ok(source) = Source::read(&text) else {
        return;
    };
    let arn = source.text("metadata.arn|metadata.ARN");
    let name = kind_of(resource, arn.as_deref());
    let arn = arn.as_deref().and_then(Arn::parse);
    let region = source.text("metadata.region");
    let region = region
        .as_deref()
        .or_else(|| arn.map(|it| it.region))
        .or(resource.region.as_deref())
        .filter(|it| !it.is_empty());
    let folder = resource.folder.display().to_string();
    let Some(kind) = name.as_deref().and_then(|name| KINDS.find(name)) else {
        // What is kept beside the resources, such as the shares of RAM.
        sink.coverage(left_out(&resource.account, &folder));
        return;
    };
    tally.seen(&resource.account, region, kind.name);
    let item = Item {
        place: Place {
            account: &resource.account,
            partition: arn.map_or_else(|| partition(region.unwrap_or_default()), |it| it.partition),
            region,
        },
        source: &folder,
        pointer: "",
    };
    for translation in kind.tells {
        let told = translation.tell(item, &source, sink);
        tally.told(&resource.account, region, translation, told);
    }
    summary.files += members.len() as u64;
    summary.records += 1;
}

/// The text of a file that is JSON; another one is a problem.
fn read(file: &Path, summary: &mut ImportSummary, sink: &mut dyn Sink) -> Option<String> {
    let problem = match input::read(file) {
        Ok(text) => match serde_json::from_str::<serde::de::IgnoredAny>(&text) {
            Ok(_) => return Some(text),
            Err(error) => ImportError::json(file, &error),
        },
        Err(problem) => problem,
    };
    summary.problem(NAME, problem, sink);
    None
}

fn left_out(account: &str, folder: &str) -> Coverage {
    Coverage {
        scope: format!("aws:{account}"),
        region: None,
        operation: format!("import:{NAME}"),
        subject: Some(folder.to_owned()),
        outcome: Outcome::NotAsked,
        records: 0,
        reason: format!("`{folder}` is of a kind that is not read"),
        help: "add the output of the AWS CLI with `import aws-cli`, or use `collect aws`"
            .to_owned(),
        origin: Origin::new(folder, ""),
    }
}

fn coverage(folders: &Folders, tally: &Tally, summary: &mut ImportSummary, sink: &mut dyn Sink) {
    let source = |account: &str| {
        let first = folders.resources().find(|it| it.account == account);
        first.map_or_else(String::new, |it| it.folder.display().to_string())
    };
    tally.coverage(true, NAME, sink);
    for account in tally.accounts() {
        let scope = format!("aws:{account}");
        let organization = folders.organizations().next().is_some();
        let carried = |it: &Operation| {
            let known = ["iam:ListUsers", "sts:GetCallerIdentity"];
            KINDS.carry(it.cli)
                || known.contains(&it.action().as_str())
                || (organization && it.cli.0 == "organizations")
        };
        not_carried("iam-collect does", &carried, &scope, &source(account), sink);
        summary.scopes.insert(scope);
    }
}
