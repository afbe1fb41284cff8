//! Who asks what can be changed.

use super::*;

const APP: &str = "arn:aws:iam::111122223333:role/web-shop";

/// One who asks the endpoint, behind a schedule.
pub(super) fn consumers(f: Names<'_>, to: Vec<Hop>) -> Vec<Consumer> {
    let asked = Hop {
        reverse: true,
        ..touch(
            f,
            ENDPOINT,
            APP,
            &[Access::Use],
            "arn:aws:iam::111122223333:role/web-shop#inline/score",
        )
    };
    let change = touch(
        f,
        ROLE,
        ENDPOINT,
        &[Access::Write],
        "arn:aws:iam::111122223333:policy/training",
    );
    let path: Vec<Hop> = to.into_iter().chain([change, asked]).collect();
    vec![Consumer {
        id: f(APP),
        name: f("web-shop"),
        type_name: "aws:iam:role".to_owned(),
        asks: f(ENDPOINT),
        assets: 1,
        runs: Some(Runs {
            happens: Happens::Automatic,
            why: f("retrain starts by itself"),
            next_run: Some("2026-11-24T02:00:00Z".to_owned()),
            at_latest: false,
        }),
        hops: path.len(),
        certainty: Certainty::Certain,
        gates: vec![],
        path,
    }]
}

/// With the node of the one who asks.
pub(super) fn with_app(
    f: Names<'_>,
    mut nodes: BTreeMap<String, NodeBrief>,
) -> BTreeMap<String, NodeBrief> {
    nodes.insert(
        f(APP),
        brief(f, NodeKind::Identity, "aws:iam:role", "web-shop", None),
    );
    nodes
}
