use blastradius_collectors::coverage::Outcome;

use super::estate::files;
use super::{import, of};

fn without(part: &str) -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|(path, _)| !path.contains(part))
        .collect()
}

#[test]
fn a_policy_without_a_file_is_unknown() {
    // There is no file where there is no policy, and none where it was refused.
    let (_, snapshot) = import(&files());
    let gap = of(&snapshot, "s3:GetBucketPolicy", None);
    assert_eq!(gap.outcome, Outcome::NotInInput);
    assert!(
        gap.reason.starts_with("1 of the resources"),
        "{}",
        gap.reason
    );
    assert_eq!(
        of(&snapshot, "s3:GetBucketPolicy", Some("arn:aws:s3:::data")).outcome,
        Outcome::Answered
    );
    let kms = snapshot
        .coverage
        .iter()
        .find(|it| it.operation == "kms:GetKeyPolicy" && it.subject.is_none());
    assert_eq!(kms, None, "every key has one");
}

#[test]
fn what_is_not_kept_is_a_gap() {
    let (_, snapshot) = import(&files());
    for operation in [
        "iam:ListAccessKeys",
        "ssm:DescribeParameters",
        "ec2:DescribeInstances",
    ] {
        assert_eq!(
            of(&snapshot, operation, None).outcome,
            Outcome::NotInInput,
            "{operation}"
        );
    }
    let shares = snapshot
        .coverage
        .iter()
        .find(|it| it.operation == "import:iam-collect")
        .unwrap();
    assert!(shares.reason.contains("of a kind that is not read"));
    let (_, snapshot) = import(&without("/secretsmanager/"));
    let listing = of(&snapshot, "secretsmanager:ListSecrets", None);
    assert_eq!(listing.outcome, Outcome::NotInInput);
    assert!(
        listing.reason.contains("`secretsmanager:secret`"),
        "{}",
        listing.reason
    );
    let details = of(&snapshot, "iam:GetAccountAuthorizationDetails", None);
    assert_eq!(
        details.outcome,
        Outcome::Answered,
        "an account need not have users"
    );
}

#[test]
fn an_organisation_that_is_not_whole_is_a_gap() {
    let (_, snapshot) = import(&without("accounts.json"));
    let gap = of(&snapshot, "organizations:ListAccountsForParent", None);
    assert_eq!(gap.outcome, Outcome::NotInInput);
    assert!(gap.reason.contains("`accounts.json`"));
    let (_, snapshot) = import(&without("p-guard/policy.json"));
    assert_eq!(
        of(&snapshot, "organizations:DescribePolicy", Some("p-guard")).outcome,
        Outcome::NotInInput
    );
    let (summary, _) = import(&without("o-example/metadata.json"));
    assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    let (_, snapshot) = import(&without("/organizations/"));
    let own = of(&snapshot, "organizations:DescribeOrganization", None);
    assert_eq!(
        own.outcome,
        Outcome::Answered,
        "the account says which one it is in"
    );
    let tree = of(&snapshot, "organizations:ListRoots", None);
    assert_eq!(tree.outcome, Outcome::NotInInput);
    let neither: Vec<_> = without("/organizations/")
        .into_iter()
        .filter(|(path, _)| !path.ends_with("organization.json"))
        .collect();
    let (_, snapshot) = import(&neither);
    let own = of(&snapshot, "organizations:DescribeOrganization", None);
    assert_eq!(own.outcome, Outcome::NotInInput);
}
