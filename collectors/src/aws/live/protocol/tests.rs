//! What the service files declare can be sent, and every page is asked for.

use serde_json::json;

use super::{endpoint, read, request};
use crate::aws::live::Call;
use crate::aws::{
    Argument, Endpoint, Operation, Paging, Place, Protocol, SERVICES, Shape, member, repeated,
};

const ACCOUNT: &str = "111122223333";

/// An argument of the form that the operation takes.
pub(in crate::aws::live) fn argument(operation: &Operation) -> Option<String> {
    match operation.argument {
        Argument::None => None,
        Argument::Pairs { .. } => Some("one two".to_owned()),
        Argument::Under { members, .. } => Some(vec!["word"; members.len()].join(" ")),
        Argument::Account { .. } => Some(ACCOUNT.to_owned()),
        Argument::OneOf { values, .. } => values.first().map(|it| (*it).to_owned()),
        Argument::Each { .. } => Some("arn:aws:x:::y/z".to_owned()),
    }
}

fn call<'c>(
    service: &'static str,
    operation: &'static Operation,
    argument: Option<&'c str>,
) -> Call<'c> {
    Call {
        service,
        operation,
        account: ACCOUNT,
        region: "eu-west-1",
        argument,
        token: None,
    }
}

/// An answer in XML that has every member of the shape, with `text` in each.
fn filled(shape: &Shape, text: &str) -> String {
    match shape {
        Shape::Text => text.to_owned(),
        Shape::Bool => "true".to_owned(),
        Shape::Integer => "1".to_owned(),
        Shape::Present => "<a/>".to_owned(),
        Shape::Map(entry) => {
            format!("<{entry}><key>{text}</key><value>{text}</value></{entry}>")
        }
        Shape::List(item, of) => format!("<{item}>{}</{item}>", filled(of, text)),
        Shape::Structure(members) => members
            .iter()
            .map(|it| {
                let inside = filled(&it.shape, text);
                if it.xml.is_empty() {
                    return inside;
                }
                format!("<{0}>{inside}</{0}>", it.xml)
            })
            .collect(),
    }
}

/// An answer whose next page begins at `token`.
fn answer(protocol: Protocol, operation: &Operation, token: &str) -> String {
    let name = operation.name;
    let inside = operation.shape.map(|shape| filled(shape, token));
    let inside = inside.unwrap_or_default();
    match protocol {
        Protocol::Query { .. } => {
            format!("<{name}Response><{name}Result>{inside}</{name}Result></{name}Response>")
        }
        Protocol::Ec2Query { .. } => format!("<{name}Response>{inside}</{name}Response>"),
        // An answer that is a document in JSON.
        Protocol::RestXml if inside.is_empty() => "{}".to_owned(),
        // The root is not of a shape with several members: they are in it.
        Protocol::RestXml => match operation.shape {
            Some(Shape::Structure([_, _, ..])) => format!("<Root>{inside}</Root>"),
            _ => inside,
        },
        Protocol::Json { .. } | Protocol::RestJson => {
            let path = operation.paging.map_or("", |paging| paging.token.1);
            let mut value = json!(token);
            for step in path.rsplit('.') {
                value = match step.strip_suffix("[]") {
                    Some(list) => json!({ list: [value] }),
                    None => json!({ step: value }),
                };
            }
            value.to_string()
        }
    }
}

#[test]
fn every_operation_of_the_signed_client_can_be_sent_and_paged() {
    let mut sent = 0;
    for service in SERVICES {
        for operation in service.operations() {
            let argument = argument(operation);
            let first = call(service.name(), operation, argument.as_deref());
            let Some(endpoint) = endpoint(&first) else {
                continue;
            };
            sent += 1;
            let name = operation.action();
            let request = request(&first).unwrap_or_else(|| panic!("{name} cannot be sent"));
            assert!(!request.path.contains(['{', '}', ' ']), "{}", request.path);
            assert!(request.path.starts_with('/'), "{name}: {}", request.path);
            assert!(!request.host.contains("{account}"), "{}", request.host);
            let header = request.headers.iter().map(|(_, value)| value.as_str());
            let header: String = header.collect();
            let whole = format!("{} {} {header}", request.path, request.body);
            for (_, value) in super::members::of_argument(&first).unwrap() {
                let value = super::super::client::encode(value);
                let plain = argument.as_deref().unwrap();
                let bare = plain.split(' ').next().unwrap();
                assert!(
                    whole.contains(&value) || whole.contains(bare),
                    "{name}: {whole}"
                );
            }
            if let Some(shape) = operation.shape {
                assert!(matches!(shape, Shape::Structure(_)), "{name}");
            }
            let page = read(
                endpoint.protocol,
                &first,
                answer(endpoint.protocol, operation, "more-to-come"),
            );
            let next = page.unwrap_or_else(|it| panic!("{name}: {it:?}")).next;
            let paged = operation.paging.is_some();
            assert_eq!(next.as_deref(), paged.then_some("more-to-come"), "{name}");
            let last = read(
                endpoint.protocol,
                &first,
                answer(endpoint.protocol, operation, ""),
            );
            assert_eq!(last.unwrap().next, None, "{name}");
            let second = super::request(&Call {
                token: next.as_deref(),
                ..first
            });
            let second = second.unwrap();
            let second = format!("{} {}", second.path, second.body);
            assert_eq!(second.contains("more-to-come"), paged, "{name}: {second}");
        }
    }
    assert!(sent > 25, "{sent}");
}

