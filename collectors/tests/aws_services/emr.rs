use serde_json::json;

use crate::{answers, everything};

const CLUSTER: &str = "arn:aws:elasticmapreduce:us-east-1:111122223333:cluster/j-1";

fn cluster(state: &str) -> serde_json::Value {
    json!({"Cluster": {"Id": "j-1", "Name": "spark", "ClusterArn": CLUSTER, "Status": {"State": state},
        "Ec2InstanceAttributes": {"IamInstanceProfile": "EMR_EC2", "Ec2KeyName": "ops", "Ec2SubnetId": "subnet-1"},
        "LogUri": "s3n://logs/emr/", "ServiceRole": "EMR_Default",
        "AutoScalingRole": "arn:aws:iam::111122223333:role/scale", "ReleaseLabel": "emr-7.9.0",
        "SecurityConfiguration": "tls", "Tags": [{"Key": "team", "Value": "ml"}],
        "Configurations": [{"Classification": "hive-site", "Properties": {"password": "CANARY"}}],
        "KerberosAttributes": {"Realm": "X", "KdcAdminPassword": "CANARY"}}})
}

#[test]
fn a_cluster_runs_as_its_profile_and_its_roles() {
    let sink = answers("emr", &[("describe-cluster", "j-1", cluster("WAITING"))]);
    let workload = &sink.facts.workloads[CLUSTER];
    assert_eq!(workload.kind, "aws:emr:cluster");
    assert_eq!(workload.name, "spark");
    let runs_as: Vec<(&str, &str)> = workload
        .runs_as
        .iter()
        .map(|it| (&*it.how, &*it.identity))
        .collect();
    assert_eq!(
        runs_as,
        [
            (
                "instance-profile",
                "arn:aws:iam::111122223333:instance-profile/EMR_EC2"
            ),
            ("service-role", "arn:aws:iam::111122223333:role/EMR_Default"),
            ("autoscaling-role", "arn:aws:iam::111122223333:role/scale"),
        ]
    );
    assert_eq!(
        serde_json::to_value(&workload.attributes).unwrap(),
        json!({"state": "WAITING", "release": "emr-7.9.0", "security_configuration": "tls", "key_name": "ops",
            "subnet": "subnet-1"})
    );
    assert_eq!(workload.tags.as_ref().unwrap()["team"], "ml");
    let flow = format!("{CLUSTER}->arn:aws:s3:::logs/emr/*#data");
    assert!(sink.facts.lineage.contains_key(&flow));
    assert!(sink.coverage.is_empty(), "{:?}", sink.coverage);
    assert!(!everything(&sink).contains("CANARY"));
}

#[test]
fn a_cluster_that_is_gone_runs_nothing() {
    let gone = cluster("TERMINATED_WITH_ERRORS");
    let sink = answers("emr", &[("describe-cluster", "j-1", gone)]);
    assert!(sink.facts.workloads.is_empty());
}

#[test]
fn job_runs_of_an_application_have_their_role() {
    let application = "arn:aws:emr-serverless:us-east-1:111122223333:/applications/00f";
    let run = format!("{application}/jobruns/1");
    let sink = answers(
        "emr",
        &[
            (
                "list-applications",
                "",
                json!({"applications": [{"id": "00f", "name": "nightly", "arn": application, "type": "Spark",
                    "state": "STARTED", "releaseLabel": "emr-7.9.0"}]}),
            ),
            (
                "list-job-runs",
                "00f",
                json!({"jobRuns": [{"applicationId": "00f", "id": "1", "arn": run, "state": "RUNNING",
                    "createdBy": "arn:aws:iam::111122223333:role/scheduler", "stateDetails": "CANARY",
                    "executionRole": "arn:aws:iam::111122223333:role/job"}]}),
            ),
        ],
    );
    let found = &sink.facts.workloads[application];
    assert_eq!(found.kind, "aws:emr-serverless:application");
    assert_eq!(found.name, "nightly");
    assert_eq!(found.attributes["application_type"], "Spark");
    let job = &sink.facts.workloads[&run];
    assert_eq!(job.kind, "aws:emr-serverless:job-run");
    assert_eq!(
        job.runs_as[0].identity,
        "arn:aws:iam::111122223333:role/job"
    );
    assert_eq!(job.runs_as[0].how, "execution-role");
    assert_eq!(
        serde_json::to_value(&job.attributes).unwrap(),
        json!({"state": "RUNNING", "started_by": "arn:aws:iam::111122223333:role/scheduler", "application": application})
    );
    assert!(!everything(&sink).contains("CANARY"));
}
