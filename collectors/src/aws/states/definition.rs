//! What a state machine calls: the ARNs in its definition. No other text of it is kept.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::aws::wire::{Arn, reason};
use crate::redact::classify;

/// The ARNs in a definition (Step Functions Developer Guide, "Using Amazon States Language").
#[derive(Default)]
pub(super) struct Calls {
    /// Resources: functions, activities, machines, queues, tables.
    pub(super) invokes: BTreeSet<String>,
    /// How services are called: `arn:aws:states:::lambda:invoke`.
    pub(super) integrations: BTreeSet<String>,
    /// Roles that the machine takes on or passes on.
    pub(super) roles: BTreeSet<String>,
}

impl Calls {
    /// The ARNs of a definition, which is JSON.
    ///
    /// # Errors
    /// Why it cannot be parsed, without any value of it.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        let mut calls = Self::default();
        // The parser refuses what is nested deeper than 128 levels.
        let mut parser = serde_json::Deserializer::from_str(text);
        Walk(&mut calls)
            .deserialize(&mut parser)
            .and_then(|()| parser.end())
            .map_err(|error| reason(&error))?;
        Ok(calls)
    }
}

struct Walk<'c>(&'c mut Calls);

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a definition of states")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Walk(&mut *self.0))?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Walk(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        let named = classify(text).reference;
        let Some(text) = named.filter(|it| it == text) else {
            return Ok(());
        };
        let Some(arn) = Arn::parse(&text) else {
            return Ok(());
        };
        let place = match (arn.service, arn.account) {
            ("states", "") => &mut self.0.integrations,
            ("iam", _) if arn.resource.starts_with("role/") => &mut self.0.roles,
            _ => &mut self.0.invokes,
        };
        place.insert(text);
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
}