static REST: Endpoint = Endpoint {
    host: "{account}.x",
    signs_as: "x",
    protocol: Protocol::RestJson,
};
const LIST: Operation = Operation::listing("List", ("x", "list"), &["x:List"], Place::Regional);

fn sent(operation: &'static Operation, argument: &str) -> super::Request {
    request(&Call {
        token: Some("t/1"),
        ..call("none", operation, Some(argument))
    })
    .unwrap()
}

#[test]
fn rest_puts_arguments_in_the_path_the_query_and_the_body() {
    static GET: Operation = LIST
        .under(&["--c", "--n"], &["c", "n[]"], ("List", "L[]"), "{0}")
        .rest("GET", "/c/{0}/n", &[("view", ""), ("fixed", "a b")])
        .fixed(&[("types", "[\"A\", \"B\"]"), ("all", "true")])
        .paged(Paging::CAMEL.by("maxResults", 5))
        .at(&REST);
    let it = sent(&GET, ".. n/1");
    let query = "view&fixed=a%20b&all=true&types=A&types=B&n=n%2F1&maxResults=5&nextToken=t%2F1";
    assert_eq!(it.path, format!("/c/%2E%2E/n?{query}"));
    assert_eq!((it.method, it.body.as_str()), ("GET", ""));
    assert_eq!(it.host, "111122223333.x");
    assert!(
        it.headers
            .contains(&("x-amz-account-id", ACCOUNT.to_owned()))
    );

    static POST: Operation = Operation {
        paging: Some(Paging::CAMEL),
        ..GET
    }
    .rest("POST", "/c", &[("token", "{token}"), ("c", "{0}")])
    .paged(Paging {
        token: ("token", "nextToken"),
        size: Some(("size", 9)),
    });
    let it = sent(&POST, "c n");
    assert_eq!(it.path, "/c?token=t%2F1&c=c&size=9");
    let body: serde_json::Value = serde_json::from_str(&it.body).unwrap();
    assert_eq!(body, json!({"types": ["A", "B"], "all": true, "n": ["n"]}));

    static WRITE: Operation = GET.rest("DELETE", "/c/{0}", &[]);
    let write = call("none", &WRITE, Some("c n"));
    assert!(request(&write).is_none(), "nothing but reads is sent");
    static PLACES: Operation = GET.rest("GET", "/c/{2}", &[]);
    assert!(request(&call("none", &PLACES, Some("c n"))).is_none());
    assert!(request(&call("none", &GET, Some("alone"))).is_none());
}

#[test]
fn forms_number_their_lists() {
    const SHAPE: Shape = Shape::Structure(&[repeated("a", "A", Shape::Text)]);
    static QUERY: Endpoint = Endpoint {
        protocol: Protocol::Query { version: "1" },
        ..REST
    };
    static EC2: Endpoint = Endpoint {
        protocol: Protocol::Ec2Query { version: "1" },
        ..REST
    };
    static OF_QUERY: Operation = LIST
        .each("--n", "Names[]", &[("L", "N")], "{argument}")
        .fixed(&[("Filters", "[{\"Name\": \"a&b\"}]"), ("All", "true")])
        .answers(&SHAPE)
        .at(&QUERY);
    static OF_EC2: Operation = OF_QUERY.at(&EC2);
    assert_eq!(
        sent(&OF_QUERY, "n").body,
        "Action=List&Version=1&All=true&Filters.member.1.Name=a%26b&Names.member.1=n"
    );
    assert_eq!(
        sent(&OF_EC2, "n").body,
        "Action=List&Version=1&All=true&Filters.1.Name=a%26b&Names.1=n"
    );
}

#[test]
fn the_root_of_an_xml_answer_stands_around_it_where_it_has_a_name() {
    const NAMED: Shape = Shape::Structure(&[member("a", "A", Shape::Text)]);
    static AROUND: Operation = LIST.answers(&NAMED).at(&REST);
    static ROOTLESS: Operation = LIST.answers(&Shape::Structure(&[
        member("a", "A", Shape::Text),
        member("b", "B", Shape::Text),
    ]));
    static RAW: Operation = LIST.answers(&Shape::Structure(&[member("", "P", Shape::Text)]));
    let page = |operation, body: &str| {
        let call = call("none", operation, None);
        read(Protocol::RestXml, &call, body.to_owned())
            .unwrap()
            .body
    };
    assert_eq!(page(&AROUND, "<a>1</a>"), r#"{"A":"1"}"#);
    assert_eq!(page(&AROUND, "<r><a>1</a></r>"), r#"{"A":"1"}"#);
    assert_eq!(page(&ROOTLESS, "<r><b>1</b></r>"), r#"{"B":"1"}"#);
    assert_eq!(page(&RAW, "{\"no\": 1}"), r#"{"P":"{\"no\": 1}"}"#);
}
