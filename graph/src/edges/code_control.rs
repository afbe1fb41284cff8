//! Identity -> workload, by writing the code that it runs.

use std::collections::BTreeMap;

use blastradius_collectors::facts::LineageKind;

use super::{EdgeRule, Findings, RuleMeta, touch};
use crate::estate::{Estate, Lens};
use crate::model::{Access, EdgeKind};

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "code-control",
    title: "A principal may write the code that a workload runs",
    does: "Who may write the deployed code of a function, or the object or image from which a workload fetches its \
           code, runs code in the workload. For a function this is the technique lambda-003.",
    matters: "Writing code is not poisoning data: it is the workload's role, at its next run.",
    permissions: &["lambda:UpdateFunctionCode", "s3:PutObject"],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html",
        "pathfinding.cloud lambda-003",
        "ATT&CK T1648",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        for (asset, workloads) in holders(lens.estate) {
            let Some(asset) = lens.estate.facts.assets.get(asset) else {
                continue;
            };
            if !touch::is_particular(lens, asset) {
                continue;
            }
            let Some(answer) = touch::way(lens, asset, Access::Write) else {
                continue;
            };
            let technique = (asset.kind == "aws:lambda:function-code").then_some("lambda-003");
            for workload in workloads {
                found.become_edge(
                    &lens.actor.id,
                    workload,
                    EdgeKind::Controls,
                    technique,
                    answer.clone(),
                );
            }
        }
    }
}

/// The assets that hold code, and the workloads that run it: by lineage, and each function its own code.
pub(crate) fn holders<'a>(estate: &Estate<'a>) -> BTreeMap<&'a str, Vec<&'a str>> {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for lineage in estate.facts.lineage.values() {
        if matches!(lineage.kind, LineageKind::Code | LineageKind::Image)
            && estate.facts.workloads.contains_key(&lineage.to)
        {
            holders.entry(&lineage.from).or_default().push(&lineage.to);
        }
    }
    for asset in estate.facts.assets.values() {
        if asset.kind == "aws:lambda:function-code"
            && let Some(function) = asset.id.strip_suffix("#code")
            && let Some(workload) = estate.facts.workloads.get(function)
        {
            let workloads = holders.entry(&asset.id).or_default();
            if !workloads.contains(&workload.id.as_str()) {
                workloads.push(&workload.id);
            }
        }
    }
    holders
}
