//! Values of a template: written out, or by intrinsic functions (AWS CloudFormation User Guide, "Intrinsic function reference"),
//! as tags of YAML (`!Ref`) or members of JSON (`Fn::Sub`).

use std::collections::{BTreeMap, BTreeSet};

use super::super::arguments::Language;
use crate::pipelines::template::{self, Marks};
use crate::pipelines::{Node, Value};

/// Functions stand in functions; no deeper than this.
const DEEPEST: usize = 8;

const MARKS: [Marks; 1] = [Marks {
    open: "${",
    close: "}",
}];

/// The language of one template: its parameters and resources.
pub(super) struct Template<'n> {
    parameters: BTreeMap<&'n str, &'n Node>,
    resources: BTreeMap<&'n str, &'n Node>,
    /// The texts in agents and machines that may name a resource.
    called: BTreeSet<String>,
    /// The id of the file.
    file: String,
}

/// The words of all texts in a node: `!GetAtt Function.Arn` has `Function`.
fn words(node: &Node) -> BTreeSet<String> {
    let (mut words, mut open) = (BTreeSet::new(), vec![node]);
    while let Some(node) = open.pop() {
        let text = node.as_str().unwrap_or_default();
        let parts = text.split(|c: char| !c.is_ascii_alphanumeric());
        words.extend(parts.filter(|it| !it.is_empty()).map(str::to_owned));
        open.extend(node.items());
        open.extend(node.entries().iter().map(|(_, value)| value));
    }
    words
}

/// A function and what it is given.
struct Call<'n> {
    name: String,
    given: &'n Node,
    /// What a tag is given is the node itself, with its tag.
    text: Option<&'n str>,
}

impl<'n> Template<'n> {
    pub(super) fn new(root: &'n Node, file: &str) -> Self {
        let named = |member: &str| {
            let entries = root.get(member).map_or(&[][..], Node::entries).iter();
            entries
                .filter_map(|(name, node)| Some((name.as_str()?, node)))
                .collect()
        };
        let resources: BTreeMap<&str, &Node> = named("Resources");
        let called = resources.values().filter(|it| {
            matches!(
                it.text_of("Type"),
                Some(
                    "AWS::Bedrock::Agent"
                        | "AWS::StepFunctions::StateMachine"
                        | "AWS::Serverless::StateMachine"
                )
            )
        });
        Self {
            parameters: named("Parameters"),
            called: called.flat_map(|it| words(it)).collect(),
            resources,
            file: file.to_owned(),
        }
    }

    /// The resources by their names, in the order of these.
    pub(super) fn resources(&self) -> impl Iterator<Item = (&'n str, &'n Node)> {
        self.resources.iter().map(|(name, node)| (*name, *node))
    }

    /// Whether an agent or a machine of the template names a function.
    pub(super) fn is_called(&self, function: &str) -> bool {
        self.called.contains(function)
    }

