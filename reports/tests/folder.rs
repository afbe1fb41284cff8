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

use blastradius_queries::answer::{Rank, Reach};
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
    }
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
    let all = files(&Reports {
        credentials: &credentials,
        coverage: Some(&coverage),
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
