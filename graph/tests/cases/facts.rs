//! The short form of a case -> facts of a snapshot.

use blastradius_collectors::coverage::{Coverage, Outcome};
use blastradius_collectors::facts::{
    Asset, AssetClass, Attachment, AttachmentKind, Credential, CredentialKind, EnvironmentVariable,
    Fact, Identity, IdentityKind, Lineage, LineageKind, Origin, Pipeline, Policy, PolicyKind,
    Provider, RunsAs, Scope, ScopeKind, Stage, Workload,
};
use blastradius_collectors::snapshot::{MemorySink, Sink, Snapshot};
use serde_json::json;

use super::files;
use super::statement::{document, list, parse, trust};
use super::{ACCOUNT, AssetCase, Case, Mutation, PipelineCase, Principal, WorkloadCase, id};

fn origin() -> Origin {
    Origin::new("case", "")
}

/// The snapshot of a case.
pub(crate) fn snapshot(case: &Case) -> Snapshot {
    let mut sink = MemorySink::default();
    for (name, principal) in &case.principal {
        add_principal(&mut sink, &id(name), principal);
    }
    for (id, asset) in &case.asset {
        add_asset(&mut sink, id, asset);
    }
    for (id, workload) in &case.workload {
        add_workload(&mut sink, id, workload);
        // The policy of a function stands with its code.
        if workload.kind == "aws:lambda:function" && !case.asset.contains_key(&format!("{id}#code"))
        {
            answered(&mut sink, "lambda:GetPolicy", Some(id), Outcome::Absent);
        }
    }
    for (id, pipeline) in &case.pipeline {
        add_pipeline(&mut sink, id, pipeline);
    }
    for (from, to, kind) in &case.lineage {
        let kind = match kind.as_str() {
            "data" => LineageKind::Data,
            "model" => LineageKind::Model,
            "code" => LineageKind::Code,
            "image" => LineageKind::Image,
            "index" => LineageKind::Index,
            other => panic!("lineage of `{other}`"),
        };
        sink.fact(Fact::Lineage(Lineage::new(kind, from, to, origin())));
    }
    for (index, text) in case.data_access.iter().enumerate() {
        let start = format!("arn:aws:aoss:us-east-1:{ACCOUNT}");
        let id = format!("{start}:access-policy/data/{index}");
        policy(&mut sink, PolicyKind::Resource, &id, text.clone());
        let all = format!("{start}:collection/*");
        attach(&mut sink, AttachmentKind::Resource, &id, &all);
    }
    for fact in &case.fact {
        sink.fact(files::fact(fact));
    }
    files::import(case, &mut sink);
    organization(&mut sink, case);
    listings(&mut sink, case);
    Snapshot {
        id: "case".to_owned(),
        taken: "2026-11-23T00:00:00Z".parse().unwrap(),
        facts: sink.facts,
        coverage: sink.coverage,
    }
}

fn account_of(arn: &str) -> String {
    match arn.split(':').nth(4) {
        Some(account) if !account.is_empty() => account.to_owned(),
        _ => ACCOUNT.to_owned(),
    }
}

fn policy(sink: &mut MemorySink, kind: PolicyKind, id: &str, text: String) {
    sink.fact(Fact::Policy(Policy {
        id: id.to_owned(),
        provider: Provider::Aws,
        kind,
        name: id.rsplit('/').next().unwrap().to_owned(),
        scope: Some(format!("aws:{}", account_of(id))),
        provider_managed: false,
        version: None,
        document: text,
        origin: origin(),
    }));
}

fn attach(sink: &mut MemorySink, kind: AttachmentKind, policy: &str, target: &str) {
    sink.fact(Fact::Attachment(Attachment::new(
        kind,
        policy,
        target,
        origin(),
    )));
}

fn answered(sink: &mut MemorySink, operation: &str, subject: Option<&str>, outcome: Outcome) {
    let scope = format!("aws:{}", account_of(subject.unwrap_or_default()));
    sink.coverage(Coverage {
        scope,
        region: None,
        operation: operation.to_owned(),
        subject: subject.map(str::to_owned),
        outcome,
        records: 0,
        reason: String::new(),
        help: String::new(),
        origin: origin(),
    });
}

