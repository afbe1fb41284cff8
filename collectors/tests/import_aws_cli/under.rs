//! Operations under others, in the script: each call carries the arguments of the call that named it.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use blastradius_collectors::aws::{Argument, Operation, Place, Reply, ReplyError, Service};
use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::permissions::aws_script;
use blastradius_collectors::snapshot::Sink;

/// A service whose operations stand three deep, under every kind of argument.
struct Deep;

const fn listing(
    name: &'static str,
    command: &'static str,
    permission: &'static [&'static str],
) -> Operation {
    Operation::listing(name, ("deep", command), permission, Place::Regional)
}

const ACCOUNT: Operation = Operation {
    argument: Argument::Account {
        flag: "--account-id",
        member: "AccountId",
    },
    ..listing("ListPoints", "list-points", &["deep:ListPoints"])
};

static OPERATIONS: &[Operation] = &[
    listing("ListInstances", "list-instances", &["deep:ListInstances"]),
    listing("ListSets", "list-sets", &["deep:ListSets"])
        .each(
            "--instance",
            "Instance",
            &[("ListInstances", "I[].Arn")],
            "{argument}",
        )
        .fixed(&[("include", "[\"WIRE\"]")]),
    listing("ListAccounts", "list-accounts", &["deep:ListAccounts"])
        .under(
            &["--instance", "--set"],
            &["Instance", "Set"],
            ("ListSets", "Sets"),
            "{0}/{1}",
        )
        .options(&[("--max-results", "50")]),
    listing(
        "ListAssignments",
        "list-assignments",
        &["deep:ListAssignments"],
    )
    .under(
        &["--instance", "--set", "--account"],
        &["Instance", "Set", "Account"],
        ("ListAccounts", "Ids[]"),
        "{0}/{1}/{2}",
    ),
    listing("ListVersions", "list-versions", &["deep:ListVersions"]).pairs(
        ("--name", "--version"),
        ("Name", "Version"),
        ("ListInstances", "I[]", ("Name", "V")),
        "{0}",
    ),
    listing("GetPart", "get-part", &["deep:GetPart"]).under(
        &["--name", "--version", "--part"],
        &["Name", "Version", "Part"],
        ("ListVersions", "Parts[].Id"),
        "{2}",
    ),
    listing("GetMode", "get-mode", &["deep:GetMode"]).one_of("--mode", "Mode", &["on", "off"]),
    listing("GetModePart", "get-mode-part", &["deep:GetModePart"]).under(
        &["--mode", "--part"],
        &["Mode", "Part"],
        ("GetMode", "P[]"),
        "{1}",
    ),
    ACCOUNT,
    listing("GetPoint", "get-point", &["deep:GetPoint"]).under(
        &["--account-id", "--name"],
        &["AccountId", "Name"],
        ("ListPoints", "Points[].Name"),
        "{1}",
    ),
];

impl Service for Deep {
    fn name(&self) -> &'static str {
        "deep"
    }
    fn operations(&self) -> &'static [Operation] {
        OPERATIONS
    }
    fn facts(&self, _: &Reply<'_>, _: &mut dyn Sink) -> Result<(), ReplyError> {
        Ok(())
    }
}

const STAND_IN: &str = r#"#!/bin/sh
printf '%s\n' "$*" >>"$LOG"
case "$*" in
*'sts get-caller-identity --query Account'*) echo 111122223333 ;;
*'deep list-instances --query [I[].Arn][]'*) printf 'arn:i/1\tarn:i/2\n' ;;
*'deep list-instances --query [I[]][].[Name,V]'*) printf 'one\tv1\ntwo\tv2\n' ;;
*'deep list-sets --instance=arn:i/1 --query'*) printf 'set & / \\1\tb\n' ;;
*'deep list-sets --instance=arn:i/1 '*) echo '{"Sets": ["?"]}' ;;
*'deep list-sets --instance=arn:i/2 '*) echo 'An error occurred (AccessDenied)' >&2; exit 254 ;;
*'deep list-accounts'*'--set=b '*--query*) printf '7\t8\n' ;;
*'deep list-accounts'*--query*) echo None ;;
*'deep list-versions --name=two --version=v2 --query'*) echo 'a part' ;;
*'deep list-versions'*--query*) echo ;;
*'deep get-mode --mode=on --query'*) echo p ;;
*'deep get-mode --mode=off --query'*) echo q ;;
*'deep list-points --account-id=111122223333 --query'*) echo door ;;
*deep*) echo '{}' ;;
*) exit 254 ;;
esac
"#;

