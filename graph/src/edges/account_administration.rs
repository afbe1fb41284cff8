//! Identity -> account, when it can do whatever the account can.

use super::{EdgeRule, Findings, RuleMeta};
use crate::estate::{ActorKey, Lens, account_scope};
use crate::model::EdgeKind;

/// See [`META`].
pub(super) struct Rule;

static META: RuleMeta = RuleMeta {
    id: "account-administration",
    title: "An identity administers an account",
    does: "A fixed list of twelve actions, each on every resource of its kind in the account, is allowed, except \
           those that the service control policies leave to nobody. From the account go the edges of an \
           administrator who may act as any new principal: service control policies and the policies of resources \
           still apply to those. For a principal that surely administers, the escalations are drawn from the \
           account only.",
    matters: "This is what admin in a report means here: not the name of a policy, but what the policies leave over.",
    permissions: &[
        "iam:CreateUser",
        "iam:CreateAccessKey",
        "iam:AttachUserPolicy",
        "iam:CreateRole",
        "iam:AttachRolePolicy",
        "iam:PutRolePolicy",
        "iam:UpdateAssumeRolePolicy",
        "iam:PassRole",
        "iam:CreatePolicyVersion",
        "secretsmanager:GetSecretValue",
        "ec2:RunInstances",
        "lambda:UpdateFunctionCode",
    ],
    references: &[
        "https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html",
        "ATT&CK T1098.003",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        if let Some(answer) = lens.administers() {
            let scope = account_scope(&lens.actor.account);
            found.become_edge(&lens.actor.id, &scope, EdgeKind::Administers, None, answer);
            found.actors.insert(ActorKey::recorded(&scope));
        }
    }
}
