//! Random requests and policy sets, the same on every run, and small builders.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]
#![allow(dead_code, reason = "each test file uses a part")]

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Context, ContextValue, Document, PolicySet, Principal, Request, Resource,
};
use serde_json::{Value, json};

/// A small generator of random numbers (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(high).unwrap() % bound
    }

    /// Another generator, whose numbers hang on those of this one.
    pub(crate) fn split(&mut self) -> Self {
        Self::new(self.0)
    }

    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    pub(crate) fn pick<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

pub(crate) const ACTIONS: [&str; 4] = [
    "s3:GetObject",
    "kms:Decrypt",
    "secretsmanager:GetSecretValue",
    "sts:AssumeRole",
];

pub(crate) const KEYS: [&str; 4] = [
    "aws:SourceVpce",
    "aws:MultiFactorAuthPresent",
    "aws:TagKeys",
    "s3:max-keys",
];

/// Policies as JSON, so that laws can change them before they are parsed.
#[derive(Clone, Default)]
pub(crate) struct Policies {
    pub(crate) identity: Vec<Value>,
    pub(crate) boundaries: Option<Vec<Value>>,
    pub(crate) session: Option<Vec<Value>>,
    pub(crate) resource: Option<Value>,
    pub(crate) scps: Vec<Vec<Value>>,
    pub(crate) rcps: Vec<Vec<Value>>,
    pub(crate) vpc_endpoint: Option<Vec<Value>>,
    pub(crate) restrict_public_buckets: bool,
}

impl Policies {
    pub(crate) fn parse(&self) -> PolicySet {
        self.parse_as(|place| place)
    }

    /// Parses with ids made from each policy's place.
    pub(crate) fn parse_as(&self, id: impl Fn(String) -> String) -> PolicySet {
        let one = |place: String, json: &Value| parsed(id(place), json.to_string());
        let list = |place: &str, list: &[Value]| {
            let numbered = list.iter().enumerate();
            numbered
                .map(|(i, json)| one(format!("{place}/{i}"), json))
                .collect::<Vec<_>>()
        };
        let levels = |place: &str, levels: &[Vec<Value>]| {
            let numbered = levels.iter().enumerate();
            numbered
                .map(|(i, level)| list(&format!("{place}/{i}"), level))
                .collect::<Vec<_>>()
        };
        PolicySet {
            identity: list("identity", &self.identity),
            boundaries: self.boundaries.as_ref().map(|l| list("boundary", l)),
            session: self.session.as_ref().map(|l| list("session", l)),
            resource: self
                .resource
                .as_ref()
                .map(|json| one("resource".to_owned(), json)),
            scps: levels("scp", &self.scps),
            rcps: levels("rcp", &self.rcps),
            vpc_endpoint: self.vpc_endpoint.as_ref().map(|l| list("vpce", l)),
            restrict_public_buckets: self.restrict_public_buckets,
            ..PolicySet::default()
        }
    }

    /// Every policy, to change.
    pub(crate) fn all_mut(&mut self) -> Vec<&mut Value> {
        self.identity
            .iter_mut()
            .chain(self.boundaries.iter_mut().flatten())
            .chain(self.session.iter_mut().flatten())
            .chain(self.resource.iter_mut())
            .chain(self.scps.iter_mut().flatten())
            .chain(self.rcps.iter_mut().flatten())
            .chain(self.vpc_endpoint.iter_mut().flatten())
            .collect()
    }
}

thread_local! {
    /// Documents of the set at hand: a law changes one and asks for all again.
    static PARSED: RefCell<HashMap<(String, String), Arc<Document>>> = RefCell::default();
}

fn parsed(id: String, text: String) -> Arc<Document> {
    PARSED.with_borrow_mut(|parsed| {
        let entry = parsed.entry((id, text));
        let parse = |(id, text): &(String, String)| {
            Arc::new(Document::parse(id, text).expect("a valid policy"))
        };
        entry.or_insert_with_key(parse).clone()
    })
}

pub(crate) fn statements(policy: &mut Value) -> &mut Vec<Value> {
    policy["Statement"].as_array_mut().expect("a list")
}

fn condition(random: &mut Random) -> Value {
    let key = random.pick(&KEYS);
    let (operators, values): (&[&str], &[&str]) = match key {
        "aws:SourceVpce" => (
            &[
                "StringEquals",
                "StringNotEquals",
                "StringLike",
                "StringNotLikeIfExists",
                "Null",
            ],
            &["vpce-1", "vpce-2", "vpce-*"],
        ),
        "aws:MultiFactorAuthPresent" => (&["Bool", "BoolIfExists"], &["true", "false"]),
        "aws:TagKeys" => (
            &[
                "ForAllValues:StringEquals",
                "ForAnyValue:StringEquals",
                "ForAnyValue:StringNotLike",
            ],
            &["team", "cost*", "stage"],
        ),
        _ => (
            &[
                "NumericLessThan",
                "NumericGreaterThanEquals",
                "NumericNotEquals",
            ],
            &["1", "10", "100"],
        ),
    };
    let operator = random.pick(operators);
    let value = match operator {
        "Null" => random.pick(&["true", "false"]),
        _ => random.pick(values),
    };
    json!({operator: {key: value}})
}

