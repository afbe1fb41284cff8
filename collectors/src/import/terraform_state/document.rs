//! The resources of a state or a plan, in any of the three forms.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::value::RawValue;

use super::address::{self, Index};

/// Modules are nested less deep than this.
const DEEPEST: usize = 32;

/// A file. What stood before a place where it breaks off is there.
#[derive(Debug, Default)]
pub(super) struct Document<'t> {
    resources: Vec<&'t RawValue>,
    changes: Vec<&'t RawValue>,
    pub(super) recognised: bool,
    pub(super) error: Option<serde_json::Error>,
}

/// One instance of a resource.
#[derive(Debug)]
pub(super) struct Resource {
    /// `module.train.aws_iam_role.this["gpu"]`.
    pub(super) address: String,
    /// `aws_iam_role`.
    pub(super) kind: String,
    /// The attributes that may be read, as JSON.
    pub(super) text: String,
    /// The attributes that the file marks as sensitive.
    pub(super) sensitive: Vec<String>,
    /// The attributes that a plan does not know yet.
    pub(super) unknown: Vec<String>,
}

/// A resource of either form: state files have instances, `terraform show` has values.
#[derive(Deserialize)]
struct Shape<'a> {
    mode: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    name: String,
    module: Option<String>,
    address: Option<String>,
    #[serde(borrow)]
    instances: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    values: Option<&'a RawValue>,
    #[serde(borrow)]
    sensitive_values: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Instance<'a> {
    index_key: Option<Index>,
    #[serde(borrow)]
    attributes: Option<&'a RawValue>,
    #[serde(borrow)]
    sensitive_attributes: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Change<'a> {
    address: String,
    #[serde(borrow)]
    change: Option<Planned<'a>>,
}

#[derive(Deserialize)]
struct Planned<'a> {
    #[serde(borrow)]
    after_unknown: Option<&'a RawValue>,
}

impl<'t> Document<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let mut document = Self::default();
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let walk = Walk {
            document: &mut document,
            depth: 0,
        };
        let result = walk
            .deserialize(&mut deserializer)
            .and_then(|()| deserializer.end());
        document.error = result.err();
        document
    }

    /// The managed resources, and the addresses of those that could not be understood with the reason.
    pub(super) fn resources(&self) -> (Vec<Resource>, Vec<(String, String)>) {
        let (mut all, mut unreadable) = (Vec::new(), Vec::new());
        let unknown = self.unknown();
        for (number, raw) in self.resources.iter().enumerate() {
            let shape: Shape<'_> = match serde_json::from_str(raw.get()) {
                Ok(shape) => shape,
                Err(error) => {
                    let reason = crate::aws::wire::reason(&error);
                    unreadable.push((format!("/resources/{number}"), reason));
                    continue;
                }
            };
            if shape.mode.as_deref().is_some_and(|it| it != "managed") {
                continue;
            }
            let base = address::of(shape.module.as_deref(), &shape.kind, &shape.name);
            for raw in shape.instances.iter().flatten() {
                match serde_json::from_str::<Instance<'_>>(raw.get()) {
                    Ok(instance) => {
                        let hidden = instance.sensitive_attributes.map(RawValue::get);
                        let sensitive = hidden.map(marked_paths).unwrap_or_default();
                        all.push(Resource::new(
                            address::with_index(&base, instance.index_key.as_ref()),
                            &shape.kind,
                            instance.attributes,
                            sensitive,
                            Vec::new(),
                        ));
                    }
                    Err(error) => {
                        unreadable.push((base.clone(), crate::aws::wire::reason(&error)));
                    }
                }
            }
            if shape.values.is_some() {
                let address = shape.address.clone().unwrap_or(base);
                let hidden = shape.sensitive_values.map(RawValue::get);
                let sensitive = hidden.map(marked_members).unwrap_or_default();
                let unknown = unknown.get(&address).cloned().unwrap_or_default();
                let kind = &shape.kind;
                all.push(Resource::new(
                    address,
                    kind,
                    shape.values,
                    sensitive,
                    unknown,
                ));
            }
        }
        (all, unreadable)
    }

    /// What a plan does not know yet, by address.
    fn unknown(&self) -> BTreeMap<String, Vec<String>> {
        let changes = self.changes.iter().filter_map(|raw| {
            let change: Change<'_> = serde_json::from_str(raw.get()).ok()?;
            let unknown = change.change?.after_unknown?;
            Some((change.address, marked_members(unknown.get())))
        });
        changes.collect()
    }
}

impl Resource {
    fn new(
        address: String,
        kind: &str,
        attributes: Option<&RawValue>,
        mut sensitive: Vec<String>,
        unknown: Vec<String>,
    ) -> Self {
        let attributes = attributes.map_or("{}", RawValue::get);
        let members: BTreeMap<Cow<'_, str>, &RawValue> =
            serde_json::from_str(attributes).unwrap_or_default();
        sensitive.sort();
        sensitive.dedup();
        let kept = members
            .into_iter()
            .filter(|(name, _)| !sensitive.iter().any(|it| it == name.as_ref()))
            .map(|(name, value)| format!("{}:{value}", serde_json::Value::from(name.as_ref())));
        Self {
            address,
            kind: kind.to_owned(),
            text: format!("{{{}}}", kept.collect::<Vec<_>>().join(",")),
            sensitive,
            unknown,
        }
    }
}

/// The first steps of paths of marks: `[[{"type": "get_attr", "value": "password"}]]`.
fn marked_paths(raw: &str) -> Vec<String> {
    #[derive(Deserialize)]
    struct Step {
        value: Option<serde_json::Value>,
    }
    let paths: Vec<Vec<Step>> = serde_json::from_str(raw).unwrap_or_default();
    paths
        .into_iter()
        .filter_map(|path| path.into_iter().next()?.value?.as_str().map(str::to_owned))
        .collect()
}

/// The members of an object of marks that are marked, or hold one that is: `{"password": true, "block": [{"key": true}]}`.
fn marked_members(raw: &str) -> Vec<String> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_str(raw).unwrap_or_default();
    members
        .into_iter()
        // Nothing but marks stands there.
        .filter(|(_, value)| value.get().contains("true"))
        .map(|(name, _)| name)
        .collect()
}

/// Goes down to the lists of resources.
struct Walk<'d, 't> {
    document: &'d mut Document<'t>,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Walk<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Terraform state or plan")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.depth > DEEPEST {
            return Err(A::Error::custom("modules are nested too deep"));
        }
        let depth = self.depth + 1;
        let document = self.document;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match name.as_ref() {
                "resources" => {
                    document.recognised = true;
                    map.next_value_seed(List(&mut document.resources))?;
                }
                "resource_changes" => map.next_value_seed(List(&mut document.changes))?,
                "values" | "planned_values" | "root_module" | "child_modules" => {
                    document.recognised = true;
                    map.next_value_seed(Walk { document, depth })?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        if self.depth == 0 {
            return Err(A::Error::custom("invalid value, expected an object"));
        }
        let depth = self.depth;
        while list
            .next_element_seed(Walk {
                document: self.document,
                depth,
            })?
            .is_some()
        {}
        Ok(())
    }
}

/// The members of a list, as far as it goes.
struct List<'d, 't>(&'d mut Vec<&'t RawValue>);

impl<'de> DeserializeSeed<'de> for List<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of resources")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(raw) = list.next_element()? {
            self.0.push(raw);
        }
        Ok(())
    }
}
