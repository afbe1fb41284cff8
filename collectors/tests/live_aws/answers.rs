//! Answers to every operation, made of what the service files declare: those of an account that has nothing, and those of
//! one that has one of each.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use blastradius_collectors::aws::{Argument, Operation, Protocol, Reply, SERVICES, Service, Shape};
use blastradius_collectors::snapshot::MemorySink;
use serde_json::{Map, Value, json};

use crate::stub::{ACCOUNT, Asked, Behaviour, json as answer_json, xml as answer_xml};
use crate::wire::{Known, operations};

/// What is named in the answers.
const NAME: &str = "one";

/// Answers as an account does that has nothing in it.
pub(crate) fn empty_account(asked: &Asked) -> Behaviour {
    answer(asked, false)
}

/// Answers as an account does that has one of each: every operation is asked.
pub(crate) fn full_account(asked: &Asked) -> Behaviour {
    answer(asked, true)
}

static EMPTY: LazyLock<BTreeMap<(&'static str, &'static str), String>> =
    LazyLock::new(|| all(false));
static FULL: LazyLock<BTreeMap<(&'static str, &'static str), String>> = LazyLock::new(|| all(true));

fn all(full: bool) -> BTreeMap<(&'static str, &'static str), String> {
    operations()
        .map(|((service, it), _)| ((service, it.cli.1), body(service, it, full)))
        .collect()
}

fn answer(asked: &Asked, full: bool) -> Behaviour {
    let Some((service, operation)) = asked.known else {
        return answer_json(404, "{}");
    };
    if (service, operation.name) == ("organizations", "DescribeOrganization") && !full {
        return answer_json(
            400,
            r#"{"__type":"AWSOrganizationsNotInUseException","message":"none"}"#,
        );
    }
    if let (Some(code), false) = (operation.absent.first(), full)
        && operation.argument != Argument::None
    {
        return crate::fault::error(asked, 404, code, "there is none");
    }
    let bodies = if full { &FULL } else { &EMPTY };
    let body = bodies
        .get(&(service, operation.cli.1))
        .map_or("", String::as_str);
    if body.starts_with('<') {
        answer_xml(200, body)
    } else {
        answer_json(200, body)
    }
}

fn service(name: &str) -> &'static dyn Service {
    *SERVICES.iter().find(|it| it.name() == name).unwrap()
}

fn body(name: &'static str, operation: &'static Operation, full: bool) -> String {
    let endpoint = operation.endpoint.or(service(name).endpoint());
    match (name, operation.name) {
        ("sts", _) => {
            let members = format!(
                "<Arn>arn:aws:iam::{ACCOUNT}:user/audit</Arn><UserId>AIDA</UserId><Account>{ACCOUNT}</Account>"
            );
            return in_result(operation.name, &members);
        }
        ("ec2", "DescribeRegions") => {
            let regions = "<item><regionName>us-east-1</regionName></item>";
            return format!(
                "<DescribeRegionsResponse><regionInfo>{regions}</regionInfo></DescribeRegionsResponse>"
            );
        }
        _ => {}
    }
    let shape = operation.shape;
    let inside = || shape.map_or_else(String::new, |shape| of_shape(shape, full));
    match endpoint.map(|it| it.protocol) {
        Some(Protocol::Query { .. }) => in_result(operation.name, &inside()),
        Some(Protocol::Ec2Query { .. }) => {
            format!("<{0}Response>{1}</{0}Response>", operation.name, inside())
        }
        Some(Protocol::RestXml) => match (inside(), shape) {
            // The root is not of the shape, whose members are in it.
            (it, Some(Shape::Structure([_, _, ..]))) => format!("<Root>{it}</Root>"),
            (it, _) if it.starts_with('<') => it,
            _ => "{}".to_owned(),
        },
        None if name == "iam" => {
            in_result(operation.name, &as_xml(&of_paths(name, operation, full)))
        }
        _ => of_json(name, operation, full).to_string(),
    }
}

fn in_result(operation: &str, members: &str) -> String {
    format!(
        "<{operation}Response><{operation}Result>{members}</{operation}Result></{operation}Response>"
    )
}

