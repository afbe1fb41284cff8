//! Amazon S3, what the account has beside buckets: access points, multi-Region access points, and Access Grants.
//!
//! The policy of a multi-Region access point is asked by name, and its ARN has the alias: the policy is attached to
//! `arn:…:s3::ACCOUNT:accesspoint/<name>`, which the attribute `policy_of` of the access point names.
//!
//! A location of Access Grants is a workload that runs as its `location-role`. A grant is an asset of its own, with the
//! grantee, the permission and the scope as attributes: whoever it names and may call `s3:GetDataAccess` gets credentials
//! of the location's role, narrowed down to the scope ("Managing access with S3 Access Grants").

mod answers;
mod shapes;

use self::shapes::{
    AccessPoint, Grant, Location, MultiRegionPoint, MultiRegionPolicy, PointPolicy,
};
use super::wire::{Keep, attributes, runs_as};
use super::{
    Argument, Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service, Shape,
};
use crate::facts::{AssetClass, Fact};
use crate::snapshot::Sink;

/// The S3 Control service.
#[derive(Debug)]
pub struct S3Control;

static ENDPOINT: Endpoint = Endpoint {
    host: "{account}.s3-control",
    signs_as: "s3",
    protocol: Protocol::RestXml,
};

const PAGES: Paging = Paging {
    token: ("nextToken", "NextToken"),
    size: Some(("maxResults", 1000)),
};

/// A listing of the account.
const fn of_account(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
    path: &'static str,
    shape: &'static Shape,
) -> Operation {
    Operation {
        argument: Argument::Account {
            flag: "--account-id",
            member: "AccountId",
        },
        ..Operation::listing(name, ("s3control", command), permissions, Place::Regional)
    }
    .rest("GET", path, &[])
    .answers(shape)
    .paged(PAGES)
}

/// There is no instance of Access Grants in the region.
const NO_INSTANCE: &[&str] = &["AccessGrantsInstanceNotExistsError"];

// Amazon S3 API Reference, Amazon S3 Control: the page of each operation.
static OPERATIONS: [Operation; 6] = [
    of_account(
        "ListAccessPoints",
        "list-access-points",
        &["s3:ListAccessPoints"],
        "/v20180820/accesspoint",
        &answers::ACCESS_POINTS,
    ),
    Operation::listing(
        "GetAccessPointPolicy",
        ("s3control", "get-access-point-policy"),
        &["s3:GetAccessPointPolicy"],
        Place::Regional,
    )
    .under(
        &["--account-id", "--name"],
        &["AccountId", "Name"],
        ("ListAccessPoints", "AccessPointList[].Name"),
        "arn:{partition}:s3:{region}:{account}:accesspoint/{1}",
    )
    .rest("GET", "/v20180820/accesspoint/{1}/policy", &[])
    .answers(&answers::POINT_POLICY)
    .absent(&["NoSuchAccessPointPolicy", "NoSuchAccessPoint"]),
    // One place answers for all regions.
    Operation {
        place: Place::Global,
        ..of_account(
            "ListMultiRegionAccessPoints",
            "list-multi-region-access-points",
            &["s3:ListMultiRegionAccessPoints"],
            "/v20180820/mrap/instances",
            &answers::MULTI_REGION,
        )
    }
    .only_in("us-west-2"),
    Operation::listing(
        "GetMultiRegionAccessPointPolicy",
        ("s3control", "get-multi-region-access-point-policy"),
        &["s3:GetMultiRegionAccessPointPolicy"],
        Place::Global,
    )
    .under(
        &["--account-id", "--name"],
        &["AccountId", "Name"],
        ("ListMultiRegionAccessPoints", "AccessPoints[].Name"),
        "arn:{partition}:s3::{account}:accesspoint/{1}",
    )
    .only_in("us-west-2")
    .rest("GET", "/v20180820/mrap/instances/{1}/policy", &[])
    .answers(&answers::MULTI_REGION_POLICY)
    .absent(&[
        "NoSuchMultiRegionAccessPointPolicy",
        "NoSuchMultiRegionAccessPoint",
    ]),
    of_account(
        "ListAccessGrantsLocations",
        "list-access-grants-locations",
        &["s3:ListAccessGrantsLocations"],
        "/v20180820/accessgrantsinstance/locations",
        &answers::LOCATIONS,
    )
    .absent(NO_INSTANCE),
    of_account(
        "ListAccessGrants",
        "list-access-grants",
        &["s3:ListAccessGrants"],
        "/v20180820/accessgrantsinstance/grants",
        &answers::GRANTS,
    )
    .absent(NO_INSTANCE),
];

