//! Identity -> workload or stage, by writing the code or image that it runs.

mod holders;

use std::collections::{BTreeMap, BTreeSet};

use blastradius_collectors::facts::Asset;

use super::{EdgeRule, Findings, RuleMeta, self_grant, touch};
use crate::estate::{Answer, Estate, Lens};
use crate::model::{Access, Certainty, EdgeKind, Gate, GateKind};

pub(super) use self::holders::Runner;
use self::holders::holders;

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "code-control",
    title: "A principal may write the code that a workload runs",
    does: "Who may write the deployed code of a function, the object in S3, the repository or the image from which a \
           workload or a stage of a pipeline takes its code runs code in it, at its next start. For a function this \
           is the technique lambda-003. An image or code that is named by its digest has a gate: who writes must also \
           have the digest changed. In a repository whose tags are immutable, the tag must be freed first. A version of a \
           layer never changes, so nobody writes it. A model whose loading runs what lies in its files (a pickle, a \
           handler, a script in its archive) is code of what loads it; where the format is not known, that is assumed.",
    matters: "Writing code is not poisoning data: it is the workload's role, at its next run.",
    permissions: &[
        "lambda:UpdateFunctionCode",
        "s3:PutObject",
        "ecr:PutImage",
        "ecr:InitiateLayerUpload",
        "ecr:UploadLayerPart",
        "ecr:CompleteLayerUpload",
        "ecr:BatchDeleteImage",
        "ecr:PutImageTagMutability",
        "codecommit:GitPush",
        "codecommit:PutFile",
        "codecommit:CreateCommit",
    ],
    references: &[
        "https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html",
        "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html",
        "pathfinding.cloud lambda-003",
        "ATT&CK T1648",
        "ATT&CK T1525",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let holders = lens
            .estate
            .gathered
            .holders
            .get_or_init(|| holders(lens.estate));
        let kinds = lens
            .estate
            .gathered
            .code
            .get_or_init(|| kinds(lens.estate, holders));
        // Who may change policies may give itself what it does not have.
        let kinds_of: Vec<&str> = kinds.iter().copied().collect();
        let assets = match super::self_grant::is_possible(lens) {
            true => touch::of_kinds(lens, &kinds_of),
            false => touch::candidates(lens, kinds, Access::Write),
        };
        for asset in assets {
            let Some(runners) = holders.get(asset.id.as_str()) else {
                continue;
            };
            if !touch::is_particular(lens, asset) {
                continue;
            }
            let own = (asset.kind == "aws:lambda:function-code").then_some("lambda-003");
            let written = touch::way(lens, asset, Access::Write).map(|answer| (own, answer));
            let granted = || {
                let (technique, answer) = self_grant::surest(lens, asset, Access::Write)?;
                Some((Some(technique), answer))
            };
            let Some((technique, answer)) = written.or_else(granted) else {
                continue;
            };
            for runner in runners {
                let answer = match asset.kind.as_str() {
                    "aws:ecr:repository" => pushed(lens, asset, runner, answer.clone()),
                    _ => Some(answer.clone()),
                };
                if let Some(answer) = answer {
                    let mut answer = as_taken(runner, answer);
                    answer.evidence.extend(runner.evidence.clone());
                    found.become_edge(
                        &lens.actor.id,
                        runner.id,
                        EdgeKind::Controls,
                        technique,
                        answer,
                    );
                }
            }
        }
    }
}

/// The types of the assets that hold code.
fn kinds<'a>(
    estate: &Estate<'a>,
    holders: &BTreeMap<&'a str, Vec<Runner<'a>>>,
) -> BTreeSet<&'a str> {
    let assets = holders.keys().filter_map(|id| estate.facts.assets.get(*id));
    assets.map(|asset| asset.kind.as_str()).collect()
}

/// What writing gives over something that takes what is written by a digest, or is only taken to take it.
fn as_taken(runner: &Runner<'_>, mut answer: Answer) -> Answer {
    if let Some(digest) = runner.pinned {
        answer.gates.push(Gate {
            kind: GateKind::DigestPin,
            detail: format!("the content must have the digest {digest}"),
        });
        answer = answer.unless_proven(
            Certainty::Conditional,
            format!("a digest of the attacker's content comes to {}", runner.id),
        );
    }
    match &runner.assumed {
        Some(why) => answer.unless_proven(Certainty::Assumed, why.clone().into_owned()),
        None => answer,
    }
}

/// What a push gives over a workload, by how the workload names the image.
fn pushed(
    lens: &Lens<'_, '_>,
    repository: &Asset,
    runner: &Runner<'_>,
    mut answer: Answer,
) -> Option<Answer> {
    let images: Vec<&&str> = runner
        .images
        .iter()
        .filter(|image| names(image, &repository.id))
        .collect();
    if !images.is_empty() && images.iter().all(|image| image.contains("@sha256:")) {
        answer.gates.push(Gate {
            kind: GateKind::DigestPin,
            detail: "the image is named by its digest".to_owned(),
        });
        return Some(answer.unless_proven(
            Certainty::Conditional,
            format!("a digest of the attacker's image comes to {}", runner.id),
        ));
    }
    match touch::attribute(repository, "tag_mutability") {
        // Deleting the image frees its tag; the setting can be changed as well. Page "Preventing image tags from being
        // overwritten in Amazon ECR".
        Some("IMMUTABLE") => {
            let entry = lens.estate.resource(&repository.id)?;
            let freed = lens.any(
                &["ecr:BatchDeleteImage", "ecr:PutImageTagMutability"],
                entry,
                &repository.id,
            )?;
            Some(answer.and(freed))
        }
        Some(setting) if setting.starts_with("IMMUTABLE") => Some(answer.unless_proven(
            Certainty::Conditional,
            format!(
                "the tag is one that {} lets be overwritten",
                repository.name
            ),
        )),
        _ => Some(answer),
    }
}

/// Whether a reference to an image (`ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME:TAG`) names this repository.
fn names(image: &str, repository: &str) -> bool {
    let name = repository
        .split_once(":repository/")
        .map_or(repository, |(_, name)| name);
    let image = image.split_once('@').map_or(image, |(image, _)| image);
    image.split_once('/').is_some_and(|(_, path)| {
        path == name
            || path
                .strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(':'))
    })
}
