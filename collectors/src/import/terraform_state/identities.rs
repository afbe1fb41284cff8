//! What Terraform keeps as resources of their own and AWS as parts of others: policies, attachments, memberships.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::aws::translate::{Item, Source};
use crate::aws::wire::{Arn, percent_decode};
use crate::facts::{
    Attachment, AttachmentKind, Fact, Identity, IdentityKind, Origin, Policy, PolicyKind, Provider,
};
use crate::redact;
use crate::snapshot::Sink;

const KNOWN: &[&str] = &[
    "aws_iam_group_membership",
    "aws_iam_group_policies_exclusive",
    "aws_iam_group_policy",
    "aws_iam_group_policy_attachment",
    "aws_iam_group_policy_attachments_exclusive",
    "aws_iam_policy",
    "aws_iam_policy_attachment",
    "aws_iam_role_policies_exclusive",
    "aws_iam_role_policy",
    "aws_iam_role_policy_attachment",
    "aws_iam_role_policy_attachments_exclusive",
    "aws_iam_user_group_membership",
    "aws_iam_user_policies_exclusive",
    "aws_iam_user_policy",
    "aws_iam_user_policy_attachment",
    "aws_iam_user_policy_attachments_exclusive",
    "aws_lambda_permission",
    "aws_sns_topic_policy",
    "aws_sqs_queue_policy",
];

/// Whether a type is read here.
pub(super) fn knows(kind: &str) -> bool {
    KNOWN.contains(&kind)
}

/// Makes the facts of a resource of one of these types.
pub(super) fn tell(kind: &str, item: Item<'_>, source: &Source<'_>, sink: &mut dyn Sink) {
    let mut made = Made { item, source, sink };
    for (principal, identity) in [
        ("role", IdentityKind::Role),
        ("user", IdentityKind::User),
        ("group", IdentityKind::Group),
    ] {
        let Some(rest) = kind
            .strip_prefix("aws_iam_")
            .and_then(|it| it.strip_prefix(principal))
        else {
            continue;
        };
        let Some(owner) = source.text(&format!("item.{principal}")) else {
            continue;
        };
        match rest {
            "_policy" => made.inline(&owner),
            "_policy_attachment" => made.attach(source.text("policy_arn"), &owner),
            "_policy_attachments_exclusive" => {
                for policy in made.texts("policy_arns") {
                    made.attach(Some(policy), &owner);
                }
            }
            "_group_membership" => made.member(&owner, made.groups_by_name("groups"), identity),
            "_membership" => {
                for user in made.texts("item.users") {
                    made.member(&user, vec![owner.clone()], IdentityKind::User);
                }
            }
            _ => {}
        }
    }
    match kind {
        "aws_iam_policy_attachment" => {
            for owner in ["item.roles", "item.users", "item.groups"] {
                for owner in made.texts(owner) {
                    made.attach(source.text("policy_arn"), &owner);
                }
            }
        }
        "aws_iam_policy" => made.managed(),
        "aws_lambda_permission" => made.permission(),
        "aws_sns_topic_policy" => {
            if let Some(topic) = source.text("arn") {
                made.resource(format!("{topic}#resource"), &topic, source.text("policy"));
            }
        }
        "aws_sqs_queue_policy" => {
            let url = source.text("queue_url");
            if let Some(queue) = url.as_deref().and_then(|url| queue_arn(url, item)) {
                made.resource(format!("{queue}#resource"), &queue, source.text("policy"));
            }
        }
        _ => {}
    }
}

/// `https://sqs.eu-west-1.amazonaws.com/111122223333/jobs`.
fn queue_arn(url: &str, item: Item<'_>) -> Option<String> {
    let mut parts = url.rsplit('/');
    let (name, account, host) = (parts.next()?, parts.next()?, parts.next()?);
    let region = host.split('.').nth(1)?;
    Some(format!(
        "arn:{}:sqs:{region}:{account}:{name}",
        item.place.partition
    ))
}

/// The facts of one resource, while they are made.
struct Made<'a, 's> {
    item: Item<'a>,
    source: &'a Source<'a>,
    sink: &'s mut dyn Sink,
}

impl Made<'_, '_> {
    fn origin(&self) -> Origin {
        Origin::new(self.item.source, self.item.pointer)
    }

    fn texts(&self, path: &str) -> Vec<String> {
        let raw = self.source.get(path);
        raw.and_then(|raw| serde_json::from_str(&raw).ok())
            .unwrap_or_default()
    }

    /// The groups that a user names by their names.
    fn groups_by_name(&self, path: &str) -> Vec<String> {
        let arns = self.texts(&format!("item.{path}"));
        if arns.is_empty() {
            self.texts(path)
        } else {
            arns
        }
    }

