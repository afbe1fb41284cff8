//! Cases as data: facts in a short form, what must be reached, what must not, and mutations that must break it.
//!
//! A file is one positive case. Each `[[mutation]]` changes its facts and names what is then out of reach
//! (all of `reach`, unless it says otherwise), so that the negative cases are data too.

#![allow(dead_code, reason = "each test uses a part of it")]

pub(crate) mod agreement;
mod facts;
mod files;
mod statement;

pub(crate) use facts::snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use blastradius_graph::model::{Edge, EdgeFamily, Graph};
use blastradius_graph::{AttackerContext, BuildOptions, build};
use serde::Deserialize;

/// The account of names that say no other.
pub(crate) const ACCOUNT: &str = "111122223333";

/// One case file.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What the case shows.
    pub(crate) about: String,
    /// Attacker context, as on the command line.
    #[serde(default)]
    pub(crate) context: Vec<String>,
    #[serde(default)]
    pub(crate) principal: BTreeMap<String, Principal>,
    #[serde(default)]
    pub(crate) asset: BTreeMap<String, AssetCase>,
    #[serde(default)]
    pub(crate) workload: BTreeMap<String, WorkloadCase>,
    #[serde(default)]
    pub(crate) pipeline: BTreeMap<String, PipelineCase>,
    /// `[from, to, kind]`.
    #[serde(default)]
    pub(crate) lineage: Vec<(String, String, String)>,
    /// Facts as a snapshot holds them, each with its kind as `fact`: what the short forms have no words for.
    #[serde(default)]
    pub(crate) fact: Vec<serde_json::Map<String, serde_json::Value>>,
    /// Definitions of pipelines, imported as they would lie in a repository: the path in it, and the text.
    #[serde(default)]
    pub(crate) file: Vec<(String, String)>,
    /// The remote of that repository; `https://github.com/acme/repo` where none is given.
    pub(crate) remote: Option<String>,
    /// Account -> levels, root first -> statements of one policy.
    #[serde(default)]
    pub(crate) scps: BTreeMap<String, Vec<Vec<String>>>,
    /// The same for resource control policies.
    #[serde(default)]
    pub(crate) rcps: BTreeMap<String, Vec<Vec<String>>>,
    /// Accounts of whose organisation nothing was collected.
    #[serde(default)]
    pub(crate) unknown_organization: Vec<String>,
    /// Data access policies of OpenSearch Serverless: JSON, as `GetAccessPolicy` returns it.
    #[serde(default)]
    pub(crate) data_access: Vec<String>,
    /// Further operations that listed what there is, in every account: `ecs:ListClusters`.
    #[serde(default)]
    pub(crate) listed: Vec<String>,
    /// Accounts whose resources nobody listed.
    #[serde(default)]
    pub(crate) not_listed: Vec<String>,
    /// Accounts that are the management account of the organisation.
    #[serde(default)]
    pub(crate) management: Vec<String>,
    /// Accounts that administer something for the organisation.
    #[serde(default)]
    pub(crate) delegated: Vec<String>,
    /// Accounts that block public access to all of their buckets.
    #[serde(default)]
    pub(crate) block_public_access: Vec<String>,
    /// Accounts that refuse access control lists for everybody on all of their buckets.
    #[serde(default)]
    pub(crate) block_public_lists: Vec<String>,
    /// `from -> to`.
    #[serde(default)]
    pub(crate) reach: Vec<String>,
    #[serde(default)]
    pub(crate) unreachable: Vec<String>,
    #[serde(default)]
    pub(crate) edge: Vec<Expected>,
    /// `from -> to` between which no edge may be.
    #[serde(default)]
    pub(crate) no_edge: Vec<String>,
    #[serde(default)]
    pub(crate) mutation: Vec<Mutation>,
}

/// A user, role or group.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Principal {
    /// Statements: one inline policy each.
    #[serde(default)]
    pub(crate) policies: Vec<String>,
    /// Customer managed policies: name -> statements.
    #[serde(default)]
    pub(crate) managed: BTreeMap<String, Vec<String>>,
    /// Policies that are attached and not in the snapshot.
    #[serde(default)]
    pub(crate) attached: Vec<String>,
    pub(crate) boundary: Option<Vec<String>>,
    /// For roles: names of AWS principals, or one JSON document.
    pub(crate) trust: Option<Vec<String>>,
    #[serde(default)]
    pub(crate) groups: Vec<String>,
    /// Access key ids; none of them: it was read that there are none.
    pub(crate) keys: Option<Vec<String>>,
    /// The keys are known from elsewhere: whether there are others was not asked.
    #[serde(default)]
    pub(crate) keys_not_listed: bool,
    #[serde(default)]
    pub(crate) inactive: bool,
    /// Whether there is a console password; absent: not read.
    pub(crate) password: Option<bool>,
    pub(crate) mfa: Option<bool>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    pub(crate) unique_id: Option<String>,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, serde_json::Value>,
}

