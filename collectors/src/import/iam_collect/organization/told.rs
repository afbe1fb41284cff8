//! What the calls of Organizations would have answered.

use serde_json::{Value, json};

use super::{Organization, Policy};
use crate::aws::translate::{Item, Place, answer};
use crate::coverage::{Coverage, Outcome};
use crate::facts::Origin;
use crate::snapshot::Sink;

impl Organization {
    /// The id of the management account's scope.
    pub(in super::super) fn scope(&self) -> String {
        format!("aws:{}", self.metadata.root_account_id)
    }

    fn item<'a>(&'a self, source: &'a str) -> Item<'a> {
        let partition = self
            .metadata
            .arn
            .as_deref()
            .and_then(|it| it.split(':').nth(1));
        Item {
            place: Place {
                account: &self.metadata.root_account_id,
                partition: partition.unwrap_or("aws"),
                region: None,
            },
            source,
            pointer: "",
        }
    }

    /// Tells what the calls of Organizations would have answered. Returns the number of records.
    pub(in super::super) fn tell(&self, sink: &mut dyn Sink) -> u64 {
        let mut ask = |command: &str, argument: Option<&str>, body: Value, source: &str| {
            let body = body.to_string();
            answer(
                ("organizations", command),
                argument,
                Some(&body),
                self.item(source),
                sink,
            );
        };
        let it = &self.metadata;
        let organization = json!({"Id": it.id, "MasterAccountId": it.root_account_id});
        ask(
            "describe-organization",
            None,
            json!({"Organization": organization}),
            &self.folder,
        );
        let types: Option<Vec<Value>> = it.features.as_ref().map(|features| {
            let enabled = features.iter().filter(|(_, enabled)| **enabled);
            enabled
                .map(|(name, _)| json!({"Type": name, "Status": "ENABLED"}))
                .collect()
        });
        if let Some(root) = &it.root_ou {
            let arn = format!(
                "arn:{}:organizations::{}:root/{}/{root}",
                self.item("").place.partition,
                it.root_account_id,
                it.id
            );
            let root = json!({"Id": root, "Arn": arn, "Name": "Root", "PolicyTypes": types});
            ask("list-roots", None, json!({"Roots": [root]}), &self.folder);
        }
        for parent in self.units.keys() {
            let units: Vec<Value> = self
                .units
                .iter()
                .filter(|(_, unit)| unit.parent.as_ref() == Some(parent))
                .map(|(id, _)| {
                    let named = self.names.get(&id.to_lowercase());
                    json!({"Id": id, "Name": named.and_then(|it| it.name.as_deref())})
                })
                .collect();
            let body = json!({"OrganizationalUnits": units});
            ask(
                "list-organizational-units-for-parent",
                Some(parent),
                body,
                &self.folder,
            );
            let accounts: Vec<Value> = self
                .accounts
                .iter()
                .filter(|(_, account)| account.ou.as_ref() == Some(parent))
                .map(|(id, _)| {
                    let arn = format!(
                        "arn:{}:organizations::{}:account/{}/{id}",
                        self.item("").place.partition,
                        it.root_account_id,
                        it.id
                    );
                    json!({"Id": id, "Arn": arn})
                })
                .collect();
            let body = json!({"Accounts": accounts});
            ask("list-accounts-for-parent", Some(parent), body, &self.folder);
        }
        for policy in &self.policies {
            self.policy(policy, &mut ask);
        }
        self.coverage(sink);
        (self.units.len() + self.accounts.len() + self.policies.len()) as u64
    }

    fn policy(&self, policy: &Policy, ask: &mut impl FnMut(&str, Option<&str>, Value, &str)) {
        let Some(arn) = policy.named.arn.as_deref() else {
            return;
        };
        let id = arn.rsplit('/').next().unwrap_or(arn);
        let summary = json!({"Id": id, "Arn": arn, "Name": policy.named.name, "Type": policy.kind,
            "AwsManaged": policy.named.aws_managed});
        ask(
            "list-policies",
            Some(policy.kind),
            json!({"Policies": [summary]}),
            &policy.folder,
        );
        if let Some(document) = &policy.document {
            let body = json!({"Policy": {"PolicySummary": summary, "Content": document}});
            ask("describe-policy", Some(id), body, &policy.folder);
        }
        let attached = self.units.iter().chain(&self.accounts).filter(|(_, it)| {
            let list = if policy.kind.starts_with("SERVICE") {
                &it.scps
            } else {
                &it.rcps
            };
            list.iter().any(|it| it == arn)
        });
        let targets: Vec<Value> = attached.map(|(id, _)| json!({"TargetId": id})).collect();
        ask(
            "list-targets-for-policy",
            Some(id),
            json!({"Targets": targets}),
            &policy.folder,
        );
    }

    /// What was told of the organisation, and what was not.
    fn coverage(&self, sink: &mut dyn Sink) {
        let mut write = |operation: &str, subject: Option<&str>, reason: String| {
            sink.coverage(Coverage {
                scope: self.scope(),
                region: None,
                operation: format!("organizations:{operation}"),
                subject: subject.map(str::to_owned),
                outcome: if reason.is_empty() {
                    Outcome::Answered
                } else {
                    Outcome::NotInInput
                },
                records: 0,
                help: if reason.is_empty() {
                    String::new()
                } else {
                    "let iam-collect read the organisation again".to_owned()
                },
                reason,
                origin: Origin::new(self.folder.clone(), ""),
            });
        };
        let told = |files: &[&str]| {
            let gone: Vec<String> = files
                .iter()
                .filter(|it| self.missing.contains(*it))
                .map(|it| format!("`{it}`"))
                .collect();
            match gone.is_empty() {
                true => String::new(),
                false => format!("there is no {} that can be used", gone.join(", ")),
            }
        };
        write("DescribeOrganization", None, String::new());
        let root = match self.metadata.root_ou {
            Some(_) => told(&["ous.json"]),
            None => "its `metadata.json` names no root".to_owned(),
        };
        write("ListRoots", None, root);
        write(
            "ListOrganizationalUnitsForParent",
            None,
            told(&["ous.json"]),
        );
        write("ListAccountsForParent", None, told(&["accounts.json"]));
        write("ListAccounts", None, told(&["accounts.json"]));
        for (kind, folder) in [
            ("SERVICE_CONTROL_POLICY", "scps"),
            ("RESOURCE_CONTROL_POLICY", "rcps"),
        ] {
            // A kind that is not enabled has no policies.
            let enabled = self.metadata.features.as_ref().and_then(|it| it.get(kind));
            let there = self.policies.iter().any(|it| it.kind == kind);
            let reason = if there
                || enabled == Some(&false)
                || (enabled.is_none() && self.metadata.features.is_some())
            {
                told(&["ous.json", "accounts.json"])
            } else {
                format!("there is nothing in its folder `{folder}`")
            };
            write("ListPolicies", Some(kind), reason.clone());
        }
        for policy in self.policies.iter().filter(|it| it.document.is_none()) {
            let id = policy.folder.rsplit('/').next();
            write(
                "DescribePolicy",
                id,
                "there is no `policy.json` that can be used".to_owned(),
            );
        }
        write(
            "ListTargetsForPolicy",
            None,
            told(&["ous.json", "accounts.json"]),
        );
    }
}