impl Service for S3Control {
    fn name(&self) -> &'static str {
        "s3control"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListAccessPoints", _) => points(reply, sink),
            ("GetAccessPointPolicy", Some(point)) => {
                if let Some(policy) = reply.parse::<PointPolicy>()?.policy {
                    reply.resource_policy(&point, policy.0, "/Policy", sink);
                }
                Ok(())
            }
            ("ListMultiRegionAccessPoints", _) => multi_region(reply, sink),
            ("GetMultiRegionAccessPointPolicy", Some(point)) => {
                let policy = reply.parse::<MultiRegionPolicy>()?.policy;
                let established = policy.and_then(|it| it.established?.policy);
                if let Some(policy) = established {
                    let pointer = "/Policy/Established/Policy";
                    reply.resource_policy(&point, policy.0, pointer, sink);
                }
                Ok(())
            }
            ("ListAccessGrantsLocations", _) => locations(reply, sink),
            ("ListAccessGrants", _) => grants(reply, sink),
            _ => Ok(()),
        }
    }
}

fn points(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("AccessPointList", sink, |it: AccessPoint, origin, sink| {
        let arn = it
            .access_point_arn
            .unwrap_or_else(|| reply.arn("s3", &format!("accesspoint/{}", it.name)));
        let mut asset = reply.asset(
            AssetClass::Data,
            "aws:s3:access-point",
            arn,
            it.name,
            origin,
        );
        asset.attributes = attributes([
            ("bucket", it.bucket.keep()),
            ("bucket_account", it.bucket_account_id.keep()),
            ("alias", it.alias.keep()),
            ("network_origin", it.network_origin.keep()),
            ("vpc", it.vpc_configuration.and_then(|it| it.vpc).keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}

fn multi_region(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "AccessPoints",
        sink,
        |it: MultiRegionPoint, origin, sink| {
            let Some(alias) = it.alias.filter(|alias| !alias.is_empty()) else {
                return;
            };
            let arn = |last: &str| {
                let (partition, account) = (reply.partition, reply.account);
                format!("arn:{partition}:s3::{account}:accesspoint/{last}")
            };
            let kind = "aws:s3:multi-region-access-point";
            let policy_of = arn(&it.name);
            let mut asset = reply.asset(AssetClass::Data, kind, arn(&alias), it.name, origin);
            let mut buckets: Vec<String> = it
                .regions
                .unwrap_or_default()
                .into_iter()
                .filter_map(|region| region.bucket)
                .collect();
            buckets.sort();
            asset.attributes = attributes([
                ("buckets", buckets.keep()),
                ("state", it.status.keep()),
                ("policy_of", policy_of.keep()),
            ]);
            sink.fact(Fact::Asset(asset));
        },
    )
}

fn locations(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "AccessGrantsLocationsList",
        sink,
        |it: Location, origin, sink| {
            let name = it.location_scope.clone().unwrap_or_default();
            let kind = "aws:s3:access-grants-location";
            let mut workload = reply.workload(kind, it.access_grants_location_arn, name, origin);
            workload.runs_as = runs_as(it.iam_role_arn, "location-role");
            workload.attributes = attributes([("scope", it.location_scope.keep())]);
            sink.fact(Fact::Workload(workload));
        },
    )
}

fn grants(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list("AccessGrantsList", sink, |it: Grant, origin, sink| {
        let name = it.grant_scope.clone().unwrap_or_default();
        let kind = "aws:s3:access-grant";
        let mut asset = reply.asset(AssetClass::Data, kind, it.access_grant_arn, name, origin);
        let grantee = it.grantee.unwrap_or_default();
        let location = it.access_grants_location_id.map(|id| {
            let instance = "access-grants/default/location";
            reply.arn("s3", &format!("{instance}/{id}"))
        });
        asset.attributes = attributes([
            ("grantee", grantee.grantee_identifier.keep()),
            ("grantee_type", grantee.grantee_type.keep()),
            ("permission", it.permission.keep()),
            ("scope", it.grant_scope.keep()),
            ("location", location.keep()),
            ("application", it.application_arn.keep()),
        ]);
        sink.fact(Fact::Asset(asset));
    })
}