fn add_principal(sink: &mut MemorySink, arn: &str, case: &Principal) {
    // A permission set that is provisioned in an account has that account at its end.
    let scope = match arn.split_once("permissionSet/") {
        Some((_, set)) => format!("aws:{}", set.split_once('#').map_or(ACCOUNT, |it| it.1)),
        None => format!("aws:{}", account_of(arn)),
    };
    let kind = match arn.split(':').nth(5).unwrap().split('/').next().unwrap() {
        "permissionSet" => IdentityKind::PermissionSet,
        "user" if arn.contains(":identitystore:") => IdentityKind::DirectoryUser,
        "group" if arn.contains(":identitystore:") => IdentityKind::DirectoryGroup,
        "user" => IdentityKind::User,
        "role" => IdentityKind::Role,
        "group" => IdentityKind::Group,
        "root" => IdentityKind::RootUser,
        _ => IdentityKind::IdentityProvider,
    };
    sink.fact(Fact::Identity(Identity {
        id: arn.to_owned(),
        provider: Provider::Aws,
        kind,
        name: arn.rsplit('/').next().unwrap().to_owned(),
        scope: scope.clone(),
        unique_id: case.unique_id.clone(),
        path: None,
        tags: Some(case.tags.clone()),
        member_of: case.groups.iter().map(|group| id(group)).collect(),
        created: None,
        last_used: None,
        attributes: case.attributes.clone(),
        origin: origin(),
    }));
    for (index, line) in case.policies.iter().enumerate() {
        let id = format!("{arn}#inline/p{index}");
        policy(
            sink,
            PolicyKind::Inline,
            &id,
            document(std::slice::from_ref(line)),
        );
        attach(sink, AttachmentKind::Identity, &id, arn);
    }
    for (name, lines) in &case.managed {
        let id = format!("arn:aws:iam::{}:policy/{name}", account_of(arn));
        policy(sink, PolicyKind::Managed, &id, document(lines));
        attach(sink, AttachmentKind::Identity, &id, arn);
    }
    for id in &case.attached {
        attach(sink, AttachmentKind::Identity, id, arn);
    }
    if let Some(lines) = &case.boundary {
        let name = arn.rsplit('/').next().unwrap();
        let id = format!("arn:aws:iam::{}:policy/boundary-of-{name}", account_of(arn));
        // A boundary without statements is one that was not collected.
        if !lines.is_empty() {
            policy(sink, PolicyKind::Managed, &id, document(lines));
        }
        attach(sink, AttachmentKind::Boundary, &id, arn);
    }
    if let Some(names) = &case.trust {
        let id = format!("{arn}#trust");
        policy(sink, PolicyKind::Trust, &id, trust(names));
        attach(sink, AttachmentKind::Trust, &id, arn);
    }
    credentials(sink, arn, &scope, case);
}

fn credentials(sink: &mut MemorySink, arn: &str, scope: &str, case: &Principal) {
    let credential = |id: String, kind, name: &str| Credential {
        id,
        provider: Provider::Aws,
        kind,
        name: name.to_owned(),
        identity: arn.to_owned(),
        scope: scope.to_owned(),
        active: (kind == CredentialKind::AccessKey).then_some(!case.inactive),
        created: None,
        expires: None,
        last_used: None,
        used: None,
        mfa: case.mfa,
        attributes: Default::default(),
        origin: origin(),
    };
    if let Some(keys) = &case.keys {
        if !case.keys_not_listed {
            answered(sink, "iam:ListAccessKeys", Some(arn), Outcome::Answered);
        }
        for key in keys {
            let id = format!("aws:access-key/{key}");
            sink.fact(Fact::Credential(credential(
                id,
                CredentialKind::AccessKey,
                key,
            )));
        }
    }
    match case.password {
        Some(true) => {
            let id = format!("aws:console-password/{arn}");
            sink.fact(Fact::Credential(credential(
                id,
                CredentialKind::ConsolePassword,
                "password",
            )));
        }
        Some(false) => answered(sink, "iam:GetLoginProfile", Some(arn), Outcome::Absent),
        None => {}
    }
}

