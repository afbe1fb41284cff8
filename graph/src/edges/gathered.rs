//! What rules gather from the facts once, for all principals.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use blastradius_collectors::facts::{Asset, Identity, Lineage, Workload};
use roaring::RoaringBitmap;

use super::acl_grants::CameIn;
use super::code_control::Runner;
use crate::estate::ResourceEntry;

/// The lineage that says so, a part of S3, and the model whose artifact it is.
pub(super) type Artifact<'a> = (&'a Lineage, &'a Asset, &'a Asset);

/// Kept with the estate; each is gathered when it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Gathered<'a> {
    /// The assets that hold code, and what runs it.
    pub(super) holders: OnceLock<BTreeMap<&'a str, Vec<Runner<'a>>>>,
    /// The types of those assets.
    pub(super) code: OnceLock<BTreeSet<&'a str>>,
    /// Tables and workgroups with the part of S3 in which their data lie, each after the record that says so.
    pub(super) located: OnceLock<Vec<(String, &'a Asset, &'a Asset)>>,
    /// Parts of S3, by their ids, with the models whose artifacts they are.
    pub(super) artifacts: OnceLock<BTreeMap<&'a str, Vec<Artifact<'a>>>>,
    /// Endpoints with the places in which what they are asked is kept, each with the record that says so.
    pub(super) captures: OnceLock<BTreeMap<&'a str, Vec<(&'a str, &'a str)>>>,
    /// The environments of functions in which there is something to find.
    pub(super) environments: OnceLock<Vec<(&'a Workload, Asset)>>,
    /// The roles whose trust policies allow tags of sessions.
    pub(super) taggable: OnceLock<Vec<&'a Identity>>,
    /// The roles whose trust policies allow a source identity to be set.
    pub(super) sourced: OnceLock<Vec<&'a Identity>>,
    /// Permission sets, each with what of it is provisioned in accounts.
    pub(super) provisioned: OnceLock<BTreeMap<&'a str, Vec<&'a Identity>>>,
    /// The versions and aliases of functions that have policies.
    pub(super) qualified: OnceLock<BTreeMap<&'a str, Vec<ResourceEntry>>>,
    /// The buckets whose own policies name parts of buckets.
    pub(super) naming_parts: OnceLock<Vec<&'a Asset>>,
    /// The numbers of the buckets whose access control lists are disabled.
    pub(super) without_lists: OnceLock<RoaringBitmap>,
    /// Whether whom the access control list of an asset lets in gets in.
    pub(super) came_in: CameIn,
}
