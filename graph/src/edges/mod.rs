//! The rules that make edges, one file each.
//!
//! A rule either reads the facts once ([`EdgeRule::facts`]) or is asked for every principal as it acts
//! ([`EdgeRule::actor`]). To add one: write a file beside this one, add its `mod` line and its line in
//! [`RULES`], and cases in `tests/cases/<id>/`. A test holds these together.

mod account_administration;
mod acl_access;
mod acl_grants;
mod agent_influence;
mod app_installations;
mod captured_requests;
mod code_control;
mod credential;
mod external_touch;
mod external_trust;
mod gathered;
mod gitlab_runner;
mod identity_center;
mod identity_pools;
mod identity_provider;
mod index_ingestion;
mod job_artifacts;
mod job_secrets;
mod job_token;
mod lineage;
mod model_registry;
mod not_collected;
mod notebook_control;
mod pipeline_control;
mod policy_edits;
mod public_access;
mod pull_request_target;
mod repository_push;
mod resource_share;
mod role_assumption;
mod secret_holds;
mod self_grant;
mod self_hosted_runner;
mod service_account_federation;
mod session_tags;
mod shared;
mod source_identity;
mod stack_sets;
mod stage_secrets;
mod storage_containment;
mod touch;
mod touch_access_points;
mod touch_agentcore;
mod touch_bedrock;
mod touch_catalog;
mod touch_connections;
mod touch_databases;
mod touch_dynamodb;
mod touch_kms;
mod touch_lambda;
mod touch_logs;
mod touch_parameters;
mod touch_repositories;
mod touch_s3;
mod touch_sagemaker;
mod touch_search;
mod touch_secrets;
mod touch_snapshots;
mod touch_streams;
mod touch_vectors;
mod workload_federation;
mod workload_identity;

pub(crate) use touch_kms::{customer_key, names as key_names};

pub(crate) use gathered::Gathered;
pub(crate) use self_grant::Writable;
pub(crate) use shared::{Shared, speaks_of};
pub(crate) use touch::{Targets, asked_about, key_needed, policy_holder_of};

use std::collections::BTreeSet;

use blastradius_collectors::coverage::Coverage;

use crate::estate::{ActorKey, Answer, Estate, Lens};
use crate::model::{AccessSet, Edge, EdgeKind, Evidence, Node, TrustDetail};

/// What a rule is, for people: `rules list` and `rules show` print it.
#[derive(Debug, Clone, Copy)]
pub struct RuleMeta {
    /// The id: the name of its file, with `-`.
    pub id: &'static str,
    /// One line.
    pub title: &'static str,
    /// What the edge says and when it is drawn.
    pub does: &'static str,
    /// Why an attacker cares, and so the reader.
    pub matters: &'static str,
    /// The actions that are asked about.
    pub permissions: &'static [&'static str],
    /// Documentation, ATT&CK techniques, OWASP NHI entries.
    pub references: &'static [&'static str],
}

/// Makes edges of one kind.
pub trait EdgeRule: Sync {
    /// What it is.
    fn meta(&self) -> &'static RuleMeta;

    /// Edges that follow from the facts alone.
    fn facts(&self, _estate: &Estate<'_>, _found: &mut Findings) {}

    /// Edges out of one principal as it acts.
    fn actor(&self, _lens: &Lens<'_, '_>, _found: &mut Findings) {}
}

/// Every rule, in the order of documentation.
pub static RULES: &[&dyn EdgeRule] = &[
    &credential::Rule,
    &role_assumption::Rule,
    &session_tags::Rule,
    &source_identity::Rule,
    &external_trust::Rule,
    &identity_provider::Rule,
    &identity_pools::Rule,
    &identity_center::Rule,
    &workload_identity::Rule,
    &workload_federation::Rule,
    &service_account_federation::Rule,
    &account_administration::Rule,
    &stack_sets::Rule,
    &policy_edits::Rule,
    &captured_requests::Rule,
    &code_control::Rule,
    &pipeline_control::Rule,
    &notebook_control::Rule,
    &agent_influence::Rule,
    &secret_holds::Rule,
    &stage_secrets::Rule,
    &touch_s3::Rule,
    &touch_secrets::Rule,
    &touch_parameters::Rule,
    &touch_kms::Rule,
    &touch_lambda::Rule,
    &touch_sagemaker::Rule,
    &model_registry::Rule,
    &touch_bedrock::Rule,
    &index_ingestion::Rule,
    &touch_agentcore::Rule,
    &touch_access_points::Rule,
    &touch_dynamodb::Rule,
    &touch_databases::Rule,
    &touch_snapshots::Rule,
    &touch_catalog::Rule,
    &touch_streams::Rule,
    &touch_search::Rule,
    &touch_vectors::Rule,
    &touch_repositories::Rule,
    &touch_connections::Rule,
    &touch_logs::Rule,
    &self_grant::Rule,
    &acl_grants::Rule,
    &resource_share::Rule,
    &not_collected::Rule,
    &public_access::Rule,
    &external_touch::Rule,
    &acl_access::Rule,
    &job_token::Rule,
    &job_secrets::Rule,
    &repository_push::Rule,
    &app_installations::Rule,
    &pull_request_target::Rule,
    &self_hosted_runner::Rule,
    &gitlab_runner::Rule,
    &job_artifacts::Rule,
    &lineage::Rule,
    &storage_containment::Rule,
];

/// What rules found.
#[derive(Debug, Default)]
pub struct Findings {
    /// Nodes that no fact makes.
    pub nodes: Vec<Node>,
    /// Edges: source, target, content.
    pub edges: Vec<(String, String, Edge)>,
    /// Edges of one principal to many things at once.
    pub(crate) shared: Vec<Shared>,
    /// How policies come to principals.
    pub provenance: Vec<Provenance>,
    /// Principals, changed by an escalation, that are now to be asked about too.
    pub actors: BTreeSet<ActorKey>,
    /// What is worth a word at a node, by its id.
    pub notes: Vec<(String, String)>,
    /// What is known of trusts in identity providers beside their edges.
    pub trusts: Vec<TrustDetail>,
    /// What could not be resolved.
    pub coverage: Vec<Coverage>,
}

impl Findings {
    /// Adds an edge.
    pub fn edge(&mut self, from: &str, to: &str, edge: Edge) {
        self.edges.push((from.to_owned(), to.to_owned(), edge));
    }

    /// Adds a hop by which the source becomes the target.
    pub(crate) fn become_edge(
        &mut self,
        from: &str,
        to: &str,
        kind: EdgeKind,
        technique: Option<&str>,
        answer: Answer,
    ) {
        self.edge(from, to, edge_of(kind, technique, AccessSet::EMPTY, answer));
    }
}

/// How a policy comes to a principal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The id of the node of the principal.
    pub principal: String,
    /// The id of the policy.
    pub policy: String,
    /// The attachments that give it, and the memberships in groups that have it.
    pub evidence: Vec<Evidence>,
}

/// An edge with the certainty, conditions and evidence of an answer.
pub(crate) fn edge_of(
    kind: EdgeKind,
    technique: Option<&str>,
    access: AccessSet,
    answer: Answer,
) -> Edge {
    Edge {
        kind,
        technique: technique.map(str::to_owned),
        certainty: answer.certainty,
        access,
        conditions: answer.conditions,
        gates: answer.gates,
        evidence: answer.evidence,
    }
}