fn add_asset(sink: &mut MemorySink, id: &str, case: &AssetCase) {
    let account = case.account.clone().unwrap_or_else(|| account_of(id));
    let class = case.class.as_deref().unwrap_or(match case.kind.as_str() {
        "aws:secretsmanager:secret" | "aws:ssm:parameter" => "secret",
        "aws:kms:key" => "key",
        "aws:lambda:function-code" => "code",
        "aws:lambda:layer-version" | "aws:codecommit:repository" | "aws:ssm:document" => "code",
        "aws:ecr:repository" | "aws:ec2:image" => "image",
        "aws:opensearch:domain" | "aws:aoss:collection" => "index",
        "aws:logs:log-group" | "aws:cloudtrail:trail" | "aws:cloudtrail:event-data-store" => "log",
        "aws:sagemaker:model" | "aws:sagemaker:endpoint" => "model",
        _ => "data",
    });
    sink.fact(Fact::Asset(Asset {
        id: id.to_owned(),
        provider: Provider::Aws,
        class: AssetClass::ALL
            .into_iter()
            .find(|known| known.name() == class)
            .unwrap(),
        kind: case.kind.clone(),
        name: id.rsplit([':', '/']).next().unwrap().to_owned(),
        scope: Some(format!("aws:{account}")),
        region: case.region.clone().or_else(|| {
            id.split(':')
                .nth(3)
                .filter(|region| !region.is_empty())
                .map(str::to_owned)
        }),
        part_of: case.part_of.clone(),
        encryption_key: case.encryption_key.clone(),
        tags: Some(case.tags.clone()),
        attributes: case.attributes.clone(),
        origin: origin(),
    }));
    let (holder, operation) = match case.kind.as_str() {
        "aws:s3:bucket" => (id, "s3:GetBucketPolicy"),
        "aws:secretsmanager:secret" => (id, "secretsmanager:GetResourcePolicy"),
        "aws:kms:key" => (id, "kms:GetKeyPolicy"),
        "aws:lambda:function-code" => (id.trim_end_matches("#code"), "lambda:GetPolicy"),
        "aws:lambda:layer-version" => (id, "lambda:GetLayerVersionPolicy"),
        "aws:dynamodb:table" => (id, "dynamodb:GetResourcePolicy"),
        "aws:sqs:queue" => (id, "sqs:GetQueueAttributes"),
        "aws:sns:topic" => (id, "sns:GetTopicAttributes"),
        "aws:kinesis:stream" => (id, "kinesis:GetResourcePolicy"),
        "aws:ecr:repository" => (id, "ecr:GetRepositoryPolicy"),
        "aws:opensearch:domain" => (id, "es:DescribeDomains"),
        "aws:s3:access-point" => (id, "s3:GetAccessPointPolicy"),
        "aws:cloudtrail:event-data-store" => (id, "cloudtrail:GetResourcePolicy"),
        "aws:glue:catalog" | "aws:glue:database" | "aws:glue:table" => {
            (id, "glue:GetResourcePolicy")
        }
        "aws:sagemaker:model-package-group" => (id, "sagemaker:GetModelPackageGroupPolicy"),
        "aws:bedrock:knowledge-base" => (id, "bedrock:GetResourcePolicy"),
        "aws:bedrock-agentcore:runtime-endpoint" => (id, "bedrock-agentcore:GetResourcePolicy"),
        _ => (id, ""),
    };
    // Databases and tables have the policy of their catalogue.
    let holder = &match id.split_once(":database/").or(id.split_once(":table/")) {
        Some((root, _)) if case.kind.starts_with("aws:glue:") => format!("{root}:catalog"),
        _ => holder.to_owned(),
    };
    if !case.policy.is_empty() {
        let policy_id = format!("{holder}#resource");
        policy(
            sink,
            PolicyKind::Resource,
            &policy_id,
            document(&case.policy),
        );
        attach(sink, AttachmentKind::Resource, &policy_id, holder);
    } else if !operation.is_empty() && !case.policy_unknown {
        answered(sink, operation, Some(holder), Outcome::Absent);
    }
    for (index, grant) in case.grants.iter().enumerate() {
        policy(
            sink,
            PolicyKind::KmsGrant,
            &format!("{id}#grant/{index}"),
            grant.clone(),
        );
    }
}

