//! A cheap over-approximation of what a document may allow.
//!
//! Most principals can do few things. Before a decision is asked for, the patterns of the `Allow`
//! statements tell whether it can be anything but "no".

mod callers;
mod services;
mod tags;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use callers::{Callers, callers};
pub(crate) use services::ActionServices;
use tags::{request_tags, source_identities, tag_keys};

use super::arn::{account_of, glob, may_meet};

/// What the `Allow` statements of a document name.
#[derive(Debug, Default)]
pub(crate) struct Mentions {
    allows: Vec<Allow>,
    callers: Callers,
    principal_tags: BTreeSet<String>,
    request_tags: BTreeMap<String, BTreeSet<String>>,
    source_identities: Option<BTreeSet<String>>,
    /// Actions (`None` for `NotAction`), and what a `Deny` of them leaves out by `NotResource`.
    spared: Vec<(Option<Vec<String>>, Vec<String>)>,
    /// Values of conditions on `aws:SourceArn`.
    sources: Vec<String>,
    /// The services in the resource patterns of `Allow` statements.
    services_named: BTreeSet<String>,
    /// The services of their actions.
    services_allowed: ActionServices,
}

#[derive(Debug)]
struct Allow {
    /// Lower-cased patterns; `None` for `NotAction`, which may allow anything.
    actions: Option<Vec<String>>,
    /// Patterns; `None` for `NotResource` or no resource element.
    resources: Option<Vec<String>>,
    principals: Principals,
}

/// Whom a statement names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Principals {
    /// No principal element: an identity policy.
    None,
    /// Everybody, or everybody but some.
    Anyone,
    /// These AWS principals: ARNs, account ids, unique ids; these identity providers; these services.
    Named {
        /// Under `AWS`.
        aws: Vec<String>,
        /// Under `Federated`.
        federated: Vec<String>,
        /// Under `Service`.
        services: Vec<String>,
    },
}

impl Mentions {
    pub(crate) fn of(document: &Value) -> Self {
        let statements = match document.get("Statement") {
            Some(Value::Array(statements)) => statements.as_slice(),
            Some(statement) => std::slice::from_ref(statement),
            None => &[],
        };
        let allows: Vec<Allow> = statements
            .iter()
            .filter(|statement| {
                statement
                    .get("Effect")
                    .and_then(Value::as_str)
                    .is_some_and(|effect| effect.eq_ignore_ascii_case("allow"))
            })
            .map(|statement| Allow {
                actions: actions(statement),
                resources: statement
                    .get("Resource")
                    .map(|resources| strings(resources).map(str::to_owned).collect()),
                principals: principals(statement),
            })
            .collect();
        let services_named = allows
            .iter()
            .filter_map(|allow| allow.resources.as_ref())
            .flatten()
            .filter_map(|pattern| pattern.split(':').nth(2))
            .map(str::to_owned)
            .collect();
        let mut services_allowed = ActionServices::default();
        for allow in &allows {
            services_allowed.add(allow.actions.as_deref());
        }
        Self {
            services_named,
            services_allowed,
            allows,
            callers: callers(statements),
            principal_tags: tag_keys(statements, "aws:principaltag/"),
            request_tags: request_tags(statements),
            source_identities: source_identities(statements),
            spared: statements.iter().filter_map(spared).collect(),
            sources: statements
                .iter()
                .flat_map(|statement| condition_values(statement, "aws:SourceArn"))
                .collect(),
        }
    }

    /// The keys of the caller's tags, lower-cased, that conditions or variables ask about.
    pub(crate) fn principal_tags(&self) -> &BTreeSet<String> {
        &self.principal_tags
    }

    /// The keys of tags in the request, lower-cased, that conditions ask about, and the values that they compare with.
    pub(crate) fn request_tags(&self) -> &BTreeMap<String, BTreeSet<String>> {
        &self.request_tags
    }

    /// The source identities that conditions compare with; `None` where nothing hangs on one.
    pub(crate) fn source_identities(&self) -> Option<&BTreeSet<String>> {
        self.source_identities.as_ref()
    }

    /// Whether a condition may have another outcome for this principal than for another of its account that is named
    /// nowhere.
    pub(crate) fn tells_apart(&self, arn: &str) -> bool {
        self.callers.otherwise || self.callers.arns.iter().any(|pattern| glob(pattern, arn))
    }

    /// Whether a condition may tell principals of one account apart: see [`tells_apart`](Self::tells_apart).
    pub(crate) fn asks_who(&self) -> bool {
        self.callers.otherwise || !self.callers.arns.is_empty()
    }

    /// Whether some statement denies.
    pub(crate) fn denies(&self) -> bool {
        self.callers.denies
    }

    /// Whether a resource pattern of an `Allow` statement is of this service.
    pub(crate) fn names_service(&self, service: &str) -> bool {
        self.services_named.contains(service)
    }

    /// The services of the actions of the `Allow` statements.
    pub(crate) fn services_allowed(&self) -> &ActionServices {
        &self.services_allowed
    }

    /// Whether some `Allow` statement names the action. `action` is lower-cased.
    pub(crate) fn allows_action(&self, action: &str) -> bool {
        self.allows.iter().any(|allow| allow.names(action))
    }

    /// Whether some `Allow` statement names the action and a resource that may be this one, which may be a pattern itself.
    pub(crate) fn may_allow(&self, action: &str, arn: &str) -> bool {
        self.allows.iter().any(|allow| {
            allow.names(action)
                && allow
                    .resources
                    .as_ref()
                    .is_none_or(|patterns| patterns.iter().any(|pattern| may_meet(pattern, arn)))
        })
    }

