//! The registry, and each format on hand-made answers.
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

use blastradius_reports::{
    Answer, AnswerKind, FORMATS, Options, ReportError, find, for_answer, render,
};

#[test]
fn every_file_beside_the_registry_is_registered() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/format");
    let mut files: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            entry
                .unwrap()
                .file_name()
                .to_string_lossy()
                .trim_end_matches(".rs")
                .to_owned()
        })
        .filter(|name| name != "mod")
        .collect();
    let mut names: Vec<String> = FORMATS
        .iter()
        .map(|format| {
            if format.name == "md" {
                "markdown"
            } else {
                format.name
            }
            .to_owned()
        })
        .collect();
    files.sort();
    names.sort();
    assert_eq!(files, names);
    names.dedup();
    assert_eq!(files.len(), names.len(), "no two formats share a name");
}

#[test]
fn every_answer_has_a_table_and_json() {
    for kind in AnswerKind::ALL {
        let names: Vec<&str> = for_answer(kind).map(|format| format.name).collect();
        assert!(
            names.contains(&"table") && names.contains(&"json"),
            "{}: {names:?}",
            kind.verb()
        );
    }
}

#[test]
fn formats_render_what_they_say_and_nothing_else() {
    all(&Options::default(), |format, answer, text| {
        let says = format.answers.contains(&answer.kind());
        match text {
            Ok(text) => {
                assert!(says);
                assert!(
                    text.ends_with('\n') && !text.ends_with("\n\n"),
                    "{} of {}",
                    format.name,
                    answer.kind().verb()
                );
            }
            Err(ReportError::Unsupported { .. }) => assert!(!says),
            Err(other) => panic!("{other}"),
        }
    });
}