/// What the script asks of the service: the calls without the options that all have.
fn asked(folder: &Path, shell: &str) -> BTreeSet<String> {
    let aws = folder.join("aws");
    fs::write(&aws, STAND_IN).unwrap();
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(folder.join("collect.sh"), aws_script(&[&Deep])).unwrap();
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell)
        .arg(folder.join("collect.sh"))
        .arg(folder.join("answers"))
        .arg("eu-west-1")
        .env("PATH", path)
        .env("LOG", folder.join("log"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert!(
        !said.contains("not found") && !said.contains("yntax"),
        "{said}"
    );
    fs::read_to_string(folder.join("log"))
        .unwrap()
        .lines()
        .filter(|it| it.starts_with("deep ") && !it.contains("--query"))
        .map(|it| it.replace(" --output json --region eu-west-1", ""))
        .collect()
}

#[test]
fn calls_carry_the_arguments_of_the_calls_above() {
    let folder = tempfile::tempdir().unwrap();
    let wanted = [
        "deep list-instances",
        "deep list-sets --instance=arn:i/1",
        "deep list-sets --instance=arn:i/2",
        r"deep list-accounts --max-results 50 --instance=arn:i/1 --set=set & / \1",
        "deep list-accounts --max-results 50 --instance=arn:i/1 --set=b",
        "deep list-assignments --instance=arn:i/1 --set=b --account=7",
        "deep list-assignments --instance=arn:i/1 --set=b --account=8",
        "deep list-versions --name=one --version=v1",
        "deep list-versions --name=two --version=v2",
        "deep get-part --name=two --version=v2 --part=a part",
        "deep get-mode --mode=on",
        "deep get-mode --mode=off",
        "deep get-mode-part --mode=on --part=p",
        "deep get-mode-part --mode=off --part=q",
        "deep list-points --account-id=111122223333",
        "deep get-point --account-id=111122223333 --name=door",
    ];
    let wanted: BTreeSet<String> = wanted.iter().map(|it| (*it).to_owned()).collect();
    // `sh` is dash on some systems and bash on others: both must do.
    for shell in ["sh", "bash"] {
        let folder = folder.path().join(shell);
        fs::create_dir(&folder).unwrap();
        assert_eq!(asked(&folder, shell), wanted, "{shell}");
        let answers = folder.join("answers/111122223333/eu-west-1/deep");
        for file in [
            "list-assignments/arn%3Ai%2F1%20b%207.json",
            "get-part/two%20v2%20a%20part.json",
            "get-point/111122223333%20door.json",
            "list-points.json",
        ] {
            assert!(answers.join(file).is_file(), "{file}");
        }
    }
}

/// What stands under another answer is expected in a folder, and found by all of its arguments.
#[test]
fn a_folder_is_expected_to_hold_what_stands_under_its_answers() {
    let cluster = "arn%3Aaws%3Aecs%3Aus-east-1%3A111122223333%3Acluster%2Fc";
    let service = |name: &str| format!("arn:aws:ecs:us-east-1:111122223333:service/c/{name}");
    let folder = "111122223333/us-east-1/ecs";
    let listed = format!(
        r#"{{"serviceArns": ["{}", "{}"]}}"#,
        service("one"),
        service("two")
    );
    let described = format!(
        r#"{{"services": [{{"serviceArn": "{}", "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/c"}}]}}"#,
        service("one")
    );
    let files = [
        (
            format!("{folder}/list-clusters.json"),
            r#"{"clusterArns": ["arn:aws:ecs:us-east-1:111122223333:cluster/c"]}"#.to_owned(),
        ),
        (format!("{folder}/list-services/{cluster}.json"), listed),
        (
            format!(
                "{folder}/describe-services/{cluster}%20arn%3Aaws%3Aecs%3Aus-east-1%3A111122223333%3Aservice%2Fc%2Fone.json"
            ),
            described,
        ),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(a, b)| (a.as_str(), b.as_str()))
        .collect();
    let (_, snapshot) = super::import(&files);
    let of = |name: &str| super::outcome(&snapshot, "ecs:DescribeServices", Some(&service(name)));
    assert_eq!(of("one"), Outcome::Answered);
    assert_eq!(of("two"), Outcome::NotInInput);
    assert!(snapshot.facts.workloads.contains_key(&service("one")));
}
