//! Identity -> group of the model registry, by a version of its own that it approves; group -> what its next version becomes.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Asset, LineageKind, Workload};
use serde_json::Value;

use super::touch::{may_anywhere, of_kinds, touches_by};
use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::context::is;
use crate::estate::{Answer, Estate, Lens, ResourceEntry};
use crate::model::{Access, Certainty, EdgeKind, Evidence, Gate, GateKind};

/// See [`META`].
pub(super) struct Rule;

const GROUP: &str = "aws:sagemaker:model-package-group";
const CREATE: &str = "sagemaker:CreateModelPackage";
const UPDATE: &str = "sagemaker:UpdateModelPackage";
const STATUS: &str = "sagemaker:ModelApprovalStatus";

static META: RuleMeta = RuleMeta {
    id: "model-registry",
    title: "A principal may register a model and approve it",
    does: "`sagemaker-registry-001` makes a version of a group with a model of the attacker's and approves it: in the same \
           call, where no policy asks for another `sagemaker:ModelApprovalStatus`, or by `sagemaker:UpdateModelPackage`. \
           Who may only register it has the approval of somebody else as a gate before it. From the group the next \
           version flows, behind the same gate, into the models that were made of versions of it, and into what a rule \
           of EventBridge starts when a version is approved.",
    matters: "The approval is the last look at a model before it answers, and whoever trains models can often give it.",
    permissions: &[CREATE, UPDATE],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/dg/model-registry-approve.html",
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateModelPackage.html",
        "https://docs.aws.amazon.com/sagemaker/latest/dg/automating-sagemaker-with-eventbridge.html",
        "ATT&CK T1195.002",
        "MITRE ATLAS AML.T0010.003",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn facts(&self, estate: &Estate<'_>, found: &mut Findings) {
        next_versions(estate, found);
        for rule in estate.workloads_of("aws:events:rule") {
            started(estate, rule, found);
        }
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        if !may_anywhere(lens, &[CREATE]) {
            return;
        }
        for group in of_kinds(lens, &[GROUP]) {
            let Some(entry) = lens.estate.resource(&group.id) else {
                continue;
            };
            if let Some(answer) = registered(lens, group, entry) {
                let technique = "sagemaker-registry-001";
                touches_by(lens, &group.id, Access::Write, technique, answer, found);
            }
        }
    }
}

/// Whether the actor may add a version to the group, and how surely it is approved.
fn registered(lens: &Lens<'_, '_>, group: &Asset, entry: &ResourceEntry) -> Option<Answer> {
    // A version is asked about by its own name too: `…:model-package/GROUP/NUMBER`.
    let version = format!(
        "{}/*",
        group
            .id
            .replacen(":model-package-group/", ":model-package/", 1)
    );
    let ask = |action: &str, status: ContextValue| {
        let keys = [(STATUS.to_owned(), status)];
        let of_version = || lens.may_with(action, entry, &version, &keys);
        match action {
            CREATE => lens
                .may_with(action, entry, &group.id, &keys)
                .or_else(of_version),
            _ => of_version(),
        }
    };
    let approved = ask(CREATE, is("Approved"));
    if approved
        .as_ref()
        .is_some_and(|answer| answer.certainty == Certainty::Certain)
    {
        return approved;
    }
    let made = [ContextValue::Absent, is("PendingManualApproval")]
        .into_iter()
        .filter_map(|status| ask(CREATE, status))
        .max_by_key(|answer| answer.certainty);
    let lifted = made
        .clone()
        .and_then(|made| Some(made.and(ask(UPDATE, is("Approved"))?)));
    let sure = [approved, lifted]
        .into_iter()
        .flatten()
        .max_by_key(|answer| answer.certainty);
    sure.or_else(|| made.map(|made| gated(made, group)))
}

fn gated(mut answer: Answer, group: &Asset) -> Answer {
    answer.gates.push(Gate {
        kind: GateKind::Approval,
        detail: format!("somebody approves the version in {}", group.name),
    });
    answer.unless_proven(
        Certainty::Conditional,
        format!("a version of {} is approved", group.name),
    )
}

/// Models that were made of a version of a group: the next one takes its place.
fn next_versions(estate: &Estate<'_>, found: &mut Findings) {
    let assets = &estate.facts.assets;
    let mut drawn: BTreeSet<(&str, &str)> = BTreeSet::new();
    for lineage in estate.facts.lineage.values() {
        let group = (lineage.kind == LineageKind::Model)
            .then(|| assets.get(&lineage.from))
            .flatten()
            .filter(|version| version.kind == "aws:sagemaker:model-package")
            .and_then(|version| assets.get(version.part_of.as_deref()?));
        let Some(group) = group.filter(|group| group.id != lineage.to) else {
            continue;
        };
        if drawn.insert((&group.id, &lineage.to)) {
            let of_version = Answer::certain(vec![Evidence {
                record: format!("lineage:{}", lineage.id),
                pointer: String::new(),
                note: "was made of a version of the group".to_owned(),
            }]);
            flow(group, &lineage.to, of_version, found);
        }
    }
}

/// What a rule starts when a version is approved.
fn started(estate: &Estate<'_>, rule: &Workload, found: &mut Findings) {
    let attribute = |name: &str| rule.attributes.get(name);
    let texts = |name: &str| {
        let list = attribute(name).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    };
    let on = attribute("on_model_approval").and_then(Value::as_bool) == Some(true);
    if !on || attribute("state").and_then(Value::as_str) == Some("DISABLED") {
        return;
    }
    let names: BTreeSet<&str> = texts("model_package_groups").collect();
    for group in estate.assets_of(GROUP) {
        let named = names.is_empty() || names.contains(group.name.as_str());
        let near = group.scope.as_ref() == Some(&rule.scope)
            && (rule.region.is_none() || group.region == rule.region);
        if !named || !near {
            continue;
        }
        for (index, target) in texts("targets").enumerate() {
            let facts = estate.facts;
            if facts.workloads.contains_key(target) || facts.pipelines.contains_key(target) {
                let by_rule = Answer::certain(vec![Evidence {
                    record: format!("workload:{}", rule.id),
                    pointer: format!("/attributes/targets/{index}"),
                    note: "is started when a version is approved".to_owned(),
                }]);
                flow(group, target, by_rule, found);
            }
        }
    }
}

fn flow(group: &Asset, to: &str, answer: Answer, found: &mut Findings) {
    found.become_edge(&group.id, to, EdgeKind::Flows, None, gated(answer, group));
}
