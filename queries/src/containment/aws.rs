//! Containment on AWS, as AWS CLI commands.

use std::collections::{BTreeMap, BTreeSet};

use blastradius_graph::model::{EdgeKind, Graph, NodeId, NodeKind, NodeView};

use super::plural;
use super::shell::{command, word};
use crate::answer::{Action, ActionKind, Reach};

/// Denies everything, sessions included.
const DENY_ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;

/// The policy that the console's "revoke active sessions" writes, with the time of the moment it is run.
const REVOKE: (&str, &str) = (
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":["*"],"Resource":["*"],"Condition":{"DateLessThan":{"aws:TokenIssueTime":""#,
    r#""}}}]}"#,
);

/// The account and the last segment of an IAM ARN (`arn:aws:iam::111122223333:user/path/name`).
fn arn(id: &str) -> Option<(&str, &str)> {
    let mut parts = id.splitn(6, ':');
    let (Some("arn"), _, Some("iam"), _, Some(account), Some(resource)) = (
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
        parts.next(),
    ) else {
        return None;
    };
    Some((account, resource.rsplit('/').next().unwrap_or(resource)))
}

fn last_segment(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}

fn action(
    kind: ActionKind,
    target: NodeView<'_>,
    title: String,
    why: &str,
    commands: Vec<String>,
) -> Action {
    Action {
        order: 0,
        kind,
        target: target.id.to_owned(),
        title,
        why: why.to_owned(),
        commands,
        items: Vec::new(),
    }
}

/// Makes a credential stop working.
pub(super) fn disable(graph: &Graph, credential: NodeId) -> Option<Action> {
    let node = graph.node(credential);
    let owner = crate::reach::proved(graph, credential).map(|id| graph.node(id));
    let (_, user) = owner.and_then(|owner| arn(owner.id))?;
    let key = last_segment(node.id);
    if user == "root" && node.type_name == "aws:iam:access-key" {
        return Some(action(
            ActionKind::Disable,
            node,
            format!("delete the root user's access key {key}"),
            "only the root user can do it, and no policy of the account limits a root key",
            vec![command([
                "aws",
                "iam",
                "delete-access-key",
                "--access-key-id",
                key,
            ])],
        ));
    }
    let with_id = |verb: &str, flag: &str| {
        command([
            "aws",
            "iam",
            verb,
            flag,
            key,
            "--status",
            "Inactive",
            "--user-name",
            user,
        ])
    };
    let (what, line) = match node.type_name {
        "aws:iam:access-key" => (
            "access key",
            with_id("update-access-key", "--access-key-id"),
        ),
        "aws:iam:service-specific-credential" | "aws:iam:service-specific" => (
            "service-specific credential",
            with_id(
                "update-service-specific-credential",
                "--service-specific-credential-id",
            ),
        ),
        "aws:iam:ssh-public-key" => (
            "SSH key",
            with_id("update-ssh-public-key", "--ssh-public-key-id"),
        ),
        "aws:iam:signing-certificate" => (
            "signing certificate",
            with_id("update-signing-certificate", "--certificate-id"),
        ),
        "aws:iam:console-password" | "aws:iam:login-profile" => {
            return Some(action(
                ActionKind::Disable,
                node,
                format!("remove the console password of {user}"),
                "it opens the console until it is gone; the user can be given a new one afterwards",
                vec![command([
                    "aws",
                    "iam",
                    "delete-login-profile",
                    "--user-name",
                    user,
                ])],
            ));
        }
        _ => return None,
    };
    Some(action(
        ActionKind::Disable,
        node,
        format!("disable the {what} {key} of {user}"),
        if node.notes().any(|note| note == "inactive") {
            "it is inactive in this snapshot: make sure that it still is"
        } else {
            "nothing new can be signed with it from then on, and it can be switched on again"
        },
        vec![line],
    ))
}

/// Stops a workload that runs the attacker's code.
pub(super) fn stop(graph: &Graph, workload: NodeId) -> Option<Action> {
    let node = graph.node(workload);
    let line = match node.type_name {
        "aws:lambda:function" => command([
            "aws",
            "lambda",
            "put-function-concurrency",
            "--function-name",
            node.id,
            "--reserved-concurrent-executions",
            "0",
        ]),
        "aws:sagemaker:notebook-instance" => command([
            "aws",
            "sagemaker",
            "stop-notebook-instance",
            "--notebook-instance-name",
            last_segment(node.id),
        ]),
        "aws:sagemaker:training-job" => command([
            "aws",
            "sagemaker",
            "stop-training-job",
            "--training-job-name",
            last_segment(node.id),
        ]),
        _ => return None,
    };
    Some(action(
        ActionKind::Disable,
        node,
        format!("stop {}", node.name),
        "code that runs in it keeps fetching fresh credentials",
        vec![line],
    ))
}

