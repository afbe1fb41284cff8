//! Where each service is asked end to end: on a moto server, or by replayed pages where moto has nothing of it. A service
//! that is new must have its line here.

use std::collections::BTreeSet;

use blastradius_collectors::aws::SERVICES;
use blastradius_collectors::coverage::{Coverage, Outcome};

use self::By::{Moto, Pages};
use crate::pages::replayed;

/// What asks every operation of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// This test, of a moto server; what moto does not have of the service has pages.
    Moto(&'static str),
    /// Pages alone.
    Pages,
}

/// Every service file. The tests are `estate` (`moto.rs`), `compute`, `data` and `ai`.
const COVERED: [(&str, By); 51] = [
    ("accessanalyzer", Pages),
    ("apigateway", Moto("data")),
    ("apprunner", Pages),
    ("appsync", Moto("data")),
    ("athena", Moto("data")),
    ("batch", Moto("compute")),
    ("bedrock", Moto("ai")),
    ("bedrock_agent", Moto("ai")),
    ("bedrock_agentcore", Moto("ai")),
    ("cloudformation", Moto("compute")),
    ("cloudtrail", Moto("data")),
    ("codebuild", Moto("compute")),
    ("codecommit", Pages),
    ("codeconnections", Pages),
    ("codepipeline", Moto("compute")),
    ("cognito_identity", Moto("data")),
    ("config", Pages),
    ("datapipeline", Moto("compute")),
    ("dynamodb", Moto("data")),
    ("ec2", Moto("compute")),
    ("ecr", Moto("compute")),
    ("ecs", Moto("compute")),
    ("eks", Moto("compute")),
    ("emr", Moto("data")),
    ("events", Moto("compute")),
    ("glue", Moto("data")),
    ("iam", Moto("estate")),
    ("kinesis", Moto("data")),
    ("kms", Moto("estate")),
    ("lambda", Moto("compute")),
    ("logs", Moto("data")),
    ("opensearch", Moto("data")),
    ("organizations", Moto("estate")),
    ("pipes", Moto("compute")),
    ("ram", Pages),
    ("rds", Moto("data")),
    ("redshift", Moto("data")),
    ("rolesanywhere", Pages),
    ("s3", Moto("estate")),
    ("s3control", Moto("data")),
    ("s3tables", Moto("data")),
    ("s3vectors", Moto("data")),
    ("sagemaker", Moto("ai")),
    ("scheduler", Moto("compute")),
    ("secretsmanager", Moto("estate")),
    ("sns", Moto("data")),
    ("sqs", Moto("data")),
    ("ssm", Moto("data")),
    ("sso", Moto("data")),
    ("states", Moto("compute")),
    ("sts", Moto("estate")),
];

#[test]
fn every_service_is_covered_in_one_place() {
    let covered: BTreeSet<&str> = COVERED.iter().map(|(service, _)| *service).collect();
    assert_eq!(covered.len(), COVERED.len(), "a service has two lines");
    let registered: BTreeSet<&str> = SERVICES.iter().map(|it| it.name()).collect();
    assert_eq!(covered, registered);
    for (name, by) in COVERED {
        let service = SERVICES.iter().find(|it| it.name() == name).unwrap();
        let has_pages = |it: &&blastradius_collectors::aws::Operation| replayed(name, it.cli);
        let without = service.operations().iter().find(|it| !has_pages(it));
        if by == Pages {
            assert!(without.is_none(), "{name}: no pages of {without:?}");
        }
    }
}

/// That a test of a moto server saw an answer to every operation that it covers.
pub(crate) fn answered(test: &'static str, coverage: &[Coverage]) {
    let answers: BTreeSet<&str> = coverage
        .iter()
        .filter(|it| it.outcome == Outcome::Answered)
        .map(|it| it.operation.as_str())
        .collect();
    let mut never = Vec::new();
    let covered = COVERED.iter().filter(|(_, by)| *by == Moto(test));
    for name in covered.map(|(name, _)| *name) {
        let service = SERVICES.iter().find(|it| it.name() == name).unwrap();
        for operation in service.operations() {
            let there = answers.contains(operation.action().as_str());
            if !there && !replayed(name, operation.cli) {
                never.push(operation.action());
            }
        }
    }
    assert!(
        never.is_empty(),
        "neither answered nor replayed: {never:#?}"
    );
}
