//! Identity -> memory, endpoint, credential provider of Amazon Bedrock AgentCore.

use blastradius_collectors::facts::Asset;

use super::touch::{Way, asset_edges_if, attribute, of_kinds, touchable, touches, way};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{Answer, Lens, ResourceEntry};
use crate::model::{Access, Certainty, Evidence};

/// See [`META`].
pub(super) struct Rule;

/// Page "Actions, resources, and condition keys for Amazon Bedrock AgentCore".
pub(super) static MEMORY: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock-agentcore:GetMemory"]),
    Way::on_itself(
        Access::Read,
        &[
            "bedrock-agentcore:ListEvents",
            "bedrock-agentcore:GetEvent",
            "bedrock-agentcore:RetrieveMemoryRecords",
            "bedrock-agentcore:ListMemoryRecords",
            "bedrock-agentcore:GetMemoryRecord",
        ],
    ),
    Way::on_itself(
        Access::Write,
        &[
            "bedrock-agentcore:CreateEvent",
            "bedrock-agentcore:BatchCreateMemoryRecords",
            "bedrock-agentcore:BatchUpdateMemoryRecords",
        ],
    ),
    Way::on_itself(
        Access::Delete,
        &[
            "bedrock-agentcore:DeleteMemory",
            "bedrock-agentcore:DeleteMemoryRecord",
            "bedrock-agentcore:BatchDeleteMemoryRecords",
            "bedrock-agentcore:DeleteEvent",
        ],
    ),
];

/// A call needs the action on the runtime too: see [`of_runtime`].
pub(super) static ENDPOINT: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock-agentcore:GetAgentRuntimeEndpoint"]),
    Way::on_itself(
        Access::Use,
        &[
            "bedrock-agentcore:InvokeAgentRuntime",
            "bedrock-agentcore:InvokeAgentRuntimeForUser",
            "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream",
            "bedrock-agentcore:InvokeAgentRuntimeCommand",
        ],
    ),
    Way::on_itself(
        Access::Write,
        &["bedrock-agentcore:UpdateAgentRuntimeEndpoint"],
    ),
    Way::on_itself(
        Access::Delete,
        &["bedrock-agentcore:DeleteAgentRuntimeEndpoint"],
    ),
];

/// A key is given out to a workload identity: see [`as_workload`].
pub(super) static API_KEY: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["bedrock-agentcore:GetApiKeyCredentialProvider"],
    ),
    Way::on_itself(Access::Read, &["bedrock-agentcore:GetResourceApiKey"]),
    Way::on_itself(
        Access::Write,
        &["bedrock-agentcore:UpdateApiKeyCredentialProvider"],
    ),
    Way::on_itself(
        Access::Delete,
        &["bedrock-agentcore:DeleteApiKeyCredentialProvider"],
    ),
];

/// The same of tokens.
pub(super) static OAUTH2: &[Way] = &[
    Way::on_itself(
        Access::List,
        &["bedrock-agentcore:GetOauth2CredentialProvider"],
    ),
    Way::on_itself(Access::Read, &["bedrock-agentcore:GetResourceOauth2Token"]),
    Way::on_itself(
        Access::Write,
        &["bedrock-agentcore:UpdateOauth2CredentialProvider"],
    ),
    Way::on_itself(
        Access::Delete,
        &["bedrock-agentcore:DeleteOauth2CredentialProvider"],
    ),
];

/// The tokens that stand for a workload identity, one of which a credential is asked for with.
const TOKENS: &[&str] = &[
    "bedrock-agentcore:GetWorkloadAccessToken",
    "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
    "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
];

const PROVIDERS: &[&str] = &[
    "aws:bedrock-agentcore:api-key-credential-provider",
    "aws:bedrock-agentcore:oauth2-credential-provider",
];

