//! What a `run` does, as far as its commands say so in so many words.

use super::checkout::{Head, names_head};
use super::names::Names;
use crate::facts::LineageKind;
use crate::pipelines::{Grain, Place, StageDraft, image};

/// The longest script that is looked at, and the most commands of it.
const LONGEST: usize = 1 << 18;
const MOST: usize = 4096;

/// Commands that run what lies in the working folder: builds, package managers (their scripts and plug-ins), interpreters.
const RUNNERS: &[&str] = &[
    "make",
    "npm",
    "npx",
    "yarn",
    "pnpm",
    "bun",
    "node",
    "deno",
    "pip",
    "pip3",
    "python",
    "python3",
    "uv",
    "poetry",
    "tox",
    "nox",
    "pytest",
    "pre-commit",
    "cargo",
    "go",
    "mvn",
    "./mvnw",
    "gradle",
    "./gradlew",
    "bundle",
    "rake",
    "ruby",
    "rails",
    "composer",
    "php",
    "dotnet",
    "cmake",
    "ninja",
    "bazel",
    "sh",
    "bash",
    "source",
    "docker",
    "docker-compose",
    "terraform",
    "dbt",
    "dvc",
    "just",
    "task",
    "ant",
    "sbt",
    "mix",
    "swift",
    "conda",
];

/// What the scripts of a job do.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Workflows that are started: `train.yml`, `*` where which is not known.
    pub(super) dispatches: Vec<String>,
    /// Whether artifacts of a run are fetched.
    pub(super) downloads: bool,
}

/// Whether a script takes the head of a pull request, and whether it runs what is checked out.
pub(super) fn about(text: &str) -> (Head, bool) {
    let (mut head, mut runs) = (Head::No, false);
    for command in commands(text) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["gh" | "hub", "pr", "checkout", ..] => head = Head::Yes,
            [
                "git",
                verb @ ("fetch" | "pull" | "checkout" | "switch" | "merge" | "clone"),
                rest @ ..,
            ] => {
                let pull = |it: &&str| it.contains("pull/") || it.contains("refs/pull");
                if rest.iter().any(pull) || rest.iter().any(|it| names_head(it)) {
                    head = Head::Yes;
                } else if *verb != "clone" && rest.iter().any(|it| it.contains("HEAD_")) {
                    head = head.or(Head::Perhaps(
                        "the variable of that name holds the head of a pull request".to_owned(),
                    ));
                }
            }
            [first, ..] => {
                let first = first
                    .rsplit_once('/')
                    .map_or(*first, |(folder, name)| match folder {
                        // A path in the working folder is its own program.
                        "/bin" | "/usr/bin" | "/usr/local/bin" => name,
                        _ => "source",
                    });
                runs |= RUNNERS.contains(&first);
            }
            [] => {}
        }
    }
    (head, runs)
}

/// What a script reads, writes and starts.
pub(super) fn read(text: &str, names: &Names<'_>, stage: &mut StageDraft, found: &mut Found) {
    for command in commands(text) {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        match words.as_slice() {
            ["aws", "s3", verb @ ("cp" | "mv" | "sync"), rest @ ..]
            | [
                "gsutil" | "gcloud",
                verb @ ("cp" | "mv" | "rsync"),
                rest @ ..,
            ]
            | ["gsutil", "-m", verb @ ("cp" | "mv" | "rsync"), rest @ ..]
            | [
                "gcloud",
                "storage",
                verb @ ("cp" | "mv" | "rsync"),
                rest @ ..,
            ] => {
                copies(verb, rest, names, stage);
            }
            [
                "huggingface-cli" | "hf",
                verb @ ("upload" | "download"),
                rest @ ..,
            ] => {
                hub(verb, rest, names, stage);
            }
            ["docker" | "podman", "push", rest @ ..] => {
                if let Some(named) = rest.iter().find(|it| !it.starts_with('-')) {
                    pushes(named, names, stage);
                }
            }
            ["gh", "workflow", "run", rest @ ..] => {
                let named = rest.iter().find(|it| !it.starts_with('-'));
                let value = named.map(|it| names.shell(it));
                let known = value.as_ref().and_then(|it| it.known());
                found.dispatches.push(known.unwrap_or("*").to_owned());
            }
            ["gh", "api", rest @ ..] => {
                if let Some(path) = rest.iter().find(|it| it.contains("/dispatches")) {
                    let file = path.split("/workflows/").nth(1);
                    let file = file.and_then(|it| it.split('/').next()).unwrap_or("*");
                    let file = if file.contains('$') { "*" } else { file };
                    found.dispatches.push(file.to_owned());
                }
            }
            ["gh", "run", "download", ..] => found.downloads = true,
            _ => {}
        }
    }
}

