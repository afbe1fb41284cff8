//! Times: ISO 8601 text or seconds since 1970, as the AWS CLI's `cli_timestamp_format` sets it.

use std::fmt;

use jiff::Timestamp;
use serde::de::{Deserialize, Deserializer, Visitor};

/// A time, or nothing where the provider wrote none or one that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct When(pub Option<Timestamp>);

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyTime).map(Self)
    }
}

struct AnyTime;

impl<'de> Visitor<'de> for AnyTime {
    type Value = Option<Timestamp>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a time")
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(text.trim().parse().ok())
    }

    fn visit_i64<E>(self, seconds: i64) -> Result<Self::Value, E> {
        Ok(Timestamp::from_second(seconds).ok())
    }

    fn visit_u64<E>(self, seconds: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(seconds)
            .ok()
            .and_then(|seconds| Timestamp::from_second(seconds).ok()))
    }

    fn visit_f64<E>(self, seconds: f64) -> Result<Self::Value, E> {
        // Whole seconds are enough here; the cast saturates, and the bounds of a timestamp are checked.
        #[expect(clippy::cast_possible_truncation, reason = "saturating by definition")]
        let seconds = seconds as i64;
        Ok(Timestamp::from_second(seconds).ok())
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
