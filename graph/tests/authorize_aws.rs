//! One request of each outcome.
use std::sync::Arc;

use blastradius_graph::authorize::aws::{
    Context, Document, Outcome, PolicySet, Principal, Request, Resource, decide,
};

fn document(text: &str) -> Arc<Document> {
    Arc::new(Document::parse("p", text).expect("valid"))
}

#[test]
fn outcomes() {
    let request = |action: &str| Request {
        principal: Principal::Arn {
            arn: "arn:aws:iam::1:user/u".to_owned(),
            tags: None,
            unique_id: None,
        },
        action: action.to_owned(),
        resource: Resource {
            arn: "arn:aws:s3:::b/k".to_owned(),
            account: Some("1".to_owned()),
            tags: None,
        },
        context: Context::audit(),
    };
    let policies = PolicySet {
        identity: vec![document(
            r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":"s3:get*","Resource":"arn:aws:s3:::b/*"},
            {"Effect":"Allow","Action":"s3:Put*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"v"}}},
            {"Effect":"Deny","Action":"s3:GetObjectAcl","Resource":"*"}]}"#,
        )],
        ..PolicySet::default()
    };
    let outcome = |action: &str| decide(&request(action), &policies).outcome;
    assert_eq!(outcome("s3:GetObject"), Outcome::Allowed);
    assert_eq!(outcome("s3:GetObjectAcl"), Outcome::ExplicitlyDenied);
    assert_eq!(outcome("s3:DeleteObject"), Outcome::ImplicitlyDenied);
    assert_eq!(outcome("s3:PutObject"), Outcome::Conditional);
    assert_eq!(
        decide(&request("s3:PutObject"), &policies).remaining[0].text,
        "aws:SourceVpce is v"
    );
}
