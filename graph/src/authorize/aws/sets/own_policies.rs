//! The policies of resources: those that say the same of their own resources are looked at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError, RwLock};

use hashbrown::HashMap;
use roaring::RoaringBitmap;
use serde_json::Value;

use super::place::Alike;
use super::universe::{Element, Universe};
use crate::authorize::aws::document::Document;
use crate::authorize::aws::principal_element::PrincipalElement;
use crate::authorize::aws::s3_public;
use crate::authorize::aws::statement::Listed;
use crate::authorize::aws::who::Who;
use crate::estate::{ActionServices, Mentions, Parsed};

/// Elements whose policies say the same, up to the name of the resource itself.
#[derive(Debug)]
pub(super) struct Shape {
    /// The policy of one of them.
    pub(super) document: Arc<Document>,
    mentions: Arc<Mentions>,
    /// That one, and the resource of it.
    one: u32,
    own: String,
    /// All of them.
    pub(super) all: RoaringBitmap,
}

impl Shape {
    pub(super) fn alike(&self) -> Alike<'_> {
        Alike {
            own: &self.own,
            one: self.one,
            all: &self.all,
        }
    }
}

/// What tells the elements with a policy apart: the text of it, what of the resource is asked about, and for those that
/// cannot be put together, their number.
type Likeness = (String, String, Option<u32>);

/// The shapes with statements about an action, and which statements.
type About = HashMap<u32, Vec<usize>>;

/// Every policy of a resource, by whom it names.
#[derive(Debug, Default)]
pub(super) struct OwnPolicies {
    shapes: Vec<Shape>,
    /// For each element with a policy, which shape.
    of_element: HashMap<u32, u32>,
    by_name: HashMap<String, Vec<u32>>,
    /// Elements whose Block Public Access setting shuts their policy, which is public.
    pub(super) shut: RoaringBitmap,
    /// Those that are or may be about anybody.
    of_anybody: Vec<u32>,
    /// Those whose conditions may tell principals of one account apart.
    telling_apart: Vec<u32>,
    about: RwLock<HashMap<String, Arc<About>>>,
    /// Elements with grants beside a policy, by the action granted and whom they name.
    granted: HashMap<(String, String), RoaringBitmap>,
    granted_by_name: HashMap<String, RoaringBitmap>,
    services_granted: ActionServices,
}

