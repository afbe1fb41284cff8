//! Identity -> notebook, by a presigned URL.

use super::touch::may_anywhere;
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::EdgeKind;

/// See [`META`].
pub(super) struct Rule;

const ACTION: &str = "sagemaker:CreatePresignedNotebookInstanceUrl";

static META: RuleMeta = RuleMeta {
    id: "notebook-control",
    title: "A principal may open a notebook",
    does: "A presigned URL opens the Jupyter server of a SageMaker notebook instance, where any code runs with the \
           notebook's role. A stopped notebook gives a conditional edge. This is the technique sagemaker-004.",
    matters: "Notebook roles often read every training set, and opening a notebook leaves no change behind.",
    permissions: &[ACTION],
    references: &[
        "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreatePresignedNotebookInstanceUrl.html",
        "pathfinding.cloud sagemaker-004",
        "ATT&CK T1651",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        if !may_anywhere(lens, &[ACTION]) {
            return;
        }
        // A notebook has no policy that could let in others.
        let estate = lens.estate;
        for notebook in
            estate.workloads_within("aws:sagemaker:notebook-instance", &lens.actor.scope)
        {
            let Some(entry) = estate.resource(&notebook.id) else {
                continue;
            };
            if !lens.is_particular(entry) {
                continue;
            }
            let Some(mut answer) = lens.may(ACTION, entry, &notebook.id) else {
                continue;
            };
            let state = notebook
                .attributes
                .get("state")
                .and_then(serde_json::Value::as_str);
            if let Some(state) = state
                && !state.eq_ignore_ascii_case("InService")
            {
                answer = answer.unless_proven(
                    crate::model::Certainty::Conditional,
                    format!("the notebook is started: it was {state}"),
                );
            }
            found.become_edge(
                &lens.actor.id,
                &notebook.id,
                EdgeKind::Controls,
                Some("sagemaker-004"),
                answer,
            );
        }
    }
}
