//! Identity -> stages of a pipeline, by changing the pipeline or starting it with its own parameters.

use super::{EdgeRule, Findings, RuleMeta};
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
        condition: None,
    },
    Change {
        id: "sagemaker-pipeline-002",
        kind: "aws:sagemaker:pipeline",
        actions: &["sagemaker:StartPipelineExecution"],
        condition: Some("a parameter of the pipeline names its image, its script or its input"),
    },
    Change {
        id: "codepipeline-update-001",
        kind: "aws:codepipeline:pipeline",
        actions: &["codepipeline:UpdatePipeline"],
        condition: Some("the role of the pipeline may be passed to it again"),
    },
];

static META: RuleMeta = RuleMeta {
    id: "pipeline-control",
    title: "A principal may decide what a pipeline runs",
    does: "`sagemaker-pipeline-001` writes a new definition of a SageMaker pipeline and starts it: its steps run what it \
           says, with their roles. `sagemaker-pipeline-002` starts it with other values of its parameters, which often \
           name the image, the script or the training data: conditional. `codepipeline-update-001` changes the stages of \
           a pipeline of CodePipeline, which then runs: conditional, for the call names the role of the pipeline again.",
    matters: "A pipeline holds the roles of every step from the raw data to the deployed model.",
    permissions: &[
        "sagemaker:UpdatePipeline",
        "sagemaker:StartPipelineExecution",
        "codepipeline:UpdatePipeline",
    ],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_UpdatePipeline.html",
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_StartPipelineExecution.html",
        "https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_UpdatePipeline.html",
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
        for pipeline in lens.estate.facts.pipelines.values() {
            let mut entry = ResourceEntry::named(&pipeline.id);
            entry.account = pipeline.scope.strip_prefix("aws:").map(str::to_owned);
            let mut surest: Option<(&str, Answer)> = None;
            for change in CHANGES {
                if change.kind != pipeline.kind {
                    continue;
                }
                let answer = change
                    .actions
                    .iter()
                    .map(|action| lens.may(action, &entry, &pipeline.id))
                    .reduce(|all, one| Some(all?.and(one?)))
                    .flatten();
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
