//! Policies and attachments, as users, groups, roles and managed policies carry them.

use serde::Deserialize;

use super::names;
use crate::aws::wire::{Arn, DocumentText};
use crate::aws::{Reply, ReplyError};
use crate::coverage::{Coverage, Outcome};
use crate::facts::{Attachment, AttachmentKind, Fact, Origin, Policy, PolicyKind, Provider};
use crate::redact;
use crate::snapshot::Sink;

/// `{"PolicyName": …, "PolicyDocument": …}`.
#[derive(Debug, Deserialize)]
pub(super) struct InlinePolicy {
    #[serde(rename = "PolicyName")]
    name: String,
    #[serde(rename = "PolicyDocument")]
    document: DocumentText,
}

/// `{"PolicyArn": …}`.
#[derive(Debug, Deserialize)]
pub(super) struct AttachedPolicy {
    #[serde(rename = "PolicyArn")]
    arn: String,
}

/// `{"PermissionsBoundaryArn": …}`.
#[derive(Debug, Deserialize)]
pub(super) struct Boundary {
    #[serde(rename = "PermissionsBoundaryArn")]
    arn: Option<String>,
}

/// What a user, group or role carries.
pub(super) struct Carried {
    pub(super) inline: Vec<InlinePolicy>,
    pub(super) attached: Vec<AttachedPolicy>,
    pub(super) boundary: Option<Boundary>,
}

impl Carried {
    /// Makes the facts: each policy and each attachment. `inline_list` is the name of the list in
    /// the answer (`UserPolicyList`).
    pub(super) fn facts(
        self,
        owner: &str,
        scope: &str,
        inline_list: &str,
        origin: &Origin,
        sink: &mut dyn Sink,
    ) {
        for (index, policy) in self.inline.into_iter().enumerate() {
            let place = within(origin, &format!("/{inline_list}/{index}/PolicyDocument"));
            let id = format!("{owner}#inline/{}", policy.name);
            tell_fault(&id, Some(scope), &policy.document, &place, sink);
            sink.fact(Fact::Policy(Policy {
                id: id.clone(),
                provider: Provider::Aws,
                kind: PolicyKind::Inline,
                name: policy.name,
                scope: Some(scope.to_owned()),
                provider_managed: false,
                version: None,
                document: redact::document(&policy.document.0).into_owned(),
                origin: place.clone(),
            }));
            attach(AttachmentKind::Identity, id, owner, place, sink);
        }
        for (index, policy) in self.attached.into_iter().enumerate() {
            let place = within(origin, &format!("/AttachedManagedPolicies/{index}"));
            attach(AttachmentKind::Identity, policy.arn, owner, place, sink);
        }
        if let Some(arn) = self.boundary.and_then(|boundary| boundary.arn) {
            let place = within(origin, "/PermissionsBoundary");
            attach(AttachmentKind::Boundary, arn, owner, place, sink);
        }
    }
}

/// The trust policy of a role.
pub(super) fn trust(
    role: &str,
    scope: &str,
    document: DocumentText,
    origin: &Origin,
    sink: &mut dyn Sink,
) {
    let place = within(origin, "/AssumeRolePolicyDocument");
    let id = format!("{role}#trust");
    tell_fault(&id, Some(scope), &document, &place, sink);
    sink.fact(Fact::Policy(Policy {
        id: id.clone(),
        provider: Provider::Aws,
        kind: PolicyKind::Trust,
        name: "trust policy".to_owned(),
        scope: Some(scope.to_owned()),
        provider_managed: false,
        version: None,
        document: redact::document(&document.0).into_owned(),
        origin: place.clone(),
    }));
    attach(AttachmentKind::Trust, id, role, place, sink);
}

/// A managed policy in the version that is in force.
pub(super) fn managed(
    arn: &str,
    name: Option<String>,
    version: String,
    document: DocumentText,
    origin: Origin,
    sink: &mut dyn Sink,
) {
    let parts = Arn::parse(arn);
    let account = parts.and_then(|arn| arn.account_id());
    let scope = account.map(names::scope_id);
    tell_fault(arn, scope.as_deref(), &document, &origin, sink);
    sink.fact(Fact::Policy(Policy {
        id: arn.to_owned(),
        provider: Provider::Aws,
        kind: PolicyKind::Managed,
        // Some servers leave the name out; it is the last part of the ARN.
        name: name.unwrap_or_else(|| parts.map_or(arn, |arn| arn.name()).to_owned()),
        scope,
        provider_managed: parts.is_some_and(|arn| arn.account == "aws"),
        version: Some(version),
        document: redact::document(&document.0).into_owned(),
        origin,
    }));
}

/// `GetPolicyVersion`: the policies that are used only as boundaries.
pub(super) fn version(reply: &Reply<'_>, sink: &mut dyn Sink) -> Result<(), ReplyError> {
    #[derive(Deserialize)]
    struct Answer {
        #[serde(rename = "PolicyVersion")]
        version: Version,
    }
    #[derive(Deserialize)]
    struct Version {
        #[serde(rename = "Document")]
        document: DocumentText,
        #[serde(rename = "VersionId")]
        id: String,
    }
    let answer: Answer = reply.parse()?;
    let Some((arn, _)) = reply.argument.and_then(crate::aws::split_pair) else {
        return Ok(());
    };
    let origin = reply.origin("/PolicyVersion/Document");
    let Version { document, id } = answer.version;
    managed(arn, None, id, document, origin, sink);
    Ok(())
}

/// A document that can be no policy is kept as it is, and told: what it says is unknown.
fn tell_fault(
    policy: &str,
    scope: Option<&str>,
    document: &DocumentText,
    origin: &Origin,
    sink: &mut dyn Sink,
) {
    let Some(fault) = document.fault() else {
        return;
    };
    sink.coverage(Coverage {
        scope: scope.unwrap_or(&origin.source).to_owned(),
        region: None,
        operation: "iam:GetAccountAuthorizationDetails".to_owned(),
        subject: Some(policy.to_owned()),
        outcome: Outcome::Unreadable,
        records: 0,
        reason: format!("the policy `{policy}` cannot be understood: {fault}"),
        help: "look at it in the provider, or import the unchanged output of the tool".to_owned(),
        origin: origin.clone(),
    });
}

fn attach(kind: AttachmentKind, policy: String, target: &str, origin: Origin, sink: &mut dyn Sink) {
    sink.fact(Fact::Attachment(Attachment::new(
        kind, policy, target, origin,
    )));
}

fn within(origin: &Origin, pointer: &str) -> Origin {
    Origin::new(
        origin.source.clone(),
        format!("{}{pointer}", origin.pointer),
    )
}
