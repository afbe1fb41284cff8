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

/// What the service control policies of an account leave of the probe to its most powerful principal.
pub(super) fn ceiling(estate: &Estate<'_>, scope: &str) -> Vec<Option<Answer>> {
    let Some(administrator) = Actor::new(estate, &ActorKey::recorded(scope)) else {
        return Vec::new();
    };
    let lens = Lens::new(estate, &administrator);
    PROBE
        .iter()
        .map(|(action, pattern)| ask(&lens, action, pattern))
        .collect()
}

/// That an actor administers its account.
#[derive(Debug, Clone)]
pub(super) struct Administration {
    answer: Answer,
    /// Nothing stands between the actor and the account but what stands between the account and everybody.
    unlimited: bool,
}

/// Whether the actor can do whatever its account can: every action of the probe that the account's service
/// control policies leave to anybody, and one of IAM among them.
fn administers(lens: &Lens<'_, '_>) -> Option<Administration> {
    if lens.actor.key.is_administrator() {
        return None;
    }
    let ceiling = lens.estate.ceiling(&lens.actor.scope)?;
    let mut all: Option<Answer> = None;
    let mut changes_identities = false;
    let mut unlimited = true;
    for ((action, pattern), left) in PROBE.iter().zip(ceiling) {
        let Some(left) = left else {
            continue;
        };
        changes_identities |= action.starts_with("iam:");
        let mut answer = ask(lens, action, pattern)?;
        let same = answer
            .conditions
            .iter()
            .all(|condition| left.conditions.contains(condition));
        unlimited &= same;
        if same && left.certainty >= Certainty::Conditional {
            // What a service control policy asks of everybody is the account's limit, not the actor's.
            answer = Answer::certain(answer.evidence);
        }
        all = Some(match all {
            Some(before) => before.and(answer),
            None => answer,
        });
    }
    let answer = all.filter(|_| changes_identities)?;
    Some(Administration { answer, unlimited })
}

fn ask(lens: &Lens<'_, '_>, action: &str, pattern: &str) -> Option<Answer> {
    let arn = pattern.replace("{}", &lens.actor.account);
    let mut entry = ResourceEntry::named(&arn);
    // The patterns span every region and the attacker chooses one; tags differ and decide nothing about all.
    entry.region = None;
    lens.may(action, &entry, &arn)
}

impl Lens<'_, '_> {
    fn administration(&self) -> Option<&Administration> {
        self.administers.get_or_init(|| administers(self)).as_ref()
    }

    /// Whether the actor administers its account: see the rule `account-administration`.
    #[must_use]
    pub fn administers(&self) -> Option<Answer> {
        self.administration().map(|found| found.answer.clone())
    }

    /// Whether the actor administers its account without limits of its own.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        self.administration().is_some_and(|found| found.unlimited)
    }

    /// Whether everything that the actor can make itself into is reached through the account that it administers
    /// without limits of its own: then one edge to the account stands for all of them. Not where a service
    /// control policy may treat it unlike others.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        self.is_unlimited() && !self.estate.tells_apart(&self.actor.scope, &self.actor.arn)
    }

    /// Whether a question about this resource can have another answer for the actor than for the administrator of
    /// its account.
    #[must_use]
    pub fn is_particular(&self, entry: &ResourceEntry) -> bool {
        !self.is_covered()
            || self.actor.key.is_recorded()
            || !entry.grants.is_empty()
            || entry.policy.as_ref().is_some_and(|policy| {
                policy.mentions.tells_apart(&self.actor.arn)
                    || policy
                        .mentions
                        .names(&self.actor.arn, self.actor.unique_id.as_deref())
            })
    }
}
