//! Files of which nothing is read: the message says why, and where.

use crate::program::{Run, command, file, run_with};

/// Imports files of one folder, named as they are there.
fn import(flags: &[&str], folder: &std::path::Path, names: &[&str]) -> Run {
    let mut program = command();
    program.current_dir(folder).args(flags);
    program.args(["import", "pipelines"]).args(names);
    run_with(program.args(["-o", "snap.brs"]), "")
}

/// The text as it was before it was broken into lines.
fn unbroken(text: &str) -> String {
    let words = text.split_whitespace().filter(|it| *it != "│");
    words.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_file_of_which_nothing_is_read_says_why_and_where() {
    for (name, content, why, help) in [
        (
            "template.yaml",
            "\nAWSTemplateFormatVersion: '2010-09-09'\nResources:\n  Mesh:\n    Type: AWS::AppMesh::Mesh\n",
            "`template.yaml`, line 2: the template makes nothing of a pipeline",
            "collect the account",
        ),
        (
            "notebook.json",
            r#"{"NotebookInstanceArn": "arn:aws:sagemaker:us-east-2:1234:notebook-instance/test",
                "NotebookInstanceName": "test", "RoleArn": "arn:aws:iam::1234:role/r"}"#,
            "`notebook.json`, line 1: its ARN names no account",
            "`pipelines` is",
        ),
        (
            "facet.json",
            r#"{"lineage": {"_producer": "https://example.com/catalog",
                "_schemaURL": "https://openlineage.io/spec/facets/1-0-0/LineageFacet.json#/$defs/LineageDatasetFacet",
                "inputs": [{"namespace": "postgresql://warehouse:5432", "name": "public.customers", "type": "DATASET"}]}}"#,
            "`facet.json`, line 1: a facet of lineage does not name the data set that it is of",
            "import the event that carries it",
        ),
        (
            "policy.json",
            r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
            "`policy.json` is no definition of a pipeline: it is a policy of AWS",
            "`blastradius import --help`",
        ),
    ] {
        let (folder, _path) = file(name, content.as_bytes());
        for flags in [&[][..], &["-q"]] {
            let run = import(flags, folder.path(), &[name]);
            assert_eq!((run.code, run.out.as_str()), (Some(3), ""), "{name}");
            let err = unbroken(&run.err);
            assert!(
                err.contains(&format!("nothing could be imported: {why}")),
                "{name}: {err}"
            );
            assert!(err.contains(help), "{name}: {err}");
            assert!(!folder.path().join("snap.brs").exists(), "{name}");
        }
    }
}

#[test]
fn several_files_of_which_nothing_is_read_say_why_each() {
    let (folder, _path) = file("a.json", b"{\"swagger\": \"2.0\"}");
    std::fs::write(folder.path().join("b.json"), b"").unwrap();
    let run = import(&[], folder.path(), &["a.json", "b.json"]);
    assert_eq!(run.code, Some(3));
    let err = unbroken(&run.err);
    assert!(err.contains("warning: `a.json` is"), "{err}");
    assert!(err.contains("warning: `b.json` is empty"), "{err}");
    let all = "nothing could be imported from `a.json`, `b.json`";
    assert!(err.contains(all), "{err}");
    let text = b"apiVersion: sagemaker.services.k8s.aws/v1alpha1\nkind: FeatureGroup\nspec: a: b\n";
    let (folder, _path) = file("group.yaml", text);
    let run = import(&[], folder.path(), &["group.yaml"]);
    assert_eq!(run.code, Some(3));
    let err = unbroken(&run.err);
    for why in [
        "`group.yaml`, line 1: a `FeatureGroup` has no",
        "`group.yaml` is not well-formed",
    ] {
        assert!(err.contains(&format!("warning: {why}")), "{err}");
    }
}

#[test]
fn a_file_of_jenkins_is_found_by_how_its_name_begins_or_ends() {
    let text = b"pipeline {\n  agent any\n  stages { stage('build') { steps { sh 'make' } } }\n}\n";
    let (folder, _path) = file("Jenkinsfile.release", text);
    std::fs::write(folder.path().join("deploy-Jenkinsfile"), text).unwrap();
    let run = import(&[], folder.path(), &["."]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.err.contains("imported 2 files"), "{}", run.err);
}
