//! How wide a trust is: one subject, one repository, an organisation, anybody.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::formula::{Asked, Clause, Formula, Test};
use super::glob::Glob;
use super::issuer::{Extent, Platform, extent};

/// How wide a trust is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// Nothing can have what it asks for.
    Never,
    /// It asks for a repository that is not among those that are known, by a name that can be registered again.
    Dangling,
    /// One subject.
    Exact,
    /// One repository, some refs or environments.
    Bounded,
    /// One repository, whatever runs in it.
    RepoAnyRef,
    /// Any repository of an organisation.
    OrgAnyRepo,
    /// Whoever can get a token of the issuer.
    Any,
    /// It hangs on what is not understood.
    Unknown,
}

impl Class {
    /// The word used in output and in cases.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Dangling => "dangling",
            Self::Exact => "exact",
            Self::Bounded => "bounded",
            Self::RepoAnyRef => "repo-any-ref",
            Self::OrgAnyRepo => "org-any-repo",
            Self::Any => "any",
            Self::Unknown => "unknown",
        }
    }
}

/// How wide a trust is, and of what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Width {
    /// How wide.
    pub class: Class,
    /// The repository, project or owner, where one is named.
    pub of: Option<String>,
    /// Whether a number that is never given twice pins it.
    pub pinned: bool,
}

impl Width {
    fn new(class: Class, of: Option<String>) -> Self {
        Self {
            class,
            of,
            pinned: false,
        }
    }
}

/// How wide a trust in an issuer is, whoever has a token: the widest of its ways.
#[must_use]
pub fn width(issuer: &str, trust: &Formula) -> Width {
    match trust.clauses() {
        Some(clauses) => width_of(issuer, &clauses),
        None => Width::new(Class::Unknown, None),
    }
}

/// How wide these ways in are together.
#[must_use]
pub fn width_of(issuer: &str, ways: &[Clause]) -> Width {
    let (sure, unsure): (Vec<_>, Vec<_>) = ways.iter().partition(|it| it.unknown.is_empty());
    let of = |ways: Vec<&Clause>| {
        let all: Vec<Width> = ways.into_iter().map(|it| way(issuer, it)).collect();
        widest(all)
    };
    let known = of(sure);
    match unsure.is_empty() || known.class == Class::Any {
        true => known,
        false => {
            let open = of(unsure);
            match (known.class, open.class) {
                (_, Class::Never) => known,
                _ => Width {
                    class: Class::Unknown,
                    ..open
                },
            }
        }
    }
}

/// The widest; of several repositories of one owner, it is still one of each.
fn widest(all: Vec<Width>) -> Width {
    let several = all.iter().filter(|it| it.class == Class::Exact).count() > 1;
    let mut widest = all
        .into_iter()
        .max_by_key(|it| it.class)
        .unwrap_or_else(|| Width::new(Class::Never, None));
    if widest.class == Class::Exact && several {
        widest.class = Class::Bounded;
    }
    widest
}

fn way(issuer: &str, way: &Clause) -> Width {
    let asked = |claim: &str| way.asked.get(claim).map(Vec::as_slice).unwrap_or_default();
    let mut narrowest = Width::new(
        match Platform::of(issuer, "").is_open(issuer)
            || Platform::of(issuer, "") == Platform::Other
        {
            true => Class::Any,
            false => Class::OrgAnyRepo,
        },
        None,
    );
    for it in asked("sub") {
        if let Some(found) = subjects(issuer, it)
            && found.class < narrowest.class
        {
            narrowest = found;
        }
    }
    let exact = |claim: &str| asked(claim).iter().find_map(one);
    let number = exact("repository_id").or_else(|| exact("project_id"));
    let project = exact("repository")
        .or_else(|| exact("project_path"))
        .or_else(|| number.clone());
    let owner_number = exact("repository_owner_id").or_else(|| exact("namespace_id"));
    let owner = exact("repository_owner")
        .or_else(|| exact("namespace_path"))
        .or_else(|| owner_number.clone())
        .or_else(|| prefix_owner(asked("repository")));
    let narrows = [
        "ref",
        "environment",
        "workflow",
        "job_workflow_ref",
        "workflow_ref",
    ];
    if let Some(project) = project {
        let some = narrows.iter().any(|claim| exact(claim).is_some());
        let class = if some {
            Class::Bounded
        } else {
            Class::RepoAnyRef
        };
        if class < narrowest.class {
            narrowest = Width::new(class, Some(project));
        }
    } else if narrowest.class == Class::RepoAnyRef {
        if narrows.iter().any(|claim| exact(claim).is_some()) {
            narrowest.class = Class::Bounded;
        }
    } else if owner.is_some() && Class::OrgAnyRepo < narrowest.class {
        narrowest = Width::new(Class::OrgAnyRepo, owner);
    }
    let numbered = narrowest.of.as_ref().is_some_and(|of| of.contains('@'));
    narrowest.pinned = numbered || number.is_some() || owner_number.is_some();
    narrowest
}

/// `acme/*` as the repository.
fn prefix_owner(asked: &[Asked]) -> Option<String> {
    asked.iter().find_map(|it| match &it.test {
        Test::In { globs, .. } if it.wanted => match globs.as_slice() {
            [glob] => Some(glob.literal_prefix().split_once('/')?.0.to_owned()),
            _ => None,
        },
        _ => None,
    })
}

fn one(asked: &Asked) -> Option<String> {
    match &asked.test {
        Test::In { globs, .. } if asked.wanted => match globs.as_slice() {
            [glob] => glob.exact(),
            _ => None,
        },
        _ => None,
    }
}

/// How wide a list of subjects is; `None` for what is asked not to be.
fn subjects(issuer: &str, asked: &Asked) -> Option<Width> {
    let Test::In { globs, .. } = &asked.test else {
        return None;
    };
    if !asked.wanted {
        return None;
    }
    let distinct: BTreeSet<&Glob> = globs.iter().collect();
    Some(widest(
        distinct
            .into_iter()
            .map(|glob| subject(issuer, glob))
            .collect(),
    ))
}

fn subject(issuer: &str, glob: &Glob) -> Width {
    match extent(issuer, glob) {
        // No subject has a wildcard in it: it was meant as one, under an operator that knows none.
        Extent::One { .. } if glob.exact().is_some_and(|it| it.contains(['*', '?'])) => {
            Width::new(Class::Never, None)
        }
        Extent::One { project } => Width::new(Class::Exact, project),
        Extent::SomeOfProject(project) => Width::new(Class::Bounded, Some(project)),
        Extent::Project(project) => Width::new(Class::RepoAnyRef, Some(project)),
        Extent::Owner(owner) => Width::new(Class::OrgAnyRepo, owner),
        Extent::Anybody => Width::new(Class::Any, None),
        Extent::Some => Width::new(Class::Bounded, None),
    }
}
