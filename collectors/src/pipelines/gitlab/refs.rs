//! For which branches and tags a job runs, and what starts it (GitLab Docs, "CI/CD YAML syntax reference": `rules`, `only`,
//! `workflow`; "Specify when jobs run with rules").
//!
//! What a condition says beyond that is not looked at: then the job is taken to run for more, never for less.

use std::collections::BTreeSet;

use super::super::Node;
use super::job::Job;
use crate::facts::Trigger;

/// For what a job runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Refs {
    ways: Vec<Way>,
    by_hand: bool,
    /// It runs for protected branches and tags only.
    pub(super) protected: bool,
}

/// One way in which a job comes to run. Names are patterns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Way {
    branch: Option<String>,
    tag: Option<String>,
    /// `push`, `merge_request`, `schedule`, `manual`, `api`, `upstream`. `None`: whatever starts a pipeline.
    source: Option<&'static str>,
}

/// So many ways are told apart.
const MOST: usize = 100;

impl Way {
    /// Every branch and tag.
    fn any() -> Self {
        let any = || Some("*".to_owned());
        Self {
            branch: any(),
            tag: any(),
            source: None,
        }
    }
}

impl Refs {
    fn all() -> Self {
        Self::of(vec![Way::any()])
    }

    fn of(ways: Vec<Way>) -> Self {
        Self {
            ways,
            ..Self::default()
        }
    }

    /// Whether somebody must start the job, whichever way it comes to run.
    pub(super) fn by_hand(&self) -> bool {
        self.by_hand
    }

    /// The branches.
    pub(super) fn branches(&self) -> BTreeSet<&str> {
        names(self.ways.iter().filter_map(|it| it.branch.as_deref()))
    }

    /// The tags.
    pub(super) fn tags(&self) -> BTreeSet<&str> {
        names(self.ways.iter().filter_map(|it| it.tag.as_deref()))
    }

    /// What starts a pipeline that has the job.
    pub(super) fn triggers(&self) -> Vec<Trigger> {
        let mut all = Vec::new();
        for way in &self.ways {
            match way.source {
                None | Some("push") => {
                    all.extend(way.branch.iter().map(|it| Trigger::new("push", it)));
                    let tag = way.tag.iter().map(|it| format!("tag {it}"));
                    all.extend(tag.map(|it| Trigger::new("push", it)));
                }
                Some(source) => all.push(Trigger::new(source, "")),
            }
        }
        all
    }

    fn add(&mut self, way: Way) {
        if self.ways.len() >= MOST {
            self.ways = vec![Way::any()];
        }
        if !self.ways.contains(&way) {
            self.ways.push(way);
        }
    }

    /// What stays of it in a pipeline that runs for these only.
    fn within(mut self, workflow: &Self) -> Self {
        if self.ways.contains(&Way::any()) {
            self.ways.retain(|it| *it != Way::any());
            for way in &workflow.ways {
                self.add(way.clone());
            }
        }
        self.protected |= workflow.protected;
        self
    }
}

/// Names without those that others of them mean too.
fn names<'a>(all: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let all: BTreeSet<&str> = all.collect();
    match all.contains("*") {
        true => BTreeSet::from(["*"]),
        false => all,
    }
}

/// For what a job runs.
pub(super) fn of_job(job: &Job<'_>, workflow: Option<&Refs>) -> Refs {
    let by_hand = job.get("when").and_then(Node::as_str) == Some("manual");
    let mut refs = match (job.get("rules"), job.get("only")) {
        (Some(rules), _) => rules_of(rules, by_hand),
        (None, Some(only)) => only_of(only, by_hand),
        (None, None) => Refs {
            by_hand,
            ..Refs::all()
        },
    };
    if let Some(workflow) = workflow {
        refs = refs.within(workflow);
    }
    refs
}

/// For what the pipelines of a file run.
pub(super) fn of_rules(rules: &Node) -> Refs {
    rules_of(rules, false)
}

fn rules_of(rules: &Node, job_by_hand: bool) -> Refs {
    let mut refs = Refs::default();
    let (mut by_hand, mut protected) = (true, true);
    for rule in rules.items() {
        // `!reference`d rules stand in a list of their own: what they say is not known.
        if !rule.is_map() {
            refs.add(Way::any());
            (by_hand, protected) = (false, false);
            continue;
        }
        let when = rule.text_of("when");
        if when == Some("never") {
            continue;
        }
        by_hand &= when == Some("manual") || when.is_none() && job_by_hand;
        let one = match rule.text_of("if") {
            Some(condition) => of_condition(condition),
            None => Refs::all(),
        };
        protected &= one.protected;
        for way in one.ways {
            refs.add(way);
        }
    }
    let any = !refs.ways.is_empty();
    refs.by_hand = any && by_hand;
    refs.protected = any && protected;
    refs
}

