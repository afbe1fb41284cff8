use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use blastradius_collectors::aws::{Argument, Place, SERVICES};

#[test]
fn every_service_file_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/aws");
    let files: BTreeSet<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "rs"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| name != "mod")
        .collect();
    let registered: BTreeSet<String> = SERVICES.iter().map(|it| it.name().to_owned()).collect();
    assert_eq!(files, registered);
    assert_eq!(SERVICES.len(), registered.len(), "a service is there twice");
}

#[test]
fn arguments_come_from_earlier_operations_of_the_same_service() {
    for service in SERVICES {
        let mut earlier = BTreeSet::new();
        for operation in service.operations() {
            if let Argument::Each { of, .. } = operation.argument {
                // An operation may also feed itself.
                earlier.insert(operation.name);
                assert!(!of.is_empty(), "{} has no source", operation.name);
                for (source, path) in of {
                    assert!(
                        earlier.contains(source),
                        "{} needs {source}",
                        operation.name
                    );
                    assert!(!path.is_empty());
                }
                assert!(
                    operation.subject.is_some(),
                    "{} has no subject",
                    operation.name
                );
            }
            for parent in operation.parents() {
                assert!(
                    earlier.contains(parent),
                    "{} needs {parent}",
                    operation.name
                );
            }
            earlier.insert(operation.name);
        }
    }
}

#[test]
fn operations_only_read() {
    for service in SERVICES {
        for operation in service.operations() {
            let (_, verb) = operation.cli;
            assert!(
                [
                    "get-",
                    "list-",
                    "describe-",
                    "batch-get-",
                    "select-aggregate-resource-config",
                    "generate-credential-report"
                ]
                .iter()
                .any(|start| verb.starts_with(start)),
                "{verb} does not look like a read"
            );
            assert!(
                !operation.permissions.is_empty(),
                "{verb} needs no permission?"
            );
            // These return data or secrets, not what there is.
            for never in [
                "GetSecretValue",
                "GetParameter",
                "GetObject",
                "GetFunction",
                "Decrypt",
            ] {
                assert_ne!(operation.name, never);
            }
        }
    }
}

#[test]
fn subjects_fill_in_every_place_once() {
    for service in SERVICES {
        for operation in service.operations() {
            let region = (operation.place == Place::Regional).then_some("eu-west-1");
            let words = match operation.argument {
                Argument::Under { flags, .. } => flags.len(),
                _ => 1,
            };
            let argument = vec!["a{account}b"; words].join(" ");
            let subject = operation.subject_of("aws", region, "111122223333", Some(&argument));
            if let Some(subject) = subject {
                assert!(subject.contains("a{account}b"), "{subject}");
                assert!(
                    !subject.replace("a{account}b", "").contains('{'),
                    "{subject}"
                );
            }
        }
    }
}
