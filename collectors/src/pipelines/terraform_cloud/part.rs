//! What one file tells of a workspace, a project, a variable or a set of variables.

use crate::facts::Origin;
use crate::pipelines::{Node, Output};

/// Something that was read, and where.
#[derive(Debug, Clone)]
pub(in crate::pipelines) struct Part {
    pub(super) origin: Origin,
    pub(super) what: What,
}

/// What was read.
#[derive(Debug, Clone)]
pub(super) enum What {
    /// A project: its id and its name.
    Project(String, String),
    Workspace(Box<Workspace>),
    Variable(Variable),
    Set(Set),
    /// A set of variables that is given to workspaces or projects, by their ids.
    Given(String, Vec<String>),
}

/// A workspace, as far as one file knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Workspace {
    pub(super) id: Option<String>,
    pub(super) name: String,
    pub(super) organization: Option<String>,
    /// The id of its project.
    pub(super) project: Option<String>,
    /// The name of its project, where that is written.
    pub(super) project_name: Option<String>,
    /// `remote`, `agent`, `local`.
    pub(super) execution: Option<String>,
    pub(super) agent_pool: Option<String>,
    pub(super) auto_apply: Option<bool>,
    pub(super) speculative: Option<bool>,
    /// The id of the repository that it plans.
    pub(super) repository: Option<String>,
    pub(super) branch: Option<String>,
    pub(super) tags: Option<String>,
    /// The file that names it, by a `cloud` block.
    pub(super) block: Option<String>,
    /// The host of the service, where it is not app.terraform.io.
    pub(super) host: Option<String>,
}

/// A variable of a workspace or of a set.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) key: String,
    /// The value, kept while files are read and never told. `None` where it is sensitive.
    pub(super) value: Option<String>,
    /// Whether it is one of the environment, or one of Terraform.
    pub(super) environment: bool,
    /// The id of the workspace or set that has it.
    pub(super) of: String,
    /// Where it was read.
    pub(super) origin: Origin,
}

/// A set of variables.
#[derive(Debug, Clone)]
pub(super) struct Set {
    pub(super) id: String,
    /// Whether every workspace of its organisation has it.
    pub(super) global: bool,
    pub(super) organization: Option<String>,
}

/// Gives a part to the output.
pub(super) fn give(what: What, at: &Node, output: &mut Output<'_>) {
    let origin = output.origin(at);
    output.later().terraform.push(Part { origin, what });
}

/// A member, whose words are joined by `-` in the API and by `_` in the provider.
pub(super) fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let found = node.get(name).or_else(|| node.get(&name.replace('-', "_")));
    found.filter(|it| !it.is_null())
}

/// The text of a member.
pub(super) fn text(node: &Node, name: &str) -> Option<String> {
    let text = member(node, name)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// A name as HCP Terraform has them; what is none may be anything.
pub(super) fn named(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || "-_. ".contains(c);
    (1..=255).contains(&text.len()) && text.chars().all(fits)
}

impl Workspace {
    /// What the API and the provider write of a workspace in the same words.
    pub(super) fn of(attributes: &Node) -> Self {
        let flag = |name: &str| member(attributes, name).and_then(Node::as_bool);
        let vcs = member(attributes, "vcs-repo")
            .and_then(|it| it.one_or_many().first())
            .filter(|it| it.is_map());
        let address = vcs.and_then(|it| text(it, "repository-http-url"));
        let address = address.and_then(|it| crate::pipelines::file::repository_of(&it));
        let identifier = || {
            let identifier = vcs.and_then(|it| text(it, "identifier"))?;
            let provider = vcs.and_then(|it| text(it, "service-provider"));
            let prefix = match provider.as_deref() {
                Some(it) if it.starts_with("gitlab") => "gitlab",
                Some(it) if it.starts_with("bitbucket") => "bitbucket",
                Some(it) if it.starts_with("ado") => return Some(format!("git:{identifier}")),
                // Installations of its app, and what the provider does not say.
                _ => "github",
            };
            Some(format!("{prefix}:{identifier}"))
        };
        Self {
            name: text(attributes, "name").unwrap_or_default(),
            execution: text(attributes, "execution-mode"),
            auto_apply: flag("auto-apply"),
            speculative: flag("speculative-enabled"),
            repository: address.map(|it| it.id).or_else(identifier),
            branch: vcs.and_then(|it| text(it, "branch")),
            tags: vcs.and_then(|it| text(it, "tags-regex")),
            ..Self::default()
        }
    }

    /// Takes what another file knows of the same workspace.
    pub(super) fn add(&mut self, other: Self) {
        fn take<T>(own: &mut Option<T>, other: Option<T>) {
            if own.is_none() {
                *own = other;
            }
        }
        take(&mut self.id, other.id);
        take(&mut self.project, other.project);
        take(&mut self.project_name, other.project_name);
        take(&mut self.execution, other.execution);
        take(&mut self.agent_pool, other.agent_pool);
        take(&mut self.auto_apply, other.auto_apply);
        take(&mut self.speculative, other.speculative);
        take(&mut self.repository, other.repository);
        take(&mut self.branch, other.branch);
        take(&mut self.tags, other.tags);
        take(&mut self.block, other.block);
        take(&mut self.host, other.host);
    }
}
