//! What `opengraph` writes obeys the schemas that BloodHound's ingest checks (see NOTICE).

use blastradius_graph::model::Graph;
use blastradius_reports::export::{Selection, find};
use serde_json::{Value, json};

use crate::graphs::{hostile, random};

const NODE: &str = include_str!("../data/opengraph/opengraph-node.json");
const EDGE: &str = include_str!("../data/opengraph/opengraph-edge.json");

/// Whether a value obeys a schema: the keywords of JSON Schema that the two files use. Any other ends the test.
fn valid(root: &Value, schema: &Value, value: &Value) -> bool {
    let obeys = |schema: &Value| valid(root, schema, value);
    let all =
        |schemas: &Value, of: &dyn Fn(&Value) -> bool| schemas.as_array().unwrap().iter().all(of);
    schema
        .as_object()
        .unwrap()
        .iter()
        .all(|(keyword, it)| match keyword.as_str() {
            "title" | "description" | "examples" | "default" | "$defs" | "then" | "else" => true,
            "$ref" => obeys(
                root.pointer(it.as_str().unwrap().strip_prefix('#').unwrap())
                    .unwrap(),
            ),
            "type" => match it {
                Value::Array(types) => types.iter().any(|it| is(value, it)),
                one => is(value, one),
            },
            "const" => value == it,
            "enum" => it.as_array().unwrap().contains(value),
            "pattern" => {
                assert_eq!(it, "^[A-Za-z0-9_]+$");
                let plain = |text: &str| {
                    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                };
                value.as_str().is_none_or(plain)
            }
            "required" => {
                let has = |name: &Value| value.get(name.as_str().unwrap()).is_some();
                !value.is_object() || all(it, &has)
            }
            "properties" => it.as_object().unwrap().iter().all(|(name, schema)| {
                value
                    .get(name)
                    .is_none_or(|value| valid(root, schema, value))
            }),
            "additionalProperties" => {
                // The schemas have it where there are no `properties` beside it.
                assert!(schema.get("properties").is_none());
                let fields = value.as_object().into_iter().flatten();
                fields.into_iter().all(|(_, value)| valid(root, it, value))
            }
            "items" => value
                .as_array()
                .is_none_or(|items| items.iter().all(|item| valid(root, it, item))),
            "minItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 >= it.as_u64().unwrap()),
            "maxItems" => value
                .as_array()
                .is_none_or(|items| items.len() as u64 <= it.as_u64().unwrap()),
            "anyOf" => it.as_array().unwrap().iter().any(obeys),
            "allOf" => all(it, &obeys),
            "not" => !obeys(it),
            "if" => match obeys(it) {
                true => schema.get("then").is_none_or(obeys),
                false => schema.get("else").is_none_or(obeys),
            },
            other => panic!("the keyword `{other}` is not known to this test"),
        })
}

fn is(value: &Value, name: &Value) -> bool {
    match name.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other}"),
    }
}

fn check(schema: &Value, value: &Value) {
    assert!(valid(schema, schema, value), "{value:#}");
}

fn obeys(graph: &Graph, expand: bool) {
    let mut out = Vec::new();
    let selection = Selection {
        expand,
        ..Selection::of(graph)
    };
    find("opengraph")
        .unwrap()
        .to_stream(&selection, &mut out)
        .unwrap();
    let document: Value = serde_json::from_slice(&out).unwrap();
    let (node, edge): (Value, Value) = (
        serde_json::from_str(NODE).unwrap(),
        serde_json::from_str(EDGE).unwrap(),
    );
    let of = |name: &str| document["graph"][name].as_array().unwrap();
    assert!(of("nodes").len() > 1);
    of("nodes").iter().for_each(|it| check(&node, it));
    of("edges").iter().for_each(|it| check(&edge, it));
}

#[test]
fn opengraph_obeys_the_schema() {
    obeys(&hostile(), false);
    obeys(&hostile(), true);
    for seed in 1..=100 {
        obeys(&random(seed), seed % 2 == 0);
    }
}

#[test]
fn the_schemas_refuse_what_they_should() {
    let (node, edge): (Value, Value) = (
        serde_json::from_str(NODE).unwrap(),
        serde_json::from_str(EDGE).unwrap(),
    );
    for (schema, example) in [(&node, &node["examples"]), (&edge, &edge["examples"])] {
        example
            .as_array()
            .unwrap()
            .iter()
            .for_each(|it| check(schema, it));
    }
    for wrong in [
        json!({"kinds": ["a"]}),
        json!({"id": "a", "kinds": ["a", "b", "c", "d"]}),
        json!({"id": "a", "kinds": [], "properties": {"nested": {"a": 1}}}),
        json!({"id": "a", "kinds": [], "properties": {"mixed": ["a", 1]}}),
        json!({"id": "a", "kinds": [], "properties": {"objectid": "a"}}),
    ] {
        assert!(!valid(&node, &node, &wrong), "{wrong}");
    }
    let end = json!({"match_by": "id", "value": "a"});
    for wrong in [
        json!({"start": end, "end": end}),
        json!({"start": end, "end": end, "kind": "runs-as"}),
        json!({"start": end, "end": {"match_by": "property", "value": "a"}, "kind": "a"}),
        json!({"start": end, "end": end, "kind": "a", "properties": {"a": [{}]}}),
    ] {
        assert!(!valid(&edge, &edge, &wrong), "{wrong}");
    }
}