static META: RuleMeta = RuleMeta {
    id: "touch-agentcore",
    title: "A principal may touch a memory, an endpoint or a credential of agents",
    does: "Read and write what users said to agents, invoke runtimes, and get the keys and tokens that agents use for \
           other services. A credential is given to a workload identity whose token the caller can get. Who reads the \
           secret that a provider keeps its key in reads the key.",
    matters: "The credentials of agents lead out of AWS; what is written into a memory steers every later answer.",
    permissions: &[
        "bedrock-agentcore:GetMemory",
        "bedrock-agentcore:ListEvents",
        "bedrock-agentcore:GetEvent",
        "bedrock-agentcore:RetrieveMemoryRecords",
        "bedrock-agentcore:ListMemoryRecords",
        "bedrock-agentcore:GetMemoryRecord",
        "bedrock-agentcore:CreateEvent",
        "bedrock-agentcore:BatchCreateMemoryRecords",
        "bedrock-agentcore:BatchUpdateMemoryRecords",
        "bedrock-agentcore:DeleteMemory",
        "bedrock-agentcore:DeleteMemoryRecord",
        "bedrock-agentcore:BatchDeleteMemoryRecords",
        "bedrock-agentcore:DeleteEvent",
        "bedrock-agentcore:GetAgentRuntimeEndpoint",
        "bedrock-agentcore:InvokeAgentRuntime",
        "bedrock-agentcore:InvokeAgentRuntimeForUser",
        "bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream",
        "bedrock-agentcore:InvokeAgentRuntimeCommand",
        "bedrock-agentcore:UpdateAgentRuntimeEndpoint",
        "bedrock-agentcore:DeleteAgentRuntimeEndpoint",
        "bedrock-agentcore:GetApiKeyCredentialProvider",
        "bedrock-agentcore:GetResourceApiKey",
        "bedrock-agentcore:UpdateApiKeyCredentialProvider",
        "bedrock-agentcore:DeleteApiKeyCredentialProvider",
        "bedrock-agentcore:GetOauth2CredentialProvider",
        "bedrock-agentcore:GetResourceOauth2Token",
        "bedrock-agentcore:UpdateOauth2CredentialProvider",
        "bedrock-agentcore:DeleteOauth2CredentialProvider",
        "bedrock-agentcore:GetWorkloadAccessToken",
        "bedrock-agentcore:GetWorkloadAccessTokenForJWT",
        "bedrock-agentcore:GetWorkloadAccessTokenForUserId",
    ],
    references: &[
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrockagentcore.html",
        "MITRE ATLAS AML.T0055",
        "OWASP NHI2:2025 Secret Leakage",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        super::touch::apply(lens, &["aws:bedrock-agentcore:memory"], found);
        for asset in touchable(lens, &["aws:bedrock-agentcore:runtime-endpoint"]) {
            asset_edges_if(lens, asset, found, |way, answer| match way.access {
                Access::Use => of_runtime(lens, asset, way, answer),
                _ => Some(answer),
            });
        }
        for asset in of_kinds(lens, PROVIDERS) {
            asset_edges_if(lens, asset, found, |way, answer| match way.access {
                Access::Read => as_workload(lens, asset, way, answer),
                _ => Some(answer),
            });
            by_secret(lens, asset, found);
        }
    }
}

/// A call to an endpoint is a call to its runtime: both must allow it.
fn of_runtime(lens: &Lens<'_, '_>, asset: &Asset, way: &Way, answer: Answer) -> Option<Answer> {
    let Some(runtime) = attribute(asset, "of") else {
        return Some(answer);
    };
    let entry = lens.estate.resource(runtime).cloned();
    let entry = entry.map_or_else(|| beside(asset, runtime), |it| ResourceEntry::clone(&it));
    Some(answer.and(lens.any(way.actions, &entry, runtime)?))
}

/// A credential is given to a workload identity, by a token that stands for it.
fn as_workload(lens: &Lens<'_, '_>, asset: &Asset, way: &Way, answer: Answer) -> Option<Answer> {
    // `…:token-vault/default/apikeycredentialprovider/NAME`
    let vault = asset.id.rsplitn(3, '/').nth(2)?;
    let answer = answer.and(lens.any(way.actions, &beside(asset, vault), vault)?);
    let place = asset.id.split(":token-vault/").next()?;
    let estate = lens.estate;
    let workloads = estate.workloads_of("aws:bedrock-agentcore:workload-identity");
    let mut known = false;
    let best = workloads
        .filter(|it| it.id.starts_with(place))
        .inspect(|_| known = true)
        .filter_map(|it| {
            let entry = beside(asset, &it.id);
            let token = lens.any(TOKENS, &entry, &it.id)?;
            Some(token.and(lens.any(way.actions, &entry, &it.id)?))
        })
        .max_by_key(|answer| answer.certainty);
    match best {
        Some(best) => Some(answer.and(best)),
        None if known => None,
        // Whoever may create one has one; none that is known is no proof that there is none.
        None => Some(
            answer.unless_proven(
                Certainty::Assumed,
                "there is a workload identity whose token can be got (none is in the snapshot)"
                    .to_owned(),
            ),
        ),
    }
}

/// A resource of the account and region of an asset, of which no policy is known.
fn beside(asset: &Asset, arn: &str) -> ResourceEntry {
    let mut entry = ResourceEntry::named(arn);
    entry.account = crate::estate::account_of(arn).map(str::to_owned);
    entry.region.clone_from(&asset.region);
    entry
}

/// Who reads the secret in which the provider keeps its key reads the key.
fn by_secret(lens: &Lens<'_, '_>, asset: &Asset, found: &mut Findings) {
    let secret = attribute(asset, "secret").and_then(|it| lens.estate.facts.assets.get(it));
    let Some(secret) = secret else { return };
    if !super::touch::is_particular(lens, secret) {
        return;
    }
    if let Some(mut answer) = way(lens, secret, Access::Read) {
        answer.evidence.push(Evidence {
            record: format!("asset:{}", asset.id),
            pointer: "/attributes/secret".to_owned(),
            note: "is where the credential is kept".to_owned(),
        });
        touches(lens, &asset.id, Access::Read, answer, found);
    }
}