/// Denies a user everything.
pub(super) fn quarantine(graph: &Graph, identity: NodeId) -> Option<Action> {
    let node = graph.node(identity);
    let (_, name) = arn(node.id).filter(|_| node.type_name == "aws:iam:user")?;
    Some(action(
        ActionKind::Quarantine,
        node,
        format!("deny everything to the user {name}"),
        "a session made with the key before it was disabled works for up to 36 hours more; an explicit deny on the user ends it at once",
        vec![command([
            "aws",
            "iam",
            "put-user-policy",
            "--user-name",
            name,
            "--policy-name",
            "QuarantineDenyAll",
            "--policy-document",
            DENY_ALL,
        ])],
    ))
}

/// Ends the sessions of roles that the attacker may have assumed.
pub(super) fn revoke_sessions(
    graph: &Graph,
    identities: &BTreeSet<NodeId>,
    reach: &Reach,
) -> Option<Action> {
    let leaked = identities.iter().map(|id| graph.node(*id).id);
    let reached = reach.identities.iter().map(|identity| identity.id.as_str());
    let mut roles: Vec<&str> = Vec::new();
    for id in leaked.chain(reached) {
        let is_role = graph
            .find(id)
            .map(|node| graph.node(node))
            .is_some_and(|node| node.type_name == "aws:iam:role" && node.record.is_some());
        // A service-linked role cannot be edited, and only its service can assume it.
        if is_role && !id.contains(":role/aws-service-role/") && !roles.contains(&id) {
            roles.push(id);
        }
    }
    if roles.is_empty() {
        return None;
    }
    let mut by_account: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (account, name) in roles.iter().filter_map(|id| arn(id)) {
        by_account.entry(account).or_default().push(word(name));
    }
    let commands = by_account
        .into_iter()
        .map(|(account, names)| {
            format!(
                "for role in {}; do aws iam put-role-policy --role-name \"$role\" --policy-name AWSRevokeOlderSessions --policy-document '{}'\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\"'{}'; done  # in account {}",
                names.join(" "),
                REVOKE.0,
                REVOKE.1,
                word(account),
            )
        })
        .collect();
    Some(Action {
        order: 0,
        kind: ActionKind::RevokeSessions,
        target: String::new(),
        title: format!("revoke the sessions of {}", plural(roles.len(), "role")),
        why: "the attacker may already hold sessions of them, which disabling the credential does not end; workloads that use these roles fetch new sessions by themselves".to_owned(),
        commands,
        items: roles.into_iter().map(str::to_owned).collect(),
    })
}

/// Looks for what was done and what was left behind.
pub(super) fn hunt(
    graph: &Graph,
    subjects: &BTreeSet<NodeId>,
    identities: &BTreeSet<NodeId>,
    reach: &Reach,
) -> Option<Action> {
    let lookup = |key: &str, value: &str| {
        command([
            "aws",
            "cloudtrail",
            "lookup-events",
            "--lookup-attributes",
            &format!("AttributeKey={key},AttributeValue={value}"),
        ])
    };
    let mut commands = Vec::new();
    for subject in subjects {
        let node = graph.node(*subject);
        if node.kind == NodeKind::Credential && node.type_name == "aws:iam:access-key" {
            commands.push(lookup("AccessKeyId", last_segment(node.id)));
        }
    }
    for identity in identities {
        let node = graph.node(*identity);
        if let (Some((_, name)), "aws:iam:user") = (arn(node.id), node.type_name) {
            commands.push(lookup("Username", name));
        }
    }
    let paths = reach.identities.iter().map(|identity| &identity.path);
    let stays = paths
        .chain(reach.admin.iter().map(|admin| &admin.path))
        .flatten()
        .any(|hop| {
            matches!(
                hop.edge,
                EdgeKind::Mints | EdgeKind::Escalates | EdgeKind::Administers
            )
        });
    if stays {
        for event in [
            "CreateAccessKey",
            "CreateLoginProfile",
            "CreateUser",
            "CreateRole",
            "UpdateAssumeRolePolicy",
        ] {
            commands.push(lookup("EventName", event));
        }
    }
    if commands.is_empty() {
        return None;
    }
    Some(Action {
        order: 0,
        kind: ActionKind::Hunt,
        target: String::new(),
        title: "look at what was done with it".to_owned(),
        why: if stays {
            "it can make credentials and change policies: what the attacker made outlives the leaked credential".to_owned()
        } else {
            "what was used tells which of the paths below were taken".to_owned()
        },
        commands,
        items: Vec::new(),
    })
}
