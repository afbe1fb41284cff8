//! AWS Data Pipeline: pipelines and their roles. Definitions hold passwords and commands: only two of their fields are
//! parsed.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::wire::{Keep, attributes};
use super::{Endpoint, Operation, Paging, Place, Protocol, Reply, ReplyError, Service};
use crate::facts::Fact;
use crate::snapshot::Sink;

/// The Data Pipeline service.
#[derive(Debug)]
pub struct DataPipeline;

static ENDPOINT: Endpoint = Endpoint {
    host: "datapipeline",
    signs_as: "datapipeline",
    protocol: Protocol::Json {
        version: "1.1",
        target: "DataPipeline",
    },
};

const KIND: &str = "aws:datapipeline:pipeline";

// AWS Data Pipeline API Reference: ListPipelines, GetPipelineDefinition. The script keeps the roles alone.
static OPERATIONS: [Operation; 2] = [
    Operation::listing(
        "ListPipelines",
        ("datapipeline", "list-pipelines"),
        &["datapipeline:ListPipelines"],
        Place::Regional,
    )
    .paged(Paging {
        token: ("marker", "marker"),
        size: None,
    }),
    Operation::listing(
        "GetPipelineDefinition",
        ("datapipeline", "get-pipeline-definition"),
        &["datapipeline:GetPipelineDefinition"],
        Place::Regional,
    )
    .each(
        "--pipeline-id",
        "pipelineId",
        &[("ListPipelines", "pipelineIdList[].id")],
        "arn:{partition}:datapipeline:{region}:{account}:pipeline/{argument}",
    )
    .absent(&["PipelineNotFoundException", "PipelineDeletedException"])
    .options(&[(
        "--query",
        "{objects:objects[].{role:role,resourceRole:resourceRole}}",
    )]),
];

impl Service for DataPipeline {
    fn name(&self) -> &'static str {
        "datapipeline"
    }

    fn operations(&self) -> &'static [Operation] {
        &OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListPipelines", _) => {
                reply.list("pipelineIdList", sink, |it: Listed, origin, sink| {
                    let id = reply.arn("datapipeline", &format!("pipeline/{}", it.id));
                    let mut workload = reply.workload(KIND, id, it.id, origin);
                    workload.attributes = attributes([("title", it.name.keep())]);
                    sink.fact(Fact::Workload(workload));
                })
            }
            ("GetPipelineDefinition", Some(id)) => definition(id, reply, sink),
            _ => Ok(()),
        }
    }
}

fn definition(id: String, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    let answer: Definition<'_> = reply.parse()?;
    let (mut roles, mut expressions) = (BTreeSet::new(), false);
    for object in answer.pipeline_objects.into_iter().chain(answer.objects) {
        for (role, how) in object.roles() {
            // A role may be a parameter of the pipeline: `#{myRole}`.
            if role.contains("#{") {
                expressions = true;
            } else {
                roles.extend(reply.runs_as(Some(&role), how));
            }
        }
    }
    let name = reply.argument.unwrap_or(&id).to_owned();
    let mut workload = reply.workload(KIND, id, name, reply.origin(""));
    workload.runs_as = roles.into_iter().collect();
    workload.attributes = attributes([("roles_by_expression", expressions.then_some(true).keep())]);
    sink.fact(Fact::Workload(workload));
    Ok(())
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    name: Option<String>,
}

/// The API has objects with fields; the AWS CLI turns them to flat objects in a list of another name.
#[derive(Deserialize)]
struct Definition<'a> {
    #[serde(rename = "pipelineObjects", borrow, default)]
    pipeline_objects: Vec<Object<'a>>,
    #[serde(borrow, default)]
    objects: Vec<Object<'a>>,
}

#[derive(Deserialize)]
struct Object<'a> {
    #[serde(borrow, default)]
    fields: Vec<Field<'a>>,
    #[serde(borrow)]
    role: Option<&'a RawValue>,
    #[serde(rename = "resourceRole", borrow)]
    resource_role: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Field<'a> {
    key: String,
    /// Not a value unless the key says that it is a role.
    #[serde(rename = "stringValue", borrow)]
    value: Option<&'a RawValue>,
}

impl Object<'_> {
    /// The roles that the object names, and how they are used.
    fn roles(self) -> Vec<(String, &'static str)> {
        let fields = self.fields.into_iter().map(|it| (it.key, it.value));
        let flat = [
            ("role".to_owned(), self.role),
            ("resourceRole".to_owned(), self.resource_role),
        ];
        let named = fields.chain(flat).filter_map(|(key, value)| {
            let how = match key.as_str() {
                "role" => "pipeline-role",
                "resourceRole" => "resource-role",
                _ => return None,
            };
            Some((serde_json::from_str(value?.get()).ok()?, how))
        });
        named.collect()
    }
}