/// XML by the shape: with no member in any list, or with one.
fn of_shape(shape: &Shape, full: bool) -> String {
    match shape {
        Shape::Text => NAME.to_owned(),
        Shape::Bool => "true".to_owned(),
        Shape::Integer => "1".to_owned(),
        Shape::Present => String::new(),
        Shape::List(item, of) if full => format!("<{item}>{}</{item}>", of_shape(of, full)),
        Shape::List(..) | Shape::Map(_) => String::new(),
        Shape::Structure(members) => members
            .iter()
            // The last page.
            .filter(|it| !it.xml.to_lowercase().contains("token") && it.xml != "Marker")
            .filter(|it| full || !it.repeated)
            .map(|it| match it.xml {
                "" => NAME.to_owned(),
                name => format!("<{name}>{}</{name}>", of_shape(&it.shape, full)),
            })
            .collect(),
    }
}

/// JSON with what other operations are asked about, in the shape that their paths tell.
fn of_paths(name: &str, operation: &Operation, full: bool) -> Value {
    let mut value = json!({});
    for other in service(name).operations() {
        match other.argument {
            Argument::Each { of, .. } => {
                // Of several spellings of one list, the first is the one of the AWS CLI.
                let path = of.iter().find(|(parent, _)| *parent == operation.name);
                // What has children of its own kind would have them for ever.
                if let Some((_, path)) = path.filter(|_| other.name != operation.name) {
                    put(&mut value, path, json!(NAME), full);
                }
            }
            Argument::Pairs { of, .. } if of.0 == operation.name => {
                let pair = json!({of.2.0: NAME, of.2.1: NAME});
                put(&mut value, of.1, pair, full);
            }
            Argument::Under { of, .. } if of.0 == operation.name => {
                put(&mut value, of.1, json!(NAME), full);
            }
            _ => {}
        }
    }
    value
}

fn put(at: &mut Value, path: &str, leaf: Value, full: bool) {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let list = step.strip_suffix("[]");
    let member = at
        .as_object_mut()
        .unwrap()
        .entry(list.unwrap_or(step))
        .or_insert(Value::Null);
    let member = match list {
        None => member,
        Some(_) => {
            if member.is_null() {
                *member = json!([]);
            }
            let members = member.as_array_mut().unwrap();
            if !full {
                return;
            }
            if members.is_empty() {
                members.push(Value::Null);
            }
            &mut members[0]
        }
    };
    if rest.is_empty() {
        match (member.as_object_mut(), leaf) {
            (Some(object), Value::Object(leaf)) => object.extend(leaf),
            (_, leaf) => *member = leaf,
        }
        return;
    }
    if !member.is_object() {
        *member = Value::Object(Map::new());
    }
    put(member, rest, leaf, full);
}

/// How IAM writes lists.
fn as_xml(value: &Value) -> String {
    match value {
        Value::Object(object) => object
            .iter()
            .map(|(name, value)| format!("<{name}>{}</{name}>", as_xml(value)))
            .collect(),
        Value::Array(list) => list
            .iter()
            .map(|it| format!("<member>{}</member>", as_xml(it)))
            .collect(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// JSON that the service file takes: what it says is missing is added.
fn of_json(name: &str, operation: &'static Operation, full: bool) -> Value {
    let mut value = of_paths(name, operation, full);
    let service = service(name);
    for _ in 0..20 {
        let Some(missing) = missing(service, operation, &value) else {
            break;
        };
        let taken = [json!([]), json!({}), json!(NAME), json!(true), json!(1)]
            .into_iter()
            .find(|candidate| {
                let mut with = value.clone();
                with[&missing] = candidate.clone();
                // It takes this one, and may miss another.
                complaint(service, operation, &with).is_none_or(|it| !it.contains("expected"))
            });
        value[&missing] = taken.unwrap_or(json!({}));
    }
    value
}

fn missing(service: &dyn Service, operation: &'static Operation, value: &Value) -> Option<String> {
    let complaint = complaint(service, operation, value)?;
    let (_, rest) = complaint
        .split_once("there is no `")
        .or_else(|| complaint.split_once("missing field `"))?;
    let (field, _) = rest.split_once('`')?;
    value.get(field).is_none().then(|| field.to_owned())
}

fn complaint(
    service: &dyn Service,
    operation: &'static Operation,
    value: &Value,
) -> Option<String> {
    let argument = (operation.argument != Argument::None).then_some("one one one");
    let reply = Reply {
        account: ACCOUNT,
        partition: "aws",
        region: Some("us-east-1"),
        operation,
        argument,
        body: &value.to_string(),
        source: "test",
    };
    let error = service.facts(&reply, &mut MemorySink::default()).err()?;
    Some(error.to_string())
}

/// The operation by its service and name.
pub(crate) fn named(action: &str) -> Known {
    operations()
        .map(|(known, _)| known)
        .find(|(_, it)| it.action() == action)
        .unwrap()
}
