//! Answers of the API: objects of JSON:API with a type, attributes and relationships.

use super::part::{Set, Variable, What, Workspace, give, member, text};
use crate::coverage::Outcome;
use crate::pipelines::{Node, Output};

/// The types that are read.
const TYPES: [&str; 4] = ["workspaces", "vars", "varsets", "projects"];

/// `{"data": {"type": "workspaces", …}}`, or a list of such.
pub(super) fn recognises(root: &Node) -> bool {
    let all = data(root);
    let known = |it: &Node| {
        it.text_of("type").is_some_and(|it| TYPES.contains(&it))
            && it.get("attributes").is_some_and(Node::is_map)
    };
    all.first().is_some_and(known)
}

fn data(root: &Node) -> &[Node] {
    root.get("data").map_or(&[][..], Node::one_or_many)
}

pub(super) fn read(root: &Node, output: &mut Output<'_>) {
    let included = root.get("included").map_or(&[][..], Node::items);
    for object in data(root).iter().chain(included) {
        let (Some(kind), Some(attributes)) = (object.text_of("type"), object.get("attributes"))
        else {
            continue;
        };
        match kind {
            "workspaces" => workspace(object, attributes, output),
            "projects" => {
                if let (Some(id), Some(name)) = (text(object, "id"), text(attributes, "name")) {
                    give(What::Project(id, name), object, output);
                }
            }
            "vars" => variable(object, attributes, output),
            "varsets" => set(object, attributes, output),
            _ => {}
        }
    }
    let next = root.at(&["meta", "pagination", "next-page"]);
    if next.is_some_and(|it| it.as_str().is_some()) {
        output.gap(
            Outcome::CutOff,
            root,
            "it is one page of several",
            "save the other pages beside it",
        );
    }
}

/// The id of what an object is related to.
fn related(object: &Node, name: &str) -> Option<String> {
    text(object.get("relationships")?.get(name)?.get("data")?, "id")
}

/// The ids of all that an object is related to.
fn all_related<'n>(object: &'n Node, name: &str) -> impl Iterator<Item = String> + use<'n> {
    let data = object
        .get("relationships")
        .and_then(|it| it.get(name)?.get("data"));
    let all = data.map_or(&[][..], Node::one_or_many);
    all.iter().filter_map(|it| text(it, "id"))
}

fn workspace(object: &Node, attributes: &Node, output: &mut Output<'_>) {
    let mut found = Workspace::of(attributes);
    if found.name.is_empty() {
        return output.gap(Outcome::Unreadable, object, "a workspace has no name", "");
    }
    found.id = text(object, "id");
    // The id of an organisation is its name.
    found.organization = related(object, "organization").or_else(|| {
        let link = object.get("links")?.text_of("self")?;
        let (_, rest) = link.split_once("/organizations/")?;
        Some(rest.split('/').next()?.to_owned())
    });
    found.project = related(object, "project");
    found.agent_pool = related(object, "agent-pool");
    give(What::Workspace(Box::new(found)), object, output);
}

fn variable(object: &Node, attributes: &Node, output: &mut Output<'_>) {
    let Some(key) = text(attributes, "key") else {
        return output.gap(Outcome::Unreadable, object, "a variable has no key", "");
    };
    let of = ["configurable", "workspace", "varset"]
        .iter()
        .find_map(|it| related(object, it));
    let Some(of) = of else {
        let reason = "of which workspace or set a variable is does not stand in the answer";
        let help = "ask for the variables of a workspace: `GET /workspaces/ID/vars`";
        return output.gap(Outcome::NotInInput, object, reason, help);
    };
    let variable = Variable {
        key,
        value: value(attributes),
        environment: attributes.text_of("category") == Some("env"),
        of,
        origin: output.origin(object),
    };
    give(What::Variable(variable), object, output);
}

/// The value of a variable that is not sensitive.
pub(super) fn value(attributes: &Node) -> Option<String> {
    let sensitive = member(attributes, "sensitive").and_then(Node::as_bool);
    let value = member(attributes, "value")?.as_str()?;
    (sensitive != Some(true)).then(|| value.to_owned())
}

fn set(object: &Node, attributes: &Node, output: &mut Output<'_>) {
    let Some(id) = text(object, "id") else { return };
    let set = Set {
        id: id.clone(),
        global: member(attributes, "global").and_then(Node::as_bool) == Some(true),
        organization: related(object, "organization"),
    };
    give(What::Set(set), object, output);
    let given = all_related(object, "workspaces").chain(all_related(object, "projects"));
    let given: Vec<String> = given.collect();
    if !given.is_empty() {
        give(What::Given(id.clone(), given), object, output);
    }
    // Without them being included, the variables of a set are known by their ids alone.
    let known = all_related(object, "vars").next().is_some();
    let included = output
        .later()
        .terraform
        .iter()
        .any(|it| matches!(&it.what, What::Variable(variable) if variable.of == id));
    if !known && !included {
        output.gap(
            Outcome::NotInInput,
            object,
            "the variables of a set do not stand in the answer",
            "ask with `?include=vars`",
        );
    }
}
