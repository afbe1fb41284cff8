//! Values of an object that another tool wrote, by their paths.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

/// The members of an object, unparsed.
pub(crate) type Object<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// An object that is read by paths: `supplementaryConfiguration.BucketPolicy.policyText`.
///
/// On the way a list stands for its first member (the blocks of Terraform are lists of one), and a string that holds
/// JSON stands for what it holds (AWS Config writes some members so). A path may have several forms,
/// `functionArn|arn`: the first that is there and not `null` is taken.
#[derive(Debug)]
pub(crate) struct Source<'a>(Object<'a>);

impl<'a> Source<'a> {
    /// Reads the names of the members; the values stay text.
    pub(crate) fn read(text: &'a str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(text).map(Self)
    }

    /// The JSON text at a path. `null` counts as missing.
    pub(crate) fn get(&self, paths: &str) -> Option<Cow<'a, str>> {
        self.any(paths).filter(|it| it != "null")
    }

    /// The same, with `null` where that is what stands there.
    pub(crate) fn any(&self, paths: &str) -> Option<Cow<'a, str>> {
        let found = paths.split('|').filter_map(|path| self.at(path));
        let mut null = None;
        for value in found {
            if value != "null" {
                return Some(value);
            }
            null = Some(value);
        }
        null
    }

    fn at(&self, path: &str) -> Option<Cow<'a, str>> {
        let mut steps = path.split('.');
        let first = self.0.get(steps.next()?)?;
        let mut value = Cow::Borrowed(first.get());
        for name in steps {
            value = step(&value_of(value)?, name)?;
        }
        Some(value)
    }

    /// The text of a string at a path; a number or a truth value as it is written.
    pub(crate) fn text(&self, paths: &str) -> Option<String> {
        text_of(&self.get(paths)?)
    }
}

/// The text of a JSON string; a number or a truth value as it is written.
pub(crate) fn text_of(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'"' => serde_json::from_str(raw).ok(),
        b'{' | b'[' | b'n' => None,
        _ => Some(raw.to_owned()),
    }
}

/// What a string stands for that holds JSON; anything else is itself.
pub(crate) fn value_of(raw: Cow<'_, str>) -> Option<Cow<'_, str>> {
    if !raw.starts_with('"') {
        return Some(raw);
    }
    let text: String = serde_json::from_str(&raw).ok()?;
    text.trim_start()
        .starts_with(['{', '['])
        .then_some(Cow::Owned(text))
}

fn step<'a>(value: &Cow<'a, str>, name: &str) -> Option<Cow<'a, str>> {
    match value {
        Cow::Borrowed(text) => within(text, name).map(Cow::Borrowed),
        Cow::Owned(text) => within(text, name).map(|it| Cow::Owned(it.to_owned())),
    }
}

fn within<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let text = if text.trim_start().starts_with('[') {
        members(text)?.first()?.get()
    } else {
        text
    };
    let object: Object<'t> = serde_json::from_str(text).ok()?;
    object.get(name).map(|it| it.get())
}

/// The members of a list; an object alone counts as a list of one (the queries of AWS Config write it so).
pub(crate) fn members(text: &str) -> Option<Vec<&RawValue>> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).ok().map(|it| vec![it]);
    }
    serde_json::from_str(text).ok()
}
