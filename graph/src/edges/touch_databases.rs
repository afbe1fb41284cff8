//! Identity -> database, by its API, by a login that IAM gives, or by its administration.

use blastradius_collectors::facts::Asset;
use serde_json::Value;

use super::touch::{Way, apply, attribute, may_anywhere, of_kinds, touches, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Lens, ResourceEntry, account_of, region_of};
use crate::model::{Access, Certainty};

/// See [`META`].
pub(super) struct Rule;

/// Pages "Actions, resources, and condition keys" for Amazon RDS, Amazon Redshift and Redshift Serverless. What is
/// asked of other resources than the database is in this file.
pub(super) static INSTANCE: &[Way] = &[
    Way::on_itself(Access::List, &["rds:DescribeDBInstances"]),
    Way::on_itself(Access::Delete, &["rds:DeleteDBInstance"]),
    Way::on_itself(Access::Administer, &["rds:ModifyDBInstance"]),
];

/// See [`INSTANCE`].
pub(super) static CLUSTER: &[Way] = &[
    Way::on_itself(Access::List, &["rds:DescribeDBClusters"]),
    Way::on_itself(Access::Delete, &["rds:DeleteDBCluster"]),
    Way::on_itself(Access::Administer, &["rds:ModifyDBCluster"]),
];

/// See [`INSTANCE`].
pub(super) static WAREHOUSE: &[Way] = &[
    Way::on_itself(Access::List, &["redshift:DescribeClusters"]),
    Way::on_itself(Access::Delete, &["redshift:DeleteCluster"]),
    Way::on_itself(
        Access::Administer,
        &["redshift:ModifyCluster", "redshift:ModifyClusterIamRoles"],
    ),
];

/// See [`INSTANCE`].
pub(super) static WORKGROUP: &[Way] = &[
    Way::on_itself(Access::List, &["redshift-serverless:GetWorkgroup"]),
    Way::on_itself(Access::Delete, &["redshift-serverless:DeleteWorkgroup"]),
    Way::on_itself(Access::Administer, &["redshift-serverless:UpdateWorkgroup"]),
];

const KINDS: &[&str] = &[
    "aws:rds:db-instance",
    "aws:rds:db-cluster",
    "aws:redshift:cluster",
    "aws:redshift-serverless:workgroup",
];

static META: RuleMeta = RuleMeta {
    id: "touch-databases",
    title: "A principal may touch a relational database",
    does: "Read and write: by a login of IAM (`rds-db:connect` on a database user, `redshift:GetClusterCredentials`, \
           `redshift-serverless:GetCredentials`), over the network of the database; by the Data API \
           (`rds-data:ExecuteStatement` with the secret of the database, `redshift-data:ExecuteStatement` with a \
           login), over none. What the database user may do inside is not known: those edges are conditional. \
           Administration sets a new master password.",
    matters: "The customer's records lie here, behind a password that IAM can replace.",
    permissions: &[
        "rds:DescribeDBInstances",
        "rds:DeleteDBInstance",
        "rds:ModifyDBInstance",
        "rds:DescribeDBClusters",
        "rds:DeleteDBCluster",
        "rds:ModifyDBCluster",
        "rds-db:connect",
        "rds-data:ExecuteStatement",
        "secretsmanager:GetSecretValue",
        "redshift:DescribeClusters",
        "redshift:DeleteCluster",
        "redshift:ModifyCluster",
        "redshift:ModifyClusterIamRoles",
        "redshift:GetClusterCredentials",
        "redshift:GetClusterCredentialsWithIAM",
        "redshift-data:ExecuteStatement",
        "redshift-serverless:GetWorkgroup",
        "redshift-serverless:DeleteWorkgroup",
        "redshift-serverless:UpdateWorkgroup",
        "redshift-serverless:GetCredentials",
    ],
    references: &[
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.IAMPolicy.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api.access.html",
        "https://docs.aws.amazon.com/redshift/latest/mgmt/data-api-access.html",
        "ATT&CK T1213.006",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, KINDS, found);
        if !may_anywhere(lens, LOGINS) {
            return;
        }
        for asset in of_kinds(lens, KINDS) {
            match asset.kind.as_str() {
                "aws:rds:db-instance" => draw(lens, asset, login(lens, asset), found),
                "aws:rds:db-cluster" => {
                    draw(lens, asset, login(lens, asset), found);
                    draw(lens, asset, data_api(lens, asset), found);
                }
                _ => warehouse(lens, asset, found),
            }
        }
    }
}

/// What a login needs, in each of its forms.
const LOGINS: &[&str] = &[
    "rds-db:connect",
    "rds-data:ExecuteStatement",
    "redshift:GetClusterCredentials",
    "redshift:GetClusterCredentialsWithIAM",
    "redshift-serverless:GetCredentials",
];

