//! Tasks: the code that each runs, and what its parameters name.
//!
//! Databricks documentation, REST API, "Jobs", `tasks`; "Add tasks to jobs in Databricks bundles".

use super::Context;
use crate::facts::LineageKind;
use crate::pipelines::file::host_and_path;
use crate::pipelines::place::{Grain, Place};
use crate::pipelines::{Node, StageDraft, Value, purpose, sibling};

/// What a task does, by its name or by its form.
pub(super) fn kind(key: &str, task: &Node) -> String {
    let form = task
        .entries()
        .iter()
        .filter_map(|(name, _)| name.as_str()?.strip_suffix("_task"))
        .next();
    purpose::of_name_or(key, form.unwrap_or("task")).to_owned()
}

/// The repository of the code of a job, and the commit that it is pinned to.
fn repository(job: &Node) -> Option<(String, Option<&str>)> {
    let source = job.get("git_source")?;
    let (host, path) = host_and_path(source.text_of("git_url")?)?;
    let id = match &*host {
        "github.com" => format!("github:{path}"),
        "gitlab.com" => format!("gitlab:{path}"),
        "bitbucket.org" => format!("bitbucket:{path}"),
        _ => format!("git:{host}/{path}"),
    };
    let commit = source
        .text_of("git_commit")
        .filter(|it| it.len() == 40 && it.bytes().all(|b| b.is_ascii_hexdigit()));
    Some((id, commit))
}

/// A task of a job.
pub(super) fn read(task: &Node, job: &Node, context: &Context<'_>, stage: &mut StageDraft) {
    for before in task.get("depends_on").map_or(&[][..], Node::items) {
        if let Some(key) = before.text_of("task_key") {
            stage.after(key);
        }
    }
    let repository = repository(job);
    // The task that each turn of a loop runs.
    let inner = task.at(&["for_each_task", "task"]);
    for part in [Some(task), inner].into_iter().flatten() {
        form(part, repository.as_ref(), context, stage);
        for library in part.get("libraries").map_or(&[][..], Node::items) {
            for member in ["whl", "jar", "egg", "requirements"] {
                if let Some(path) = library.text_of(member) {
                    code("libraries", path, None, context, stage);
                }
            }
        }
    }
}

fn form(
    task: &Node,
    repository: Option<&(String, Option<&str>)>,
    context: &Context<'_>,
    stage: &mut StageDraft,
) {
    const CODE: [(&str, &[&str]); 5] = [
        ("notebook_task", &["notebook_path"]),
        ("spark_python_task", &["python_file"]),
        ("sql_task", &["file", "path"]),
        ("dbt_task", &["project_directory"]),
        ("spark_jar_task", &["jar_uri"]),
    ];
    for (member, path) in CODE {
        let Some(form) = task.get(member) else {
            continue;
        };
        let from_git = form
            .text_of("source")
            .is_none_or(|it| it.eq_ignore_ascii_case("git"));
        if let Some(path) = form.at(path).and_then(Node::as_str) {
            code(
                member,
                path,
                repository.filter(|_| from_git),
                context,
                stage,
            );
        }
        for name in ["base_parameters", "parameters"] {
            parameters(form.get(name), context, stage);
        }
        if let Some(warehouse) = form.text_of("warehouse_id") {
            stage.attribute(
                "warehouse",
                format!("databricks:warehouses/{}", context.shown(warehouse)),
            );
        }
    }
    if let Some(wheel) = task.get("python_wheel_task") {
        parameters(wheel.get("named_parameters"), context, stage);
        parameters(wheel.get("parameters"), context, stage);
    }
    let starts = [
        ("pipeline_task", "pipeline_id", "pipelines"),
        ("run_job_task", "job_id", "jobs"),
    ];
    for (member, id, collection) in starts {
        if let Some(other) = task.at(&[member, id]).and_then(Node::as_str) {
            let own = format!("${{resources.{collection}.");
            let id = match other.strip_prefix(&own).and_then(|it| it.split('.').next()) {
                Some(key) => format!("{}/{collection}/{key}", context.file.id()),
                None => format!("databricks:{collection}/{}", context.shown(other)),
            };
            stage.attribute("starts", id);
        }
    }
}

