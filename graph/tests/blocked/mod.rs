//! Cases with something in the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use blastradius_graph::model::{EdgeKind, Graph};
use serde_json::json;

use crate::cases::{Case, id};

/// An edge, as far as a blocker must take it away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Hop {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) to_type: String,
    pub(crate) kind: EdgeKind,
    pub(crate) technique: Option<String>,
}

impl Hop {
    /// The same, whichever policies that deny were taken off on the way: one more may be among them.
    pub(crate) fn without_names(mut self) -> Self {
        for end in [&mut self.from, &mut self.to] {
            if let Some((before, names)) = end.split_once("#without/") {
                let after = names.split_once('#').map_or("", |(_, after)| after);
                *end = format!("{before}#without#{after}");
            }
        }
        self
    }
}

impl fmt::Display for Hop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let technique = self.technique.as_deref().unwrap_or_default();
        write!(
            f,
            "{} --{} {technique}--> {}",
            self.from,
            self.kind.name(),
            self.to
        )
    }
}

/// Every edge of a graph.
pub(crate) fn all_hops(graph: &Graph) -> Vec<Hop> {
    graph
        .edges()
        .map(|(_, from, to, edge)| Hop {
            from: graph.node(from).id.to_owned(),
            to: graph.node(to).id.to_owned(),
            to_type: graph.node(to).type_name.to_owned(),
            kind: edge.kind,
            technique: edge.technique().map(str::to_owned),
        })
        .collect()
}

/// The edges of a principal as it is recorded.
pub(crate) fn hops(graph: &Graph, from: &str) -> Vec<Hop> {
    let mut all = all_hops(graph);
    all.retain(|hop| hop.from == from);
    all
}

fn techniques() -> impl Iterator<Item = toml::Table> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/techniques/aws");
    let files = std::fs::read_dir(folder).unwrap();
    files
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .map(|text| text.parse::<toml::Table>().unwrap())
        .filter(|technique| technique.contains_key("permissions"))
}

/// The permissions of every technique, by its id.
pub(crate) fn permissions() -> BTreeMap<String, BTreeSet<String>> {
    let action = |permission: &toml::Value| permission["action"].as_str().unwrap().to_owned();
    techniques()
        .map(|technique| {
            let permissions = technique["permissions"].as_array().unwrap();
            let id = technique["id"].as_str().unwrap().to_owned();
            (id, permissions.iter().map(action).collect())
        })
        .collect()
}

