//! The arguments of a call of an API, as a definition writes them.

use crate::pipelines::{Node, Value};

/// How a language of definitions writes values.
pub(super) trait Language {
    /// What is known of a value.
    fn value(&self, node: &Node) -> Value;

    /// The value of a member, whose name may say how it is computed.
    fn member(&self, _name: &str, node: &Node) -> Value {
        self.value(node)
    }
}

/// Arguments in a language. Names are compared without regard to case: the same call has `RoleArn` in an API, `roleARN` in a
/// manifest and `roleArn` in an answer.
#[derive(Clone, Copy)]
pub(super) struct Arguments<'n> {
    node: &'n Node,
    language: &'n dyn Language,
}

impl<'n> Arguments<'n> {
    pub(super) fn new(node: &'n Node, language: &'n dyn Language) -> Self {
        Self { node, language }
    }

    /// The node that they are.
    pub(super) fn node(&self) -> &'n Node {
        self.node
    }

    /// What is known of this value itself.
    pub(super) fn own_value(&self) -> Value {
        self.language.value(self.node)
    }

    /// A member and its name as it is written.
    fn entry(&self, name: &str) -> Option<(&'n str, &'n Node)> {
        self.node.entries().iter().find_map(|(key, value)| {
            let key = key.as_str()?;
            let own = key.strip_suffix(".$").unwrap_or(key);
            (own.eq_ignore_ascii_case(name) && !value.is_null()).then_some((key, value))
        })
    }

    /// The arguments in a member.
    pub(super) fn within(&self, name: &str) -> Option<Self> {
        let (_, node) = self.entry(name)?;
        Some(Self { node, ..*self })
    }

    /// The arguments in a member of a member, and so on.
    pub(super) fn at(&self, path: &[&str]) -> Option<Self> {
        path.iter()
            .try_fold(*self, |arguments, name| arguments.within(name))
    }

    /// What is known of the value of a member of a member, and so on.
    pub(super) fn value(&self, path: &[&str]) -> Option<Value> {
        let (last, folders) = path.split_last()?;
        let parent = self.at(folders)?;
        let (key, node) = parent.entry(last)?;
        Some(self.language.member(key, node))
    }

    /// The text of a member, where all of it is known.
    pub(super) fn text(&self, path: &[&str]) -> Option<String> {
        self.value(path)?.known().map(str::to_owned)
    }

    /// The members of a list.
    pub(super) fn items(&self, name: &str) -> Vec<Self> {
        let items = self.within(name).map_or(&[][..], |it| it.node.items());
        items.iter().map(|node| Self { node, ..*self }).collect()
    }

    /// Names and values of a map of texts: environments, hyperparameters.
    pub(super) fn variables(&self, name: &str) -> Vec<(&'n str, Value)> {
        let Some(map) = self.within(name) else {
            return Vec::new();
        };
        let entries = map.node.entries().iter().filter_map(|(key, value)| {
            let key = key.as_str()?;
            let own = key.strip_suffix(".$").unwrap_or(key);
            Some((own, self.language.member(key, value)))
        });
        entries.collect()
    }
}
