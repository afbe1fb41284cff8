//! One hundred payloads in every text field of every answer, in every format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod common;
#[path = "common/payloads.rs"]
mod payloads;

use blastradius_reports::folder::{Reports, files};
use blastradius_reports::sanitize::is_hidden;
use blastradius_reports::{Answer, FORMATS, Options, ReportError, render};
use payloads::payloads;

/// Renders every answer with a payload in front of every text, in some formats.
fn each(
    payload: &str,
    formats: &[&str],
    mut check: impl FnMut(&'static str, &'static str, String),
) {
    let f = |text: &str| format!("{payload}{text}");
    let (reach, rank, who, paths) = (
        common::reach(&f),
        common::rank(&f),
        common::who(&f),
        common::paths(&f),
    );
    let (coverage, rules, rule) = (
        common::coverage_report(&f),
        common::rules(&f),
        common::rule(&f),
    );
    let authorization = common::authorization(&f);
    let pipelines = common::pipelines::pipelines(&f);
    let rag = common::rag::rag(&f);
    let diff = common::diff::diff(&f);
    let query = common::query::query(&f);
    let whatif = common::changes::whatif(&f);
    let explained = common::changes::explained(&f);
    let chokepoints = common::changes::chokepoints(&f);
    let presets = blastradius_reports::answer::Presets::all();
    let answers = [
        Answer::Reach(&reach),
        Answer::Rank(&rank),
        Answer::Rank(&explained),
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
    ];
    let terminal = Options {
        details: true,
        ..Options::terminal(80, false)
    };
    for format in FORMATS
        .iter()
        .filter(|format| formats.contains(&format.name))
    {
        for answer in &answers {
            for options in [Options::default(), terminal]
                .iter()
                .take(if format.name == "table" { 2 } else { 1 })
            {
                match render(answer, format, options) {
                    Ok(text) => check(format.name, answer.kind().verb(), text),
                    Err(ReportError::Unsupported { .. }) => {}
                    Err(other) => panic!("{other}"),
                }
            }
        }
    }
}

#[test]
fn no_format_prints_a_hidden_character() {
    for payload in payloads() {
        each(
            &payload,
            &[
                "table",
                "json",
                "jsonl",
                "csv",
                "md",
                "html",
                "dot",
                "mermaid",
                "svg",
                "openlineage",
            ],
            |format, verb, text| {
                let raw = text
                    .chars()
                    .find(|c| is_hidden(*c) && *c != '\n' && !(format == "csv" && *c == '\r'));
                assert_eq!(raw, None, "{format} of {verb} with {payload:?}");
            },
        );
    }
}

#[test]
fn lines_of_a_table_stay_in_a_terminal() {
    // Commands are there to be copied and may be longer; nothing else is.
    let f = |text: &str| format!("{}{text}", "W".repeat(300));
    let mut reach = common::reach(&f);
    reach.containment.clear();
    let options = Options {
        details: true,
        ..Options::terminal(80, false)
    };
    let table = blastradius_reports::find("table").unwrap();
    let text = render(&Answer::Reach(&reach), table, &options).unwrap();
    for line in text.lines() {
        assert!(blastradius_reports::sanitize::width(line) <= 80, "{line}");
    }
}

#[test]
fn csv_stays_rectangular_and_without_formulas() {
    for payload in payloads() {
        each(&payload, &["csv"], |format, verb, text| {
            if format != "csv" {
                return;
            }
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .from_reader(text.as_bytes());
            for record in reader.records() {
                let record = record.unwrap_or_else(|e| panic!("{verb} with {payload:?}: {e}"));
                for field in &record {
                    let first = field.trim_start().chars().next();
                    assert!(
                        !matches!(first, Some('=' | '+' | '-' | '@')),
                        "{verb}: {field:?}"
                    );
                }
            }
        });
    }
}

#[test]
fn json_keeps_names_exact() {
    for payload in payloads() {
        each(&payload, &["json", "jsonl"], |format, verb, text| {
            if format == "json" && verb == "rank" {
                let value: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(value["credentials"][2]["name"], format!("{payload}alice"));
            }
            if format == "jsonl" {
                for line in text.lines() {
                    let _: serde_json::Value = serde_json::from_str(line).unwrap();
                }
            }
        });
    }
}

/// What a page may be made of. No script, no image, no frame, no form, no event handler, no style attribute.
const ELEMENTS: [&str; 54] = [
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "a",
    "header",
    "p",
    "h1",
    "h2",
    "h3",
    "main",
    "section",
    "nav",
    "article",
    "footer",
    "ul",
    "ol",
    "li",
    "div",
    "span",
    "strong",
    "code",
    "pre",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "details",
    "summary",
    "figure",
    "figcaption",
    "svg",
    "desc",
    "rect",
    "text",
    "line",
    "polyline",
    "circle",
    "polygon",
    "path",
    "g",
    "em",
    "b",
    "i",
    "br",
    "hr",
    "dl",
    "dt",
    "dd",
    "caption",
];
const ATTRIBUTES: [&str; 41] = [
    "lang",
    "charset",
    "http-equiv",
    "content",
    "name",
    "class",
    "href",
    "id",
    "scope",
    "title",
    "aria-label",
    "aria-labelledby",
    "aria-hidden",
    "value",
    "width",
    "height",
    "viewBox",
    "role",
    "x",
    "y",
    "x1",
    "y1",
    "x2",
    "y2",
    "dy",
    "cx",
    "cy",
    "r",
    "points",
    "fill",
    "stroke",
    "stroke-width",
    "opacity",
    "text-anchor",
    "font-family",
    "font-size",
    "font-weight",
    "transform",
    "d",
    "xmlns",
    "rx",
];

