//! `whatif` and `chokepoints`: files of changes, what is wrong with them, and every format.

use crate::program::{ask, file};

const DETACH: &str = "detach arn:aws:iam::444455556666:user/helpdesk reset-access";

#[test]
fn changes_from_a_file_are_those_of_the_command_line() {
    let typed = ask(&["whatif", DETACH, "-f", "json"]);
    assert_eq!(typed.code, Some(0), "{}", typed.err);
    assert_eq!(typed.json()["summary"]["affected"], 1);
    for (name, text) in [
        ("c.toml", format!("# ours\nchanges = [\n  '{DETACH}',\n]\n")),
        ("c.json", format!("{{\"changes\": [\"{DETACH}\"]}}")),
    ] {
        let (_folder, path) = file(name, text.as_bytes());
        let run = ask(&["whatif", "--file", path.to_str().unwrap(), "-f", "json"]);
        assert_eq!((run.code, &run.out), (Some(0), &typed.out), "{}", run.err);
    }
}

#[test]
fn a_key_more_is_a_credential_more() {
    let add = "add-key arn:aws:iam::444455556666:user/helpdesk AKIANEWKEY0000000001";
    let typed = ask(&["whatif", add, "-f", "json"]);
    assert_eq!(typed.code, Some(0), "{}", typed.err);
    let json = typed.json();
    assert_eq!(json["summary"]["affected"], 1);
    let gained = &json["credentials"][0];
    assert_eq!(gained["id"], "aws:access-key/AKIANEWKEY0000000001");
    assert_eq!(gained["score_before"], 0.0);
    // It reaches what the key does that the user has.
    let ranked = ask(&["rank", "-f", "json"]).json();
    let all = ranked["credentials"].as_array().unwrap();
    let own = all
        .iter()
        .find(|it| it["name"] == "AKIAHELPDESK3EXAMPLE")
        .unwrap();
    assert_eq!(gained["score_after"], own["score"]);
    let text = format!("changes = ['{add}', 'remove-key AKIAHELPDESK3EXAMPLE']");
    let (_folder, path) = file("keys.toml", text.as_bytes());
    let both = ask(&["whatif", "--file", path.to_str().unwrap(), "-f", "json"]);
    assert_eq!(both.code, Some(0), "{}", both.err);
    assert_eq!(both.json()["summary"]["affected"], 2);
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line() {
    for (name, text, code, says) in [
        (
            "a.toml",
            "changes = [\n  'revoke AKIAHELPDESK3EXAMPLE',\n  'frob x',\n]\n",
            1,
            "line 3: `frob` is no change",
        ),
        (
            "b.toml",
            "changes = [\n  'revoke AKIAHELPDESK3EXAMPLE'\n  'frob x',\n]\n",
            1,
            "line 3: this is no TOML",
        ),
        (
            "c.toml",
            "changes = []\nrequire = ['a', 1]\n",
            1,
            "line 2: a file of changes has",
        ),
        (
            "d.toml",
            "\n\nchange = []\n",
            1,
            "line 3: a file of changes has",
        ),
        ("e.toml", "changes = []\n", 1, "holds no changes"),
        (
            "f.toml",
            "changes = ['revoke AKIAHELPDESK3EXAMPLE', 'detach x']",
            1,
            "line 1: `detach x` is not how",
        ),
        (
            "g.toml",
            "changes = [\n'revoke AKIAHELPDESK3EXAMPLE',\n'revoke nobody-at-all']",
            3,
            "line 3: no credential or identity",
        ),
        (
            "h.toml",
            "changes = [\n'revoke AKIAHELPDESK3EXAMPLE']\nrequire = [\n'helpdesk']\n",
            1,
            "line 4: `helpdesk` does not say who needs what",
        ),
        (
            "i.toml",
            "changes = [\n'revoke AKIAHELPDESK3EXAMPLE']\nrequire = [\n'nobody-at-all=ci/terraform']\n",
            3,
            "line 4: nothing in the snapshot is called",
        ),
        (
            "j.toml",
            "changes = [\n'add-key maria.admin',\n'add-binding a b']\n",
            1,
            "line 3: `add-binding a b` is not how",
        ),
        (
            "k.toml",
            "changes = [\n'add-binding allUsers roles/viewer arn:aws:iam::444455556666:user/helpdesk']\n",
            1,
            "line 2: `arn:aws:iam::444455556666:user/helpdesk` is of AWS, which has no role bindings",
        ),
        (
            "l.toml",
            "changes = [\n'remove-key user/helpdesk']\n",
            3,
            "line 2: no key in the snapshot is called",
        ),
        (
            "a.json",
            "{\"changes\": [\n\"frob x\"]}",
            1,
            "line 2: `frob` is no change",
        ),
        (
            "b.json",
            "{\"changes\": [\n\"frob x\"",
            1,
            "line 2: this is no JSON",
        ),
        (
            "c.json",
            "{\"changes\": [1]}",
            1,
            "line 1: a file of changes has",
        ),
        (
            "d.json",
            "{\n\"requires\": []}",
            1,
            "line 2: a file of changes has",
        ),
    ] {
        let (_folder, path) = file(name, text.as_bytes());
        let run = ask(&["whatif", "--file", path.to_str().unwrap()]);
        let err = run.err.replace("\n  │ ", " ");
        assert_eq!(
            (run.code, run.out.as_str()),
            (Some(code), ""),
            "{name}: {err}"
        );
        assert!(err.contains(says), "{name}: {err}");
        assert!(err.contains(name), "{name}: {err}");
    }
}

#[test]
fn a_file_that_is_something_else_is_not_quoted() {
    for text in [
        "[default]\naws_secret_access_key = CANARYwJalr\n",
        "changes = 'CANARY'",
        "require = [['CANARY']]",
        "CANARY = 1\nCANARY = 2\n",
        "\"CANARY",
    ] {
        for name in ["x.toml", "x.json"] {
            let (_folder, path) = file(name, text.as_bytes());
            for verb in [&["whatif", "--file"][..], &["chokepoints", "--keep-file"]] {
                let run = ask(&[verb, &[path.to_str().unwrap()]].concat());
                assert_eq!((run.code, run.out.as_str()), (Some(1), ""), "{}", run.err);
                assert!(!run.err.contains("CANARY"), "{}", run.err);
            }
        }
    }
}

#[test]
fn what_is_required_and_breaks_is_a_finding() {
    let required = "AKIAHELPDESK3EXAMPLE=ci/terraform";
    let run = ask(&["whatif", DETACH, "--require", required]);
    assert_eq!(run.code, Some(10), "{}", run.err);
    assert!(run.out.contains("breaks"), "{}", run.out);
    let kept = "maria.admin=ci/terraform";
    let run = ask(&["whatif", DETACH, "--require", kept]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("works"), "{}", run.out);
}

#[test]
fn every_format_carries_changes_and_choke_points() {
    for verb in [&["whatif", DETACH][..], &["chokepoints", "-k", "1"]] {
        for format in ["table", "json", "jsonl", "csv", "md", "html"] {
            let run = ask(&[verb, &["-f", format]].concat());
            assert_eq!(run.code, Some(0), "{verb:?} {format}: {}", run.err);
            assert!(run.out.lines().count() > 1, "{verb:?} {format}");
            if format == "html" {
                assert!(run.out.starts_with("<!DOCTYPE html>"));
                assert!(!run.out.contains("<script"));
            }
        }
    }
    // A number of nothing is a slip.
    for verb in ["rank", "whatif"] {
        assert_eq!(ask(&[verb, "-n", "0"]).code, Some(2));
    }
}

#[test]
fn what_is_kept_is_never_proposed_and_must_exist() {
    let first = |more: &[&str]| {
        let run = ask(&[&["chokepoints", "-k", "1", "-f", "json"], more].concat());
        assert_eq!(run.code, Some(0), "{}", run.err);
        let point = run.json()["points"][0].clone();
        let place = |name: &str| point[name].as_str().unwrap_or_default().to_owned();
        (place("record"), place("pointer"))
    };
    let (record, pointer) = first(&[]);
    let whole = format!("{record}{pointer}");
    for keep in [&record, &whole] {
        assert_ne!(first(&["--keep", keep]).0, record);
    }
    let run = ask(&["chokepoints", "--keep", "policy:nowhere"]);
    assert_eq!((run.code, run.out.as_str()), (Some(3), ""));
    assert!(run.err.contains("`policy:nowhere`"), "{}", run.err);
}

#[test]
fn a_ranking_that_is_added_up_takes_no_question() {
    for flag in [
        &["--memory", "4GiB"][..],
        &["--of", "identities"],
        &["--context", "mfa"],
        &["--min-certainty", "certain"],
        &["--no-cache"],
    ] {
        let run = crate::program::run(&[&["rank", "--merge", "part.json"], flag].concat());
        assert_eq!(run.code, Some(2), "{flag:?}: {}", run.err);
    }
}
