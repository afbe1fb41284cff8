//! Azure Pipelines: `azure-pipelines.yml` and templates (Azure Pipelines documentation, "YAML schema reference").
//!
//! One file is read at a time: the jobs of a template are a pipeline of their own under the id of its file, which who uses the
//! template takes as code. Of `${{ if }}` all branches are read.

mod agent;
mod connections;
mod context;
mod jobs;
mod steps;
mod triggers;

use self::connections::Project;
use self::context::{Context, flat, member};
use super::{Document, Kind, Node, Output, PipelineDraft};
use crate::facts::Provider;

/// See the top of the file.
pub(super) struct AzurePipelines;

impl Kind for AzurePipelines {
    fn name(&self) -> &'static str {
        "azure-pipelines"
    }

    fn description(&self) -> &'static str {
        "Azure Pipelines: azure-pipelines.yml and its templates"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree().filter(|it| it.is_map()) else {
            return false;
        };
        if ["on", "apiVersion", "$schema"]
            .iter()
            .any(|it| root.get(it).is_some())
        {
            return false;
        }
        let listed = |name: &str, marks: &[&str]| {
            let items = root.get(name).map_or(&[][..], Node::items);
            flat(items)
                .iter()
                .any(|it| marks.iter().any(|mark| it.get(mark).is_some()))
        };
        let named = is_definition(document.file.name());
        listed("stages", &["stage", "template"])
            || listed("jobs", &["job", "deployment", "template"])
            || listed(
                "steps",
                &[
                    "task",
                    "bash",
                    "pwsh",
                    "powershell",
                    "checkout",
                    "template",
                    "publish",
                ],
            )
            || listed("steps", &["script"]) && (named || member(root, "pool").is_some())
            || root
                .get("extends")
                .is_some_and(|it| it.get("template").is_some())
                && (named
                    || ["trigger", "pool", "resources"]
                        .iter()
                        .any(|it| root.get(it).is_some()))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        let project = Project::of(output.file());
        let path = output.file().path_in_repository();
        let id = format!("{}/{path}", project.prefix);
        let name = root
            .text_of("name")
            .filter(|it| !it.contains('$'))
            .unwrap_or(&path);
        let mut pipeline = PipelineDraft::new(
            output,
            Provider::Other,
            "azure-pipelines:pipeline",
            id,
            name,
            root,
        );
        let context = Context::new(root, project);
        triggers::read(
            root,
            is_definition(output.file().name()),
            output,
            &mut pipeline,
        );
        let mut walker = jobs::Walker::new(root, &context);
        walker.read(&mut pipeline, output);
        output.pipeline(pipeline);
    }
}

/// Whether the name of a file says that it is the definition of a pipeline and no template.
fn is_definition(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with("azure-pipeline") || name.starts_with(".azure-pipeline")
}
