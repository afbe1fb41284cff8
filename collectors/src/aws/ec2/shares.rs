//! Snapshots and machine images of the account, and with whom they are shared.

use serde::Deserialize;

use crate::aws::wire::{Keep, TagList, attributes};
use crate::aws::{Reply, ReplyError};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

const SNAPSHOT: &str = "aws:ec2:snapshot";
const IMAGE: &str = "aws:ec2:image";

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Snapshot {
    snapshot_id: String,
    volume_id: Option<String>,
    owner_id: Option<String>,
    state: Option<String>,
    encrypted: Option<bool>,
    kms_key_id: Option<String>,
    tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    image_id: String,
    state: Option<String>,
    public: Option<bool>,
    name: Option<String>,
    block_device_mappings: Option<Vec<Device>>,
    tags: Option<TagList>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Device {
    ebs: Option<Ebs>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Ebs {
    snapshot_id: Option<String>,
}

/// Who may make a volume of a snapshot or start an image.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Permission {
    user_id: Option<String>,
    group: Option<String>,
    organization_arn: Option<String>,
    organizational_unit_arn: Option<String>,
}

impl Permission {
    /// An account id, `all`, or the ARN of an organisation or unit.
    fn with(self) -> Option<String> {
        self.user_id
            .or(self.group)
            .or(self.organization_arn)
            .or(self.organizational_unit_arn)
    }
}

pub(super) fn snapshots(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Snapshots", sink, |it: Snapshot, origin, sink| {
        let id = reply.arn("ec2", &format!("snapshot/{}", it.snapshot_id));
        let mut asset = reply.asset(AssetClass::Data, SNAPSHOT, id, it.snapshot_id, origin);
        // A folder may hold what was asked without an owner.
        if let Some(owner) = it.owner_id {
            asset.scope = Some(format!("aws:{owner}"));
        }
        asset.encryption_key = it.kms_key_id;
        asset.tags = Some(it.tags.unwrap_or_default().tags());
        asset.attributes = attributes([
            ("volume", it.volume_id.keep()),
            ("state", it.state.keep()),
            ("encrypted", it.encrypted.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

pub(super) fn images(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("Images", sink, |it: Image, origin, sink| {
        let id = reply.arn("ec2", &format!("image/{}", it.image_id));
        let mut asset = reply.asset(AssetClass::Image, IMAGE, id, it.image_id, origin);
        asset.tags = Some(it.tags.unwrap_or_default().tags());
        let devices = it.block_device_mappings.unwrap_or_default().into_iter();
        let mut snapshots: Vec<String> = devices
            .filter_map(|it| it.ebs?.snapshot_id)
            .map(|id| reply.arn("ec2", &format!("snapshot/{id}")))
            .collect();
        snapshots.sort();
        asset.attributes = attributes([
            ("title", it.name.keep()),
            ("state", it.state.keep()),
            ("public", it.public.keep()),
            ("snapshots", snapshots.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

pub(super) fn of_snapshot(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let list = "CreateVolumePermissions";
    shared(AssetClass::Data, SNAPSHOT, list, reply, sink)
}

pub(super) fn of_image(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    shared(AssetClass::Image, IMAGE, "LaunchPermissions", reply, sink)
}

/// `shared_with`: accounts, organisations, `all`. An empty list says that it was asked.
fn shared(
    class: AssetClass,
    kind: &str,
    list: &str,
    reply: &Reply<'_>,
    sink: &mut dyn Sink,
) -> Result<(), ReplyError> {
    let mut with: Vec<String> = Vec::new();
    reply.list(list, sink, |it: Permission, _, _| with.extend(it.with()))?;
    with.sort();
    with.dedup();
    let (Some(id), Some(name)) = (reply.subject(), reply.argument) else {
        return Ok(());
    };
    let mut asset = reply.asset(class, kind, id, name, reply.origin(format!("/{list}")));
    asset
        .attributes
        .insert("shared_with".to_owned(), with.into());
    sink.fact(Fact::Asset(asset));
    Ok(())
}
