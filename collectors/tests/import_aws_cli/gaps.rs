use blastradius_collectors::coverage::Outcome;

use super::{ANSWERS, answers, import, outcome, record};

#[test]
fn an_answer_that_is_missing_is_a_gap() {
    let (_, snapshot) = import(&answers("get-bucket-policy/open", &[]));
    let gap = record(&snapshot, "s3:GetBucketPolicy", Some("arn:aws:s3:::open"));
    assert_eq!(gap.outcome, Outcome::NotInInput);
    assert!(
        gap.help.contains("aws s3api get-bucket-policy"),
        "{}",
        gap.help
    );

    // None of them at all: one record, not one a bucket.
    let (_, snapshot) = import(&answers("get-bucket-policy", &[]));
    let gap = record(&snapshot, "s3:GetBucketPolicy", None);
    assert_eq!(gap.outcome, Outcome::NotInInput);
    assert!(gap.reason.contains("none of the 2 files"), "{}", gap.reason);
}

#[test]
fn a_listing_that_is_missing_is_a_gap_and_so_is_what_depends_on_it() {
    let (_, snapshot) = import(ANSWERS);
    assert_eq!(
        outcome(&snapshot, "ssm:DescribeParameters", None),
        Outcome::NotInInput
    );
    let depends = record(&snapshot, "kms:GetKeyPolicy", None);
    assert_eq!(depends.outcome, Outcome::NotAsked);
    assert!(depends.reason.contains("`ListKeys`"), "{}", depends.reason);
    assert_eq!(
        outcome(&snapshot, "secretsmanager:ListSecrets", None),
        Outcome::Answered
    );
}

#[test]
fn what_depends_on_nothing_is_no_gap() {
    let path = "111122223333/us-east-1/sagemaker/list-endpoints.json";
    let configs = "111122223333/us-east-1/sagemaker/list-endpoint-configs.json";
    let listed = [
        (path, r#"{"Endpoints": []}"#),
        (configs, r#"{"EndpointConfigs": []}"#),
    ];
    let (_, snapshot) = import(&answers("", &listed));
    for operation in [
        "sagemaker:DescribeEndpoint",
        "sagemaker:DescribeEndpointConfig",
    ] {
        assert_eq!(
            outcome(&snapshot, operation, None),
            Outcome::Answered,
            "{operation}"
        );
    }
}

#[test]
fn each_unit_of_the_tree_is_expected() {
    let (_, snapshot) = import(&answers("list-accounts-for-parent/ou-work", &[]));
    let gap = outcome(
        &snapshot,
        "organizations:ListAccountsForParent",
        Some("aws:ou-work"),
    );
    assert_eq!(gap, Outcome::NotInInput);
    let (_, snapshot) = import(ANSWERS);
    let filter = Some("RESOURCE_CONTROL_POLICY");
    assert_eq!(
        outcome(&snapshot, "organizations:ListPolicies", filter),
        Outcome::NotInInput
    );
}

#[test]
fn both_kinds_of_policies_may_stand_in_one_listing() {
    let one = r#"{"Policies": [{"Id": "p-guard", "Type": "SERVICE_CONTROL_POLICY",
        "Arn": "arn:aws:organizations::111122223333:policy/o-example/service_control_policy/p-guard"},
        {"Id": "p-RCPFullAWSAccess", "Type": "RESOURCE_CONTROL_POLICY",
        "Arn": "arn:aws:organizations::aws:policy/resource_control_policy/p-RCPFullAWSAccess"}]}"#;
    let path = "111122223333/global/organizations/list-policies.json";
    let (_, snapshot) = import(&answers("list-policies/", &[(path, one)]));
    let listings = |subject: Option<&str>| {
        snapshot.coverage.iter().any(|it| {
            it.operation == "organizations:ListPolicies" && it.subject.as_deref() == subject
        })
    };
    assert!(listings(None) && !listings(Some("RESOURCE_CONTROL_POLICY")));
}

#[test]
fn a_region_without_a_folder_is_a_gap() {
    let path = "111122223333/global/ec2/describe-regions.json";
    let regions = r#"{"Regions": [{"RegionName": "us-east-1", "OptInStatus": "opt-in-not-required"},
        {"RegionName": "eu-west-1", "OptInStatus": "opt-in-not-required"}]}"#;
    let (_, snapshot) = import(&answers("", &[(path, regions)]));
    let gap = snapshot
        .coverage
        .iter()
        .find(|it| it.region.as_deref() == Some("eu-west-1"))
        .unwrap();
    assert_eq!(
        (gap.outcome, gap.operation.as_str()),
        (Outcome::NotAsked, "import:aws-cli")
    );
}

#[test]
fn files_that_are_no_answers_are_named() {
    let cases = [
        (
            "111122223333/global/iam/list-widgets.json",
            "which is not read",
        ),
        (
            "111122223333/global/iam/list-access-keys.json",
            "belongs in `list-access-keys/ARGUMENT.json`",
        ),
        (
            "111122223333/global/iam/list-users/x.json",
            "belongs in `list-users.json`",
        ),
        (
            "111122223333/global/iam/list-access-keys/%zz.json",
            "not percent-encoded",
        ),
        (
            "111122223333/global/iam/list-access-keys/a/b.json",
            "a folder too deep",
        ),
        (
            "111122223333/global/ssm/describe-parameters.json",
            "but its service has regions",
        ),
        (
            "111122223333/global/iam/notes.txt",
            "neither `.json` nor `.error`",
        ),
        (
            "111122223333/global/list-users.json",
            "does not lie under a service",
        ),
        (
            "111122223333/list-users.json",
            "does not lie under a region",
        ),
        ("staging/global/iam/list-users.json", "twelve digits"),
    ];
    for (path, reason) in cases {
        let (_, snapshot) = import(&answers("", &[(path, "{}")]));
        let stray = snapshot
            .coverage
            .iter()
            .find(|it| it.operation == "import:aws-cli" && it.reason.contains(reason))
            .unwrap_or_else(|| panic!("{path}: {reason}"));
        assert_eq!(stray.outcome, Outcome::NotAsked);
    }
}

#[test]
fn an_answer_that_ends_with_a_token_is_cut_off() {
    for token in [
        r#""NextToken": "x""#,
        r#""IsTruncated": true, "Marker": "x""#,
    ] {
        let text = format!(r#"{{"Users": [], {token}}}"#);
        let path = "111122223333/global/iam/list-users.json";
        let (_, snapshot) = import(&answers("", &[(path, &text)]));
        assert_eq!(
            outcome(&snapshot, "iam:ListUsers", None),
            Outcome::CutOff,
            "{token}"
        );
    }
}

#[test]
fn what_has_nothing_to_ask_about_is_no_gap() {
    // Neither an endpoint nor a configuration of one: none is asked for, and none is missing.
    let listed = [
        (
            "111122223333/us-east-1/sagemaker/list-endpoints.json",
            r#"{"Endpoints": []}"#,
        ),
        (
            "111122223333/us-east-1/sagemaker/list-endpoint-configs.json",
            r#"{"EndpointConfigs": []}"#,
        ),
    ];
    let (_, snapshot) = import(&answers("list-endpoint", &listed));
    for operation in [
        "sagemaker:DescribeEndpoint",
        "sagemaker:DescribeEndpointConfig",
    ] {
        assert_eq!(
            outcome(&snapshot, operation, None),
            Outcome::Answered,
            "{operation}"
        );
    }
}
