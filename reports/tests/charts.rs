//! Charts: well-formed, complete, inside their picture, also without data and with too much.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod common;

use blastradius_reports::charts::{
    AgePoint, CertaintyRow, Chart, HopColumn, RankBar, age, certainty, hops, of_rank, rank,
};

fn bar(name: &str, n: u64) -> RankBar {
    RankBar {
        name: name.to_owned(),
        secrets: (n, n / 2),
        models: (n / 3, n / 4),
        data: (2 * n, n),
        admin: n > 10,
    }
}

fn point(n: u64) -> AgePoint {
    AgePoint {
        name: format!("key {n}"),
        days: n * n % 2_000,
        reach: n * 37 % 500,
        admin: n.is_multiple_of(7),
        active: !n.is_multiple_of(3),
    }
}

/// Every chart with no data, a little, much, and huge numbers.
fn all() -> Vec<Chart> {
    let many: Vec<RankBar> = (0..500).map(|n| bar(&format!("key {n}"), n)).collect();
    let rows = |n: u64| -> Vec<CertaintyRow> {
        ["secrets", "models"]
            .map(|name| CertaintyRow {
                name: name.to_owned(),
                counts: [n, n / 2, 1, 0],
            })
            .to_vec()
    };
    let columns = |n: u64| -> Vec<HopColumn> {
        (1..40)
            .map(|hops| HopColumn {
                hops,
                secrets: n,
                models: n / 2,
                data: n * 3,
            })
            .collect()
    };
    let points: Vec<AgePoint> = (0..300).map(point).collect();
    let huge = u64::MAX / 1_000;
    [
        rank(&[]),
        rank(&[bar("one", 1)]),
        rank(&[bar("none", 0)]),
        rank(&many),
        rank(&[bar("huge", huge)]),
        hops(&[]),
        hops(&columns(0)),
        hops(&columns(3)),
        hops(&columns(huge / 100)),
        certainty(&[]),
        certainty(&rows(0)),
        certainty(&rows(7)),
        certainty(&rows(huge)),
        age(&[]),
        age(&[point(5)]),
        age(&points),
        age(&[AgePoint {
            days: huge,
            reach: huge,
            ..point(1)
        }]),
    ]
    .into_iter()
    .map(|chart| chart.expect("draws"))
    .collect()
}

#[test]
fn everything_lies_inside_the_picture() {
    for chart in all() {
        let document = roxmltree::Document::parse(&chart.svg)
            .unwrap_or_else(|e| panic!("{}: {e}", chart.name));
        let root = document.root_element();
        let size = |name: &str| -> f64 { root.attribute(name).unwrap().parse().unwrap() };
        let (wide, high) = (size("width"), size("height"));
        for node in document.descendants().filter(roxmltree::Node::is_element) {
            for (names, limit) in [
                (["x", "cx", "x1", "x2"], wide),
                (["y", "cy", "y1", "y2"], high),
            ] {
                for value in names.iter().filter_map(|name| node.attribute(*name)) {
                    let value: f64 = value.parse().unwrap();
                    assert!(
                        (0.0..=limit).contains(&value),
                        "{}: {value} of {limit}",
                        chart.name
                    );
                }
            }
        }
    }
}

#[test]
fn readers_who_do_not_see_get_the_numbers() {
    let chart = rank(&[bar("ci-deployer", 12)]).unwrap();
    assert_eq!(
        chart.description,
        "ci-deployer: 12 secrets, 4 models, 24 data sets, administrator."
    );
    let document = roxmltree::Document::parse(&chart.svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    let text = |tag: &str| {
        root.children()
            .find(|n| n.tag_name().name() == tag)
            .and_then(|n| n.text())
            .unwrap()
            .to_owned()
    };
    assert_eq!(text("title"), "Blast radius by credential");
    assert_eq!(text("desc"), chart.description);
}

#[test]
fn totals_are_written_beside_the_bars() {
    let chart = rank(&[bar("a", 12)]).unwrap();
    assert!(
        texts(&chart).contains(&"40".to_owned()),
        "{:?}",
        texts(&chart)
    );
    let chart = hops(&[
        HopColumn {
            hops: 1,
            secrets: 1,
            models: 0,
            data: 2,
        },
        HopColumn {
            hops: 3,
            secrets: 4,
            models: 1,
            data: 0,
        },
    ])
    .unwrap();
    // Two hops add nothing: the second column repeats the first.
    assert_eq!(
        chart.description,
        "Within 1 hops: 1 secrets, 0 models, 2 data sets. Within 2 hops: 1 secrets, 0 models, 2 data sets. Within 3 hops: 5 secrets, 1 models, 2 data sets."
    );
    assert!(texts(&chart).contains(&"8".to_owned()));
}

#[test]
fn bars_are_as_long_as_their_numbers() {
    let chart = rank(&[bar("a", 12), bar("b", 6)]).unwrap();
    let document = roxmltree::Document::parse(&chart.svg).unwrap();
    // The solid vermillion parts are the certain secrets: 6 and 3.
    let wide: Vec<f64> = document
        .descendants()
        .filter(|n| n.attribute("fill") == Some("#D55E00") && n.attribute("height") != Some("12"))
        .map(|n| n.attribute("width").unwrap().parse().unwrap())
        .collect();
    assert_eq!(wide.len(), 2);
    assert!((wide[0] / wide[1] - 2.0).abs() < 0.1, "{wide:?}");
}

#[test]
fn the_same_data_gives_the_same_picture_in_any_order() {
    let points: Vec<AgePoint> = (0..50).map(point).collect();
    let mut turned = points.clone();
    turned.reverse();
    assert_eq!(age(&points).unwrap(), age(&turned).unwrap());
}

#[test]
fn every_colour_has_a_counterpart_for_dark_grounds() {
    for chart in all() {
        let document = roxmltree::Document::parse(&chart.svg).unwrap();
        for node in document.descendants() {
            for name in ["fill", "stroke"] {
                if let Some(colour) = node.attribute(name).filter(|c| *c != "none") {
                    let rule = format!("[{name}=\"{colour}\"]");
                    assert!(
                        blastradius_reports::charts::THEME.contains(&rule),
                        "{}: {rule}",
                        chart.name
                    );
                }
            }
        }
    }
}

fn texts(chart: &Chart) -> Vec<String> {
    let document = roxmltree::Document::parse(&chart.svg).unwrap();
    document
        .descendants()
        .filter(|n| n.tag_name().name() == "text")
        .filter_map(|n| n.text().map(|t| t.trim().to_owned()))
        .collect()
}

#[test]
fn credentials_of_one_owner_are_told_apart() {
    let mut ranking = common::rank(&common::plain);
    for (n, credential) in ranking.credentials.iter_mut().enumerate() {
        credential.identity_name = if n < 3 { "terraform" } else { "bob" }.to_owned();
        credential.name = [
            "AKIAFIRSTXXXXXXX1111",
            "AKIASECONDXXXXXX2222",
            "AKIATHIRDXXXXXXX2222",
            "AKIAOTHER",
        ][n]
            .to_owned();
    }
    let texts = texts(&of_rank(&ranking).unwrap());
    for wanted in ["terraform …1111", "AKIATHIRDXXXXXXX2222", "bob"] {
        assert!(texts.contains(&wanted.to_owned()), "{wanted}: {texts:?}");
    }
}
