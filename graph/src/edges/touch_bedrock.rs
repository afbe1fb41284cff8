//! Identity -> model, knowledge base, agent, flow, prompt of Amazon Bedrock.

use super::touch::{Way, apply};
use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::Lens;
use crate::model::Access;

/// See [`META`].
pub(super) struct Rule;

/// Every way to ask a model: the API reference of `InvokeModel`, `InvokeModelWithResponseStream`, `Converse`,
/// `ConverseStream` names these two actions.
const INVOKE: &[&str] = &[
    "bedrock:InvokeModel",
    "bedrock:InvokeModelWithResponseStream",
];

/// A customized model is asked through a deployment or throughput of its own: see [`DEPLOYMENT`] and [`PROVISIONED`].
pub(super) static CUSTOM: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetCustomModel"]),
    Way::on_itself(Access::Delete, &["bedrock:DeleteCustomModel"]),
];

/// An imported model is asked by its own ARN.
pub(super) static IMPORTED: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetImportedModel"]),
    Way::on_itself(Access::Use, INVOKE),
    Way::on_itself(Access::Delete, &["bedrock:DeleteImportedModel"]),
];

/// To update a throughput is to decide which model answers.
pub(super) static PROVISIONED: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetProvisionedModelThroughput"]),
    Way::on_itself(Access::Use, INVOKE),
    Way::on_itself(Access::Write, &["bedrock:UpdateProvisionedModelThroughput"]),
    Way::on_itself(
        Access::Delete,
        &["bedrock:DeleteProvisionedModelThroughput"],
    ),
];

/// The same of a deployment that is paid by use.
pub(super) static DEPLOYMENT: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetCustomModelDeployment"]),
    Way::on_itself(Access::Use, INVOKE),
    Way::on_itself(Access::Write, &["bedrock:UpdateCustomModelDeployment"]),
    Way::on_itself(Access::Delete, &["bedrock:DeleteCustomModelDeployment"]),
];

/// To retrieve is to read every document in the index: what a caller says of the user that asks is not checked
/// (Amazon Bedrock User Guide, "Query a knowledge base and retrieve data"). `RetrieveAndGenerate` needs `Retrieve` too.
pub(super) static KNOWLEDGE_BASE: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetKnowledgeBase"]),
    Way::on_itself(Access::Read, &["bedrock:Retrieve"]),
    Way::on_itself(Access::Write, &["bedrock:IngestKnowledgeBaseDocuments"]),
    Way::on_itself(
        Access::Delete,
        &[
            "bedrock:DeleteKnowledgeBase",
            "bedrock:DeleteKnowledgeBaseDocuments",
        ],
    ),
    Way::on_itself(
        Access::Administer,
        &["bedrock:PutResourcePolicy", "bedrock:DeleteResourcePolicy"],
    ),
];

/// Who invokes an agent asks what the agent may read, and has it call what it may call.
pub(super) static AGENT_ALIAS: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetAgentAlias"]),
    Way::on_itself(Access::Use, &["bedrock:InvokeAgent"]),
    Way::on_itself(Access::Write, &["bedrock:UpdateAgentAlias"]),
    Way::on_itself(Access::Delete, &["bedrock:DeleteAgentAlias"]),
];

/// The same of a flow.
pub(super) static FLOW_ALIAS: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetFlowAlias"]),
    Way::on_itself(Access::Use, &["bedrock:InvokeFlow"]),
    Way::on_itself(Access::Write, &["bedrock:UpdateFlowAlias"]),
    Way::on_itself(Access::Delete, &["bedrock:DeleteFlowAlias"]),
];

/// The text of a prompt steers whatever runs it.
pub(super) static PROMPT: &[Way] = &[
    Way::on_itself(Access::Read, &["bedrock:GetPrompt"]),
    Way::on_itself(Access::Write, &["bedrock:UpdatePrompt"]),
    Way::on_itself(Access::Delete, &["bedrock:DeletePrompt"]),
];

/// To write or delete a guardrail is to let pass what it held back.
pub(super) static GUARDRAIL: &[Way] = &[
    Way::on_itself(Access::List, &["bedrock:GetGuardrail"]),
    Way::on_itself(Access::Use, &["bedrock:ApplyGuardrail"]),
    Way::on_itself(Access::Write, &["bedrock:UpdateGuardrail"]),
    Way::on_itself(Access::Delete, &["bedrock:DeleteGuardrail"]),
];

/// The types that this rule is about.
const KINDS: &[&str] = &[
    "aws:bedrock:custom-model",
    "aws:bedrock:imported-model",
    "aws:bedrock:provisioned-model",
    "aws:bedrock:custom-model-deployment",
    "aws:bedrock:knowledge-base",
    "aws:bedrock:agent-alias",
    "aws:bedrock:flow-alias",
    "aws:bedrock:prompt",
    "aws:bedrock:guardrail",
];

static META: RuleMeta = RuleMeta {
    id: "touch-bedrock",
    title: "A principal may touch a model, knowledge base, agent, flow or prompt of Bedrock",
    does: "Invoke models, agents and flows; retrieve from and write into knowledge bases; read and change prompts and \
           guardrails; by the principal's policies and the policy of a knowledge base. Documents written into a \
           knowledge base need `bedrock:StartIngestionJob` too.",
    matters: "Whoever retrieves reads all documents in the index, whatever their source allows; whoever invokes an \
              agent has it act as its role.",
    permissions: &[
        "bedrock:GetCustomModel",
        "bedrock:DeleteCustomModel",
        "bedrock:GetImportedModel",
        "bedrock:DeleteImportedModel",
        "bedrock:InvokeModel",
        "bedrock:InvokeModelWithResponseStream",
        "bedrock:GetProvisionedModelThroughput",
        "bedrock:UpdateProvisionedModelThroughput",
        "bedrock:DeleteProvisionedModelThroughput",
        "bedrock:GetCustomModelDeployment",
        "bedrock:UpdateCustomModelDeployment",
        "bedrock:DeleteCustomModelDeployment",
        "bedrock:GetKnowledgeBase",
        "bedrock:Retrieve",
        "bedrock:IngestKnowledgeBaseDocuments",
        "bedrock:StartIngestionJob",
        "bedrock:DeleteKnowledgeBase",
        "bedrock:DeleteKnowledgeBaseDocuments",
        "bedrock:PutResourcePolicy",
        "bedrock:DeleteResourcePolicy",
        "bedrock:GetAgentAlias",
        "bedrock:InvokeAgent",
        "bedrock:UpdateAgentAlias",
        "bedrock:DeleteAgentAlias",
        "bedrock:GetFlowAlias",
        "bedrock:InvokeFlow",
        "bedrock:UpdateFlowAlias",
        "bedrock:DeleteFlowAlias",
        "bedrock:GetPrompt",
        "bedrock:UpdatePrompt",
        "bedrock:DeletePrompt",
        "bedrock:GetGuardrail",
        "bedrock:ApplyGuardrail",
        "bedrock:UpdateGuardrail",
        "bedrock:DeleteGuardrail",
    ],
    references: &[
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html",
        "https://docs.aws.amazon.com/bedrock/latest/userguide/kb-direct-ingestion-prereq.html",
        "MITRE ATLAS AML.T0040",
        "MITRE ATLAS AML.T0051",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        apply(lens, KINDS, found);
    }
}
