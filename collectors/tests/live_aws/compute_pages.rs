//! Listings of compute and CI services that come on two pages, in every protocol: moto has few of them, and never pages
//! below the sizes that are asked for.

use std::time::Duration;

use blastradius_collectors::aws::live::collect;
use blastradius_collectors::coverage::Outcome;
use blastradius_collectors::snapshot::MemorySink;

use crate::answers::empty_account;
use crate::stub::{Asked, Behaviour, Stub, json, xml};
use crate::{environment, impatient};

/// The token of the second page; it needs no encoding.
const TOKEN: &str = "SECONDPAGE";

/// A listing: its service and operation, the list and the token in its answer, and a member of the list, in which `NAME`
/// stands for a name.
struct Listing(
    &'static str,
    &'static str,
    (&'static str, &'static str),
    &'static str,
);

const JSON: [Listing; 18] = [
    Listing(
        "ecs",
        "ListClusters",
        ("clusterArns", "nextToken"),
        r#""arn:aws:ecs:us-east-1:111122223333:cluster/NAME""#,
    ),
    Listing(
        "ecs",
        "ListTaskDefinitionFamilies",
        ("families", "nextToken"),
        r#""NAME""#,
    ),
    Listing(
        "ecr",
        "DescribeRepositories",
        ("repositories", "nextToken"),
        r#"{"repositoryArn": "arn:aws:ecr:us-east-1:111122223333:repository/NAME", "repositoryName": "NAME"}"#,
    ),
    Listing(
        "codebuild",
        "ListProjects",
        ("projects", "nextToken"),
        r#""NAME""#,
    ),
    Listing(
        "codecommit",
        "ListRepositories",
        ("repositories", "nextToken"),
        r#"{"repositoryName": "NAME"}"#,
    ),
    Listing(
        "codeconnections",
        "ListConnections",
        ("Connections", "NextToken"),
        r#"{"ConnectionArn": "arn:aws:codeconnections:us-east-1:111122223333:connection/NAME"}"#,
    ),
    Listing(
        "codepipeline",
        "ListPipelines",
        ("pipelines", "nextToken"),
        r#"{"name": "NAME"}"#,
    ),
    Listing(
        "apprunner",
        "ListServices",
        ("ServiceSummaryList", "NextToken"),
        r#"{"ServiceArn": "arn:aws:apprunner:us-east-1:111122223333:service/NAME/1", "ServiceName": "NAME"}"#,
    ),
    Listing(
        "batch",
        "DescribeJobDefinitions",
        ("jobDefinitions", "nextToken"),
        r#"{"jobDefinitionArn": "arn:aws:batch:us-east-1:111122223333:job-definition/NAME:1", "jobDefinitionName": "NAME"}"#,
    ),
    Listing(
        "batch",
        "DescribeJobQueues",
        ("jobQueues", "nextToken"),
        r#"{"jobQueueArn": "arn:aws:batch:us-east-1:111122223333:job-queue/NAME", "jobQueueName": "NAME"}"#,
    ),
    Listing(
        "batch",
        "DescribeComputeEnvironments",
        ("computeEnvironments", "nextToken"),
        r#"{"computeEnvironmentArn": "arn:aws:batch:us-east-1:111122223333:compute-environment/NAME",
            "computeEnvironmentName": "NAME"}"#,
    ),
    Listing(
        "eks",
        "ListClusters",
        ("clusters", "nextToken"),
        r#""NAME""#,
    ),
    Listing(
        "events",
        "ListEventBuses",
        ("EventBuses", "NextToken"),
        r#"{"Name": "NAME", "Arn": "arn:aws:events:us-east-1:111122223333:event-bus/NAME", "Policy": "{}"}"#,
    ),
    Listing(
        "scheduler",
        "ListSchedules",
        ("Schedules", "NextToken"),
        r#"{"Arn": "arn:aws:scheduler:us-east-1:111122223333:schedule/default/NAME", "Name": "NAME",
            "GroupName": "default"}"#,
    ),
    Listing(
        "pipes",
        "ListPipes",
        ("Pipes", "NextToken"),
        r#"{"Arn": "arn:aws:pipes:us-east-1:111122223333:pipe/NAME", "Name": "NAME"}"#,
    ),
    Listing(
        "states",
        "ListStateMachines",
        ("stateMachines", "nextToken"),
        r#"{"stateMachineArn": "arn:aws:states:us-east-1:111122223333:stateMachine:NAME", "name": "NAME"}"#,
    ),
    Listing(
        "datapipeline",
        "ListPipelines",
        ("pipelineIdList", "marker"),
        r#"{"id": "df-NAME", "name": "NAME"}"#,
    ),
    Listing(
        "lambda",
        "ListEventSourceMappings",
        ("EventSourceMappings", "NextMarker"),
        r#"{"UUID": "NAME", "FunctionArn": "arn:aws:lambda:us-east-1:111122223333:function:NAME"}"#,
    ),
];