    /// A resource by its name.
    pub(super) fn resource(&self, name: &str) -> Option<&'n Node> {
        self.resources.get(name).copied()
    }

    /// The id of a resource whose ARN is known only when it is made.
    pub(super) fn id(&self, resource: &str) -> String {
        format!("cfn:{}#{resource}", self.file)
    }

    /// The name of a bucket of the template: what it says, else one that no bucket can have.
    fn bucket(&self, name: &str, depth: usize) -> Value {
        let resource = self.resources.get(name);
        let written = resource.and_then(|it| it.at(&["Properties", "BucketName"]));
        match written.map(|it| self.at_depth(it, depth + 1)) {
            Some(value) if value.known().is_some() => value,
            _ => Value::literal(format!("cfn:{}!{name}", self.file.replace(['/', '#'], "|"))),
        }
    }

    fn is_bucket(&self, name: &str) -> bool {
        let resource = self.resources.get(name);
        resource.and_then(|it| it.text_of("Type")) == Some("AWS::S3::Bucket")
    }

    fn reference(&self, name: &str, depth: usize) -> Value {
        if let Some(parameter) = self.parameters.get(name) {
            // The default of a parameter that is hidden is a secret.
            let hidden = parameter.get("NoEcho").and_then(Node::as_bool) == Some(true);
            let default = parameter.text_of("Default").filter(|_| !hidden);
            let default = default.filter(|it| !it.is_empty());
            return Value::parameter(name, default.map(str::to_owned));
        }
        match name {
            "AWS::Partition" => Value::parameter(name, Some("aws".to_owned())),
            "AWS::URLSuffix" => Value::parameter(name, Some("amazonaws.com".to_owned())),
            _ if self.is_bucket(name) => self.bucket(name, depth),
            _ if self.resources.contains_key(name) => Value::literal(self.id(name)),
            _ => Value::unresolved(name),
        }
    }

    fn attribute(&self, of: &str, depth: usize) -> Value {
        let (name, attribute) = of.split_once('.').unwrap_or((of, ""));
        if self.is_bucket(name) && attribute == "Arn" {
            let mut arn = Value::literal("arn:aws:s3:::");
            arn.join(self.bucket(name, depth), of);
            return arn;
        }
        match self.resources.contains_key(name) {
            true => Value::literal(self.id(name)),
            false => Value::unresolved(of),
        }
    }

    fn substituted(&self, text: &str, own: Option<&Node>, depth: usize) -> Value {
        template::value(text, &MARKS, &mut |inside| {
            if let Some(literal) = inside.strip_prefix('!') {
                return Value::literal(format!("${{{literal}}}"));
            }
            if let Some(given) = own.and_then(|it| it.get(inside)) {
                return self.at_depth(given, depth + 1);
            }
            match inside.contains('.') {
                true => self.attribute(inside, depth),
                false => self.reference(inside, depth),
            }
        })
    }

    fn at_depth(&self, node: &Node, depth: usize) -> Value {
        if depth > DEEPEST {
            return Value::unresolved("an expression");
        }
        let Some(call) = call(node) else {
            return match node.as_str() {
                Some(text) => Value::literal(text),
                None => Value::unresolved("an expression"),
            };
        };
        let items = call.given.items();
        match (call.name.as_str(), call.text) {
            ("Ref", Some(name)) => self.reference(name, depth),
            ("GetAtt", Some(of)) => self.attribute(of, depth),
            ("GetAtt", None) => {
                let parts: Vec<&str> = items.iter().filter_map(Node::as_str).collect();
                self.attribute(&parts.join("."), depth)
            }
            ("Sub", Some(text)) => self.substituted(text, None, depth),
            ("Sub", None) => {
                let text = items.first().and_then(Node::as_str).unwrap_or_default();
                self.substituted(text, items.get(1), depth)
            }
            ("Join", _) => {
                let on = items.first().and_then(Node::as_str).unwrap_or_default();
                let parts = items.get(1).map_or(&[][..], Node::items);
                let mut value = Value::literal("");
                for (index, part) in parts.iter().enumerate() {
                    if index > 0 {
                        value.join(Value::literal(on), "Fn::Join");
                    }
                    let part = self.at_depth(part, depth + 1);
                    let written = format!("Fn::Join of {}", part.expression());
                    value.join(part, &written);
                }
                value
            }
            ("If", _) => self.either(items, depth),
            (other, text) => {
                Value::unresolved(&format!("Fn::{other} {}", text.unwrap_or_default()))
            }
        }
    }

    /// One of two values by a condition: known only where both are the same, or one is none.
    fn either(&self, items: &[Node], depth: usize) -> Value {
        let values: Vec<Value> = items
            .iter()
            .skip(1)
            .filter(|it| call(it).and_then(|it| it.text) != Some("AWS::NoValue"))
            .map(|it| self.at_depth(it, depth + 1))
            .collect();
        match values.as_slice() {
            [one] => one.clone(),
            [one, other] if one == other => one.clone(),
            _ => {
                let condition = items.first().and_then(Node::as_str).unwrap_or_default();
                Value::unresolved(&format!("Fn::If {condition}"))
            }
        }
    }
}

/// The function that a node calls.
fn call(node: &Node) -> Option<Call<'_>> {
    if let Some(tag) = node.tag() {
        return Some(Call {
            name: tag.trim_start_matches('!').to_owned(),
            given: node,
            text: node.as_str(),
        });
    }
    let [(name, given)] = node.entries() else {
        return None;
    };
    let name = name.as_str()?;
    let name = match name.strip_prefix("Fn::") {
        Some(function) => function,
        None if name == "Ref" => name,
        None => return None,
    };
    Some(Call {
        name: name.to_owned(),
        given,
        text: given.as_str(),
    })
}

impl Language for Template<'_> {
    fn value(&self, node: &Node) -> Value {
        self.at_depth(node, 0)
    }
}
