//! Identity -> snapshot of a disk or database, image of a machine.

use blastradius_collectors::facts::Asset;
use serde_json::Value;

use super::touch::{KeyUse, On, Way, apply, may_anywhere, of_kinds, touches};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Lens, ResourceEntry, account_of, region_of};
use crate::model::{Access, Certainty};

/// See [`META`].
pub(super) struct Rule;

/// The blocks of a snapshot are read without a machine. Page "Required permissions to use EBS direct APIs": a snapshot
/// under a customer's key also needs `kms:Decrypt`.
pub(super) static OF_VOLUME: &[Way] = &[
    Way {
        access: Access::Read,
        actions: &["ebs:GetSnapshotBlock"],
        on: On::Itself,
        key: KeyUse::Decrypt,
    },
    Way::on_itself(Access::Delete, &["ec2:DeleteSnapshot"]),
    Way::on_itself(Access::Administer, &["ec2:ModifySnapshotAttribute"]),
];

/// Page "Actions, resources, and condition keys for Amazon EC2".
pub(super) static IMAGE: &[Way] = &[
    Way::on_itself(Access::Delete, &["ec2:DeregisterImage"]),
    Way::on_itself(Access::Administer, &["ec2:ModifyImageAttribute"]),
];

/// Page "Actions, resources, and condition keys for Amazon RDS".
pub(super) static OF_INSTANCE: &[Way] = &[
    Way::on_itself(Access::List, &["rds:DescribeDBSnapshots"]),
    Way::on_itself(Access::Delete, &["rds:DeleteDBSnapshot"]),
    Way::on_itself(Access::Administer, &["rds:ModifyDBSnapshotAttribute"]),
];

/// See [`OF_INSTANCE`].
pub(super) static OF_CLUSTER: &[Way] = &[
    Way::on_itself(Access::List, &["rds:DescribeDBClusterSnapshots"]),
    Way::on_itself(Access::Delete, &["rds:DeleteDBClusterSnapshot"]),
    Way::on_itself(
        Access::Administer,
        &["rds:ModifyDBClusterSnapshotAttribute"],
    ),
];

/// How a kind of snapshot is shared with the attacker's own account, and restored here.
struct Copying {
    kind: &'static str,
    share: &'static str,
    restore: &'static str,
    /// The type of what is restored, and the action that makes it readable.
    restored: (&'static str, &'static str),
}

static COPYING: &[Copying] = &[
    Copying {
        kind: "aws:ec2:snapshot",
        share: "ec2:ModifySnapshotAttribute",
        restore: "ec2:CreateVolume",
        restored: ("ec2:volume/*", "ec2:AttachVolume"),
    },
    Copying {
        kind: "aws:rds:db-snapshot",
        share: "rds:ModifyDBSnapshotAttribute",
        restore: "rds:RestoreDBInstanceFromDBSnapshot",
        restored: ("rds:db:*", "rds:ModifyDBInstance"),
    },
    Copying {
        kind: "aws:rds:db-cluster-snapshot",
        share: "rds:ModifyDBClusterSnapshotAttribute",
        restore: "rds:RestoreDBClusterFromSnapshot",
        restored: ("rds:cluster:*", "rds:ModifyDBCluster"),
    },
];

