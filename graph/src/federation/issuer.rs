//! The issuers of CI platforms: how their subjects are made, and who can get a token.
//!
//! Sources: GitHub documentation, "OpenID Connect reference"; GitLab documentation, "OpenID Connect (OIDC) Authentication
//! Using ID Tokens"; Bitbucket Cloud, "Integrate Pipelines with resource servers using OIDC"; CircleCI, "OpenID Connect
//! tokens in jobs"; HCP Terraform, "Workload identity tokens"; Buildkite, "OIDC in Buildkite Pipelines"; Amazon EKS, "IAM
//! roles for service accounts".

use super::glob::{Glob, Step};

/// A platform by its issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Platform {
    /// GitHub Actions, github.com and GitHub Enterprise.
    GitHub,
    /// GitLab.
    GitLab,
    /// Bitbucket Pipelines; a workspace has an issuer of its own.
    Bitbucket,
    /// CircleCI; an organisation has an issuer of its own.
    CircleCi,
    /// HCP Terraform and Terraform Enterprise.
    Terraform,
    /// Buildkite.
    Buildkite,
    /// A Kubernetes cluster.
    Kubernetes,
    /// Another one.
    Other,
}

const GITHUB: &str = "token.actions.githubusercontent.com";

/// Whether an issuer (without `https://`) is GitHub: github.com, an enterprise there, data residency, or an own server.
#[must_use]
pub fn is_github(issuer: &str) -> bool {
    let host = issuer.split('/').next().unwrap_or(issuer);
    host == GITHUB
        || (host.starts_with("token.actions.") && host.ends_with(".ghe.com"))
        || issuer.ends_with("/_services/token")
}

impl Platform {
    /// The platform of an issuer, without `https://`. `subject` tells where the issuer does not.
    #[must_use]
    pub fn of(issuer: &str, subject: &str) -> Self {
        let host = issuer.split('/').next().unwrap_or(issuer);
        match host {
            _ if is_github(issuer) => Self::GitHub,
            "api.bitbucket.org" => Self::Bitbucket,
            "oidc.circleci.com" => Self::CircleCi,
            "app.terraform.io" => Self::Terraform,
            "agent.buildkite.com" => Self::Buildkite,
            "gitlab.com" => Self::GitLab,
            _ if host.starts_with("oidc.eks.") || host.starts_with("oidc-eks.") => Self::Kubernetes,
            _ if subject.starts_with("system:serviceaccount:") => Self::Kubernetes,
            _ if subject.starts_with("project_path:") || host.contains("gitlab") => Self::GitLab,
            _ if subject.starts_with("organization:") && subject.contains(":workspace:") => {
                Self::Terraform
            }
            _ => Self::Other,
        }
    }

    /// Whether anybody can get a token of this issuer: it signs for all customers of the platform.
    #[must_use]
    pub fn is_open(self, issuer: &str) -> bool {
        match self {
            Self::GitHub => issuer == GITHUB,
            Self::GitLab => issuer == "gitlab.com",
            Self::Terraform => issuer == "app.terraform.io",
            Self::Buildkite => issuer == "agent.buildkite.com",
            Self::Bitbucket | Self::CircleCi | Self::Kubernetes | Self::Other => false,
        }
    }

    /// How the parts of a subject stand: what comes before the owner, before the project, and after it.
    fn grammar(self) -> Option<Grammar> {
        let grammar = |owner, project, end, owner_is_issuer| Grammar {
            owner,
            project,
            end,
            owner_is_issuer,
        };
        Some(match self {
            Self::GitHub => grammar("repo:", "/", ":", false),
            Self::GitLab => grammar("project_path:", "/", ":", false),
            Self::Bitbucket => grammar("", "", ":", true),
            Self::CircleCi => grammar("org/", "/project/", "/", true),
            Self::Terraform => grammar("organization:", ":", ":run_phase:", false),
            Self::Buildkite => grammar("organization:", ":pipeline:", ":", false),
            Self::Kubernetes => grammar("system:serviceaccount:", ":", "", true),
            Self::Other => return None,
        })
    }
}

struct Grammar {
    owner: &'static str,
    project: &'static str,
    end: &'static str,
    /// The issuer signs for one owner alone.
    owner_is_issuer: bool,
}

