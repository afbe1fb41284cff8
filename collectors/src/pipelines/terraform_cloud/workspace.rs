//! Workspaces as pipelines: a stage `plan` and a stage `apply`.

use std::collections::{BTreeMap, BTreeSet};

use super::credentials;
use super::part::{Part, Set, Variable, What, Workspace};
use super::variables::Variables;
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Fact, IdentityToken, LineageKind, Origin, Provider, Scope, ScopeKind, Trigger};
use crate::pipelines::{Node, PipelineDraft, StageDraft, Value};
use crate::redact::free_text;
use crate::snapshot::Sink;

/// Everything that was read, by ids.
#[derive(Debug, Default)]
struct Known {
    projects: BTreeMap<String, String>,
    /// By organisation and name.
    workspaces: BTreeMap<(String, String), (Workspace, Origin)>,
    /// What is known of a workspace by its id alone.
    by_id: Vec<Workspace>,
    variables: BTreeMap<String, Vec<Variable>>,
    sets: BTreeMap<String, Set>,
    /// From workspaces and projects to the sets that they have.
    given: BTreeMap<String, Vec<String>>,
}

/// Puts parts together. Returns how many workspaces there are.
pub(in crate::pipelines) fn together(mut parts: Vec<Part>, sink: &mut dyn Sink) -> u64 {
    parts.sort_by(|a, b| a.origin.cmp(&b.origin));
    let first = parts.first().map(|it| it.origin.clone());
    let mut known = Known::default();
    for part in parts {
        known.take(part);
    }
    let mut organizations: BTreeMap<String, Origin> = BTreeMap::new();
    let mut count = 0;
    for ((organization, _), (workspace, origin)) in &known.workspaces {
        let mut workspace = workspace.clone();
        let own = workspace.id.clone();
        for more in known.by_id.iter().filter(|it| it.id == own) {
            workspace.add(more.clone());
        }
        organizations
            .entry(organization.clone())
            .or_insert_with(|| origin.clone());
        for fact in known.pipeline(organization, &workspace, origin).facts() {
            sink.fact(fact);
        }
        count += 1;
    }
    known.tell_unknown(count, first, sink);
    for (name, origin) in organizations {
        let (id, kind) = (scope(&name), ScopeKind::Organization);
        let mut scope = Scope::new(id, Provider::Other, kind, origin);
        scope.name = Some(free_text(&name).into_owned());
        sink.fact(Fact::Scope(scope));
    }
    count
}

fn scope(organization: &str) -> String {
    format!("terraform-cloud:{organization}")
}

impl Known {
    fn take(&mut self, part: Part) {
        match part.what {
            What::Project(id, name) => {
                self.projects.insert(id, name);
            }
            What::Workspace(workspace) if workspace.name.is_empty() => self.by_id.push(*workspace),
            What::Workspace(workspace) => {
                let organization = workspace.organization.clone();
                let organization = organization.unwrap_or_else(|| "_".to_owned());
                let key = (organization, workspace.name.clone());
                match self.workspaces.get_mut(&key) {
                    Some((known, _)) => known.add(*workspace),
                    None => {
                        self.workspaces.insert(key, (*workspace, part.origin));
                    }
                }
            }
            What::Variable(mut variable) => {
                variable.origin = part.origin;
                let all = self.variables.entry(variable.of.clone()).or_default();
                all.push(variable);
            }
            What::Set(set) => {
                self.sets.insert(set.id.clone(), set);
            }
            What::Given(set, to) => {
                for one in to {
                    self.given.entry(one).or_default().push(set.clone());
                }
            }
        }
    }

    /// Tells of variables whose workspace or set no file describes, and of files that describe no workspace at all.
    fn tell_unknown(&self, workspaces: u64, first: Option<Origin>, sink: &mut dyn Sink) {
        let mut tell = |origin: Origin, reason: String| {
            sink.coverage(Coverage {
                scope: "terraform-cloud".to_owned(),
                region: None,
                operation: "import:pipelines/terraform-cloud".to_owned(),
                subject: Some(origin.source.clone()),
                outcome: Outcome::NotInInput,
                records: 0,
                reason,
                help: "save the answer of the API about the workspaces beside it".to_owned(),
                origin,
            });
        };
        let ids = self
            .workspaces
            .values()
            .filter_map(|(it, _)| it.id.as_ref());
        let ids: BTreeSet<&String> = ids.chain(self.sets.keys()).collect();
        let mut told = false;
        for (of, variables) in self.variables.iter().filter(|(of, _)| !ids.contains(of)) {
            let Some(origin) = variables.first().map(|it| it.origin.clone()) else {
                continue;
            };
            let path = free_text(&origin.source).into_owned();
            let of = free_text(of);
            tell(
                origin,
                format!("`{path}`: the variables of `{of}`, which no file describes"),
            );
            told = true;
        }
        if let Some(origin) = first.filter(|_| workspaces == 0 && !told) {
            let path = free_text(&origin.source).into_owned();
            tell(origin, format!("`{path}`: no file describes a workspace"));
        }
    }

