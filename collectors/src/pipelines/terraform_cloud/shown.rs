//! What `terraform show -json` prints of the `tfe` provider (Terraform documentation, "JSON output format"; documentation of the
//! provider, `tfe_workspace`, `tfe_variable`, `tfe_variable_set`, `tfe_project`).

use super::answers;
use super::part::{Set, Variable, What, Workspace, give, member, text};
use crate::pipelines::{Node, Output};

/// How deep modules stand in each other.
const DEEPEST: usize = 32;

/// A state or a plan with a resource of the provider.
pub(super) fn recognises(root: &Node) -> bool {
    if root.get("format_version").is_none() {
        return false;
    }
    let mut found = false;
    each(root, &mut |_, _| found = true);
    found
}

fn each(root: &Node, take: &mut dyn FnMut(&str, &Node)) {
    for values in ["values", "planned_values"] {
        if let Some(module) = root.at(&[values, "root_module"]) {
            within(module, DEEPEST, take);
        }
    }
}

fn within(module: &Node, depth: usize, take: &mut dyn FnMut(&str, &Node)) {
    let Some(depth) = depth.checked_sub(1) else {
        return;
    };
    for resource in module.get("resources").map_or(&[][..], Node::items) {
        if let (Some(kind), Some(values)) = (resource.text_of("type"), resource.get("values"))
            && kind.starts_with("tfe_")
            && values.is_map()
        {
            take(kind, values);
        }
    }
    for child in module.get("child_modules").map_or(&[][..], Node::items) {
        within(child, depth, take);
    }
}

pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    each(root, &mut |kind, values| resource(kind, values, output));
}

fn resource(kind: &str, values: &Node, output: &mut Output<'_>) {
    let what = match kind {
        "tfe_workspace" => {
            let mut found = Workspace::of(values);
            if found.name.is_empty() {
                return;
            }
            found.id = text(values, "id");
            found.organization = text(values, "organization");
            found.project = text(values, "project_id");
            found.agent_pool = text(values, "agent_pool_id");
            What::Workspace(Box::new(found))
        }
        // Newer versions of the provider set how runs are executed apart from the workspace.
        "tfe_workspace_settings" => {
            let Some(id) = text(values, "workspace_id") else {
                return;
            };
            What::Workspace(Box::new(Workspace {
                id: Some(id),
                execution: text(values, "execution_mode"),
                agent_pool: text(values, "agent_pool_id"),
                ..Workspace::default()
            }))
        }
        "tfe_project" => {
            let (Some(id), Some(name)) = (text(values, "id"), text(values, "name")) else {
                return;
            };
            What::Project(id, name)
        }
        "tfe_variable" => {
            let of = text(values, "workspace_id").or_else(|| text(values, "variable_set_id"));
            let (Some(of), Some(key)) = (of, text(values, "key")) else {
                return;
            };
            What::Variable(Variable {
                key,
                value: answers::value(values),
                environment: values.text_of("category") == Some("env"),
                of,
                origin: output.origin(values),
            })
        }
        "tfe_variable_set" => {
            let Some(id) = text(values, "id") else { return };
            let listed = member(values, "workspace_ids").map_or(&[][..], Node::items);
            let listed: Vec<String> = listed
                .iter()
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect();
            if !listed.is_empty() {
                give(What::Given(id.clone(), listed), values, output);
            }
            What::Set(Set {
                id,
                global: member(values, "global").and_then(Node::as_bool) == Some(true),
                organization: text(values, "organization"),
            })
        }
        "tfe_workspace_variable_set" | "tfe_project_variable_set" => {
            let to = text(values, "workspace_id").or_else(|| text(values, "project_id"));
            let (Some(set), Some(to)) = (text(values, "variable_set_id"), to) else {
                return;
            };
            What::Given(set, vec![to])
        }
        _ => return,
    };
    give(what, values, output);
}