#[test]
fn a_format_that_makes_no_sense_names_those_that_do() {
    let f = &common::plain;
    let error = render(
        &Answer::Rank(&common::rank(f)),
        find("dot").unwrap(),
        &Options::default(),
    )
    .unwrap_err();
    insta::assert_snapshot!(error.to_string(), @r"
    `rank` cannot be written as dot
    help: use one of `table`, `json`, `jsonl`, `csv`, `md` or `html`
    ");
    let error = find("pdf\u{1b}[2J").unwrap_err();
    insta::assert_snapshot!(error.to_string(), @r"
    there is no format `pdf\u{1b}[2J`
    help: the formats are `table`, `json`, `jsonl`, `csv`, `md`, `html`, `dot`, `mermaid`, `svg` or `openlineage`
    ");
}

#[test]
fn snapshots() {
    all(&Options::default(), |format, answer, text| {
        if let Ok(text) = text {
            // The style sheet is not the subject of the test.
            let text = match (text.find("<style>"), text.find("</style>")) {
                (Some(from), Some(to)) if format.name == "html" => {
                    format!("{}{}", &text[..from], &text[to + 8..])
                }
                _ => text,
            };
            let text = match text.find("sha256-") {
                Some(at) if format.name == "html" => {
                    let end = at + text[at..].find("&#39;").unwrap();
                    format!("{}sha256-…{}", &text[..at], &text[end..])
                }
                _ => text,
            };
            insta::assert_snapshot!(
                format!("{}-{}", answer.kind().verb().replace(' ', "-"), format.name),
                text
            );
        }
    });
}

#[test]
fn terminals() {
    for (columns, color) in [(80, false), (100, false), (100, true)] {
        let options = Options::terminal(columns, color);
        all(&options, |format, answer, text| {
            if format.name == "table" {
                let name = format!(
                    "terminal-{columns}{}-{}",
                    if color { "-color" } else { "" },
                    answer.kind().verb().replace(' ', "-")
                );
                insta::assert_snapshot!(name, text.unwrap());
            }
        });
    }
}

/// What is to be copied into a policy is useless without its middle.
#[test]
fn what_to_write_instead_is_whole_everywhere() {
    let mut answer = common::pipelines::pipelines(&common::plain);
    let subjects = ["a", "b"].map(|it| format!("repo:acme/{}:ref:refs/heads/main", it.repeat(220)));
    answer.findings[0].instead = subjects.to_vec();
    for width in [None, Some(40), Some(80), Some(200)] {
        for name in ["table", "md", "html"] {
            let options = Options {
                width,
                ..Options::default()
            };
            let text = render(&Answer::Pipelines(&answer), find(name).unwrap(), &options).unwrap();
            let text: String = text.split_whitespace().collect();
            for subject in &subjects {
                assert!(
                    text.contains(subject.as_str()),
                    "{name} at {width:?}: {text}"
                );
            }
        }
    }
}

#[test]
fn the_same_answer_gives_the_same_bytes() {
    let options = Options {
        details: true,
        ..Options::terminal(100, true)
    };
    let mut first = Vec::new();
    all(&options, |_, _, text| first.push(text.ok()));
    let mut second = Vec::new();
    all(&options, |_, _, text| second.push(text.ok()));
    assert_eq!(first, second);
}

#[test]
fn rank_csv_has_the_columns_of_its_json() {
    let f = &common::plain;
    let rank = common::rank(f);
    let csv = render(
        &Answer::Rank(&rank),
        find("csv").unwrap(),
        &Options::default(),
    )
    .unwrap();
    let json = render(
        &Answer::Rank(&rank),
        find("json").unwrap(),
        &Options::default(),
    )
    .unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let mut fields = Vec::new();
    for (key, value) in json["credentials"][0].as_object().unwrap() {
        match value.as_object() {
            Some(inner) => fields.extend(inner.keys().map(|part| format!("{key}_{part}"))),
            None if key == "levels" => {}
            None => fields.push(key.clone()),
        }
    }
    // Each level has its columns; three of what is certain stand among the others.
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let names = reader.headers().unwrap().clone();
    let first = reader.records().next().unwrap().unwrap();
    let levels = json["credentials"][0]["levels"].as_array().unwrap();
    assert_eq!(levels.len(), 4);
    for level in levels {
        for (column, place) in [
            ("data", "/confidentiality/data"),
            ("models", "/confidentiality/model"),
            ("secrets", "/confidentiality/secret"),
            ("integrity_data", "/integrity/data"),
            ("integrity_models", "/integrity/model"),
            ("administered", "/administered"),
        ] {
            let name = format!("{}_{column}", level["certainty"].as_str().unwrap());
            let at = names.iter().position(|it| it == name).unwrap();
            // A class of which there is none is left out.
            let told = level.pointer(place).map_or(0, |it| it.as_u64().unwrap());
            assert_eq!(first[at], told.to_string(), "{name}");
            if !fields.contains(&name) {
                fields.push(name);
            }
        }
    }
    let mut columns: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    columns.sort_unstable();
    fields.sort();
    assert_eq!(columns, fields);
    assert!(csv.contains("\r\n"), "RFC 4180 lines end with CRLF");
}

#[test]
fn the_page_allows_its_style_sheet_and_nothing_else() {
    use base64::Engine as _;
    use sha2::Digest as _;
    let page = render(
        &Answer::Reach(&common::reach(&common::plain)),
        find("html").unwrap(),
        &Options::default(),
    )
    .unwrap();
    let from = page.find("<style>").unwrap() + 7;
    let to = page.find("</style>").unwrap();
    let hash = base64::engine::general_purpose::STANDARD
        .encode(sha2::Sha256::digest(&page.as_bytes()[from..to]));
    let policy = format!(
        "default-src &#39;none&#39;; style-src &#39;sha256-{hash}&#39;; base-uri &#39;none&#39;; form-action &#39;none&#39;"
    );
    assert!(page.contains(&policy), "{policy}");
    assert_eq!(
        page.matches("<style>").count(),
        1,
        "charts bring none of their own"
    );
    assert!(!page.contains(" style="));
}

#[test]
fn large_graphs_are_collapsed() {
    let reach = common::reach_of(&common::plain, 4_000);
    for format in ["dot", "mermaid"] {
        let text = render(
            &Answer::Reach(&reach),
            find(format).unwrap(),
            &Options::default(),
        )
        .unwrap();
        assert!(text.contains("4000 data sets"), "{text}");
        assert!(text.lines().count() < 60, "{} lines", text.lines().count());
    }
}

/// Every answer in every format.
fn all(
    options: &Options,
    mut check: impl FnMut(
        &'static blastradius_reports::Format,
        &Answer<'_>,
        Result<String, ReportError>,
    ),
) {
    let f = &common::plain;
    let (reach, rank, who, paths) = (
        common::reach(f),
        common::rank(f),
        common::who(f),
        common::paths(f),
    );
    let (coverage, rules, rule) = (
        common::coverage_report(f),
        common::rules(f),
        common::rule(f),
    );
    let authorization = common::authorization(f);
    let pipelines = common::pipelines::pipelines(f);
    let rag = common::rag::rag(f);
    let diff = common::diff::diff(f);
    let query = common::query::query(f);
    let whatif = common::changes::whatif(f);
    let chokepoints = common::changes::chokepoints(f);
    let presets = blastradius_reports::answer::Presets::all();
    for format in FORMATS {
        for answer in [
            Answer::Reach(&reach),
            Answer::Rank(&rank),
            Answer::Who(&who),
            Answer::Paths(&paths),
            Answer::Coverage(&coverage),
            Answer::Rules(&rules),
            Answer::Rule(&rule),
            Answer::Authorization(&authorization),
            Answer::Pipelines(&pipelines),
            Answer::Pipeline(&pipelines),
            Answer::Rag(&rag),
            Answer::Diff(&diff),
            Answer::Query(&query),
            Answer::WhatIf(&whatif),
            Answer::ChokePoints(&chokepoints),
            Answer::Presets(&presets),
        ] {
            check(format, &answer, render(&answer, format, options));
        }
    }
}

#[test]
fn one_statement_that_allows_much_is_named_once() {
    let mut paths = common::paths(&common::plain);
    let hop = &mut paths.paths[0].path[1];
    let one = hop.evidence[0].clone();
    hop.evidence = ["allows iam:CreateUser", "allows iam:CreateRole"]
        .map(|note| blastradius_graph::model::Evidence {
            note: note.to_owned(),
            ..one.clone()
        })
        .to_vec();
    for format in ["table", "md", "html"] {
        let text = render(
            &Answer::Paths(&paths),
            find(format).unwrap(),
            &Options::default(),
        )
        .unwrap();
        assert!(
            text.contains("allows iam:CreateUser, iam:CreateRole"),
            "{format}: {text}"
        );
        assert_eq!(
            text.matches("role/deploy-prod#trust").count(),
            1,
            "{format}"
        );
    }
}
