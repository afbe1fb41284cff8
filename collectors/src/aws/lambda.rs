//! AWS Lambda: functions, the roles they run as, who may call them. Values of environment variables are never kept.

mod layers;
mod operations;
mod sources;

use std::collections::BTreeMap;

use serde::Deserialize;

use super::wire::{DocumentText, FreeText, Keep, attributes, tags_of_map};
use super::{Endpoint, Operation, Protocol, Reply, ReplyError, Service};
use crate::facts::{
    Asset, AssetClass, EnvironmentVariable, Fact, Origin, Provider, RunsAs, Workload,
};
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// The Lambda service.
#[derive(Debug)]
pub struct Lambda;

static ENDPOINT: Endpoint = Endpoint {
    host: "lambda",
    signs_as: "lambda",
    protocol: Protocol::RestJson,
};

impl Service for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    fn operations(&self) -> &'static [Operation] {
        &operations::OPERATIONS
    }

    fn endpoint(&self) -> Option<&'static Endpoint> {
        Some(&ENDPOINT)
    }

    fn facts(&self, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
        match (reply.operation.name, reply.subject()) {
            ("ListFunctions", _) => {
                reply.list("Functions", sink, |function: Function, origin, sink| {
                    for layer in function.layers.iter().flatten() {
                        layers::runs(&layer.arn, &function.function_arn, reply, &origin, sink);
                    }
                    for fact in function.into_facts(reply, origin) {
                        sink.fact(fact);
                    }
                })
            }
            ("ListAliases", Some(function)) => sources::aliases(function, reply, sink),
            ("GetFunctionCodeSigningConfig", Some(function)) => {
                sources::code_signing(function, reply, sink)
            }
            ("ListEventSourceMappings", _) => sources::mappings(reply, sink),
            ("ListLayerVersions", _) => layers::versions(reply, sink),
            // The policy of a function, of one of its versions or aliases, or of a version of a layer.
            ("GetPolicy" | "GetLayerVersionPolicy", Some(function)) => {
                let answer: Policy = reply.parse()?;
                reply.resource_policy(&function, answer.policy.0, "/Policy", sink);
                Ok(())
            }
            ("ListFunctionUrlConfigs", Some(function)) => urls(&function, reply, sink),
            ("ListTags", Some(function)) => {
                let answer: FunctionTags = reply.parse()?;
                let mut workload = workload(function, reply, reply.origin("/Tags"));
                workload.tags = Some(tags_of_map(&answer.tags));
                sink.fact(Fact::Workload(workload));
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

fn workload(arn: String, reply: &Reply<'_>, origin: Origin) -> Workload {
    let name = arn.split(':').nth(6).unwrap_or(&arn).to_owned();
    reply.workload("aws:lambda:function", arn, name, origin)
}

/// A function may have one URL, and one more for each alias. Each is an attribute, `url:<URL>`, because a page knows only its
/// own.
fn urls(function: &str, reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    reply.list(
        "FunctionUrlConfigs",
        sink,
        |config: UrlConfig, origin, sink| {
            let mut workload = workload(function.to_owned(), reply, origin);
            // The resource policy alone decides; anyone can send a request.
            if config.auth_type == "NONE" {
                let open = ("url_auth".to_owned(), config.auth_type.clone().into());
                workload.attributes.extend([open]);
            }
            let name = format!("url:{}", config.function_url);
            workload.attributes.insert(name, config.auth_type.into());
            sink.fact(Fact::Workload(workload));
        },
    )
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Function {
    function_name: String,
    function_arn: String,
    role: Option<String>,
    runtime: Option<String>,
    description: Option<FreeText>,
    package_type: Option<String>,
    state: Option<String>,
    #[serde(rename = "CodeSha256")]
    code_sha256: Option<String>,
    #[serde(rename = "KMSKeyArn")]
    kms_key: Option<String>,
    environment: Option<Environment>,
    vpc_config: Option<VpcConfig>,
    layers: Option<Vec<Layer>>,
}

#[derive(Deserialize)]
struct Environment {
    /// Names and looks; the values are dropped while they are parsed. Missing when the caller may not decrypt them.
    #[serde(rename = "Variables", default)]
    variables: EnvironmentNames,
}

#[derive(Deserialize)]
struct VpcConfig {
    #[serde(rename = "VpcId")]
    vpc: Option<String>,
}

#[derive(Deserialize)]
struct Layer {
    #[serde(rename = "Arn")]
    arn: String,
}

impl Function {
    /// The function as a workload, and its code as an asset: who may write the code controls the function.
    fn into_facts(self, reply: &Reply<'_>, origin: Origin) -> [Fact; 2] {
        let environment: Vec<EnvironmentVariable> = self
            .environment
            .map(|environment| environment.variables.0)
            .unwrap_or_default();
        let mut function = workload(self.function_arn, reply, origin.clone());
        function.name = self.function_name;
        function.environment = environment;
        function.runs_as = self
            .role
            .filter(|role| !role.is_empty())
            .map(|role| RunsAs {
                identity: role,
                how: "execution-role".to_owned(),
                assumed: None,
            })
            .into_iter()
            .collect();
        let layers = self.layers.map(|layers| {
            layers
                .into_iter()
                .map(|layer| layer.arn)
                .collect::<Vec<_>>()
        });
        // Of a function in a container, the hash of its code is the digest of its image.
        let digest = self
            .code_sha256
            .as_ref()
            .filter(|_| self.package_type.as_deref() == Some("Image"));
        let image = digest.map(|it| format!("sha256:{it}"));
        function.attributes = attributes([
            ("image", image.keep()),
            ("runtime", self.runtime.keep()),
            ("description", self.description.keep()),
            ("package_type", self.package_type.keep()),
            ("state", self.state.keep()),
            ("environment_key", self.kms_key.keep()),
            ("vpc", self.vpc_config.and_then(|config| config.vpc).keep()),
            ("layers", layers.keep()),
        ]);
        let code = Asset {
            id: format!("{}#code", function.id),
            provider: Provider::Aws,
            class: AssetClass::Code,
            kind: "aws:lambda:function-code".to_owned(),
            name: format!("code of {}", function.name),
            scope: Some(function.scope.clone()),
            region: function.region.clone(),
            part_of: None,
            encryption_key: None,
            tags: None,
            attributes: attributes([("sha256", self.code_sha256.keep())]),
            origin,
        };
        [Fact::Workload(function), Fact::Asset(code)]
    }
}

#[derive(Deserialize)]
struct Policy {
    #[serde(rename = "Policy")]
    policy: DocumentText,
}

#[derive(Deserialize)]
struct FunctionTags {
    #[serde(rename = "Tags", default)]
    tags: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UrlConfig {
    function_url: String,
    auth_type: String,
}