const XML: [Listing; 6] = [
    Listing(
        "cloudformation",
        "DescribeStacks",
        ("Stacks", "NextToken"),
        "<member><StackId>arn:aws:cloudformation:us-east-1:111122223333:stack/NAME/1</StackId><StackName>NAME</StackName>\
         <Parameters><member><ParameterKey>K</ParameterKey><ParameterValue>CANARY</ParameterValue></member></Parameters>\
         </member>",
    ),
    Listing(
        "cloudformation",
        "ListStackSets",
        ("Summaries", "NextToken"),
        "<member><StackSetId>NAME:1</StackSetId><StackSetName>NAME</StackSetName></member>",
    ),
    Listing(
        "ec2",
        "DescribeSnapshots",
        ("snapshotSet", "nextToken"),
        "<item><snapshotId>NAME</snapshotId></item>",
    ),
    Listing(
        "ec2",
        "DescribeImages",
        ("imagesSet", "nextToken"),
        "<item><imageId>NAME</imageId></item>",
    ),
    Listing(
        "ec2",
        "DescribeVpcEndpoints",
        ("vpcEndpointSet", "nextToken"),
        "<item><vpcEndpointId>NAME</vpcEndpointId></item>",
    ),
    Listing(
        "ec2",
        "DescribeInstanceConnectEndpoints",
        ("instanceConnectEndpointSet", "nextToken"),
        "<item><instanceConnectEndpointId>NAME</instanceConnectEndpointId></item>",
    ),
];

impl Listing {
    fn name(&self, page: &str) -> String {
        format!("{page}-{}", self.1)
    }

    /// The page that is asked for.
    fn page(&self, asked: &Asked, in_xml: bool) -> Behaviour {
        let second = asked.body.contains(TOKEN) || asked.target.contains(TOKEN);
        let member = self
            .3
            .replace("NAME", &self.name(if second { "second" } else { "first" }));
        let ((list, token), operation) = (self.2, self.1);
        if !in_xml {
            let next = if second {
                String::new()
            } else {
                format!(r#", "{token}": "{TOKEN}""#)
            };
            return json(200, &format!(r#"{{"{list}": [{member}]{next}}}"#));
        }
        let next = if second {
            String::new()
        } else {
            format!("<{token}>{TOKEN}</{token}>")
        };
        let inside = format!("<{list}>{member}</{list}>{next}");
        let inside = match self.0 {
            "ec2" => inside,
            _ => format!("<{operation}Result>{inside}</{operation}Result>"),
        };
        xml(
            200,
            &format!("<{operation}Response>{inside}</{operation}Response>"),
        )
    }
}

#[test]
fn second_pages_are_asked_for_and_kept() {
    if !environment::prepared("compute_pages::second_pages_are_asked_for_and_kept") {
        return;
    }
    let stub = Stub::start(|asked, _| {
        let is = |it: &&Listing| it.0 == asked.service && it.1 == asked.operation;
        if let Some(listing) = JSON.iter().find(is) {
            return listing.page(asked, false);
        }
        match XML.iter().find(is) {
            Some(listing) => listing.page(asked, true),
            None => empty_account(asked),
        }
    });
    let mut options = impatient(&stub.endpoint);
    options.limits.timeout = Duration::from_secs(20);
    let mut sink = MemorySink::default();
    collect(&options, &mut sink, &mut |_| {}).unwrap();
    // Families are no facts: they are asked about.
    let kept = format!("{:?} {:?}", sink.facts, sink.coverage);
    for listing in JSON.iter().chain(&XML) {
        let Listing(service, operation, ..) = listing;
        for page in ["first", "second"] {
            let name = listing.name(page);
            assert!(kept.contains(&name), "{service} {name}");
        }
        let action = format!("{service}:{operation}");
        let record = sink.coverage.iter().find(|it| it.operation == action);
        let record = record.expect(&action);
        assert_eq!(record.outcome, Outcome::Answered, "{record:?}");
    }
    assert!(!kept.contains("CANARY"));
}