    /// The variables of a workspace: its own, those of its sets, those of the sets of its project, those of all.
    fn variables_of(&self, organization: &str, workspace: &Workspace) -> Variables<'_> {
        let mut variables = Variables::default();
        let owner = id(organization, &workspace.name);
        let of = |id: &str| self.variables.get(id).into_iter().flatten();
        if let Some(own) = &workspace.id {
            variables.add(of(own), &owner);
        }
        let given = [&workspace.id, &workspace.project].into_iter().flatten();
        let mut sets: Vec<&str> = Vec::new();
        for one in given {
            sets.extend(
                self.given
                    .get(one)
                    .into_iter()
                    .flatten()
                    .map(String::as_str),
            );
        }
        let global = self.sets.values().filter(|it| {
            let own = it.organization.as_deref();
            it.global && own.is_none_or(|it| it == organization)
        });
        sets.extend(global.map(|it| it.id.as_str()));
        for set in sets {
            variables.add(of(set), &format!("terraform-cloud:varsets/{set}"));
        }
        variables
    }

    fn pipeline(&self, organization: &str, it: &Workspace, origin: &Origin) -> PipelineDraft {
        let mut pipeline = PipelineDraft::read_at(
            Provider::Other,
            "terraform-cloud:workspace",
            id(organization, &it.name),
            &it.name,
            scope(organization),
            origin.clone(),
        );
        let keep = [
            ("execution", &it.execution),
            ("workspace_id", &it.id),
            ("repository", &it.repository),
        ];
        for (name, value) in keep {
            if let Some(value) = value {
                pipeline.attribute(name, free_text(value).into_owned());
            }
        }
        if let Some(auto) = it.auto_apply {
            pipeline.attribute("auto_apply", auto);
        }
        for trigger in triggers(it) {
            pipeline.trigger(trigger);
        }
        let variables = self.variables_of(organization, it);
        let project = it.project_name.clone();
        let project = project.or_else(|| self.projects.get(it.project.as_ref()?).cloned());
        let subject = format!(
            "organization:{organization}:project:{}:workspace:{}",
            project.as_deref().unwrap_or("*"),
            it.name
        );
        let subject = subject.replacen("organization:_:", "organization:*:", 1);
        for (phase, kind) in [("plan", "plan"), ("apply", "deploy")] {
            let mut stage = pipeline.stage(phase, kind, &Node::at_line(1));
            stage.fact().at.clear();
            if phase == "apply" {
                stage.after("plan");
                if it.auto_apply == Some(false) {
                    stage.gate("approval", "somebody confirms the plan");
                }
            }
            code(it, &mut stage);
            if it.execution.as_deref() == Some("local") {
                let who =
                    Value::unresolved("whoever runs Terraform: runs of the workspace are local");
                stage.runs_as("user", &who, str::to_owned);
                pipeline.add(stage);
                continue;
            }
            variables.give(&mut stage);
            runs(phase, it, &subject, organization, &variables, &mut stage);
            pipeline.add(stage);
        }
        pipeline
    }
}

fn id(organization: &str, workspace: &str) -> String {
    format!("{}/{workspace}", scope(organization))
}

/// What starts runs: pushes to the repository, pull requests (which are planned, with what the plan may do), or somebody.
fn triggers(it: &Workspace) -> Vec<Trigger> {
    // A `cloud` block says where the configuration lies, not that pushes are planned.
    if it.repository.is_none() || it.block.is_some() && it.speculative.is_none() {
        return vec![Trigger::new("api", "")];
    }
    let branch = it.branch.as_deref().unwrap_or("the default branch");
    let mut all = vec![match &it.tags {
        Some(pattern) => Trigger::new("push", format!("tag {pattern}")),
        None => Trigger::new("push", branch),
    }];
    if it.speculative != Some(false) {
        all.push(Trigger::new("pull_request", branch));
    }
    all
}

fn code(it: &Workspace, stage: &mut StageDraft) {
    let kinds = |id: &str| match id.starts_with("github:") {
        true => ("github:file", "github:repository-contents"),
        false => ("git:file", "git:repository-contents"),
    };
    if let Some(repository) = &it.repository {
        let (_, contents) = kinds(repository);
        stage.reads_asset(
            LineageKind::Code,
            contents,
            &format!("{repository}/*"),
            None,
        );
    }
    if let Some(block) = &it.block {
        let (file, _) = kinds(block);
        stage.reads_asset(LineageKind::Code, file, block, None);
    }
}

/// The identities and the token of a phase, and the host of an agent of one's own.
fn runs(
    phase: &str,
    it: &Workspace,
    subject: &str,
    organization: &str,
    variables: &Variables<'_>,
    stage: &mut StageDraft,
) {
    if it.execution.as_deref() == Some("agent") {
        stage.attribute("self_hosted", true);
        let pool = it.agent_pool.as_deref().unwrap_or("of the workspace");
        let host = Value::unresolved(&format!("the host of an agent of the pool {pool}"));
        stage.runs_as("runner", &host, str::to_owned);
    }
    if variables.is_empty() {
        let open = Value::unresolved("the variables of the workspace, which were not read");
        stage.runs_as("oidc", &open, str::to_owned);
        return;
    }
    let audiences = credentials::of(&phase.to_ascii_uppercase(), variables, stage);
    if audiences.is_empty() {
        return;
    }
    let host = it.host.as_deref().unwrap_or("app.terraform.io");
    let mut token = IdentityToken {
        issuer: format!("https://{host}"),
        subjects: vec![format!("{subject}:run_phase:{phase}")],
        audiences,
        ..IdentityToken::default()
    };
    let mut claim = |name: &str, value: &str| {
        let name = format!("terraform_{name}");
        token.claims.insert(name, vec![value.to_owned()]);
    };
    claim("run_phase", phase);
    claim("workspace_name", &it.name);
    if organization != "_" {
        claim("organization_name", organization);
    }
    if let Some(id) = &it.id {
        claim("workspace_id", id);
    }
    if let Some(id) = &it.project {
        claim("project_id", id);
    }
    stage.token(token);
}
