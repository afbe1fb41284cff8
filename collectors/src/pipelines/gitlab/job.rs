//! A job as it is after `extends`, `default` and `!reference` (GitLab Docs, "CI/CD YAML syntax reference": `extends`,
//! `inherit`; "Optimize GitLab CI/CD configuration files": `!reference` tags).

use std::collections::HashMap;

use super::super::Node;
use super::super::ci::Budget;

/// How many levels of `extends` GitLab follows.
const LEVELS: usize = 11;
/// How many levels of `!reference` GitLab follows.
const REFERENCES: usize = 10;
/// The most templates that one job is made of.
const MOST_LAYERS: usize = 64;

/// The members of the file, by their names.
pub(super) struct Definition<'n> {
    root: &'n Node,
    members: HashMap<&'n str, (&'n Node, &'n Node)>,
    no_jobs: &'n [&'n str],
}

/// A job with the templates that it extends.
pub(super) struct Job<'n> {
    pub(super) name: &'n str,
    /// Where it begins.
    pub(super) key: &'n Node,
    /// The job and its templates, the most particular first.
    layers: Vec<&'n Node>,
    /// Templates that are not in the file.
    pub(super) unknown: Vec<&'n str>,
    root: &'n Node,
}

impl<'n> Definition<'n> {
    pub(super) fn new(root: &'n Node, no_jobs: &'n [&'n str]) -> Self {
        let named = root
            .entries()
            .iter()
            .filter_map(|(key, value)| Some((key.as_str()?, (key, value))));
        Self {
            root,
            members: named.collect(),
            no_jobs,
        }
    }

    /// The jobs, in their order; those whose names begin with a dot are templates.
    pub(super) fn jobs(&self) -> impl Iterator<Item = Job<'n>> {
        self.root.entries().iter().filter_map(|(key, node)| {
            let name = key.as_str()?;
            let is_job = node.is_map() && !name.starts_with('.') && !self.no_jobs.contains(&name);
            is_job.then(|| self.job(name, key, node))
        })
    }

    fn job(&self, name: &'n str, key: &'n Node, node: &'n Node) -> Job<'n> {
        let mut job = Job {
            name,
            key,
            layers: Vec::new(),
            unknown: Vec::new(),
            root: self.root,
        };
        self.extend(node, LEVELS, &mut job);
        job
    }

    /// Of several templates the last has the last word.
    fn extend(&self, node: &'n Node, levels: usize, job: &mut Job<'n>) {
        if job.layers.len() >= MOST_LAYERS {
            return;
        }
        job.layers.push(node);
        let Some(levels) = levels.checked_sub(1) else {
            return;
        };
        let templates = node.get("extends").map_or(&[][..], Node::one_or_many);
        for template in templates.iter().rev().filter_map(Node::as_str) {
            match self.members.get(template) {
                Some((_, node)) => self.extend(node, levels, job),
                None if !job.unknown.contains(&template) && job.unknown.len() < MOST_LAYERS => {
                    job.unknown.push(template);
                }
                None => {}
            }
        }
    }

    /// The scripts of a job, one command a line; and whether that is all of it.
    pub(super) fn script(&self, job: &Job<'n>, budget: &mut Budget) -> (String, bool) {
        let mut text = String::new();
        let mut whole = true;
        let hook = job
            .get("hooks")
            .and_then(|it| it.get("pre_get_sources_script"));
        let parts = ["before_script", "script", "after_script"];
        for part in hook
            .into_iter()
            .chain(parts.into_iter().filter_map(|it| job.get(it)))
        {
            whole &= self.lines(part, REFERENCES, &mut text, budget);
        }
        (text, whole)
    }

    fn lines(&self, node: &'n Node, depth: usize, text: &mut String, budget: &mut Budget) -> bool {
        if let Some(line) = node.as_str() {
            if !budget.take(line.len().saturating_add(1)) {
                return false;
            }
            text.push_str(line);
            text.push('\n');
            return true;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return true;
        };
        if node.tag() == Some("!reference") {
            let path: Vec<&str> = node.items().iter().filter_map(Node::as_str).collect();
            let found = path.split_first().and_then(|(first, rest)| {
                let (_, start) = self.members.get(first)?;
                start.at(rest)
            });
            return found.is_none_or(|it| self.lines(it, depth, text, budget));
        }
        for item in node.items() {
            if !budget.take(1) || !self.lines(item, depth, text, budget) {
                return false;
            }
        }
        true
    }
}

impl<'n> Job<'n> {
    /// A keyword of the job: its own, of a template, or the default of the file.
    pub(super) fn get(&self, keyword: &str) -> Option<&'n Node> {
        let own = self.layers.iter().find_map(|it| it.get(keyword));
        own.or_else(|| {
            let inherit = self.layers.iter().find_map(|it| it.get("inherit"));
            let inherit = inherit.and_then(|it| it.get("default"));
            let inherits = match inherit {
                Some(list) if list.is_list() => list.items().iter().any(|it| it.is(keyword)),
                Some(flag) => flag.as_bool() != Some(false),
                None => true,
            };
            let default = self.root.get("default").and_then(|it| it.get(keyword));
            // The older form stands beside the jobs.
            let global = [
                "image",
                "services",
                "cache",
                "before_script",
                "after_script",
            ];
            let global = global
                .contains(&keyword)
                .then(|| self.root.get(keyword))
                .flatten();
            default.or(global).filter(|_| inherits)
        })
    }

    /// A map of the job, of each template that has it, the most particular last: maps are united.
    pub(super) fn all(&self, keyword: &'static str) -> impl Iterator<Item = &'n Node> {
        self.layers
            .iter()
            .rev()
            .filter_map(move |it| it.get(keyword))
    }

    /// The names in such a map.
    pub(super) fn names_of(&self, keyword: &'static str) -> impl Iterator<Item = &'n str> {
        self.entries(keyword).map(|(name, _)| name)
    }

    /// The members of such a map; what is more particular comes later.
    pub(super) fn entries(
        &self,
        keyword: &'static str,
    ) -> impl Iterator<Item = (&'n str, &'n Node)> {
        let own = self.all(keyword).flat_map(Node::entries);
        let default = self.root.get("default").and_then(|it| it.get(keyword));
        let default = default.filter(|_| self.all(keyword).next().is_none());
        let default = default.into_iter().flat_map(Node::entries);
        default
            .chain(own)
            .filter_map(|(name, value)| Some((name.as_str()?, value)))
    }

    /// The stage that it is in.
    pub(super) fn stage(&self) -> &'n str {
        self.get("stage").and_then(Node::as_str).unwrap_or("test")
    }

    /// Whether it has the variables of the file. A list of them is read as all: it names fewer, never others.
    pub(super) fn inherits_variables(&self) -> bool {
        let inherit = self.layers.iter().find_map(|it| it.get("inherit"));
        let variables = inherit.and_then(|it| it.get("variables"));
        variables.and_then(Node::as_bool) != Some(false)
    }
}
