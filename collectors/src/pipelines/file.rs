//! A file among others, and the repository that it is of.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use crate::facts::Provider;

/// A source repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repository {
    /// The platform that holds it.
    pub provider: Provider,
    /// Its id: `github:ORG/REPO`, `gitlab:GROUP/PROJECT`, `git:HOST/PATH`; `folder:NAME` where nothing tells.
    pub id: String,
    /// The path on its host: `ORG/REPO`.
    pub path: String,
    /// The host: `github.com`. Empty where nothing tells.
    pub host: String,
    /// Why it is taken for this repository where no remote says so.
    pub assumed: Option<String>,
    /// Its folder on this disk.
    pub root: PathBuf,
}

/// Code in a repository elsewhere, by its host and path: the type of the asset and its id, of a file or of everything
/// that is in it.
pub(super) fn code_at(host: &str, path: &str, within: Option<&str>) -> (&'static str, String) {
    let repository = match host {
        "github.com" => format!("github:{path}"),
        "gitlab.com" => format!("gitlab:{path}"),
        _ => format!("git:{host}/{path}"),
    };
    match (within, host == "github.com") {
        (Some(within), is_github) => {
            let kind = if is_github { "github:file" } else { "git:file" };
            (
                kind,
                format!("{repository}/{}", within.trim_start_matches('/')),
            )
        }
        (None, true) => ("github:repository-contents", format!("{repository}/*")),
        (None, false) => ("git:repository-contents", format!("{repository}/*")),
    }
}

/// The type of code in a repository, so that every kind that names it agrees: by what its id says of the host, and of a
/// repository as a whole. Other types stay as they are.
pub(super) fn code_type<'k>(kind: &'k str, id: &str) -> &'k str {
    let (types, is_github) = match kind {
        "git:file" | "github:file" | "git:repository-contents" | "github:repository-contents" => {
            let is_github = id.starts_with("github:");
            match is_github {
                true => (("github:file", "github:repository-contents"), true),
                false => (("git:file", "git:repository-contents"), false),
            }
        }
        _ => return kind,
    };
    let path = id.split_once(':').map_or(id, |(_, path)| path);
    let whole = path.strip_suffix("/*").map(|it| it.matches('/').count());
    let is_whole = match whole {
        Some(slashes) if is_github => slashes == 1,
        Some(slashes) if id.starts_with("folder:") => slashes == 0,
        // How long the path of a project is differs: its kind tells.
        Some(_) => kind.ends_with("contents"),
        None => false,
    };
    if is_whole { types.1 } else { types.0 }
}

/// A file that is read.
#[derive(Debug)]
pub struct File<'a> {
    /// Where it is.
    pub path: &'a Path,
    /// Its content.
    pub text: &'a str,
    /// The repository that it is of.
    pub repository: &'a Repository,
}

impl File<'_> {
    /// The name without its folders.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path
            .file_name()
            .and_then(|it| it.to_str())
            .unwrap_or_default()
    }

    /// The path in its repository, with `/`: `.github/workflows/train.yml`.
    #[must_use]
    pub fn path_in_repository(&self) -> String {
        let path = self
            .path
            .strip_prefix(&self.repository.root)
            .unwrap_or(self.path);
        let parts = path.components().filter_map(|part| match part {
            Component::Normal(part) => part.to_str(),
            _ => None,
        });
        parts.collect::<Vec<_>>().join("/")
    }

    /// The id of a file of the same repository, by its path in it: `github:ORG/REPO/src/train.py`.
    #[must_use]
    pub fn id_of(&self, path: &str) -> String {
        let path = path.trim_start_matches("./").trim_start_matches('/');
        format!("{}/{path}", self.repository.id)
    }

    /// The id of this file.
    #[must_use]
    pub fn id(&self) -> String {
        self.id_of(&self.path_in_repository())
    }
}

/// Finds the repositories of files, each folder once.
#[derive(Debug, Default)]
pub(crate) struct Repositories {
    known: RefCell<HashMap<PathBuf, Repository>>,
}

impl Repositories {
    /// The repository of a file that was found under `given`, the path on the command line.
    ///
    /// A `.git/config` above the file names its remote. Without one, a folder that holds `.github` and the like, or the
    /// given folder, is taken for the repository, and the folder above it for its owner.
    pub(crate) fn of(&self, file: &Path, given: &Path) -> Repository {
        let folder = file.parent().unwrap_or(file).to_owned();
        if let Some(known) = self.known.borrow().get(&folder) {
            return known.clone();
        }
        let found = find(&folder, given);
        self.known.borrow_mut().insert(folder, found.clone());
        found
    }
}

/// Folders that stand at the root of a repository.
const AT_THE_ROOT: [&str; 4] = [".github", ".circleci", ".dvc", ".buildkite"];

