//! The services of the actions that a document may allow: most questions are about others, and end here.

use std::collections::BTreeSet;

/// Services by the prefix of their actions.
#[derive(Debug, Clone, Default)]
pub(crate) struct ActionServices {
    /// Some pattern is not of one service.
    every: bool,
    named: BTreeSet<String>,
}

impl ActionServices {
    /// Adds those of the patterns of a statement; `None` is a `NotAction`.
    pub(crate) fn add(&mut self, patterns: Option<&[String]>) {
        let Some(patterns) = patterns else {
            self.every = true;
            return;
        };
        for pattern in patterns {
            match pattern.split_once(':') {
                Some((service, _)) if !service.contains(['*', '?']) => {
                    if !self.named.contains(service) {
                        self.named.insert(service.to_owned());
                    }
                }
                _ => self.every = true,
            }
        }
    }

    /// Adds those of another document.
    pub(crate) fn join(&mut self, other: &Self) {
        self.every |= other.every;
        if !self.every {
            self.named.extend(other.named.iter().cloned());
        }
    }

    /// Whether no action at all may be allowed.
    pub(crate) fn is_empty(&self) -> bool {
        !self.every && self.named.is_empty()
    }

    /// Whether some action of the service of this one may be allowed. Its case does not count.
    pub(crate) fn has(&self, action: &str) -> bool {
        let service = action
            .split_once(':')
            .map_or(action, |(service, _)| service);
        self.every
            || self
                .named
                .iter()
                .any(|named| named.eq_ignore_ascii_case(service))
    }
}
