//! The members of an answer, made of the values of a source.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::source::{Object, Source, members, text_of, value_of};
use super::{Members, Take};

/// Deeper than any shape that is recased.
const DEEPEST: usize = 16;

/// What fills the places of a template, besides the paths of the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) account: &'a str,
    pub(crate) partition: &'a str,
    pub(crate) region: Option<&'a str>,
}

/// A JSON object that is being made: a text, or members by name.
enum Tree {
    Leaf(String),
    Branch(BTreeMap<&'static str, Tree>),
}

/// The object of these members, as JSON. Members whose source is missing are left out.
pub(crate) fn object(wanted: Members, source: &Source<'_>, place: Place<'_>) -> String {
    let mut tree = BTreeMap::new();
    for (to, from) in wanted {
        if let Some(value) = value(from, source, place) {
            insert(&mut tree, to, value);
        }
    }
    let mut out = String::new();
    write(&Tree::Branch(tree), &mut out);
    out
}

fn insert(into: &mut BTreeMap<&'static str, Tree>, to: &'static str, value: String) {
    match to.split_once('.') {
        None => {
            into.insert(to, Tree::Leaf(value));
        }
        Some((first, rest)) => {
            let next = into
                .entry(first)
                .or_insert_with(|| Tree::Branch(BTreeMap::new()));
            if let Tree::Branch(next) = next {
                insert(next, rest, value);
            }
        }
    }
}

fn write(tree: &Tree, out: &mut String) {
    match tree {
        Tree::Leaf(text) => out.push_str(text),
        Tree::Branch(members) => {
            out.push('{');
            for (index, (name, value)) in members.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(name));
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

/// The JSON text of one member.
fn value(from: &Take, source: &Source<'_>, place: Place<'_>) -> Option<String> {
    match from {
        Take::At(path) => source.get(path).map(Cow::into_owned),
        Take::Is(text) => Some((*text).to_owned()),
        Take::When(path, then, otherwise) => {
            let there = source.get(path).is_some_and(|it| it != "\"\"");
            let text = if there { then } else { otherwise };
            Some((*text).to_owned())
        }
        Take::Fill(template) => fill(template, source, place).map(|text| quoted(&text)),
        Take::Lower(path) => lower(&value_of(source.get(path)?)?, 0),
        Take::Quoted(path) => {
            let raw = source.get(path)?;
            if !raw.starts_with('"') {
                return Some(quoted(&raw));
            }
            // What holds strings as JSON in strings quotes them twice.
            let text: String = serde_json::from_str(&raw).ok()?;
            if text.starts_with('"') {
                return serde_json::from_str::<String>(&text)
                    .ok()
                    .map(|it| quoted(&it));
            }
            Some(raw.into_owned())
        }
        Take::Json(path) => value_of(source.get(path)?).map(Cow::into_owned),
        Take::Text(path) => source.text(path).map(|text| quoted(&text)),
        Take::List(path, wanted) => {
            let raw = source.get(path)?;
            let list = value_of(raw)?;
            let each = members(&list)?.into_iter().filter_map(|member| {
                let member = Source::read(member.get()).ok()?;
                Some(object(wanted, &member, place))
            });
            Some(format!("[{}]", each.collect::<Vec<_>>().join(",")))
        }
        Take::Tags(path) => {
            let tags = tags(&value_of(source.get(path)?)?)?;
            let each = tags.iter().map(|(key, value)| {
                format!("{{\"Key\":{},\"Value\":{}}}", quoted(key), quoted(value))
            });
            Some(format!("[{}]", each.collect::<Vec<_>>().join(",")))
        }
        Take::Alone(wanted) => Some(format!("[{}]", object(wanted, source, place))),
        Take::Each(path, name) => {
            let raw = source.get(path)?;
            let list: Vec<&RawValue> = serde_json::from_str(&raw).ok()?;
            let each = list.iter().map(|it| format!("{{\"{name}\":{it}}}"));
            Some(format!("[{}]", each.collect::<Vec<_>>().join(",")))
        }
        Take::Name(path) => {
            let raw = source.get(path)?;
            let name = |text: &str| quoted(text.rsplit('/').next().unwrap_or(text));
            if let Some(text) = text_of(&raw) {
                return Some(name(&text));
            }
            let list: Vec<Option<String>> = serde_json::from_str(&raw).ok()?;
            let each: Vec<String> = list.iter().flatten().map(|it| name(it)).collect();
            Some(format!("[{}]", each.join(",")))
        }
        Take::TagMap(path) => serde_json::to_string(&tags(&value_of(source.get(path)?)?)?).ok(),
    }
}

/// A template with its places filled in; `None` when a path that it names is missing.
pub(crate) fn fill(template: &str, source: &Source<'_>, place: Place<'_>) -> Option<String> {
    let (mut out, mut rest) = (String::new(), template);
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (name, tail) = after.split_once('}')?;
        match name {
            "account" => out.push_str(place.account),
            "partition" => out.push_str(place.partition),
            "region" => out.push_str(place.region.unwrap_or_default()),
            path => out.push_str(&source.text(path)?),
        }
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}

/// Tags in any of the forms that tools write them: a map, or a list of keys and values.
fn tags(raw: &str) -> Option<BTreeMap<String, String>> {
    if raw.trim_start().starts_with('{') {
        let map: Object<'_> = serde_json::from_str(raw).ok()?;
        let pair = |(key, value): (Cow<'_, str>, &RawValue)| {
            (key.into_owned(), text_of(value.get()).unwrap_or_default())
        };
        return Some(map.into_iter().map(pair).collect());
    }
    let list: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
    let pair = |member: &&RawValue| {
        let member = Source::read(member.get()).ok()?;
        let value = member.text("Value|value|TagValue").unwrap_or_default();
        Some((member.text("Key|key|TagKey")?, value))
    };
    Some(list.iter().filter_map(pair).collect())
}

/// The same value with the first letter of every name lower; the values stay as they are written. Only for shapes of
/// which all names are those of the service.
fn lower(raw: &str, depth: usize) -> Option<String> {
    if depth > DEEPEST {
        return None;
    }
    match raw.trim_start().as_bytes().first()? {
        b'{' => {
            let object: Object<'_> = serde_json::from_str(raw).ok()?;
            let mut each = Vec::with_capacity(object.len());
            for (name, value) in object {
                let mut chars = name.chars();
                let first = chars.next().map(|c| c.to_ascii_lowercase());
                let name: String = first.into_iter().chain(chars).collect();
                each.push(format!(
                    "{}:{}",
                    quoted(&name),
                    lower(value.get(), depth + 1)?
                ));
            }
            Some(format!("{{{}}}", each.join(",")))
        }
        b'[' => {
            let list: Vec<&RawValue> = serde_json::from_str(raw).ok()?;
            let each: Option<Vec<String>> = list
                .into_iter()
                .map(|it| lower(it.get(), depth + 1))
                .collect();
            Some(format!("[{}]", each?.join(",")))
        }
        _ => Some(raw.to_owned()),
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
