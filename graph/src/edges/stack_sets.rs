//! Identity -> every account of the organisation, by a stack set that CloudFormation deploys with its own roles.

use blastradius_collectors::facts::{Provider, Scope, ScopeKind};
use serde_json::Value;

use super::{EdgeRule, Findings, RuleMeta};
use crate::authorize::aws::ContextValue;
use crate::estate::{ActorKey, Answer, Estate, Lens, ResourceEntry};
use crate::model::{Certainty, EdgeKind, Evidence};

/// See [`META`].
pub(super) struct Rule;

const CREATE: &str = "cloudformation:CreateStackSet";
const INSTANCES: &str = "cloudformation:CreateStackInstances";
const UPDATE: &str = "cloudformation:UpdateStackSet";
const KIND: &str = "aws:cloudformation:stack-set";

static META: RuleMeta = RuleMeta {
    id: "stack-sets",
    title: "A principal may deploy into every account of the organisation",
    does: "A stack set with service-managed permissions passes no role: CloudFormation makes what the template says in each \
           account with a role of its own that administers it. `cloudformation-stackset-001` makes such a set with \
           instances, `cloudformation-stackset-002` changes the template of one that is there; both from the management \
           account, or from a member that administers stack sets for the organisation, and never into the management \
           account. Conditional where no such set shows that Organizations trusts CloudFormation, and from a member, of \
           which only that it administers something is known.",
    matters: "One call, and the attacker's role stands in every account at once.",
    permissions: &[CREATE, INSTANCES, UPDATE],
    references: &[
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-associate-stackset-with-org.html",
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-delegated-admin.html",
        "ATT&CK T1072",
        "ATT&CK T1078.004",
        "OWASP NHI5:2025 Overprivileged NHI",
    ],
};

impl EdgeRule for Rule {
    fn meta(&self) -> &'static RuleMeta {
        &META
    }

    fn actor(&self, lens: &Lens<'_, '_>, found: &mut Findings) {
        let any = [CREATE, UPDATE]
            .iter()
            .any(|action| lens.actor.mentions(action));
        if !any || lens.is_covered() && !lens.actor.key.is_recorded() {
            return;
        }
        let Some(from) = lens.estate.facts.scopes.get(&lens.actor.scope) else {
            return;
        };
        let delegated = holds(from, "delegated_administrator");
        if from.management != Some(true) && !delegated {
            return;
        }
        let ways = [
            ("cloudformation-stackset-001", created(lens)),
            ("cloudformation-stackset-002", changed(lens)),
        ];
        // Of two that are as sure, the first.
        let best = ways
            .into_iter()
            .filter_map(|(technique, answer)| Some((technique, answer?)))
            .reduce(|one, two| match one.1.certainty < two.1.certainty {
                true => two,
                false => one,
            });
        let Some((technique, mut answer)) = best else {
            return;
        };
        if delegated {
            answer.evidence.push(Evidence {
                record: format!("scope:{}", from.id),
                pointer: "/attributes/delegated_administrator".to_owned(),
                note: "administers something for the organisation".to_owned(),
            });
            answer = answer.unless_proven(
                Certainty::Conditional,
                format!("{} administers stack sets for the organisation", from.id),
            );
        }
        for account in members(lens.estate) {
            if account.id != lens.actor.scope {
                let kind = EdgeKind::Administers;
                let (from, to) = (&lens.actor.id, &account.id);
                found.become_edge(from, to, kind, Some(technique), answer.clone());
                found.actors.insert(ActorKey::recorded(&account.id));
            }
        }
    }
}

/// The accounts into which sets are deployed. Page "Create StackSets with service-managed permissions": the management
/// account is none of them.
fn members<'e>(estate: &'e Estate<'_>) -> impl Iterator<Item = &'e Scope> {
    let scopes = estate.facts.scopes.values();
    scopes.filter(|scope| {
        scope.provider == Provider::Aws
            && scope.kind == ScopeKind::Account
            && scope.management == Some(false)
    })
}

fn holds(scope: &Scope, name: &str) -> bool {
    scope.attributes.get(name).and_then(Value::as_bool) == Some(true)
}

/// The sets with service-managed permissions that are there.
fn managed<'e>(estate: &'e Estate<'_>) -> impl Iterator<Item = &'e str> {
    estate.workloads_of(KIND).filter_map(|set| {
        let model = set
            .attributes
            .get("permission_model")
            .and_then(Value::as_str);
        (model == Some("SERVICE_MANAGED")).then_some(set.id.as_str())
    })
}

/// No role and any template: what the attacker writes into the request.
fn keys() -> Vec<(String, ContextValue)> {
    vec![
        ("cloudformation:RoleArn".to_owned(), ContextValue::Absent),
        (
            "cloudformation:TemplateUrl".to_owned(),
            ContextValue::Chosen,
        ),
        (
            "cloudformation:TargetRegion".to_owned(),
            ContextValue::Chosen,
        ),
    ]
}

/// Whether the actor may make a set and instances of it.
fn created(lens: &Lens<'_, '_>) -> Option<Answer> {
    let anything = |arn: &str| {
        let mut entry = ResourceEntry::named(arn);
        entry.account = Some(lens.actor.account.clone());
        entry.region = None;
        entry
    };
    let made = anything("*");
    // A name of the attacker's choice, followed by an id that AWS assigns.
    let set = format!("arn:aws:cloudformation:*:{}:stackset/*", lens.actor.account);
    let set = anything(&set);
    let answer = lens.may_with(CREATE, &made, "*", &keys())?;
    let instances = lens
        .may_with(INSTANCES, &set, &set.arn, &keys())
        .or_else(|| lens.may_some(INSTANCES, &set, &set.arn));
    let answer = answer.and(instances?);
    Some(match managed(lens.estate).next() {
        Some(_) => answer,
        None => answer.unless_proven(
            Certainty::Conditional,
            "the organisation trusts CloudFormation StackSets".to_owned(),
        ),
    })
}

/// Whether the actor may change a set that is there.
fn changed(lens: &Lens<'_, '_>) -> Option<Answer> {
    managed(lens.estate)
        .filter_map(|set| {
            let entry = lens.estate.resource(set)?;
            lens.may_with(UPDATE, entry, set, &keys())
        })
        .max_by_key(|answer| answer.certainty)
}