fn add_workload(sink: &mut MemorySink, arn: &str, case: &WorkloadCase) {
    sink.fact(Fact::Workload(Workload {
        id: arn.to_owned(),
        provider: Provider::Aws,
        kind: case.kind.clone(),
        name: arn.rsplit([':', '/']).next().unwrap().to_owned(),
        scope: format!("aws:{}", account_of(arn)),
        region: None,
        runs_as: case
            .runs_as
            .iter()
            .map(|identity| {
                let (identity, how) = identity
                    .split_once(" as ")
                    .unwrap_or((identity.as_str(), "execution-role"));
                RunsAs {
                    identity: id(identity),
                    how: how.to_owned(),
                    assumed: None,
                }
            })
            .collect(),
        environment: case
            .environment
            .iter()
            .map(|(name, reference)| EnvironmentVariable {
                name: name.clone(),
                reference: Some(reference.clone()),
                shape: None,
            })
            .collect(),
        tags: None,
        attributes: case.attributes.clone(),
        origin: origin(),
    }));
}

fn add_pipeline(sink: &mut MemorySink, arn: &str, case: &PipelineCase) {
    let name = |id: &str| id.rsplit([':', '/', '#']).next().unwrap().to_owned();
    let stages = case.stages.iter().map(|(stage, runs_as)| Stage {
        id: stage.clone(),
        name: name(stage),
        kind: "step".to_owned(),
        runs_as: runs_as
            .iter()
            .map(|identity| RunsAs {
                identity: id(identity),
                how: "step-role".to_owned(),
                assumed: None,
            })
            .collect(),
        ..Stage::default()
    });
    sink.fact(Fact::Pipeline(Pipeline {
        id: arn.to_owned(),
        provider: Provider::Aws,
        kind: case.kind.clone(),
        name: name(arn),
        scope: format!("aws:{}", account_of(arn)),
        stages: stages.collect(),
        triggers: Vec::new(),
        tags: None,
        attributes: case.attributes.clone(),
        origin: origin(),
    }));
}

/// What the rule not-collected looks for beside.
const ALSO_LISTED: &[&str] = &[
    "s3:ListAccessPoints",
    "dynamodb:ListTables",
    "sqs:ListQueues",
    "sns:ListTopics",
    "kinesis:ListStreams",
    "rds:DescribeDBInstances",
    "rds:DescribeDBClusters",
    "rds:DescribeDBSnapshots",
    "rds:DescribeDBClusterSnapshots",
    "redshift:DescribeClusters",
    "redshift-serverless:ListWorkgroups",
    "ec2:DescribeSnapshots",
    "ec2:DescribeImages",
    "glue:GetDatabases",
    "glue:GetTables",
    "athena:ListWorkGroups",
    "es:ListDomainNames",
    "aoss:ListCollections",
    "ecr:DescribeRepositories",
    "codecommit:ListRepositories",
    "lambda:ListLayers",
    "ssm:ListDocuments",
    "logs:DescribeLogGroups",
    "cloudtrail:DescribeTrails",
    "cloudtrail:ListEventDataStores",
    "codeconnections:ListConnections",
    "codestar-connections:ListConnections",
    "sagemaker:ListModelPackages",
    "sagemaker:ListModelPackageGroups",
    "sagemaker:ListFeatureGroups",
    "sagemaker:ListNotebookInstanceLifecycleConfigs",
    "sagemaker:ListStudioLifecycleConfigs",
    "bedrock:ListCustomModels",
    "bedrock:ListImportedModels",
    "bedrock:ListProvisionedModelThroughputs",
    "bedrock:ListCustomModelDeployments",
    "bedrock:ListKnowledgeBases",
    "bedrock:ListAgents",
    "bedrock:ListFlows",
    "bedrock:ListPrompts",
    "bedrock:ListGuardrails",
    "bedrock-agentcore:ListMemories",
    "bedrock-agentcore:ListApiKeyCredentialProviders",
    "bedrock-agentcore:ListOauth2CredentialProviders",
    "bedrock-agentcore:ListAgentRuntimes",
];

