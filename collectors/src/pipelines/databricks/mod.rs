//! Databricks: bundles, jobs, pipelines, serving endpoints, vector indexes, grants, tokens and federation, as bundles write them and
//! the REST API answers.
//!
//! Databricks documentation, "Declarative Automation Bundles configuration reference" and the REST API reference (Jobs 2.2,
//! Pipelines, Serving endpoints, Vector Search, Grants, Token management, Account federation policy).

mod account;
mod bundle;
mod catalog;
mod cluster;
mod delta;
mod identity;
mod job;
mod serving;
mod task;

use super::template::{Marks, value};
use super::{Document, File, Kind, Node, Output, Value};

/// See the top of the file.
pub(super) struct Databricks;

/// What an object of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Job,
    Pipeline,
    Endpoint,
    Index,
    Token,
    Federation,
    Grants,
}

/// How deep an answer holds its objects: `{"ID": {"policies": [{…}]}}`, with one wrapper more.
const DEEPEST: usize = 4;

impl Kind for Databricks {
    fn name(&self) -> &'static str {
        "databricks"
    }

    fn description(&self) -> &'static str {
        "Databricks bundles and answers of its REST API: jobs, pipelines, serving endpoints, vector indexes, grants, tokens, federation policies"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        bundle::is_one(root) || has(root, DEEPEST)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        if bundle::is_one(root) {
            return bundle::read(root, output);
        }
        each(root, "", DEEPEST, output);
    }
}

/// Whether the first object of an answer is one of those that are read.
fn has(node: &Node, deep: usize) -> bool {
    if form(node).is_some() {
        return true;
    }
    if deep == 0 {
        return false;
    }
    let members = node.entries().iter().map(|(_, member)| member).take(16);
    members
        .chain(node.items().first())
        .any(|it| (it.is_list() || it.is_map()) && has(it, deep - 1))
}

/// Reads every object. `key` is the name under which it stands.
fn each(node: &Node, key: &str, deep: usize, output: &mut Output<'_>) {
    let context = Context {
        file: output.file(),
        bundle: None,
    };
    match form(node) {
        Some(Form::Job) => job::from_api(node, &context, output),
        Some(Form::Pipeline) => delta::from_api(node, &context, output),
        Some(Form::Endpoint) => serving::read(node, None, &context, output),
        Some(Form::Index) => catalog::index(node, &context, output),
        Some(Form::Token) => account::token(node, output),
        Some(Form::Federation) => account::federation(node, key, output),
        Some(Form::Grants) => catalog::grants_of_answer(node, output),
        None if deep == 0 => {}
        None => {
            for one in node.items() {
                each(one, key, deep - 1, output);
            }
            for (name, member) in node.entries() {
                // The id of a service principal stands before its policies.
                let name = name.as_str().unwrap_or_default();
                let key = if name == "policies" { key } else { name };
                if member.is_list() || member.is_map() {
                    each(member, key, deep - 1, output);
                }
            }
        }
    }
}

fn form(node: &Node) -> Option<Form> {
    let has = |name: &str| node.get(name).is_some();
    if !node.is_map() {
        return None;
    }
    if has("job_id") && (has("settings") || has("creator_user_name")) && !has("run_id") {
        return Some(Form::Job);
    }
    if has("pipeline_id") && (has("spec") || has("creator_user_name")) {
        return Some(Form::Pipeline);
    }
    let config = node.get("config").or_else(|| node.get("pending_config"));
    if config
        .is_some_and(|it| it.get("served_entities").is_some() || it.get("served_models").is_some())
    {
        return Some(Form::Endpoint);
    }
    if has("index_type") && (has("delta_sync_index_spec") || has("direct_access_index_spec")) {
        return Some(Form::Index);
    }
    if has("token_id") && (has("created_by_id") || has("created_by_username") || has("owner_id")) {
        return Some(Form::Token);
    }
    if node.at(&["oidc_policy", "issuer"]).is_some() {
        return Some(Form::Federation);
    }
    let assignments = node
        .get("privilege_assignments")
        .map_or(&[][..], Node::items);
    let granted = assignments
        .first()
        .is_some_and(|it| it.get("principal").is_some());
    granted.then_some(Form::Grants)
}

/// What expressions may refer to.
struct Context<'a> {
    file: &'a File<'a>,
    /// The bundle, if it is one.
    bundle: Option<&'a Node>,
}

const MARKS: [Marks; 2] = [
    Marks {
        open: "${",
        close: "}",
    },
    Marks {
        open: "{{",
        close: "}}",
    },
];

impl Context<'_> {
    /// The value of a text: `${var.x}` is the default of a variable ("Substitutions and variables in bundles"); `{{…}}` is
    /// known only when a job runs ("What is a dynamic value reference?").
    fn value(&self, text: &str) -> Value {
        value(text, &MARKS, &mut |expression| self.resolve(expression))
    }

    fn resolve(&self, expression: &str) -> Value {
        let Some(bundle) = self.bundle else {
            return Value::unresolved(expression);
        };
        if let Some(name) = expression.strip_prefix("var.") {
            let variable = bundle.at(&["variables", name]);
            let own = variable.and_then(|it| it.as_str().or_else(|| it.text_of("default")));
            let of_target = || {
                let targets = bundle.get("targets").map_or(&[][..], Node::entries);
                let set = targets
                    .iter()
                    .find_map(|(_, target)| target.at(&["variables", name]));
                set.and_then(|it| it.as_str().or_else(|| it.text_of("default")))
            };
            // A variable whose default is an expression again is not followed.
            let text = own.or_else(of_target).filter(|it| !it.contains("${"));
            return match text {
                Some(text) => Value::parameter(expression, Some(text.to_owned())),
                None => Value::unresolved(expression),
            };
        }
        match (
            expression,
            bundle.at(&["bundle", "name"]).and_then(Node::as_str),
        ) {
            ("bundle.name", Some(name)) => Value::literal(name),
            _ => match resource_name(bundle, expression) {
                Some(name) => Value::literal(name),
                None => Value::unresolved(expression),
            },
        }
    }

    /// A name as it is shown: an expression stays as it is written.
    fn shown(&self, text: &str) -> String {
        let value = self.value(text);
        value.known().unwrap_or(text).to_owned()
    }
}

/// `resources.registered_models.m.name` and the like: the name that another resource of the bundle has.
fn resource_name(bundle: &Node, expression: &str) -> Option<String> {
    let mut parts = expression.strip_prefix("resources.")?.split('.');
    let (collection, key, member) = (parts.next()?, parts.next()?, parts.next()?);
    let resource = bundle.at(&["resources", collection, key])?;
    let text = resource.text_of(match member {
        "id" => "name",
        member => member,
    })?;
    (!text.contains("${")).then(|| text.to_owned())
}
