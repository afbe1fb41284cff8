//! Stages of a `Jenkinsfile`, in each other and beside each other.

use super::super::ci::{self, stage_kind};
use super::super::{Output, PipelineDraft};
use super::agent::agent;
use super::groovy::{Call, Item, What, calls};
use super::place;
use super::steps::Steps;
use crate::coverage::Outcome;
use crate::facts::LineageKind;

/// How deep stages and blocks of steps stand in each other.
pub(super) const DEEPEST: usize = 40;

/// What stands around a stage.
#[derive(Debug, Clone, Default)]
pub(super) struct Around<'i> {
    libraries: Vec<String>,
    agent: Option<Call<'i>>,
    environment: Vec<&'i [Item]>,
    /// Why a person must let it go on.
    waits: Option<String>,
    prefix: String,
    /// Blocks of credentials that it stands in.
    within: Vec<Call<'i>>,
}

impl Around<'_> {
    /// A whole file, which uses these libraries.
    pub(super) fn new(libraries: Vec<String>) -> Self {
        Self {
            libraries,
            ..Self::default()
        }
    }
}

/// Reads stages.
#[derive(Debug, Default)]
pub(super) struct Reader {
    read: usize,
    last: Vec<String>,
}

impl Reader {
    /// A body that has stages; without any, it is a stage of its own.
    pub(super) fn pipeline<'i>(
        &mut self,
        body: &'i [Item],
        around: &Around<'i>,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        self.stages(body, around.clone(), DEEPEST, pipeline, output);
        if self.read == 0 {
            self.stage("pipeline", 1, body, around, DEEPEST, pipeline, output);
        }
    }

    /// Looks for stages in a body. Blocks that give something to what is in them are remembered.
    fn stages<'i>(
        &mut self,
        body: &'i [Item],
        mut around: Around<'i>,
        depth: usize,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) {
        let Some(depth) = depth.checked_sub(1) else {
            return;
        };
        let all = calls(body);
        for call in &all {
            match call.name {
                "agent" => around.agent = Some(*call),
                "environment" => around.environment.push(call.body),
                _ => {}
            }
        }
        for call in all {
            match call.name {
                "stage" => {
                    let name = call
                        .first()
                        .or_else(|| call.named("name").and_then(Item::text));
                    let name = format!("{}{}", around.prefix, name.unwrap_or("stage"));
                    let waits = self.stage(
                        &name, call.line, call.body, &around, depth, pipeline, output,
                    );
                    around.waits = waits.or(around.waits);
                }
                "parallel" | "matrix" => {
                    let before = self.last.clone();
                    let mut ended = Vec::new();
                    for one in calls(call.body) {
                        self.last.clone_from(&before);
                        match (one.name, one.first()) {
                            ("stage", Some(name)) => {
                                let name = format!("{}{name}", around.prefix);
                                let (line, body) = (one.line, one.body);
                                self.stage(&name, line, body, &around, depth, pipeline, output);
                            }
                            _ => self.stages(one.body, around.clone(), depth, pipeline, output),
                        }
                        ended.append(&mut self.last);
                    }
                    // `parallel(a: { … }, b: { … })`
                    for item in call.arguments {
                        if let What::Group('{', body) = &item.what {
                            self.last.clone_from(&before);
                            self.stages(body, around.clone(), depth, pipeline, output);
                            ended.append(&mut self.last);
                        }
                    }
                    self.last = ended;
                }
                "node" => {
                    let mut inner = around.clone();
                    inner.agent = Some(call);
                    self.stages(call.body, inner, depth, pipeline, output);
                }
                "input" if call.body.is_empty() => {
                    around.waits = Some("after an input that a person answers".to_owned());
                }
                "withCredentials"
                | "withAWS"
                | "sshagent"
                | "withVault"
                | "docker.withRegistry" => {
                    let mut inner = around.clone();
                    inner.within.push(call);
                    self.stages(call.body, inner, depth, pipeline, output);
                }
                "post" | "environment" | "agent" | "options" | "parameters" | "triggers"
                | "tools" | "when" => {}
                _ => self.stages(call.body, around.clone(), depth, pipeline, output),
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the place, the content and the two that it writes to"
    )]
    fn stage<'i>(
        &mut self,
        name: &str,
        line: usize,
        body: &'i [Item],
        around: &Around<'i>,
        depth: usize,
        pipeline: &mut PipelineDraft,
        output: &mut Output<'_>,
    ) -> Option<String> {
        let at = place(line)?;
        self.read += 1;
        if self.read == ci::MOST_JOBS {
            let reason = format!(
                "it has more than {} stages; the others are not read",
                ci::MOST_JOBS
            );
            output.gap(Outcome::CutOff, &at, &reason, "");
        }
        if self.read >= ci::MOST_JOBS {
            return None;
        }
        let all = calls(body);
        let nested = ["stages", "parallel", "matrix", "stage"];
        let mut inner = around.clone();
        for call in &all {
            match call.name {
                "agent" => inner.agent = Some(*call),
                "environment" => inner.environment.push(call.body),
                "input" => inner.waits = Some(format!("after {name}, where a person must go on")),
                _ => {}
            }
        }
        if all.iter().any(|it| nested.contains(&it.name)) {
            inner.prefix = format!("{name}/");
            self.stages(body, inner.clone(), depth, pipeline, output);
            return inner.waits.filter(|_| around.waits.is_none());
        }
        let mut stage = pipeline.stage(name, stage_kind(&[name]), &at);
        for before in self.last.iter().take(100) {
            stage.after(before);
        }
        let mut steps = Steps::default();
        steps.environment(&inner.environment, &mut stage);
        for call in &inner.within {
            steps.call(call, DEEPEST, &mut stage, output);
        }
        steps.body(&all, depth, &mut stage, output);
        ci::read_script(&mut stage, &steps.text, &steps.variables);
        ci::repository_code(&mut stage, output, true);
        for library in &inner.libraries {
            let (name, version) = library.split_once('@').unwrap_or((library, ""));
            let pinned = version.len() == 40 && version.bytes().all(|b| b.is_ascii_hexdigit());
            let id = format!("jenkins:libraries/{name}");
            let pinned = pinned.then(|| version.to_owned());
            stage.reads_pinned_asset(LineageKind::Code, "jenkins:library", &id, pinned);
        }
        agent(inner.agent, &mut stage);
        if let Some(why) = &around.waits {
            stage.gate("approval", why.as_str());
        }
        pipeline.add(stage);
        self.last = vec![name.to_owned()];
        inner.waits.filter(|_| around.waits.is_none())
    }
}
