//! The folder of reports.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use blastradius_queries::answer::{Drawing, Pipelines, Rag, Rank, Reach};
use blastradius_reports::ReportError;
use blastradius_reports::folder::{Reports, files, write};

fn answers() -> (Rank, Reach) {
    (common::rank(&common::plain), common::reach(&common::plain))
}

fn reports<'a>((rank, reach): &'a (Rank, Reach)) -> Reports<'a> {
    Reports {
        rank,
        worst: Some(reach),
        coverage: None,
        credentials: &[],
        pipelines: None,
        rag: None,
        drawings: &[],
    }
}

/// A folder with pages of pipelines, and drawings.
fn drawn() -> (Pipelines, Rag, Vec<Drawing>) {
    let f = &common::plain;
    (
        common::pipelines::pipelines(f),
        common::rag::rag(f),
        common::drawings::drawings(f),
    )
}

#[test]
fn only_the_owner_may_open_it() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("out/reports");
    let page = write(&folder, &reports(&answers())).unwrap();
    assert_eq!(page, folder.join("index.html"));
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    assert_eq!(mode(&folder.join("charts")), 0o700);
    for file in [
        "index.html",
        "rank.csv",
        "rank.json",
        "reach.json",
        "charts/rank.svg",
        "charts/hops.svg",
        "charts/certainty.svg",
    ] {
        assert_eq!(mode(&folder.join(file)), 0o600, "{file}");
    }
    let beside: Vec<_> = fs::read_dir(folder.parent().unwrap()).unwrap().collect();
    assert_eq!(beside.len(), 1, "nothing half-written is left: {beside:?}");
}

#[test]
fn an_older_folder_is_replaced_whole() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("reports");
    let both = answers();
    write(&folder, &reports(&both)).unwrap();
    let without = Reports {
        worst: None,
        ..reports(&both)
    };
    write(&folder, &without).unwrap();
    assert!(!folder.join("reach.json").exists());
    assert!(folder.join("rank.csv").exists());
}

#[test]
fn anything_else_is_left_alone() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("home");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("thesis.tex"), "years of work").unwrap();
    let error = write(&folder, &reports(&answers())).unwrap_err();
    assert!(matches!(error, ReportError::NotOurs { .. }), "{error}");
    assert_eq!(
        fs::read_to_string(folder.join("thesis.tex")).unwrap(),
        "years of work"
    );
    let file = parent.path().join("file");
    fs::write(&file, "x").unwrap();
    assert!(matches!(
        write(&file, &reports(&answers())).unwrap_err(),
        ReportError::NotOurs { .. }
    ));
    let link = parent.path().join("link");
    std::os::unix::fs::symlink(&folder, &link).unwrap();
    assert!(matches!(
        write(&link, &reports(&answers())).unwrap_err(),
        ReportError::NotOurs { .. }
    ));
    assert!(matches!(
        write("..".as_ref(), &reports(&answers())).unwrap_err(),
        ReportError::Write { .. }
    ));
}

#[test]
fn an_empty_estate_has_a_page_too() {
    let mut rank = common::rank(&common::plain);
    rank.credentials.clear();
    let reports = Reports {
        rank: &rank,
        worst: None,
        coverage: None,
        credentials: &[],
        pipelines: None,
        rag: None,
        drawings: &[],
    };
    let all = files(&reports).unwrap();
    assert!(
        all.iter()
            .any(|(name, text)| name == "index.html" && text.contains("no credential was found"))
    );
}

#[test]
fn files_are_the_same_every_time() {
    let both = answers();
    assert_eq!(
        files(&reports(&both)).unwrap(),
        files(&reports(&both)).unwrap()
    );
}

#[test]
fn every_link_leads_to_a_file() {
    let both = answers();
    let credentials = common::credentials(&common::plain);
    let coverage = common::coverage_report(&common::plain);
    let (pipelines, rag, drawings) = drawn();
    let all = files(&Reports {
        credentials: &credentials,
        coverage: Some(&coverage),
        pipelines: Some(&pipelines),
        rag: Some(&rag),
        drawings: &drawings,
        ..reports(&both)
    })
    .unwrap();
    let (_, page) = &all[0];
    for (name, _) in all.iter().skip(1) {
        assert!(page.contains(&format!("href=\"{name}\"")), "{name}");
    }
    assert_eq!(
        page.matches("href=\"").count() - page.matches("href=\"#").count(),
        all.len() - 1
    );
}

#[test]
fn the_first_page_has_every_drawing_and_its_style_once() {
    let both = answers();
    let (pipelines, rag, drawings) = drawn();
    let all = files(&Reports {
        pipelines: Some(&pipelines),
        rag: Some(&rag),
        drawings: &drawings,
        ..reports(&both)
    })
    .unwrap();
    let (_, page) = &all[0];
    assert_eq!(page.matches("class=\"chain\"").count(), 3);
    // The policy of the page lets one style sheet in.
    assert_eq!(page.matches("<style").count(), 1);
    assert!(page.contains("svg.chain .head.party"));
    for title in [
        "From bucket acme-training-data to who asks endpoint fraud-scoring",
        "Who asks endpoint fraud-scoring and cannot read bucket acme-training-data",
        "How job release deploys as role deploy-prod",
    ] {
        assert!(page.contains(&format!("<title>{title}</title>")), "{title}");
    }
    for (name, text) in &all {
        if name.starts_with("drawings/") {
            assert_eq!(text.matches("<style>").count(), 1, "{name}");
            roxmltree::Document::parse(text).unwrap();
        }
    }
    // A folder that has them is still one of ours.
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("reports");
    let reports = Reports {
        pipelines: Some(&pipelines),
        rag: Some(&rag),
        drawings: &drawings,
        ..reports(&both)
    };
    write(&folder, &reports).unwrap();
    write(&folder, &reports).unwrap();
    assert!(folder.join("drawings/chain.svg").exists());
}
