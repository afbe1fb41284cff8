//! The policies of an organisation are read from its management account: a member alone is not complete.

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::import;
use blastradius_collectors::snapshot::{MemorySink, Snapshot};
use jiff::Timestamp;

use super::{ANSWERS, answers, import as import_files};

const MEMBER: &str = "aws:444455556666";
const DESCRIBED: (&str, &str) = (
    "444455556666/global/organizations/describe-organization.json",
    r#"{"Organization": {"Id": "o-example", "FeatureSet": "ALL", "MasterAccountId": "111122223333"}}"#,
);
const RCPS: (&str, &str) = (
    "111122223333/global/organizations/list-policies/RESOURCE_CONTROL_POLICY.json",
    r#"{"Policies": []}"#,
);

fn gaps(snapshot: &Snapshot) -> Vec<&Coverage> {
    snapshot
        .coverage
        .iter()
        .filter(|it| it.scope == MEMBER && it.operation.starts_with("organizations:"))
        .filter(|it| !it.outcome.is_complete())
        .collect()
}

#[test]
fn a_member_account_alone_has_gaps_for_the_tree_and_both_kinds_of_policies() {
    let (_, snapshot) = import_files(&[DESCRIBED]);
    let gaps = gaps(&snapshot);
    let asked: Vec<_> = gaps
        .iter()
        .map(|it| (it.operation.as_str(), it.subject.as_deref()))
        .collect();
    assert_eq!(
        asked,
        [
            (
                "organizations:ListPolicies",
                Some("RESOURCE_CONTROL_POLICY")
            ),
            ("organizations:ListPolicies", Some("SERVICE_CONTROL_POLICY")),
            ("organizations:ListRoots", None),
        ]
    );
    for gap in gaps {
        assert_eq!(gap.outcome, Outcome::NotInInput);
        assert!(
            gap.reason
                .contains("management account 111122223333, which is not in this snapshot"),
            "{}",
            gap.reason
        );
        assert_eq!(gap.help, "collect or import the management account too");
    }
}

#[test]
fn the_management_account_fills_them_in_either_order() {
    let member = import_files(&[DESCRIBED]).1;
    let management = import_files(&answers("", &[RCPS])).1;
    let added = |first: Snapshot, second: Snapshot| {
        first.add(second.facts, second.coverage, Timestamp::UNIX_EPOCH)
    };
    let one = added(member.clone(), management.clone());
    let other = added(management, member);
    assert!(gaps(&one).is_empty(), "{:?}", gaps(&one));
    assert!(gaps(&other).is_empty(), "{:?}", gaps(&other));
}

#[test]
fn what_the_management_account_lacks_is_its_own_gap() {
    // No listing of resource control policies.
    let (_, snapshot) = import_files(&[ANSWERS, &[DESCRIBED]].concat());
    assert!(gaps(&snapshot).is_empty(), "{:?}", gaps(&snapshot));
    assert!(snapshot.coverage.iter().any(|it| {
        it.scope == "aws:111122223333"
            && it.operation == "organizations:ListPolicies"
            && it.outcome == Outcome::NotInInput
    }));
}

#[test]
fn a_refusal_of_a_member_is_no_gap_once_the_management_account_has_answered() {
    let refused = (
        "444455556666/global/organizations/list-roots.error",
        "An error occurred (AccessDeniedException) when calling the ListRoots operation: no",
    );
    let (_, alone) = import_files(&[DESCRIBED, refused]);
    let roots: Vec<_> = gaps(&alone)
        .into_iter()
        .filter(|it| it.operation == "organizations:ListRoots")
        .collect();
    assert_eq!(roots.len(), 1);
    assert_eq!(roots[0].outcome, Outcome::Refused);
    let (_, both) = import_files(&[&answers("", &[RCPS])[..], &[DESCRIBED, refused]].concat());
    assert!(gaps(&both).is_empty(), "{:?}", gaps(&both));
}

#[test]
fn an_account_without_an_organisation_has_no_such_gap() {
    let mut sink = MemorySink::default();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("111122223333/global/organizations");
    std::fs::create_dir_all(&path).unwrap();
    std::fs::write(
        path.join("describe-organization.error"),
        "An error occurred (AWSOrganizationsNotInUseException) when calling the DescribeOrganization operation: no",
    )
    .unwrap();
    let paths = [folder.path().to_owned()];
    import::format("aws-cli")
        .unwrap()
        .import(&paths, &mut sink)
        .unwrap();
    let snapshot = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    assert!(
        !snapshot
            .coverage
            .iter()
            .any(|it| { it.operation.starts_with("organizations:") && !it.outcome.is_complete() })
    );
}

#[test]
fn what_a_member_did_not_tell_of_itself_the_management_account_tells() {
    // Authorization details say nothing of the organisation.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gaad.json");
    let text = r#"{"RoleDetailList": [{"Path": "/", "RoleName": "r", "RoleId": "R", "AssumeRolePolicyDocument": {},
        "Arn": "arn:aws:iam::444455556666:role/r"}], "UserDetailList": [], "GroupDetailList": [], "Policies": []}"#;
    std::fs::write(&path, text).unwrap();
    let mut sink = MemorySink::default();
    import::format("aws-gaad")
        .unwrap()
        .import(&[path], &mut sink)
        .unwrap();
    let member = Snapshot::from_parts(sink.facts, sink.coverage, Timestamp::UNIX_EPOCH);
    assert_eq!(
        gaps(&member)[0].operation,
        "organizations:DescribeOrganization"
    );
    let management = import_files(&answers("", &[RCPS])).1;
    let added = |first: &Snapshot, second: &Snapshot| {
        let second = second.clone();
        first
            .clone()
            .add(second.facts, second.coverage, Timestamp::UNIX_EPOCH)
    };
    for both in [added(&member, &management), added(&management, &member)] {
        assert!(gaps(&both).is_empty(), "{:?}", gaps(&both));
    }
}