/// A statement; with a principal when it is for a policy that has them.
pub(crate) fn statement(random: &mut Random, effect: &str, principal: bool) -> Value {
    let mut statement = json!({"Effect": effect});
    let deny = effect == "Deny";
    // Allows are broad and denies narrow, so that all outcomes come about.
    let actions: &[&[&str]] = if deny {
        &[
            &["s3:GetObjectAcl"],
            &["kms:Decrypt"],
            &["sts:*"],
            &["s3:*"],
        ]
    } else {
        &[
            &["*"],
            &["*"],
            &["s3:Get*", "kms:*"],
            &["secretsmanager:GetSecret?alue", "sts:*"],
        ]
    };
    let element = if !deny && random.chance(8) {
        "NotAction"
    } else {
        "Action"
    };
    statement[element] = json!(random.pick(actions));
    let resources: &[&[&str]] = &[
        &["*"],
        &["*"],
        &["arn:aws:s3:::b/*", "arn:aws:iam::*:role/target"],
        &["arn:aws:s3:::b/public/*", "arn:aws:kms:*"],
        &[
            "arn:aws:s3:::b/${aws:username}/*",
            "arn:aws:secretsmanager:*:*:secret:*",
        ],
    ];
    let element = if random.chance(8) {
        "NotResource"
    } else {
        "Resource"
    };
    statement[element] = json!(random.pick(resources));
    if random.chance(if deny { 2 } else { 3 }) {
        statement["Condition"] = condition(random);
    }
    if principal {
        let who = random.pick(&[
            json!("*"),
            json!({"AWS": "arn:aws:iam::111122223333:root"}),
            json!({"AWS": ["arn:aws:iam::111122223333:user/alice", "arn:aws:iam::111122223333:role/worker"]}),
            json!({"AWS": "arn:aws:sts::111122223333:assumed-role/worker/one"}),
            json!({"Service": "lambda.amazonaws.com"}),
            json!({"AWS": ["444455556666", "arn:aws:iam::444455556666:user/mallory"]}),
        ]);
        let element = if effect == "Deny" && random.chance(6) {
            "NotPrincipal"
        } else {
            "Principal"
        };
        statement[element] = who;
    }
    statement
}

pub(crate) fn policy(random: &mut Random, principal: bool) -> Value {
    let count = 1 + random.below(3);
    let statements: Vec<Value> = (0..count)
        .map(|_| {
            let effect = if random.chance(8) { "Deny" } else { "Allow" };
            statement(random, effect, principal)
        })
        .collect();
    json!({"Version": "2012-10-17", "Statement": statements})
}

fn list(random: &mut Random, principal: bool) -> Vec<Value> {
    (0..1 + random.below(2))
        .map(|_| policy(random, principal))
        .collect()
}

pub(crate) fn policies(random: &mut Random) -> Policies {
    PARSED.with_borrow_mut(HashMap::clear);
    Policies {
        identity: list(random, false),
        boundaries: random.chance(4).then(|| list(random, false)),
        session: random.chance(4).then(|| list(random, false)),
        resource: (!random.chance(3)).then(|| policy(random, true)),
        scps: (0..random.below(2)).map(|_| list(random, false)).collect(),
        rcps: (0..random.below(2)).map(|_| list(random, true)).collect(),
        vpc_endpoint: random.chance(5).then(|| list(random, true)),
        restrict_public_buckets: random.chance(5),
    }
}

pub(crate) fn arn(arn: &str) -> Principal {
    Principal::Arn {
        arn: arn.to_owned(),
        tags: Some(BTreeMap::new()),
        unique_id: None,
    }
}

pub(crate) fn request(random: &mut Random, context: Context) -> Request {
    let principal = match random.below(10) {
        0 | 7 => arn("arn:aws:iam::111122223333:user/alice"),
        1 | 8 => arn("arn:aws:iam::111122223333:role/worker"),
        2 | 9 => arn("arn:aws:sts::111122223333:assumed-role/worker/one"),
        3 => arn("arn:aws:iam::111122223333:root"),
        4 => arn("arn:aws:iam::444455556666:user/mallory"),
        5 => Principal::Service("lambda.amazonaws.com".to_owned()),
        _ => Principal::Anonymous,
    };
    let action = random.pick(&ACTIONS);
    let resource = match action {
        "s3:GetObject" => random.pick(&[
            "arn:aws:s3:::b/public/k",
            "arn:aws:s3:::b/alice/k",
            "arn:aws:s3:::b/*",
        ]),
        "kms:Decrypt" => "arn:aws:kms:us-east-1:111122223333:key/1",
        "sts:AssumeRole" => "arn:aws:iam::111122223333:role/target",
        _ => "arn:aws:secretsmanager:us-east-1:111122223333:secret:s-abcdef",
    };
    Request {
        principal,
        action: action.to_owned(),
        resource: Resource {
            arn: resource.to_owned(),
            account: (!random.chance(8)).then(|| "111122223333".to_owned()),
            tags: Some(BTreeMap::new()),
        },
        context,
    }
}

/// One concrete value, or absence, for each key that policies ask about.
pub(crate) fn concrete(random: &mut Random) -> Context {
    let mut context = Context::exact();
    for key in KEYS {
        let values: &[&str] = match key {
            "aws:SourceVpce" => &["vpce-1", "vpce-3", "other"],
            "aws:MultiFactorAuthPresent" => &["true", "false"],
            "aws:TagKeys" => &["team", "cost-centre", "x"],
            _ => &["1", "5", "100"],
        };
        if !random.chance(3) {
            let mut given = vec![random.pick(values).to_owned()];
            if key == "aws:TagKeys" && random.chance(2) {
                given.push(random.pick(values).to_owned());
            }
            context.set(key, ContextValue::Is(given));
        }
    }
    context
}