static META: RuleMeta = RuleMeta {
    id: "touch-snapshots",
    title: "A principal may read or share a snapshot",
    does: "Read the blocks of a disk through the EBS direct API, share a snapshot with the attacker's own account \
           (under a customer's key only where the key lets that account in: conditional; never under the key that AWS \
           keeps for the service), or restore it and attach the disk or set a new password (conditional: a machine or a \
           network path is needed). Images are shared and deregistered.",
    matters: "A snapshot is the whole disk or database, and sharing it leaves the original untouched.",
    permissions: &[
        "ebs:ListSnapshotBlocks",
        "ebs:GetSnapshotBlock",
        "ec2:DeleteSnapshot",
        "ec2:ModifySnapshotAttribute",
        "ec2:CreateVolume",
        "ec2:AttachVolume",
        "ec2:DeregisterImage",
        "ec2:ModifyImageAttribute",
        "rds:DescribeDBSnapshots",
        "rds:DeleteDBSnapshot",
        "rds:ModifyDBSnapshotAttribute",
        "rds:RestoreDBInstanceFromDBSnapshot",
        "rds:ModifyDBInstance",
        "rds:DescribeDBClusterSnapshots",
        "rds:DeleteDBClusterSnapshot",
        "rds:ModifyDBClusterSnapshotAttribute",
        "rds:RestoreDBClusterFromSnapshot",
        "rds:ModifyDBCluster",
    ],
    references: &[
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebsapi-permissions.html",
        "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-modifying-snapshot-permissions.html",
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html",
        "ATT&CK T1537",
        "ATT&CK T1578.001",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let kinds: Vec<&str> = COPYING.iter().map(|copying| copying.kind).collect();
        apply(lens, &kinds, found);
        apply(lens, &["aws:ec2:image"], found);
        if !may_anywhere(lens, META.permissions) {
            return;
        }
        for asset in of_kinds(lens, &kinds) {
            let Some(copying) = COPYING.iter().find(|copying| copying.kind == asset.kind) else {
                continue;
            };
            let Some(entry) = lens.estate.resource(&asset.id) else {
                continue;
            };
            let answers = [
                shared(lens, asset, entry, copying),
                restored(lens, asset, entry, copying),
            ];
            for answer in answers.into_iter().flatten() {
                touches(lens, &asset.id, Access::Read, answer, found);
            }
        }
    }
}

/// Sharing with an account of the attacker's. What AWS's own key for the service encrypts cannot be shared; a customer's
/// key must let the other account in too. Page "Share an Amazon EBS snapshot".
fn shared(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    entry: &ResourceEntry,
    copying: &Copying,
) -> Option<Answer> {
    let answer = lens.may(copying.share, entry, &asset.id)?;
    let encrypted = asset.attributes.get("encrypted").and_then(Value::as_bool);
    match (super::touch_kms::key_of(lens, asset), encrypted) {
        (super::touch_kms::Key::OfService { .. }, _) => None,
        (super::touch_kms::Key::None, Some(false)) => Some(answer),
        (super::touch_kms::Key::None, _) => Some(answer.unless_proven(
            Certainty::Conditional,
            format!("the snapshot {} is not encrypted", asset.name),
        )),
        (super::touch_kms::Key::Customer(key), _) => Some(answer.unless_proven(
            Certainty::Conditional,
            format!(
                "the key {} lets the account that it is shared with decrypt",
                key.arn
            ),
        )),
        (super::touch_kms::Key::Unresolved(name), _) => Some(answer.unless_proven(
            Certainty::Assumed,
            format!("the key {name} lets the account that it is shared with decrypt"),
        )),
    }
}

/// Restoring in the same account, to a disk or database that the attacker can open.
fn restored(
    lens: &Lens<'_, '_>,
    asset: &Asset,
    entry: &ResourceEntry,
    copying: &Copying,
) -> Option<Answer> {
    let (what, open) = copying.restored;
    let (service, rest) = what.split_once(':')?;
    let account = account_of(&asset.id)
        .or(entry.account.as_deref())
        .filter(|account| *account == lens.actor.account)?;
    let region = region_of(&asset.id)?;
    let partition = asset.id.split(':').nth(1)?;
    let made = ResourceEntry::named(&format!(
        "arn:{partition}:{service}:{region}:{account}:{rest}"
    ));
    let answer = lens
        .may(copying.restore, entry, &asset.id)?
        .and(lens.may_some(copying.restore, &made, &made.arn)?)
        .and(lens.may_some(open, &made, &made.arn)?);
    Some(answer.unless_proven(
        Certainty::Conditional,
        match service {
            "ec2" => {
                "the disk is attached to a machine on which the attacker runs commands".to_owned()
            }
            _ => "the restored database is reached over its network".to_owned(),
        },
    ))
}
