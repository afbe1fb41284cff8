//! REST: a method, a path and a query for each operation (Smithy, "AWS restJson1 protocol" and "AWS restXml protocol").

use serde_json::{Map, Value};

use super::super::Call;
use super::super::client::{Request, encode};
use super::members;

/// The place of the page token in a query.
const TOKEN: &str = "{token}";

/// The member that S3 Control takes in its host and in a header, and nowhere else.
const ACCOUNT: &str = "AccountId";

/// A request with a body of JSON, if it has one.
pub(super) fn request(call: &Call<'_>, account_in_host: bool) -> Option<Request> {
    let rest = call.operation.rest?;
    let posts = match rest.method {
        "GET" => false,
        "POST" => true,
        // The collector only reads.
        _ => return None,
    };
    let mut arguments: Vec<Argument<'_>> = members::of_argument(call)?
        .into_iter()
        .map(|(name, value)| Argument {
            name,
            value,
            placed: account_in_host && name == ACCOUNT,
        })
        .collect();
    let mut query = Query::default();
    let path = fill(rest.path, &mut arguments, segment)?;
    // Where the token of a `POST` stands in the query, the size of the page does too.
    let mut page_in_query = !posts;
    for (name, value) in rest.query {
        if *value == TOKEN {
            page_in_query = true;
            query.add(name, &call.token.map_or(Value::Null, Value::from));
        } else {
            let value = fill(value, &mut arguments, str::to_owned)?;
            query.add(name, &value.into());
        }
    }
    let placed = rest.query.iter().any(|(_, value)| *value == TOKEN);
    let mut body = Map::new();
    let mut put = |name: &str, value: Value, in_query: bool| {
        if in_query {
            query.add(name.trim_end_matches("[]"), &value);
        } else {
            members::insert(&mut body, name, value);
        }
    };
    for (name, value) in members::fixed(call)? {
        put(&name, value, !posts);
    }
    for argument in arguments.iter().filter(|it| !it.placed) {
        put(argument.name, argument.value.into(), !posts);
    }
    for (name, value) in members::page(call) {
        let token = call.operation.paging.map_or("", |it| it.token.0);
        if !(placed && name == token) {
            put(name, value, page_in_query);
        }
    }
    Some(Request {
        method: rest.method,
        path: format!("{path}{}", query.0),
        headers: posts
            .then(|| ("content-type", "application/json".to_owned()))
            .into_iter()
            .collect(),
        body: if posts {
            Value::Object(body).to_string()
        } else {
            String::new()
        },
        ..Request::default()
    })
}

struct Argument<'c> {
    name: &'static str,
    value: &'c str,
    /// It stands in the path or the query.
    placed: bool,
}

#[derive(Default)]
struct Query(String);

impl Query {
    /// Adds a parameter; a list is the same name again and again, and an empty text is the name alone (`?policy`).
    fn add(&mut self, name: &str, value: &Value) {
        let text = match value {
            Value::Null | Value::Object(_) => return,
            Value::Array(list) => {
                for value in list.iter().filter(|it| !it.is_array()) {
                    self.add(name, value);
                }
                return;
            }
            Value::String(text) => encode(text),
            other => other.to_string(),
        };
        self.0.push(if self.0.is_empty() { '?' } else { '&' });
        self.0.push_str(name);
        if !text.is_empty() {
            self.0.push('=');
            self.0.push_str(&text);
        }
    }
}

/// A segment of a path. Dots alone would be taken for the folder above.
fn segment(value: &str) -> String {
    match value {
        "." => "%2E".to_owned(),
        ".." => "%2E%2E".to_owned(),
        other => encode(other),
    }
}

/// Fills in the places of a template, in one pass. `None` when it has a place without a value.
fn fill(
    template: &str,
    arguments: &mut [Argument<'_>],
    written: impl Fn(&str) -> String,
) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (place, tail) = after.split_once('}')?;
        let argument = arguments.get_mut(place.parse::<usize>().ok()?)?;
        argument.placed = true;
        out.push_str(&written(argument.value));
        rest = tail;
    }
    out.push_str(rest);
    Some(out)
}