/// An asset.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssetCase {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) class: Option<String>,
    pub(crate) account: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) part_of: Option<String>,
    /// Statements with `for PRINCIPAL`, or one JSON document.
    #[serde(default)]
    pub(crate) policy: Vec<String>,
    /// Nobody asked for the policy.
    #[serde(default)]
    pub(crate) policy_unknown: bool,
    pub(crate) encryption_key: Option<String>,
    #[serde(default)]
    pub(crate) tags: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, serde_json::Value>,
    /// Grants of a key: JSON as `ListGrants` returns it.
    #[serde(default)]
    pub(crate) grants: Vec<String>,
}

/// A workload.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WorkloadCase {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Names of roles, each with `as HOW` where that matters.
    #[serde(default)]
    pub(crate) runs_as: Vec<String>,
    /// Variable -> the access key id or ARN in it.
    #[serde(default)]
    pub(crate) environment: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, serde_json::Value>,
}

/// A pipeline.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PipelineCase {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Id of a stage -> what it runs as.
    #[serde(default)]
    pub(crate) stages: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(crate) attributes: BTreeMap<String, serde_json::Value>,
}

/// An edge that must be there.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) kind: Option<String>,
    pub(crate) technique: Option<String>,
    pub(crate) certainty: Option<String>,
    /// All accesses of all edges between the two, in the order of output.
    pub(crate) access: Option<Vec<String>>,
    pub(crate) gate: Option<String>,
    /// A part of a condition.
    pub(crate) condition: Option<String>,
    /// The record of a piece of evidence.
    pub(crate) evidence: Option<String>,
}