fn harmless(document: &str, what: &str) {
    // Pages are written so that they are well-formed XML too: then an XML parser proves that
    // every name stayed text. The two elements whose text HTML does not decode, script and style,
    // hold nothing of an estate.
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let parsed = roxmltree::Document::parse_with_options(document, options)
        .unwrap_or_else(|e| panic!("{what}: {e}"));
    for node in parsed.descendants().filter(roxmltree::Node::is_element) {
        assert!(
            ELEMENTS.contains(&node.tag_name().name()),
            "{what}: <{}>",
            node.tag_name().name()
        );
        for attribute in node.attributes() {
            assert!(
                ATTRIBUTES.contains(&attribute.name()),
                "{what}: {}=",
                attribute.name()
            );
            if attribute.name() == "href" {
                let local = attribute.value().starts_with('#')
                    || [
                        "rank.csv",
                        "rank.json",
                        "reach.csv",
                        "reach.json",
                        "coverage.json",
                        "pipelines.html",
                        "rag.html",
                    ]
                    .contains(&attribute.value())
                    || attribute.value().starts_with("charts/")
                    || attribute.value().starts_with("drawings/");
                assert!(local, "{what}: href={}", attribute.value());
            }
            if attribute.name() == "fill" || attribute.name() == "stroke" {
                assert!(
                    attribute.value().starts_with('#') || attribute.value() == "none",
                    "{what}"
                );
            }
        }
    }
    assert!(
        !parsed.descendants().any(|n| n.is_pi() || n.is_comment()),
        "{what}"
    );
}

#[test]
fn pages_hold_names_as_text_only() {
    for payload in payloads() {
        each(&payload, &["html", "svg"], |format, verb, text| {
            if matches!(format, "html" | "svg") {
                harmless(&text, &format!("{verb} with {payload:?}"));
            }
        });
    }
}

#[test]
fn a_name_is_found_again_as_the_text_of_a_page() {
    let f = |text: &str| format!("<script>alert(1)</script>{text}");
    let page = render(
        &Answer::Rank(&common::rank(&f)),
        blastradius_reports::find("html").unwrap(),
        &Options::default(),
    )
    .unwrap();
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..Default::default()
    };
    let parsed = roxmltree::Document::parse_with_options(&page, options).unwrap();
    let found = parsed
        .descendants()
        .any(|n| n.is_text() && n.text() == Some("<script>alert(1)</script>alice"));
    assert!(found);
}

#[test]
fn folders_and_charts_hold_names_as_text_only() {
    for payload in payloads() {
        let f = |text: &str| format!("{payload}{text}");
        let (rank, reach, coverage) = (
            common::rank(&f),
            common::reach(&f),
            common::coverage_report(&f),
        );
        let credentials = common::credentials(&f);
        let reports = Reports {
            rank: &rank,
            worst: Some(&reach),
            coverage: Some(&coverage),
            credentials: &credentials,
            pipelines: Some(&common::pipelines::pipelines(&f)),
            rag: Some(&common::rag::rag(&f)),
            drawings: &common::drawings::drawings(&f),
        };
        for (name, text) in files(&reports).unwrap() {
            if name.ends_with(".svg") || name.ends_with(".html") {
                harmless(&text, &format!("{name} with {payload:?}"));
            }
        }
    }
}

#[test]
fn graphs_stay_one_statement_a_line() {
    for payload in payloads() {
        each(
            &payload,
            &["dot", "mermaid"],
            |format, verb, text| match format {
                "dot" => {
                    for line in text.lines().skip(4).filter(|line| *line != "}") {
                        let statement = line.starts_with("  n") && line.ends_with("];");
                        assert!(statement, "{verb} with {payload:?}: {line}");
                    }
                }
                "mermaid" => {
                    for line in text.lines().skip(1) {
                        assert!(
                            line.starts_with("  n") || line.starts_with("  classDef "),
                            "{verb} with {payload:?}: {line}"
                        );
                        // Quotes are ours alone: two of a node, two of an edge.
                        let quotes = line.matches('"').count();
                        assert!(
                            quotes == 2 || quotes == 0,
                            "{verb} with {payload:?}: {line}"
                        );
                    }
                }
                _ => {}
            },
        );
    }
}

#[test]
fn markdown_has_only_our_markup() {
    for payload in payloads().iter().filter(|p| p.len() < 1_000) {
        each(payload, &["md"], |format, verb, text| {
            if format != "md" {
                return;
            }
            let mut fence = None;
            for line in text.lines() {
                match &fence {
                    Some(open) if line == open => fence = None,
                    Some(_) => {}
                    None if line.starts_with("```") => {
                        fence = Some(line.trim_end_matches("sh").to_owned())
                    }
                    None => {
                        // Outside code spans and our elements nothing is left of HTML or links.
                        let plain: String = line.split('`').step_by(2).collect();
                        let plain = plain.replace("<code>", "").replace("</code>", "");
                        assert!(
                            !plain.contains(['<', '[']) && !plain.contains("]("),
                            "{verb} with {payload:?}: {line}"
                        );
                    }
                }
            }
            assert_eq!(fence, None, "{verb} with {payload:?}: a fence stays open");
        });
    }
}
