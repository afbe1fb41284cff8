//! Workload or stage -> the identity that its code has.

use blastradius_collectors::facts::{IdentityKind, RunsAs, Workload};
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{Certainty, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "workload-identity",
    title: "A workload runs as an identity",
    does: "A function, instance, notebook, training job or endpoint has the permissions of its execution role or of \
           the role in its instance profile. A workload that names an instance profile runs as the profile, and the \
           profile as its role; a task as its definition. Roles that only the service takes on its behalf (to \
           pull an image, to write logs) are not its code's; nor is the role of a container of SageMaker AI whose \
           network is isolated.",
    matters: "Whoever can run code in the workload has its role, by the metadata service or the environment.",
    permissions: &[],
    references: &[
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-ec2_instance-profiles.html",
        "ATT&CK T1552.005",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        for workload in estate.facts.workloads.values() {
            if is_isolated(workload) {
                continue;
            }
            runs_as(
                estate,
                &workload.kind,
                "workload",
                &workload.id,
                &workload.id,
                "",
                &workload.runs_as,
                found,
            );
        }
        for pipeline in estate.facts.pipelines.values() {
            for (index, stage) in pipeline.stages.iter().enumerate() {
                runs_as(
                    estate,
                    &pipeline.kind,
                    "pipeline",
                    &pipeline.id,
                    &stage.id,
                    &format!("/stages/{index}"),
                    &stage.runs_as,
                    found,
                );
            }
        }
    }
}

/// Roles that a service takes on behalf of a workload and that the code in it never has: to pull its image, to write its
/// logs, to keep the machines under it. By the type of the workload and the use of the role.
/// Sources: "Amazon ECS task execution IAM role", "Amazon EKS Pod execution IAM role", "Amazon EKS cluster IAM role",
/// "AWS Batch IAM execution role", "Service-linked role for AWS Batch", "How App Runner works with IAM" (access role),
/// "Service role for Amazon EMR (EMR role)".
const NOT_OF_THE_CODE: &[(&str, &str)] = &[
    ("aws:apprunner:service", "access-role"),
    ("aws:batch:compute-environment", "service-role"),
    ("aws:batch:job-definition", "execution-role"),
    ("aws:ecs:task", "execution-role"),
    ("aws:ecs:task-definition", "execution-role"),
    ("aws:eks:cluster", "cluster-role"),
    ("aws:eks:fargate-profile", "execution-role"),
    ("aws:emr:cluster", "service-role"),
];

/// Whether its network is isolated: the service reads and writes with the role, and the container gets no credentials
/// (Amazon SageMaker AI, "Run Training and Inference Containers in Internet-Free Mode").
fn is_isolated(workload: &Workload) -> bool {
    let isolated = workload.attributes.get("network_isolation");
    workload.kind.starts_with("aws:sagemaker:") && isolated == Some(&Value::Bool(true))
}

/// How a stage says that it becomes an identity with a token of its platform.
const BY_TOKEN: &str = "oidc";

/// Whether it is known which tokens an identity trusts.
fn says_whom_it_trusts(estate: &Estate<'_>, identity: &str) -> bool {
    let facts = estate.facts;
    let role = facts.identities.get(identity);
    role.is_some_and(|it| it.kind == IdentityKind::Role)
        || facts.federations.values().any(|it| it.identity == identity)
}

#[expect(
    clippy::too_many_arguments,
    reason = "a workload and a stage of a pipeline have nothing else in common"
)]
fn runs_as(
    estate: &Estate<'_>,
    of: &str,
    kind: &str,
    record: &str,
    from: &str,
    at: &str,
    identities: &[RunsAs],
    found: &mut Findings,
) {
    for (index, runs_as) in identities.iter().enumerate() {
        let is_principal = estate
            .facts
            .identities
            .get(&runs_as.identity)
            .is_none_or(|identity| identity.kind != IdentityKind::Group);
        let is_of_the_code = !NOT_OF_THE_CODE.contains(&(of, runs_as.how.as_str()));
        let by_token = runs_as.how == BY_TOKEN;
        // What the identity says of tokens is weighed by the rule workload-federation: a job that names a role does not
        // have it for that.
        if by_token && says_whom_it_trusts(estate, &runs_as.identity) {
            continue;
        }
        if is_principal && is_of_the_code && runs_as.identity != from {
            let mut answer = Answer::certain(vec![Evidence {
                record: format!("{kind}:{record}"),
                pointer: format!("{at}/runs_as/{index}"),
                note: runs_as.how.clone(),
            }]);
            if let Some(why) = &runs_as.assumed {
                answer = answer.unless_proven(Certainty::Assumed, why.clone());
            }
            if by_token {
                let why = format!("{} trusts the token of the job", runs_as.identity);
                answer = answer.unless_proven(Certainty::Assumed, why);
            }
            found.become_edge(from, &runs_as.identity, EdgeKind::RunsAs, None, answer);
        }
    }
}
