//! Workload or stage -> the identity that its code has.

use blastradius_collectors::facts::{IdentityKind, RunsAs};

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate};
use crate::model::{EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "workload-identity",
    title: "A workload runs as an identity",
    does: "A function, instance, notebook, training job or endpoint has the permissions of its execution role or of \
           the role in its instance profile. A workload that names an instance profile runs as the profile, and the \
           profile as its role.",
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
            runs_as(
                estate,
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

fn runs_as(
    estate: &Estate<'_>,
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
        if is_principal && runs_as.identity != from {
            found.become_edge(
                from,
                &runs_as.identity,
                EdgeKind::RunsAs,
                None,
                Answer::certain(vec![Evidence {
                    record: format!("{kind}:{record}"),
                    pointer: format!("{at}/runs_as/{index}"),
                    note: runs_as.how.clone(),
                }]),
            );
        }
    }
}
