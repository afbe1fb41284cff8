//! Identity -> database or table of the Glue data catalogue, workgroup of Athena.

use std::collections::BTreeSet;

use blastradius_collectors::facts::{Asset, LineageKind};

use super::touch::{IN_S3, Way, apply, asset_edges_if, attribute, ids, touchable, touches, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Estate, Lens, ResourceEntry, account_of, region_of};
use crate::model::{Access, Certainty, Evidence};

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for AWS Glue"; what lies above the table is asked in this file.
pub(super) static TABLE: &[Way] = &[
    Way::on_itself(Access::List, &["glue:GetTable", "glue:GetTables"]),
    Way::on_itself(Access::Write, &["glue:UpdateTable"]),
    Way::on_itself(Access::Delete, &["glue:DeleteTable"]),
];

/// See [`TABLE`].
pub(super) static DATABASE: &[Way] = &[
    Way::on_itself(Access::List, &["glue:GetDatabase", "glue:GetDatabases"]),
    Way::on_itself(Access::Write, &["glue:UpdateDatabase"]),
    Way::on_itself(Access::Delete, &["glue:DeleteDatabase"]),
];

/// See [`TABLE`]. The one policy of a catalogue is for all that is in it.
pub(super) static CATALOG: &[Way] = &[Way::on_itself(
    Access::Administer,
    &["glue:PutResourcePolicy"],
)];

/// A query through Athena reads in S3 what its caller reads there: a workgroup alone opens nothing.
pub(super) static WORKGROUP: &[Way] = &[
    Way::on_itself(Access::List, &["athena:GetWorkGroup"]),
    Way::on_itself(Access::Write, &["athena:UpdateWorkGroup"]),
    Way::on_itself(Access::Delete, &["athena:DeleteWorkGroup"]),
];

const DATA_ACCESS: &str = "lakeformation:GetDataAccess";

static META: RuleMeta = RuleMeta {
    id: "touch-catalog",
    title: "A principal may touch a table of the data catalogue",
    does: "The catalogue holds names and places; the data are in S3. Who reads or writes the place of a table reads or \
           writes the table, and who reads the results of a workgroup of Athena reads its answers. With \
           `lakeformation:GetDataAccess`, Lake Formation hands out the data of tables that it governs: its grants are \
           not collected, so that edge is conditional. An action on a table is asked of its database and of the \
           catalogue too, whose policy bears on all of them.",
    matters: "Who changes where a table lies decides what every query and training job reads.",
    permissions: &[
        "glue:PutResourcePolicy",
        "glue:GetTable",
        "glue:GetTables",
        "glue:UpdateTable",
        "glue:DeleteTable",
        "glue:GetDatabase",
        "glue:GetDatabases",
        "glue:UpdateDatabase",
        "glue:DeleteDatabase",
        "lakeformation:GetDataAccess",
        "athena:GetWorkGroup",
        "athena:UpdateWorkGroup",
        "athena:DeleteWorkGroup",
    ],
    references: &[
        "https://docs.aws.amazon.com/glue/latest/dg/glue-specifying-resource-arns.html",
        "https://docs.aws.amazon.com/lake-formation/latest/dg/access-control-underlying-data.html",
        "https://docs.aws.amazon.com/athena/latest/ug/s3-permissions.html",
        "ATT&CK T1530",
        "ATT&CK T1565.001",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, &["aws:athena:workgroup", "aws:glue:catalog"], found);
        for asset in touchable(lens, &["aws:glue:database", "aws:glue:table"]) {
            asset_edges_if(lens, asset, found, |way, answer| {
                above(lens, asset, way, answer)
            });
            if asset.kind == "aws:glue:table" {
                governed(lens, asset, found);
            }
        }
        places(lens, found);
    }
}

/// Page "Specifying AWS Glue resource ARNs": an action on a table needs the permission on its database and the catalogue.
fn above(lens: &Lens<'_, '_>, asset: &Asset, way: &Way, answer: Answer) -> Option<Answer> {
    let entry = lens.estate.resource(&asset.id)?;
    let (root, rest) = asset
        .id
        .split_once(":database/")
        .or_else(|| asset.id.split_once(":table/"))?;
    let database = rest.split('/').next().unwrap_or(rest);
    let mut holders = vec![format!("{root}:catalog")];
    if asset.kind == "aws:glue:table" {
        holders.push(format!("{root}:database/{database}"));
    }
    holders.into_iter().try_fold(answer, |answer, arn| {
        // The policy of the catalogue, which the entry has, bears on all of them; the tags are those of the table alone.
        let holder = match lens.estate.resource(&arn) {
            Some(entry) => ResourceEntry::clone(entry),
            None => ResourceEntry {
                arn: arn.clone(),
                tags: None,
                ..ResourceEntry::clone(entry)
            },
        };
        Some(answer.and(lens.any(way.actions, &holder, &arn)?))
    })
}

