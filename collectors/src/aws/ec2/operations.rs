//! What EC2 is asked.

use super::answers;
use crate::aws::{Operation, Paging, Place};

/// The largest pages that the API reference allows. Without a size, some listings are cut.
const fn pages(size: u32) -> Paging {
    Paging {
        token: ("NextToken", "NextToken"),
        size: Some(("MaxResults", size)),
    }
}

const fn operation(
    name: &'static str,
    command: &'static str,
    permissions: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("ec2", command), permissions, Place::Regional)
}

// Amazon EC2 API Reference: the page of each operation. Snapshots and images are those that the account owns.
pub(super) static OPERATIONS: [Operation; 14] = [
    Operation::listing(
        "DescribeRegions",
        ("ec2", "describe-regions"),
        &["ec2:DescribeRegions"],
        Place::Global,
    )
    .answers(&answers::REGIONS),
    operation(
        "DescribeInstances",
        "describe-instances",
        &["ec2:DescribeInstances"],
    )
    .paged(pages(1000))
    .answers(&answers::INSTANCES),
    operation(
        "DescribeIamInstanceProfileAssociations",
        "describe-iam-instance-profile-associations",
        &["ec2:DescribeIamInstanceProfileAssociations"],
    )
    .paged(pages(1000))
    .answers(&answers::ASSOCIATIONS),
    operation(
        "DescribeLaunchTemplates",
        "describe-launch-templates",
        &["ec2:DescribeLaunchTemplates"],
    )
    .paged(pages(200))
    .answers(&answers::TEMPLATES),
    operation(
        "DescribeLaunchTemplateVersions",
        "describe-launch-template-versions",
        &["ec2:DescribeLaunchTemplateVersions"],
    )
    .each(
        "--launch-template-id",
        "LaunchTemplateId",
        &[(
            "DescribeLaunchTemplates",
            "LaunchTemplates[].LaunchTemplateId",
        )],
        "arn:{partition}:ec2:{region}:{account}:launch-template/{argument}",
    )
    .paged(pages(200))
    .answers(&answers::VERSIONS),
    // The value is never parsed, and the script keeps only whether there is one.
    operation(
        "DescribeInstanceAttribute",
        "describe-instance-attribute",
        &["ec2:DescribeInstanceAttribute"],
    )
    .each(
        "--instance-id",
        "InstanceId",
        &[("DescribeInstances", "Reservations[].Instances[].InstanceId")],
        "arn:{partition}:ec2:{region}:{account}:instance/{argument}",
    )
    .fixed(&[("Attribute", "\"userData\"")])
    .options(&[
        ("--attribute", "userData"),
        (
            "--query",
            "{InstanceId:InstanceId,UserData:{Value:UserData.Value && `true`}}",
        ),
    ])
    .absent(&["InvalidInstanceID.NotFound"])
    .answers(&answers::USER_DATA),
    operation(
        "DescribeSnapshots",
        "describe-snapshots",
        &["ec2:DescribeSnapshots"],
    )
    .fixed(&[("Owner", "[\"self\"]")])
    .options(&[("--owner-ids", "self")])
    .paged(pages(1000))
    .answers(&answers::SNAPSHOTS),
    operation(
        "DescribeSnapshotAttribute",
        "describe-snapshot-attribute",
        &["ec2:DescribeSnapshotAttribute"],
    )
    .each(
        "--snapshot-id",
        "SnapshotId",
        &[("DescribeSnapshots", "Snapshots[].SnapshotId")],
        "arn:{partition}:ec2:{region}:{account}:snapshot/{argument}",
    )
    .fixed(&[("Attribute", "\"createVolumePermission\"")])
    .options(&[("--attribute", "createVolumePermission")])
    .absent(&["InvalidSnapshot.NotFound"])
    .answers(&answers::SNAPSHOT_SHARES),
    operation("DescribeImages", "describe-images", &["ec2:DescribeImages"])
        .fixed(&[("Owner", "[\"self\"]")])
        .options(&[("--owners", "self")])
        .paged(pages(1000))
        .answers(&answers::IMAGES),
    operation(
        "DescribeImageAttribute",
        "describe-image-attribute",
        &["ec2:DescribeImageAttribute"],
    )
    .each(
        "--image-id",
        "ImageId",
        &[("DescribeImages", "Images[].ImageId")],
        "arn:{partition}:ec2:{region}:{account}:image/{argument}",
    )
    .fixed(&[("Attribute", "\"launchPermission\"")])
    .options(&[("--attribute", "launchPermission")])
    .absent(&["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable"])
    .answers(&answers::IMAGE_SHARES),
    operation(
        "DescribeKeyPairs",
        "describe-key-pairs",
        &["ec2:DescribeKeyPairs"],
    )
    .answers(&answers::KEY_PAIRS),
    operation(
        "GetSerialConsoleAccessStatus",
        "get-serial-console-access-status",
        &["ec2:GetSerialConsoleAccessStatus"],
    )
    .answers(&answers::SERIAL_CONSOLE),
    operation(
        "DescribeInstanceConnectEndpoints",
        "describe-instance-connect-endpoints",
        &["ec2:DescribeInstanceConnectEndpoints"],
    )
    .paged(pages(50))
    .answers(&answers::CONNECT_ENDPOINTS),
    operation(
        "DescribeVpcEndpoints",
        "describe-vpc-endpoints",
        &["ec2:DescribeVpcEndpoints"],
    )
    .paged(pages(1000))
    .answers(&answers::VPC_ENDPOINTS),
];
