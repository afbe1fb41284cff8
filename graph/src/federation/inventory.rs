//! The repositories that are known, and what trusts in others are.

use std::collections::BTreeSet;

use super::class::{Class, Width};
use super::issuer::Platform;

/// The repositories and projects that are known, by the issuer that signs for their jobs.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    projects: BTreeSet<(String, String)>,
    owners: BTreeSet<(String, String)>,
}

/// The name without the numbers of GitHub's immutable subjects: `acme@1/app@2` is `acme/app`.
fn plain(project: &str) -> String {
    let parts = project
        .split('/')
        .map(|part| part.split_once('@').map_or(part, |it| it.0));
    parts.collect::<Vec<_>>().join("/").to_lowercase()
}

impl Inventory {
    /// Adds a repository: `acme/app`.
    pub fn add(&mut self, issuer: &str, project: &str) {
        let project = plain(project);
        if let Some((owner, _)) = project.split_once(['/', ':']) {
            self.owners.insert((issuer.to_owned(), owner.to_owned()));
        }
        self.projects.insert((issuer.to_owned(), project));
    }

    /// What a trust is, given what is known: `minted` says whether some stage has a token that it lets in.
    ///
    /// Where nothing is known of an owner, nothing is said of its repositories.
    #[must_use]
    pub fn judge(&self, issuer: &str, width: &Width, minted: bool) -> Class {
        let of_one = matches!(
            width.class,
            Class::Exact | Class::Bounded | Class::RepoAnyRef
        );
        let Some(project) = width.of.as_ref().filter(|_| of_one && !minted) else {
            return width.class;
        };
        let project = plain(project);
        let Some((owner, _)) = project.split_once(['/', ':']) else {
            return width.class;
        };
        let known = |set: &BTreeSet<(String, String)>, name: &str| {
            set.contains(&(issuer.to_owned(), name.to_owned()))
        };
        if known(&self.projects, &project) {
            return Class::Never;
        }
        if !known(&self.owners, owner) {
            return width.class;
        }
        let by_name = matches!(
            Platform::of(issuer, ""),
            Platform::GitHub | Platform::GitLab | Platform::Terraform | Platform::Buildkite
        );
        match by_name && !width.pinned {
            true => Class::Dangling,
            false => Class::Never,
        }
    }
}
