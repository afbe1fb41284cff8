//! Which files belong together: those of a resource, those of an organisation.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::aws::wire::is_account_id;

/// The folder of one resource.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) account: String,
    pub(super) folder: PathBuf,
    /// The names of the folders below the account: service, region, type, resource, as far as there are.
    pub(super) names: Vec<String>,
    /// The region, where the name of a file carries it: `ecr-registry-policy.eu-west-1.json`.
    pub(super) region: Option<String>,
    pub(super) files: Vec<PathBuf>,
}

/// What lies under the folders that were given.
#[derive(Debug, Default)]
pub(super) struct Folders {
    resources: BTreeMap<PathBuf, Resource>,
    organizations: BTreeMap<PathBuf, Vec<PathBuf>>,
}

impl Folders {
    /// Sorts files to where they belong; says whether any belongs to an account or an organisation. Indexes and what people
    /// leave beside them belong to none.
    pub(super) fn add(&mut self, files: &[PathBuf]) -> bool {
        let mut found = false;
        for file in files {
            if file.extension() != Some(OsStr::new("json")) {
                continue;
            }
            found |= self.account_file(file) || self.organization_file(file);
        }
        found
    }

    fn account_file(&mut self, file: &Path) -> bool {
        let Some((root, names)) = below(file, "accounts", is_account_id) else {
            return false;
        };
        let Some((account, names)) = names.split_first() else {
            return false;
        };
        let folder = match names.len() {
            // A file of the account itself is a resource of its own.
            1 => file.to_owned(),
            _ => file.parent().unwrap_or(&root).to_owned(),
        };
        let resource = self.resources.entry(folder.clone()).or_insert(Resource {
            account: account.clone(),
            region: names
                .first()
                .filter(|_| names.len() == 1)
                .and_then(|name| name.strip_suffix(".json")?.split_once('.'))
                .map(|(_, region)| region.to_owned()),
            names: names
                .iter()
                .take(names.len().saturating_sub(1))
                .cloned()
                .collect(),
            folder,
            files: Vec::new(),
        });
        resource.files.push(file.to_owned());
        true
    }

    fn organization_file(&mut self, file: &Path) -> bool {
        let Some((root, names)) = below(file, "organizations", |name| name.starts_with("o-"))
        else {
            return false;
        };
        let Some(organization) = names.first() else {
            return false;
        };
        let files = self
            .organizations
            .entry(root.join(organization))
            .or_default();
        files.push(file.to_owned());
        true
    }

    pub(super) fn resources(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    pub(super) fn organizations(&self) -> impl Iterator<Item = (&Path, &[PathBuf])> {
        self.organizations
            .iter()
            .map(|(folder, files)| (folder.as_path(), files.as_slice()))
    }
}

/// The path up to the folder of that name whose next one fits, and the names below it.
fn below(file: &Path, name: &str, fits: impl Fn(&str) -> bool) -> Option<(PathBuf, Vec<String>)> {
    let parts: Vec<&OsStr> = file.iter().collect();
    let texts: Vec<String> = parts
        .iter()
        .map(|it| it.to_string_lossy().into_owned())
        .collect();
    let at = texts
        .windows(2)
        .position(|pair| matches!(pair, [first, second] if first == name && fits(second)))?;
    let root: PathBuf = parts.iter().take(at + 1).collect();
    Some((root, texts.into_iter().skip(at + 1).collect()))
}