/// A session in the database reads and writes, as far as the database user may.
fn draw(lens: &Lens<'_, '_>, asset: &Asset, answer: Option<Answer>, found: &mut Findings) {
    if let Some(answer) = answer {
        touches(lens, &asset.id, Access::Read, answer.clone(), found);
        touches(lens, &asset.id, Access::Write, answer, found);
    }
}

fn inside(asset: &Asset, answer: Answer) -> Answer {
    answer.unless_proven(
        Certainty::Conditional,
        format!("the user inside of the database {} may do it", asset.name),
    )
}

fn over_network(asset: &Asset, answer: Answer) -> Answer {
    if asset.attributes.get("public").and_then(Value::as_bool) == Some(true) {
        return answer;
    }
    answer.unless_proven(
        Certainty::Conditional,
        format!("the database {} is reached over its network", asset.name),
    )
}

/// A token for a database user, where the database takes tokens. The resource names the database by its own id, not by
/// its name.
fn login(lens: &Lens<'_, '_>, asset: &Asset) -> Option<Answer> {
    let enabled = asset
        .attributes
        .get("iam_authentication")
        .and_then(Value::as_bool);
    if enabled == Some(false) {
        return None;
    }
    let id = attribute(asset, "resource_id").unwrap_or("*");
    let user = beside(asset, "rds-db", &format!("dbuser:{id}/*"))?;
    let mut answer = lens.may_some("rds-db:connect", &user, &user.arn)?;
    if enabled.is_none() {
        answer = answer.unless_proven(
            Certainty::Conditional,
            format!("the database {} takes logins of IAM", asset.name),
        );
    }
    Some(over_network(asset, inside(asset, answer)))
}

/// The Data API of a cluster takes the secret that holds the password. Another secret than the one that the cluster
/// names may hold one too.
fn data_api(lens: &Lens<'_, '_>, asset: &Asset) -> Option<Answer> {
    let enabled = asset.attributes.get("data_api").and_then(Value::as_bool);
    if enabled == Some(false) {
        return None;
    }
    let entry = lens.estate.resource(&asset.id)?;
    let mut answer = lens.may("rds-data:ExecuteStatement", entry, &asset.id)?;
    let secret = attribute(asset, "master_user_secret")
        .and_then(|secret| lens.estate.facts.assets.get(secret))
        .and_then(|secret| way(lens, secret, Access::Read));
    answer = match secret {
        Some(secret) => answer.and(secret),
        None => answer.unless_proven(
            Certainty::Conditional,
            format!(
                "a secret that the principal reads holds a password of {}",
                asset.name
            ),
        ),
    };
    if enabled.is_none() {
        answer = answer.unless_proven(
            Certainty::Conditional,
            format!("the Data API of {} is enabled", asset.name),
        );
    }
    Some(answer)
}

/// A login of a warehouse, used over its network or through the Data API.
fn warehouse(lens: &Lens<'_, '_>, asset: &Asset, found: &mut Findings) {
    let Some(entry) = lens.estate.resource(&asset.id) else {
        return;
    };
    let logins: Vec<Answer> = if asset.kind == "aws:redshift:cluster" {
        let cluster = asset.id.rsplit(':').next().unwrap_or_default();
        [
            ("redshift:GetClusterCredentials", "dbuser"),
            ("redshift:GetClusterCredentialsWithIAM", "dbname"),
        ]
        .into_iter()
        .filter_map(|(action, of)| {
            let login = beside(asset, "redshift", &format!("{of}:{cluster}/*"))?;
            lens.may_some(action, &login, &login.arn)
        })
        .collect()
    } else {
        lens.may("redshift-serverless:GetCredentials", entry, &asset.id)
            .into_iter()
            .collect()
    };
    let Some(login) = logins.into_iter().max_by_key(|answer| answer.certainty) else {
        return;
    };
    let login = inside(asset, login);
    let through_api = lens
        .may("redshift-data:ExecuteStatement", entry, &asset.id)
        .map(|api| api.and(login.clone()));
    let answer = through_api.unwrap_or_else(|| over_network(asset, login));
    draw(lens, asset, Some(answer), found);
}

/// A resource of another type in the account and region of the database, such as its users. It has its tags from
/// nowhere.
fn beside(asset: &Asset, service: &str, rest: &str) -> Option<ResourceEntry> {
    let account = account_of(&asset.id)?;
    let region = region_of(&asset.id)?;
    let partition = asset.id.split(':').nth(1)?;
    Some(ResourceEntry::named(&format!(
        "arn:{partition}:{service}:{region}:{account}:{rest}"
    )))
}