/// Code by its path: of a repository, in the workspace, in storage, or beside the bundle.
pub(super) fn code(
    member: &str,
    path: &str,
    repository: Option<&(String, Option<&str>)>,
    context: &Context<'_>,
    stage: &mut StageDraft,
) {
    if let Some((repository, commit)) = repository
        && !path.starts_with('/')
        && !path.contains(':')
    {
        let id = format!("{repository}/{}", path.trim_start_matches("./"));
        let commit = commit.map(str::to_owned);
        stage.reads_pinned_asset(LineageKind::Code, "git:file", &id, commit);
        return;
    }
    let value = context.value(path);
    match value.known() {
        Some(known) if known.starts_with("/Volumes/") => {
            let id = volume_path(known);
            stage.reads_asset(
                LineageKind::Code,
                "databricks:volume-path",
                &id,
                value.assumed(),
            );
        }
        Some(known) if known.starts_with('/') => {
            let known = known.strip_prefix("/Workspace").unwrap_or(known);
            let id = format!("databricks:workspace{known}");
            stage.reads_asset(
                LineageKind::Code,
                "databricks:workspace-file",
                &id,
                value.assumed(),
            );
        }
        Some(known) if Place::of_uri(known, Grain::Guess).is_none() => {
            match sibling::id(context.file, known, false) {
                Some(id) => stage.reads_asset(LineageKind::Code, "git:file", &id, value.assumed()),
                None => {
                    stage.unresolved(member, "code", &Value::unresolved(path));
                }
            }
        }
        _ => stage.reads(LineageKind::Code, member, &value, Grain::Guess),
    }
}

/// `/Volumes/CATALOG/SCHEMA/VOLUME/path`.
pub(super) fn volume_path(path: &str) -> String {
    let mut parts = path.trim_start_matches("/Volumes/").splitn(4, '/');
    let mut next = || parts.next().unwrap_or_default();
    let (catalog, schema, volume, rest) = (next(), next(), next(), next());
    match rest.trim_matches('/') {
        "" => format!("databricks:volumes/{catalog}.{schema}.{volume}/*"),
        rest => format!("databricks:volumes/{catalog}.{schema}.{volume}/{rest}"),
    }
}

/// Places that parameters name. Which way data flows is taken from the name of the parameter.
fn parameters(parameters: Option<&Node>, context: &Context<'_>, stage: &mut StageDraft) {
    let Some(parameters) = parameters else { return };
    let named = parameters
        .entries()
        .iter()
        .map(|(name, value)| (name.as_str().unwrap_or_default(), value));
    for (name, value) in named.chain(parameters.items().iter().map(|it| ("", it))) {
        let Some(text) = value.as_str() else { continue };
        let (name, text) = match text.strip_prefix("--").and_then(|it| it.split_once('=')) {
            Some((name, text)) if name.len() < 64 => (name, text),
            _ => (name, text),
        };
        let value = context.value(text);
        let place = match value.known() {
            Some(known) if known.starts_with("/Volumes/") => {
                Some(("databricks:volume-path".to_owned(), volume_path(known)))
            }
            Some(known) => Place::of_uri(known, Grain::Guess)
                .filter(|it| it.kind != "web:url")
                .map(|it| (it.kind, it.id)),
            None => None,
        };
        let Some((type_name, id)) = place else {
            continue;
        };
        let lower = name.to_ascii_lowercase();
        let writes = ["out", "dest", "target", "sink", "write"]
            .iter()
            .any(|it| lower.contains(it));
        let why =
            format!("a parameter `{name}` names it; which way data flows is taken from its name");
        match writes {
            true => stage.writes_asset(LineageKind::Data, &type_name, &id, Some(why)),
            false => stage.reads_asset(LineageKind::Data, &type_name, &id, Some(why)),
        }
    }
}
