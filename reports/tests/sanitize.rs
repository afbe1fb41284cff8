//! Names an attacker chose, in the building blocks of each format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

#[path = "common/payloads.rs"]
mod payloads;

use blastradius_reports::sanitize::{
    csv_field, dot_label, elide, is_hidden, json, markdown_code, markdown_text, mermaid_label,
    visible, width, wrap,
};
use payloads::payloads;

#[test]
fn there_are_enough_payloads() {
    let mut all = payloads();
    all.sort();
    all.dedup();
    assert!(all.len() >= 100, "{}", all.len());
}

#[test]
fn nothing_hidden_is_left_visible() {
    for payload in payloads() {
        let shown = visible(&payload);
        assert!(!shown.chars().any(is_hidden), "{payload:?} -> {shown:?}");
    }
}

#[test]
fn ordinary_names_stay() {
    for name in [
        "arn:aws:iam::1:role/déploiement",
        "数据集",
        "données-été",
        "résumé_2",
        "ключ",
        "a\u{301}e\u{302}\u{301}",
    ] {
        assert_eq!(visible(name), name);
    }
}

#[test]
fn escapes_say_what_was_there() {
    assert_eq!(
        visible("a\u{1b}[31m\u{202e}\n\t\0"),
        "a\\u{1b}[31m\\u{202e}\\n\\t\\0"
    );
}

#[test]
fn stacked_marks_are_cut() {
    let shown = visible("a\u{301}\u{301}\u{301}\u{301}\u{301}").into_owned();
    assert_eq!(shown, "a\u{301}\u{301}\u{301}\\u{301}\\u{301}");
}

#[test]
fn csv_fields_are_no_formulas() {
    for payload in payloads() {
        let field = csv_field(&payload).into_owned();
        let first = field.trim_start_matches(' ').chars().next();
        assert!(
            !matches!(first, Some('=' | '+' | '-' | '@' | '\u{ff1d}')),
            "{field:?}"
        );
        assert!(!field.chars().any(|c| c.is_control()), "{field:?}");
    }
    assert_eq!(csv_field("=1+1"), "'=1+1");
    assert_eq!(csv_field("\t=1"), "'\\t=1");
    assert_eq!(csv_field("arn:aws:s3:::b"), "arn:aws:s3:::b");
}

#[test]
fn json_is_exact_and_safe_to_print() {
    for payload in payloads() {
        for text in [
            json::to_line(&payload).unwrap(),
            json::to_pretty(&payload).unwrap(),
        ] {
            assert!(!text.chars().any(is_hidden), "{text:?}");
            let back: String = serde_json::from_str(&text).unwrap();
            assert_eq!(back, payload);
        }
    }
}

#[test]
fn markdown_has_no_markup_left() {
    for payload in payloads() {
        let text = markdown_text(&payload);
        assert!(
            !text.contains(['<', '>', '[', ']', '`', '|', '*', '\\', '\n', '@']),
            "{text:?}"
        );
        assert!(!text.contains("://") && !text.contains("www."), "{text:?}");
        let code = markdown_code(&payload);
        match code.strip_prefix('`') {
            Some(rest) => {
                let inner = rest.strip_suffix('`').expect("the span ends");
                assert!(!inner.contains(['`', '|', '\n']), "{code:?}");
            }
            None => {
                let inner = code
                    .strip_prefix("<code>")
                    .and_then(|c| c.strip_suffix("</code>"))
                    .expect("an element");
                assert!(!inner.contains(['<', '>', '|', '`', '[', '*']), "{code:?}");
            }
        }
    }
}

#[test]
fn dot_strings_cannot_be_left() {
    for payload in payloads() {
        let label = dot_label(&payload);
        let mut escaped = false;
        for c in label.chars() {
            assert!(escaped || c != '"', "{label:?}");
            escaped = c == '\\' && !escaped;
        }
        assert!(!escaped, "{label:?}");
    }
}

#[test]
fn mermaid_labels_hold_entities_only() {
    for payload in payloads() {
        let label = mermaid_label(&payload);
        assert!(
            !label.contains([
                '"', '<', '>', '[', ']', '{', '}', '`', '(', ')', '|', '%', '\\', '\n', '&'
            ]),
            "{label:?}"
        );
        // A `#` begins an entity and nothing else.
        for piece in label.split('#').skip(1) {
            let digits: String = piece.chars().take_while(char::is_ascii_digit).collect();
            assert!(
                !digits.is_empty() && piece[digits.len()..].starts_with(';'),
                "{label:?}"
            );
        }
    }
}

#[test]
fn long_names_are_elided_to_their_ends() {
    assert_eq!(
        elide("arn:aws:iam::111122223333:role/deploy", 16),
        "arn:a…ole/deploy"
    );
    assert_eq!(
        width(&elide("arn:aws:iam::111122223333:role/deploy", 16)),
        16
    );
    assert_eq!(elide("short", 16), "short");
    assert_eq!(elide("wide", 0), "");
    for columns in [0, 1, 2, 3, 7, 20, 39] {
        for payload in payloads() {
            let shown = visible(&payload).into_owned();
            assert!(
                width(&elide(&shown, columns)) <= columns,
                "{columns} {shown:?}"
            );
        }
    }
}

#[test]
fn lines_wrap_within_their_width() {
    for payload in payloads() {
        let shown = visible(&payload).into_owned();
        for line in wrap(&shown, 30) {
            assert!(width(&line) <= 30, "{line:?}");
        }
    }
    assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
    assert_eq!(wrap("", 9), [""]);
}
