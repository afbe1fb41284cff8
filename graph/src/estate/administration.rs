//! Who administers an account: a fixed probe, measured against what the account itself can do.

use super::{Actor, ActorKey, Answer, Estate, Lens, ResourceEntry};
use crate::model::Certainty;

/// All of these on everything in the account, and nothing is out of reach: the first make new principals and
/// policies, the others read and run whatever there is. None of them depends on the policy of a resource.
static PROBE: &[(&str, &str)] = &[
    ("iam:CreateUser", "arn:aws:iam::{}:user/*"),
    ("iam:CreateAccessKey", "arn:aws:iam::{}:user/*"),
    ("iam:AttachUserPolicy", "arn:aws:iam::{}:user/*"),
    ("iam:CreateRole", "arn:aws:iam::{}:role/*"),
    ("iam:AttachRolePolicy", "arn:aws:iam::{}:role/*"),
    ("iam:PutRolePolicy", "arn:aws:iam::{}:role/*"),
    ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::{}:role/*"),
    ("iam:PassRole", "arn:aws:iam::{}:role/*"),
    ("iam:CreatePolicyVersion", "arn:aws:iam::{}:policy/*"),
    (
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:*:{}:secret:*",
    ),
    ("ec2:RunInstances", "arn:aws:ec2:*:{}:instance/*"),
    (
        "lambda:UpdateFunctionCode",
        "arn:aws:lambda:*:{}:function:*",
    ),
];

/// Which of the probe the service control policies of an account leave to its most powerful principal.
pub(super) fn ceiling(estate: &Estate<'_>, scope: &str) -> Vec<bool> {
    let Some(administrator) = Actor::new(estate, &ActorKey::recorded(scope)) else {
        return Vec::new();
    };
    let lens = Lens::new(estate, &administrator);
    PROBE
        .iter()
        .map(|(action, pattern)| ask(&lens, action, pattern).is_some())
        .collect()
}

/// Whether the actor can do whatever its account can: every action of the probe that the account's service
/// control policies leave to anybody, and one of IAM among them.
pub(super) fn administers(lens: &Lens<'_, '_>) -> Option<Answer> {
    if lens.actor.key.is_administrator() {
        return None;
    }
    let ceiling = lens.estate.ceiling(&lens.actor.scope)?;
    let mut all: Option<Answer> = None;
    let mut changes_identities = false;
    for ((action, pattern), left) in PROBE.iter().zip(ceiling) {
        if !left {
            continue;
        }
        changes_identities |= action.starts_with("iam:");
        let answer = ask(lens, action, pattern)?;
        all = Some(match all {
            Some(before) => before.and(answer),
            None => answer,
        });
    }
    all.filter(|_| changes_identities)
}

fn ask(lens: &Lens<'_, '_>, action: &str, pattern: &str) -> Option<Answer> {
    let arn = pattern.replace("{}", &lens.actor.account);
    let mut entry = ResourceEntry::named(&arn);
    // The patterns span every region and the attacker chooses one; tags differ and decide nothing about all.
    entry.region = None;
    lens.may(action, &entry, &arn)
}

impl Lens<'_, '_> {
    /// Whether the actor administers its account: see the rule `account-administration`.
    #[must_use]
    pub fn administers(&self) -> Option<Answer> {
        self.administers.get_or_init(|| administers(self)).clone()
    }

    /// Whether everything that the actor can make itself into is reached through the account that it surely
    /// administers: then one edge to the account stands for all of them. Not where a service control policy
    /// tells principals apart.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.administers()
            .is_some_and(|answer| answer.certainty == Certainty::Certain)
            && !self.estate.tells_principals_apart(&self.actor.scope)
    }

    /// Whether a question about this resource can have another answer for the actor than for the administrator of
    /// its account.
    #[must_use]
    pub fn is_particular(&self, entry: &ResourceEntry) -> bool {
        !self.is_covered()
            || self.actor.key.is_recorded()
            || !entry.grants.is_empty()
            || entry.policy.as_ref().is_some_and(|policy| {
                policy.tells_principals_apart
                    || policy
                        .mentions
                        .names(&self.actor.arn, self.actor.unique_id.as_deref())
            })
    }
}