/// How far a pattern of a subject reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// One subject.
    One {
        /// The project, where the subject tells.
        project: Option<String>,
    },
    /// Some subjects of one project.
    SomeOfProject(String),
    /// Every subject of one project.
    Project(String),
    /// Projects of one owner.
    Owner(Option<String>),
    /// Whoever can get a token.
    Anybody,
    /// Some; it is not known how subjects of this issuer are made.
    Some,
}

/// How far a pattern of the subjects of an issuer reaches.
#[must_use]
pub fn extent(issuer: &str, glob: &Glob) -> Extent {
    let prefix = glob.literal_prefix();
    let platform = Platform::of(issuer, &prefix);
    let exact = glob.exact().is_some();
    let whole = match platform.is_open(issuer) {
        true => Extent::Anybody,
        false => Extent::Owner(None),
    };
    if platform == Platform::GitHub && !prefix.is_empty() && !prefix.starts_with("repo:") {
        return customised(&prefix, glob);
    }
    let Some(grammar) = platform.grammar() else {
        return match (exact, glob.is_any()) {
            (true, _) => Extent::One { project: None },
            (false, true) => Extent::Anybody,
            (false, false) => Extent::Some,
        };
    };
    let rest_of = |text: &str| prefix.strip_prefix(text).map(str::to_owned);
    let Some(after) = rest_of(grammar.owner) else {
        return match exact {
            true => Extent::One { project: None },
            false => whole,
        };
    };
    // The project is known where it ends before the first wildcard.
    let (owner, project_on) = match grammar.project {
        "" => (None, after.as_str()),
        mark => match after.split_once(mark) {
            Some((owner, rest)) => (Some(owner.to_owned()), rest),
            None if exact => return Extent::One { project: None },
            // The owner ends where what names the project begins.
            None => match mark.chars().next().and_then(|end| after.split_once(end)) {
                Some((owner, _)) => return Extent::Owner(Some(owner.to_owned())),
                None => return whole,
            },
        },
    };
    let named = |project: &str| match &owner {
        Some(owner) => format!("{owner}{}{project}", grammar.project),
        None => project.to_owned(),
    };
    let ended = match grammar.end {
        "" => None,
        end => project_on.split_once(end),
    };
    match ended {
        Some((project, _)) if exact => Extent::One {
            project: Some(named(project)),
        },
        Some((project, "")) if ends_open(glob, &prefix) => Extent::Project(named(project)),
        Some((project, _)) => Extent::SomeOfProject(named(project)),
        None if exact => Extent::One {
            project: (grammar.end.is_empty() || owner.is_some() || grammar.owner_is_issuer)
                .then(|| named(project_on)),
        },
        None if platform == Platform::Bitbucket => Extent::Owner(None),
        None => Extent::Owner(owner),
    }
}

/// Whether all that follows the literal prefix is one `*`.
fn ends_open(glob: &Glob, prefix: &str) -> bool {
    glob.steps().get(prefix.chars().count()..) == Some(&[Step::Many])
}

/// A subject of GitHub that an organisation or repository has put together of other claims.
fn customised(prefix: &str, glob: &Glob) -> Extent {
    let value = |key: &str| {
        let (_, rest) = prefix.split_once(key)?;
        let (value, ended) = match rest.split_once(':') {
            Some((value, _)) => (value, true),
            None => (rest, glob.exact().is_some()),
        };
        ended.then(|| value.to_owned())
    };
    if let Some(project) = value("repository:").or_else(|| value("repository_id:")) {
        return match glob.exact() {
            Some(_) => Extent::One {
                project: Some(project),
            },
            None => Extent::SomeOfProject(project),
        };
    }
    if let Some(owner) = value("repository_owner:").or_else(|| value("repository_owner_id:")) {
        return Extent::Owner(Some(owner));
    }
    // Whoever may call the workflow has this subject.
    if let Some(rest) = prefix.strip_prefix("job_workflow_ref:")
        && let Some((owner, _)) = rest.split_once('/')
    {
        return Extent::Owner(Some(owner.to_owned()));
    }
    Extent::Anybody
}
