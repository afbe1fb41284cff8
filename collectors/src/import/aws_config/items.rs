//! The configuration items of a text, in any of the forms that AWS writes them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The items of one file. What stood before a place where the text breaks off is there.
#[derive(Debug, Default)]
pub(super) struct Items<'t> {
    /// The items, each with the JSON pointer of its place.
    pub(super) items: Vec<(String, Cow<'t, str>)>,
    /// Whether there was a list of items at all.
    pub(super) recognised: bool,
    /// Whether the items are the result of a query or of a call about some resources, not all that was recorded.
    pub(super) queried: bool,
    /// Why the text could not be read to its end.
    pub(super) error: Option<serde_json::Error>,
}

impl<'t> Items<'t> {
    pub(super) fn read(text: &'t str) -> Self {
        let mut items = Self {
            queried: true,
            ..Self::default()
        };
        let mut deserializer = serde_json::Deserializer::from_str(text);
        let result = Document(&mut items)
            .deserialize(&mut deserializer)
            .and_then(|()| deserializer.end());
        items.error = result.err();
        items
    }

    fn push(&mut self, pointer: String, raw: &'t RawValue) {
        let raw = raw.get();
        // The results of a query are strings that hold JSON.
        let item = if raw.starts_with('"') {
            serde_json::from_str(raw).map_or(Cow::Borrowed(raw), Cow::Owned)
        } else {
            Cow::Borrowed(raw)
        };
        self.items.push((pointer, item));
    }
}

/// The whole text: an object with a list of items, an item, or a list.
struct Document<'i, 't>(&'i mut Items<'t>);

impl<'de> DeserializeSeed<'de> for Document<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with `configurationItems` or `Results`")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let items = self.0;
        while let Some(name) = map.next_key::<Cow<'de, str>>()? {
            match name.as_ref() {
                "configurationItems"
                | "baseConfigurationItems"
                | "BaseConfigurationItems"
                | "Results" => {
                    items.recognised = true;
                    map.next_value_seed(List(items, &name))?;
                }
                "configurationItem" | "ConfigurationItem" => {
                    items.recognised = true;
                    let raw = map.next_value::<&'de RawValue>()?;
                    items.push(format!("/{name}"), raw);
                }
                // Only what is delivered has these, and it is whole.
                "configSnapshotId" => {
                    items.queried = false;
                    map.next_value::<IgnoredAny>()?;
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.recognised = true;
        List(self.0, "").visit_seq(list)
    }
}

struct List<'i, 't, 'n>(&'i mut Items<'t>, &'n str);

impl<'de> DeserializeSeed<'de> for List<'_, 'de, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_, 'de, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of configuration items")
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while let Some(raw) = list.next_element::<&'de RawValue>()? {
            let pointer = match self.1 {
                "" => format!("/{index}"),
                name => format!("/{name}/{index}"),
            };
            self.0.push(pointer, raw);
            index += 1;
        }
        Ok(())
    }
}