/// The techniques that pass a role to a service.
pub(crate) fn passed() -> BTreeSet<String> {
    techniques()
        .filter(|technique| technique["target"]["kind"].as_str() == Some("passed-role"))
        .map(|technique| technique["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Whether resource control policies bind what is done to a type of resource: those types whose service has the name of
/// its actions.
pub(crate) fn is_bound(kind: &str) -> bool {
    let list = include_str!("../../data/aws/rcp-services.txt");
    let service = match kind.split(':').nth(1).unwrap_or_default() {
        // The service was renamed, its actions were not.
        "opensearch" => "es",
        service => service,
    };
    list.lines().any(|line| line == service)
}

fn account(arn: &str) -> Option<String> {
    let account = arn.split(':').nth(4)?;
    (account.len() == 12).then(|| account.to_owned())
}

const ALL: &str = "allow * on *";

impl Case {
    /// Without an action of a principal, where every policy that allows it names it.
    pub(crate) fn removing(&self, name: &str, action: &str) -> Option<Self> {
        let mut case = self.clone();
        let principal = case.principal.get_mut(name)?;
        let groups = principal
            .groups
            .iter()
            .filter_map(|it| self.principal.get(it));
        let mut of_groups = groups.flat_map(|group| {
            let managed = group.managed.values().flatten();
            group.policies.iter().chain(managed)
        });
        if of_groups
            .any(|line| line.contains('*') && !line.contains(" on *") || line.contains(action))
        {
            return None;
        }
        let mut removed = false;
        let lines = principal.policies.iter_mut();
        for line in lines.chain(principal.managed.values_mut().flatten()) {
            let Some((actions, rest)) = line
                .strip_prefix("allow ")
                .and_then(|line| line.split_once(" on "))
            else {
                if line.starts_with("deny ") {
                    continue;
                }
                return None;
            };
            let all: Vec<&str> = actions.split(", ").collect();
            let kept: Vec<&str> = all.iter().copied().filter(|had| *had != action).collect();
            if kept.iter().any(|had| had.contains('*')) {
                return None;
            }
            if kept.len() < all.len() {
                removed = true;
                let kept = match kept.as_slice() {
                    [] => "sts:GetCallerIdentity".to_owned(),
                    kept => kept.join(", "),
                };
                *line = format!("allow {kept} on {rest}");
            }
        }
        removed.then_some(case)
    }

    /// With a policy of a principal that denies an action.
    pub(crate) fn denying(&self, name: &str, action: &str) -> Self {
        let mut case = self.clone();
        let principal = case.principal.get_mut(name).unwrap();
        principal.policies.push(format!("deny {action} on *"));
        case
    }

    /// With a boundary of a principal that leaves an action out.
    pub(crate) fn bounding(&self, name: &str, action: &str) -> Self {
        let mut case = self.clone();
        let principal = case.principal.get_mut(name).unwrap();
        principal.boundary = Some(match principal.boundary.take() {
            Some(lines) => [lines, vec![format!("deny {action} on *")]].concat(),
            None => vec![all_but(action)],
        });
        case
    }

    /// With policies of every principal, asset and bound account that deny what no case is about, and boundaries that allow
    /// everything.
    pub(crate) fn forbidding_else(&self) -> Self {
        let else_ = "deny support:CreateCase on *";
        let mut case = self.clone();
        for (name, principal) in &mut case.principal {
            if id(name).starts_with("arn:aws:iam:") && !name.contains("group/") {
                principal.policies.push(else_.to_owned());
                principal.boundary.get_or_insert(vec![ALL.to_owned()]);
            }
        }
        for asset in case.asset.values_mut() {
            if asset.policy.iter().any(|line| line.contains(" for ")) {
                asset.policy.push(else_.replace(" on ", " for * on "));
            }
        }
        for levels in case.scps.values_mut().chain(case.rcps.values_mut()) {
            for level in levels.iter_mut().filter(|level| !level.is_empty()) {
                level.push(else_.to_owned());
            }
        }
        case
    }

    /// With a service control policy over the account of a principal that denies an action, or allows all others only.
    /// None binds the management account.
    pub(crate) fn controlling(&self, name: &str, action: &str, deny: bool) -> Option<Self> {
        let account = account(&id(name)).filter(|account| !self.management.contains(account))?;
        if id(name).contains(":role/aws-service-role/") {
            return None;
        }
        let mut case = self.clone();
        let levels = case
            .scps
            .entry(account)
            .or_insert_with(|| vec![vec![ALL.to_owned()]; 2]);
        levels.resize(2, vec![ALL.to_owned()]);
        match deny {
            true => levels[1].push(format!("deny {action} on *")),
            false if levels[1] == [ALL] => levels[1] = vec![all_but(action)],
            false => return None,
        }
        Some(case)
    }

    /// Whether a policy of a resource, or the trust policy at the end of a hop, may name a principal: a boundary does not
    /// bind what is granted to the principal itself. A role is bound, but a session of it is not.
    pub(crate) fn is_named_at(&self, hop: &Hop, name: &str) -> bool {
        let name = name.rsplit('/').next().unwrap_or(name);
        let names = |line: &String| {
            line == "*"
                || line.contains(" for * ")
                || line.contains("\"*\"")
                || line.contains("NotPrincipal")
                || line.contains(&format!("/{name}"))
        };
        match hop.kind {
            EdgeKind::Touches => self
                .asset
                .values()
                .any(|asset| asset.policy.iter().chain(&asset.grants).any(names)),
            EdgeKind::Assumes => self
                .principal
                .iter()
                .filter(|(role, _)| id(role) == hop.to)
                .flat_map(|(_, role)| role.trust.iter().flatten())
                .any(names),
            _ => false,
        }
    }

    /// With a role, by its ARN, that only a service that nobody can use may take on.
    pub(crate) fn trusting_nobody(&self, arn: &str) -> Option<Self> {
        let mut case = self.clone();
        let role = case.principal.iter_mut().find(|(name, _)| id(name) == arn);
        role?.1.trust = Some(vec!["nobody.amazonaws.com".to_owned()]);
        Some(case)
    }

    /// With resource control policies over every account that deny everything.
    pub(crate) fn shutting(&self) -> Self {
        let mut case = self.clone();
        for account in self.accounts() {
            let levels = case
                .rcps
                .entry(account)
                .or_insert_with(|| vec![vec![ALL.to_owned()]; 2]);
            levels.resize(2, vec![ALL.to_owned()]);
            levels[1].push("deny * on *".to_owned());
        }
        case
    }

    fn accounts(&self) -> BTreeSet<String> {
        let principals = self.principal.keys().filter_map(|name| account(&id(name)));
        let assets = self.asset.iter();
        let assets = assets.filter_map(|(id, asset)| asset.account.clone().or_else(|| account(id)));
        principals.chain(assets).collect()
    }

    /// Whether a resource control policy binds a hop: its end is in an account that has them, and who goes is no
    /// service-linked role.
    pub(crate) fn is_shut(&self, hop: &Hop) -> bool {
        let of_asset = self
            .asset
            .get(&hop.to)
            .and_then(|asset| asset.account.clone());
        let owner = of_asset.or_else(|| account(&hop.to));
        let bound =
            |owner: &String| self.accounts().contains(owner) && !self.management.contains(owner);
        owner.as_ref().is_some_and(bound)
            // IAM Identity Center makes the sessions of its own roles.
            && !hop.from.starts_with("arn:aws:identitystore:")
            && !hop.from.contains(":role/aws-service-role/")
    }
}

fn all_but(action: &str) -> String {
    match action {
        "*" => "allow sts:GetCallerIdentity on *".to_owned(),
        action => json!({"Effect": "Allow", "NotAction": action, "Resource": "*"}).to_string(),
    }
}
