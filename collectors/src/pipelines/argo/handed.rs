//! What is handed from template to template, and what is left in storage.

use super::super::pods::Pods;
use super::super::{Node, StageDraft, Value};
use super::artifact;
use super::calls::{Call, Workflow};

/// What a template takes and leaves.
pub(super) fn artifacts(
    workflow: &Workflow<'_>,
    template: &Node,
    pods: &Pods<'_>,
    repository: Option<&Node>,
    stage: &mut StageDraft,
) {
    let archive = template
        .get("archiveLocation")
        .or_else(|| workflow.get("archiveLocation"));
    let archived =
        archive.filter(|it| it.entries().len() > usize::from(it.get("archiveLogs").is_some()));
    for (side, reads) in [("inputs", true), ("outputs", false)] {
        for one in template
            .at(&[side, "artifacts"])
            .map_or(&[][..], Node::items)
        {
            let name = one.text_of("name").unwrap_or("artifact");
            let member = format!("{side}.artifacts.{name}");
            let kind = artifact::kind_of(name);
            let told = artifact::place(
                one,
                kind,
                &member,
                reads,
                archived.or(repository),
                pods,
                stage,
            );
            if told || reads {
                continue;
            }
            // Left to the repository, under a key that only the run knows.
            let default = archived.or(repository);
            let kept = default
                .is_some_and(|it| artifact::place(it, kind, &member, false, None, pods, stage));
            if !kept {
                let value = Value::unresolved("the artifact repository of the controller");
                stage.writes(
                    kind,
                    "artifactRepository",
                    &value,
                    super::super::Grain::Prefix,
                );
            }
        }
    }
}

/// What a caller hands to a template: artifacts of other steps, or from where they lie.
pub(super) fn arguments<'d>(
    workflow: &Workflow<'d>,
    call: Call<'d>,
    template: Option<&Node>,
    repository: Option<&Node>,
    stage: &mut StageDraft,
) {
    let value = |text: &str| workflow.value(text, call.caller, None);
    let pods = Pods {
        namespace: workflow.namespace,
        value: &value,
    };
    let wanted = template.and_then(|it| it.at(&["inputs", "artifacts"]));
    let wanted: Option<Vec<&str>> = wanted.map(|it| {
        it.items()
            .iter()
            .filter_map(|it| it.text_of("name"))
            .collect()
    });
    for one in call
        .task
        .at(&["arguments", "artifacts"])
        .map_or(&[][..], Node::items)
    {
        let name = one.text_of("name").unwrap_or("artifact");
        if wanted.as_ref().is_some_and(|it| !it.contains(&name)) {
            continue;
        }
        let member = format!("arguments.artifacts.{name}");
        let kind = artifact::kind_of(name);
        match one.text_of("from") {
            Some(from) => {
                let value = value(from);
                if !value.references().is_empty() {
                    stage.reads(kind, &member, &value, super::super::Grain::Guess);
                }
            }
            None => {
                artifact::place(one, kind, &member, true, repository, &pods, stage);
            }
        }
    }
}