/// Every service was listed in every account, but for those of which the case says otherwise.
fn listings(sink: &mut MemorySink, case: &Case) {
    let accounts: std::collections::BTreeSet<String> = case
        .principal
        .keys()
        .map(|name| account_of(&id(name)))
        .filter(|account| !case.not_listed.contains(account))
        .collect();
    for account in accounts {
        for operation in [
            "s3:ListBuckets",
            "secretsmanager:ListSecrets",
            "ssm:DescribeParameters",
            "kms:ListKeys",
            "lambda:ListFunctions",
            "sagemaker:ListModels",
            "sagemaker:ListEndpoints",
        ]
        .into_iter()
        .chain(ALSO_LISTED.iter().copied())
        .chain(case.listed.iter().map(String::as_str))
        {
            sink.coverage(Coverage {
                scope: format!("aws:{account}"),
                region: None,
                operation: operation.to_owned(),
                subject: None,
                outcome: Outcome::Answered,
                records: 0,
                reason: String::new(),
                help: String::new(),
                origin: origin(),
            });
        }
    }
}

/// One organisation over every account with control policies; none over the others.
fn organization(sink: &mut MemorySink, case: &Case) {
    let scope = |id: &str, kind| Scope::new(id.to_owned(), Provider::Aws, kind, origin());
    let mut accounts: std::collections::BTreeSet<String> = case
        .principal
        .keys()
        .map(|name| account_of(&id(name)))
        .collect();
    accounts.extend(
        case.asset
            .values()
            .filter_map(|asset| asset.account.clone()),
    );
    accounts.extend(case.scps.keys().chain(case.rcps.keys()).cloned());
    let mut organization = scope("aws:o-case", ScopeKind::Organization);
    organization.policy_types = Some(vec![
        "SERVICE_CONTROL_POLICY".to_owned(),
        "RESOURCE_CONTROL_POLICY".to_owned(),
    ]);
    for account in accounts {
        let id = format!("aws:{account}");
        let mut fact = scope(&id, ScopeKind::Account);
        if case.block_public_access.contains(&account) {
            fact.attributes.insert(
                "s3_public_access_block".to_owned(),
                json!({"RestrictPublicBuckets": true}),
            );
        }
        if case.delegated.contains(&account) {
            fact.attributes
                .insert("delegated_administrator".to_owned(), json!(true));
        }
        if case.block_public_lists.contains(&account) {
            fact.attributes.insert(
                "s3_public_access_block".to_owned(),
                json!({"BlockPublicAcls": true}),
            );
        }
        let (scps, rcps) = (case.scps.get(&account), case.rcps.get(&account));
        if scps.is_some() || rcps.is_some() || case.management.contains(&account) {
            let mut root = scope("aws:r-case", ScopeKind::Root);
            root.parent = Some(organization.id.clone());
            sink.fact(Fact::Scope(organization.clone()));
            sink.fact(Fact::Scope(root));
            fact.parent = Some("aws:r-case".to_owned());
            fact.management = Some(case.management.contains(&account));
            levels(sink, &account, AttachmentKind::Scp, scps);
            levels(sink, &account, AttachmentKind::Rcp, rcps);
        } else if !case.unknown_organization.contains(&account) {
            sink.coverage(Coverage {
                scope: id.clone(),
                region: None,
                operation: "organizations:DescribeOrganization".to_owned(),
                subject: None,
                outcome: Outcome::Absent,
                records: 0,
                reason: String::new(),
                help: String::new(),
                origin: origin(),
            });
        }
        sink.fact(Fact::Scope(fact));
    }
}

/// The first level is at the root, the second at the account; a level that is missing allows everything.
fn levels(
    sink: &mut MemorySink,
    account: &str,
    kind: AttachmentKind,
    levels: Option<&Vec<Vec<String>>>,
) {
    let everything = vec![vec!["allow * on *".to_owned()]; 2];
    let levels = levels.unwrap_or(&everything);
    assert!(levels.len() <= 2, "a case has a root and an account");
    for (index, target) in ["aws:r-case".to_owned(), format!("aws:{account}")]
        .iter()
        .enumerate()
    {
        let (word, policy_kind) = match kind {
            AttachmentKind::Scp => ("service", PolicyKind::Scp),
            _ => ("resource", PolicyKind::Rcp),
        };
        let id = format!(
            "arn:aws:organizations::999999999999:policy/o-case/{word}_control_policy/p-{index}-{account}"
        );
        let mut lines = levels.get(index).cloned().unwrap_or_default();
        if lines.is_empty() {
            lines.push("allow * on *".to_owned());
        }
        let mut text: serde_json::Value =
            serde_json::from_str(&document(&lines)).expect("made here");
        if kind == AttachmentKind::Rcp {
            for statement in text["Statement"].as_array_mut().unwrap() {
                statement["Principal"] = json!("*");
            }
        }
        policy(sink, policy_kind, &id, text.to_string());
        attach(sink, kind, &id, target);
    }
}

