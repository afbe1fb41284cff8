//! Jenkins: a `Jenkinsfile`, declarative or scripted (Jenkins documentation, "Pipeline Syntax", "Credentials Binding",
//! "Extending with Shared Libraries"). It is a program: what is written out is read, nothing is run.

mod agent;
mod groovy;
mod stage;
mod steps;

use self::groovy::{Call, Item, What, calls, named};
use super::tree::{self, Node};
use super::{Document, Kind, Output, PipelineDraft};
use crate::coverage::Outcome;
use crate::facts::{Provider, Trigger};

/// See the top of the file.
pub(super) struct Jenkins;

impl Kind for Jenkins {
    fn name(&self) -> &'static str {
        "jenkins"
    }

    fn description(&self) -> &'static str {
        "Jenkins pipelines: Jenkinsfile, declarative or scripted"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        if document.tree().is_some() {
            return false;
        }
        let name = document.file.name().to_ascii_lowercase();
        let named = name.starts_with("jenkinsfile") || name.ends_with("jenkinsfile");
        let has = |it: &str| document.text().contains(it);
        (named || name.ends_with(".groovy"))
            && (has("pipeline {") || has("pipeline{") || has("node") || named)
            && has("stage")
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let (items, ended) = groovy::read(document.text());
        let file = output.file();
        let repository = file.repository;
        let path = file.path_in_repository();
        let id = match repository.host.as_str() {
            "" => format!("jenkins:{}/{path}", repository.path),
            host => format!("jenkins:{host}/{}/{path}", repository.path),
        };
        let Some(start) = place(1) else { return };
        if let Some(at) = ended.and_then(place) {
            output.gap(
                Outcome::CutOff,
                &at,
                "it is nested too deep or too long to be read further",
                "",
            );
        }
        let mut pipeline = PipelineDraft::new(
            output,
            Provider::Other,
            "jenkins:pipeline",
            id,
            &path,
            &start,
        );
        let around = stage::Around::new(libraries(&items));
        let top = calls(&items);
        triggers(&top, 8, &mut pipeline);
        let declared = top
            .iter()
            .find(|it| it.name == "pipeline" && !it.body.is_empty());
        let body = declared.map_or_else(|| items.as_slice(), |it| it.body);
        stage::Reader::default().pipeline(body, &around, &mut pipeline, output);
        output.pipeline(pipeline);
    }
}

/// A line of the file, as what a reader says where something is.
fn place(line: usize) -> Option<Node> {
    let read = tree::read_below("x", line.saturating_sub(1));
    read.documents.into_iter().next()
}

/// `@Library('name@version')`, `library 'name@version'`.
fn libraries(items: &[Item]) -> Vec<String> {
    let mut found = Vec::new();
    for call in calls(items) {
        if call.name != "@Library" && call.name != "library" {
            continue;
        }
        for item in call.arguments {
            match &item.what {
                What::Text(name) => found.push(name.clone()),
                What::Group('[', list) => {
                    found.extend(list.iter().filter_map(Item::text).map(str::to_owned));
                }
                _ => {}
            }
        }
    }
    found.truncate(100);
    found
}

/// What starts it: `triggers` of a declarative pipeline, `pipelineTriggers` of a scripted one.
fn triggers(all: &[Call<'_>], depth: usize, pipeline: &mut PipelineDraft) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for call in all {
        match call.name {
            "cron" => pipeline.trigger(Trigger::new("schedule", call.first().unwrap_or_default())),
            "pollSCM" => {
                let every = call.first().unwrap_or_default();
                pipeline.trigger(Trigger::new("push", format!("polled {every}")));
            }
            "upstream" => {
                let projects = call
                    .named("upstreamProjects")
                    .and_then(Item::text)
                    .or(call.first());
                pipeline.trigger(Trigger::new("upstream", projects.unwrap_or_default()));
            }
            "githubPush" | "gitlab" => pipeline.trigger(Trigger::new("push", "*")),
            "GenericTrigger" => pipeline.trigger(Trigger::new("event", "webhook")),
            "pipeline" | "triggers" => triggers(&calls(call.body), depth, pipeline),
            "properties" | "pipelineTriggers" => {
                for item in call.arguments {
                    if let What::Group('[', list) = &item.what {
                        triggers(&calls(list), depth, pipeline);
                    }
                }
            }
            _ => {}
        }
    }
}

/// A member of a map among arguments, however deep: `credentialsId`.
fn everywhere<'i>(items: &'i [Item], name: &str, depth: usize, found: &mut Vec<&'i str>) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    found.extend(named(items, name).and_then(Item::text));
    for item in items {
        if let What::Group(_, inner) = &item.what {
            everywhere(inner, name, depth, found);
        }
    }
}