/// The data of a table that Lake Formation governs.
fn governed(lens: &Lens<'_, '_>, table: &Asset, found: &mut Findings) {
    let (Some(account), Some(region)) = (account_of(&table.id), region_of(&table.id)) else {
        return;
    };
    if account != lens.actor.account {
        return;
    }
    let mut everything = ResourceEntry::named("*");
    everything.account = Some(account.to_owned());
    everything.region = Some(region.to_owned());
    let listing = super::touch::ways(&table.kind)
        .iter()
        .find(|way| way.access == Access::List);
    let may_list = listing.and_then(|listing| {
        let answer = way(lens, table, Access::List)?;
        above(lens, table, listing, answer)
    });
    let (Some(list), Some(access)) = (may_list, lens.may(DATA_ACCESS, &everything, "*")) else {
        return;
    };
    let answer = list.and(access).unless_proven(
        Certainty::Conditional,
        format!(
            "Lake Formation governs the table {} and grants it to the principal",
            table.name
        ),
    );
    touches(lens, &table.id, Access::Read, answer, found);
}

/// Who reads or writes in S3 where a table or the results of a workgroup lie reads or writes those.
fn places(lens: &Lens<'_, '_>, found: &mut Findings) {
    let all = &lens.estate.gathered.located;
    let all = all.get_or_init(|| located(lens.estate));
    if all.is_empty() {
        return;
    }
    let touchable = ids(&touchable(lens, IN_S3));
    for (record, place, of) in all {
        if !touchable.contains(place.id.as_str()) {
            continue;
        }
        for access in [Access::Read, Access::Write] {
            if of.kind == "aws:athena:workgroup" && access == Access::Write {
                continue;
            }
            if let Some(mut answer) = way(lens, place, access) {
                answer.evidence.push(Evidence {
                    record: record.clone(),
                    pointer: String::new(),
                    note: "says where the data lie".to_owned(),
                });
                touches(lens, &of.id, access, answer, found);
            }
        }
    }
}

/// Tables and workgroups with the part of S3 in which their data lie: by lineage, or by the place that the table gives.
fn located<'a>(estate: &Estate<'a>) -> Vec<(String, &'a Asset, &'a Asset)> {
    let assets = &estate.facts.assets;
    let is_one = |asset: &&Asset| {
        matches!(
            asset.kind.as_str(),
            "aws:glue:table" | "aws:athena:workgroup"
        )
    };
    let mut located: Vec<(String, &Asset, &Asset)> = Vec::new();
    let mut known: BTreeSet<(&str, &str)> = BTreeSet::new();
    for lineage in estate.facts.lineage.values() {
        if lineage.kind != LineageKind::Data {
            continue;
        }
        for (one, other) in [(&lineage.from, &lineage.to), (&lineage.to, &lineage.from)] {
            let of = assets.get(other).filter(is_one);
            if let (Some(place), Some(of)) = (in_s3(estate, one), of) {
                known.insert((&place.id, &of.id));
                located.push((format!("lineage:{}", lineage.id), place, of));
            }
        }
    }
    for asset in assets.values().filter(is_one) {
        if let Some(url) = attribute(asset, "location")
            && let Some(path) = url
                .strip_prefix("s3://")
                .or_else(|| url.strip_prefix("s3a://"))
            && let Some(place) = in_s3(estate, &format!("arn:aws:s3:::{path}"))
            && known.insert((&place.id, &asset.id))
        {
            located.push((format!("asset:{}", asset.id), place, asset));
        }
    }
    located
}

/// The part of S3 by its name: the prefix or object itself, or the bucket that it lies in.
fn in_s3<'a>(estate: &Estate<'a>, arn: &str) -> Option<&'a Asset> {
    let assets = &estate.facts.assets;
    let trimmed = arn.trim_end_matches(['/', '*']);
    let bucket = trimmed
        .split_once('/')
        .map_or(trimmed, |(bucket, _)| bucket);
    [arn, &format!("{trimmed}/*"), bucket]
        .into_iter()
        .find_map(|id| assets.get(id))
        .filter(|asset| asset.kind.starts_with("aws:s3:") && asset.kind != "aws:s3:access-point")
}