impl OwnPolicies {
    /// `text` gives the text of a document by its id.
    pub(super) fn new<'t>(universe: &Universe, text: impl Fn(&str) -> Option<&'t str>) -> Self {
        let mut policies = Self::default();
        let mut known: HashMap<Likeness, u32> = HashMap::new();
        // A resource with several parts is read once: elements of one resource need not be neighbours.
        let mut read: HashMap<String, (Option<String>, bool)> = HashMap::new();
        for (id, element) in universe.iter() {
            for grant in &element.entry.grants {
                policies.services_granted.add(Some(&grant.actions));
                for name in names(&PrincipalElement::of_grantee(&grant.grantee)) {
                    let of_name = policies.granted_by_name.entry(name.clone());
                    of_name.or_default().insert(id);
                    for action in &grant.actions {
                        let place = (action.to_ascii_lowercase(), name.clone());
                        policies.granted.entry(place).or_default().insert(id);
                    }
                }
            }
            let Some(policy) = &element.entry.policy else {
                continue;
            };
            let own = &element.entry.arn;
            let (likeness, public) = read.entry(own.clone()).or_insert_with(|| {
                let id = &policy.document.id;
                let likeness = text(id).and_then(|text| likeness(id, text, own));
                (likeness, s3_public::is_public(&policy.document))
            });
            let suffix = element.arn().strip_prefix(own.as_str());
            let likeness: Likeness = match (likeness, suffix) {
                (Some(text), Some(suffix)) => (text.clone(), suffix.to_owned(), None),
                _ => (String::new(), String::new(), Some(id)),
            };
            let next = u32::try_from(policies.shapes.len()).unwrap_or(u32::MAX);
            let number = *known.entry(likeness).or_insert(next);
            if number == next {
                policies.add(policy, id, own);
            }
            policies.of_element.insert(id, number);
            if let Some(shape) = policies.shapes.get_mut(number as usize) {
                shape.all.insert(id);
            }
            if *public && is_shut(element) {
                policies.shut.insert(id);
            }
        }
        policies
    }

    fn add(&mut self, policy: &Parsed, one: u32, own: &str) {
        let document = &policy.document;
        let number = u32::try_from(self.shapes.len()).unwrap_or(u32::MAX);
        let mut named = BTreeSet::new();
        let mut anybody = false;
        for statement in document.statements() {
            match &statement.principal {
                None => {}
                Some(Listed::NotIn(_)) => anybody = true,
                Some(Listed::In(elements)) => {
                    for element in elements {
                        anybody |= element.everyone || !element.canonical.is_empty();
                        named.extend(names(element));
                    }
                }
            }
        }
        for name in named {
            self.by_name.entry(name).or_default().push(number);
        }
        if anybody {
            self.of_anybody.push(number);
        }
        if policy.mentions.asks_who() {
            self.telling_apart.push(number);
        }
        self.shapes.push(Shape {
            document: document.clone(),
            mentions: policy.mentions.clone(),
            one,
            own: own.to_owned(),
            all: RoaringBitmap::new(),
        });
    }

    /// A shape.
    pub(super) fn shape(&self, number: u32) -> Option<&Shape> {
        self.shapes.get(number as usize)
    }

    /// The shape of an element that has a policy.
    pub(super) fn shape_of(&self, element: u32) -> Option<u32> {
        self.of_element.get(&element).copied()
    }

    /// The shapes that may be about a principal of these names, in order.
    pub(super) fn concerning(&self, names: &[String]) -> Vec<u32> {
        let mut found = self.of_anybody.clone();
        for name in names {
            found.extend(self.by_name.get(name).into_iter().flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The elements that these shapes, which may be about a principal of these names, may let it at, and those with grants
    /// to one of the names.
    pub(super) fn open_to(&self, shapes: &[u32], names: &[String]) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        for shape in shapes.iter().filter_map(|number| self.shape(*number)) {
            if !shape.mentions.services_allowed().is_empty() {
                found |= &shape.all;
            }
        }
        for name in names {
            if let Some(granted) = self.granted_by_name.get(name) {
                found |= granted;
            }
        }
        found
    }

    /// The services of the actions that these shapes allow, and those of which there are grants beside policies.
    pub(super) fn services(&self, shapes: &[u32]) -> ActionServices {
        let mut services = self.services_granted.clone();
        for shape in shapes.iter().filter_map(|number| self.shape(*number)) {
            services.join(shape.mentions.services_allowed());
        }
        services
    }

    /// The elements whose policy names a principal, not only its account or everybody, or may tell it apart from others of
    /// its account.
    pub(super) fn particular(&self, arn: &str, unique_id: Option<&str>) -> RoaringBitmap {
        let names = names_of(arn, unique_id);
        let named = names.iter().filter_map(|name| self.by_name.get(name));
        let numbers: BTreeSet<u32> = named
            .flatten()
            .chain(&self.telling_apart)
            .copied()
            .collect();
        let shapes = numbers.iter().filter_map(|number| self.shape(*number));
        let particular = shapes.filter(|shape| {
            let mentions = &shape.mentions;
            mentions.tells_apart(arn) || mentions.names(arn, unique_id)
        });
        particular.fold(RoaringBitmap::new(), |all, shape| all | &shape.all)
    }

    /// The elements with a grant of an action, lower-cased, to one of these names.
    pub(super) fn granted(&self, action: &str, names: &[String]) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        if !self.granted.is_empty() {
            for name in names {
                if let Some(set) = self.granted.get(&(action.to_owned(), name.clone())) {
                    found |= set;
                }
            }
        }
        found
    }

    /// The shapes with statements about an action, lower-cased, and which statements.
    pub(super) fn about(&self, action: &str) -> Arc<About> {
        let known = self.about.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(about) = known.get(action) {
            return about.clone();
        }
        drop(known);
        let mut about = About::new();
        for (number, shape) in (0u32..).zip(&self.shapes) {
            let statements = shape.document.statements().iter().enumerate();
            let found: Vec<usize> = statements
                .filter(|(_, statement)| statement.is_about_lower(action))
                .map(|(index, _)| index)
                .collect();
            if !found.is_empty() {
                about.insert(number, found);
            }
        }
        let mut known = self.about.write().unwrap_or_else(PoisonError::into_inner);
        let about = known.entry(action.to_owned()).or_insert(Arc::new(about));
        about.clone()
    }
}

