//! Knowledge bases, agents and flows of Amazon Bedrock in a template (AWS CloudFormation, "AWS::Bedrock").

use super::super::arguments::Arguments;
use super::super::jobs::Job;
use crate::facts::LineageKind;
use crate::pipelines::{Grain, Value};

const BASE: &str = "aws:bedrock:knowledge-base";
const ROLE: &str = "service-role";

/// Where a base keeps its index: the member, and the one that names the store.
const STORES: [(&str, &str); 9] = [
    ("OpensearchServerlessConfiguration", "CollectionArn"),
    ("OpensearchManagedClusterConfiguration", "DomainArn"),
    ("PineconeConfiguration", "ConnectionString"),
    ("RdsConfiguration", "ResourceArn"),
    ("MongoDbAtlasConfiguration", "Endpoint"),
    ("RedisEnterpriseCloudConfiguration", "Endpoint"),
    ("NeptuneAnalyticsConfiguration", "GraphArn"),
    ("S3VectorsConfiguration", "IndexArn"),
    ("S3VectorsConfiguration", "VectorBucketArn"),
];

/// An index: as whom it reads documents, what it embeds them with, where it keeps them.
pub(super) fn base(job: &mut Job<'_>, arguments: &Arguments<'_>, id: &str) {
    job.role(arguments, &["RoleArn"], ROLE);
    job.stage.writes_asset(LineageKind::Index, BASE, id, None);
    let configuration = [
        "KnowledgeBaseConfiguration",
        "VectorKnowledgeBaseConfiguration",
    ];
    if let Some(vectors) = arguments.at(&configuration)
        && let Some(model) = vectors.text(&["EmbeddingModelArn"])
    {
        job.stage.attribute("embedding_model", model);
    }
    let Some(storage) = arguments.within("StorageConfiguration") else {
        return;
    };
    for (member, named_by) in STORES {
        let Some(store) = storage.within(member) else {
            continue;
        };
        secret(job, &store, "CredentialsSecretArn");
        let Some(place) = job.value(&store, &[named_by], member) else {
            continue;
        };
        match place.known() {
            Some(known) if known.starts_with("arn:") || known.starts_with("cfn:") => {
                job.stage
                    .writes_id(LineageKind::Index, known, place.assumed());
            }
            // An address outside of AWS may hold a password.
            Some(known) => job
                .stage
                .attribute("store", crate::redact::free_text(known).into_owned()),
            None => {
                job.stage.unresolved(member, "index", &place);
            }
        }
    }
}

/// What an index is made from.
pub(super) fn source(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    match job.value(arguments, &["KnowledgeBaseId"], "knowledge base") {
        Some(base) => index(job, &base, false),
        None => return,
    }
    let Some(configuration) = arguments.within("DataSourceConfiguration") else {
        return;
    };
    if let Some(s3) = configuration.within("S3Configuration")
        && let Some(bucket) = job.value(&s3, &["BucketArn"], "S3Configuration")
    {
        let prefixes = s3.items("InclusionPrefixes");
        for prefix in &prefixes {
            let mut place = bucket.clone();
            let prefix = prefix.own_value();
            let written = prefix.expression().to_owned();
            place.join(Value::literal("/"), "");
            place.join(prefix, &written);
            job.stage
                .reads(LineageKind::Data, "S3Configuration", &place, Grain::Prefix);
        }
        if prefixes.is_empty() {
            job.stage
                .reads(LineageKind::Data, "S3Configuration", &bucket, Grain::Prefix);
        }
    }
    for member in [
        "ConfluenceConfiguration",
        "SharePointConfiguration",
        "SalesforceConfiguration",
    ] {
        if let Some(source) = configuration.at(&[member, "SourceConfiguration"]) {
            secret(job, &source, "CredentialsSecretArn");
            if let Some(host) = source.text(&["HostUrl"]) {
                job.stage
                    .attribute("source", crate::redact::free_text(&host).into_owned());
            }
        }
    }
}

/// An agent: as whom it reads and calls, which functions, which indexes.
pub(super) fn agent(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    job.role(arguments, &["AgentResourceRoleArn"], ROLE);
    if let Some(model) = arguments.text(&["FoundationModel"]) {
        job.stage.attribute("model", model);
    }
    let mut functions = Vec::new();
    for group in arguments.items("ActionGroups") {
        let Some(function) = job.value(&group, &["ActionGroupExecutor", "Lambda"], "function")
        else {
            continue;
        };
        match function.known() {
            Some(known) => {
                // What the agent is told decides what it calls.
                let why = "the agent calls it when the text that it reads asks for it";
                job.stage
                    .writes_id(LineageKind::Data, known, Some(why.to_owned()));
                functions.push(known.to_owned());
            }
            None => {
                job.stage.unresolved("ActionGroups", "code", &function);
            }
        }
    }
    if !functions.is_empty() {
        job.stage.attribute("functions", functions);
    }
    for base in arguments.items("KnowledgeBases") {
        if let Some(base) = job.value(&base, &["KnowledgeBaseId"], "knowledge base") {
            index(job, &base, true);
        }
    }
}

/// A flow: as whom it runs.
pub(super) fn flow(job: &mut Job<'_>, arguments: &Arguments<'_>) {
    job.role(arguments, &["ExecutionRoleArn"], ROLE);
    let place = arguments.within("DefinitionS3Location");
    if let Some(place) = place
        && let (Some(bucket), Some(key)) = (place.text(&["Bucket"]), place.text(&["Key"]))
    {
        let uri = Value::literal(format!("s3://{bucket}/{key}"));
        job.stage.reads(
            LineageKind::Code,
            "DefinitionS3Location",
            &uri,
            Grain::Object,
        );
    }
}

fn index(job: &mut Job<'_>, base: &Value, reads: bool) {
    let Some(known) = base.known() else {
        job.stage.unresolved("KnowledgeBaseId", "index", base);
        return;
    };
    let id = match known.starts_with("cfn:") {
        true => known.to_owned(),
        false => job.naming.id("bedrock", &format!("knowledge-base/{known}")),
    };
    match reads {
        true => job
            .stage
            .reads_asset(LineageKind::Index, BASE, &id, base.assumed()),
        false => job
            .stage
            .writes_asset(LineageKind::Index, BASE, &id, base.assumed()),
    }
}

fn secret(job: &mut Job<'_>, arguments: &Arguments<'_>, member: &str) {
    let Some(secret) = job.value(arguments, &[member], member) else {
        return;
    };
    match secret.known() {
        Some(id) => {
            let kind = "aws:secretsmanager:secret";
            job.stage
                .secret("connection", member, id, kind, secret.assumed());
        }
        None => {
            job.stage.unresolved(member, "secret", &secret);
        }
    }
}
