//! What is asked, as data.

/// Under what an endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    /// Once an organisation: `{org}`.
    Organization,
    /// Once a repository: `{org}`, `{repo}`.
    Repository,
    /// Once an environment of a repository: `{environment}` too.
    Environment,
    /// Once the default branch of a repository: `{branch}` too.
    DefaultBranch,
    /// Once a secret of an organisation that only some repositories may read: `{secret}` too.
    SelectedSecret,
    /// Once a group of runners of an organisation: `{group}` too.
    RunnerGroup,
}

/// One call.
#[derive(Debug, Clone, Copy)]
pub(super) struct Endpoint {
    /// The path, with names in braces.
    pub(super) path: &'static str,
    pub(super) of: Of,
    /// The permission that it needs, in the words of GitHub's settings.
    pub(super) permission: &'static str,
    /// Whether "not found" says that there is none. Elsewhere GitHub says so as well to who may not know.
    pub(super) absent: bool,
}

const fn endpoint(path: &'static str, of: Of, permission: &'static str) -> Endpoint {
    Endpoint {
        path,
        of,
        permission,
        absent: false,
    }
}

const fn or_none(endpoint: Endpoint) -> Endpoint {
    Endpoint {
        absent: true,
        ..endpoint
    }
}

/// The repositories of an organisation (REST API, "List organization repositories").
pub(super) const REPOSITORIES: Endpoint = endpoint(
    "orgs/{org}/repos",
    Of::Organization,
    "repository: metadata (read)",
);
/// The workflow files of a repository (REST API, "Get repository content").
pub(super) const WORKFLOWS: Endpoint = or_none(endpoint(
    "repos/{org}/{repo}/contents/.github/workflows",
    Of::Repository,
    "repository: contents (read)",
));
/// The environments of a repository (REST API, "List environments").
pub(super) const ENVIRONMENTS: Endpoint = endpoint(
    "repos/{org}/{repo}/environments",
    Of::Repository,
    "repository: actions (read)",
);
/// The secrets of an organisation (REST API, "List organization secrets"): names alone.
pub(super) const SECRETS: Endpoint = endpoint(
    "orgs/{org}/actions/secrets",
    Of::Organization,
    "organization: secrets (read)",
);
/// The groups of runners of an organisation (REST API, "List self-hosted runner groups for an organization").
pub(super) const RUNNER_GROUPS: Endpoint = endpoint(
    "orgs/{org}/actions/runner-groups",
    Of::Organization,
    "organization: self-hosted runners (read)",
);

/// Every endpoint. All are read with `GET`.
// GitHub REST API, version 2022-11-28: the page of each.
pub(super) static ALL: &[Endpoint] = &[
    endpoint(
        "orgs/{org}",
        Of::Organization,
        "repository: metadata (read)",
    ),
    REPOSITORIES,
    endpoint(
        "orgs/{org}/actions/permissions",
        Of::Organization,
        "organization: administration (read)",
    ),
    endpoint(
        "orgs/{org}/actions/permissions/workflow",
        Of::Organization,
        "organization: administration (read)",
    ),
    SECRETS,
    endpoint(
        "orgs/{org}/actions/secrets/{secret}/repositories",
        Of::SelectedSecret,
        "organization: secrets (read)",
    ),
    or_none(endpoint(
        "orgs/{org}/actions/oidc/customization/sub",
        Of::Organization,
        "organization: administration (read)",
    )),
    endpoint(
        "orgs/{org}/actions/runners",
        Of::Organization,
        "organization: self-hosted runners (read)",
    ),
    RUNNER_GROUPS,
    endpoint(
        "orgs/{org}/actions/runner-groups/{group}/repositories",
        Of::RunnerGroup,
        "organization: self-hosted runners (read)",
    ),
    endpoint(
        "orgs/{org}/installations",
        Of::Organization,
        "organization: administration (read)",
    ),
    endpoint(
        "repos/{org}/{repo}",
        Of::Repository,
        "repository: metadata (read)",
    ),
    endpoint(
        "repos/{org}/{repo}/actions/permissions",
        Of::Repository,
        "repository: administration (read)",
    ),
    endpoint(
        "repos/{org}/{repo}/actions/permissions/workflow",
        Of::Repository,
        "repository: administration (read)",
    ),
    endpoint(
        "repos/{org}/{repo}/actions/secrets",
        Of::Repository,
        "repository: secrets (read)",
    ),
    endpoint(
        "repos/{org}/{repo}/actions/oidc/customization/sub",
        Of::Repository,
        "repository: actions (read)",
    ),
    endpoint(
        "repos/{org}/{repo}/actions/runners",
        Of::Repository,
        "repository: administration (read)",
    ),
    ENVIRONMENTS,
    endpoint(
        "repos/{org}/{repo}/environments/{environment}/secrets",
        Of::Environment,
        "repository: environments (read)",
    ),
    or_none(endpoint(
        "repos/{org}/{repo}/environments/{environment}/deployment-branch-policies",
        Of::Environment,
        "repository: actions (read)",
    )),
    // "Branch not protected" is told as not found.
    or_none(endpoint(
        "repos/{org}/{repo}/branches/{branch}/protection",
        Of::DefaultBranch,
        "repository: administration (read)",
    )),
    endpoint(
        "repos/{org}/{repo}/rules/branches/{branch}",
        Of::DefaultBranch,
        "repository: metadata (read)",
    ),
    WORKFLOWS,
];
