//! Identity -> stages of a pipeline, by changing the pipeline or starting it with its own parameters.

use blastradius_collectors::facts::Pipeline;
use serde_json::Value;

use super::touch::may_anywhere;
use super::{EdgeRule, Findings, RuleMeta};
use crate::context::is;
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::{Certainty, EdgeKind};

/// See [`META`].
pub(super) struct Rule;

/// One way to decide what a pipeline runs.
struct Change {
    /// The technique; the ids are this program's own.
    id: &'static str,
    kind: &'static str,
    actions: &'static [&'static str],
    /// Whether the call names the role of the pipeline again, so that it must be passed.
    passes: bool,
    /// What no snapshot tells.
    condition: Option<&'static str>,
}

static CHANGES: &[Change] = &[
    Change {
        id: "sagemaker-pipeline-001",
        kind: "aws:sagemaker:pipeline",
        actions: &[
            "sagemaker:UpdatePipeline",
            "sagemaker:StartPipelineExecution",
        ],
        passes: false,
        condition: None,
    },
    Change {
        id: "sagemaker-pipeline-002",
        kind: "aws:sagemaker:pipeline",
        actions: &["sagemaker:StartPipelineExecution"],
        passes: false,
        condition: Some("a parameter of the pipeline names its image, its script or its input"),
    },
    Change {
        id: "codepipeline-update-001",
        kind: "aws:codepipeline:pipeline",
        actions: &["codepipeline:UpdatePipeline"],
        passes: true,
        condition: None,
    },
    Change {
        id: "codepipeline-start-001",
        kind: "aws:codepipeline:pipeline",
        actions: &["codepipeline:StartPipelineExecution"],
        passes: false,
        condition: Some("a variable, or the revision of a source, decides what a stage runs"),
    },
];

const PASS: &str = "iam:PassRole";

static META: RuleMeta = RuleMeta {
    id: "pipeline-control",
    title: "A principal may decide what a pipeline runs",
    does: "`sagemaker-pipeline-001` writes a new definition of a SageMaker pipeline and starts it: its steps run what it \
           says, with their roles. `sagemaker-pipeline-002` starts it with other values of its parameters, which often \
           name the image, the script or the training data: conditional. `codepipeline-update-001` changes the stages of \
           a pipeline of CodePipeline, which then runs; the call names the role of the pipeline, which must be passed to \
           it again: where the role was not read, the edge is conditional. `codepipeline-start-001` starts one with other \
           values of its variables or another revision of its source: conditional.",
    matters: "A pipeline holds the roles of every step from the raw data to the deployed model.",
    permissions: &[
        "sagemaker:UpdatePipeline",
        "sagemaker:StartPipelineExecution",
        "codepipeline:UpdatePipeline",
        "codepipeline:StartPipelineExecution",
        PASS,
    ],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipeline.html",
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StartPipelineExecution.html",
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html",
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_StartPipelineExecution.html",
        "ATT&CK T1648",
        "ATT&CK T1578",
        "MITRE ATLAS AML.T0010",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        if lens.is_covered() && !lens.actor.key.is_recorded() {
            return;
        }
        let changes: Vec<_> = CHANGES
            .iter()
            .filter(|change| may_anywhere(lens, change.actions))
            .collect();
        if changes.is_empty() {
            return;
        }
        for pipeline in lens.estate.facts.pipelines.values() {
            let mut entry = lens.estate.resource(&pipeline.id).map_or_else(
                || ResourceEntry::named(&pipeline.id),
                |known| ResourceEntry::clone(known),
            );
            entry.account = pipeline.scope.strip_prefix("aws:").map(str::to_owned);
            let mut surest: Option<(&str, Answer)> = None;
            for change in &changes {
                if change.kind != pipeline.kind {
                    continue;
                }
                let answer = change
                    .actions
                    .iter()
                    .map(|action| lens.may(action, &entry, &pipeline.id))
                    .reduce(|all, one| Some(all?.and(one?)))
                    .flatten();
                let answer = match change.passes {
                    true => answer.and_then(|answer| passed(lens, pipeline, answer)),
                    false => answer,
                };
                let answer = answer.map(|answer| match change.condition {
                    Some(condition) => {
                        answer.unless_proven(Certainty::Conditional, condition.to_owned())
                    }
                    None => answer,
                });
                if let Some(answer) = answer
                    && surest
                        .as_ref()
                        .is_none_or(|(_, had)| had.certainty < answer.certainty)
                {
                    surest = Some((change.id, answer));
                }
            }
            let Some((technique, answer)) = surest else {
                continue;
            };
            for stage in &pipeline.stages {
                found.become_edge(
                    &lens.actor.id,
                    &stage.id,
                    EdgeKind::Controls,
                    Some(technique),
                    answer.clone(),
                );
            }
        }
    }
}

/// The answer, if the role of the pipeline may be passed to it again.
fn passed(lens: &Lens<'_, '_>, pipeline: &Pipeline, answer: Answer) -> Option<Answer> {
    let role = pipeline.attributes.get("role").and_then(Value::as_str);
    let Some(role) = role else {
        return Some(answer.unless_proven(
            Certainty::Conditional,
            "the role of the pipeline may be passed to it again".to_owned(),
        ));
    };
    let named = ResourceEntry::named(role);
    let entry = lens.estate.resource(role).map_or(&named, |role| role);
    let to = [(
        "iam:PassedToService".to_owned(),
        is("codepipeline.amazonaws.com"),
    )];
    Some(answer.and(lens.may_with(PASS, entry, role, &to)?))
}