/// Applies a mutation to the facts.
pub(crate) fn mutate(case: &mut Case, mutation: &Mutation) {
    if let Some(removal) = &mutation.remove {
        let principal = case
            .principal
            .get_mut(&removal.from)
            .unwrap_or_else(|| panic!("no principal `{}`", removal.from));
        let mut removed = false;
        for line in principal
            .policies
            .iter_mut()
            .chain(principal.managed.values_mut().flatten())
        {
            removed |= remove(line, &removal.action);
        }
        assert!(removed, "`{}` has no {}", removal.from, removal.action);
        principal.policies.retain(|line| !line.is_empty());
        for lines in principal.managed.values_mut() {
            lines.retain(|line| !line.is_empty());
            if lines.is_empty() {
                // A policy stays attached when its last permission is gone.
                lines.push("allow sts:GetCallerIdentity on *".to_owned());
            }
        }
    }
    if let Some(deny) = &mutation.deny {
        parse(&deny.statement);
        if let Some(principal) = case.principal.get_mut(&deny.to) {
            principal.policies.push(deny.statement.clone());
        } else if let Some(asset) = case.asset.get_mut(&deny.to) {
            asset.policy.push(deny.statement.clone());
        } else {
            panic!("nothing is called `{}`", deny.to);
        }
    }
    if let Some(boundary) = &mutation.boundary {
        let principal = case.principal.get_mut(&boundary.of).unwrap();
        principal.boundary = Some(boundary.statements.clone());
    }
    if let Some(policies) = &mutation.policies {
        let principal = case.principal.get_mut(&policies.of).unwrap();
        principal.policies.clone_from(&policies.statements);
    }
    if let Some(change) = &mutation.workload {
        let workload = case.workload.get_mut(&change.id).unwrap();
        if let Some(attributes) = &change.attributes {
            workload.attributes.clone_from(attributes);
        }
        if let Some(runs_as) = &change.runs_as {
            workload.runs_as.clone_from(runs_as);
        }
        if change.attributes.is_none() && change.runs_as.is_none() {
            case.workload.remove(&change.id);
        }
    }
    if let Some(statement) = &mutation.scp {
        let levels = vec![
            vec!["allow * on *".to_owned()],
            vec!["allow * on *".to_owned(), statement.clone()],
        ];
        case.scps.insert(ACCOUNT.to_owned(), levels);
    }
    if let Some(statement) = &mutation.rcp {
        // Where the resources are, whoever asks.
        let mut accounts: std::collections::BTreeSet<String> = case
            .asset
            .iter()
            .map(|(id, asset)| asset.account.clone().unwrap_or_else(|| account_of(id)))
            .collect();
        // Roles are resources too.
        if accounts.is_empty() {
            accounts.insert(ACCOUNT.to_owned());
        }
        for account in accounts {
            let levels = vec![vec!["allow * on *".to_owned()], vec![statement.clone()]];
            case.rcps.insert(account, levels);
        }
    }
    if let Some(policy) = &mutation.policy {
        parse_all(&policy.statements);
        let asset = case.asset.get_mut(&policy.of).unwrap();
        asset.policy.clone_from(&policy.statements);
    }
    if let Some(trust) = &mutation.trust {
        let role = case.principal.get_mut(&trust.of).unwrap();
        role.trust = Some(trust.by.clone());
    }
}

fn parse_all(lines: &[String]) {
    for line in lines {
        parse(line);
    }
}

/// Takes an action out of an `allow` line; the line is emptied when it was the only one.
fn remove(line: &mut String, action: &str) -> bool {
    let Some(rest) = line.strip_prefix("allow ") else {
        return false;
    };
    let (actions, on) = rest.split_once(" on ").unwrap();
    let mut actions = list(actions);
    let before = actions.len();
    actions.retain(|had| had != action);
    if actions.len() == before {
        return false;
    }
    *line = if actions.is_empty() {
        String::new()
    } else {
        format!("allow {} on {on}", actions.join(", "))
    };
    true
}
