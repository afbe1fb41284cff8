//! Whose settings an answer has: by the addresses in it, else by the path of its file, which follows that of the request.

use crate::facts::{Origin, Provider, Scope, ScopeKind};
use crate::pipelines::{File, Node, Output};

/// An organisation, a repository, or an environment of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Owner {
    /// The host, where it is not github.com.
    host: Option<String>,
    organization: String,
    repository: Option<String>,
    environment: Option<String>,
}

impl Owner {
    /// The id of its organisation or user.
    fn organization_id(&self) -> String {
        match &self.host {
            Some(host) => format!("github:{host}/{}", self.organization),
            None => format!("github:{}", self.organization),
        }
    }

    /// The id of the repository, else of the organisation.
    pub(super) fn id(&self) -> String {
        match &self.repository {
            Some(name) => format!("{}/{name}", self.organization_id()),
            None => self.organization_id(),
        }
    }

    /// The environment.
    pub(super) fn environment(&self) -> Option<&str> {
        self.environment.as_deref()
    }

    /// The organisation alone.
    pub(super) fn organization(&self) -> Self {
        Self {
            repository: None,
            environment: None,
            ..self.clone()
        }
    }

    /// An environment of the repository.
    pub(super) fn in_environment(&self, name: &str) -> Self {
        Self {
            environment: Some(name.to_owned()),
            ..self.clone()
        }
    }

    /// As a scope of which nothing else is known.
    pub(super) fn scope(&self, origin: Origin) -> Scope {
        let kind = match &self.repository {
            Some(_) => ScopeKind::Repository,
            None => ScopeKind::Organization,
        };
        let mut scope = Scope::new(self.id(), Provider::Github, kind, origin);
        scope.name = Some(match &self.repository {
            Some(name) => format!("{}/{name}", self.organization),
            None => self.organization.clone(),
        });
        scope.parent = self.repository.as_ref().map(|_| self.organization_id());
        scope
    }

    /// Says that it and its organisation exist.
    pub(super) fn scopes(&self, at: &Node, output: &mut Output<'_>) {
        let origin = output.origin(at);
        super::add(self.organization().scope(origin.clone()), output);
        if self.repository.is_some() {
            super::add(self.scope(origin), output);
        }
    }
}

/// Whose an answer is.
pub(super) fn of(root: &Node, file: &File<'_>) -> Option<Owner> {
    let addresses = [
        "url",
        "html_url",
        "selected_repositories_url",
        "runners_url",
    ];
    let own = addresses
        .iter()
        .find_map(|name| of_address(root.text_of(name)?));
    let inner = || {
        let items = root.entries().iter().flat_map(|(_, value)| value.items());
        let mut items = items.take(16);
        items.find_map(|it| {
            addresses
                .iter()
                .find_map(|name| of_address(it.text_of(name)?))
        })
    };
    let by_path = || {
        let host = file.repository.host.as_str();
        let own =
            file.repository.provider == Provider::Github && !matches!(host, "" | "github.com");
        Some(Owner {
            host: own.then(|| host.to_owned()),
            ..of_path(&file.path.display().to_string())?
        })
    };
    own.or_else(inner).or_else(by_path)
}

/// `https://api.github.com/repos/ORG/REPO/…`, `https://github.com/ORG/REPO/…`.
pub(super) fn of_address(address: &str) -> Option<Owner> {
    let (host, path) = address.strip_prefix("https://")?.split_once('/')?;
    let other = !matches!(host, "github.com" | "api.github.com");
    let other = other.then(|| host.strip_prefix("api.").unwrap_or(host).to_owned());
    if path.contains("repos/") || path.starts_with("orgs/") || path.contains("/orgs/") {
        return Some(Owner {
            host: other,
            ..of_path(&format!("/{path}"))?
        });
    }
    if host.starts_with("api.") {
        return None;
    }
    let mut parts = path.split('/');
    Some(Owner {
        host: other,
        organization: named(parts.next()?)?,
        repository: named(parts.next()?),
        environment: None,
    })
}

/// `…/repos/ORG/REPO/…`, `…/orgs/ORG/…`, and the environment in it.
fn of_path(path: &str) -> Option<Owner> {
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let at = |word: &str| parts.iter().rposition(|it| *it == word);
    let part = |index: usize| parts.get(index).and_then(|it| named(it));
    if let Some(begin) = at("repos") {
        let environment = at("environments").filter(|it| *it > begin && *it + 2 < parts.len());
        return Some(Owner {
            host: None,
            organization: part(begin + 1)?,
            repository: Some(part(begin + 2)?),
            environment: environment.and_then(|it| part(it + 1)),
        });
    }
    let begin = at("orgs")?;
    Some(Owner {
        host: None,
        organization: part(begin + 1)?,
        repository: None,
        environment: None,
    })
}

/// A name as GitHub has them.
fn named(text: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (!text.is_empty() && text.len() <= 255 && text.chars().all(fits)).then(|| text.to_owned())
}
