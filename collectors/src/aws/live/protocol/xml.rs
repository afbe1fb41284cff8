//! XML answers to JSON in the shape that the AWS CLI prints, by a description of the wanted elements.
//!
//! What the description does not name is skipped and never becomes a value.

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use crate::aws::Shape;

/// What is wrong with an XML answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum XmlError {
    /// It ends before its root element does.
    Ends,
    /// It is not well-formed, or refers to entities that XML does not define.
    Malformed,
    /// A number or truth value is none.
    Value,
    /// It is the answer to another question.
    Another,
}

type Xml<'x> = Reader<&'x [u8]>;

/// Reads by its shape the element that lies in the elements of these names, of which the first is the root; the last is the
/// element itself.
pub(super) fn within(text: &str, names: &[String], shape: &Shape) -> Result<Value, XmlError> {
    let mut reader = reader(text);
    let mut around = 0_usize;
    let mut names = names.iter().peekable();
    while let Some(name) = names.next() {
        enter(&mut reader, name, around == 0)?;
        if names.peek().is_some() {
            around += 1;
        }
    }
    let value = element(&mut reader, shape)?;
    // The elements around it must be closed, too.
    for _ in 0..around {
        skip(&mut reader)?;
    }
    Ok(value)
}

/// Goes to the start tag of this name. What stands before it is skipped, but a root has nothing before it.
fn enter(reader: &mut Xml<'_>, name: &str, root: bool) -> Result<(), XmlError> {
    loop {
        match next(reader)? {
            Event::Start(start) if start.local_name().as_ref() == name.as_bytes() => return Ok(()),
            Event::Start(_) if root => return Err(XmlError::Another),
            Event::Start(_) => {
                skip(reader)?;
            }
            Event::End(_) => return Err(XmlError::Another),
            Event::Eof => return Err(XmlError::Ends),
            _ => {}
        }
    }
}

/// Reads the root element by its shape, whatever its name is.
pub(super) fn any_root(text: &str, shape: &Shape) -> Result<Value, XmlError> {
    let mut reader = reader(text);
    loop {
        match next(&mut reader)? {
            Event::Start(_) => return element(&mut reader, shape),
            Event::Eof => return Err(XmlError::Ends),
            _ => {}
        }
    }
}

fn reader(text: &str) -> Xml<'_> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    reader
}