/// A change to the facts, and what it breaks.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mutation {
    pub(crate) about: String,
    /// Takes an action out of every policy of a principal.
    pub(crate) remove: Option<Removal>,
    /// Adds a statement to the policies of a principal, asset or role's trust.
    pub(crate) deny: Option<Addition>,
    /// Gives a principal a boundary.
    pub(crate) boundary: Option<Bound>,
    /// Adds a service control policy to the account.
    pub(crate) scp: Option<String>,
    /// Adds a resource control policy to the accounts of the assets.
    pub(crate) rcp: Option<String>,
    /// Replaces the policy of an asset; no statement: it was read that there is none.
    pub(crate) policy: Option<Bound>,
    /// Replaces the trust of a role.
    pub(crate) trust: Option<Trusted>,
    /// Replaces the policies of a principal.
    pub(crate) policies: Option<Bound>,
    /// Takes away a workload, or gives it other attributes.
    pub(crate) workload: Option<Changed>,
    /// Replaces a text in the files.
    pub(crate) replace: Option<Replaced>,
    /// Leaves out the facts of this id.
    pub(crate) without_fact: Option<String>,
    /// `from -> to` between which there is then no edge.
    #[serde(default)]
    pub(crate) no_edge: Vec<String>,
    /// The technique whose edges are then gone, where another one reaches the same.
    pub(crate) without: Option<String>,
    /// Replaces the attacker context.
    pub(crate) context: Option<Vec<String>>,
    /// What is then out of reach; absent: all of `reach`.
    pub(crate) unreachable: Option<Vec<String>>,
    /// What is reached all the same.
    #[serde(default)]
    pub(crate) reach: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replaced {
    pub(crate) text: String,
    pub(crate) by: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Removal {
    pub(crate) from: String,
    pub(crate) action: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Addition {
    pub(crate) to: String,
    pub(crate) statement: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bound {
    pub(crate) of: String,
    pub(crate) statements: Vec<String>,
}

/// A workload without its identities or with other attributes; without either it is gone.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changed {
    pub(crate) id: String,
    pub(crate) attributes: Option<BTreeMap<String, serde_json::Value>>,
    pub(crate) runs_as: Option<Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trusted {
    pub(crate) of: String,
    pub(crate) by: Vec<String>,
}

/// Where the cases lie.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/cases")
}

/// Every case of every rule and technique: id of the rule, file name, case.
pub(crate) fn all() -> Vec<(String, String, Case)> {
    let mut cases = Vec::new();
    for rule in entries(&folder()) {
        let id = name(&rule);
        if id == "authorize" || !rule.is_dir() {
            continue;
        }
        for file in entries(&rule) {
            let text = std::fs::read_to_string(&file).unwrap();
            let case: Case =
                toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            cases.push((id.clone(), name(&file), case));
        }
    }
    cases
}

fn entries(folder: &Path) -> BTreeSet<PathBuf> {
    std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect()
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}

/// `user/x`, `444455556666:role/x` and what follows them as ids; everything else as it is.
pub(crate) fn id(short: &str) -> String {
    let (account, rest) = match short.split_once(':') {
        Some((account, rest)) if account.len() == 12 && account.parse::<u64>().is_ok() => {
            (account, rest)
        }
        _ => (ACCOUNT, short),
    };
    match [
        "user/",
        "role/",
        "group/",
        "oidc-provider/",
        "saml-provider/",
    ]
    .iter()
    .any(|kind| rest.starts_with(kind))
    {
        true => format!("arn:aws:iam::{account}:{rest}"),
        false => short.to_owned(),
    }
}

impl Case {
    /// The graph of the case.
    pub(crate) fn graph(&self) -> Graph {
        let options = BuildOptions {
            context: AttackerContext::parse(&self.context).unwrap(),
            ..BuildOptions::default()
        };
        build(&snapshot(self), &options).unwrap()
    }

    /// The case with a mutation applied.
    pub(crate) fn mutated(&self, mutation: &Mutation) -> Self {
        let mut case = self.clone();
        if let Some(context) = &mutation.context {
            case.context.clone_from(context);
        }
        facts::mutate(&mut case, mutation);
        if let Some(replaced) = &mutation.replace {
            let all: Vec<_> = case.file.iter().map(|(_, text)| text.clone()).collect();
            assert!(
                all.concat().contains(&replaced.text),
                "nothing to replace: {}",
                replaced.text
            );
            for (_, text) in &mut case.file {
                *text = text.replace(&replaced.text, &replaced.by);
            }
        }
        if let Some(id) = &mutation.without_fact {
            let before = case.fact.len();
            case.fact.retain(|fact| fact["id"].as_str() != Some(id));
            assert!(case.fact.len() < before, "no fact `{id}`");
        }
        case
    }
}

/// Splits `from -> to` into ids.
pub(crate) fn ends(arrow: &str) -> (String, String) {
    let (from, to) = arrow
        .split_once(" -> ")
        .unwrap_or_else(|| panic!("`{arrow}` is not `from -> to`"));
    (id(from), id(to))
}

/// Everything that can be become or touched from a node: become hops, then at most one touch; a secret that is read
/// goes on.
pub(crate) fn reached(graph: &Graph, from: &str) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let Some(start) = graph.find(from) else {
        return seen;
    };
    let mut next = vec![start];
    while let Some(node) = next.pop() {
        for (_, to, edge) in graph.outgoing(node) {
            let hop = matches!(
                edge.kind.family(),
                Some(EdgeFamily::Become | EdgeFamily::Touch)
            );
            if hop && seen.insert(graph.node(to).id.to_owned()) {
                next.push(to);
            }
        }
    }
    seen
}

/// The edges between two nodes, each with the evidence of the hop.
pub(crate) fn between(graph: &Graph, from: &str, to: &str) -> Vec<Edge> {
    let (Some(from), Some(to)) = (graph.find(from), graph.find(to)) else {
        return Vec::new();
    };
    graph
        .outgoing(from)
        .filter(|(_, target, _)| *target == to)
        .map(|(id, _, edge)| Edge {
            evidence: graph.evidence(id, from, to),
            ..edge.to_edge()
        })
        .collect()
}

/// Every edge in short form, for the messages of failed tests.
pub(crate) fn describe(graph: &Graph) -> String {
    graph
        .edges()
        .map(|(_, from, to, edge)| {
            format!(
                "  {} --{}{}--> {} [{} {:?}] {:?}\n",
                graph.node(from).id,
                edge.kind.name(),
                edge.technique()
                    .map(|id| format!(" {id}"))
                    .unwrap_or_default(),
                graph.node(to).id,
                edge.certainty.name(),
                edge.access.iter().map(|a| a.name()).collect::<Vec<_>>(),
                edge.conditions().collect::<Vec<_>>(),
            )
        })
        .collect()
}
