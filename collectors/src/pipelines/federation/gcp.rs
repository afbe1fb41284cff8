//! Google Cloud: providers of workload identity pools, and the allow policies that let their members be a service account.
//!
//! Google Cloud documentation, `gcloud iam workload-identity-pools providers describe` and `list`, `gcloud iam
//! service-accounts get-iam-policy`, `gcloud asset search-all-iam-policies`; IAM API, `WorkloadIdentityPoolProvider`.

use std::collections::BTreeMap;

use crate::coverage::Outcome;
use crate::facts::{Fact, Federation, Identity, IdentityKind, Provider};
use crate::pipelines::{Document, Kind, Node, Output};

/// See the top of the file.
pub(in crate::pipelines) struct GcpWorkloadIdentity;

const POOLS: &str = "/workloadIdentityPools/";

/// The older form of a service account of a cluster: `serviceAccount:PROJECT.svc.id.goog[NAMESPACE/NAME]` ("Workload Identity
/// Federation for GKE").
const OF_GKE: &str = ".svc.id.goog[";

impl Kind for GcpWorkloadIdentity {
    fn name(&self) -> &'static str {
        "gcp-workload-identity"
    }

    fn description(&self) -> &'static str {
        "Google Cloud workload identity pool providers and the allow policies of service accounts that trust them"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let Some(root) = document.tree() else {
            return false;
        };
        let first = root.items().first().unwrap_or(root);
        // A search prints the policies of much else before the first that names a member of a pool.
        let of_pools = |it: &Node| bindings(it).iter().flat_map(members).any(is_of_a_pool);
        is_provider(first) || root.one_or_many().iter().any(of_pools)
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        let Some(root) = document.tree() else { return };
        for node in root.one_or_many() {
            match is_provider(node) {
                true => provider(node, output),
                false => policy(node, document, output),
            }
        }
    }
}

fn is_provider(node: &Node) -> bool {
    node.text_of("name")
        .is_some_and(|it| it.contains(POOLS) && it.contains("/providers/"))
}

/// The bindings of an allow policy, bare or in what a search prints.
fn bindings(node: &Node) -> &[Node] {
    let policy = ["policy", "iamPolicy", "iam_policy"]
        .iter()
        .find_map(|name| node.get(name))
        .unwrap_or(node);
    policy.get("bindings").map_or(&[][..], Node::items)
}

fn members(binding: &Node) -> impl Iterator<Item = &str> {
    let members = binding.get("members").map_or(&[][..], Node::items);
    members.iter().filter_map(Node::as_str)
}

/// A full resource name: `//iam.googleapis.com/projects/…`.
fn full(name: &str) -> String {
    let path = name.trim_start_matches("https:").trim_start_matches("//");
    let path = path.trim_start_matches("iam.googleapis.com/");
    format!("//iam.googleapis.com/{path}")
}

fn provider(node: &Node, output: &mut Output<'_>) {
    let name = node.text_of("name").unwrap_or_default();
    let id = full(name);
    let Some(oidc) = node.get("oidc") else {
        let what = "a provider that is not of OpenID Connect: whom it lets in is not read";
        return output.gap(Outcome::Unreadable, node, what, "");
    };
    let texts = |of: Option<&Node>| -> Vec<String> {
        let items = of.map_or(&[][..], Node::items);
        items
            .iter()
            .filter_map(Node::as_str)
            .map(str::to_owned)
            .collect()
    };
    let mut audiences = texts(oidc.get("allowedAudiences"));
    if audiences.is_empty() {
        // The default: the name of the provider, with or without the scheme.
        audiences = vec![id.clone(), format!("https:{id}")];
    }
    let entries = node.get("attributeMapping").map_or(&[][..], Node::entries);
    let mapping: serde_json::Map<String, serde_json::Value> = entries
        .iter()
        .filter_map(|(key, value)| Some((key.as_str()?.to_owned(), value.as_str()?.into())))
        .collect();
    let mut attributes = BTreeMap::from([
        (
            "issuer".to_owned(),
            oidc.text_of("issuerUri").unwrap_or_default().into(),
        ),
        ("audiences".to_owned(), audiences.into()),
        ("attribute_mapping".to_owned(), mapping.into()),
    ]);
    if let Some(condition) = node.text_of("attributeCondition") {
        attributes.insert("attribute_condition".to_owned(), condition.into());
    }
    let off = node.get("disabled").and_then(Node::as_bool) == Some(true)
        || node.text_of("state").is_some_and(|it| it != "ACTIVE");
    attributes.insert("disabled".to_owned(), off.into());
    let project = name.split('/').nth(1).unwrap_or("-").to_owned();
    let origin = output.origin(node);
    output.fact(Fact::Identity(Identity {
        name: id.rsplit('/').next().unwrap_or(&id).to_owned(),
        id,
        provider: Provider::Gcp,
        kind: IdentityKind::IdentityProvider,
        scope: format!("gcp:{project}"),
        unique_id: None,
        path: None,
        tags: None,
        member_of: Vec::new(),
        created: None,
        last_used: None,
        attributes,
        origin,
    }));
}

/// What a policy is on, by the name that a search gives.
fn resource(node: &Node) -> Option<&str> {
    ["resource", "name"].iter().find_map(|it| node.text_of(it))
}

/// The service account whose policy this is: by the name that a search gives, else by the name of the file.
fn account(node: &Node, document: &Document<'_>) -> Option<String> {
    if let Some(named) = resource(node) {
        return named.contains("/serviceAccounts/").then(|| full(named));
    }
    let file = document.file.name();
    let end = file.find(".iam.gserviceaccount.com")?;
    let email = file.get(..end)?;
    let project = email.split_once('@')?.1;
    Some(format!(
        "//iam.googleapis.com/projects/{project}/serviceAccounts/{email}.iam.gserviceaccount.com"
    ))
}

/// What members of pools have on anything but a service account is told with them, the role and the resource: what it leads to
/// hangs on roles and resources of Google Cloud, which are not collected.
fn policy(node: &Node, document: &Document<'_>, output: &mut Output<'_>) {
    let (account, on) = (account(node, document), resource(node));
    let mut unnamed = false;
    for binding in bindings(node) {
        let role = binding.text_of("role").unwrap_or_default();
        let of_pools: Vec<&str> = members(binding).filter(|it| is_of_a_pool(it)).collect();
        let Some(first) = of_pools.first() else {
            continue;
        };
        let impersonates = Federation::IMPERSONATING.contains(&role);
        let account = match &account {
            Some(account) if impersonates => account,
            None if impersonates && on.is_none() => {
                unnamed = true;
                continue;
            }
            of => {
                let more = match of_pools.len() {
                    1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                let on = on.or(of.as_deref());
                let on = on.map(|it| format!(" on {it}")).unwrap_or_default();
                let what = format!(
                    "{first}{more} has the role {role}{on}: what that reaches is not known"
                );
                output.gap(Outcome::Unreadable, binding, &what, "");
                continue;
            }
        };
        let condition = binding
            .at(&["condition", "expression"])
            .and_then(Node::as_str);
        for member in of_pools {
            let origin = output.origin(binding);
            let federation = Federation::of_pool(account, role, member, condition, origin);
            if let Some(federation) = federation {
                output.fact(Fact::Federation(federation));
            }
        }
    }
    if unnamed {
        output.gap(
            Outcome::Unreadable,
            node,
            "the policy does not say of which service account it is",
            "name the file after it: `NAME@PROJECT.iam.gserviceaccount.com.json`",
        );
    }
}

fn is_of_a_pool(member: &str) -> bool {
    member.contains(POOLS) || member.contains(OF_GKE)
}