/// The text of the first element of a name, wherever it is.
pub(super) fn first_text(text: &str, name: &str) -> Option<String> {
    let mut reader = reader(text);
    loop {
        match next(&mut reader).ok()? {
            Event::Start(start) if start.local_name().as_ref() == name.as_bytes() => {
                return content(&mut reader).ok();
            }
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn next<'x>(reader: &mut Xml<'x>) -> Result<Event<'x>, XmlError> {
    reader.read_event().map_err(|error| match error {
        quick_xml::Error::Syntax(_) => XmlError::Ends,
        _ => XmlError::Malformed,
    })
}

/// Reads the element whose start tag was just read. Goes only as deep as the shape does.
fn element(reader: &mut Xml<'_>, shape: &Shape) -> Result<Value, XmlError> {
    match shape {
        Shape::Text => content(reader).map(Value::from),
        Shape::Bool => match content(reader)?.as_str() {
            "true" => Ok(true.into()),
            "false" => Ok(false.into()),
            _ => Err(XmlError::Value),
        },
        Shape::Integer => content(reader)?
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| XmlError::Value),
        Shape::Present => {
            let empty = skip(reader)?;
            Ok(if empty { Value::Null } else { true.into() })
        }
        Shape::List(item, of) => {
            let mut list = Vec::new();
            children(reader, |reader, name| {
                if name == item.as_bytes() {
                    list.push(element(reader, of)?);
                    return Ok(true);
                }
                Ok(false)
            })?;
            Ok(Value::Array(list))
        }
        Shape::Map(entry) => {
            let mut object = Map::new();
            children(reader, |reader, name| {
                if name != entry.as_bytes() {
                    return Ok(false);
                }
                let (mut key, mut value) = (None, None);
                children(reader, |reader, name| {
                    match name {
                        b"key" => key = Some(content(reader)?),
                        b"value" => value = Some(content(reader)?),
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
                if let (Some(key), Some(value)) = (key, value) {
                    object.insert(key, value.into());
                }
                Ok(true)
            })?;
            Ok(Value::Object(object))
        }
        Shape::Structure(members) => {
            let mut object = Map::new();
            for member in members.iter().filter(|member| member.repeated) {
                object.insert(member.json.to_owned(), Value::Array(Vec::new()));
            }
            children(reader, |reader, name| {
                let Some(member) = members.iter().find(|it| it.xml.as_bytes() == name) else {
                    return Ok(false);
                };
                let value = element(reader, &member.shape)?;
                match object.get_mut(member.json) {
                    Some(Value::Array(list)) if member.repeated => list.push(value),
                    _ => {
                        object.insert(member.json.to_owned(), value);
                    }
                }
                Ok(true)
            })?;
            Ok(Value::Object(object))
        }
    }
}

/// Goes through the children of an element to its end. `take` reads a child whole and says so, or leaves it.
fn children<'x>(
    reader: &mut Xml<'x>,
    mut take: impl FnMut(&mut Xml<'x>, &[u8]) -> Result<bool, XmlError>,
) -> Result<(), XmlError> {
    loop {
        match next(reader)? {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_vec();
                if !take(reader, &name)? {
                    skip(reader)?;
                }
            }
            Event::End(_) => return Ok(()),
            Event::Eof => return Err(XmlError::Ends),
            _ => {}
        }
    }
}

/// Skips to the end of the element and tells whether there was nothing in it. Counts depth, so that no input can
/// exhaust the stack.
fn skip(reader: &mut Xml<'_>) -> Result<bool, XmlError> {
    let mut depth = 0_usize;
    let mut empty = true;
    loop {
        match next(reader)? {
            Event::Start(_) => depth += 1,
            Event::End(_) if depth == 0 => return Ok(empty),
            Event::End(_) => depth -= 1,
            Event::Eof => return Err(XmlError::Ends),
            _ => {}
        }
        empty = false;
    }
}

/// The text of the element; elements inside are skipped.
fn content(reader: &mut Xml<'_>) -> Result<String, XmlError> {
    let mut out = String::new();
    loop {
        match next(reader)? {
            Event::Text(text) => out.push_str(&text.decode().map_err(|_| XmlError::Malformed)?),
            Event::CData(text) => out.push_str(&text.decode().map_err(|_| XmlError::Malformed)?),
            Event::GeneralRef(entity) => {
                if let Some(character) =
                    entity.resolve_char_ref().map_err(|_| XmlError::Malformed)?
                {
                    out.push(character);
                } else {
                    // Only the five of XML itself; there is no expansion to bound.
                    let name = entity.decode().map_err(|_| XmlError::Malformed)?;
                    out.push_str(resolve_xml_entity(&name).ok_or(XmlError::Malformed)?);
                }
            }
            Event::Start(_) => {
                skip(reader)?;
            }
            Event::End(_) => return Ok(out),
            Event::Eof => return Err(XmlError::Ends),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Shape, XmlError, any_root, first_text, within};
    use crate::aws::member;
    use serde_json::Value;

    fn to_json(text: &str, name: &str, shape: &Shape) -> Result<Value, XmlError> {
        within(text, &[name.to_owned()], shape)
    }

    static ROOT: Shape = Shape::Structure(&[
        member("name", "Name", Shape::Text),
        member("on", "On", Shape::Bool),
        member("data", "Data", Shape::Present),
        member(
            "set",
            "Items",
            Shape::List(
                "item",
                &Shape::Structure(&[member("n", "N", Shape::Integer)]),
            ),
        ),
        member("map", "Map", Shape::Map("entry")),
    ]);

    #[test]
    fn only_what_is_described_becomes_a_value() {
        let text = "<?xml version=\"1.0\"?><r xmlns=\"x\"><name>a &lt;b&gt; &amp; &#x41;<![CDATA[&]]></name>\
            <secret>no</secret><on>true</on><data>no</data><set><item><n>1</n></item><other/><item/></set></r>";
        let value = to_json(text, "r", &ROOT).unwrap();
        let expected =
            json!({"Name": "a <b> & A&", "On": true, "Data": true, "Items": [{"N": 1}, {}]});
        assert_eq!(value, expected);
        let empty = to_json("<r><data/><set/></r>", "r", &ROOT).unwrap();
        assert_eq!(empty, json!({"Data": null, "Items": []}));
        let entry = "<entry><key>k</key><value>v<b>no</b></value></entry>";
        let map = format!("<r><map>{entry}<entry><key>alone</key></entry><x/></map></r>");
        assert_eq!(
            to_json(&map, "r", &ROOT).unwrap(),
            json!({"Map": {"k": "v"}})
        );
    }

    #[test]
    fn every_way_to_break_off_is_seen() {
        let text = "<r><name>a</name><set><item><n>1</n></item></set></r>";
        for end in 0..text.len() {
            let broken = text.get(..end).unwrap();
            assert!(to_json(broken, "r", &ROOT).is_err(), "{broken}");
        }
    }

    #[test]
    fn what_lies_in_two_elements_is_read_and_both_must_end() {
        let names = ["R".to_owned(), "S".to_owned()];
        let text = "<R><Other><S/></Other><S><name>a</name></S><Meta>x</Meta></R>";
        let value = within(text, &names, &ROOT).unwrap();
        assert_eq!(value, json!({"Name": "a"}));
        for end in 0..text.len() {
            let broken = text.get(..end).unwrap();
            assert!(within(broken, &names, &ROOT).is_err(), "{broken}");
        }
        assert_eq!(within("<R><T/></R>", &names, &ROOT), Err(XmlError::Another));
        assert_eq!(
            any_root("<x><on>true</on></x>", &ROOT).unwrap(),
            json!({"On": true})
        );
    }

    #[test]
    fn hostile_answers_are_errors() {
        let deep = format!("<r>{}", "<a>".repeat(200_000));
        assert_eq!(to_json(&deep, "r", &ROOT), Err(XmlError::Ends));
        assert_eq!(to_json("<q/>", "r", &ROOT), Err(XmlError::Another));
        assert_eq!(
            to_json("<r><on>maybe</on></r>", "r", &ROOT),
            Err(XmlError::Value)
        );
        let bomb = "<!DOCTYPE r [<!ENTITY a \"aaaa\">]><r><name>&a;</name></r>";
        assert_eq!(to_json(bomb, "r", &ROOT), Err(XmlError::Malformed));
        assert!(to_json("<r><name>x</other></r>", "r", &ROOT).is_err());
        assert_eq!(
            first_text("<E><Code>X</Code></E>", "Code").as_deref(),
            Some("X")
        );
        assert_eq!(first_text("<html>", "Code"), None);
    }
}
