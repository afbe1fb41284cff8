use blastradius_collectors::facts::{AssetClass, PolicyKind};
use serde_json::json;

use crate::{answers, everything};

const PROFILE: &str = "arn:aws:iam::111122223333:instance-profile/web";

#[test]
fn an_instance_runs_as_its_profile() {
    let sink = answers(
        "ec2",
        &[
            (
                "describe-instances",
                "",
                json!({"Reservations": [{"OwnerId": "111122223333", "Instances": [
                    {"InstanceId": "i-1", "ImageId": "ami-1", "State": {"Code": 16, "Name": "running"},
                     "IamInstanceProfile": {"Arn": PROFILE, "Id": "AIPA1"}, "VpcId": "vpc-1",
                     "MetadataOptions": {"State": "applied", "HttpTokens": "optional", "HttpEndpoint": "enabled",
                        "HttpPutResponseHopLimit": 2},
                     "PublicIpAddress": "198.51.100.7", "Tags": [{"Key": "Name", "Value": "web-1"}]},
                    {"InstanceId": "i-2", "State": {"Code": 80, "Name": "stopped"}}]}]}),
            ),
            (
                "describe-iam-instance-profile-associations",
                "",
                json!({"IamInstanceProfileAssociations": [
                    {"AssociationId": "a", "InstanceId": "i-1", "State": "associated",
                     "IamInstanceProfile": {"Arn": PROFILE, "Id": "AIPA1"}},
                    {"AssociationId": "b", "InstanceId": "i-2", "State": "disassociated",
                     "IamInstanceProfile": {"Arn": PROFILE, "Id": "AIPA1"}}]}),
            ),
        ],
    );
    let one = &sink.facts.workloads["arn:aws:ec2:us-east-1:111122223333:instance/i-1"];
    assert_eq!(one.runs_as.len(), 1);
    assert_eq!(one.runs_as[0].identity, PROFILE);
    assert_eq!(one.runs_as[0].how, "instance-profile");
    assert_eq!(one.attributes["imds"], "v1");
    assert_eq!(one.attributes["imds_hop_limit"], 2);
    assert_eq!(one.attributes["state"], "running");
    assert_eq!(one.tags.as_ref().unwrap()["Name"], "web-1");
    let two = &sink.facts.workloads["arn:aws:ec2:us-east-1:111122223333:instance/i-2"];
    assert!(two.runs_as.is_empty());
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn a_launch_template_runs_as_the_profiles_of_all_its_versions_and_its_user_data_is_not_kept() {
    let sink = answers(
        "ec2",
        &[
            (
                "describe-launch-templates",
                "",
                json!({"LaunchTemplates": [{"LaunchTemplateId": "lt-1", "LaunchTemplateName": "workers",
                    "DefaultVersionNumber": 2, "LatestVersionNumber": 2, "Tags": []}]}),
            ),
            (
                "describe-launch-template-versions",
                "lt-1",
                json!({"LaunchTemplateVersions": [
                    {"LaunchTemplateId": "lt-1", "LaunchTemplateName": "workers", "VersionNumber": 2,
                     "DefaultVersion": true, "LaunchTemplateData": {"ImageId": "ami-2",
                        "IamInstanceProfile": {"Name": "batch"}, "UserData": "Q0FOQVJZ",
                        "MetadataOptions": {"HttpTokens": "required"}}},
                    {"LaunchTemplateId": "lt-1", "LaunchTemplateName": "workers", "VersionNumber": 1,
                     "DefaultVersion": false, "LaunchTemplateData": {"ImageId": "ami-1",
                        "IamInstanceProfile": {"Arn": PROFILE}}}]}),
            ),
        ],
    );
    let template = &sink.facts.workloads["arn:aws:ec2:us-east-1:111122223333:launch-template/lt-1"];
    let profiles: Vec<&str> = template
        .runs_as
        .iter()
        .map(|it| it.identity.as_str())
        .collect();
    assert_eq!(
        profiles,
        ["arn:aws:iam::111122223333:instance-profile/batch", PROFILE]
    );
    assert_eq!(template.name, "workers");
    assert_eq!(template.attributes["user_data"], true);
    assert_eq!(template.attributes["image"], "ami-2");
    assert_eq!(template.attributes["imds"], "v2");
    assert!(!everything(&sink).contains("Q0FOQVJZ"));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn regions_that_are_off_are_left_out() {
    let sink = answers(
        "ec2",
        &[(
            "describe-regions",
            "",
            json!({"Regions": [
                {"RegionName": "us-east-1", "Endpoint": "e", "OptInStatus": "opt-in-not-required"},
                {"RegionName": "ap-east-1", "Endpoint": "e", "OptInStatus": "not-opted-in"},
                {"RegionName": "af-south-1", "Endpoint": "e", "OptInStatus": "opted-in"}]}),
        )],
    );
    let scope = &sink.facts.scopes["aws:111122223333"];
    assert_eq!(
        scope.attributes["regions"],
        json!(["af-south-1", "us-east-1"])
    );
}

#[test]
fn of_user_data_only_its_presence_is_kept() {
    let with = json!({"InstanceId": "i-1", "UserData": {"Value": "Q0FOQVJZLXVzZXItZGF0YQ=="}});
    let without = json!({"InstanceId": "i-2", "UserData": {}});
    // What the script keeps of an answer.
    let masked = json!({"InstanceId": "i-3", "UserData": {"Value": true}});
    let sink = answers(
        "ec2",
        &[
            ("describe-instance-attribute", "i-1", with),
            ("describe-instance-attribute", "i-2", without),
            ("describe-instance-attribute", "i-3", masked),
        ],
    );
    let of = |id: &str| {
        let id = format!("arn:aws:ec2:us-east-1:111122223333:instance/{id}");
        &sink.facts.workloads[&id].attributes["user_data"]
    };
    assert_eq!(of("i-1"), true);
    assert_eq!(of("i-2"), false);
    assert_eq!(of("i-3"), true);
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("Q0FOQVJZ"));
}

#[test]
fn snapshots_and_images_say_with_whom_they_are_shared() {
    let sink = answers(
        "ec2",
        &[
            (
                "describe-snapshots",
                "",
                json!({"Snapshots": [
                    {"SnapshotId": "snap-1", "VolumeId": "vol-1", "State": "completed", "Encrypted": true,
                     "KmsKeyId": "arn:aws:kms:us-east-1:111122223333:key/k", "Tags": [{"Key": "a", "Value": "b"}]},
                    {"SnapshotId": "snap-2", "State": "completed", "Encrypted": false}]}),
            ),
            (
                "describe-snapshot-attribute",
                "snap-1",
                json!({"SnapshotId": "snap-1", "CreateVolumePermissions": [{"UserId": "444455556666"}, {"Group": "all"}]}),
            ),
            (
                "describe-snapshot-attribute",
                "snap-2",
                json!({"SnapshotId": "snap-2", "CreateVolumePermissions": []}),
            ),
            (
                "describe-images",
                "",
                json!({"Images": [{"ImageId": "ami-1", "Name": "golden", "State": "available", "Public": false,
                    "BlockDeviceMappings": [{"Ebs": {"SnapshotId": "snap-1"}}, {"VirtualName": "e"}]}]}),
            ),
            (
                "describe-image-attribute",
                "ami-1",
                json!({"ImageId": "ami-1", "LaunchPermissions": [
                    {"OrganizationArn": "arn:aws:organizations::1:organization/o"},
                    {"OrganizationalUnitArn": "arn:aws:organizations::1:ou/o/u"}]}),
            ),
        ],
    );
    let of = |id: &str| &sink.facts.assets[&format!("arn:aws:ec2:us-east-1:111122223333:{id}")];
    let shared = of("snapshot/snap-1");
    assert_eq!(shared.class, AssetClass::Data);
    assert_eq!(shared.kind, "aws:ec2:snapshot");
    assert_eq!(
        shared.attributes["shared_with"],
        json!(["444455556666", "all"])
    );
    assert_eq!(shared.attributes["encrypted"], true);
    assert_eq!(shared.attributes["volume"], "vol-1");
    assert_eq!(
        shared.encryption_key.as_deref(),
        Some("arn:aws:kms:us-east-1:111122223333:key/k")
    );
    assert_eq!(shared.tags.as_ref().unwrap()["a"], "b");
    // Asked, and shared with nobody.
    assert_eq!(of("snapshot/snap-2").attributes["shared_with"], json!([]));
    let image = of("image/ami-1");
    assert_eq!(image.class, AssetClass::Image);
    assert_eq!(image.kind, "aws:ec2:image");
    assert_eq!(image.attributes["title"], "golden");
    assert_eq!(image.attributes["public"], false);
    assert_eq!(
        image.attributes["snapshots"],
        json!(["arn:aws:ec2:us-east-1:111122223333:snapshot/snap-1"])
    );
    assert_eq!(
        image.attributes["shared_with"],
        json!([
            "arn:aws:organizations::1:organization/o",
            "arn:aws:organizations::1:ou/o/u"
        ])
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
}

#[test]
fn ways_in_and_the_policies_of_endpoints() {
    let sink = answers(
        "ec2",
        &[
            (
                "describe-key-pairs",
                "",
                json!({"KeyPairs": [{"KeyPairId": "key-1", "KeyName": "ops", "KeyType": "ed25519",
                    "KeyFingerprint": "aa:bb", "PublicKey": "CANARY", "Tags": []}]}),
            ),
            (
                "get-serial-console-access-status",
                "",
                json!({"SerialConsoleAccessEnabled": true, "ManagedBy": "account"}),
            ),
            (
                "describe-instance-connect-endpoints",
                "",
                json!({"InstanceConnectEndpoints": [{"InstanceConnectEndpointId": "eice-1", "State": "create-complete",
                    "VpcId": "vpc-1", "SubnetId": "subnet-1"}]}),
            ),
            (
                "describe-vpc-endpoints",
                "",
                json!({"VpcEndpoints": [{"VpcEndpointId": "vpce-1", "VpcEndpointType": "Gateway", "VpcId": "vpc-1",
                    "ServiceName": "com.amazonaws.us-east-1.s3", "State": "available",
                    "PolicyDocument": "{\"Statement\":[]}"}, {"VpcEndpointId": "vpce-2"}]}),
            ),
        ],
    );
    let key = &sink.facts.assets["arn:aws:ec2:us-east-1:111122223333:key-pair/key-1"];
    assert_eq!(key.class, AssetClass::Key);
    assert_eq!(key.name, "ops");
    assert_eq!(key.attributes["key_type"], "ed25519");
    assert_eq!(key.attributes["fingerprint"], "aa:bb");
    let account = &sink.facts.scopes["aws:111122223333"];
    assert_eq!(account.attributes["serial_console/us-east-1"], true);
    let of = |id: &str| &sink.facts.workloads[&format!("arn:aws:ec2:us-east-1:111122223333:{id}")];
    let way = of("instance-connect-endpoint/eice-1");
    assert_eq!(way.kind, "aws:ec2:instance-connect-endpoint");
    assert_eq!(way.attributes["vpc"], "vpc-1");
    assert_eq!(way.attributes["subnet"], "subnet-1");
    let endpoint = of("vpc-endpoint/vpce-1");
    assert_eq!(endpoint.kind, "aws:ec2:vpc-endpoint");
    assert_eq!(endpoint.attributes["service"], "com.amazonaws.us-east-1.s3");
    assert_eq!(endpoint.attributes["vpc"], "vpc-1");
    assert_eq!(endpoint.attributes["endpoint_type"], "Gateway");
    assert_eq!(sink.facts.policies.len(), 1);
    let policy = &sink.facts.policies[&format!("{}#vpc-endpoint", endpoint.id)];
    assert_eq!(policy.kind, PolicyKind::VpcEndpoint);
    assert_eq!(policy.document, "{\"Statement\":[]}");
    assert_eq!(
        sink.facts.attachments.values().next().unwrap().target,
        endpoint.id
    );
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}
