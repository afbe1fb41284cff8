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
                     "MetadataOptions": {"State": "applied", "HttpTokens": "optional", "HttpEndpoint": "enabled"},
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
