//! The tree: organisation, root, organizational units, accounts.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::aws::wire::{Arn, is_account_id};
use crate::aws::{Reply, ReplyError};
use crate::facts::{Fact, Origin, Provider, Scope, ScopeKind};
use crate::redact::free_text;
use crate::snapshot::{ORGANIZATION, Sink};

fn scope(kind: ScopeKind, id: &str, origin: Origin) -> Scope {
    Scope::new(format!("aws:{id}"), Provider::Aws, kind, origin)
}

/// The management account and the organisation that an Organizations ARN names:
/// `arn:aws:organizations::111111111111:root/o-exampleorgid/r-examplerootid`.
fn owner<'a>(arn: &Arn<'a>) -> (Option<&'a str>, Option<&'a str>) {
    let organization = arn.resource.split('/').nth(1);
    (
        arn.account_id(),
        organization.filter(|id| id.starts_with("o-")),
    )
}

/// `DescribeOrganization`.
pub(super) fn organization(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "Organization")]
        organization: Organization,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Organization {
        id: String,
        #[serde(alias = "ManagementAccountId")]
        master_account_id: Option<String>,
        feature_set: Option<String>,
    }
    let it = reply.parse::<Answer>()?.organization;
    let origin = || reply.origin("/Organization");
    let mut organization = scope(ScopeKind::Organization, &it.id, origin());
    if let Some(set) = it.feature_set {
        organization
            .attributes
            .insert("feature_set".to_owned(), set.into());
    }
    sink.fact(Fact::Scope(organization));
    let mut asked = scope(ScopeKind::Account, reply.account, origin());
    asked
        .attributes
        .insert(ORGANIZATION.to_owned(), format!("aws:{}", it.id).into());
    if let Some(management) = it.master_account_id.filter(|id| is_account_id(id)) {
        asked.management = Some(management == reply.account);
        let mut account = scope(ScopeKind::Account, &management, origin());
        account.management = Some(true);
        sink.fact(Fact::Scope(account));
    }
    sink.fact(Fact::Scope(asked));
    Ok(())
}

/// `ListRoots`: an organisation has one. The policy types are enabled on it.
pub(super) fn roots(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "Roots", borrow)]
        roots: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Root {
        id: String,
        arn: Option<String>,
        name: Option<String>,
        policy_types: Option<Vec<PolicyType>>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct PolicyType {
        r#type: String,
        status: String,
    }
    let answer: Answer<'_> = reply.parse()?;
    reply.each(
        "/Roots",
        &answer.roots,
        sink,
        |root: Root, origin: Origin, sink| {
            let arn = root.arn.as_deref().and_then(Arn::parse);
            let (management, organization) = arn.map_or((None, None), |arn| owner(&arn));
            let enabled = root.policy_types.map(|types| {
                let mut names: Vec<String> = types
                    .into_iter()
                    .filter(|it| it.status == "ENABLED")
                    .map(|it| it.r#type)
                    .collect();
                names.sort();
                names.dedup();
                names
            });
            if let Some(id) = organization {
                let mut fact = scope(ScopeKind::Organization, id, origin.clone());
                fact.policy_types = enabled;
                sink.fact(Fact::Scope(fact));
            }
            if let Some(id) = management {
                let mut fact = scope(ScopeKind::Account, id, origin.clone());
                fact.management = Some(true);
                sink.fact(Fact::Scope(fact));
            }
            let mut fact = scope(ScopeKind::Root, &root.id, origin);
            fact.name = root.name.map(|name| free_text(&name).into_owned());
            fact.parent = organization.map(|id| format!("aws:{id}"));
            sink.fact(Fact::Scope(fact));
        },
    );
    Ok(())
}

/// `ListOrganizationalUnitsForParent`: the argument is the parent.
pub(super) fn units(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "OrganizationalUnits", borrow)]
        units: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Unit {
        id: String,
        name: Option<String>,
    }
    let answer: Answer<'_> = reply.parse()?;
    reply.each(
        "/OrganizationalUnits",
        &answer.units,
        sink,
        |unit: Unit, origin, sink| {
            let mut fact = scope(ScopeKind::OrganizationalUnit, &unit.id, origin);
            fact.name = unit.name.map(|name| free_text(&name).into_owned());
            fact.parent = reply.argument.map(|parent| format!("aws:{parent}"));
            sink.fact(Fact::Scope(fact));
        },
    );
    Ok(())
}

/// An account as the listings carry it. Its e-mail address is a person's, and skipped.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Account {
    id: String,
    arn: Option<String>,
    name: Option<String>,
    status: Option<String>,
}

impl Account {
    fn fact(self, origin: Origin) -> Scope {
        let mut fact = scope(ScopeKind::Account, &self.id, origin);
        fact.name = self.name.map(|name| free_text(&name).into_owned());
        let (management, organization) = self
            .arn
            .as_deref()
            .and_then(Arn::parse)
            .map_or((None, None), |arn| owner(&arn));
        fact.management = management.map(|id| id == self.id);
        if let Some(id) = organization {
            fact.attributes
                .insert(ORGANIZATION.to_owned(), format!("aws:{id}").into());
        }
        if let Some(status) = self.status {
            fact.attributes.insert("status".to_owned(), status.into());
        }
        fact
    }
}

#[derive(Deserialize)]
struct Accounts<'a> {
    #[serde(rename = "Accounts", borrow)]
    accounts: Vec<&'a RawValue>,
}

/// `ListAccountsForParent`: the argument is the parent.
pub(super) fn children(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Accounts<'_> = reply.parse()?;
    reply.each(
        "/Accounts",
        &answer.accounts,
        sink,
        |account: Account, origin, sink| {
            let mut fact = account.fact(origin);
            fact.parent = reply.argument.map(|parent| format!("aws:{parent}"));
            sink.fact(Fact::Scope(fact));
        },
    );
    Ok(())
}

/// `ListAccounts`.
pub(super) fn accounts(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Accounts<'_> = reply.parse()?;
    reply.each(
        "/Accounts",
        &answer.accounts,
        sink,
        |account: Account, origin, sink| sink.fact(Fact::Scope(account.fact(origin))),
    );
    Ok(())
}

/// `ListDelegatedAdministrators`.
pub(super) fn delegated(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "DelegatedAdministrators", borrow)]
        accounts: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    reply.each(
        "/DelegatedAdministrators",
        &answer.accounts,
        sink,
        |account: Account, origin, sink| {
            let mut fact = account.fact(origin);
            fact.attributes
                .insert("delegated_administrator".to_owned(), true.into());
            sink.fact(Fact::Scope(fact));
        },
    );
    Ok(())
}