    fn policy(&mut self, id: &str, kind: PolicyKind, name: String, document: Option<String>) {
        // Documents are JSON in a string; one that is not known yet is empty, which says nothing.
        let document = document.unwrap_or_default();
        let decoded = document
            .starts_with('%')
            .then(|| percent_decode(&document))
            .flatten();
        let document = decoded.unwrap_or(document);
        self.sink.fact(Fact::Policy(Policy {
            id: id.to_owned(),
            provider: Provider::Aws,
            kind,
            name,
            scope: Some(format!("aws:{}", self.item.place.account)),
            provider_managed: false,
            version: None,
            document: redact::document(&document).into_owned(),
            origin: self.origin(),
        }));
    }

    fn inline(&mut self, owner: &str) {
        let Some(name) = self.source.text("name") else {
            return;
        };
        let id = format!("{owner}#inline/{name}");
        self.policy(&id, PolicyKind::Inline, name, self.source.text("policy"));
        self.attach(Some(id), owner);
    }

    fn managed(&mut self) {
        let Some(arn) = self.source.text("item.arn") else {
            return;
        };
        let name = Arn::parse(&arn)
            .map_or(arn.as_str(), |it| it.name())
            .to_owned();
        self.policy(&arn, PolicyKind::Managed, name, self.source.text("policy"));
    }

    fn attach(&mut self, policy: Option<String>, owner: &str) {
        if let Some(policy) = policy {
            let attachment =
                Attachment::new(AttachmentKind::Identity, policy, owner, self.origin());
            self.sink.fact(Fact::Attachment(attachment));
        }
    }

    fn resource(&mut self, id: String, target: &str, document: Option<String>) {
        self.policy(
            &id,
            PolicyKind::Resource,
            "resource policy".to_owned(),
            document,
        );
        let attachment = Attachment::new(AttachmentKind::Resource, id, target, self.origin());
        self.sink.fact(Fact::Attachment(attachment));
    }

    fn member(&mut self, user: &str, mut groups: Vec<String>, kind: IdentityKind) {
        groups.sort();
        groups.dedup();
        self.sink.fact(Fact::Identity(Identity {
            name: Arn::parse(user).map_or(user, |arn| arn.name()).to_owned(),
            id: user.to_owned(),
            provider: Provider::Aws,
            kind,
            scope: format!("aws:{}", self.item.place.account),
            unique_id: None,
            path: None,
            tags: None,
            member_of: groups,
            created: None,
            last_used: None,
            attributes: BTreeMap::new(),
            origin: self.origin(),
        }));
    }

    /// A permission is one statement of the function's policy (Lambda API reference, `AddPermission`).
    fn permission(&mut self) {
        let text = |path: &str| self.source.text(path);
        let (Some(function), Some(action), Some(principal)) =
            (text("function_name"), text("action"), text("principal"))
        else {
            return;
        };
        let place = self.item.place;
        let function = if function.starts_with("arn:") {
            function
        } else {
            let (partition, region) = (place.partition, place.region.unwrap_or_default());
            format!(
                "arn:{partition}:lambda:{region}:{}:function:{function}",
                place.account
            )
        };
        let principal = match principal.as_str() {
            "*" => json!("*"),
            it if it.ends_with(".amazonaws.com") => json!({"Service": it}),
            it if it.starts_with("arn:") => json!({"AWS": it}),
            it => json!({"AWS": format!("arn:{}:iam::{it}:root", place.partition)}),
        };
        let mut conditions = Map::new();
        for (path, operator, key) in [
            ("source_arn", "ArnLike", "AWS:SourceArn"),
            ("source_account", "StringEquals", "AWS:SourceAccount"),
            ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
            (
                "function_url_auth_type",
                "StringEquals",
                "lambda:FunctionUrlAuthType",
            ),
            (
                "event_source_token",
                "StringEquals",
                "lambda:EventSourceToken",
            ),
        ] {
            // A token is a secret; that there is one is a condition.
            let value = match path {
                "event_source_token" => text(path).map(|_| "[redacted]".to_owned()),
                _ => text(path),
            };
            if let (Some(value), Value::Object(block)) = (
                value.filter(|it| !it.is_empty()),
                conditions.entry(operator).or_insert(json!({})),
            ) {
                block.insert(key.to_owned(), value.into());
            }
        }
        conditions.retain(|_, block| block.as_object().is_some_and(|it| !it.is_empty()));
        let id = text("statement_id").unwrap_or_default();
        let mut statement = json!({"Sid": id, "Effect": "Allow", "Principal": principal, "Action": action, "Resource": function});
        if let (false, Some(statement)) = (conditions.is_empty(), statement.as_object_mut()) {
            statement.insert("Condition".to_owned(), conditions.into());
        }
        let document = json!({"Version": "2012-10-17", "Statement": [statement]}).to_string();
        self.resource(
            format!("{function}#resource/{id}"),
            &function,
            Some(document),
        );
    }
}