fn copies(verb: &str, rest: &[&str], names: &Names<'_>, stage: &mut StageDraft) {
    let recursive = ["--recursive", "-r", "-R"]
        .iter()
        .any(|it| rest.contains(it));
    let grain = match verb.ends_with("sync") || recursive {
        true => Grain::Prefix,
        false => Grain::Guess,
    };
    let mut ends = rest.iter().filter(|it| !it.starts_with('-'));
    let (Some(from), Some(to)) = (ends.next(), ends.next()) else {
        return;
    };
    let (from, to) = (names.shell(from), names.shell(to));
    let in_storage = |it: &crate::pipelines::Value| {
        it.begins().starts_with("s3://") || it.begins().starts_with("gs://")
    };
    if in_storage(&from) {
        stage.reads(LineageKind::Data, "run", &from, grain);
    }
    if in_storage(&to) {
        stage.writes(LineageKind::Data, "run", &to, grain);
    }
}

/// `hf upload REPO [PATH…] [--repo-type dataset]` (Hugging Face, "Command Line Interface").
fn hub(verb: &str, rest: &[&str], names: &Names<'_>, stage: &mut StageDraft) {
    let Some(named) = rest.first().filter(|it| !it.starts_with('-')) else {
        return;
    };
    let value = names.shell(named);
    let Some(known) = value.known() else {
        stage.unresolved("run", "model", &value);
        return;
    };
    let option = rest.iter().position(|it| *it == "--repo-type");
    let kind = option.and_then(|at| rest.get(at + 1)).copied();
    let (path, kind) = match kind.or(rest.iter().find_map(|it| it.strip_prefix("--repo-type="))) {
        Some("dataset") => (format!("datasets/{known}"), LineageKind::Data),
        _ => (format!("models/{known}"), LineageKind::Model),
    };
    if let Some(place) = Place::of_hub(&path) {
        match verb {
            "upload" => stage.writes_asset(kind, &place.kind, &place.id, value.assumed()),
            _ => stage.reads_asset(kind, &place.kind, &place.id, value.assumed()),
        }
    }
}

/// An image that is pushed.
pub(super) fn pushes(reference: &str, names: &Names<'_>, stage: &mut StageDraft) {
    let value = names.shell(reference);
    // The tag is not part of what is written; it is what is known last.
    let known = match value.known() {
        Some(known) => Some(known),
        None => value.begins().rsplit_once(':').map(|(name, _)| name),
    };
    match known.and_then(image::repository) {
        Some((place, _)) => {
            stage.writes_asset(LineageKind::Image, &place.kind, &place.id, value.assumed());
        }
        None if value.known().is_none() => {
            stage.unresolved("push", "image", &value);
        }
        None => {}
    }
}

/// The commands of a script, as words. Quotes are taken off, expressions are kept whole, assignments and `sudo` before a
/// command are dropped.
fn commands(text: &str) -> Vec<Vec<String>> {
    let (mut all, mut command, mut word) = (Vec::new(), Vec::new(), String::new());
    let text = text.get(..LONGEST).unwrap_or(text);
    let mut quote = None;
    let mut rest = text;
    // Where no mark closes any more, none is looked for again.
    let last = text.rfind("}}").map_or(0, |it| text.len() - it);
    let end_word = |word: &mut String, command: &mut Vec<String>| {
        if !word.is_empty() {
            command.push(std::mem::take(word));
        }
    };
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("${{")
            && rest.len() > last
            && last > 0
            && let Some(end) = rest.find("}}")
            && let (Some(whole), Some(after)) = (rest.get(..end + 2), rest.get(end + 2..))
        {
            word.push_str(whole);
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '\\') if rest.starts_with('\n') => {
                rest = rest.get(1..).unwrap_or_default();
                end_word(&mut word, &mut command);
            }
            (None, '\\') if rest.starts_with("\r\n") => {
                rest = rest.get(2..).unwrap_or_default();
                end_word(&mut word, &mut command);
            }
            (None, '#') if word.is_empty() => {
                rest = rest
                    .find('\n')
                    .and_then(|it| rest.get(it..))
                    .unwrap_or_default();
            }
            (None, '\n' | ';' | '|' | '&' | '(' | ')') => {
                end_word(&mut word, &mut command);
                if !command.is_empty() {
                    all.push(bare(std::mem::take(&mut command)));
                }
                if all.len() >= MOST {
                    return all;
                }
            }
            (None, c) if c.is_whitespace() => end_word(&mut word, &mut command),
            (_, c) => word.push(c),
        }
    }
    end_word(&mut word, &mut command);
    if !command.is_empty() {
        all.push(bare(command));
    }
    all
}

fn bare(command: Vec<String>) -> Vec<String> {
    let skipped = |it: &String| {
        let assigned = it.split_once('=').is_some_and(|(name, _)| {
            !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        });
        assigned
            || matches!(
                it.as_str(),
                "sudo" | "time" | "exec" | "env" | "then" | "do" | "else" | "!"
            )
    };
    command.into_iter().skip_while(skipped).collect()
}
