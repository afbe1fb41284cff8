//! A repository: who sees it, what its branches and environments ask for, what tokens may do by default.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::attribute;
use super::owner::{Owner, of_address};
use crate::facts::{Fact, Pipeline, Provider};
use crate::pipelines::github::WORKFLOW;
use crate::pipelines::{Node, Output};
use crate::redact::free_text;

/// "Get a repository", "List organization repositories".
pub(super) fn repository(item: &Node, output: &mut Output<'_>) {
    let address = item
        .text_of("full_name")
        .map(|it| format!("https://github.com/{it}"));
    let Some(owner) = address.as_deref().and_then(of_address) else {
        return;
    };
    owner.scopes(item, output);
    let mut scope = owner.scope(output.origin(item));
    let mut keep = |name: &str, value: Option<Json>| {
        scope
            .attributes
            .extend(value.map(|it| (name.to_owned(), it)));
    };
    let text = |name: &str| item.text_of(name).map(|it| Json::from(free_text(it)));
    keep("default_branch", text("default_branch"));
    keep("created_at", text("created_at"));
    keep("repository_id", text("id"));
    keep(
        "owner_id",
        item.at(&["owner", "id"])
            .and_then(Node::as_str)
            .map(Json::from),
    );
    let private = item.get("private").and_then(Node::as_bool);
    let told = private.map(|it| if it { "private" } else { "public" });
    keep(
        "visibility",
        text("visibility").or_else(|| told.map(Json::from)),
    );
    super::add(scope, output);
}

/// "List environments": reviewers, waiting, branches. Without rules it is open.
pub(super) fn environments(items: &[Node], owner: &Owner, output: &mut Output<'_>) {
    for item in items {
        let Some(name) = item.text_of("name") else {
            continue;
        };
        let mut kept = Map::new();
        let rules = item.get("protection_rules");
        // An answer that leaves the rules out says nothing of them.
        if rules.is_none() && item.get("deployment_branch_policy").is_none() {
            continue;
        }
        let mut reviewers: Vec<Json> = Vec::new();
        for rule in rules.map_or(&[][..], Node::items) {
            match rule.text_of("type") {
                Some("required_reviewers") => {
                    let all = rule.get("reviewers").map_or(&[][..], Node::items);
                    reviewers.extend(all.iter().map(|it| {
                        let who = it.get("reviewer");
                        let named = ["login", "slug", "name"]
                            .iter()
                            .find_map(|name| who?.text_of(name));
                        let kind = it.text_of("type").unwrap_or("User");
                        json!(free_text(&format!("{kind}:{}", named.unwrap_or("?"))))
                    }));
                }
                Some("wait_timer") => {
                    let minutes = rule
                        .text_of("wait_timer")
                        .and_then(|it| it.parse::<u64>().ok());
                    kept.extend(minutes.map(|it| ("wait_minutes".to_owned(), it.into())));
                }
                _ => {}
            }
        }
        kept.insert("reviewers".to_owned(), reviewers.into());
        let policy = item
            .get("deployment_branch_policy")
            .filter(|it| it.is_map());
        let is = |name: &str| policy.and_then(|it| it.get(name)?.as_bool()) == Some(true);
        let told = match (is("protected_branches"), is("custom_branch_policies")) {
            (true, _) => Some("protected branches"),
            (_, true) => Some("branches and tags that it names"),
            _ => None,
        };
        kept.extend(told.map(|it| ("branch_policy".to_owned(), it.into())));
        attribute(
            owner,
            &format!("environment:{name}"),
            kept.into(),
            item,
            output,
        );
    }
}

/// "Get default workflow permissions".
pub(super) fn permissions(root: &Node, owner: &Owner, output: &mut Output<'_>) {
    if let Some(level) = root.text_of("default_workflow_permissions") {
        attribute(
            owner,
            "default_workflow_permissions",
            free_text(level).into(),
            root,
            output,
        );
    }
    if let Some(approves) = root
        .get("can_approve_pull_request_reviews")
        .and_then(Node::as_bool)
    {
        attribute(
            owner,
            "approves_pull_requests",
            approves.into(),
            root,
            output,
        );
    }
}

/// "Get the customization template for an OIDC subject claim".
pub(super) fn subject(root: &Node, owner: &Owner, output: &mut Output<'_>) {
    let keys = root.get("include_claim_keys").map_or(&[][..], Node::items);
    let keys: Vec<Json> = keys
        .iter()
        .filter_map(Node::as_str)
        .map(|it| free_text(it).into())
        .collect();
    let default = root.get("use_default").and_then(Node::as_bool);
    let value = json!({"use_default": default, "include_claim_keys": keys});
    attribute(owner, "oidc_subject", value, root, output);
}

/// "Get branch protection".
pub(super) fn protection(root: &Node, owner: &Owner, output: &mut Output<'_>) {
    let branch = root
        .text_of("url")
        .and_then(|it| it.split_once("/branches/")?.1.strip_suffix("/protection"));
    let Some(branch) = branch else { return };
    let reviews = root.get("required_pull_request_reviews");
    let count = reviews.map_or(0, |it| {
        let count = it.text_of("required_approving_review_count");
        count.and_then(|it| it.parse::<u64>().ok()).unwrap_or(0)
    });
    let enabled = |name: &str| root.at(&[name, "enabled"]).and_then(Node::as_bool);
    let value = json!({
        "reviews": count,
        "restricted": root.get("restrictions").is_some_and(Node::is_map),
        "admins": enabled("enforce_admins"),
    });
    attribute(owner, &format!("branch:{branch}"), value, root, output);
}

/// "List repository workflows": which are switched off.
pub(super) fn workflows(items: &[Node], owner: &Owner, output: &mut Output<'_>) {
    for item in items {
        let (Some(path), Some(state)) = (item.text_of("path"), item.text_of("state")) else {
            continue;
        };
        output.fact(Fact::Pipeline(Pipeline {
            id: format!("{}/{path}", owner.id()),
            provider: Provider::Github,
            kind: WORKFLOW.to_owned(),
            name: free_text(item.text_of("name").unwrap_or(path)).into_owned(),
            scope: owner.id(),
            stages: Vec::new(),
            triggers: Vec::new(),
            tags: None,
            attributes: BTreeMap::from([("state".to_owned(), free_text(state).into())]),
            origin: output.origin(item),
        }));
    }
}

/// "Get rules for a branch": what rulesets ask for. The branch is named by the address.
pub(super) fn rules(root: &Node, owner: &Owner, output: &mut Output<'_>) {
    let path = output.file().path.display().to_string().replace('\\', "/");
    let branch = path
        .rsplit_once("/rules/branches/")
        .and_then(|(_, it)| it.strip_suffix(".json"));
    let Some(branch) = branch else { return };
    let of = |kind: &'static str| {
        root.items()
            .iter()
            .filter(move |it| it.text_of("type") == Some(kind))
    };
    let reviews = of("pull_request").filter_map(|it| {
        let count = it.at(&["parameters", "required_approving_review_count"])?;
        count.as_str()?.parse::<u64>().ok()
    });
    let value = json!({
        "reviews": reviews.max().unwrap_or(0),
        "restricted": of("update").next().is_some(),
    });
    attribute(owner, &format!("rules:{branch}"), value, root, output);
}