    /// The resource patterns of the `Allow` statements that name the action.
    pub(crate) fn resources<'s>(&'s self, action: &'s str) -> impl Iterator<Item = &'s str> {
        self.allows
            .iter()
            .filter(move |allow| allow.names(action))
            .filter_map(|allow| allow.resources.as_ref())
            .flatten()
            .map(String::as_str)
    }

    /// The resource patterns that a `Deny` of the action leaves out.
    pub(crate) fn spared<'s>(&'s self, action: &'s str) -> impl Iterator<Item = &'s str> {
        self.spared
            .iter()
            .filter(move |(actions, _)| name(actions.as_deref(), action))
            .flat_map(|(_, patterns)| patterns)
            .map(String::as_str)
    }

    /// The services that the `Allow` statements name; `*` for everybody.
    pub(crate) fn services(&self) -> impl Iterator<Item = &str> {
        self.principals().flat_map(|principals| match principals {
            Principals::None => Vec::new(),
            Principals::Anyone => vec!["*"],
            Principals::Named { services, aws, .. } => services
                .iter()
                .chain(aws.iter().filter(|named| *named == "*"))
                .map(String::as_str)
                .collect(),
        })
    }

    /// What conditions ask of `aws:SourceArn`.
    pub(crate) fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Whom the `Allow` statements name.
    pub(crate) fn principals(&self) -> impl Iterator<Item = &Principals> {
        self.allows.iter().map(|allow| &allow.principals)
    }

    /// Whether some `Allow` statement names this principal, not only its account or everybody.
    pub(crate) fn names(&self, arn: &str, unique_id: Option<&str>) -> bool {
        let session = arn.split_once(":role/").and_then(|(_, path)| {
            let (account, name) = (account_of(arn)?, path.rsplit('/').next()?);
            Some(format!("::{account}:assumed-role/{name}/"))
        });
        self.aws_principals().any(|named| {
            named == arn
                || Some(named) == unique_id
                || session.as_ref().is_some_and(|part| named.contains(part))
        })
    }

    /// The AWS principals that the `Allow` statements name; `*` for everybody.
    pub(crate) fn aws_principals(&self) -> impl Iterator<Item = &str> {
        self.principals().flat_map(|principals| match principals {
            Principals::None => Vec::new(),
            Principals::Anyone => vec!["*"],
            Principals::Named { aws, .. } => aws.iter().map(String::as_str).collect(),
        })
    }

    /// The accounts and principals that conditions name, where statements are for everybody.
    pub(crate) fn callers(&self) -> impl Iterator<Item = &str> {
        let callers = self.callers.arns.iter().chain(&self.callers.accounts);
        callers.map(String::as_str)
    }

    /// The identity providers that the `Allow` statements name.
    pub(crate) fn providers(&self) -> impl Iterator<Item = &str> {
        self.principals().flat_map(|principals| match principals {
            Principals::Named { federated, .. } => federated.iter().map(String::as_str).collect(),
            Principals::None | Principals::Anyone => Vec::new(),
        })
    }

    /// Whether some `Allow` statement may name this principal.
    pub(crate) fn may_name(&self, arn: &str, account: &str, unique_id: Option<&str>) -> bool {
        self.principals().any(|principals| match principals {
            Principals::None => false,
            Principals::Anyone => true,
            Principals::Named { aws, .. } => aws.iter().any(|named| {
                named == "*"
                    || named == arn
                    || named == account
                    || Some(named.as_str()) == unique_id
                    || account_of(named) == Some(account)
                    || named.contains('*')
            }),
        })
    }
}

impl Allow {
    fn names(&self, action: &str) -> bool {
        name(self.actions.as_deref(), action)
    }
}

fn name(patterns: Option<&[String]>, action: &str) -> bool {
    patterns.is_none_or(|patterns| patterns.iter().any(|pattern| glob(pattern, action)))
}

fn actions(statement: &Value) -> Option<Vec<String>> {
    let actions = statement.get("Action")?;
    Some(strings(actions).map(str::to_ascii_lowercase).collect())
}

fn spared(statement: &Value) -> Option<(Option<Vec<String>>, Vec<String>)> {
    let spared = statement.get("NotResource")?;
    let deny = statement
        .get("Effect")
        .and_then(Value::as_str)
        .is_some_and(|effect| effect.eq_ignore_ascii_case("deny"));
    deny.then(|| {
        (
            actions(statement),
            strings(spared).map(str::to_owned).collect(),
        )
    })
}

/// The values of every condition of a statement on a key.
fn condition_values(statement: &Value, key: &str) -> Vec<String> {
    let tests = statement.get("Condition").and_then(Value::as_object);
    tests
        .into_iter()
        .flat_map(|tests| tests.values())
        .filter_map(Value::as_object)
        .flatten()
        .filter(|(asked, _)| asked.eq_ignore_ascii_case(key))
        .flat_map(|(_, values)| strings(values).map(str::to_owned))
        .collect()
}

fn principals(statement: &Value) -> Principals {
    if statement.get("NotPrincipal").is_some() {
        return Principals::Anyone;
    }
    match statement.get("Principal") {
        None => Principals::None,
        Some(Value::Object(map)) => {
            let named = |kind: &str| -> Vec<String> {
                map.get(kind)
                    .map(|value| strings(value).map(str::to_owned).collect())
                    .unwrap_or_default()
            };
            Principals::Named {
                aws: named("AWS"),
                federated: named("Federated"),
                services: named("Service"),
            }
        }
        Some(_) => Principals::Anyone,
    }
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let many = value.as_array().map(Vec::as_slice);
    many.unwrap_or(std::slice::from_ref(value))
        .iter()
        .filter_map(Value::as_str)
}