fn only_of(only: &Node, by_hand: bool) -> Refs {
    let listed = match only.get("refs") {
        Some(refs) => refs.items(),
        None if only.is_map() => &[],
        None => only.one_or_many(),
    };
    let mut refs = match listed.is_empty() {
        true => Refs::all(),
        false => Refs::default(),
    };
    refs.by_hand = by_hand;
    for name in listed.iter().filter_map(Node::as_str) {
        let name = name.split('@').next().unwrap_or(name);
        let of = |branch: Option<&str>, tag: Option<&str>, source| Way {
            branch: branch.map(str::to_owned),
            tag: tag.map(str::to_owned),
            source,
        };
        let any = Some("*");
        refs.add(match name {
            "tags" => of(None, any, Some("push")),
            "branches" => of(any, None, Some("push")),
            "pushes" => of(any, any, Some("push")),
            "merge_requests" | "external_pull_requests" => of(any, None, Some("merge_request")),
            "schedules" => of(any, any, Some("schedule")),
            "web" | "chat" => of(any, any, Some("manual")),
            "api" | "triggers" => of(any, any, Some("api")),
            "pipelines" => of(any, any, Some("upstream")),
            name => {
                let pattern = pattern(name);
                of(Some(&pattern), Some(&pattern), None)
            }
        });
    }
    refs
}

/// `A && B || C`, without parentheses; with them nothing is narrowed.
fn of_condition(condition: &str) -> Refs {
    if condition.len() > 10_000 || condition.contains('(') {
        return Refs::all();
    }
    let mut refs = Refs {
        protected: true,
        ..Refs::default()
    };
    for clause in condition.split("||") {
        let (way, protected) = of_clause(clause);
        refs.protected &= protected;
        refs.add(way);
    }
    refs
}

fn of_clause(clause: &str) -> (Way, bool) {
    let (mut branch, mut tag, mut protected) = (None, None, false);
    let mut source = None;
    let (mut no_tag, mut no_branch) = (false, false);
    for term in clause.split("&&").map(str::trim) {
        let (name, operator, value) = term_of(term);
        match (name, operator) {
            ("CI_COMMIT_BRANCH", "==") if value == "null" => no_branch = true,
            ("CI_COMMIT_TAG", "==") if value == "null" => no_tag = true,
            ("CI_COMMIT_BRANCH", "==" | "=~") => branch = Some(pattern(value)),
            ("CI_COMMIT_BRANCH", "") => branch = Some("*".to_owned()),
            ("CI_COMMIT_TAG", "==" | "=~") => tag = Some(pattern(value)),
            ("CI_COMMIT_TAG", "") => tag = Some("*".to_owned()),
            ("CI_COMMIT_REF_NAME", "==" | "=~") => {
                (branch, tag) = (Some(pattern(value)), Some(pattern(value)));
            }
            ("CI_COMMIT_REF_PROTECTED", "==") => {
                protected = value.trim_matches(['"', '\'']) == "true";
            }
            ("CI_PIPELINE_SOURCE", "==") => {
                source = match value.trim_matches(['"', '\'']) {
                    "push" => Some("push"),
                    "merge_request_event" | "external_pull_request_event" => Some("merge_request"),
                    "schedule" => Some("schedule"),
                    "web" | "chat" | "webide" => Some("manual"),
                    "api" | "trigger" => Some("api"),
                    "pipeline" | "parent_pipeline" => Some("upstream"),
                    _ => None,
                }
            }
            (name, _) if name.starts_with("CI_MERGE_REQUEST_") => source = Some("merge_request"),
            _ => {}
        }
    }
    let any = Way::any();
    let mut way = match (branch, tag) {
        (None, None) => any,
        (branch, tag) => Way {
            branch,
            tag,
            source: None,
        },
    };
    // The token of a merge request has the name of its source branch.
    if source == Some("merge_request") || no_tag {
        way.tag = None;
    }
    if no_branch {
        way.branch = None;
    }
    way.source = source;
    (way, protected)
}

/// `$NAME == "value"` as name, operator and value.
fn term_of(term: &str) -> (&str, &str, &str) {
    for operator in ["==", "=~", "!=", "!~"] {
        if let Some((name, value)) = term.split_once(operator) {
            return (name.trim().trim_start_matches('$'), operator, value.trim());
        }
    }
    (term.trim_start_matches('$'), "", "")
}

/// The names that a text, a regular expression or a variable means. A name that only the project knows may be any.
fn pattern(value: &str) -> String {
    let value = value.trim_matches(['"', '\'']);
    if value.contains('$') && !value.starts_with('/') {
        return "*".to_owned();
    }
    match value.strip_prefix('/').and_then(|it| it.rsplit_once('/')) {
        Some((expression, _)) => of_expression(expression),
        None => value.to_owned(),
    }
}

/// A pattern that is met by whatever meets the regular expression.
fn of_expression(expression: &str) -> String {
    let Some(rest) = expression.strip_prefix('^') else {
        return "*".to_owned();
    };
    if rest.contains('|') {
        return "*".to_owned();
    }
    let mut begins = String::new();
    let mut characters = rest.chars().peekable();
    let mut exact = false;
    while let Some(next) = characters.next() {
        let literal = match next {
            '\\' => match characters.next() {
                Some(escaped) if !escaped.is_alphanumeric() => escaped,
                _ => break,
            },
            '$' if characters.peek().is_none() => {
                exact = true;
                break;
            }
            '.' | '[' | '(' | '*' | '+' | '?' | '{' | '$' | ')' => break,
            other => other,
        };
        // What may be there, or not.
        if matches!(characters.peek(), Some('?' | '*' | '{')) {
            break;
        }
        begins.push(literal);
    }
    if !exact {
        begins.push('*');
    }
    begins
}