fn find(folder: &Path, given: &Path) -> Repository {
    let here = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    // As many folders up as a path may have.
    for (up, above) in here.ancestors().enumerate().take(64) {
        let git = above.join(".git");
        let config = git.join("config");
        if let Ok(text) = std::fs::read_to_string(&config)
            && let Some((host, path)) = remote(&text)
        {
            return repository(&host, &path, shortened(folder, up), None);
        }
        if git.exists() {
            break;
        }
    }
    let given = match given.is_dir() {
        true => given,
        false => given.parent().unwrap_or(given),
    };
    let marked = folder.ancestors().find(|above| {
        let name = above.file_name().and_then(|it| it.to_str());
        name.is_some_and(|it| AT_THE_ROOT.contains(&it))
    });
    let root = marked.and_then(Path::parent).unwrap_or(given);
    let absolute = std::path::absolute(root).unwrap_or_else(|_| root.to_owned());
    let name = |path: Option<&Path>| Some(path?.file_name()?.to_str()?.to_owned());
    let why = "its folder has this name, and no remote is configured";
    match (
        marked.is_some(),
        name(absolute.parent()),
        name(Some(&absolute)),
    ) {
        (true, Some(owner), Some(own)) if folder.starts_with(root.join(".github")) => repository(
            "github.com",
            &format!("{owner}/{own}"),
            root.to_owned(),
            Some(why.to_owned()),
        ),
        (_, _, own) => {
            let path = own.unwrap_or_else(|| "unknown".to_owned());
            Repository {
                provider: Provider::Other,
                id: format!("folder:{path}"),
                path,
                host: String::new(),
                assumed: Some(why.to_owned()),
                root: root.to_owned(),
            }
        }
    }
}

/// The repository that an address names: `https://host/path.git`, `git@host:path.git`.
pub(super) fn repository_of(url: &str) -> Option<Repository> {
    let (host, path) = host_and_path(url)?;
    Some(repository(&host, &path, PathBuf::new(), None))
}

/// The path so many folders up, as the user wrote it where that is possible.
fn shortened(folder: &Path, up: usize) -> PathBuf {
    match folder.ancestors().nth(up) {
        Some(path) if !path.as_os_str().is_empty() => path.to_owned(),
        _ => {
            let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
            absolute.ancestors().nth(up).unwrap_or(&absolute).to_owned()
        }
    }
}

fn repository(host: &str, path: &str, root: PathBuf, assumed: Option<String>) -> Repository {
    let (provider, prefix) = match host {
        "github.com" => (Provider::Github, "github:".to_owned()),
        "gitlab.com" => (Provider::Gitlab, "gitlab:".to_owned()),
        "bitbucket.org" => (Provider::Other, "bitbucket:".to_owned()),
        _ if host.contains("gitlab") => (Provider::Gitlab, format!("gitlab:{host}/")),
        _ if host.contains("github") || host.ends_with(".ghe.com") => {
            (Provider::Github, format!("github:{host}/"))
        }
        _ => (Provider::Other, format!("git:{host}/")),
    };
    Repository {
        provider,
        id: format!("{prefix}{path}"),
        path: path.to_owned(),
        host: host.to_owned(),
        assumed,
        root,
    }
}

/// Host and path of the remote `origin`, or of the first (git-config, "FILES" and "remote.<name>.url").
fn remote(config: &str) -> Option<(String, String)> {
    let (mut section, mut first) = (String::new(), None);
    for line in config.lines().map(str::trim) {
        if line.starts_with('[') {
            line.clone_into(&mut section);
        } else if let Some(("url", url)) = line
            .split_once('=')
            .map(|(key, value)| (key.trim(), value.trim()))
            && section.starts_with("[remote ")
            && let Some(found) = host_and_path(url)
        {
            if section == "[remote \"origin\"]" {
                return Some(found);
            }
            first.get_or_insert(found);
        }
    }
    first
}

/// `https://host/path.git`, `ssh://git@host/path.git`, `git@host:path.git` (git-clone, "GIT URLS"). What stands
/// before the `@` may be a token and is dropped.
pub(crate) fn host_and_path(url: &str) -> Option<(String, String)> {
    let (authority, path) = match url.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?,
        None => url.split_once(':')?,
    };
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    // Azure Repos has another path by SSH ("Use SSH key authentication").
    if host.eq_ignore_ascii_case("ssh.dev.azure.com")
        && let Some(path) = path.strip_prefix("v3/")
        && let Some((project, name)) = path.rsplit_once('/')
    {
        return Some(("dev.azure.com".to_owned(), format!("{project}/_git/{name}")));
    }
    (!host.is_empty() && !path.is_empty() && host.contains('.'))
        .then(|| (host.to_ascii_lowercase(), path.to_owned()))
}