/// The names under which an element names principals. A role is named by its name, whatever its path; a session of a role
/// stands for the role, since which session acts is not known.
fn names(element: &PrincipalElement) -> Vec<String> {
    let mut found = element.accounts.clone();
    found.extend(element.unique_ids.iter().cloned());
    for id in &element.unique_ids {
        found.push(any_id(id).to_owned());
    }
    for arn in &element.arns {
        found.push(arn.clone());
        found.extend(role_name(arn));
    }
    found
}

/// The names of a principal, as [`OwnPolicies::concerning`] takes them.
pub(super) fn names_of(arn: &str, unique_id: Option<&str>) -> Vec<String> {
    let mut found = vec![arn.to_owned()];
    found.extend(role_name(arn));
    found.extend(Who::of_arn(arn).account().map(str::to_owned));
    match unique_id {
        Some(id) => found.push(id.to_owned()),
        // Any unique id may be its own.
        None => found.extend(["AIDA", "AROA"].map(str::to_owned)),
    }
    found
}

fn any_id(id: &str) -> &str {
    id.get(..4).unwrap_or(id)
}

fn role_name(arn: &str) -> Option<String> {
    let who = Who::of_arn(arn);
    let (account, name) = who.role()?;
    Some(format!("{account} {name}"))
}

/// Whether the setting of the bucket shuts a public policy for what is asked.
fn is_shut(element: &Element) -> bool {
    element.entry.restrict_public && element.arn().contains(":s3:::")
}

/// The text of a policy, and its id, with the name of its own resource left out of the beginnings of resource patterns, and
/// without what decides nothing. `None` where the policy speaks of its resource otherwise.
fn likeness(id: &str, text: &str, own: &str) -> Option<String> {
    let id = id.strip_prefix(own).filter(|rest| rest.starts_with('#'))?;
    // The mark that stands for the name must not be in the text already.
    if own.is_empty() || own.contains(['*', '?', '$', '"', '\\']) || text.contains("\\u0000") {
        return None;
    }
    let mut value: Value = serde_json::from_str(text).ok()?;
    let members = value.as_object_mut()?;
    members.remove("Id");
    let list = match members.get_mut("Statement")? {
        Value::Array(list) => list.as_mut_slice(),
        one => std::slice::from_mut(one),
    };
    for statement in list {
        let members = statement.as_object_mut()?;
        members.remove("Sid");
        for name in ["Resource", "NotResource"] {
            let patterns = match members.get_mut(name) {
                Some(Value::Array(list)) => list.as_mut_slice(),
                Some(one) => std::slice::from_mut(one),
                None => continue,
            };
            for pattern in patterns {
                if let Some(rest) = pattern.as_str().and_then(|text| text.strip_prefix(own)) {
                    *pattern = Value::String(format!("\u{0}{rest}"));
                }
            }
        }
    }
    let told: BTreeMap<&String, &Value> = value.as_object()?.iter().collect();
    let told = serde_json::to_string(&told).ok()?;
    (!told.contains(own)).then(|| format!("{id} {told}"))
}
