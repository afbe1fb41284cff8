//! An action: what runs in the jobs that use it (GitHub Docs, "Metadata syntax reference").
//!
//! It has no identity of its own: it is the job that runs it. Its one stage has no runs-as; the graph joins it to the jobs.

use std::collections::BTreeSet;

use super::names::Names;
use super::{ACTION, secrets, steps, uses};
use crate::facts::{Provider, Trigger};
use crate::pipelines::{Node, Output, PipelineDraft, Value};
use crate::redact::free_text;

/// Reads an action.
pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let file = output.file();
    let path = file.path_in_repository();
    let name = root.text_of("name").unwrap_or(&path);
    let mut pipeline = PipelineDraft::new(output, Provider::Github, ACTION, file.id(), name, root);
    pipeline.attribute("path", path.as_str());
    pipeline.trigger(Trigger::new("uses", ""));
    let Some(runs) = root.get("runs") else { return };
    let using = runs.text_of("using").unwrap_or_default();
    pipeline.attribute("using", free_text(using));
    let mut stage = pipeline.stage("runs", "job", runs);
    let mut names = Names::new(file.repository);
    names.inputs(root.get("inputs"));
    match using {
        "composite" => {
            let mut found = secrets::Found::default();
            found.members(runs);
            found.give(file.repository, &BTreeSet::new(), &mut stage);
            let mut used = uses::Found::default();
            let all = runs.get("steps").map_or(&[][..], Node::items);
            steps::read(all, &names, false, output, &mut stage, &mut used);
            used.give(&mut stage);
        }
        "docker" => {
            // `Dockerfile` is built from the action's own folder.
            if let Some(image) = runs
                .text_of("image")
                .filter(|it| it.starts_with("docker://"))
            {
                stage.image("image", &Value::literal(image));
            }
        }
        _ => {
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            for script in ["pre", "main", "post"] {
                if let Some(main) = runs.text_of(script) {
                    let id = file.id_of(format!("{folder}/{main}").trim_start_matches('/'));
                    uses::code(output, runs, &mut stage, &id, super::FILE, None);
                }
            }
        }
    }
    pipeline.add(stage);
    output.pipeline(pipeline);
}
