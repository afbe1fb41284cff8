//! Service control policies and resource control policies, and what they are attached to.

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::aws::wire::Arn;
use crate::aws::{Reply, ReplyError};
use crate::facts::{
    Attachment, AttachmentKind, Fact, Policy, PolicyKind, Provider, Scope, ScopeKind,
};
use crate::redact::{self, free_text};
use crate::snapshot::{POLICY_ALIAS, Sink};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Summary {
    id: String,
    arn: String,
    name: Option<String>,
    r#type: Option<String>,
    aws_managed: Option<bool>,
}

impl Summary {
    /// Which of the two kinds this is: as the answer says, or as the ARN does
    /// (`…:policy/o-exampleorgid/service_control_policy/p-examplepolicyid`).
    fn kind(&self) -> Option<PolicyKind> {
        let kind = self.r#type.as_deref().or_else(|| {
            let arn = Arn::parse(&self.arn)?;
            arn.resource.rsplit('/').nth(1)
        })?;
        if kind.eq_ignore_ascii_case("SERVICE_CONTROL_POLICY") {
            Some(PolicyKind::Scp)
        } else if kind.eq_ignore_ascii_case("RESOURCE_CONTROL_POLICY") {
            Some(PolicyKind::Rcp)
        } else {
            None
        }
    }
}

/// `ListPolicies`: which ARN each policy id stands for. The listing of targets names ids only.
pub(super) fn list(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "Policies", borrow)]
        policies: Vec<&'a RawValue>,
    }
    let answer: Answer<'_> = reply.parse()?;
    reply.each(
        "/Policies",
        &answer.policies,
        sink,
        |summary: Summary, origin, sink| {
            if summary.kind().is_none() {
                return;
            }
            let id = reply.scope();
            let mut fact = Scope::new(id, Provider::Aws, ScopeKind::Account, origin);
            fact.attributes
                .insert(format!("{POLICY_ALIAS}{}", summary.id), summary.arn.into());
            sink.fact(Fact::Scope(fact));
        },
    );
    Ok(())
}

/// `DescribePolicy`: the document is JSON in a string.
pub(super) fn describe(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Answer {
        policy: Described,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Described {
        policy_summary: Summary,
        content: String,
    }
    let it = reply.parse::<Answer>()?.policy;
    let summary = it.policy_summary;
    let Some(kind) = summary.kind() else {
        return Ok(());
    };
    let owner = Arn::parse(&summary.arn).and_then(|arn| arn.account_id());
    sink.fact(Fact::Policy(Policy {
        scope: owner.map(|id| format!("aws:{id}")),
        provider: Provider::Aws,
        kind,
        name: free_text(summary.name.as_deref().unwrap_or(&summary.id)).into_owned(),
        provider_managed: summary.aws_managed == Some(true),
        version: None,
        document: redact::document(&it.content).into_owned(),
        origin: reply.origin("/Policy/Content"),
        id: summary.arn,
    }));
    Ok(())
}

/// `ListTargetsForPolicy`: the argument is the policy's id (`p-…`), which does not tell its kind.
/// The snapshot puts the ARN in its place and keeps the attachment of the right kind; while it cannot,
/// both are kept, and what they say is unknown.
pub(super) fn targets(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer<'a> {
        #[serde(rename = "Targets", borrow)]
        targets: Vec<&'a RawValue>,
    }
    #[derive(Deserialize)]
    struct Target {
        #[serde(rename = "TargetId")]
        id: String,
    }
    let answer: Answer<'_> = reply.parse()?;
    let Some(policy) = reply.argument else {
        return Ok(());
    };
    reply.each(
        "/Targets",
        &answer.targets,
        sink,
        |target: Target, origin, sink| {
            for kind in [AttachmentKind::Scp, AttachmentKind::Rcp] {
                let policy = format!("{POLICY_ALIAS}{policy}");
                let target = format!("aws:{}", target.id);
                sink.fact(Fact::Attachment(Attachment::new(
                    kind,
                    policy,
                    target,
                    origin.clone(),
                )));
            }
        },
    );
    Ok(())
}
