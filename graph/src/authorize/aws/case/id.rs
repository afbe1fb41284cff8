//! The id of a line that is no case: what came before the mistake still counts.

use std::fmt;

use serde::Deserializer as _;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

/// The id in a line, so far as the line can be read. A number is taken as text.
pub(super) fn of_line(line: &str) -> Option<String> {
    let mut id = None;
    // The line is known to be wrong: where it breaks off, what was found stays.
    let _ = serde_json::Deserializer::from_str(line).deserialize_map(IdVisitor(&mut id));
    id
}

struct IdVisitor<'a>(&'a mut Option<String>);

impl<'de> Visitor<'de> for IdVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key != "id" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            match map.next_value::<Value>()? {
                Value::String(text) => *self.0 = Some(text),
                Value::Number(number) => *self.0 = Some(number.to_string()),
                _ => {}
            }
        }
        Ok(())
    }
}
